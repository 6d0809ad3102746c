"""The fields of a product on the wire, made from a Listing; used by creates and edits alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from pydantic import JsonValue

from connector.errors import Bug
from connector.model import AttributeValue, Group, Listing, ListingPaper, MediaIdentity, Package, laid_over

from .facts import VERSION
from .models import Certification
from .sending import Body

__all__ = ["category", "certifications", "gallery", "identifier", "parcel", "price", "scan_name", "uploaded"]

VIETNAM = timezone(timedelta(hours=7))
IDENTIFIERS = {8: "EAN", 12: "UPC", 13: "EAN", 14: "GTIN"}
"""Kinds of barcode by their length."""

NO_CHOICE = ("", "0")


def category(listing: Listing, shown: JsonValue = None) -> Body:
    """Category, brand and attributes: they belong together, and the list of attributes is sent whole.

    ``shown``: what the product has now; attributes there that the listing does not name are sent along as they are.
    """
    whole = laid_over(listing.group(Group.ATTRIBUTES), shown)
    kept = whole.get("values") if isinstance(whole, dict) else None
    attributes: list[JsonValue] = []
    for number, entries in sorted(kept.items()) if isinstance(kept, dict) else ():
        ours = listing.attributes.get(number)
        values = [_value(value) for value in ours] if ours else _as_shown(entries)
        if values:
            attributes.append({"id": number, "values": values})
    body: Body = {
        "category_id": listing.category_id,
        "category_version": VERSION,
        "product_attributes": attributes,
    }
    return body | ({"brand_id": listing.brand_id} if listing.brand_id else {})


def _as_shown(entries: JsonValue) -> list[JsonValue]:
    """Values as a read gave them."""
    found: list[JsonValue] = []
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, list) and len(entry) == 3:
            found.append(_value(AttributeValue(choice_id=str(entry[0]), text=str(entry[1]))))
    return found


def _value(value: AttributeValue) -> JsonValue:
    """An id wins over a name, so only one of them is sent."""
    if value.choice_id in NO_CHOICE:
        return {"name": f"{value.text} {value.unit}".strip()}
    return {"id": value.choice_id}


def certifications(listing: Listing, images: Mapping[str, str], kept: Sequence[Certification] = ()) -> list[JsonValue]:
    """Every paper the listing states, and those of the product (``kept``) that it does not name."""
    stated: list[JsonValue] = [_paper(number, paper, images) for number, paper in sorted(listing.papers.items())]
    others = [one for one in kept if one.id not in listing.papers and (one.images or one.files)]
    return [*stated, *(_paper_as_shown(one) for one in others)]


def _paper(number: str, paper: ListingPaper, images: Mapping[str, str]) -> JsonValue:
    files = [scan for scan in paper.scans if is_file(scan)]
    body: Body = {"id": number}
    pictures: list[JsonValue] = [{"uri": uploaded(scan, images)} for scan in paper.scans if scan not in files]
    papers: list[JsonValue] = [
        {"id": uploaded(scan, images), "name": scan_name(scan.key), "format": "PDF"} for scan in files
    ]
    body |= {"images": pictures} if pictures else {}
    body |= {"files": papers} if papers else {}
    return body | ({"expiration_date": _moment(paper.until)} if paper.until is not None else {})


def _paper_as_shown(shown: Certification) -> JsonValue:
    pictures: list[JsonValue] = [{"uri": picture.uri} for picture in shown.images]
    files: list[JsonValue] = [{"id": file.id, "name": file.name, "format": file.format} for file in shown.files]
    body: Body = {"id": shown.id, "images": pictures, "files": files}
    return body | ({"expiration_date": shown.expiration_date} if shown.expiration_date > 0 else {})


def is_file(scan: MediaIdentity) -> bool:
    """Whether a scan is a PDF; the others are pictures."""
    return scan.file.casefold().endswith(".pdf")


def scan_name(key: str) -> str:
    """A file's name as TikTok Shop takes it: no blanks, one dot, and no name of a person or place in it."""
    return f"giay-{key.split(':')[1][:16]}.pdf"


def _moment(day: date) -> int:
    """The beginning of the day in Vietnam: on its expiry day a paper no longer counts."""
    return int(datetime.combine(day, time(0), VIETNAM).timestamp())


def uploaded(picture: MediaIdentity, images: Mapping[str, str]) -> str:
    """The remote id of a picture or scan; Bug where it was never uploaded."""
    if picture.key not in images:
        raise Bug("E_TIKTOK_IMAGE_NOT_UPLOADED", file=picture.file or picture.key)
    return images[picture.key]


def gallery(listing: Listing, images: Mapping[str, str]) -> list[JsonValue]:
    """The whole gallery, cover first. Where the shop's own pictures are kept, ``images`` is in display order."""
    if any(key.startswith("remote:") for key in images):
        return [{"uri": uri} for uri in images.values()]
    return [{"uri": uploaded(picture, images)} for picture in listing.media]


def parcel(package: Package) -> Body:
    """Weight in kilograms, sides in whole centimetres; a parcel of no known size (all sides 1) names none."""
    weight = format((Decimal(package.weight_g) / 1000).normalize(), "f")
    body: Body = {"package_weight": {"value": weight, "unit": "KILOGRAM"}}
    sides = (package.length_cm, package.width_cm, package.height_cm)
    if max(sides) > 1:
        length, width, height = map(str, sides)
        body["package_dimensions"] = {"length": length, "width": width, "height": height, "unit": "CENTIMETER"}
    return body


def price(dong: int) -> JsonValue:
    """What local sellers ask; reading it back it is called ``sale_price``."""
    return {"amount": str(dong), "currency": "VND"}


def identifier(code: str) -> Body:
    """A barcode of a kind TikTok Shop knows, or nothing."""
    kind = IDENTIFIERS.get(len(code))
    return {"identifier_code": {"code": code, "type": kind}} if kind and code.isascii() and code.isdigit() else {}
