"""``ocop mapping``: check, export, import, as a bookkeeper runs them; once against the Shopee mock over loopback."""

import tomllib
from pathlib import Path

import openpyxl
import pytest

from tests.coop import Coop
from tests.loopback import market

from .conftest import Run

DAY = ("--day", "2026-11-21")
HONEY = "Thực phẩm và đồ uống > Mật ong & sản phẩm từ ong > Mật ong"
FABRIC = "Thời trang nữ > Vải may mặc > Vải lụa & vải may"


def fill(book: Path, sheet: str, about: str, text: str) -> None:
    """Write into the last column of the row that is about something, as a person does."""
    workbook = openpyxl.load_workbook(book)
    rows = workbook[sheet]
    (row,) = (row for row in range(2, rows.max_row + 1) if rows.cell(row, 2).value == about)
    rows.cell(row, rows.max_column).value = text
    workbook.save(book)


def test_a_day_in_the_life_of_a_bookkeeper(ocop: Run, coop: Coop) -> None:
    with market() as shop:
        coop.connect(shop.base_url, shop.line)
        own = '# của chúng tôi\n[group.C2.when.scarves]\npath = "Khăn > Khăn lạ"\n'
        (coop.folder / "quy tắc" / "shopee").mkdir(parents=True)
        overlay = coop.folder / "quy tắc" / "shopee" / "categories.toml"
        overlay.write_text(own, encoding="utf-8")
        coop.config.write_text('[mappings]\noverlay = "quy tắc"\n' + coop.config.read_text("utf-8"), encoding="utf-8")

        said = ocop("mapping", "check", *DAY)
        assert said.code == 3
        assert "Quy tắc ghi «Khăn > Khăn lạ» nhưng sàn không có ngành hàng này." in said.out
        assert "Sàn gợi ý: " in said.out
        told = ocop("mapping", "check", *DAY, "--json").json
        (first,) = told["shops"]
        assert (told["schema"], first["asked"]) == ("ocop/mapping-check@1", True)
        home = first["rules"][0]
        assert (home["rule"], home["layer"], home["in_shop"]) == ("group.C2.when.scarves", "yours", False)
        assert home["proposed_by_marketplace"]
        calls = shop.calls()
        asked = [count for name, count in calls["by_endpoint"].items() if name.endswith("category_recommend")]
        assert (asked, calls["writes"]) == ([2], 0), "once for the one group, in each of two checks"

        assert ocop("mapping", "export", "nganh-hang.xlsx", *DAY).code == 0
        assert ocop("mapping", "export", "nganh-hang.xlsx", *DAY).code == 2, "a filled-in workbook is not replaced"
        unchanged = ocop("mapping", "import", "nganh-hang.xlsx", *DAY)
        assert (unchanged.code, overlay.read_text("utf-8")) == (0, own)

        fill(Path("nganh-hang.xlsx"), "Danh mục", "group.C2.when.scarves", FABRIC)
        fill(Path("nganh-hang.xlsx"), "Từng sản phẩm", "TRA-01", "không có đâu")
        stopped = ocop("mapping", "import", "nganh-hang.xlsx", *DAY)
        assert (stopped.code, overlay.read_text("utf-8")) == (3, own)
        assert "nganh-hang.xlsx, trang «Từng sản phẩm», dòng" in stopped.out
        assert "«không có đâu»" in stopped.out
        dry = ocop("mapping", "import", "nganh-hang.xlsx", "--skip-bad", "--dry-run", *DAY)
        assert (dry.code, overlay.read_text("utf-8")) == (3, own)
        taken = ocop("mapping", "import", "nganh-hang.xlsx", "--skip-bad", *DAY, "--json")
        assert taken.code == 3
        assert [one["product"] for one in taken.json["moved"]] == ["LUA-01"]
        assert [one["code"] for one in taken.json["problems"]] == ["E_MAPPING_ROW_LEAF"]
        assert overlay.read_text("utf-8") == own.replace("Khăn > Khăn lạ", FABRIC)

    # The keys are gone, and nobody ever asked what the new category wants: what is remembered has to do, and is said.
    (coop.folder / "khóa.json").write_text("{}", encoding="utf-8")
    later = ocop("mapping", "check", *DAY)
    assert "Không hỏi được gian hàng nên dùng quy định đã nhớ" in later.out
    (first,) = ocop("mapping", "check", *DAY, "--json").json["shops"]
    assert (first["asked"], first["problem"]["code"]) == (False, "E_SHOPEE_CREDENTIALS")
    assert [one["category"] for one in first["readiness"] if one["product"] == "LUA-01"] == [FABRIC]


def test_without_a_folder_of_rules_import_makes_one_and_says_so(ocop: Run, coop: Coop) -> None:
    assert ocop("mapping", "export", "b.xlsx", *DAY).code == 0
    book = openpyxl.load_workbook("b.xlsx")
    rule = book["Danh mục"].cell(2, 2).value
    elsewhere = book["Ngành hàng của sàn"].max_row
    assert elsewhere >= 4, "the words to choose stand there even where the marketplace has no tree"
    goods = {book["Danh mục"].cell(row, 6).value for row in range(2, book["Danh mục"].max_row + 1)}
    assert len(goods) >= 1
    before = coop.config.read_text("utf-8")
    fill(Path("b.xlsx"), "Danh mục", rule, book["Danh mục"].cell(2, 6).value)
    said = ocop("mapping", "import", "b.xlsx", *DAY)
    assert said.code == 0, said.out + said.err
    after = coop.config.read_text("utf-8")
    assert tomllib.loads(after) == tomllib.loads(before) | {"mappings": {"overlay": "mappings"}}
    assert (coop.folder / "mappings" / "memory" / "categories.toml").exists()
    assert "Không có gì thay đổi" in ocop("mapping", "import", "b.xlsx", *DAY).out


def test_no_shop_no_product_no_answer(ocop: Run, coop: Coop) -> None:
    text = coop.config.read_text("utf-8")
    coop.config.write_text(text.partition("[[shop]]")[0], encoding="utf-8")
    for words in (("check",), ("export", "x.xlsx")):
        said = ocop("mapping", *words, *DAY, "--json")
        assert (said.code, said.json["code"]) == (2, "E_NO_SHOPS")
    coop.config.write_text(text, encoding="utf-8")
    coop.rows = []
    coop.write()
    said = ocop("mapping", "check", *DAY)
    assert said.code == 0
    assert "Chưa có sản phẩm nào" in said.out
    coop.shop = "gian-hang-chua-ket-noi"
    coop.connect("http://127.0.0.1:9", "{}")
    said = ocop("mapping", "check", *DAY)
    assert said.code == 2, "keys that are missing are bad use"
    assert said.err.startswith(f"{coop.shop}: ")
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("export", "x.csv"), "E_OUT_KIND"),
        (("export", "sản phẩm.csv"), "E_OUT_KIND"),
        (("export", "x.xlsx", "không-có"), "E_SHOP_UNKNOWN"),
        (("import", "không-có.xlsx"), "E_FILE_NOT_FOUND"),
        (("import", "sản phẩm.csv"), "E_MAPPING_BOOK"),
    ],
)
def test_bad_use_says_what_to_do(ocop: Run, words: tuple[str, ...], code: str) -> None:
    said = ocop("mapping", *words, *DAY, "--json")
    assert (said.code, said.json["code"]) == (2, code)


def test_several_shops_want_one_name(ocop: Run, coop: Coop) -> None:
    coop.configure(shops=(coop.shop, f"{coop.shop}-2"))
    said = ocop("mapping", "export", "x.xlsx", *DAY, "--json")
    assert (said.code, said.json["code"]) == (2, "E_MAPPING_WHICH_SHOP")
    assert [one["shop"] for one in ocop("mapping", "check", *DAY, "--json").json["shops"]] == [
        coop.shop,
        f"{coop.shop}-2",
    ]


def test_every_product_s_score_is_explained(ocop: Run) -> None:
    told = ocop("mapping", "check", *DAY, "--json").json["shops"][0]
    by_key = {one["product"]: one for one in told["readiness"]}
    silk = by_key["LUA-01"]
    assert silk["publishable"]
    assert 0 < silk["score"] < 100
    photos = next(part for part in silk["parts"] if part["part"] == "photos")
    assert (photos["count"], photos["share"], photos["gain"] > 0) == (3, 0.6, True)
    assert not by_key["RUOU-01"]["publishable"]
    shown = ocop("mapping", "check", *DAY, "--verbose").out
    assert f"LUA-01  Khăn lụa tơ tằm hoa sen  {silk['score']} điểm" in shown
