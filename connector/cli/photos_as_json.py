"""``ocop/photos@1``: every photo with whose it is and what was found, products, pictures seen twice.

``ocop/photos-update@1``: what a filled-in workbook gave, and the rows of it that count for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from connector.catalogue.photo_answers import Answers
from connector.messages import Language, say
from connector.run.photos import Photo, Survey
from media.look import Finding

__all__ = ["as_json", "update_as_json"]


def as_json(found: Survey, written: Path | None) -> dict[str, Any]:
    """Plain values; ``null`` is *cannot tell*. Products are named by the SKU of their first row."""
    return {
        "schema": "ocop/photos@1",
        "folder": str(found.folder),
        "workbook": str(written) if written else None,
        "counts": {
            "photos": len(found.photos),
            "placed": sum(bool(photo.products) for photo in found.photos),
            "unplaced": len(found.unplaced),
            "unusable": len(found.unusable),
            "other_files": found.other_files,
        },
        "products": [
            {
                "sku": owner.sku,
                "key": owner.key,
                "title": owner.title,
                "image_files": list(owner.shown),
                "missing": list(owner.missing),
                "by_name": list(owner.by_name),
            }
            for owner in found.owners
        ],
        "photos": [_photo(found, photo) for photo in found.photos],
        "same": [
            {
                "files": list(dict.fromkeys((found.photos[twin.first].place, found.photos[twin.second].place))),
                "distance": round(twin.distance, 4),
                **_finding(found.finding(twin)),
            }
            for twin in found.twins
        ],
    }


def update_as_json(
    answers: Answers, rows: Sequence[tuple[str, tuple[str, ...]]], written: Path | None, lang: Language
) -> dict[str, Any]:
    """``file`` is null where there was nothing to write."""
    return {
        "schema": "ocop/photos-update@1",
        "file": str(written) if written else None,
        "products": [{"sku": sku, "image_files": list(names)} for sku, names in rows],
        "problems": [
            {
                "line": bad.line,
                "file": bad.file,
                "code": bad.code,
                "params": dict(bad.params),
                "message": say(bad.code, lang, **bad.params),
            }
            for bad in answers.bad
        ],
        "blank": answers.blank,
        "unused": answers.unused,
    }


def _photo(found: Survey, photo: Photo) -> dict[str, Any]:
    seen = photo.look
    box = seen.box
    return {
        "file": photo.place,
        "products": [found.owners[at].sku for at in photo.products],
        "how": photo.how or None,
        "group": photo.group or None,
        "guess": found.owners[photo.guess].sku if photo.guess >= 0 else None,
        "guess_reason": photo.reason or None,
        "usable": seen.usable,
        "format": seen.format,
        "width": seen.width,
        "height": seen.height,
        "taken": photo.taken.isoformat() if photo.taken else None,
        "taken_by": photo.taken_by or None,
        "quality": seen.origin.quality,
        "blurred": seen.blurred,
        "product_share": round(box[0] * box[1], 3) if box else None,
        "findings": [_finding(finding) for finding in photo.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "params": dict(finding.params)}
