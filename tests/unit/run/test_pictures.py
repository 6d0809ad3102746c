"""A run's renditions: in threads, by content, from what is kept where the photo is gone, and over when told."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image

from connector.catalogue import PhotoIndex
from connector.catalogue.papers import Papers, read_papers
from connector.model import PAPER_RECIPE, Claim, Listing, MediaIdentity, Package, ProductId
from connector.run.pictures import PhotoGone, Pictures
from media import MediaProblem, Renditions, render

NAME = "Nón lá Chuông.jpg"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "ảnh"
    folder.mkdir()
    file = BytesIO()
    Image.linear_gradient("L").resize((400, 300)).convert("RGB").save(file, "JPEG")
    (folder / NAME).write_bytes(file.getvalue())
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Renditions:
    return Renditions(tmp_path / "kept")


@pytest.fixture
def pictures(photos: Path, cache: Renditions) -> Iterator[Pictures]:
    made = Pictures(PhotoIndex(photos), cache, 2)
    yield made
    made.close()


def wanted(photos: Path, **fields: object) -> MediaIdentity:
    sha256 = hashlib.sha256((photos / NAME).read_bytes()).hexdigest()
    return MediaIdentity.model_validate({"source_sha256": sha256, "recipe": "memory-256-pad@1", "file": NAME, **fields})


def listing(star: Literal[3, 4, 5] | None = None) -> Listing:
    claim = (
        Claim(star=star, cert_no="MẪU-OCOP-0101", expiry_date=date(2027, 2, 13), badge_place="first") if star else None
    )
    return Listing(
        product=ProductId("", "NON-LA"),
        title="Nón lá làng Chuông",
        description="",
        media=(),
        variants=(),
        category_id="7",
        package=Package(weight_g=300, length_cm=40, width_cm=40, height_cm=20),
        claim=claim,
    )


async def test_a_rendition_is_what_the_photo_and_the_identity_give(photos: Path, pictures: Pictures) -> None:
    identity = wanted(photos)
    made = await pictures.rendition(identity, listing())
    assert (made.key, made.content_type) == (identity.key, "image/jpeg")
    assert made.data == render(photos / NAME, identity, claim=None).data


async def test_it_is_drawn_beside_the_loop_and_once_for_all_who_ask(
    photos: Path, pictures: Pictures, cache: Renditions
) -> None:
    identity = wanted(photos)
    made = await asyncio.gather(*(pictures.rendition(identity, listing()) for _ in range(6)))
    assert len({one.data for one in made}) == 1
    assert cache.drawn == 1
    drawing = [thread.name for thread in threading.enumerate() if thread.name.startswith("rendition")]
    assert 1 <= len(drawing) <= 2


async def test_a_badge_never_says_more_than_the_listings_claim(photos: Path, pictures: Pictures) -> None:
    identity = wanted(photos, badge="4-2024", badge_at="top-left")
    with pytest.raises(MediaProblem, match="E_PHOTO_BADGE"):
        await pictures.rendition(identity, listing(star=3))
    assert (await pictures.rendition(identity, listing(star=4))).key == identity.key


async def test_a_photo_that_is_gone_is_shown_as_it_was_kept_else_it_says_so(
    photos: Path, pictures: Pictures, tmp_path: Path, cache: Renditions
) -> None:
    identity = wanted(photos)
    before = await pictures.rendition(identity, listing())
    (photos / NAME).unlink()
    later = Pictures(PhotoIndex(photos), cache, 1)
    assert await later.rendition(identity, listing()) == before
    later.close()
    empty = Pictures(PhotoIndex(photos), Renditions(tmp_path / "empty"), 1)
    with pytest.raises(PhotoGone, match="E_PHOTO_GONE"):
        await empty.rendition(identity, listing())
    empty.close()


async def test_several_shops_pictures_of_one_photo_are_ready_after_one_drawing(
    photos: Path, pictures: Pictures, cache: Renditions
) -> None:
    plain, badged = wanted(photos), wanted(photos, badge="4-2024", badge_at="top-left")
    wrong = wanted(photos, badge="5-2024", badge_at="top-left")
    pictures.expect([(plain, listing()), (badged, listing(star=4))])
    pictures.expect([(wrong, listing(star=4))])
    assert (await pictures.rendition(plain, listing())).key == plain.key
    assert cache.drawn == 2
    assert cache.kept(badged) is not None
    assert cache.kept(wrong) is None
    (photos / NAME).unlink()
    assert (await pictures.rendition(badged, listing(star=4))).key == badged.key


async def test_closing_leaves_no_thread_and_begins_nothing_that_waits(photos: Path, cache: Renditions) -> None:
    pictures = Pictures(PhotoIndex(photos), cache, 1)
    kinds = [wanted(photos, badge=f"4-{year}", badge_at="top-left") for year in range(2000, 2040)]
    asked = [asyncio.ensure_future(pictures.rendition(kind, listing(star=4))) for kind in kinds]
    await asyncio.sleep(0)
    for one in asked:
        one.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    pictures.close()
    assert cache.drawn < len(kinds)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("rendition")]


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    folder = tmp_path / "giấy tờ"
    folder.mkdir()
    (folder / "P036_attp_MAU-1_2099-12-31.pdf").write_bytes(b"%PDF-1.4 ban quet\n")
    (folder / "TUONG-01_tu cong bo_MAU-2.png").write_bytes(b"\x89PNG ban quet\n")
    return read_papers(folder)


async def test_a_scan_goes_byte_for_byte_and_only_if_it_is_what_was_judged(
    photos: Path, cache: Renditions, papers: Papers
) -> None:
    made = Pictures(PhotoIndex(photos), cache, 2, papers)
    found = [papers.known(one) for code in papers.by_code.values() for one in code]
    scans = [MediaIdentity(source_sha256=one.sha, recipe=PAPER_RECIPE, file=one.file) for one in found]
    files = [await made.rendition(scan, listing()) for scan in scans]
    assert {(file.content_type, file.use) for file in files} == {("application/pdf", "paper"), ("image/png", "paper")}
    assert [hashlib.sha256(file.data).hexdigest() for file in files] == [one.sha for one in found]
    assert papers.folder is not None
    (papers.folder / found[0].file).write_bytes(b"%PDF-1.4 ban khac\n")
    with pytest.raises(PhotoGone, match="E_PAPER_CHANGED"):
        await made.rendition(scans[0], listing())
    made.close()


async def test_a_picture_says_what_it_is_for(photos: Path, pictures: Pictures) -> None:
    uses = [
        (await pictures.rendition(wanted(photos, recipe=name), listing())).use
        for name in ("tiktok_shop-1024-pad@1", "tiktok_shop_option-1024-pad@1")
    ]
    assert uses == ["listing", "option"]
