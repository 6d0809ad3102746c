"""Listings of a shop as rows: what goes into the cells comes out of our reader the same; every SKU has its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.catalogue import read_catalogue
from connector.catalogue.columns import PRODUCT_HEADERS
from connector.catalogue.sheet import open_sheet
from connector.catalogue.writing.pulled_sheet import PulledRow, pulled_workbook
from connector.model import Group, ListingState, RemoteListing, RemoteVariant, fold, nameless
from connector.run.pulled_goods import Goods, Naming, PictureNames, goods_of
from connector.sample import SAMPLE_DAY
from connector.sync.journal import Binding

TITLE = "Khăn lụa tơ tằm Vạn Phúc hoa sen"
NO_PICTURES = PictureNames()
STORY = "Dệt tay trên khung gỗ.\nHoa sen in chìm theo thớ lụa."


def listing(
    remote_id: str, skus: Mapping[str, str], *, title: str = TITLE, story: str = STORY, options: str = "Cỡ"
) -> RemoteListing:
    """``skus`` by variant id; several have one option each."""
    names = [sku or nameless(variant) for variant, sku in skus.items()]
    several = len(names) > 1
    return RemoteListing(
        remote_id=remote_id,
        state=ListingState.LIVE,
        status="NORMAL",
        variants=tuple(RemoteVariant(remote_id=variant, sku=sku) for variant, sku in skus.items()),
        groups={
            Group.TITLE: title,
            Group.DESCRIPTION: story,
            Group.MEDIA: [],
            Group.PRICE: {name: 45_000 + 1000 * at for at, name in enumerate(names)},
            Group.STOCK: {name: 10 + at for at, name in enumerate(names)},
            Group.PACKAGE: {"weight_g": 250, "length_cm": 20, "width_cm": 10, "height_cm": 5},
            Group.STRUCTURE: {
                "options": [options] if several else [],
                "skus": {name: [f"Cỡ {at}"] if several else [] for at, name in enumerate(names)},
            },
        },
    )


def naming(**known: object) -> Naming:
    given: dict[str, object] = {"bound": {}, "pending": (), "listed": {}, "taken": (), **known}
    return Naming(**given)  # type: ignore[arg-type]


def skus(goods: list[Goods]) -> list[list[str]]:
    return [list(one.skus.values()) for one in goods]


def test_a_shops_own_skus_stay_and_the_others_get_the_next_number() -> None:
    found, left_out = naming(taken=["SP-07"]).all(
        [
            listing("1", {"0": "khan-01"}),
            listing("2", {"0": ""}),
            listing("3", {"10": "", "11": ""}),
            listing("4", {"0": "Áo đỏ"}),
            listing("5", {"0": "SP-12"}),
        ]
    )
    assert skus(found) == [["KHAN-01"], ["SP-13"], ["SP-14", "SP-15"], ["SP-16"], ["SP-12"]]
    assert left_out == []
    assert [one.key for one in found] == ["KHAN-01", "SP-13", "SP-14", "SP-16", "SP-12"]
    assert found[0].binding.skus == {"khan-01": ("khan-01", "0")}
    assert found[2].binding.skus == {"sp-14": ("", "10"), "sp-15": ("", "11")}
    assert found[3].binding.skus == {"sp-16": ("", "0")}


def test_one_sku_on_two_listings_stays_with_the_first() -> None:
    found, _ = naming().all([listing("1", {"0": "KHAN-01"}), listing("2", {"0": "khan-01"})])
    assert skus(found) == [["KHAN-01"], ["SP-01"]]
    assert [bool(one.proposed) for one in found] == [False, True]


def test_one_sku_on_two_variants_cannot_be_told_apart() -> None:
    found, left_out = naming().all([listing("1", {"10": "KHAN-01", "11": "KHAN-01"})])
    assert (found, [one.remote_id for one in left_out]) == ([], ["1"])


def test_pulled_again_a_listing_keeps_what_it_was_given() -> None:
    shop = [listing("1", {"0": ""}), listing("2", {"10": "", "11": ""}), listing("3", {"0": ""})]
    first, _ = naming().all(shop[:2])
    bound = {one.remote.remote_id: one.binding for one in first}
    again, _ = naming(bound=bound, pending={one.key for one in first}).all(shop)
    assert skus(again)[:2] == skus(first)
    assert skus(again)[2] == ["SP-04"]
    assert [one.managed for one in again] == [False, False, False]


def test_what_the_catalogue_has_is_known_and_not_bound_anew() -> None:
    shop = [listing("1", {"0": "KHAN-01"}), listing("2", {"0": ""}), listing("3", {"0": "MOI-01"})]
    adopted = Binding("P9", "2", "adopted", {"p9": ("", "0")})
    found, _ = naming(bound={"2": adopted}, listed={fold("KHAN-01"): "KHAN", "p9": "P9"}).all(shop)
    assert [(one.key, one.known, one.managed) for one in found] == [
        ("KHAN", True, True),
        ("P9", True, True),
        ("MOI-01", False, False),
    ]


def rows_of(remote: RemoteListing, pictures: PictureNames = NO_PICTURES) -> tuple[Goods, list[PulledRow]]:
    (goods,), _ = naming().all([remote])
    _, cells, _ = goods_of(goods, pictures, "shopee", {})
    return goods, [PulledRow(row, first=at == 0, proposed=bool(goods.proposed)) for at, row in enumerate(cells)]


def write(path: Path, rows: list[PulledRow]) -> Path:
    path.write_bytes(pulled_workbook(rows, [], "gian-hang", ["shopee"], "vi"))
    return path


def complete(path: Path) -> Path:
    """What a person fills in."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at = {names[0]: field for field, names in PRODUCT_HEADERS.items()}
    for head in sheet[1]:
        for field, value in (("producer_id", "HTX01"), ("industry", "Thực phẩm"), ("commune", "Xã Bình Minh")):
            if at[head.value] == field:
                sheet.cell(2, head.column).value = value
    book.save(path)
    return path


def test_filled_in_the_sheet_is_read_as_what_was_pulled(tmp_path: Path) -> None:
    remote = listing("1", {"10": "", "11": ""})
    pictures = PictureNames(("SP-01_1.jpg", "SP-01_2.png"), {"Cỡ 0": "SP-01_3.jpg", "Cỡ 1": "SP-01_4.jpg"})
    goods, rows = rows_of(remote, pictures)
    pulled, _, refused = goods_of(goods, pictures, "shopee", {})
    read = read_catalogue([complete(write(tmp_path / "a.xlsx", rows))], None, None, day=SAMPLE_DAY)
    assert (read.refused, refused) == ((), {})
    (product,) = read.products
    same = (
        "product_key",
        "title_vi",
        "brand",
        "story",
        "label",
        "images",
        "channels_wanted",
        "option_names",
        "variants",
    )
    assert {name: getattr(product, name) for name in same} == {name: getattr(pulled, name) for name in same}


def test_figures_are_numbers_and_texts_are_never_formulas(tmp_path: Path) -> None:
    _, rows = rows_of(listing("1", {"0": ""}, title="=HYPERLINK(1)", story="+ Nguyên liệu sạch\n@ địa chỉ"))
    sheet = openpyxl.load_workbook(write(tmp_path / "a.xlsx", rows)).worksheets[0]
    kinds = {cell.data_type for cell in sheet[2] if cell.value is not None}
    assert kinds == {"s", "n"}
    by_head = {head.value: cell.value for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert [by_head[PRODUCT_HEADERS[name][0]] for name in ("price_vnd", "stock", "weight_g")] == [45_000, 10, 250]
    assert by_head[PRODUCT_HEADERS["title_vi"][0]] == "– HYPERLINK(1)"
    read = read_catalogue([tmp_path / "a.xlsx"], None, None, day=SAMPLE_DAY)
    assert {cell.field for cell in read.refused[0].verdicts} == {"producer_id", "industry", "commune", "image_files"}


def test_what_the_shop_does_not_say_is_left_to_be_filled_in(tmp_path: Path) -> None:
    remote = listing("1", {"0": ""})
    bare = remote.model_copy(update={"groups": {**remote.groups, Group.PACKAGE: {"weight_g": 0, "length_cm": 0}}})
    _, rows = rows_of(bare)
    path = write(tmp_path / "a.xlsx", rows)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    by_head = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    for name in ("weight_g", "dims", "producer_id", "commune", "industry"):
        cell = by_head[PRODUCT_HEADERS[name][0]]
        assert (cell.value, cell.fill.fgColor.rgb) == (None, "FFB6D7A8")


def test_a_text_no_reader_takes_is_coloured_with_the_reason(tmp_path: Path) -> None:
    (goods,), _ = naming().all([listing("1", {"0": ""}, story="Lụa Vạn Phúc\nGá»‘m sá»© BÃ¡t TrÃ ng")])
    product, _, refused = goods_of(goods, PictureNames(), "shopee", {})
    assert set(refused) == {"long_story_vi"}
    assert product.story.long_vi.startswith("Lụa Vạn Phúc")


def test_the_same_shop_gives_the_same_bytes() -> None:
    _, rows = rows_of(listing("1", {"0": ""}))
    assert pulled_workbook(rows, [], "a", ["shopee"], "vi") == pulled_workbook(rows, [], "a", ["shopee"], "vi")
    assert pulled_workbook([], [], "a", ["shopee"], "en")


@settings(max_examples=25)
@given(title=st.text(max_size=60), story=st.text(max_size=200), brand=st.text(max_size=20))
def test_whatever_a_shop_says_the_sheet_opens_and_is_read(
    title: str, story: str, brand: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    remote = listing("1", {"0": ""}, title=title, story=story).model_copy(update={"brand": brand})
    _, rows = rows_of(remote)
    path = write(tmp_path_factory.mktemp("x") / "a.xlsx", rows)
    (record,) = open_sheet(path, PRODUCT_HEADERS, ("sku",)).records()
    assert record.cells is not None
    assert record.cells[0] == "SP-01"
