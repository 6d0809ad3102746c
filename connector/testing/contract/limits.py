"""The limits a shop may tell, each with a way to reach it: as a listing sent past the composer, and as a product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from connector.model import Limit, Listing, Product, Story
from connector.testing.goods import photo_sha, product, sized_product
from connector.text import Unit, length

__all__ = ["RULES", "WORDS", "Rule", "beyond", "edges", "within"]

WORDS = "Khăn lụa tơ tằm dệt tay ướp hương sen Tây Hồ "


@dataclass(frozen=True)
class Rule:
    """One limit of the facts. ``field``: what the shop blames. ``listing`` and ``product`` are of that size exactly;
    ``measure`` tells the size of a composed listing. ``several``: it takes a product of several SKUs."""

    limit: str
    field: str
    listing: Callable[[Listing, int, str], Listing]
    product: Callable[[int, str], Product]
    measure: Callable[[Listing, str], int]
    several: bool = False

    @property
    def goods(self) -> Product:
        """The product to break it on."""
        return sized_product() if self.several else product()


def edges(limit: Limit) -> list[int]:
    """The sizes that are just allowed; galleries of more than twenty are not tried."""
    return sorted({size for size in (limit.minimum, limit.maximum) if size})


def beyond(limit: Limit) -> list[int]:
    """One too few and one too many, where that is a size at all."""
    sizes = [] if limit.minimum is None else [limit.minimum - 1]
    sizes += [] if limit.maximum is None else [limit.maximum + 1]
    return [size for size in sizes if size > 0]


def within(size: int, limit: Limit) -> bool:
    return (limit.minimum is None or size >= limit.minimum) and (limit.maximum is None or size <= limit.maximum)


def _unit(unit: str) -> Unit:
    return "bytes" if unit == "bytes" else "characters"


def _size(text: str, unit: str) -> int:
    return length(text, _unit(unit))


def _words(size: int, unit: str) -> str:
    """Vietnamese words of exactly this size, counted as the shop counts."""
    text = ""
    for letter in WORDS * (size // 10 + 1):
        if _size(text + letter, unit) > size:
            break
        text += letter
    text = text.rstrip()
    return text + "a" * (size - _size(text, unit))


def _first_variant(listing: Listing, **changes: object) -> Listing:
    first, *rest = listing.variants
    return listing.model_copy(update={"variants": (first.model_copy(update=changes), *rest)})


def _pictured(listing: Listing, size: int, unit: str) -> Listing:
    plain = listing.media[-1]
    media = tuple(plain.model_copy(update={"source_sha256": photo_sha(f"ảnh {n}")}) for n in range(size))
    return listing.model_copy(update={"media": media})


def _one(whole: Product, **changes: object) -> Product:
    first, *rest = whole.variants
    return whole.model_copy(update={"variants": (first.model_copy(update=changes), *rest)})


RULES = (
    Rule(
        limit="title",
        field="title",
        listing=lambda listing, size, unit: listing.model_copy(update={"title": _words(size, unit)}),
        product=lambda size, unit: product(title_vi=_words(size, unit)),
        measure=lambda listing, unit: _size(listing.title, unit),
    ),
    Rule(
        limit="description",
        field="description",
        listing=lambda listing, size, unit: listing.model_copy(update={"description": _words(size, unit)}),
        product=lambda size, unit: product(story=Story(long_vi=_words(size, unit))),
        measure=lambda listing, unit: _size(listing.description, unit),
    ),
    Rule(
        limit="images",
        field="media",
        listing=_pictured,
        product=lambda size, unit: product(images=tuple(f"khăn nhiều ảnh {n}.jpg" for n in range(size))),
        measure=lambda listing, unit: len(listing.media),
    ),
    Rule(
        limit="price",
        field="price",
        listing=lambda listing, size, unit: _first_variant(listing, price_vnd=size),
        product=lambda size, unit: _one(product(), price_vnd=size),
        measure=lambda listing, unit: listing.variants[0].price_vnd,
    ),
    Rule(
        limit="stock",
        field="stock",
        listing=lambda listing, size, unit: _first_variant(listing, stock=size),
        product=lambda size, unit: _one(product(), stock=size),
        measure=lambda listing, unit: listing.variants[0].stock or 0,
    ),
    Rule(
        limit="option_value",
        field="structure",
        listing=lambda listing, size, unit: _first_variant(listing, option_values=(_words(size, unit),)),
        product=lambda size, unit: _one(sized_product(), option_values=(_words(size, unit),)),
        measure=lambda listing, unit: max(_size(one.option_values[0], unit) for one in listing.variants),
        several=True,
    ),
    Rule(
        limit="option_name",
        field="structure",
        listing=lambda listing, size, unit: listing.model_copy(update={"option_names": (_words(size, unit),)}),
        product=lambda size, unit: sized_product().model_copy(update={"option_names": (_words(size, unit),)}),
        measure=lambda listing, unit: _size(listing.option_names[0], unit),
        several=True,
    ),
)
