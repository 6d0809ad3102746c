"""``ocop audit``: one shop read whole and judged. Sends nothing; remembers nothing but what the shop allows (facts)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from connector.config import ShopConfig, owned_groups
from connector.model import Product, fold
from connector.sync import Desired, Severity
from connector.sync.audit import Audited, Found, worst_first
from connector.sync.audit_shown import bound_listings
from connector.sync.audit_twins import look_alikes, strangers, twins
from connector.sync.meeting import KIND, Meeting
from connector.sync.reading import read_shop

from .effective import Effective
from .shops import Workspace

__all__ = ["Audit", "audit_shop", "judged", "look_over"]


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found in one shop, the worst first. ``files_guarded``: the sheets were too wrong to judge by them what
    is gone."""

    shop: str
    marketplace: str
    listings: int
    bound: int
    foreign: int
    products: int
    found: tuple[Found, ...]
    files_guarded: bool = False

    @property
    def needing(self) -> tuple[Found, ...]:
        """What somebody has to mend."""
        return tuple(one for one in self.found if one.severity is Severity.PERSON)


async def audit_shop(workspace: Workspace, shop: ShopConfig) -> Audit:
    """Read ``shop`` and say what is wrong with it. Raises what the shop's reads raise."""
    seen, effective = await look_over(workspace, shop)
    workspace.options.progress("judge", 0, 0)
    found = judged(seen)
    return Audit(
        shop=shop.name,
        marketplace=shop.marketplace,
        listings=len(seen.standing_listings),
        bound=len(seen.bound),
        foreign=sum(one.code == "foreign" for one in found),
        products=len(seen.desired),
        found=tuple(_with_cell(one, effective) for one in found),
        files_guarded=bool(effective.trips),
    )


def judged(seen: Audited) -> list[Found]:
    """Pure: everything that is wrong, the worst first."""
    return worst_first([*bound_listings(seen), *twins(seen), *look_alikes(seen), *strangers(seen)])


async def look_over(workspace: Workspace, shop: ShopConfig) -> tuple[Audited, Effective]:
    """Everything that an audit of ``shop`` is made from, read once."""
    journal = workspace.journal
    bindings = await journal.bindings(shop.name)
    kept = await journal.answers.of(shop.name, KIND)
    async with workspace.looking(shop) as (spec, adapter):
        effective = await workspace.effective()
        composer = await workspace.composer(shop, spec, adapter, effective)
        desired = {one.product: one for one in await workspace.desired(shop, spec, adapter)}
        workspace.options.progress("shop", 0, 0)
        view = await read_shop(adapter, [bound.remote_id for bound in bindings.values()])
        normalise = adapter.normalise
    meeting = Meeting.of(kept.values(), view.remotes, bindings.values())
    meeting.ours |= _every_sku(desired)
    ended = [run for run in await journal.runs(shop.name) if run.ended_at is not None]
    claims = composer.rules.claim_words
    return (
        Audited(
            shop=shop.name,
            day=workspace.options.day,
            desired=desired,
            remotes=view.remotes,
            bindings=bindings,
            bases=await journal.bases(shop.name),
            keys=await journal.pictures(shop.name),
            meeting=meeting,
            normalise=normalise,
            untrue=lambda text, star, potential: claims.untrue(text, star or None, potential or None),
            certificates={name: product.certification for name, product in effective.products.items()},
            owns=owned_groups(shop),
            standing=effective.standing,
            certain_of_gone=not (effective.keep_gone or effective.trips),
            sends_stock=workspace.config.policy_of(shop).stock != "never",
            met=await journal.first_run_done(shop.name),
            last_run=ended[0].started_at.isoformat() if ended else "",
            open=frozenset(intent.product for intent in await journal.open_intents(shop.name)),
            parked=frozenset(await journal.parked(shop.name)),
        ),
        effective,
    )


def _every_sku(desired: Mapping[str, Desired]) -> set[str]:
    return {fold(sku) for one in desired.values() for sku in (*one.skus, *one.withdrawn, *one.previous.values())}


def _with_cell(found: Found, effective: Effective) -> Found:
    """The cell of the sheet that a finding has to do with, where its product has a row."""
    product = effective.products.get(found.product)
    if not found.column or product is None:
        return found
    origins = effective.read.origins
    cells = [origins.get((sku, found.column), "") for sku in _skus_of(product, found)]
    return replace(found, cell=next((cell for cell in cells if cell), ""))


def _skus_of(product: Product, found: Found) -> list[str]:
    return [*found.skus, *(variant.sku for variant in product.variants)]
