"""A folder of files as no camera makes them: cut, flipped, huge, two things at once, badly named.

    python -m tests.mangle FOLDER [--seed N] [--count 500]

The same seed gives the same files. Nearly all are small; what is big says so only in its header or packs well.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import struct
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageDraw

__all__ = ["mangle", "png_of"]

HEIC = Path(__file__).parent / "data" / "heic"
Made = tuple[bytes, str]
"""Content and extension."""
MODES = {
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "JPEG": ("L", "RGB", "CMYK"),
    "WEBP": ("RGB", "RGBA", "L"),
    "GIF": ("P", "L", "1"),
    "BMP": ("1", "L", "P", "RGB"),
    "TIFF": ("RGB", "CMYK", "I;16", "F"),
    "AVIF": ("RGB", "RGBA"),
    "ICO": ("RGBA",),
}
WORDS = ("Chè Thái Nguyên", "gốm Bát Tràng", "mật ong", "Zalo_1698", "IMG_20231105_0914", "nón lá", "cốm làng Vòng")


def mangle(folder: Path, seed: int = 1, count: int = 500) -> int:
    """Fill ``folder``; how many files there are now (``count``)."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        data, extension = KINDS[index % len(KINDS)](chance)
        place = folder / chance.choice(("", "", "", "Ảnh gốc", "2026/tháng 11"))
        place.mkdir(parents=True, exist_ok=True)
        path = os.path.join(os.fsencode(place), _name(chance, index, extension))
        with open(path, "wb") as file:
            file.write(data)
    return count


def picture(chance: random.Random, mode: str = "RGB", most: int = 700) -> Image.Image:
    """Shapes and noise, so that cuts and flips hit something."""
    size = (chance.randint(24, most), chance.randint(24, most))
    plain = Image.new("RGB", size, tuple(chance.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(plain)
    for _ in range(6):
        box = sorted(chance.randrange(size[0]) for _ in range(2)), sorted(chance.randrange(size[1]) for _ in range(2))
        draw.ellipse((box[0][0], box[1][0], box[0][1], box[1][1]), fill=tuple(chance.randbytes(3)))
    if mode == "I;16":
        return plain.convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
    if mode in ("RGBA", "LA"):
        plain.putalpha(Image.linear_gradient("L").resize(size))
    return plain.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def whole(chance: random.Random) -> Made:
    """A sound picture of any format and mode."""
    kind = chance.choice(tuple(MODES))
    options: dict[str, object] = {}
    if kind == "JPEG":
        options = {"progressive": chance.random() < 0.4, "quality": chance.randint(20, 95), "restart_marker_blocks": 7}
        options |= {"subsampling": chance.choice((0, 1, 2))}
    if kind == "AVIF":
        options = {"speed": 10}
    return saved(picture(chance, chance.choice(MODES[kind])), kind, **options), kind.lower()


def heic(chance: random.Random) -> Made:
    return chance.choice(sorted(HEIC.glob("*.heic"))).read_bytes(), "heic"


def seed_file(chance: random.Random) -> Made:
    """Something to be damaged: formats we read more often than others."""
    return heic(chance) if chance.random() < 0.3 else whole(chance)


def turned(chance: random.Random) -> Made:
    """EXIF orientations one to eight, and some that do not exist."""
    note = Image.Exif()
    note[0x0112] = chance.choice((1, 2, 3, 4, 5, 6, 7, 8, 0, 9, 65535))
    note[0x8825] = {1: "N", 2: (20.0, 58.0, 30.0)}
    kind = chance.choice(("JPEG", "PNG", "WEBP"))
    return saved(picture(chance), kind, exif=note), kind.lower()


def coloured(chance: random.Random) -> Made:
    """A colour profile: sound, cut, of another kind of picture, or none at all."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = chance.choice((profile, profile[: len(profile) // 2], b"no profile", profile.replace(b"RGB ", b"CMYK")))
    return saved(picture(chance, chance.choice(("RGB", "L"))), "JPEG", icc_profile=profile), "jpg"


def cut(chance: random.Random) -> Made:
    """The beginning of a file: from a few bytes to all but a few."""
    data, extension = seed_file(chance)
    keep = chance.choice((chance.randrange(1, 64), chance.randrange(1, len(data)), len(data) - chance.randrange(1, 64)))
    return data[: max(1, keep)], extension


def padded(chance: random.Random) -> Made:
    """What a broken download leaves: the end is zeros, or an end mark where the picture is not at its end."""
    data = saved(picture(chance), "JPEG")
    keep = chance.randrange(200, len(data)) if len(data) > 200 else len(data)
    return data[:keep] + (b"\xff\xd9" if chance.random() < 0.5 else bytes(len(data) - keep)), "jpg"


def flipped(chance: random.Random) -> Made:
    data = bytearray(seed_file(chance)[0])
    reach = len(data) if chance.random() < 0.5 else min(len(data), 400)
    for _ in range(chance.choice((1, 3, 10, 100))):
        data[chance.randrange(reach)] ^= 1 << chance.randrange(8)
    return bytes(data), "jpg"


def shuffled(chance: random.Random) -> Made:
    """Pieces missing, doubled, or from another file."""
    data, other = seed_file(chance)[0], seed_file(chance)[0]
    at, to = sorted(chance.randrange(len(data)) for _ in range(2))
    piece = chance.choice((b"", data[at:to] * 2, other[: to - at], chance.randbytes(to - at)))
    return data[:at] + piece + data[to:], "png"


def misnamed(chance: random.Random) -> Made:
    return seed_file(chance)[0], chance.choice(("jpg", "png", "heic", "txt", "JPG", "pdf", ""))


def moving(chance: random.Random) -> Made:
    frames = [picture(chance, most=60).resize((50, 40)) for _ in range(chance.choice((2, 5, 40)))]
    kind = chance.choice(("GIF", "WEBP", "PNG"))
    return saved(frames[0], kind, save_all=True, append_images=frames[1:]), kind.lower()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int, *more: bytes, rows: int = 999, colours: int = 2) -> bytes:
    """A PNG that claims that size and holds so many zeros of it."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", packed_zeros(rows)) + chunk(b"IEND", b"")


@cache
def packed_zeros(count: int) -> bytes:
    return zlib.compress(bytes(count), 9)


def bomb_png(chance: random.Random) -> Made:
    zeros = packed_zeros(30_000_000)
    text = chunk(b"zTXt", b"Comment\0\0" + zeros) * 3
    return chance.choice(
        (
            png_of(60_000, 60_000),
            png_of(2**31 - 1, 2**31 - 1),
            png_of(6_000, 6_000, rows=6_001 * 6_000, colours=0),
            png_of(40, 40, text, rows=121 * 40),
            png_of(40, 40, chunk(b"iCCP", b"icc\0\0" + zeros), rows=121 * 40),
            png_of(40, 40, chunk(b"IDAT", b"") * 60_000, rows=121 * 40),
        )
    ), "png"


def bomb_jpeg(chance: random.Random) -> Made:
    progressive = chance.random() < 0.5
    data = saved(picture(chance), "JPEG", progressive=progressive)
    at = data.index(b"\xff\xc2" if progressive else b"\xff\xc0") + 5
    side = chance.choice((65_500, 20_000, 4_000))
    data = data[:at] + struct.pack(">HH", side, side) + data[at + 4 :]
    if progressive and chance.random() < 0.5:
        scan = data[data.rindex(b"\xff\xda") : -2]
        data = data[:-2] + scan * 2_000 + data[-2:]
    return data, "jpg"


def bomb_gif(chance: random.Random) -> Made:
    data = saved(picture(chance, "P", 40), "GIF")
    if chance.random() < 0.5:
        return data[:6] + b"\xff\xff\xff\xff" + data[10:], "gif"
    comment = b"!\xfe" + (b"\xff" + bytes(255)) * 20_000 + b"\0"
    at = data.index(b"!") if b"!" in data else data.index(b",", 13)
    return data[:at] + comment + data[at:], "gif"


def bomb_other(chance: random.Random) -> Made:
    if chance.random() < 0.4:
        side = chance.choice((60_000, 6_000, 64)).to_bytes(4, "big")
        data = heic(chance)[0]
        at = data.index(b"ispe") + 8
        return data[:at] + side + side + data[at + 8 :], "heic"
    if chance.random() < 0.5:
        body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + b"\xfe\x3f\0" * 2
        return b"RIFF" + struct.pack("<I", len(body)) + body, "webp"
    head = struct.pack("<IiiHHIIiiII", 40, 30_000, -30_000, 1, 24, chance.choice((0, 1)), 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + head, "bmp"


def heavy(chance: random.Random) -> Made:
    """Sound pictures of many pixels."""
    side = chance.choice((3_000, 4_000, 5_000))
    plain = picture(chance, chance.choice(("L", "RGB"))).resize((side, side * 3 // 4), Image.Resampling.NEAREST)
    if chance.random() < 0.4:
        return saved(plain, "PNG", compress_level=1), "png"
    return saved(plain, "JPEG", progressive=chance.random() < 0.5), "jpg"


def double(chance: random.Random) -> Made:
    """Two kinds of file in one."""
    data, extension = whole(chance)
    before = chance.choice((b"", b"", b"%PDF-1.7\n", b"GIF89a", b"PK\x03\x04", b"<!DOCTYPE html>", b"MZ\x90\0", b"\n"))
    after = chance.choice((b"PK\x03\x04" + bytes(60), b"<script>alert(1)</script>", b"%PDF-1.7\n%%EOF", data))
    return before + data + after, extension


def no_picture(chance: random.Random) -> Made:
    return chance.choice(
        (
            (b"", "jpg"),
            (b"", "txt"),
            (b"\0", "png"),
            (bytes(5_000), "jpg"),
            ("Giá bán: 35.000đ\n".encode() * 40, "txt"),
            (b"<svg xmlns='http://www.w3.org/2000/svg' width='99999' height='99999'/>", "svg"),
            (chance.randbytes(4_000), "jpg"),
            (b"\xff\xd8\xff" + chance.randbytes(4_000), "jpg"),
            (b"\0\0\0\x18ftypheic" + chance.randbytes(4_000), "heic"),
            (b"\0\0\0\x18ftypavif" + chance.randbytes(4_000), "avif"),
            (b"RIFF\xff\xff\xff\xffWEBPVP8L" + chance.randbytes(4_000), "webp"),
            (b"\x89PNG\r\n\x1a\n", "png"),
            (b"\xff\xd8\xff\xd9", "jpg"),
            (b"\xff\xd8" + b"\xff\xe1\xff\xff" + bytes(65_533), "jpg"),
            (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99999 99999\n", "eps"),
            (b"\xd7\xcd\xc6\x9a" + bytes(40), "wmf"),
        )
    )


KINDS: tuple[Callable[[random.Random], Made], ...] = (
    *(
        whole,
        turned,
        heic,
        cut,
        flipped,
        shuffled,
        coloured,
        misnamed,
        cut,
        flipped,
        padded,
        double,
        no_picture,
        moving,
    ),
    *(bomb_png, cut, flipped, bomb_jpeg, shuffled, bomb_gif, turned, bomb_other, whole, heavy, double),
)


def _name(chance: random.Random, index: int, extension: str) -> bytes:
    """A name of its own for every file, as people, phones and chat programs give them."""
    word = chance.choice(WORDS)
    names: Iterator[str] = iter(
        (
            unicodedata.normalize(chance.choice(("NFC", "NFD")), word),
            f"{word} 🍵👩‍🌾",
            f"-{word}",
            f".{word}",
            f"{word}\nhàng mới" if os.name == "posix" else word,
            f"{word} (bản sao)" + "x" * (200 - len(word.encode())),
            f"{word}\t\x1b[31m\u202e" if os.name == "posix" else word,
        )
    )
    chosen = chance.choice(list(names))
    ending = f".{extension}" if extension else ""
    name = f"{chosen} {index:05d}{ending}".encode()
    return name[:20] + b"\xe9" + name[20:] if os.name == "posix" and chance.random() < 0.03 else name


def special(folder: Path) -> int:
    """Things that are no ordinary files; how many could be made here."""
    made = 0
    inside = folder / "thật.png"
    inside.write_bytes(png_of(40, 40, rows=121 * 40))
    (folder / "khóa.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "khóa.jpg").chmod(0)
    made += 2
    for name, target in (("trong.png", inside), ("gãy.png", folder / "không có"), ("ngoài.png", Path(__file__))):
        with contextlib.suppress(OSError, NotImplementedError):
            (folder / name).symlink_to(target)
            made += 1
    with contextlib.suppress(OSError, NotImplementedError):
        (folder / "vòng").symlink_to(folder, target_is_directory=True)
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "ống.jpg")
        made += 1
    return made


def main() -> None:
    asked = argparse.ArgumentParser(description="Fill a folder with mangled pictures.")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--count", type=int, default=500)
    given = asked.parse_args()
    print(mangle(given.folder, given.seed, given.count))


if __name__ == "__main__":
    main()
