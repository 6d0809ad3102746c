"""The effective catalogue as a sheet: read back it is the same, and what is not the person's own is coloured."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from connector.catalogue import Catalogue, read_catalogue
from connector.catalogue.writing import Marks, as_csv, as_workbook, marked, shared
from connector.catalogue.writing.book import Colour
from connector.messages import LANGUAGES, Language
from connector.sample import write_sample

from .sheets import PRODUCER, csv_text, read, row, write

DATA = Path(__file__).resolve().parents[2] / "data"
DAY = date(2026, 11, 21)


def written(folder: Path, products: tuple, kind: str, lang: Language = "vi", marks: Marks | None = None) -> list[Path]:
    paths = []
    for number, part in enumerate(shared(products)):
        path = folder / f"xuất {number}{kind}"
        path.write_bytes(as_csv(part, lang) if kind == ".csv" else as_workbook(part, marks or Marks(), lang))
        paths.append(path)
    return paths


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mẫu")
    write_sample(folder)
    return folder


@pytest.mark.parametrize("kind", [".csv", ".xlsx"])
@pytest.mark.parametrize("source", ["products.csv", "products_dirty.csv"])
def test_the_whole_sample_reads_back_the_same(sample: Path, tmp_path: Path, kind: str, source: str) -> None:
    sheet = sample / source if source == "products.csv" else DATA / source
    before = read_catalogue([sheet], sample / "producers.csv", None, day=DAY)
    paths = written(tmp_path, before.products, kind)
    after = read_catalogue(paths, sample / "producers.csv", None, day=DAY)
    assert len(before.products) >= 80
    assert len(paths) == 1
    assert after.products == before.products
    assert (after.refused, after.unreadable_skus) == ((), 0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_that_a_program_would_calculate_come_back(tmp_path: Path, lang: Language) -> None:
    cells = {"title_vi": "- Chè lam", "short_story_vi": "'- đừng phơi nắng", "brand": "''", "net_quantity": "1/2"}
    cells |= {"long_story_vi": "- một\n- hai", "trace_code": "-0012", "cert_no": "0012,5"}
    before = read(tmp_path, [row(**cells)])
    assert before.products[0].story.long_vi == "- một\n- hai"
    (tmp_path / "b").mkdir()
    producers = write(tmp_path, [PRODUCER], "producers.csv")
    for kind in (".csv", ".xlsx"):
        paths = written(tmp_path / "b", before.products, kind, lang)
        assert read_catalogue(paths, producers, None, day=DAY).products == before.products


def both(folder: Path, *tables: list[dict[str, str]]) -> Catalogue:
    paths = []
    for number, rows in enumerate(tables):
        paths.append(folder / f"{number}.csv")
        paths[-1].write_text(csv_text(rows), encoding="utf-8")
    return read_catalogue(paths, None, None, day=DAY)


def test_a_missing_column_is_never_made_a_blank_cell(tmp_path: Path) -> None:
    """A drink from a sheet without a column of alcohol is held back; beside others that have one it must stay so."""
    held = row(sku="RUOU-1", industry="beverage")
    known = row(sku="RUOU-2", industry="beverage", alcohol_abv="29,5", channels_wanted="shopee")
    nothing = row(sku="NUOC-3", industry="beverage", alcohol_abv="", channels_wanted="")
    food = row(sku="CHE-4")
    bare = {name: text for name, text in row(sku="CHE-5").items() if name not in ("stock", "weight_g", "dims")}
    before = both(tmp_path, [held, food], [known, nothing], [bare])
    assert len(before.products) == 5
    paths = written(tmp_path, before.products, ".csv")
    after = read_catalogue(paths, None, None, day=DAY)
    assert {str(one.product_id): one for one in after.products} == {str(one.product_id): one for one in before.products}
    assert after.refused == ()
    assert len(paths) == 3


def test_a_split_commune_stays_to_be_chosen(tmp_path: Path) -> None:
    before = read(
        tmp_path, [row(commune="Xã Tân Hội, Huyện Đan Phượng"), row(sku="B", commune="Phường Vạn Phúc, Hà Đông")]
    )
    paths = written(tmp_path, before.products, ".csv")
    after = read_catalogue(paths, write(tmp_path, [PRODUCER], "producers.csv"), None, day=DAY)
    assert after.products == before.products


def colours(path: Path) -> dict[tuple[str, str], str]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    return {
        (line[0].value, title): cell.fill.start_color.rgb
        for line in sheet.iter_rows(min_row=2)
        for title, cell in zip(titles, line, strict=True)
        if cell.fill.fill_type
    }


def test_what_differs_from_the_persons_own_sheet_is_coloured(tmp_path: Path) -> None:
    own = read(tmp_path, [row(price_vnd="35.000đ"), row(sku="CHE-02"), row(sku="CHE-03", price_vnd="liên hệ")])
    first, second = own.products
    dearer = second.model_copy(update={"variants": (second.variants[0].model_copy(update={"price_vnd": 42000}),)})
    kept = read(tmp_path, [row(sku="CHE-03")]).products[0]
    products = (first, dearer, kept)
    marks = marked(products, own, {"CHE-03"})
    (path,) = written(tmp_path, products, ".xlsx", "en", marks)
    found = colours(path)
    assert found[("CHE-01", "price_vnd")] == Colour.REWRITTEN
    assert found[("CHE-02", "price_vnd")] == Colour.CHANGED
    assert {one for sku, one in found.items() if sku[0] == "CHE-03"} == {Colour.KEPT}
    assert {sku for sku, _ in found} == {"CHE-01", "CHE-02", "CHE-03"}
    assert sum(sku == "CHE-02" for sku, _ in found) == 1


def test_the_legend_is_no_part_of_the_catalogue_and_names_every_colour(tmp_path: Path) -> None:
    own = read(tmp_path, [row()])
    (path,) = written(tmp_path, own.products, ".xlsx")
    book = openpyxl.load_workbook(path)
    assert {cell.fill.start_color.rgb for cell in book.worksheets[1]["A"] if cell.fill.fill_type} == {
        Colour.CHANGED,
        Colour.KEPT,
        Colour.REWRITTEN,
    }


def test_the_same_catalogue_has_the_same_bytes(tmp_path: Path) -> None:
    products = read(tmp_path, [row()]).products
    (part,) = shared(products)
    assert as_workbook(part, Marks(), "vi") == as_workbook(part, Marks(), "vi")
    assert as_csv(part, "vi").startswith(b'\xef\xbb\xbf"M\xc3\xa3 SP";')
