"""Shopee keeps the contract."""

from adapters.shopee import SPEC
from connector.testing import AdapterContract, MockStage


class TestShopee(AdapterContract):
    stage = MockStage(SPEC, review={"review_new": True})
