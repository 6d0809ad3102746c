from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.unit.tiktok_shop_mock.client import Seller


@pytest.fixture
async def seller() -> AsyncIterator[Seller]:
    seller = Seller.of()
    yield seller
    await seller.http.aclose()
