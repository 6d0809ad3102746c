"""``ocop audit`` of a whole shop on the Shopee mock: in order there is nothing to tell, and what staff did is found."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest

from connector.cli import main
from tests.shows.stage import Coop


def audit(coop: Coop, capsys: pytest.CaptureFixture[str], day: date) -> tuple[int, list[dict[str, Any]]]:
    capsys.readouterr()
    words = ("audit", "--json", "--day", day.isoformat(), "--config", str(coop.folder / "ocop.toml"))
    code = main([*words, "--state", str(coop.state)])
    return code, orjson.loads(capsys.readouterr().out)["shops"][0]["findings"]


SOLD = {"stock_below"}
"""The shop is everybody's: what other tests have bought there is less than the sheet says, and in order."""


def test_a_whole_shop_is_read_and_judged(published: Coop, capsys: pytest.CaptureFixture[str]) -> None:
    """With all of the sample in it: no two of its products are taken for one, and no read is a write."""
    shop = published.shop
    shop.forget_calls()
    code, found = audit(published, capsys, published.day)
    assert (code, {one["code"] for one in found} - SOLD) == (0, set())
    priced, titled = [one for one in shop.listings() if one["live"] and len(one["skus"]) == 1][:2]
    price = priced["skus"][0]["price"]
    shop.post("edit", id=priced["id"], set={"price": price + 5000})
    shop.post("edit", id=titled["id"], set={"title": f"{titled['title']} ⭐⭐"[-120:]})
    try:
        code, found = audit(published, capsys, published.day)
    finally:
        shop.post("edit", id=priced["id"], set={"price": price})
        shop.post("edit", id=titled["id"], set={"title": titled["title"]})
    assert code == 3
    assert {(one["code"], *one["listings"]) for one in found if one["code"] not in SOLD} == {
        ("false_star", titled["id"]),
        ("price_differs", priced["id"]),
        ("edited_in_shop", titled["id"]),
    }
    assert found[0]["code"] == "false_star"

    _, lapsed = audit(published, capsys, date(2036, 1, 1))
    drawn = {one["product"] for one in lapsed if (one["code"], one["variant"]) == ("false_star", "picture")}
    badged = [one for one in shop.listings() if one["live"] and "OCOP" in one["description"]]
    assert len(drawn) == len(badged) > 10
    assert shop.calls()["writes"] == shop.calls()["uploads"] == 0
