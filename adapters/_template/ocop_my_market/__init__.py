"""My Market for ocop: the spec that the entry point names. Importing it loads nothing heavy.

Begin with this page: every word of ``Capabilities`` is verified by the contract tests. Declare what the marketplace
can do, not what you wish it could; a capability that is not declared leaves its cases out.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from connector.port import Adapter, AdapterSpec, Budget, Capabilities, OpenShop, Setting

__all__ = ["SPEC"]


def _open(shop: OpenShop) -> AbstractAsyncContextManager[Adapter]:
    from .adapter import open_shop

    return open_shop(shop)


SPEC = AdapterSpec(
    id="my_market",
    title="My Market",
    open=_open,
    capabilities=Capabilities(
        variants=False,
        create_hidden=False,
        idempotent_create=False,
        needs_stock=False,
        read_batch=1,
        list_page=50,
        state_batch=1,
        price_batch=1,
        stock_batch=1,
        upload_batch=1,
    ),
    budgets=(Budget("shop", per_second=2.0, writers=1),),
    settings=(Setting("key", "Khóa của gian hàng", "Shop key", secret=True),),
    mapping="ocop_my_market.mapping",
    mock="ocop_my_market.mock",
    live_hosts=("api.my-market.example",),
)
