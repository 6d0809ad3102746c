"""Every bound listing by itself: the star it shows, its figures, pictures and texts, and whether it still stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from connector.model import Group, ListingState, RemoteListing, badge_star_of, fold

from .audit import SHOWN, Audited, Found
from .change import Severity
from .desired import Desired
from .journal import Binding, ListingBase
from .reading import shown_value
from .threeway import GroupBase

__all__ = ["bound_listings"]

PERSON, INFO = Severity.PERSON, Severity.INFO
TEXTS = {Group.TITLE: "title_vi", Group.DESCRIPTION: "short_story_vi"}


def bound_listings(seen: Audited) -> Iterator[Found]:
    """What is wrong with each product's own listing."""
    for product, bound in sorted(seen.bindings.items()):
        remote = seen.remotes.get(bound.remote_id)
        base = seen.bases.get(product, ListingBase())
        desired = seen.desired.get(product)
        if remote is None or remote.state is ListingState.DELETED:
            yield from _gone(seen, product, bound, desired)
            continue
        one = _Listing(seen, product, bound, remote, base, desired)
        yield from one.standing()
        yield from one.star()
        if remote.state is not ListingState.BLOCKED and desired is not None and desired.want != "unlist":
            yield from one.figures(desired)
            yield from one.content()


def _gone(seen: Audited, product: str, bound: Binding, desired: Desired | None) -> Iterator[Found]:
    """What the sheet does not want there any more may be gone."""
    if desired is None or desired.want == "unlist" or product in seen.open:
        return
    command = ("resolve", seen.shop, desired.skus[0], "--create-again")
    yield seen.found("gone_from_shop", PERSON, product, (bound.remote_id,), command=command)


class _Listing:
    """One bound listing that stands in the shop."""

    def __init__(
        self,
        seen: Audited,
        product: str,
        bound: Binding,
        remote: RemoteListing,
        base: ListingBase,
        desired: Desired | None,
    ) -> None:
        self.seen = seen
        self.product = product
        self.remote = remote
        self.base = base
        self.desired = desired
        previous = {fold(old): new for new, old in desired.previous.items()} if desired is not None else {}
        ours = {fold(sku): sku for sku in (desired.skus if desired is not None else bound.skus)}
        names = {number: ours.get(sku, sku) for sku, (shown, number) in bound.skus.items() if number and not shown}
        self.spelling = previous | ours
        self.spelling |= {f"#{number}": sku for number, sku in names.items()}

    @property
    def visible(self) -> bool:
        return self.remote.state in SHOWN

    def _found(self, code: str, severity: Severity, **more: object) -> Found:
        return self.seen.found(code, severity, self.product, (self.remote.remote_id,), **more)  # type: ignore[arg-type]

    def _resolve(self, group: Group) -> tuple[str, ...]:
        sku = self.desired.skus[0] if self.desired is not None and self.desired.skus else self.product
        return ("resolve", self.seen.shop, sku, "--field", str(group), "--ours")

    def _shown(self, group: Group) -> JsonValue:
        known = self.base.groups.get(group)
        return shown_value(
            self.remote, group, self.seen.keys, self.spelling, known.sent if known is not None else {"images": {}}
        )

    def _settled(self, group: Group) -> GroupBase | None:
        """What is remembered of a group, unless a write is still under way there or it is not ours."""
        known = self.base.groups.get(group)
        return known if known is not None and known.status == "settled" and group in self.seen.owns else None

    def standing(self) -> Iterator[Found]:
        """Whether it should be there at all."""
        seen, desired = self.seen, self.desired
        if self.remote.state is ListingState.BLOCKED:
            yield self._found("blocked", PERSON, reason=self.remote.reason)
        if not self.visible:
            return
        if desired is not None:
            if desired.want == "unlist":
                variant = "law" if desired.legal else ""
                option = ("--allow", "adopt-overwrite=1") if desired.legal else ()
                yield self._found("should_be_hidden", PERSON, variant=variant, command=("sync", seen.shop, *option))
            return
        known = {self.product, *seen.bindings[self.product].skus}
        if self.base.pulled is None and seen.certain_of_gone and seen.standing.isdisjoint(known):
            yield self._found("not_in_catalogue", PERSON, command=("sync", seen.shop))

    # ---- the star

    def star(self) -> Iterator[Found]:
        """A star that buyers see and nobody holds today; and one that is held and not seen."""
        allowed = self._allowed()
        if not self.visible or allowed is None:
            return
        drawn = max(map(badge_star_of, self._pictures()), default=0)
        if drawn > allowed:
            yield self._false_star("picture", drawn, allowed)
        potential = self._potential()
        for group in TEXTS:
            text = str(self.remote.groups.get(group) or "")
            if claims := self.seen.untrue(text, allowed, potential):
                yield self._false_star("text", 0, allowed, group, claims[0])
        yield from self._missing_star(allowed, drawn)

    def _missing_star(self, allowed: int, drawn: int) -> Iterator[Found]:
        """A star that the sheet's pictures bear and the shop's do not. What was changed since goes out by itself."""
        known, desired = self._settled(Group.MEDIA), self.desired
        if known is None or desired is None or desired.listing is None or desired.want != "live":
            return
        wanted = max((badge_star_of(picture.key) for picture in desired.listing.media), default=0)
        if allowed >= wanted > drawn:
            behind = desired.listing.group(Group.MEDIA) != known.sent
            yield self._found(
                "star_missing",
                INFO if behind else PERSON,
                variant="behind" if behind else "",
                group=Group.MEDIA,
                command=("sync", self.seen.shop) if behind else self._resolve(Group.MEDIA),
                column="image_files",
                star=wanted,
                drawn=drawn,
            )

    def _false_star(self, variant: str, star: int, allowed: int, group: Group | None = None, claim: str = "") -> Found:
        certificate = self.seen.certificates.get(self.product)
        current = certificate.current if certificate is not None else None
        number = current.cert_no if current is not None else self.base.claim.cert_no if self.base.claim else ""
        command = ("sync", self.seen.shop) if group is None else self._resolve(group)
        return self._found(
            "false_star",
            PERSON,
            variant=variant,
            group=group or Group.MEDIA,
            command=command,
            column="expiry_date",
            star=star,
            allowed=allowed,
            cert_no=number,
            claim=claim.strip(),
        )

    def _allowed(self) -> int | None:
        """The star of today; of a product without a row, that of the certificate its listing was made with."""
        if self.desired is not None:
            return self.desired.star
        claim = self.base.claim
        return claim.star if claim is not None and self.seen.day < claim.expiry_date else 0

    def _potential(self) -> int:
        certificate = self.seen.certificates.get(self.product)
        return (certificate.potential_star if certificate is not None else None) or 0

    def _pictures(self) -> list[JsonValue]:
        gallery, structure = self._shown(Group.MEDIA), self._shown(Group.STRUCTURE)
        options = structure.get("images") if isinstance(structure, dict) else None
        known = [self.seen.keys.get(_bare(one), one) for one in options.values()] if isinstance(options, dict) else []
        return [*(gallery if isinstance(gallery, list) else []), *known]

    # ---- figures

    def figures(self, desired: Desired) -> Iterator[Found]:
        """Prices, and pieces offered, SKU by SKU."""
        listing = desired.listing
        if listing is None or not self.visible:
            return
        prices, stock = self._figures(Group.PRICE), self._figures(Group.STOCK)
        for variant in listing.variants:
            price = prices.get(variant.sku)
            if price is not None and price != variant.price_vnd:
                yield from self._price(variant.sku, price, variant.price_vnd)
            pieces = stock.get(variant.sku)
            if pieces is not None and variant.stock is not None and self.seen.sends_stock:
                yield from self._stock(variant.sku, pieces, variant.stock)

    def _figures(self, group: Group) -> Mapping[str, int]:
        shown = self._shown(group) if self._settled(group) is not None else None
        return {sku: n for sku, n in shown.items() if isinstance(n, int)} if isinstance(shown, dict) else {}

    def _price(self, sku: str, shown: int, ours: int) -> Iterator[Found]:
        """A price that our side has changed goes out with the next run."""
        behind = _of(self._settled(Group.PRICE), sku) != ours
        command = ("sync", self.seen.shop) if behind else self._resolve(Group.PRICE)
        yield self._found(
            "price_differs",
            INFO if behind else PERSON,
            variant="behind" if behind else "",
            group=Group.PRICE,
            skus=(sku,),
            command=command,
            column="price_vnd",
            theirs=shown,
            ours=ours,
        )

    def _stock(self, sku: str, shown: int, ours: int) -> Iterator[Found]:
        """Fewer than the sheet has were sold; more were never there to sell."""
        if shown == ours:
            return
        behind = _of(self._settled(Group.STOCK), sku) != ours
        above = shown > ours
        yield self._found(
            "stock_above" if above else "stock_below",
            PERSON if above and not behind else INFO,
            variant="behind" if above and behind else "",
            group=Group.STOCK,
            skus=(sku,),
            command=("sync", self.seen.shop) if behind else (),
            column="stock",
            theirs=shown,
            ours=ours,
        )

    # ---- texts and pictures

    def content(self) -> Iterator[Found]:
        """What shows otherwise than the shop showed it when our last write had settled."""
        known = self._settled(Group.MEDIA)
        if known is not None and known.mark != "rejected":
            yield from self._media(known, self._shown(Group.MEDIA))
        for group, column in TEXTS.items():
            text = self._settled(group)
            if text is not None and text.mark != "rejected" and self._shown(group) != text.seen:
                command = self._resolve(group)
                yield self._found("edited_in_shop", INFO, group=group, command=command, column=column)

    def _media(self, known: GroupBase, shown: JsonValue) -> Iterator[Found]:
        now, then, sent = (self._named(value) for value in (shown, known.seen, known.sent))
        command, unknown = self._resolve(Group.MEDIA), sum(one not in then and _strange(one) for one in now)
        missing = sum(one not in now for one in then)
        if now != then:
            yield self._found(
                "pictures_differ", PERSON, group=Group.MEDIA, command=command, unknown=unknown, missing=missing
            )
        elif self.seen.normalise(Group.MEDIA, list(sent)) != list(now):
            unknown = sum(map(_strange, now))
            yield self._found(
                "pictures_differ",
                INFO,
                variant="kept",
                group=Group.MEDIA,
                command=command,
                unknown=unknown,
                missing=sum(one not in now for one in sent),
            )

    def _named(self, pictures: JsonValue) -> list[JsonValue]:
        """By media key where we know the picture, whenever we came to know it."""
        names = pictures if isinstance(pictures, list) else []
        return [self.seen.keys.get(_bare(one), one) for one in names]


def _bare(picture: JsonValue) -> str:
    return str(picture).removeprefix("remote:")


def _strange(picture: JsonValue) -> bool:
    return str(picture).startswith("remote:")


def _of(known: GroupBase | None, sku: str) -> JsonValue:
    return known.sent.get(sku) if known is not None and isinstance(known.sent, dict) else None
