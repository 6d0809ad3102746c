"""Stars are read from pixels: which one, on a photo or on a card, and nothing else is taken for one."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pytest_httpx import HTTPXMock

from connector.demo.shops import shop_of
from connector.demo.stars import Gallery, star_on
from media import certificate_card, draw_badge

GROUNDS = [(112, 14, 22), (255, 255, 255), (90, 140, 60), (255, 214, 84)]
SERVED = "http://127.0.0.1:9/"


def photo(ground: tuple[int, int, int] = GROUNDS[2]) -> Image.Image:
    picture = Image.new("RGB", (1024, 1024), ground)
    picture.paste((30, 60, 90), (200, 300, 900, 1000))
    return picture


def badged(star: int, year: int = 2023, ground: tuple[int, int, int] = GROUNDS[2]) -> Image.Image:
    picture, art = photo(ground), draw_badge(star, year, 400)
    picture.paste(art, (16, 16), art)
    return picture


def card(star: int, year: int = 2021) -> Image.Image:
    facts = [f"OCOP {star} sao", "Mật ong bạc hà Mèo Vạc", "Giấy chứng nhận số 12/GCN", "Có giá trị đến 13/02/2027"]
    return certificate_card(facts, star, year, 1024)


def served(picture: Image.Image) -> Image.Image:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return Image.open(BytesIO(buffer.getvalue())).convert("RGB")


@pytest.mark.parametrize("star", [3, 4, 5])
def test_the_right_star_is_read_whatever_the_year_and_the_ground(star: int) -> None:
    for ground in GROUNDS:
        for year in (2019, 2024, 2026):
            assert star_on(served(badged(star, year, ground))) == (star, False)
    assert star_on(served(card(star))) == (star, True)


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_photo_without_a_badge_shows_no_star(ground: tuple[int, int, int]) -> None:
    assert star_on(served(photo(ground))) == (0, False)
    assert star_on(Image.new("RGB", (500, 500), ground)) == (0, False)


class Shop:
    """Listings of one shop, and the pictures it serves."""

    def __init__(self, httpx_mock: HTTPXMock, marketplace: str) -> None:
        self.http = httpx_mock
        self.gallery = Gallery(shop_of(marketplace))
        self.served: set[str] = set()

    def listing(self, *pictures: Image.Image, words: str = "", live: bool = True) -> dict[str, Any]:
        images = []
        for position, picture in enumerate(pictures, start=1):
            buffer = BytesIO()
            picture.save(buffer, "JPEG", quality=90)
            sha = sha256(buffer.getvalue()).hexdigest()
            if sha not in self.served:
                self.served.add(sha)
                self.http.add_response(url=SERVED + sha, content=buffer.getvalue())
            images.append({"url": SERVED + sha, "sha256": sha, "position": position})
        return {"live": live, "skus": [{"sku": "P001-01"}], "images": images, "description": words}

    def faults(self, star: str, listing: dict[str, Any]) -> list[str]:
        return [fault.code for fault in self.gallery.proof([listing], {"P001-01": star}).wrong]


WORDS = "Khăn lụa đạt chuẩn OCOP 4 sao."


@pytest.mark.parametrize(
    ("marketplace", "right", "elsewhere"),
    [
        ("shopee", [badged(4), photo()], [photo(), badged(4)]),
        ("tiktok_shop", [photo(), badged(4)], [badged(4), photo()]),
        ("tiktok_shop", [photo(), card(4)], [card(4), photo()]),
        ("lazada", [photo(), photo((9, 9, 9)), card(4)], [badged(4), photo()]),
    ],
)
def test_a_star_has_one_place_on_each_marketplace(
    httpx_mock: HTTPXMock, marketplace: str, right: list[Image.Image], elsewhere: list[Image.Image]
) -> None:
    shop = Shop(httpx_mock, marketplace)
    assert shop.faults("4", shop.listing(*right, words=WORDS)) == []
    assert shop.faults("4", shop.listing(*elsewhere, words=WORDS)) == ["demo-wrong-star"]
    assert shop.faults("4", shop.listing(*right)) == ["demo-wrong-words"]
    assert shop.faults("", shop.listing(*right, words=WORDS)) == ["demo-wrong-star", "demo-wrong-words"]
    assert shop.faults("4", shop.listing(photo())) == ["demo-wrong-star", "demo-wrong-words"]
    assert shop.faults("4", shop.listing(*right, *right, words=WORDS)) == ["demo-wrong-star"]
    assert shop.faults("", shop.listing(*right, words=WORDS, live=False)) == []


def test_each_picture_is_fetched_once(httpx_mock: HTTPXMock) -> None:
    shop = Shop(httpx_mock, "shopee")
    listing = shop.listing(badged(4), words=WORDS)
    for _ in range(3):
        assert shop.faults("4", listing) == []
    assert len(httpx_mock.get_requests()) == 1
    assert shop.gallery.covers([], 64) == {}
