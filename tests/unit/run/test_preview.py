"""What a preview shows is what the shops would show: same rules, day and renditions; drawn a few at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from connector.catalogue import Catalogue, read_catalogue
from connector.clock import SystemClock
from connector.config import load_config
from connector.model import Channel, Limit, ShopFacts, fold
from connector.run.preview import (
    Entry,
    Gallery,
    Window,
    marketplace_windows,
    photos_of,
    product_entry,
    shop_windows,
    stand_ins,
    treatments,
)
from connector.run.preview_drawing import Drawing, draw_all
from media import Renditions, hash_file
from tests.contract.elsewhere import EXAMPLES, installed_from
from tests.coop import DAY, Coop

EXPIRED = date(2027, 2, 13)
PHOTOS = ("lua-01_1.png", "lua-01_2.png", "lua-01_3.png")


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    return Coop(tmp_path).set_up()


def catalogue(coop: Coop) -> tuple[Catalogue, dict[str, str]]:
    photos = coop.folder / "ảnh"
    read = read_catalogue((coop.products,), coop.folder / "chủ thể.csv", photos, day=DAY, owner="HTX Thoi Nắng")
    return read, {fold(path.name): hash_file(path) for path in photos.iterdir()}


def window(coop: Coop, facts: Mapping[str, ShopFacts] | None = None, rule: str = "") -> Window:
    """The co-op's shop, perhaps with its own picture rules."""
    if rule:
        (coop.folder / "luật" / "memory").mkdir(parents=True)
        (coop.folder / "luật" / "memory" / "media.toml").write_text(rule, encoding="utf-8")
        text = coop.config.read_text(encoding="utf-8")
        coop.config.write_text('[mappings]\noverlay = "luật"\n' + text, encoding="utf-8")
    read, hashes = catalogue(coop)
    (made,) = shop_windows(load_config(coop.config), facts or {}, read.producers, hashes, SystemClock())
    return made


def entry(coop: Coop, sku: str, shown: Window, day: date = DAY) -> Entry:
    read, _ = catalogue(coop)
    product = next(one for one in read.products if one.product_key == sku)
    return product_entry(product, (shown,), read.photos, day)


def gallery(coop: Coop, sku: str, shown: Window, day: date = DAY) -> Gallery:
    return entry(coop, sku, shown, day).galleries[0]


def drawn(one: Entry, cache: Renditions | None = None) -> Drawing:
    (drawing,) = draw_all([one], cache)
    return drawing


def facts(**limits: Limit) -> ShopFacts:
    return ShopFacts(
        marketplace="memory",
        shop_id="1",
        fetched_at=datetime(2026, 11, 20, tzinfo=UTC),
        limits=limits,
        channels=(Channel(id="1", name="memory", usable=True),),
    )


def test_the_star_is_on_the_cover_while_the_certificate_counts(coop: Coop) -> None:
    shown = window(coop)
    assert not shown.knows_shop
    silk = gallery(coop, "LUA-01", shown)
    assert [picture.file for picture in silk.pictures] == list(PHOTOS)
    assert [picture.badge for picture in silk.pictures] == ["4-2024", "", ""]
    assert (silk.reasons, silk.withdrawn) == ((), False)
    last = gallery(coop, "LUA-01", shown, date(2027, 2, 12))
    assert last.pictures[0].badge == "4-2024"
    assert [picture.badge for picture in gallery(coop, "LUA-01", shown, EXPIRED).pictures] == ["", "", ""]


@pytest.mark.parametrize(
    ("place", "sku", "badges", "cards"),
    [
        ("second", "LUA-01", ["", "4-2024", ""], 0),
        ("card", "LUA-01", ["", "", "", "4-2024"], 1),
        ("second", "MIEN-0007", ["", "3-2023"], 1),
        ("none", "LUA-01", ["", "", ""], 0),
    ],
)
def test_the_badge_stands_where_the_shop_s_rule_says(
    coop: Coop, place: str, sku: str, badges: list[str], cards: int
) -> None:
    one = entry(coop, sku, window(coop, rule=f'[badge]\nplace = "{place}"\n'))
    assert [picture.badge for picture in one.galleries[0].pictures] == badges
    (made,) = drawn(one).made
    assert [picture.identity for picture in made] == list(one.galleries[0].pictures)
    assert all(picture.image is not None for picture in made)
    assert [picture.column for picture in made if picture.identity.card] == [len(one.photos)] * cards


def test_what_no_shop_may_sell_shows_nothing_but_why(coop: Coop) -> None:
    one = entry(coop, "RUOU-01", window(coop))
    (spirit,) = one.galleries
    assert spirit.withdrawn
    assert [reason.code for reason in spirit.reasons] == ["HOLD_ALCOHOL_15PLUS"]
    assert drawn(one).made == ((),)
    assert drawn(one).originals[0].image is not None


def test_a_shop_known_from_a_run_has_its_own_limits(coop: Coop) -> None:
    shown = window(coop, {coop.shop: facts(images=Limit(maximum=2, source="memory"))})
    assert shown.knows_shop
    silk = gallery(coop, "LUA-01", shown)
    assert len(silk.pictures) == 2
    assert silk.claim is not None
    assert "W_LISTING_IMAGES_CUT" in [reason.code for reason in silk.reasons]


def test_without_a_configuration_every_marketplace_with_rules_is_shown(coop: Coop) -> None:
    read, hashes = catalogue(coop)
    shown = {one.marketplace: one for one in marketplace_windows(read.producers, hashes, SystemClock())}
    assert "shopee" in shown
    assert "memory" not in shown, "the reference marketplace sells nothing"
    assert gallery(coop, "LUA-01", shown["shopee"]).pictures[0].recipe == "shopee-1024-pad@1"
    unnamed = marketplace_windows(stand_ins(read.products), hashes, SystemClock())
    assert gallery(coop, "TRA-01", unnamed[0]).pictures, "nobody asked who the producers are"


def test_a_later_run_finds_what_was_drawn(coop: Coop, tmp_path: Path) -> None:
    one, cache = entry(coop, "LUA-01", window(coop)), Renditions(tmp_path / "kept")
    assert [picture.image is not None for picture in drawn(one, cache).made[0]] == [True] * 3
    assert cache.drawn == 3
    again = Renditions(tmp_path / "kept")
    assert all(again.kept(identity) is not None for identity in one.galleries[0].pictures)
    drawn(one, again)
    assert again.drawn == 0


def test_a_photo_that_is_gone_or_broken_is_said_once_and_the_others_are_shown(coop: Coop) -> None:
    one = entry(coop, "LUA-01", window(coop))
    (coop.folder / "ảnh" / PHOTOS[1]).write_bytes(b"no picture")
    (coop.folder / "ảnh" / PHOTOS[2]).unlink()
    drawing = drawn(one)
    found = [original.problem.code if original.problem else "" for original in drawing.originals]
    assert found == ["", "E_PHOTO_TYPE", "E_PHOTO_GONE"]
    assert [made.image is not None for made in drawing.made[0]] == [True, False, False]
    assert {problem.params["file"] for problem in drawing.problems} == set(PHOTOS[1:])
    never = replace(one, photos=(replace(one.photos[0], path=None),))
    assert [problem.code for problem in drawn(never).problems] == ["E_PHOTO_GONE"]


def test_photos_alone_are_shown_by_recipe_and_bear_a_star_only_if_asked(coop: Coop) -> None:
    path = coop.folder / "ảnh" / PHOTOS[0]
    (plain,) = photos_of([(path, PHOTOS[0])], treatments(), "")
    (tried,) = photos_of([(path, PHOTOS[0])], treatments(), "5-2026")
    (without,), (starred,) = drawn(plain).made, drawn(tried).made
    assert len(without) == len(treatments()) >= 3
    assert {made.identity.badge for made in without} == {""}
    assert starred[0].identity.badge == "5-2026"
    assert starred[0].image is not None
    assert without[0].image is not None
    assert starred[0].image.tobytes() != without[0].image.tobytes()


def test_options_have_their_pictures_beside_the_gallery(coop: Coop) -> None:
    read, hashes = catalogue(coop)
    silk = next(one for one in read.products if one.product_key == "LUA-01")
    colours = {"Đỏ đô": "tra-01_1.png", "Xanh ngọc": PHOTOS[1]}
    variants = tuple(
        silk.variants[0].model_copy(update={"sku": f"LUA-0{at}", "option_values": (value,), "option_image": file})
        for at, (value, file) in enumerate(colours.items(), 1)
    )
    product = silk.model_copy(update={"variants": variants, "option_names": ("Màu",)})
    (shop,) = shop_windows(load_config(coop.config), {}, read.producers, hashes, SystemClock())
    one = product_entry(product, (shop,), read.photos, DAY)
    assert [photo.name for photo in one.photos] == [*PHOTOS, "tra-01_1.png"]
    ((picture, value),) = one.galleries[0].options
    assert (picture.file, picture.badge, value) == ("tra-01_1.png", "", "Đỏ đô")
    assert [made.column for made in drawn(one).made[0]] == [0, 1, 2, 3]


def test_only_a_few_entries_are_ahead_and_their_order_stays(coop: Coop) -> None:
    path = coop.folder / "ảnh" / PHOTOS[0]
    taken = 0

    def many() -> Iterator[Entry]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield photos_of([(path, f"{number}.png")], treatments()[:1], "")[0]

    done: list[int] = []
    drawings = draw_all(many(), threads=2, progress=done.append)
    names = [next(drawings).originals[0].photo.name for _ in range(5)]
    drawings.close()  # type: ignore[attr-defined]
    assert names == ["0.png", "1.png", "2.png", "3.png", "4.png"]
    assert done == [1, 2, 3, 4, 5]
    assert taken <= 5 + 2 * 2


def test_a_marketplace_of_another_package_is_shown_too(coop: Coop, tmp_path: Path) -> None:
    with installed_from(EXAMPLES / "cho_que", tmp_path / "site"):
        shown = {one.title: one.recipe.size for one in treatments()}
        titles = [one.title for one in marketplace_windows({}, {}, SystemClock())]
    assert shown["Chợ Quê"] == 800
    assert "Chợ Quê" in titles
    assert "Làm tay" not in titles, "a shop that people keep is none until it is named"
    assert "Chợ Quê" not in {one.title for one in treatments()}
