"""Certifications: which a category demands, always or under a condition, and whether what was sent will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.tiktok_shop.mock.attributes import chosen
from adapters.tiktok_shop.mock.facts import Certification, Leaf
from adapters.tiktok_shop.mock.findings import Findings
from adapters.tiktok_shop.mock.shop import Shop

__all__ = ["choose_certifications", "required_in"]

MAX_CERTIFICATIONS = 10
MAX_FILES = 10

Papers = tuple[Mapping[str, Any], ...]


def required_in(shop: Shop, leaf: Leaf) -> Sequence[tuple[Certification, bool]]:
    """The leaf's certifications, each with whether this shop's rules demand it always."""
    return [(paper, required and not shop.options.no_papers) for paper, required in leaf.certifications]


def choose_certifications(
    shop: Shop, leaf: Leaf | None, entries: Sequence[Mapping[str, Any]], attributes: Papers, found: Findings
) -> Papers:
    if leaf is None:
        return ()
    if len(entries) > MAX_CERTIFICATIONS:
        found.add(12052657, f"No more than {MAX_CERTIFICATIONS} certifications are allowed.")
    known = {paper.id: paper for paper, _ in leaf.certifications}
    for entry in entries:
        paper = known.get(entry.get("id", ""))
        if paper is None:
            found.add(12052655, f"The certification {entry.get('id', '')} is not of this category.")
        else:
            _check(shop, paper, entry, found)
    given = {entry.get("id") for entry in entries if entry.get("images") or entry.get("files")}
    for paper, required in required_in(shop, leaf):
        needed = required or (paper.when is not None and chosen(attributes, paper.when))
        if needed and paper.id not in given:
            found.add(12052105, f"The required certification {paper.id} ({paper.name}) is missing.")
    return tuple(_kept(entry) for entry in entries)


def _check(shop: Shop, paper: Certification, entry: Mapping[str, Any], found: Findings) -> None:
    images, files = entry.get("images", []), entry.get("files", [])
    if len(files) > MAX_FILES:
        found.add(12052657, f"No more than {MAX_FILES} files are allowed for a certification.")
    for image in images:
        if not shop.media.is_for(image.get("uri", ""), "CERTIFICATION_IMAGE"):
            found.add(12052650, f"The uri {image.get('uri', '')!r} is not that of a certification image.")
            break
    for file in files:
        kept = shop.media.files.get(file.get("id", ""))
        if kept is None or kept.format != "PDF":
            found.add(12052658, f"The certification file {file.get('id', '')!r} is unknown or no PDF.")
            break
    until = entry.get("expiration_date")
    if (until is None and paper.expiry and (images or files)) or (until is not None and until <= shop.now()):
        found.add(12052385, f"The expiration date of the certification {paper.id} is missing or past.")


def _kept(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    names = {"id", "images", "files", "expiration_date"}
    return {name: value for name, value in entry.items() if name in names}
