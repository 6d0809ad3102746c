"""The listings of a shop against each other: the same ware twice, SKUs where they should not be, halves, strangers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from connector.model import RemoteListing, fold

from .audit import SHOWN, Audited, Found
from .change import Severity
from .desired import Desired
from .halves import is_whole
from .look_alike import Look, Pair, propose
from .meeting import look_of_listing, title_of

__all__ = ["look_alikes", "strangers", "twins"]

PERSON, INFO = Severity.PERSON, Severity.INFO


def twins(seen: Audited) -> Iterator[Found]:
    """What bears SKUs of ours: more than one listing, or one that the journal does not know."""
    bearing: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for remote in seen.standing_listings.values():
        for sku in _skus(remote) & seen.owners.keys():
            bearing[seen.owners[sku]][remote.remote_id].add(sku)
    for product, by_listing in sorted(bearing.items()):
        own = _own(seen, product)
        pairs = list(_sharing(by_listing, own))
        for one, other in pairs:
            yield _twice(seen, product, own, one, other)
        shared = {name for pair in pairs for name in pair}
        for listing in by_listing.keys() - shared - seen.bound.keys():
            yield _unbound(seen, product, own, listing)
    for product in seen.bindings:
        if own := _own(seen, product):
            yield from _lacking(seen, product, seen.remotes[own])
    for product in seen.open:
        yield seen.found("outcome_unknown", INFO, product, command=("sync", seen.shop))
    for product in seen.parked - seen.open:
        yield seen.found("parked", PERSON, product, command=("resolve", seen.shop, _sku(seen, product), "--again"))


def strangers(seen: Audited) -> Iterator[Found]:
    """Listings of somebody else: left alone, counted, and what of them a shop's owner may want to know."""
    bearing: dict[str, list[str]] = defaultdict(list)
    for listing in _foreign(seen):
        remote = seen.remotes[listing]
        yield seen.found("foreign", INFO, listings=(listing,), skus=tuple(_spelled(remote)))
        for sku in _skus(remote):
            bearing[sku].append(listing)
        if remote.state in SHOWN and (claims := seen.untrue(title_of(remote), 0, 0)):
            yield seen.found("foreign_star", INFO, listings=(listing,), claim=claims[0].strip())
    for sku, listings in bearing.items():
        if len(listings) > 1:
            yield seen.found("foreign_duplicate", INFO, listings=listings, skus=(sku,))


def look_alikes(seen: Audited) -> Iterator[Found]:
    """Listings under other SKUs, or none, that a buyer would take for the same ware. Only what is shown counts."""
    shown = {name: product for name, product in seen.bound.items() if seen.remotes[name].state in SHOWN}
    looks = {name: _look(seen, product, seen.remotes[name]) for name, product in shown.items()}
    others = [look for look in seen.meeting.strangers(seen.bound) if seen.remotes[look.id].state in SHOWN]
    answered = {(one.product, one.listing) for one in seen.meeting.answers}
    for pair in _best(propose(list(looks.values()), others)):
        product = shown[pair.product]
        said = (product, pair.listing) in answered and seen.meeting.said(
            product, pair.listing, looks[pair.product].title
        )
        if said not in ("different", "alone"):
            yield _alike(seen, "look_alike_stranger", PERSON, product, pair)
    told: set[frozenset[str]] = set()
    for pair in _best(propose(list(looks.values()), list(looks.values()), different=[(name, name) for name in looks])):
        both = frozenset((pair.product, pair.listing))
        if both not in told:
            told.add(both)
            severity = PERSON if pair.likelihood == "certain" else INFO
            yield _alike(seen, "look_alike_own", severity, shown[pair.product], pair)


def _alike(seen: Audited, code: str, severity: Severity, product: str, pair: Pair) -> Found:
    theirs = " ".join(title_of(seen.remotes[pair.listing]).split())
    listings = (pair.product, pair.listing)
    return seen.found(code, severity, product, listings, theirs=theirs, other=pair.listing)


def _best(pairs: Iterable[Pair]) -> list[Pair]:
    return [pair for pair in pairs if pair.rank == 0 and pair.likelihood != "unsure"]


def _look(seen: Audited, product: str, remote: RemoteListing) -> Look:
    """The sheet's title is what people know it by; what the shop shows counts beside it."""
    desired = seen.desired.get(product)
    look = replace(look_of_listing(remote), foreign=False)
    return replace(look, title=desired.title, also=look.title) if desired is not None else look


def _twice(seen: Audited, product: str, own: str, one: str, other: str) -> Found:
    """Two listings with an equal SKU. One that is hidden and not bound can do no harm while it stays so."""
    if own and seen.remotes[other].state not in SHOWN and other not in seen.bound:
        return seen.found("twin_hidden", PERSON, product, (other,), own=one)
    return seen.found("duplicate_in_shop", PERSON, product, (one, other))


def _sharing(by_listing: dict[str, set[str]], own: str) -> Iterator[tuple[str, str]]:
    """Every listing beside the first one, ours before others, that bears one of its SKUs."""
    names = sorted(by_listing, key=lambda name: (name != own, name))
    for place, one in enumerate(names):
        earlier = next((name for name in names[:place] if by_listing[name] & by_listing[one]), None)
        if earlier is not None:
            yield earlier, one


def _unbound(seen: Audited, product: str, own: str, listing: str) -> Found:
    """A listing that alone bears a SKU of ours, and that the journal knows nothing of."""
    remote, desired = seen.remotes[listing], seen.desired.get(product)
    skus = tuple(sku for sku in _spelled(remote) if fold(sku) in seen.owners)
    if product in seen.open:
        return seen.found("outcome_unknown", INFO, product, (listing,), command=("sync", seen.shop))
    if desired is not None and desired.legal and remote.state in SHOWN:
        command = ("sync", seen.shop, "--allow", "adopt-overwrite=1")
        return seen.found("should_be_hidden", PERSON, product, (listing,), variant="law", command=command)
    if own:
        return seen.found("sku_elsewhere", PERSON, product, (listing,), skus=skus, own=own)
    if remote.state not in SHOWN and desired is not None and not _whole(desired, remote):
        return seen.found("half_hidden", PERSON, product, (listing,), skus=skus)
    if seen.met:
        return seen.found("unknown_sku", PERSON, product, (listing,), skus=skus, since=seen.last_run)
    return seen.found("not_met_yet", INFO, product, (listing,), skus=skus, command=("plan", seen.shop))


def _lacking(seen: Audited, product: str, remote: RemoteListing) -> Iterator[Found]:
    """SKUs that are bound to the listing, wanted, and not there."""
    desired = seen.desired.get(product)
    there, ids = _skus(remote), {variant.remote_id for variant in remote.variants}
    wanted = {fold(sku): sku for sku in desired.skus} if desired is not None else {}
    bound = seen.bindings[product].skus
    lacking = tuple(
        wanted[sku]
        for sku, (shown, number) in bound.items()
        if sku in wanted and sku not in there
        if shown or number not in ids
    )
    if lacking:
        code = "sku_missing" if remote.state in SHOWN else "half_hidden"
        yield seen.found(code, PERSON, product, (remote.remote_id,), skus=lacking)


def _whole(desired: Desired, remote: RemoteListing) -> bool:
    if desired.listing is not None:
        return is_whole(desired.listing, remote)
    return {fold(sku) for sku in desired.skus} <= _skus(remote)


def _own(seen: Audited, product: str) -> str:
    """The listing that the product is bound to, '' where it is bound to none that stands."""
    bound = seen.bindings.get(product)
    return bound.remote_id if bound is not None and bound.remote_id in seen.standing_listings else ""


def _foreign(seen: Audited) -> list[str]:
    return [
        name
        for name, remote in seen.standing_listings.items()
        if name not in seen.bound and not _skus(remote) & seen.owners.keys()
    ]


def _sku(seen: Audited, product: str) -> str:
    desired = seen.desired.get(product)
    return desired.skus[0] if desired is not None and desired.skus else product


def _spelled(remote: RemoteListing) -> list[str]:
    return [variant.sku for variant in remote.variants if variant.sku]


def _skus(remote: RemoteListing) -> set[str]:
    return {fold(sku) for sku in _spelled(remote)}
