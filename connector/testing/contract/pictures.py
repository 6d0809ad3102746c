"""Pictures: each is sent once, whoever shows it; one that the shop forgot is sent once again."""

from __future__ import annotations

from connector.errors import AdapterError
from connector.model import Certification
from connector.port import MediaFile
from connector.testing.bench import SHOP, Bench
from connector.testing.goods import jpeg, product

from .case import Case, promise

__all__ = ["Pictures"]

NO_BADGE = Certification()
"""Without a certificate no badge is drawn, so equal photos are equal pictures."""


class Pictures(Case):
    """No photo is uploaded without need."""

    @promise()
    async def test_one_picture_on_two_products_is_sent_once(self, on: Bench) -> None:
        shared = ("khăn chung a.jpg", "khăn chung b.jpg", "khăn chung c.jpg")
        one, two = product(1, images=shared, certification=NO_BADGE), product(2, images=shared, certification=NO_BADGE)
        on.goods = [one, two]
        wanted = {picture.key for good in on.goods for picture in (await on.listing(good)).media}
        report = await on.sync()
        assert report.uploads == len(wanted)
        assert len(await on.journal.uploads(SHOP)) == len(wanted)
        before = len(on.made("upload"))
        on.goods = [one, two, product(3, images=shared, certification=NO_BADGE)]
        await on.settled()
        assert len(on.made("upload")) == before, "a picture that the shop has was sent again"

    @promise()
    async def test_a_change_of_price_sends_no_picture(self, on: Bench) -> None:
        on.goods = [product()]
        await on.settled()
        before = len(on.made("upload"))
        on.goods = [product(variants=(product().variants[0].model_copy(update={"price_vnd": 690_000}),))]
        await on.settled()
        assert len(on.made("upload")) == before

    @promise()
    async def test_a_picture_the_shop_forgot_is_sent_once_again(self, on: Bench) -> None:
        listing = await on.listing(product())
        known = await on.pictures(listing)
        lost = {key: _other_id(remote_id, place) for place, (key, remote_id) in enumerate(known.items())}
        await on.journal.save_uploads(SHOP, lost, on.clock.now())
        before = len(on.made("upload"))
        on.goods = [product()]
        report = await on.sync()
        assert report.counts.get("create", 0) == 0, "a listing was made with pictures that the shop does not have"
        await on.settled()
        assert (await on.shown("0071-KHAN"))["live"]
        size = on.adapter.capabilities.upload_batch
        assert len(on.made("upload")) - before <= -(-len(known) // size) + len(known) % 2

    @promise("pictures")
    async def test_a_file_that_is_no_picture_leaves_the_others_alone(self, on: Bench) -> None:
        files = [
            MediaFile("ảnh tốt 1", jpeg("ảnh tốt 1")),
            MediaFile("hỏng", b"khong phai anh"),
            MediaFile("ảnh tốt 2", jpeg("ảnh tốt 2")),
        ]
        size = on.adapter.capabilities.upload_batch
        answers: list[str | AdapterError] = []
        for start in range(0, len(files), size):
            answers += await on.adapter.upload(files[start : start + size])
        assert len(answers) == len(files)
        assert isinstance(answers[0], str)
        assert isinstance(answers[2], str)
        assert isinstance(answers[1], AdapterError)


def _other_id(remote_id: str, place: int) -> str:
    """An id of the same form that the shop never gave out."""
    turned = list(remote_id)
    digits = [at for at, letter in enumerate(turned) if letter.isdigit()][-6:]
    for at, digit in zip(digits, f"{987650 + place}", strict=False):
        turned[at] = digit
    return "".join(turned)
