"""Shops without API permission: a person does by hand what the plan says, from a folder for each product.

Importing this page imports nothing heavy; ``open`` loads the rest when a shop is opened.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from connector.port import Adapter, AdapterSpec, Budget, Capabilities, OpenShop, People

__all__ = ["SPEC"]


def _open(shop: OpenShop) -> AbstractAsyncContextManager[Adapter]:
    from .adapter import open_shop

    return open_shop(shop)


def _people() -> People:
    from .people import ByHandPeople

    return ByHandPeople()


SPEC = AdapterSpec(
    id="by_hand",
    title="Làm tay",
    open=_open,
    capabilities=Capabilities(
        variants=True,
        create_hidden=False,
        idempotent_create=True,  # the intent's id is the task's
        needs_stock=False,
        creates_in_order=True,  # a task's number is its place in the list
        read_batch=1000,
        list_page=1000,
        state_batch=1000,
        price_batch=1000,
        stock_batch=1000,
        upload_batch=100,
        settle_s=1.0,
        pending_deadline_s=60 * 86400.0,  # a person may take their time; nothing is asked of them twice
    ),
    budgets=(Budget("shop", per_second=1000.0, writers=1),),
    mapping="mappings.by_hand",
    people=_people,
)
