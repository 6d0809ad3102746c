"""Photos to work on: one scene whose upright state cannot be mistaken, in every form people send it."""

import hashlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from connector.model import MediaIdentity

Saved = Callable[..., bytes]


@pytest.fixture(scope="session")
def scene() -> Image.Image:
    """1200 x 900: four corners of four colours, so each of the eight orientations looks different."""
    picture = Image.new("RGB", (1200, 900), (236, 228, 214))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 60, 500, 400), fill=(150, 30, 30))
    draw.rectangle((700, 60, 1140, 400), fill=(30, 90, 60))
    draw.rectangle((60, 500, 500, 840), fill=(30, 50, 130))
    draw.ellipse((760, 520, 1080, 840), fill=(210, 160, 40))
    return picture


@pytest.fixture
def saved() -> Saved:
    """``saved(picture, "PNG", **options)``: the file's bytes."""

    def save(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
        file = BytesIO()
        picture.save(file, kind, **{"quality": 92, **options} if kind in ("JPEG", "WEBP") else options)
        return file.getvalue()

    return save


@pytest.fixture
def identity() -> Callable[..., MediaIdentity]:
    """``identity(data, badge=..., badge_at=..., recipe=...)``: what a shop should show of those bytes."""

    def named(data: bytes, **fields: object) -> MediaIdentity:
        sha256 = hashlib.sha256(data).hexdigest()
        given = {"recipe": "shopee-1024-pad@1", "file": "Lò gốm sáng sớm.png", **fields}
        if given.get("badge") and "badge_at" not in given:
            given["badge_at"] = "top-left"
        return MediaIdentity.model_validate({"source_sha256": sha256, **given})

    return named
