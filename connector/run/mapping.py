"""How the catalogue fits a shop's categories: which rule puts what where, what is missing, what would help.

The shop is asked only for what nobody remembers: facts older than a week or too few, the marketplace's own proposal
for each group of products that has no category (one call a group), the category of listings nobody has looked at
since they were bound. Unreachable, the survey goes by the facts of the last time and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from connector.config import ShopConfig
from connector.errors import BadUse, OcopError
from connector.model import Advice, Category, Group, Product, ShopFacts
from connector.port import Adapter
from connector.sync.reading import chunks, read_by_id
from mappings import Composed, Placement, Readiness, Rules, category_paths, place, readiness
from mappings.prepare import prepare

from .desire import WITHDRAWN, Composer
from .effective import Effective
from .photo_sides import photo_sides
from .shops import FACTS_KEPT, Workspace

__all__ = ["Bound", "Fit", "Home", "ShopMapping", "put_together", "survey_mapping", "target_key"]

Path = tuple[str, ...]
Propose = Literal["none", "homeless", "all"]


@dataclass(frozen=True, slots=True)
class Fit:
    """One product in one shop. ``leaf`` is the shop's category for it, None where there is none.

    ``shown``: where the listing that is bound to it stands in the shop now, as far as anybody knows.
    """

    product: Product
    composed: Composed
    placement: Placement | None
    leaf: Category | None
    readiness: Readiness
    shown: Category | None = None

    @property
    def elsewhere(self) -> Category | None:
        """The shop's category, where it is not ours and nobody has chosen for this very product."""
        if self.shown is None or (self.placement is not None and self.placement.key.startswith("product.")):
            return None
        return None if self.leaf is not None and self.leaf.id == self.shown.id else self.shown


@dataclass(frozen=True, slots=True)
class Home:
    """The products that one rule puts in one place. ``key`` is that rule's, or of the one that would have to be made.

    ``proposed`` are the marketplace's own proposals, best first; empty where it was not asked.
    """

    key: str
    path: Path
    chosen: bool
    known: bool
    fits: tuple[Fit, ...]
    proposed: tuple[Path, ...] = ()

    @property
    def elsewhere(self) -> Counter[Path]:
        """Where listings of these products stand instead, with how many."""
        return Counter(fit.elsewhere.path for fit in self.fits if fit.elsewhere is not None)


@dataclass(frozen=True, slots=True)
class ShopMapping:
    """One shop surveyed. ``asked``: the shop answered now; ``problem``: why it did not, where it should have.

    ``aside`` products are not meant for this shop, taken off on purpose, or held back by law.
    """

    shop: ShopConfig
    rules: Rules
    facts: ShopFacts
    fits: tuple[Fit, ...]
    homes: tuple[Home, ...]
    aside: int
    asked: bool = False
    problem: OcopError | None = None

    @property
    def facts_at(self) -> datetime:
        return self.facts.fetched_at

    @property
    def leaves(self) -> tuple[Category, ...]:
        return tuple(category for category in self.facts.categories if category.leaf)


def target_key(rules: Rules, product: Product, placement: Placement | None) -> str:
    """The key of the rule that places ``product``, or of the one a person would have to write for its like."""
    if placement is not None:
        return placement.key
    return f"group.{product.group_148}.path" if product.group_148 else f"industry.{product.industry.value}"


@dataclass(frozen=True, slots=True)
class Bound:
    """What is known of the listing a product is bound to: its category's id, and the marketplace's advice if asked."""

    category: str = ""
    advice: tuple[Advice, ...] | None = None


@dataclass(slots=True)
class _Heard:
    """What the shop said, beside its facts."""

    proposed: dict[str, tuple[Path, ...]] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    advice: dict[str, tuple[Advice, ...]] = field(default_factory=dict)


async def survey_mapping(
    workspace: Workspace, shop: ShopConfig, *, ask: bool = False, propose: Propose = "homeless"
) -> ShopMapping:
    """Survey one shop. ``ask``: look at every bound listing too; ``propose``: for which groups proposals are asked.
    With ``none`` remembered facts do however old they are, and a shop is asked only where there are none.

    BadUse ``E_NO_FACTS``, or why the shop did not answer, where nobody has ever heard what it allows.
    """
    effective = await workspace.effective()
    composer, heard, problem, asked = None, _Heard(), None, False
    try:
        composer = None if ask or propose == "all" else await _remembered(workspace, shop, effective, propose == "none")
        if composer is None or (propose != "none" and _homeless(composer, effective, workspace)):
            workspace.options.progress("facts", 0, 0)
            async with workspace.looking(shop) as (spec, adapter):
                composer = await workspace.composer(shop, spec, adapter, effective)
                asked = True
                heard = await _listen(workspace, shop, adapter, composer, effective, ask, propose)
    except OcopError as error:
        problem = error
        try:
            composer = composer or await workspace.composer_offline(shop)
        except BadUse:
            raise error from None
    bound = await _bound(workspace, shop, heard)
    products, sides = effective.products.values(), photo_sides(effective.read.photos, composer.photos)
    survey = put_together(shop, composer, products, workspace.options.day, sides, bound, heard.proposed)
    return replace(survey, asked=asked, problem=problem)


async def _remembered(
    workspace: Workspace, shop: ShopConfig, effective: Effective, however_old: bool
) -> Composer | None:
    """The composer by remembered facts, where they are fresh and cover what the rules name."""
    facts = await workspace.journal.facts(shop.name)
    if facts is not None and however_old:
        return await workspace.composer_offline(shop)
    if facts is None or workspace.clock.now() - facts.fetched_at > FACTS_KEPT:
        return None
    composer = await workspace.composer_offline(shop)
    wanted = category_paths(composer.rules, effective.products.values())
    leaves = {category.path: category.id for category in facts.categories if category.leaf}
    covered = all(leaves[path] in facts.attributes for path in wanted if path in leaves)
    return composer if covered else None


def _candidates(composer: Composer, products: Iterable[Product], day: date) -> Iterator[tuple[Product, Composed]]:
    """Products this shop is meant to show, composed; those whose producer is refused today cannot be judged."""
    for product in products:
        if product.producer_id not in composer.producers:
            continue
        composed = composer.composed(product, day)
        if not WITHDRAWN.intersection(reason.code for reason in composed.reasons):
            yield product, composed


def _homeless(composer: Composer, effective: Effective, workspace: Workspace) -> bool:
    """Whether anything has no category here: then the marketplace's proposal is worth a call."""
    prepared = prepare(composer.rules, composer.facts)
    for product, _ in _candidates(composer, effective.products.values(), workspace.options.day):
        placement = place(composer.rules, product)
        if placement is None or prepared.category(placement.path) is None:
            return True
    return False


async def _listen(
    workspace: Workspace,
    shop: ShopConfig,
    adapter: Adapter,
    composer: Composer,
    effective: Effective,
    ask: bool,
    propose: Propose,
) -> _Heard:
    heard, prepared = _Heard(), prepare(composer.rules, composer.facts)
    groups: dict[str, str] = {}
    for product, _ in _candidates(composer, effective.products.values(), workspace.options.day):
        placement = place(composer.rules, product)
        if propose == "all" or placement is None or prepared.category(placement.path) is None:
            groups.setdefault(target_key(composer.rules, product, placement), product.title_vi)
    paths = {category.id: category.path for category in composer.facts.categories if category.leaf}
    for done, (key, title) in enumerate(groups.items() if propose != "none" else ()):
        workspace.options.progress("propose", done, len(groups))
        ids = await adapter.suggest_categories(title)
        heard.proposed[key] = tuple(paths[one] for one in ids if one in paths)
    bindings, bases = await workspace.journal.bindings(shop.name), await workspace.journal.bases(shop.name)
    unseen = [
        bound.remote_id
        for name, bound in bindings.items()
        if ask or name not in bases or Group.ATTRIBUTES not in bases[name].groups
    ]
    workspace.options.progress("shop", 0, len(unseen))
    for remote_id, remote in (await read_by_id(adapter, list(dict.fromkeys(unseen)))).items():
        heard.categories[remote_id] = _category_of(remote.groups.get(Group.ATTRIBUTES))
    if ask and bindings:
        bound_ids = sorted({bound.remote_id for bound in bindings.values()})
        for batch in chunks(bound_ids, adapter.capabilities.read_batch):
            heard.advice |= await adapter.diagnose(batch)
    return heard


def _category_of(attributes: object) -> str:
    return str(attributes.get("category") or "") if isinstance(attributes, Mapping) else ""


async def _bound(workspace: Workspace, shop: ShopConfig, heard: _Heard) -> dict[str, Bound]:
    """The bound listing of each product, as far as shop or journal know it."""
    bindings, bases = await workspace.journal.bindings(shop.name), await workspace.journal.bases(shop.name)
    found = {}
    for name, bound in bindings.items():
        known = bases[name].groups.get(Group.ATTRIBUTES) if name in bases else None
        category = heard.categories.get(bound.remote_id) or (_category_of(known.seen) if known is not None else "")
        found[name] = Bound(category, heard.advice.get(bound.remote_id))
    return found


def put_together(
    shop: ShopConfig,
    composer: Composer,
    products: Collection[Product],
    day: date,
    sides: Callable[[str], int | None],
    bound: Mapping[str, Bound],
    proposed: Mapping[str, tuple[Path, ...]],
) -> ShopMapping:
    """The survey, from everything that is known. Pure."""
    by_id = {category.id: category for category in composer.facts.categories}
    prepared = prepare(composer.rules, composer.facts)
    fits = []
    for product, composed in _candidates(composer, products, day):
        placement = place(composer.rules, product)
        leaf = prepared.category(placement.path) if placement is not None else None
        there = bound.get(str(product.product_id), Bound())
        ready = readiness(product, composed, composer.rules, composer.facts, sides, there.advice)
        fits.append(Fit(product, composed, placement, leaf, ready, by_id.get(there.category)))
    homes = _homes(composer, fits, proposed)
    return ShopMapping(shop, composer.rules, composer.facts, tuple(fits), homes, len(products) - len(fits))


def _homes(composer: Composer, fits: Sequence[Fit], proposed: Mapping[str, tuple[Path, ...]]) -> tuple[Home, ...]:
    """Products by the rule that places them; those without a category first, then the largest."""
    by_key: dict[str, list[Fit]] = {}
    for fit in fits:
        by_key.setdefault(target_key(composer.rules, fit.product, fit.placement), []).append(fit)
    homes = [_home(key, tuple(members), proposed.get(key, ())) for key, members in by_key.items()]
    order: Callable[[Home], tuple[bool, int, str]] = lambda home: (home.known, -len(home.fits), home.key)  # noqa: E731
    return tuple(sorted(homes, key=order))


def _home(key: str, fits: tuple[Fit, ...], proposed: tuple[Path, ...]) -> Home:
    placement = fits[0].placement
    path = placement.path if placement is not None else ()
    chosen = placement is not None and placement.chosen
    return Home(key, path, chosen, fits[0].leaf is not None, fits, proposed)
