"""TikTok Shop keeps the contract."""

from adapters.tiktok_shop import SPEC
from connector.testing import AdapterContract, MockStage


class TestTikTokShop(AdapterContract):
    stage = MockStage(SPEC, review={"review_s": 0.0})
