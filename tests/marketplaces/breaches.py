"""Rules broken on purpose: each once as a sheet would break it, and once in a listing that goes past the composer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from connector.model import Dimensions, Listing, Product
from connector.testing.goods import photo_sha, product, sized_product

__all__ = [
    "BULKY",
    "HUGE",
    "LONG",
    "Breach",
    "bare_title",
    "changed",
    "crowded",
    "first_variant",
    "long_option",
    "one",
    "parcel",
    "pictured",
    "sizes",
    "spread",
]

LONG = "Khăn lụa tơ tằm dệt tay ướp hương sen Tây Hồ "
HUGE = Dimensions(length_cm=Decimal(160), width_cm=Decimal(10), height_cm=Decimal(10))
BULKY = Dimensions(length_cm=Decimal(150), width_cm=Decimal(150), height_cm=Decimal(150))


@dataclass(frozen=True)
class Breach:
    """One way to break ``row``.

    ``sheet`` breaks it as a sheet would: refused with the reason ``code``, or mended, with the warning ``code`` where
    there is one, into a listing that is ``kept``. ``listing`` breaks it in a composed listing of ``base``; the mock's
    refusal holds ``says``. Either may be missing where the rule cannot be broken that way.
    """

    row: str
    code: str = ""
    sheet: Callable[[], Product] | None = None
    kept: Callable[[Listing], bool] = lambda _: True
    base: Callable[[], Product] = product
    listing: Callable[[Listing], Listing] | None = None
    says: str = ""


def changed(**changes: object) -> Callable[[Listing], Listing]:
    return lambda listing: listing.model_copy(update=changes)


def first_variant(**changes: object) -> Callable[[Listing], Listing]:
    def broken(listing: Listing) -> Listing:
        first, *rest = listing.variants
        return listing.model_copy(update={"variants": (first.model_copy(update=changes), *rest)})

    return broken


def one(**changes: object) -> Callable[[], Product]:
    """The suite's product with a change in its one SKU."""
    return lambda: product(variants=(product().variants[0].model_copy(update=changes),))


def sizes(number: int) -> Callable[[], Product]:
    """A product of so many SKUs, all of one price."""

    def made() -> Product:
        whole = sized_product(9, tuple(f"Cỡ {n}" for n in range(1, number + 1)))
        alike = tuple(variant.model_copy(update={"price_vnd": 500_000}) for variant in whole.variants)
        return whole.model_copy(update={"variants": alike})

    return made


def crowded(number: int) -> Callable[[Listing], Listing]:
    """A listing with one SKU more than that, past the composer."""

    def broken(listing: Listing) -> Listing:
        last = listing.variants[-1]
        more = tuple(
            last.model_copy(update={"sku": f"{last.sku}-{n}", "option_values": (f"Thêm {n}",)})
            for n in range(number + 1 - len(listing.variants))
        )
        return listing.model_copy(update={"variants": (*listing.variants, *more)})

    return broken


def pictured(number: int) -> Callable[[Listing], Listing]:
    """A listing with so many different pictures."""

    def broken(listing: Listing) -> Listing:
        plain = listing.media[-1].model_copy(update={"card": False, "badge": ""})
        media = tuple(plain.model_copy(update={"source_sha256": photo_sha(f"ảnh {n}")}) for n in range(number))
        return listing.model_copy(update={"media": media})

    return broken


def parcel(**changes: object) -> Callable[[Listing], Listing]:
    def broken(listing: Listing) -> Listing:
        return listing.model_copy(update={"package": listing.package.model_copy(update=changes)})

    return broken


def spread() -> Product:
    """Two sizes, the dearer at more than five times the price."""
    whole = sized_product(9, ("Nhỏ", "Lớn"))
    low, high = whole.variants
    prices = low.model_copy(update={"price_vnd": 100_000}), high.model_copy(update={"price_vnd": 501_000})
    return whole.model_copy(update={"variants": prices})


def long_option() -> Product:
    whole = sized_product()
    first, *rest = whole.variants
    return whole.model_copy(
        update={"variants": (first.model_copy(update={"option_values": ("Rất dài và rộng " * 4,)}), *rest)}
    )


def bare_title() -> Product:
    """A title with nothing to lengthen it by."""
    return one(net_quantity="")().model_copy(update={"title_vi": "Áo"})
