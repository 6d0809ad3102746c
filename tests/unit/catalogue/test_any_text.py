"""Whatever stands in a cell: the reader accepts or refuses, never breaks, and never lets one row touch another."""

from hypothesis import given
from hypothesis import strategies as st

from connector.catalogue import read_catalogue

from .sheets import CLEAN, DAY, csv_text, read, row

WORDS = st.sampled_from(
    [
        *("=", "@", "+", "-", "'", '"', ";", "|", "<", ">", "<p>", "&lt;", "\n", "\r\n", "\t", "\x00", "\u200b", "🌾"),
        *(
            "4",
            "5 sao",
            "tiềm năng",
            "★",
            "ngày 31",
            "12",
            "2024",
            "/",
            ".",
            ",",
            "đ",
            "k",
            "triệu",
            "kg",
            "x",
            "×",
            "cm",
        ),
        *("Phường", "Vạn Phúc", "P001", "CHE-01", "png", "://", "9520037000039", "E+12", "４", "٣", "ﬁ", "ngừng bán"),
    ]
)
CELLS = st.one_of(st.text(st.characters(codec="utf-8"), max_size=40), st.lists(WORDS, max_size=8).map(" ".join))
EXTRA = ("alcohol_abv", "shelf_life_days", "channels_wanted", "option_2_name", "option_2_value", "previous_sku", "tags")


@given(cells=st.dictionaries(st.sampled_from([*CLEAN, *EXTRA]), CELLS, max_size=12))
def test_a_mangled_row_is_judged_and_leaves_the_others_alone(tmp_path_factory, cells):
    folder = tmp_path_factory.mktemp("any")
    mangled = row(sku="BAD") | cells
    before, after = row(sku="FIRST"), row(sku="LAST")
    columns = [*CLEAN, *EXTRA]
    found = read(folder, [before, mangled, after], columns=columns)
    alone = read(folder, [before, after], columns=columns)
    untouched = {product.product_key: product for product in alone.products}
    got = {product.product_key: product for product in found.products}
    joins = {cells.get("sku", "").strip().upper(), cells.get("product_key", "").strip().upper()}
    if not joins & {"FIRST", "LAST"}:
        assert {key: got[key] for key in untouched} == untouched
    assert len(found.products) + len({refused.row for refused in found.refused}) >= found.rows - 1
    assert [verdict.row for verdict in found.verdicts if verdict.field == "__row__"] == list(range(1, found.rows + 1))
    for verdict in found.verdicts:
        assert all("{" not in sentence or "{" in verdict.value for sentence in verdict.sentences("vi"))


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_below_a_sound_row(tmp_path_factory, tail):
    sheet = tmp_path_factory.mktemp("tail") / "products.csv"
    sheet.write_text(csv_text([row()]) + tail, encoding="utf-8", newline="")
    found = read_catalogue([sheet], None, None, day=DAY)
    assert found.products[0].product_key == CLEAN["sku"]
