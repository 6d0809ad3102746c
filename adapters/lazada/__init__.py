"""Lazada (Lazada Open Platform, Vietnam): the spec by which the core finds this adapter.

Importing this page imports nothing heavy; ``open`` loads the rest when a shop is opened.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from connector.port import Adapter, AdapterSpec, Budget, Capabilities, Consent, OpenShop, Setting

__all__ = ["SPEC"]


def _open(shop: OpenShop) -> AbstractAsyncContextManager[Adapter]:
    from .adapter import open_shop

    return open_shop(shop)


def _consent() -> Consent:
    from .auth import LazadaConsent

    return LazadaConsent()


SPEC = AdapterSpec(
    id="lazada",
    title="Lazada",
    open=_open,
    capabilities=Capabilities(
        variants=True,
        # A SellerSku counts once in a shop: a late twin is refused by Lazada itself, so nothing needs hiding (ADR 28).
        create_hidden=False,
        idempotent_create=False,
        needs_stock=False,
        finds_deleted=True,
        read_batch=50,
        list_page=50,
        state_batch=1,
        price_batch=50,
        stock_batch=50,
        upload_batch=1,
        settle_s=60.0,
        text_unit="bytes",
    ),
    # Lazada publishes no general limit; a few calls a second for each seller is what careful clients keep to.
    budgets=(Budget("shop", per_second=5.0, writers=2),),
    settings=(
        Setting("app_key", "Mã ứng dụng", "App key"),
        Setting("app_secret", "Khóa bí mật của ứng dụng", "App secret", secret=True),
        Setting("code", "Mã nhận được khi người bán đồng ý", "Code from the consent", secret=True, required=False),
        Setting("access_token", "Mã truy cập", "Access token", secret=True, required=False),
        Setting("refresh_token", "Mã làm mới", "Refresh token", secret=True, required=False),
    ),
    mapping="mappings.lazada",
    mock="adapters.lazada.mock",
    consent=_consent,
    live_hosts=("api.lazada.vn", "auth.lazada.com"),
)
