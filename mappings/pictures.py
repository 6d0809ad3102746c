"""Pictures: which photos in which order, and where today's star goes (decisions 9 and 20).

One photo is one picture of a listing, wherever it stands: never a badged and a plain twin of it. Where the badge
belongs on the second picture and there is one photo only, our certificate card is added instead.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from connector.model import BadgePlace, ListingVariant, MediaIdentity

from .limits import Bounds
from .subject import Photos, Subject
from .values import Notes

__all__ = ["Pictures", "compose_pictures", "with_option_images"]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The gallery in order, cover first, and where the star is shown (``none``: in words only)."""

    gallery: tuple[MediaIdentity, ...]
    place: BadgePlace


def compose_pictures(subject: Subject, bounds: Bounds, photos: Photos, notes: Notes) -> Pictures:
    """The gallery. A photo that cannot be found is left out with a warning; none at all is a reason."""
    found = _found(subject, photos, notes)
    rule = subject.rules.media.badge
    place = rule.place if subject.star is not None else "none"
    if place == "second" and len(found) == 1:
        place = "card"
    if place == "card" and bounds.maximum == 1:
        place = "none"
    room = None if bounds.maximum is None else bounds.maximum - (1 if place == "card" else 0)
    if room is not None and len(found) > room:
        notes.warn("W_LISTING_IMAGES_CUT", "media", images=len(found), kept=room, maximum=bounds.maximum)
        found = found[:room]
    gallery = [_plain(subject, sha, name) for sha, name in found]
    if gallery and place in ("first", "second"):
        badged = 0 if place == "first" else 1
        corner = {"badge": _badge(subject), "badge_at": rule.corner}
        gallery[badged] = gallery[badged].model_copy(update=corner)
    elif gallery and place == "card":
        gallery.append(_card(subject))
    if gallery and bounds.too_small(len(gallery)):
        notes.block("E_LISTING_FEW_IMAGES", "media", images=len(gallery), minimum=bounds.minimum)
    notes.origins.append(subject.origin("media", "image_files", subject.rules.at("media", "badge.place"), bounds))
    return Pictures(tuple(gallery), place)


def with_option_images(
    subject: Subject, variants: tuple[ListingVariant, ...], gallery: Pictures, photos: Photos, notes: Notes
) -> tuple[ListingVariant, ...]:
    """The variants with the picture of their first option value: all, or none (no mixture is taken)."""
    if not any(variant.option_image for variant in subject.variants):
        return variants
    in_gallery = {picture.source_sha256: picture for picture in gallery.gallery if not picture.card}
    pictured: list[ListingVariant] = []
    for source, variant in zip(subject.variants, variants, strict=True):
        sha = photos(source.option_image) if source.option_image else None
        if sha is None:
            file = source.option_image
            notes.warn("W_LISTING_OPTION_PHOTO_NOT_FOUND", "structure", sku=source.sku, file=file)
            return variants
        picture = in_gallery.get(sha) or _plain(subject, sha, source.option_image)
        pictured.append(variant.model_copy(update={"option_image": _of_option(subject, picture)}))
    return tuple(pictured)


def _of_option(subject: Subject, picture: MediaIdentity) -> MediaIdentity:
    """The same picture, badge and all, for its other use."""
    own = subject.rules.media.images.option_recipe
    return picture.model_copy(update={"recipe": own}) if own else picture


def _found(subject: Subject, photos: Photos, notes: Notes) -> list[tuple[str, str]]:
    """(content, file name) of every photo there is, each content once."""
    by_content: dict[str, str] = {}
    for name in subject.product.images:
        sha = photos(name)
        if sha is None:
            notes.warn("W_LISTING_PHOTO_NOT_FOUND", "media", file=name)
        elif sha in by_content:
            notes.warn("W_LISTING_PHOTO_TWICE", "media", file=name, other=by_content[sha])
        else:
            by_content[sha] = name
    if not by_content:
        notes.block("E_LISTING_PHOTOS_NOT_FOUND" if subject.product.images else "E_LISTING_NO_PHOTO", "media")
    return list(by_content.items())


def _plain(subject: Subject, sha: str, name: str) -> MediaIdentity:
    return MediaIdentity(source_sha256=sha, recipe=subject.rules.media.images.recipe, file=name)


def _badge(subject: Subject) -> str:
    """Star and certificate year: a new certificate is a new picture."""
    return f"{subject.star}-{subject.values['cert_year']}"


def _card(subject: Subject) -> MediaIdentity:
    rule = subject.rules.media.card
    text = "\n".join(line for line in map(subject.fill, rule.lines) if line)
    sha = hashlib.sha256(text.encode()).hexdigest()
    return MediaIdentity(source_sha256=sha, recipe=rule.recipe, badge=_badge(subject), card=True, file=text)
