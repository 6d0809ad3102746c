"""Shopee (Open Platform API v2, Vietnam): the spec by which the core finds this adapter.

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
    from .auth import ShopeeConsent

    return ShopeeConsent()


SPEC = AdapterSpec(
    id="shopee",
    title="Shopee",
    open=_open,
    capabilities=Capabilities(
        variants=True,
        create_hidden=True,
        idempotent_create=False,
        needs_stock=False,
        finds_deleted=True,
        read_batch=50,
        list_page=100,
        state_batch=50,
        price_batch=1,
        stock_batch=1,
        upload_batch=8,
        settle_s=60.0,
        text_unit="characters",
    ),
    # Shopee publishes no limits; 5 a second and 2 writers is what careful integrators keep to.
    budgets=(Budget("shop", per_second=5.0, writers=2),),
    settings=(
        Setting("partner_id", "Mã đối tác", "Partner id"),
        Setting("partner_key", "Khóa bí mật của đối tác", "Partner key", secret=True),
        Setting("shop_id", "Mã gian hàng", "Shop id"),
        Setting("code", "Mã nhận được khi người bán đồng ý", "Code from the consent", secret=True, required=False),
        Setting("access_token", "Mã truy cập", "Access token", secret=True, required=False),
        Setting("refresh_token", "Mã làm mới", "Refresh token", secret=True, required=False),
    ),
    mapping="mappings.shopee",
    mock="adapters.shopee.mock",
    consent=_consent,
    live_hosts=("partner.shopeemobile.com", "openplatform.shopee.cn", "openplatform.shopee.com.br"),
    sandbox_hosts=(
        "openplatform.sandbox.test-stable.shopee.sg",
        "openplatform.sandbox.test-stable.shopee.cn",
        "partner.test-stable.shopeemobile.com",
    ),
)
