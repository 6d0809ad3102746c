"""The packaged rules beside the shop they were written for: a name that is not there would show up only once needed."""

from pathlib import Path

from adapters.tiktok_shop.facts import LIMITS
from connector.model import fold
from mappings import load_rules

from .parts import bench

RULES = load_rules("mappings.tiktok_shop")


async def test_every_category_any_rule_names_is_a_leaf_and_every_required_paper_has_a_rule(tmp_path: Path) -> None:
    named = [*RULES.categories.industry.values(), *RULES.categories.product.values()]
    for group in RULES.categories.group.values():
        named += [group.path, *(rule.path for rule in group.when.values())]
    paths = {tuple(part.strip() for part in path.split(">")) for path in named}
    async with bench(tmp_path) as on:
        facts = await on.shop.facts(paths, None)
        leaves = {category.path for category in facts.categories if category.leaf}
        assert paths <= leaves
        asked = {paper.name for papers in facts.papers.values() for paper in papers}
        assert {fold(name) for name in asked} <= {fold(name) for name in RULES.attributes.paper}
        lacking = {
            attribute.name
            for attributes in facts.attributes.values()
            for attribute in attributes
            if attribute.mandatory and attribute.name not in RULES.attributes.attribute
        }
        assert lacking == set()


def test_our_limits_only_tighten_the_references() -> None:
    ours = {name: limit for name, (limit, _) in RULES.limits.items() if name in LIMITS}
    for name, rule in ours.items():
        reference = LIMITS[name]
        assert rule.maximum is None or reference.maximum is None or rule.maximum <= reference.maximum, name
        assert rule.minimum is None or reference.minimum is None or rule.minimum >= reference.minimum, name


def test_the_groups_are_those_of_the_other_marketplace() -> None:
    assert RULES.categories.group.keys() == load_rules("mappings.shopee").categories.group.keys()
    assert RULES.media.badge.place == "second"
