"""``ocop auth keepalive`` where a renewal prolongs nothing: a refresh token is spent only when it has to be."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.cli import main
from connector.port import installed
from tests.loopback import Market, market

pytestmark = pytest.mark.skipif("lazada" not in installed(), reason="the lazada adapter is not installed here")
CONFIG = """[catalogue]
products = ["products.csv"]
producers = "producers.csv"

[[shop]]
name = "lazada-htx"
marketplace = "lazada"
environment = "mock"
base_url = "{url}"
credentials = "file:khóa.json"
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Market]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OCOP_STATE", str(tmp_path / "state"))
    with market(marketplace="lazada") as running:
        (tmp_path / "ocop.toml").write_text(CONFIG.format(url=running.base_url), encoding="utf-8")
        yield running


def kept(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "khóa.json").read_text("utf-8"))
    return found


def test_a_token_good_for_days_is_left_alone_and_one_about_to_end_is_replaced(
    shop: Market, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = json.loads(shop.line)
    now = datetime.now(UTC)
    for left, renewals in ((timedelta(days=20), 0), (timedelta(hours=3), 1)):
        ends = {"expires_at": (now + left).isoformat(), "consent_until": (now + timedelta(days=100)).isoformat()}
        (tmp_path / "khóa.json").write_text(json.dumps({**line, **ends}), encoding="utf-8")
        shop.forget_calls()
        assert main(["auth", "keepalive"]) == 0
        assert shop.calls()["by_endpoint"].get("POST /rest/auth/token/refresh", 0) == renewals
        words = capsys.readouterr().out
        assert "được gia hạn" not in words
        assert "còn" in words
    after = kept(tmp_path)
    assert after["access_token"] != line["access_token"]
    assert after["consent_until"] == ends["consent_until"]
    assert "refresh_until" not in after
