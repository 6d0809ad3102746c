"""Pages for people: what belongs together stands together, nothing is lost, one page is held at a time."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops

from media.preview import GREY, PAGE, TILE, Block, Heading, Strip, Tile, as_png, is_page, pages

HEADING = Heading("Ảnh gốc và ảnh trên gian hàng", ("Ngày 21/11/2026",), "Trang {number}")
Box = tuple[int, int, int, int]


def flat(colour: tuple[int, int, int], size: tuple[int, int] = (TILE, TILE)) -> Image.Image:
    return Image.new("RGB", size, colour)


def block(*strips: Strip) -> Block:
    return Block("TRA-01 · Trà sen Tây Hồ", "OCOP 4 sao", strips)


def box_of(page: Image.Image, colour: tuple[int, int, int]) -> Box:
    """Where ``colour`` is on the page."""
    apart = ImageChops.difference(page, Image.new("RGB", page.size, colour))
    red, green, blue = apart.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    found = most.point([255] + [0] * 255).getbbox()
    assert found is not None
    return found


def test_a_photo_and_what_a_shop_makes_of_it_stand_in_one_column() -> None:
    red, blue, dark, light = (200, 10, 10), (10, 10, 200), (10, 90, 10), (150, 220, 150)
    originals = Strip((Tile(flat(red), "1.jpg"), Tile(flat(blue), "2.jpg")), "Ảnh gốc")
    shop = Strip((Tile(flat(dark), "Ảnh bìa"), Tile(flat(light), "Ảnh 2")), "Shopee", "gian-hàng", "Tạm giữ.")
    (page,) = pages([block(originals, shop)], HEADING)
    first, second, below, beside = (box_of(page, colour) for colour in (red, blue, dark, light))
    assert (first[0], first[2]) == (below[0], below[2])
    assert (second[0], second[2]) == (beside[0], beside[2])
    assert below[1] == beside[1] > first[3]
    assert first[2] < second[0]


def test_no_block_is_lost_and_pages_stay_small() -> None:
    colours = [(7 * at, 255 - 7 * at, 3) for at in range(20)]
    many = [block(Strip((Tile(flat(colour), "ảnh"),), "Ảnh gốc")) for colour in colours]
    made = list(pages(many, HEADING))
    shown = [colour for page in made for count, colour in page.getcolors(1 << 24) or () if colour in colours]
    assert sorted(shown) == sorted(colours)
    assert len(made) > 1
    assert max(page.height for page in made) < 2700


def test_only_what_a_page_needs_is_taken() -> None:
    taken = 0

    def endless() -> Iterator[Block]:
        nonlocal taken
        while True:
            taken += 1
            yield block(Strip((Tile(flat((9, 9, 9)), "ảnh"),), "Ảnh gốc"))

    next(pages(endless(), HEADING))
    assert taken < 12


def test_narrow_blocks_stand_beside_each_other_and_many_pictures_go_on_below() -> None:
    red, blue = (200, 10, 10), (10, 10, 200)
    narrow = [block(Strip((Tile(flat(colour), "Ảnh gốc"),))) for colour in (red, blue)]
    (page,) = pages(narrow, HEADING)
    assert box_of(page, red)[1] == box_of(page, blue)[1]

    nine = tuple(Tile(flat((25 * at, 10, 10)), str(at)) for at in range(9))
    (page,) = pages([block(Strip(nine, "Ảnh gốc"))], HEADING)
    assert box_of(page, (25, 10, 10))[0] == box_of(page, (175, 10, 10))[0], "the eighth stands under the second"
    assert box_of(page, (200, 10, 10))[1] > box_of(page, (125, 10, 10))[3]


def test_a_small_photo_is_not_enlarged_and_a_missing_one_is_grey_with_its_reason() -> None:
    tiles = (Tile(flat((1, 2, 250), (20, 10)), "nhỏ"), Tile(None, "hỏng.jpg", "Ảnh thiếu phần cuối"), None)
    (page,) = pages([block(Strip(tiles))], HEADING)
    left, top, right, bottom = box_of(page, (1, 2, 250))
    assert (right - left, bottom - top) == (20, 10)
    left, top, right, bottom = box_of(page, GREY)
    assert (right - left, bottom - top) == (TILE, TILE)
    inside = page.crop((left, top, right, bottom)).convert("L")
    assert sum(inside.histogram()[:80]) > 100, "the reason is written in it"


def test_names_without_end_break_and_stay_in_their_place() -> None:
    plain = block(Strip((Tile(flat((9, 9, 9)), "a.jpg"),), "Ảnh gốc"))
    long = Block(
        "Ả" * 3000, "x" * 3000, (Strip((Tile(flat((9, 9, 9)), "ả" * 5000, "y " * 3000),), "z" * 999, "", "t"),)
    )
    (usual,), (strained,) = pages([plain], HEADING), pages([long], HEADING)
    assert strained.width == usual.width
    assert strained.height < usual.height + 500
    edge = strained.crop((strained.width - 40, 0, strained.width, strained.height))
    assert {colour for _, colour in edge.getcolors(1 << 20) or ()} == {PAGE}


def test_a_page_says_whose_it_is_and_is_the_same_each_time(tmp_path: Path) -> None:
    made = [as_png(page) for _ in range(2) for page in pages([block(Strip((Tile(flat((9, 9, 9))),)))], HEADING)]
    assert made[0] == made[1]
    (tmp_path / "trang.png").write_bytes(made[0])
    flat((9, 9, 9)).save(tmp_path / "ảnh của tôi.png")
    Image.open(BytesIO(made[0])).save(tmp_path / "sửa rồi.png")
    (tmp_path / "trống.png").touch()
    found = [
        name for name in ("trang", "ảnh của tôi", "sửa rồi", "trống", "không có") if is_page(tmp_path / f"{name}.png")
    ]
    assert found == ["trang"], "a page that a person has worked on is theirs"


def test_no_blocks_no_page() -> None:
    assert list(pages([], HEADING)) == []
