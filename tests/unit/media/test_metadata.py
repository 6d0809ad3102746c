"""Nothing a camera or an editor wrote travels with a rendition: walked byte by byte, and asked of a second tool."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from connector.model import MediaIdentity
from media import RECIPES, render

DATA = Path(__file__).resolve().parents[2] / "data" / "heic"
GPS, MAKE, ARTIST = 0x8825, 0x010F, 0x013B
XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><p>HTX Thoi Nang, so nha 12</p></x:xmpmeta>"
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x78\0\x0bLang Van Phuc"
PLAIN = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
"""JFIF's own header, tables, frame, scan: what a picture cannot do without."""
BARE_GROUPS = {"ExifTool", "System", "File", "JFIF", "Composite"}


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(data) + 2).to_bytes(2, "big") + data


def talkative() -> bytes:
    """A JPEG with place, owner, profile, XMP, IPTC and a comment."""
    exif = Image.Exif()
    exif[MAKE], exif[ARTIST] = "Điện thoại", "Nguyễn Thị Mẫu"
    exif[GPS] = {1: "N", 2: (21.0, 1.0, 41.5), 3: "E", 4: (105.0, 51.0, 8.2)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((1200, 900)).save(
        file, "JPEG", exif=exif, icc_profile=profile, comment="chụp tại nhà".encode()
    )
    data = file.getvalue()
    return data[:2] + segment(0xE1, XMP) + segment(0xED, IPTC) + data[2:]


def png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Nguyễn Thị Mẫu")
    words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    file = BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((900, 1200)).save(file, "PNG", pnginfo=words)
    return file.getvalue()


def heic() -> bytes:
    (first, *_) = sorted(path for path in DATA.iterdir() if path.suffix == ".heic" and b"Exif" in path.read_bytes())
    return first.read_bytes()


SOURCES: dict[str, Callable[[], bytes]] = {"jpeg": talkative, "png": png, "heic": heic}


def markers(jpeg: bytes) -> Iterator[int]:
    """Every marker up to the scan, and what follows the picture's end."""
    at = 2
    while jpeg[at + 1] != 0xDA:
        yield jpeg[at + 1]
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    yield 0xDA
    assert jpeg.endswith(b"\xff\xd9")
    assert jpeg.count(b"\xff\xd9") == 1


@pytest.mark.parametrize("badge", ["", "4-2024"], ids=["plain", "badge"])
@pytest.mark.parametrize("source", SOURCES)
def test_a_rendition_has_no_segment_to_write_anything_into(
    identity: Callable[..., MediaIdentity], source: str, badge: str
) -> None:
    data = SOURCES[source]()
    made = render(data, identity(data, recipe="memory-256-pad@1", badge=badge), claim=None)
    assert made.data[:2] == b"\xff\xd8"
    assert set(markers(made.data)) <= PLAIN


def test_a_second_tool_finds_nothing_either(
    identity: Callable[..., MediaIdentity], tmp_path: Path, require: Callable[[str, bool], None]
) -> None:
    require("exiftool", shutil.which("exiftool") is not None)
    for kind, source in SOURCES.items():
        data = source()
        (tmp_path / f"nguồn.{kind}").write_bytes(data)
        for name in filter(partial(fits, kind), RECIPES):
            made = render(data, identity(data, recipe=name, badge="4-2024"), claim=None)
            (tmp_path / f"{kind}-{name.replace('@', '_')}.jpg").write_bytes(made.data)
    answer = subprocess.run(
        ["exiftool", "-j", "-a", "-G1", str(tmp_path)], capture_output=True, check=False, timeout=120
    )
    told = {Path(one["SourceFile"]).name: groups(one) for one in json.loads(answer.stdout)}
    sources = {name: found for name, found in told.items() if name.startswith("nguồn")}
    assert {"GPS", "IFD0", "ICC_Profile", "IPTC", "XMP", "Comment"} <= told["nguồn.jpeg"]
    assert all(found - BARE_GROUPS for found in sources.values())
    left = {name: found - BARE_GROUPS for name, found in told.items() if name not in sources}
    assert len(left) == 2 * len(RECIPES) + 1
    assert set().union(*left.values()) == set()


def fits(kind: str, name: str) -> bool:
    """The tiny HEIC is large enough for the smallest recipe only."""
    return kind != "heic" or name.startswith("memory")


def groups(told: dict[str, object]) -> set[str]:
    """The groups of what was found; a comment, which the tool counts to the file, by its own name."""
    named = {name.partition(":")[0] for name in told if ":" in name}
    return named | {"Comment"} if "File:Comment" in told else named
