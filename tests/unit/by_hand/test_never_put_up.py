"""What nobody has put up yet, and what a run that was killed or a hand in the folder leaves behind."""

from pathlib import Path

import pytest

from adapters.by_hand import SPEC, page
from adapters.by_hand.book import Entry
from connector.messages import Language
from connector.model import Group, ListingState
from connector.port import PriceEdit
from connector.testing.bench import Bench, Steps
from connector.testing.goods import product

from .test_by_hand import SKU, Kept


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


@pytest.mark.parametrize("title", [product(2).title_vi, "Khăn lụa tơ tằm tên mới"])
def test_one_that_comes_back_before_anybody_put_it_up_is_to_be_put_up(kept: Kept, title: str) -> None:
    """Nothing of it stands in the shop, so there is nothing to be shown again, nor to be changed."""
    kept.goods = [product(1), product(2)]
    kept.run()
    kept.goods = [product(1)]
    kept.run()
    cheaper = product(2).variants[0].model_copy(update={"price_vnd": 600_000})
    kept.goods = [product(1), product(2, title_vi=title, variants=(cheaper,))]
    kept.run()
    assert [(line[1], line[2], line[3]) for line in kept.lines()][1:] == [("Đăng mới", "0072-KHAN", title)]
    there = {path.name for path in kept.tasks()[1].iterdir()}
    assert there >= {"01.jpg", "tên.txt", "mô tả.txt", "index.html"}
    assert "600.000" in (kept.tasks()[1] / "index.html").read_text("utf-8")
    kept.tick()
    kept.run()
    assert kept.lines() == []
    kept.goods = [product(1)]
    kept.run()
    assert [line[1] for line in kept.lines()] == ["Ẩn"], "now it stands there"


def test_one_whose_tick_was_taken_back_has_never_stood_there_either(kept: Kept) -> None:
    kept.goods = [product(1), product(2)]
    kept.run()
    kept.tick()
    kept.run()
    SPEC.people().untick(kept.shop, ["0002"])  # type: ignore[misc]
    kept.run()
    kept.goods = [product(1)]
    kept.run()
    assert kept.lines() == []
    kept.goods = [product(1), product(2)]
    kept.run()
    assert [(line[1], line[2]) for line in kept.lines()] == [("Đăng mới", "0072-KHAN")]


def test_a_price_for_what_was_taken_off_before_anybody_put_it_up_is_no_work(kept: Kept) -> None:
    kept.run()

    async def withdrawn(on: Bench) -> None:
        await on.adapter.set_state(["0001"], False, Steps())
        (remote,) = (await on.adapter.read(["0001"])).values()
        await on.adapter.set_prices([PriceEdit(remote, {SKU: 99_000})], Steps())
        (remote,) = (await on.adapter.read(["0001"])).values()
        assert (remote.state, remote.groups[Group.PRICE]) == (ListingState.UNLISTED, {SKU: 99_000})

    kept.with_bench(withdrawn)
    assert kept.lines() == []


def test_only_what_changed_is_written_anew(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred new products would else write five thousand folders with their pictures."""
    written: list[str] = []

    def noted(place: Path, library: Path, entry: Entry, lang: Language) -> None:
        written.append(entry.id)
        place.mkdir(exist_ok=True)

    monkeypatch.setattr(page, "_write", noted)
    kept.goods = [product(n) for n in range(1, 9)]
    kept.run()
    assert written == [f"000{n}" for n in range(1, 9)]


def test_a_mark_that_was_noted_before_a_run_was_killed_counts_only_once(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.run()
    kept.tick()
    with monkeypatch.context() as killed:
        killed.setattr("adapters.by_hand.adapter.write_tasks", _killed)
        with pytest.raises(KeyboardInterrupt):
            kept.run()
    kept.run()  # nothing is asked of anybody
    assert kept.lines() == []


def test_a_picture_that_somebody_took_away_stops_no_shop(kept: Kept) -> None:
    kept.goods = [product(1), product(2)]
    kept.run()
    for picture in (kept.place / "ảnh").iterdir():
        picture.unlink()
    kept.goods = [product(1), product(2, title_vi="Khăn lụa tơ tằm tên mới")]
    report = kept.run()
    assert not [one for one in report.results if one.code == "E_UNEXPECTED"]
    assert [line[3] for line in kept.lines()] == [product(1).title_vi, "Khăn lụa tơ tằm tên mới"]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt
