"""Which call variants need next, by pure steps over a model of the service that does exactly what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from adapters.shopee.models import ModelList
from adapters.shopee.tiers import Step, Target, check_options, next_step
from connector.errors import Bug, Locked, Rejected
from connector.model import Listing, ListingVariant, MediaIdentity, RemoteVariant

from .parts import listing

RED = MediaIdentity(source_sha256="c" * 64, recipe="shopee-1024-pad@1", file="đỏ.jpg")
GREEN = MediaIdentity(source_sha256="d" * 64, recipe="shopee-1024-pad@1", file="xanh.jpg")
PICTURES = {RED.key: "vn-do", GREEN.key: "vn-xanh"}


def several(*skus: tuple[str, ...], names: tuple[str, ...] = ("Quy cách",), price: int = 42000) -> Listing:
    """A listing of (SKU, option, option ...)."""
    variants = tuple(
        ListingVariant(sku=sku, price_vnd=price, stock=7, option_values=tuple(words)) for sku, *words in skus
    )
    return listing(option_names=names, variants=variants)


class Service:
    """The models of one item; ``calls`` are those that came."""

    def __init__(self, *skus: tuple[str, ...], names: tuple[str, ...] = ("Quy cách",), pictures: Any = None) -> None:
        self.names = list(names) if skus else []
        self.options: list[list[str]] = [list(dict.fromkeys(w)) for w in zip(*(s[1:] for s in skus), strict=True)]
        self.pictures: dict[str, str] = pictures or {}
        self.models = {
            100 + n: (sku, [self.options[level].index(word) for level, word in enumerate(words)], 42000, 5)
            for n, (sku, *words) in enumerate(skus)
        }
        self.calls: list[str] = []

    def shown(self) -> ModelList:
        tiers = [
            {"name": name, "option_list": [self._option(level, word) for word in self.options[level]]}
            for level, name in enumerate(self.names)
        ]
        models = [
            {
                "model_id": number,
                "model_sku": sku,
                "tier_index": index,
                "price_info": [{"original_price": price}],
                "stock_info_v2": {"seller_stock": [{"stock": stock}]},
            }
            for number, (sku, index, price, stock) in reversed(self.models.items())
        ]
        return ModelList.model_validate({"tier_variation": tiers, "model": models})

    def _option(self, level: int, word: str) -> dict[str, Any]:
        picture = self.pictures.get(word) if level == 0 else None
        return {"option": word, "image": {"image_id": picture}} if picture else {"option": word}

    def take(self, step: Step) -> None:
        self.calls.append(step.call)
        body: Any = step.body
        if step.call == "update_model":
            for one in body["model"]:
                self.models[one["model_id"]] = (one["model_sku"], *self.models[one["model_id"]][1:])
        elif step.call == "delete_model":
            del self.models[body["model_id"]]
            assert self.models, "at least one model should be kept"
        elif step.call == "add_model":
            self._add(body["model_list"])
        else:
            self._tiers(body["standardise_tier_variation"])
            if step.call == "init_tier_variation":
                self.models.clear()
                self._add(body["model"])
            else:
                assert {one["model_id"] for one in body["model_list"]} == set(self.models), (
                    "an omitted model is deleted"
                )
                for one in body["model_list"]:
                    sku, _, price, stock = self.models[one["model_id"]]
                    self.models[one["model_id"]] = (sku, one["tier_index"], price, stock)
        places = [tuple(index) for _, index, _, _ in self.models.values()]
        assert len(set(places)) == len(places), "model tier_index error"
        assert all(at < len(self.options[n]) for index in places for n, at in enumerate(index))

    def _tiers(self, tiers: Any) -> None:
        self.names = [tier["variation_name"] for tier in tiers]
        self.options = [[one["variation_option_name"] for one in tier["variation_option_list"]] for tier in tiers]
        first = tiers[0]["variation_option_list"] if tiers else []
        self.pictures = {one["variation_option_name"]: one["image_id"] for one in first if "image_id" in one}
        assert len(self.pictures) in (0, len(first)), "pictures on all options or none"

    def _add(self, models: Any) -> None:
        for one in models:
            number = max(self.models, default=200) + 1
            stock = one["seller_stock"][0]["stock"]
            self.models[number] = (one["model_sku"], one["tier_index"], one["original_price"], stock)

    def skus(self) -> dict[str, tuple[str, ...]]:
        return {
            sku: tuple(self.options[level][at] for level, at in enumerate(index))
            for sku, index, _, _ in self.models.values()
        }


def settled(service: Service, wanted: Listing, known: tuple[str, ...], images: Mapping[str, str] | None = None) -> None:
    """Take step after step until there is none."""
    target = Target(1, wanted, images or {}, tuple(RemoteVariant(remote_id=f"id {sku}", sku=sku) for sku in known))
    for _ in range(60):
        shown = service.shown()
        figures = {m.model_sku.lower(): (round(m.price_info[0].original_price), 5) for m in shown.model}
        step = next_step(target, shown, figures)
        if step is None:
            return
        service.take(step)
    raise AssertionError(f"no end: {service.calls[-4:]}")


TWO = (("A-250", "Gói 250 g"), ("A-500", "Gói 500 g"))


def test_an_item_that_is_as_wanted_needs_nothing() -> None:
    service = Service(*TWO)
    settled(service, several(*TWO), ("A-250", "A-500"))
    assert service.calls == []


def test_a_new_sku_gets_its_option_and_then_its_model() -> None:
    service = Service(*TWO)
    three = (*TWO, ("A-QUA", "Hộp quà 🎁"))
    settled(service, several(*three), ("A-250", "A-500"))
    assert service.calls == ["update_tier_variation", "add_model"]
    assert service.skus() == {sku: (word,) for sku, word in three}


def test_a_sku_that_leaves_takes_its_option_along() -> None:
    service = Service(*TWO)
    settled(service, several(TWO[0]), ("A-250", "A-500"))
    assert service.calls == ["delete_model", "update_tier_variation"]
    assert (service.skus(), service.options) == ({"A-250": ("Gói 250 g",)}, [["Gói 250 g"]])


def test_a_new_sku_in_the_same_place_is_another_name() -> None:
    service = Service(*TWO)
    settled(service, several(("MO-NHAN-250", "Gói 250 g"), TWO[1]), ("A-250", "A-500"))
    assert service.calls == ["update_model"]
    assert service.models[100] == ("MO-NHAN-250", [0], 42000, 5)


def test_an_option_under_another_name_keeps_its_place_and_its_models() -> None:
    service = Service(*TWO)
    settled(service, several(("A-250", "Gói nhỏ"), TWO[1]), ("A-250", "A-500"))
    assert service.calls == ["update_tier_variation"]
    assert service.options == [["Gói nhỏ", "Gói 500 g"]]
    assert set(service.models) == {100, 101}


def test_two_skus_can_change_places() -> None:
    service = Service(*TWO)
    settled(service, several(("A-250", "Gói 500 g"), ("A-500", "Gói 250 g")), ("A-250", "A-500"))
    assert service.skus() == {"A-250": ("Gói 500 g",), "A-500": ("Gói 250 g",)}


def test_all_skus_may_be_others_and_one_always_stays_meanwhile() -> None:
    service = Service(*TWO)
    settled(service, several(("B-1", "Một"), ("B-2", "Hai")), ("A-250", "A-500"))
    assert service.skus() == {"B-1": ("Một",), "B-2": ("Hai",)}


@pytest.mark.parametrize(
    "wanted",
    [
        (TWO[0], TWO[1], ("A-QUA", "Hộp quà")),
        (TWO[0],),
        (("B-250", "Gói 250 g"), TWO[1]),
        (("A-250", "Gói nhỏ"), ("A-500", "Gói lớn")),
        (("A-250", "Gói 500 g"), ("A-500", "Gói 250 g")),
    ],
    ids=["added", "removed", "renamed", "other words", "swapped"],
)
def test_a_foreign_sku_survives_every_change(wanted: tuple[tuple[str, ...], ...]) -> None:
    service = Service(*TWO, ("CUA-NGUOI-KHAC", "Thùng 10 kg"))
    settled(service, several(*wanted), ("A-250", "A-500"))
    assert service.skus() == {**{sku: (word,) for sku, word in wanted}, "CUA-NGUOI-KHAC": ("Thùng 10 kg",)}
    assert service.models[102][0] == "CUA-NGUOI-KHAC"


def test_tiers_are_not_set_anew_over_a_foreign_sku() -> None:
    two_tiers = several(("A-250", "Gói", "Đỏ"), ("A-500", "Gói", "Xanh"), names=("Quy cách", "Màu"))
    for wanted in (two_tiers, listing()):
        service = Service(*TWO, ("CUA-NGUOI-KHAC", "Thùng 10 kg"))
        with pytest.raises(Locked, match="E_SHOPEE_FOREIGN_SKU"):
            settled(service, wanted, ("A-250", "A-500", "P001-01"))
        assert service.calls == []


def test_our_sku_is_not_put_where_a_foreign_one_stands() -> None:
    service = Service(*TWO, ("CUA-NGUOI-KHAC", "Hộp quà"))
    with pytest.raises(Locked, match="E_SHOPEE_FOREIGN_SKU"):
        settled(service, several(("A-250", "Hộp quà"), TWO[1]), ("A-250", "A-500"))
    assert service.calls == []


def test_another_number_of_options_is_set_anew_and_keeps_what_the_shop_has_sold() -> None:
    service = Service(*TWO)
    wanted = several(("A-250", "Gói 250 g", "Mộc"), ("A-500", "Gói 500 g", "Mộc"), names=("Quy cách", "Màu"), price=1)
    settled(service, wanted, ("A-250", "A-500"))
    assert service.calls == ["init_tier_variation"]
    assert sorted(service.models.values()) == [("A-250", [0, 0], 42000, 5), ("A-500", [1, 0], 42000, 5)]


def test_pictures_stand_on_all_options_of_the_first_tier_or_on_none() -> None:
    pictured = [("X-DO", "Đỏ đô", "S", RED), ("X-DO-M", "Đỏ đô", "M", RED), ("X-XANH", "Xanh ngọc", "S", GREEN)]
    variants = tuple(
        ListingVariant(sku=sku, price_vnd=1, stock=1, option_values=(colour, size), option_image=picture)
        for sku, colour, size, picture in pictured
    )
    wanted = listing(option_names=("Màu sắc", "Kích cỡ"), variants=variants)
    service = Service(*[(s, c, z) for s, c, z, _ in pictured], names=("Màu sắc", "Kích cỡ"))
    settled(service, wanted, ("X-DO", "X-DO-M", "X-XANH"), PICTURES)
    assert service.calls == ["update_tier_variation"]
    assert service.pictures == {"Đỏ đô": "vn-do", "Xanh ngọc": "vn-xanh"}
    strange = Service(*[(s, c, z) for s, c, z, _ in pictured], ("LA", "Tím", "S"), names=("Màu sắc", "Kích cỡ"))
    settled(strange, wanted, ("X-DO", "X-DO-M", "X-XANH"), PICTURES)
    assert strange.pictures == {}


@pytest.mark.parametrize(
    "wanted",
    [
        listing(variants=(ListingVariant(sku="A", price_vnd=1), ListingVariant(sku="B", price_vnd=1))),
        several(("A", "Một"), ("B", "Một")),
        several(("A", "Một", "Hai"), ("B", "Một"), names=("Cỡ", "Màu")),
        several(("A", "1", "2", "3"), ("B", "1", "2", "4"), names=("Một", "Hai", "Ba")),
    ],
    ids=["no options", "equal options", "an option short", "three options"],
)
def test_skus_that_no_two_options_tell_apart_are_refused_before_anything_is_sent(wanted: Listing) -> None:
    with pytest.raises(Rejected, match="E_SHOPEE_OPTIONS"):
        check_options(wanted, {})


def test_an_option_picture_that_was_not_uploaded_is_our_fault() -> None:
    variant = ListingVariant(sku="A", price_vnd=1, option_values=("Đỏ",), option_image=RED)
    with pytest.raises(Bug, match="E_SHOPEE_IMAGE_NOT_UPLOADED"):
        check_options(listing(option_names=("Màu",), variants=(variant,)), {})
