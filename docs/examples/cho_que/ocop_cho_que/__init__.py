"""Chợ Quê for ocop: the spec that the entry point names. Importing it loads nothing heavy."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from connector.port import Adapter, AdapterSpec, Budget, Capabilities, OpenShop, Setting

__all__ = ["SPEC"]


def _open(shop: OpenShop) -> AbstractAsyncContextManager[Adapter]:
    from .adapter import open_shop

    return open_shop(shop)


SPEC = AdapterSpec(
    id="cho_que",
    title="Chợ Quê",
    open=_open,
    capabilities=Capabilities(
        variants=False,
        create_hidden=False,
        idempotent_create=True,
        needs_stock=False,
        read_batch=20,
        list_page=30,
        state_batch=1,
        price_batch=1,
        stock_batch=1,
        upload_batch=1,
        settle_s=20.0,
    ),
    budgets=(Budget("shop", per_second=10.0, writers=2),),
    settings=(Setting("key", "Khóa của gian hàng", "Shop key", secret=True),),
    mapping="ocop_cho_que.mapping",
    mock="ocop_cho_que.mock",
    live_hosts=("api.choque.example",),
)
