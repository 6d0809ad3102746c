"""Meeting a shop that was there before us: what people answered about look-alikes, and what still has to be asked.

No product is created while a listing of the shop may be it (guard ``look-alike``). A person says which: ``same`` binds
the listing as it is, ``different`` closes the pair, ``alone`` leaves the listing to others, and the product uncreated
as long as it stands. An answer counts for what the person saw: once either title says something else it is asked again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from pydantic import JsonValue

from connector.model import Group, Listing, ListingState, RemoteListing, fold, nameless

from .change import Change, Notice, Severity
from .journal import Answer, Binding
from .look_alike import Look, Pair, propose
from .title_words import words_of

__all__ = ["KIND", "Choice", "MatchAnswer", "Meeting", "look_of_listing", "look_of_product", "placed", "title_of"]

KIND = "match"
Choice = Literal["same", "different", "alone"]


@dataclass(frozen=True, slots=True)
class MatchAnswer:
    """What a person said of one product and one listing; ``title`` and ``shop_title`` are what they saw."""

    product: str
    listing: str
    choice: Choice
    title: str
    shop_title: str
    write_sku: bool = False

    def stored(self, who: str) -> Answer:
        """The answer as the journal keeps it."""
        about: dict[str, JsonValue] = {
            "product": self.product,
            "listing": self.listing,
            "title": self.title,
            "shop_title": self.shop_title,
            "write_sku": self.write_sku,
        }
        return Answer(KIND, f"{self.product}\n{self.listing}", self.choice, about, who)

    @classmethod
    def of(cls, kept: Answer) -> MatchAnswer | None:
        """None where it is no answer of ours."""
        about = kept.about
        if not isinstance(about, dict) or kept.choice not in get_args(Choice):
            return None
        words = {name: str(about.get(name, "")) for name in ("product", "listing", "title", "shop_title")}
        return cls(choice=kept.choice, write_sku=about.get("write_sku") is True, **words)  # type: ignore[arg-type]

    def fits(self, title: str, shop_title: str) -> bool:
        """Whether both still say what the person was shown."""
        return words_of(title) == words_of(self.title) and words_of(shop_title) == words_of(self.shop_title)


@dataclass(slots=True)
class Meeting:
    """The answers of a shop, against what it shows now."""

    answers: Sequence[MatchAnswer]
    remotes: Mapping[str, RemoteListing]
    ours: set[str] = field(default_factory=set)
    """Folded SKUs of the catalogue, of bindings, and those they had before: who bears one is no stranger."""
    variants: frozenset[str] = frozenset()
    """The marketplace's ids of variants that are bound, whatever SKU they bear."""
    _about: dict[str, list[MatchAnswer]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for answer in self.answers:
            self._about.setdefault(answer.product, []).append(answer)

    @classmethod
    def of(cls, kept: Iterable[Answer], remotes: Mapping[str, RemoteListing], bindings: Iterable[Binding]) -> Meeting:
        answers = [answer for one in kept if (answer := MatchAnswer.of(one)) is not None]
        skus = [entry for bound in bindings for entry in bound.skus.items()]
        ids = frozenset(number for _, (_, number) in skus if number)
        return cls(answers, remotes, {sku for sku, _ in skus}, ids)

    def same(self, product: str, title: str) -> RemoteListing | None:
        """The listing that is this product, as a person said and may still be taken to mean."""
        for answer in self._about.get(product, ()):
            if self.said(product, answer.listing, title) == "same":
                remote = self.remotes[answer.listing]
                if remote.state is not ListingState.DELETED:
                    return remote
        return None

    def writes_sku(self, product: str, listing: str) -> bool:
        """Whether a person asked for our SKUs on that listing."""
        asked = (listing, "same", True)
        return any((one.listing, one.choice, one.write_sku) == asked for one in self._about.get(product, ()))

    def strangers(self, taken: Iterable[str]) -> list[Look]:
        """The listings that nobody has said anything final about: not bound, bearing no SKU of ours."""
        bound = set(taken)
        return [
            look_of_listing(remote)
            for remote in self.remotes.values()
            if remote.remote_id not in bound and remote.state is not ListingState.DELETED
            if not any(variant.sku and fold(variant.sku) in self.ours for variant in remote.variants)
        ]

    def extra_sizes(self, taken: Iterable[str]) -> list[Look]:
        """Listings of ours as far as they are not: somebody may sell one more product there, as one more size."""
        looks = []
        for remote in map(self.remotes.get, dict.fromkeys(taken)):
            if remote is None or remote.state is ListingState.DELETED:
                continue
            stray = [v for v in remote.variants if v.remote_id not in self.variants and fold(v.sku) not in self.ours]
            if stray and len(stray) < len(remote.variants):
                looks.append(look_of_listing(remote.model_copy(update={"variants": tuple(stray)})))
        return looks

    def asked_about(self, taken: Collection[str]) -> list[Look]:
        """All that may be a product which is not there yet."""
        return [*self.strangers(taken), *self.extra_sizes(taken)]

    def open(self, products: Sequence[Look], taken: Collection[str]) -> list[Pair]:
        """The pairs to ask about."""
        return propose(products, self.asked_about(taken), different=self.apart(products))

    def apart(self, products: Iterable[Look]) -> list[tuple[str, str]]:
        """The pairs that a person told apart."""
        titles = {look.id: look.title for look in products}
        pairs = [(answer.product, answer.listing) for answer in self.answers if answer.product in titles]
        return [pair for pair in pairs if self.said(*pair, titles[pair[0]]) == "different"]

    def held(self, creates: Mapping[str, Change], taken: Collection[str], shop: str) -> list[Notice]:
        """One notice for every product that must not be created while the shop may have it already."""
        looks = [look_of_product(name, change.title, change.listing) for name, change in creates.items()]
        found: dict[str, Notice] = {}
        for pair in self.open(looks, taken):
            change = creates[pair.product]
            alone = self.left_alone(pair, change.title)
            known = found.get(pair.product)
            if known is None or (known.code == "left-alone" and not alone):
                found[pair.product] = self._notice("left-alone" if alone else "look-alike", change, pair, shop)
        return list(found.values())

    def _notice(self, code: str, change: Change, pair: Pair, shop: str) -> Notice:
        return Notice(
            code=code,
            severity=Severity.INFO if code == "left-alone" else Severity.PERSON,
            product=change.product,
            title=change.title,
            skus=change.skus,
            remote_id=pair.listing,
            params={
                "listing": pair.listing,
                "ours": change.title,
                "theirs": " ".join(title_of(self.remotes[pair.listing]).split()),
                "name": shop,
                "likelihood": pair.likelihood,
            },
        )

    def left_alone(self, pair: Pair, title: str) -> bool:
        """Whether a person said that the pair's listing is not ours to manage."""
        return self.said(pair.product, pair.listing, title) == "alone"

    def said(self, product: str, listing: str, title: str) -> Choice | None:
        """What a person said of a pair and may still be taken to mean."""
        remote = self.remotes.get(listing)
        for answer in self.answers:
            if (answer.product, answer.listing) == (product, listing) and remote is not None:
                return answer.choice if answer.fits(title, title_of(remote)) else None
        return None


def title_of(remote: RemoteListing) -> str:
    """The title that the shop shows."""
    return str(remote.groups.get(Group.TITLE) or "")


def look_of_product(product: str, title: str, listing: Listing | None) -> Look:
    """A product as it would be compared with listings."""
    if listing is None:
        return Look(product, title)
    return Look(
        product,
        title,
        prices=tuple(variant.price_vnd for variant in listing.variants),
        weight_g=listing.package.weight_g,
        options=tuple(word for variant in listing.variants for word in variant.option_values),
        also=listing.title if listing.title != title else "",
    )


def look_of_listing(remote: RemoteListing) -> Look:
    """A listing as it would be compared with products: the variants it has here, of all that it shows."""
    prices, package = remote.groups.get(Group.PRICE), remote.groups.get(Group.PACKAGE)
    here = {fold(variant.sku or nameless(variant.remote_id)) for variant in remote.variants}
    weight = package.get("weight_g") if isinstance(package, dict) else 0
    return Look(
        remote.remote_id,
        title_of(remote),
        prices=tuple(n for sku, n in prices.items() if isinstance(n, int) and fold(sku) in here)
        if isinstance(prices, dict)
        else (),
        weight_g=weight if isinstance(weight, int) else 0,
        options=tuple(word for sku, words in _options(remote).items() if fold(sku) in here for word in words),
        foreign=any(variant.sku for variant in remote.variants),
    )


def placed(skus: Sequence[str], listing: Listing | None, remote: RemoteListing) -> dict[str, tuple[str, str]]:
    """Which variant of ``remote`` is which SKU, by what their options say: the binding's SKUs, '' as their spelling.

    A SKU without a place is left out, and so is a variant of nobody.
    """
    free = {variant.remote_id: variant.sku for variant in remote.variants}
    if len(skus) == 1 and len(free) == 1:
        ((only, shown),) = free.items()
        return {fold(skus[0]): (shown if fold(shown) == fold(skus[0]) else "", only)}
    options = _options(remote)
    words = {number: _said(options.get(shown or nameless(number), ())) for number, shown in free.items()}
    found: dict[str, tuple[str, str]] = {}
    for variant in listing.variants if listing is not None else ():
        wanted = _said(variant.option_values)
        fitting = [number for number in free if wanted and words[number] == wanted]
        if len(fitting) == 1:
            number = fitting[0]
            shown = free.pop(number)
            found[fold(variant.sku)] = (shown if fold(shown) == fold(variant.sku) else "", number)
    return found


def _said(options: Sequence[str]) -> frozenset[object]:
    """What options say, whatever their spelling, order and units."""
    return frozenset(part for option in options for part in (*words_of(option).wares, *words_of(option).amounts))


def _options(remote: RemoteListing) -> dict[str, tuple[str, ...]]:
    structure = remote.groups.get(Group.STRUCTURE)
    skus = structure.get("skus") if isinstance(structure, dict) else None
    if not isinstance(skus, dict):
        return {}
    return {sku: tuple(map(str, words)) for sku, words in skus.items() if isinstance(words, list)}
