"""Which call a product's variants need next: pure, over what a look shows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.lazada.models import Item
from adapters.lazada.steps import Step, Target, next_step
from connector.errors import Locked, Rejected
from connector.model import Listing, ListingVariant, RemoteVariant

from .parts import item, listing, sku


def wanted(axes: tuple[str, ...], **skus: str) -> Listing:
    variants = tuple(
        ListingVariant(sku=name, price_vnd=1000, stock=1, option_values=tuple(words.split("/")) if words else ())
        for name, words in skus.items()
    )
    return listing(option_names=axes, variants=variants)


def shown(axes: tuple[str, ...] = (), **skus: str) -> Item:
    declared = {f"Variation{number}": {"name": name} for number, name in enumerate(axes, start=1)}
    rows = [
        sku(SkuId=str(number), SellerSku=name, saleProp=dict(zip(axes, words.split("/"), strict=False)), Images=[])
        for number, (name, words) in enumerate(skus.items(), start=1)
    ]
    return Item.model_validate(item(variation=declared, skus=rows))


def step(goal: Listing, at: Item, known: set[str] | None = None) -> Step | None:
    names = known if known is not None else {one.seller_sku for one in at.skus}
    there = tuple(RemoteVariant(remote_id=one.sku_id, sku=one.seller_sku) for one in at.skus)
    there += tuple(RemoteVariant(remote_id="0", sku=name) for name in names)
    seen = tuple(variant for variant in there if variant.sku in names)
    return next_step(Target("7", goal, {}, seen), at)


def rows(made: Step | None) -> list[dict[str, Any]]:
    assert made is not None
    return made.body["Skus"]["Sku"]  # type: ignore[index,call-overload,return-value]


def test_nothing_is_missing() -> None:
    assert step(wanted(("Cỡ",), A="S", B="M"), shown(("Cỡ",), B="M", A="S")) is None
    assert step(wanted((), A=""), shown(A="")) is None


def test_a_sku_that_leaves_where_another_comes_gets_its_name() -> None:
    made = step(wanted(("Cỡ",), A="S", C="M"), shown(("Cỡ",), A="S", B="M"))
    assert made is not None
    assert (made.call, rows(made)) == ("product/update", [{"SkuId": "2", "SellerSku": "C"}])
    assert "Attributes" in made.body


def test_what_comes_is_added_before_what_leaves_goes() -> None:
    goal, at = wanted(("Cỡ",), A="S", C="L"), shown(("Cỡ",), A="S", B="M")
    made = step(goal, at)
    assert made is not None
    assert made.call == "product/create"
    assert (made.body["AssociatedSku"], rows(made)[0]["SellerSku"]) == ("1", "C")
    assert rows(made)[0]["saleProp"] == {"Cỡ": "L"}
    gone = step(goal, shown(("Cỡ",), A="S", B="M", C="L"))
    assert gone is not None
    assert (gone.call, rows(gone)) == ("product/sku/remove", [{"SkuId": "2"}])


def test_what_stands_in_the_way_goes_first() -> None:
    made = step(wanted(("Cỡ",), A="M"), shown(("Cỡ",), A="S", B="M"))
    assert made is not None
    assert (made.call, rows(made)) == ("product/sku/remove", [{"SkuId": "2"}])


def test_values_that_change_places_change_in_one_call() -> None:
    made = step(wanted(("Cỡ",), A="M", B="S"), shown(("Cỡ",), A="S", B="M"))
    assert [row["saleProp"] for row in rows(made)] == [{"Cỡ": "M"}, {"Cỡ": "S"}]


def test_an_axis_is_never_taken_off_or_renamed() -> None:
    for goal in (wanted((), A=""), wanted(("Kích cỡ",), A="S"), wanted(("Màu",), A="Đỏ")):
        with pytest.raises(Rejected) as told:
            step(goal, shown(("Cỡ",), A="S"))
        assert (told.value.code, told.value.params["axes"]) == ("E_LAZADA_AXES", "Cỡ")


def test_a_second_axis_can_be_added() -> None:
    made = step(wanted(("Cỡ", "Màu"), A="S/Đỏ", B="M/Đỏ"), shown(("Cỡ",), A="S", B="M"))
    assert made is not None
    assert [row["saleProp"]["Màu"] for row in rows(made)] == ["Đỏ", "Đỏ"]
    assert set(made.body["variation"]) == {"variation1", "variation2"}  # type: ignore[arg-type]


def test_a_sku_nobody_planned_for_is_never_named() -> None:
    goal = wanted(("Cỡ",), A="S", B="M")
    assert step(goal, shown(("Cỡ",), A="S", B="M", X="L"), {"A", "B"}) is None
    with pytest.raises(Locked):  # it stands where one of ours wants to be
        step(goal, shown(("Cỡ",), A="S", X="M"), {"A"})
    with pytest.raises(Locked):  # a new axis would leave it without a place
        step(wanted(("Cỡ", "Màu"), A="S/Đỏ"), shown(("Cỡ",), A="S", X="L"), {"A"})


def test_a_variant_known_by_its_id_alone_keeps_its_namelessness_until_somebody_asks() -> None:
    at = shown(("Cỡ",), **{"": "S"})
    goal = wanted(("Cỡ",), A="S", B="M")
    bare = RemoteVariant(remote_id="1", sku="A", bare=True)
    added = next_step(Target("7", goal, {}, (bare,)), at)
    assert [row["SellerSku"] for row in rows(added)] == ["B"]
    asked = next_step(Target("7", goal, {}, (bare.model_copy(update={"bare": False}),)), at)
    assert rows(asked) == [{"SkuId": "1", "SellerSku": "A"}]


def test_no_more_than_twenty_are_added_in_a_call() -> None:
    many = {f"N{number}": f"cỡ {number}" for number in range(45)}
    assert len(rows(step(wanted(("Cỡ",), A="S", **many), shown(("Cỡ",), A="S")))) == 20


def applied(at: Item, made: Step) -> Item:
    """What Lazada makes of a step, as far as variants go."""
    skus = {one.sku_id: one for one in at.skus}
    for row in rows(made):
        number = str(row.get("SkuId") or f"n{row['SellerSku']}")
        if made.call == "product/sku/remove":
            del skus[number]
            continue
        old = skus.get(number) or Item.model_validate(item(skus=[sku(SkuId=number, Images=[])])).skus[0]
        changes: dict[str, Any] = {
            "sale_prop": {**(old.sale_prop if "SkuId" in row else {}), **row.get("saleProp", {})}
        }
        skus[number] = old.model_copy(
            update={**changes, **({"seller_sku": row["SellerSku"]} if "SellerSku" in row else {})}
        )
    axes = [one["name"] for one in (made.body.get("variation") or {}).values()]  # type: ignore[union-attr,index,call-overload]
    axes = axes or [one.name for one in at.axes]
    variation = {f"Variation{number}": {"name": name} for number, name in enumerate(axes, start=1)}
    return Item.model_validate(item(variation=variation, skus=[])).model_copy(update={"skus": list(skus.values())})


SIZES = st.lists(st.sampled_from(["S", "M", "L", "XL", "Đặc biệt"]), min_size=1, max_size=4, unique=True)
NAMES = st.permutations(["A", "B", "C", "D", "E"])


@given(NAMES, SIZES, NAMES, SIZES, st.booleans())
def test_from_anywhere_the_wanted_variants_are_reached(
    before: list[str], sizes: list[str], after: list[str], then: list[str], foreign: bool
) -> None:
    """Never two SKUs on one value, never none at all, nothing of somebody else's touched."""
    at = shown(("Cỡ",), **dict(zip(before, sizes, strict=False)), **({"X": "xưa"} if foreign else {}))
    known = set(before[: len(sizes)])
    goal = wanted(("Cỡ",), **dict(zip(after, then, strict=False)))
    for _ in range(30):
        made = step(goal, at, known)
        if made is None:
            break
        at = applied(at, made)
        values = [tuple(one.sale_prop.values()) for one in at.skus]
        assert len(set(values)) == len(values) > 0
        assert ("X" in {one.seller_sku for one in at.skus}) is foreign
    found = {one.seller_sku: one.sale_prop["Cỡ"] for one in at.skus if one.seller_sku != "X"}
    assert found == dict(zip(after, then, strict=False))
