"""What every shop would show of a catalogue's photos, or of photos alone: gathered here, drawn one entry at a time.

No shop is asked. Where a shop's facts are known from an earlier run it is composed as a run would; before the first run
its picture rules and the certificate's day say enough for the pictures. Nothing is opened or drawn here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from connector.catalogue import PhotoIndex
from connector.catalogue.presets import load_columns, preset_names
from connector.clock import Clock
from connector.config import Config
from connector.errors import BadUse
from connector.model import Claim, MediaIdentity, Producer, ProducerKind, Product, ShopFacts, fold
from connector.port import AdapterSpec, installed, spec_for
from mappings import Reason, Rules, ShopPolicy, load_rules
from mappings.limits import effective_limit
from mappings.pictures import compose_pictures
from mappings.subject import subject_of
from mappings.values import Notes
from media import BADGE_PLACES, RECIPES, Recipe, recipe

from .desire import LEGAL, QUIET, WITHDRAWN, Composer

__all__ = [
    "Entry",
    "Gallery",
    "Photo",
    "Treatment",
    "Window",
    "marketplace_windows",
    "photos_of",
    "product_entry",
    "shop_windows",
    "stand_ins",
    "treatments",
]

SHOP_SIZE = 500
"""Recipes below this side are the reference adapter's; no shop shows pictures so small."""
SAID = ("W_LISTING_IMAGES_CUT", "W_LISTING_PHOTO_TWICE")


@dataclass(frozen=True, slots=True)
class Window:
    """One shop that a catalogue is shown in; without a configuration one for each marketplace, ``shop`` ''."""

    marketplace: str
    title: str
    shop: str
    composer: Composer

    @property
    def knows_shop(self) -> bool:
        """Whether the shop's own facts are known; else its categories and limits are not."""
        return bool(self.composer.facts.shop_id)


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo by the name people know; ``path`` None where it cannot be found."""

    name: str
    path: Path | None


@dataclass(frozen=True, slots=True)
class Gallery:
    """What one shop shows of one product; ``withdrawn``: nothing, for ``reasons``.

    ``options`` are the pictures of option values, each with its value, that are not among ``pictures``.
    """

    window: Window
    pictures: tuple[MediaIdentity, ...]
    claim: Claim | None
    reasons: tuple[Reason, ...]
    withdrawn: bool = False
    options: tuple[tuple[MediaIdentity, str], ...] = ()

    @property
    def all_pictures(self) -> tuple[MediaIdentity, ...]:
        return (*self.pictures, *(identity for identity, _ in self.options))


@dataclass(frozen=True, slots=True)
class Treatment:
    """A marketplace's name and recipe, and the corner of a badge; '' where it takes no badge on photos."""

    title: str
    recipe: Recipe
    corner: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A product with its galleries, or (``product`` None) one photo, its treatments and the ``badge`` to try on it."""

    photos: tuple[Photo, ...]
    product: Product | None = None
    galleries: tuple[Gallery, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    badge: str = ""


def shop_windows(
    config: Config,
    facts: Mapping[str, ShopFacts],
    producers: Mapping[str, Producer],
    photos: Mapping[str, str],
    clock: Clock,
) -> tuple[Window, ...]:
    """A window for every shop of the configuration; ``facts`` by shop, as far as they are known."""
    windows = []
    for shop in config.shop:
        spec, policy = spec_for(shop.marketplace), config.policy_of(shop)
        known = facts.get(shop.name) or _no_facts(shop.marketplace, clock)
        chosen = ShopPolicy(
            shop=shop.name,
            marketplace=shop.marketplace,
            lead_days=policy.lead_days,
            badge_requires=policy.badge_requires,
            sells_for=shop.sells_for,
            owner=config.catalogue.owner,
        )
        rules = load_rules(spec.mapping, config.mappings.overlay)
        composer = Composer(producers, rules, known, chosen, photos, {})
        windows.append(Window(shop.marketplace, spec.title, shop.name, composer))
    return tuple(windows)


def marketplace_windows(
    producers: Mapping[str, Producer], photos: Mapping[str, str], clock: Clock
) -> tuple[Window, ...]:
    """A window for every marketplace that we have rules for, as a shop without wishes of its own."""
    windows = []
    for name, spec in sorted(installed().items()):
        rules = _rules_of(spec)
        how = _recipe_of(rules)
        if spec.people is not None or rules is None or how is None or how.size < SHOP_SIZE:
            continue  # a shop that people keep is none until it is named
        policy = ShopPolicy(shop="", marketplace=name)
        composer = Composer(producers, rules, _no_facts(name, clock), policy, photos, {})
        windows.append(Window(name, spec.title, "", composer))
    return tuple(windows)


def stand_ins(products: Iterable[Product]) -> dict[str, Producer]:
    """A producer for every product where nobody says who they are: nothing of it is seen on a picture but a name."""
    return {
        product.producer_id: Producer(producer_id=product.producer_id, kind=ProducerKind.COOPERATIVE, name_vi="")
        for product in products
    }


def _no_facts(marketplace: str, clock: Clock) -> ShopFacts:
    return ShopFacts(marketplace=marketplace, shop_id="", fetched_at=clock.now())


def product_entry(product: Product, windows: Sequence[Window], index: PhotoIndex, day: date) -> Entry:
    """The product with what each window would show of it on ``day``."""
    options = (variant.option_image for variant in product.on_sale if variant.option_image)
    names = tuple(dict.fromkeys((*product.images, *options)))
    photos = tuple(Photo(name, index.find(name)) for name in names)
    return Entry(photos, product, tuple(_gallery(product, window, day) for window in windows))


def _gallery(product: Product, window: Window, day: date) -> Gallery:
    composer = window.composer
    producer = composer.producers.get(product.producer_id)
    if producer is None:  # its row is refused today, so a run would leave the product alone
        reason = Reason("PRODUCER_REFUSED", "producer_id", {"producer": product.producer_id})
        return Gallery(window, (), None, (reason,), withdrawn=True)
    composed = composer.composed(product, day)
    off = tuple(reason for reason in composed.reasons if reason.code in WITHDRAWN | LEGAL)
    if off:
        return Gallery(window, (), None, off, withdrawn=True)
    said = [reason for reason in composed.warnings if reason.code in SAID]
    reasons = [reason for reason in composed.reasons if window.knows_shop or _of_catalogue(reason)]
    if composed.listing is not None:
        listing = composed.listing
        pictured = [(one.option_image, one.option_values) for one in listing.variants if one.option_image is not None]
        options = _apart(listing.media, pictured)
        return Gallery(window, listing.media, listing.claim, (*reasons, *said), options=options)
    notes = Notes()
    rules = composer.rules
    subject = subject_of(product, producer, rules, composer.policy, day, lambda _sku, _field: "")
    bounds = effective_limit(rules, "images", composer.facts.limit("images"))
    found = compose_pictures(subject, bounds, lambda name: composer.photos.get(fold(name)), notes)
    said = [reason for reason in notes.warnings if reason.code in SAID]
    known = {reason.code for reason in reasons}
    blocked = [reason for reason in notes.reasons if reason.code not in known]
    options = _apart(found.gallery, _pictured(product, window))
    return Gallery(window, found.gallery, None, (*reasons, *blocked, *said), options=options)


def _of_catalogue(reason: Reason) -> bool:
    """Whether the catalogue alone gives this reason; others mean little while nothing is known of the shop."""
    return reason.code.startswith(QUIET) or reason.field == "media"


def _pictured(product: Product, window: Window) -> list[tuple[MediaIdentity, tuple[str, ...]]]:
    """The pictures of the option values on sale: all, or none where one cannot be found."""
    found = []
    for variant in product.on_sale:
        sha = window.composer.photos.get(fold(variant.option_image)) if variant.option_image else None
        if sha is None:
            return []
        drawn = window.composer.rules.media.images.recipe
        identity = MediaIdentity(source_sha256=sha, recipe=drawn, file=variant.option_image)
        found.append((identity, variant.option_values))
    return found


def _apart(
    gallery: Sequence[MediaIdentity], pictured: Iterable[tuple[MediaIdentity, tuple[str, ...]]]
) -> tuple[tuple[MediaIdentity, str], ...]:
    """Each option picture once, without those that the gallery shows already."""
    shown = {picture.source_sha256 for picture in gallery if not picture.card}
    apart: dict[str, tuple[MediaIdentity, str]] = {}
    for identity, values in pictured:
        if identity.source_sha256 not in shown:
            apart.setdefault(identity.key, (identity, next(iter(values), "")))
    return tuple(apart.values())


def treatments() -> tuple[Treatment, ...]:
    """How every marketplace shows a photo: as our rules have it, and where there are none by its recipe."""
    specs = installed()
    found: dict[str, Treatment] = {}
    for how in RECIPES.values():
        if how.size >= SHOP_SIZE and how.squaring == "pad":
            name = how.name.split("-", 1)[0]
            title = specs[name].title if name in specs else _known_as(name)
            found[name] = Treatment(title, how, BADGE_PLACES[0])  # the last version named is the newest
    for name, spec in specs.items():
        rules = _rules_of(spec)
        ruled = _recipe_of(rules)
        if spec.people is None and rules is not None and ruled is not None and ruled.size >= SHOP_SIZE:
            on_photos = rules.media.badge.place in ("first", "second")
            found[name] = Treatment(spec.title, ruled, rules.media.badge.corner if on_photos else "")
    return tuple(found.values())


def _rules_of(spec: AdapterSpec) -> Rules | None:
    """A marketplace's rules; None where it has none, or none that can be read: the others are shown all the same."""
    try:
        return load_rules(spec.mapping) if spec.mapping else None
    except BadUse:
        return None


def _recipe_of(rules: Rules | None) -> Recipe | None:
    """The treatment that rules name, ours or that of a marketplace in another package; None where it cannot be read."""
    try:
        return recipe(rules.media.images.recipe) if rules is not None else None
    except BadUse:
        return None


def _known_as(name: str) -> str:
    """The name people know a marketplace by whose adapter is not here: that of the files it exports."""
    return (load_columns(name).tool if name in preset_names() else "") or name


def photos_of(paths: Iterable[tuple[Path, str]], ways: Sequence[Treatment], badge: str) -> list[Entry]:
    """An entry for each photo (path, name); ``badge`` as a media identity names it, '' for none."""
    return [Entry((Photo(name, path),), treatments=tuple(ways), badge=badge) for path, name in paths]
