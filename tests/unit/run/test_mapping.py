"""A survey of a shop's categories: every product once, what lacks, what is elsewhere, what would help most."""

from pathlib import Path

from connector.run.mapping_findings import brandless, helps, lacks, other_reasons
from tests.unit.mappings.facts import expected, mock_shop
from tests.unit.run.surveys import rules_with, survey

SCARVES = "Phụ kiện thời trang > Khăn > Khăn choàng & khăn lụa"
TIES = "Phụ kiện thời trang > Cà vạt > Cà vạt & nơ"


def test_every_product_of_the_shop_is_in_exactly_one_home_and_counted() -> None:
    found = survey()
    wanted = {key for key, row in expected("shopee").items() if not _withdrawn(row["why_not"])}
    assert {fit.product.product_key for fit in found.fits} == wanted
    assert sorted(fit.product.product_key for home in found.homes for fit in home.fits) == sorted(wanted)
    assert found.aside == len(expected("shopee")) - len(wanted)
    assert sum(fit.composed.publishable for fit in found.fits) == 170


def _withdrawn(why_not: str) -> bool:
    return any(code.startswith(("CHANNEL_", "STATUS_", "OWNER_")) for code in why_not.split(";"))


def test_a_category_the_shop_does_not_have_heads_the_list(tmp_path: Path) -> None:
    rules = rules_with(tmp_path, categories='[group.F2b]\npath = "Thực phẩm > Mật ong rừng"\n')
    found = survey(rules)
    first = found.homes[0]
    assert (first.key, first.known, first.chosen) == ("group.F2b.path", False, True)
    assert first.fits
    assert all(not fit.composed.publishable and fit.leaf is None for fit in first.fits)
    assert all(home.known for home in found.homes[1:])


def test_ours_and_yours_are_told_apart(tmp_path: Path) -> None:
    rules = rules_with(tmp_path, categories=f'[product]\nP001-04 = "{SCARVES}"\n')
    homes = {home.key: home for home in survey(rules).homes}
    assert homes["product.P001-04"].chosen
    assert [key for key, home in homes.items() if home.chosen] == ["product.P001-04"]


def test_a_listing_in_another_category_is_a_proposal_until_that_product_is_chosen(tmp_path: Path) -> None:
    found = survey(listed_in={"P001-04": SCARVES, "P001-02": TIES})
    at = {path: count for home in found.homes for path, count in home.elsewhere.items()}
    assert {" > ".join(path): count for path, count in at.items()} == {SCARVES: 1, TIES: 1}
    chosen = rules_with(tmp_path, categories=f'[product]\nP001-04 = "{TIES}"\n')
    found = survey(chosen, listed_in={"P001-04": SCARVES})
    assert [home.key for home in found.homes if home.elsewhere] == []


def test_a_mandatory_detail_without_a_value_names_its_products_and_ten_choices() -> None:
    facts = mock_shop()
    rare = facts.attributes.copy()
    for leaf, attributes in rare.items():
        rare[leaf] = tuple(
            one.model_copy(update={"mandatory": True}) if one.name == "Vùng nguyên liệu" else one for one in attributes
        )
    found = survey(facts=facts.model_copy(update={"attributes": rare}))
    missing = [lack for lack in lacks(found) if lack.attribute == "Vùng nguyên liệu"]
    assert missing
    for lack in missing:
        assert len(lack.choices) <= 10
        assert {fit.leaf.path for fit in lack.fits if fit.leaf} == {lack.category}
    assert sum(len(lack.fits) for lack in missing) == sum(
        any(reason.params.get("attribute") == "Vùng nguyên liệu" for reason in fit.composed.reasons)
        for fit in found.fits
    )


def test_a_brand_that_the_category_insists_on(tmp_path: Path) -> None:
    facts = mock_shop()
    leaf = next(fit.leaf for fit in survey().fits if fit.leaf is not None)
    strict = facts.model_copy(update={"brand_mandatory": frozenset({leaf.id}), "brands": {}})
    nameless = rules_with(tmp_path, attributes='[no_brand]\nid = ""\nname = ""\n')
    found = survey(nameless, strict)
    assert {fit.product.product_key for fit in brandless(found)} == {
        fit.product.product_key for fit in found.fits if fit.leaf is not None and fit.leaf.id == leaf.id
    }
    assert brandless(found)
    assert brandless(survey(facts=strict)) == [], "the marketplace's own way to say that there is none is an answer"


def test_what_stands_in_the_way_otherwise_is_told_by_code() -> None:
    found = dict(other_reasons(survey()))
    assert [fit.product.product_key for fit, _ in found["PRICE_SPREAD_OVER_5X"]] == ["P004-N1"]
    assert not [code for code in found if code.startswith(("E_CATEGORY", "E_ATTRIBUTE", "CHANNEL_"))]


def test_the_ten_acts_that_help_most_begin_with_what_makes_a_product_publishable(tmp_path: Path) -> None:
    rules = rules_with(tmp_path, categories='[group.F2b]\npath = "Thực phẩm > Mật ong rừng"\n')
    found = helps(survey(rules).fits)
    assert len(found) == 10
    assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)
    assert found[0].reason is not None
    assert found[0].reason.code == "E_CATEGORY_NOT_IN_SHOP"
    held = {fit.product.product_key for fit in survey().fits if fit.composed.holds}
    assert not held & {one.fit.product.product_key for one in found}, "nobody can mend the law tonight"
