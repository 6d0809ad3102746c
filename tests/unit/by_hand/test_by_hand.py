"""A shop kept by hand: folders to work from, a list to tick off, and nothing asked twice."""

import re
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest

from adapters.by_hand import SPEC
from adapters.by_hand.people import place_of
from connector.errors import StopShop
from connector.model import Listing, ListingState, MediaIdentity, Product
from connector.port import MediaFile, OpenShop
from connector.report.sentences import notice_text
from connector.sync import Journal, RunReport
from connector.testing.bench import Bench, Steps
from connector.testing.goods import DAY, Drawn, product, sized_product
from connector.testing.virtual import VirtualClock, run_virtual
from mappings import load_rules

SKU = "0071-KHAN"


class Kept:
    """A shop kept in ``folder``; every ``run`` opens it anew, as a night does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = VirtualClock()
        self.shop = OpenShop("Hội chợ Tết", "live", "", folder, self.clock)
        self.place = place_of(self.shop)
        self.journal = Journal.open(folder / "journal.sqlite")
        self.goods: list[Product] = [product()]
        self.runs = 0
        self.day = DAY

    def with_bench(self, act: Callable[[Bench], Awaitable[object]]) -> object:
        async def whole() -> object:
            async with SPEC.open(self.shop) as adapter:
                bench = Bench(None, adapter, None, self.clock, self.journal, load_rules(SPEC.mapping))  # type: ignore[arg-type]
                bench.stage = type("S", (), {"spec": SPEC})()
                bench.goods, bench.runs, bench.day = self.goods, self.runs, self.day
                answer = await act(bench)
                self.runs = bench.runs
                return answer

        return run_virtual(self.clock, whole())

    def run(self) -> RunReport:
        self.clock.advance(3600)
        report = self.with_bench(lambda on: on.sync())
        assert isinstance(report, RunReport)
        return report

    @property
    def todo(self) -> Path:
        return self.place / "việc.csv"

    def lines(self) -> list[list[str]]:
        return [line.split(";") for line in self.todo.read_text("utf-8-sig").splitlines()[1:]]

    def tick(self, mark: str = "x", delimiter: str = ";", encoding: str = "utf-8-sig") -> None:
        """Every line ticked off, saved as some program would."""
        rows = [self.todo.read_text("utf-8-sig").splitlines()[0].split(";")]
        rows += [[row[0].lstrip("0"), *row[1:4], mark] for row in self.lines()]
        self.todo.write_text("\n".join(delimiter.join(row) for row in rows), encoding=encoding)

    def tasks(self) -> list[Path]:
        return sorted((self.place / "việc").iterdir())


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_a_new_product_is_a_folder_with_pictures_in_order_texts_and_a_page(kept: Kept) -> None:
    kept.goods = [sized_product()]
    assert kept.run().counts == {"create": 1}
    (task,) = kept.tasks()
    assert task.name == "0001-ao-dai-lua-van-co-may-san-nhieu-co-mau-9"
    assert [path.name for path in sorted(task.glob("*.jpg"))] == ["01.jpg", "02.jpg", "03.jpg"]
    assert (task / "tên.txt").read_text("utf-8") == kept.goods[0].title_vi
    page = (task / "index.html").read_text("utf-8")
    for words in ("Đăng mới", "AO-09-2", "550.000", "Vừa", 'data-of="title"', "01.jpg"):
        assert words in page, words
    assert kept.lines() == [["0001", "Đăng mới", "AO-09-1, AO-09-2, AO-09-3", kept.goods[0].title_vi, ""]]


def test_nothing_is_asked_twice_while_nobody_has_done_it(kept: Kept) -> None:
    kept.run()
    before = kept.todo.read_bytes()
    for _ in range(3):
        assert kept.run().results == ()
    assert kept.todo.read_bytes() == before


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), (",", "utf-8"), ("\t", "utf-8-sig")])
@pytest.mark.parametrize("mark", ["x", "X ", "rồi"])
def test_what_is_ticked_off_stands_in_the_shop_from_the_next_run_on(
    kept: Kept, delimiter: str, encoding: str, mark: str
) -> None:
    kept.run()
    kept.tick(mark, delimiter, encoding)
    assert kept.run().results == ()
    assert kept.lines() == []
    assert kept.tasks() == []

    async def state(on: Bench) -> object:
        return (await on.adapter.read(["0001"]))["0001"].state

    assert kept.with_bench(state) is ListingState.LIVE


@pytest.mark.parametrize("mark", ["", "chưa", "-", " "])
def test_a_line_that_is_not_done_stays(kept: Kept, mark: str) -> None:
    kept.run()
    kept.tick(mark)
    kept.run()
    assert len(kept.lines()) == 1


def test_a_change_asks_for_what_changed_and_shows_old_and_new(kept: Kept) -> None:
    kept.run()
    kept.tick()
    kept.run()
    kept.goods = [product(variants=(product().variants[0].model_copy(update={"price_vnd": 700_000}),))]
    assert kept.run().counts == {"price": 1}
    (task,) = kept.tasks()
    page = (task / "index.html").read_text("utf-8")
    assert "681.000" in page
    assert "700.000" in page
    assert 'data-of="description"' not in page
    assert list(task.glob("*.jpg")) == []
    assert [line[1] for line in kept.lines()] == ["Sửa"]


def test_a_product_taken_off_before_anybody_put_it_up_is_no_work_at_all(kept: Kept) -> None:
    kept.goods = [product(1), product(2)]
    kept.run()
    kept.goods = [product(1)]
    kept.run()
    assert [line[2] for line in kept.lines()] == [SKU]


def test_a_product_that_leaves_the_sheet_is_to_be_hidden(kept: Kept) -> None:
    kept.goods = [product(1), product(2)]
    kept.run()
    kept.tick()
    kept.run()
    kept.goods = [product(1)]
    kept.run()
    assert [(line[1], line[2]) for line in kept.lines()] == [("Ẩn", "0072-KHAN")]


def test_a_page_of_another_product_never_escapes_its_texts(kept: Kept) -> None:
    kept.goods = [product(title_vi="Khăn <script>alert(1)</script> & “lụa” tơ tằm")]
    kept.run()
    page = (kept.tasks()[0] / "index.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("ticked", [False, True])
def test_a_star_that_lapses_is_never_asked_for_again(kept: Kept, ticked: bool) -> None:
    """Also where a person has not come to yesterday's task yet."""
    kept.run()
    if ticked:
        kept.tick()
        kept.run()
        kept.goods = [product(title_vi="Khăn lụa tơ tằm dệt tay tên mới chưa ai sửa")]
        kept.run()
    kept.day = date(2029, 2, 13)
    kept.run()
    (task,) = kept.tasks()
    page = (task / "index.html").read_text("utf-8")
    assert "OCOP" not in page
    if ticked:
        assert 'data-of="description"' in page, "the claim that stands in the shop is to come off"


def changed(**changes: object) -> list[Product]:
    return [product(variants=(product().variants[0].model_copy(update=changes),))]


def test_what_a_person_has_not_come_to_yet_is_nobodys_edit(kept: Kept) -> None:
    """Neither the night after nor when another task is added to the same product."""
    kept.run()
    kept.tick()
    kept.run()
    kept.goods = changed(price_vnd=700_000)
    kept.run()
    kept.goods = changed(price_vnd=700_000, stock=9)
    told = [notice.code for report in (kept.run(), kept.run(), kept.run()) for notice in report.notices]
    assert {"drift", "conflict"}.isdisjoint(told), told
    kept.tick()
    assert kept.run().results == ()
    assert kept.run().notices == ()
    assert kept.lines() == []


def test_a_star_that_has_to_go_comes_first_and_says_so(kept: Kept) -> None:
    kept.goods = [product(2)]
    kept.run()
    kept.tick()
    kept.goods = [product(1), product(2)]
    kept.run()
    assert [line[1] for line in kept.lines()] == ["Đăng mới"]
    kept.day = date(2029, 2, 13)
    kept.goods = [product(1), product(2)]
    kept.run()
    assert kept.lines()[0][1:3] == ["Gỡ sao ngay", "0072-KHAN"]
    index = (kept.place / "việc.html").read_text("utf-8")
    assert index.index("Gỡ sao ngay") < index.index("Đăng mới")
    page = next(kept.place.glob("việc/0001-*/index.html")).read_text("utf-8")
    assert "không còn giấy chứng nhận" in page
    kept.tick()
    kept.run()
    assert kept.lines() == []
    assert "Không còn việc gì" in (kept.place / "việc.html").read_text("utf-8")


def test_every_link_of_the_list_leads_to_a_page_and_every_picture_is_there(kept: Kept) -> None:
    sized = sized_product()
    pictured = [one.model_copy(update={"option_image": f"cỡ {n}.jpg"}) for n, one in enumerate(sized.variants)]
    kept.goods = [product(1), sized.model_copy(update={"variants": tuple(pictured)})]
    kept.run()
    links = re.findall(r'href="([^"]+)"', (kept.place / "việc.html").read_text("utf-8"))
    assert len(links) == 2
    for link in links:
        text = (kept.place / link).read_text("utf-8")
        for name in re.findall(r'(?:src|href)="([^"]+)"', text):
            assert (kept.place / link).parent.joinpath(name).resolve().is_file(), name
    assert "Ảnh của từng phân loại" in text
    assert "Nhỏ: pl-01.jpg" in text


def test_a_list_that_another_program_holds_stops_the_shop_with_a_plain_word(kept: Kept) -> None:
    kept.run()
    kept.todo.unlink()
    kept.todo.mkdir()  # cannot be opened for writing, as a table that is open in Excel cannot
    with pytest.raises(StopShop, match="E_BYHAND_LIST_OPEN"):
        kept.run()


def test_a_mark_made_while_a_run_goes_on_is_kept_unless_its_task_changed(kept: Kept) -> None:
    kept.goods = [product(1), product(2)]
    kept.run()

    async def meanwhile(on: Bench) -> None:
        kept.tick()
        await on.adapter.set_state(["0002"], True, Steps())

    kept.with_bench(meanwhile)
    assert {line[0]: line[4] for line in kept.lines()} == {"0001": "x", "0002": ""}


def test_names_of_folders_suit_every_system(kept: Kept) -> None:
    kept.goods = [product(title_vi='Khăn "CON" <lụa>: tơ/tằm? * | ...  ')]
    kept.run()
    (task,) = kept.tasks()
    assert re.fullmatch(r"0001-[a-z0-9-]{1,60}", task.name)
    assert not task.name.endswith("-")


def test_a_star_that_comes_back_with_its_task_comes_back_as_the_first(kept: Kept) -> None:
    kept.goods = [product(1), product(2)]
    kept.run()
    kept.tick()
    kept.run()
    kept.day = date(2029, 2, 13)
    kept.run()
    assert [line[1] for line in kept.lines()] == ["Gỡ sao ngay", "Gỡ sao ngay"]
    kept.tick()
    kept.run()
    SPEC.people().untick(kept.shop, ["0002"])  # type: ignore[misc]
    kept.goods = [product(1, variants=(product(1).variants[0].model_copy(update={"stock": 3}),)), product(2)]
    kept.run()
    assert [(line[0], line[1]) for line in kept.lines()] == [("0002", "Gỡ sao ngay"), ("0001", "Sửa")]
    kept.tick()
    kept.run()
    assert kept.lines() == []


def test_a_star_whose_removal_is_taken_back_is_told_as_false_again(kept: Kept) -> None:
    """The claim stands there once more: every report names it until the task is done; it is hidden in time."""
    kept.run()
    kept.tick()
    kept.run()
    kept.day = date(2029, 2, 13)
    kept.run()
    kept.tick()
    assert [notice.code for notice in kept.run().notices] == []
    SPEC.people().untick(kept.shop, ["0001"])  # type: ignore[misc]
    for _ in range(2):
        told = kept.run()
        first = told.notices[0]
        assert (first.code, first.params["star"], first.params["since"]) == ("false-star", 4, "2029-02-13")
        said = [notice_text(one, "vi", True) for one in told.notices]
        assert not [one for one in said if "sửa tay" in one or "  " in one], said
        assert [(line[0], line[1]) for line in kept.lines()] == [("0001", "Gỡ sao ngay")]
    kept.day = date(2029, 2, 14)
    kept.run()
    assert [(line[0], line[1]) for line in kept.lines()] == [("0001", "Ẩn")]
    kept.tick()
    kept.run()
    assert "false-star" not in [notice.code for notice in kept.run().notices]


def test_what_is_to_be_hidden_stands_before_prices_and_those_before_what_is_new(kept: Kept) -> None:
    kept.goods = [product(1), product(2), product(3)]
    kept.run()
    kept.tick()
    kept.run()
    dearer = product(1).variants[0].model_copy(update={"price_vnd": 700_000})
    kept.goods = [product(1, variants=(dearer,)), product(2, title_vi="Khăn lụa tơ tằm tên mới"), product(4)]
    kept.run()
    assert [(line[0], line[1]) for line in kept.lines()] == [
        ("0003", "Ẩn"),
        ("0001", "Sửa"),
        ("0002", "Sửa"),
        ("0004", "Đăng mới"),
    ]


def test_numbers_follow_the_plan_however_long_the_pictures_take(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbered by star, then key: the first product's pictures are ready last."""
    waits, drawn = {product(n).title_vi: 9.0 - n for n in range(1, 6)}, Drawn.rendition

    async def slowly(self: Drawn, identity: MediaIdentity, listing: Listing) -> MediaFile:
        await kept.clock.sleep(waits[listing.title])
        return await drawn(self, identity, listing)

    monkeypatch.setattr(Drawn, "rendition", slowly)
    kept.goods = [product(n) for n in range(1, 6)]
    kept.run()
    assert [(line[0], line[2]) for line in kept.lines()] == [(f"000{n}", f"007{n}-KHAN") for n in range(1, 6)]
