"""TikTok Shop (Open API, versions from 202309, Vietnam): the spec by which the core finds this adapter.

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
    from .auth import TikTokConsent

    return TikTokConsent()


SPEC = AdapterSpec(
    id="tiktok_shop",
    title="TikTok Shop",
    open=_open,
    capabilities=Capabilities(
        variants=True,
        create_hidden=False,
        idempotent_create=True,
        needs_stock=True,
        finds_deleted=True,
        read_batch=20,
        list_page=100,
        state_batch=20,
        price_batch=1,
        stock_batch=1,
        upload_batch=1,
        settle_s=60.0,
        text_unit="characters",
    ),
    # 50 a second for each app, shop and endpoint; we keep all endpoints of a shop below what each of them may have.
    budgets=(Budget("shop", per_second=50.0, writers=4),),
    settings=(
        Setting("app_key", "Mã ứng dụng", "App key"),
        Setting("app_secret", "Khóa bí mật của ứng dụng", "App secret", secret=True),
        Setting("service_id", "Mã dịch vụ (để xin người bán đồng ý)", "Service id (for the consent)", required=False),
        Setting("shop_id", "Mã gian hàng (khi tài khoản có nhiều gian hàng)", "Shop id", required=False),
        Setting("shop_cipher", "Mã ẩn của gian hàng", "Shop cipher", secret=True, required=False),
        Setting("warehouse_id", "Mã kho xuất hàng (bỏ trống: kho mặc định)", "Warehouse id", required=False),
        Setting("auth_code", "Mã nhận được khi người bán đồng ý", "Code from the consent", secret=True, required=False),
        Setting("access_token", "Mã truy cập", "Access token", secret=True, required=False),
        Setting("refresh_token", "Mã làm mới", "Refresh token", secret=True, required=False),
    ),
    mapping="mappings.tiktok_shop",
    mock="adapters.tiktok_shop.mock",
    consent=_consent,
    live_hosts=("open-api.tiktokglobalshop.com",),
)
