"""TikTok Shop's errors as a table: which code means what for us (decision 18).

The code decides. ``36009004`` means many things and is told apart by the beginning of its message. A code that no row
knows is refused content on a write and a bug of ours on a read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone

from connector.errors import AdapterError, FieldProblem, PictureGone, Rejected
from connector.wire.call import Call
from connector.wire.pace import day_after
from connector.wire.verdict import Effect, Row, Verdicts

from .models import EntryError, FailReason

__all__ = ["QUOTA_ZONE", "TABLE", "check_failed", "entry_problem", "error_for", "row_for"]

QUOTA_ZONE = timezone(timedelta(hours=7))
MANY_THINGS = 36009004
SEE_INSIDE = 12052990
VERDICTS = Verdicts("E_TIKTOK_REFUSED", "E_TIKTOK_UNEXPECTED", "E_TIKTOK_OUTCOME_UNKNOWN")


_E = Effect


def _all(codes: Iterable[int], effect: Effect, code: str, field: str = "") -> dict[int, Row]:
    return dict.fromkeys(codes, Row(effect, code, field=field))


TABLE: Mapping[int, Row] = {
    # consent and token
    **_all((36004001, 36004005), _E.STOP, "E_CONSENT_NEEDED"),
    **_all((105002,), _E.REFRESH, "E_TIKTOK_TOKEN"),
    **_all((101000,), _E.STOP, "E_TIKTOK_FOREIGN_SHOP"),
    **_all((105005,), _E.STOP, "E_TIKTOK_PERMISSION"),
    # the request itself
    **_all((106001,), _E.STOP, "E_TIKTOK_SIGN"),
    **_all((36009033,), _E.STOP, "E_TIKTOK_ADDRESS"),
    **_all((36009009, 36009010, 36009014, 36009022, 36009023, 106013), _E.BUG, "E_TIKTOK_REQUEST"),
    **_all((12019027, 12019109, 12019120, 12052902, 12052553), _E.BUG, "E_TIKTOK_REQUEST"),
    **_all((12052180,), _E.STOP, "E_TIKTOK_TOO_DEEP"),
    **_all((98001004,), _E.REJECT, "E_TIKTOK_REFUSED"),
    # pace and trouble on their side
    **_all((36009002,), _E.THROTTLE, "E_THROTTLED"),
    **_all((36009003, 36009007), _E.TRANSIENT, "E_TIKTOK_BUSY"),
    **_all((12052093,), _E.QUOTA, "E_TIKTOK_DAILY_LISTINGS"),
    # text
    **_all((12052051, 12052261, 12052262, 12052931), _E.REJECT, "E_TIKTOK_TITLE", "title"),
    **_all(
        (12052013, 12052015, 12052340, 12052341, 12052344, 12052345, 12052346, 12052348, 12052349, 12052350),
        _E.REJECT,
        "E_TIKTOK_DESCRIPTION",
        "description",
    ),
    **_all((12052056, 12052932), _E.REJECT, "E_TIKTOK_DESCRIPTION", "description"),
    # category, attributes, brand, papers
    **_all((12052023, 12052024, 12052230), _E.REJECT, "E_TIKTOK_CATEGORY", "category"),
    **_all((12019064, 12052912, 12052913), _E.REJECT, "E_TIKTOK_CATEGORY", "category"),
    **_all((12052217,), _E.REJECT, "E_TIKTOK_OLD_CATEGORY", "category"),
    **_all((12052220, 12052223, 12052225, 12052226), _E.REJECT, "E_TIKTOK_CATEGORY_CLOSED", "category"),
    **_all((12052104, 12052182, 12052935), _E.REJECT, "E_TIKTOK_ATTRIBUTES", "attributes"),
    **_all((12052026, 12052201, 12052205, 12052208), _E.REJECT, "E_TIKTOK_BRAND", "brand"),
    **_all((12052105, 12052385, 12052655, 12052657), _E.REJECT, "E_TIKTOK_PAPERS", "papers"),
    **_all((12052650, 12052658), _E.PICTURE_GONE, "E_TIKTOK_PAPER_GONE", "papers"),
    **_all((12052222, 12052673), _E.REJECT, "E_TIKTOK_CATEGORY_RULE", "category"),
    # pictures and uploads
    **_all((12052028, 12052301, 12052304, 12052305, 12052306), _E.REJECT, "E_TIKTOK_IMAGE", "media"),
    **_all((12052300, 12052722), _E.PICTURE_GONE, "E_TIKTOK_IMAGE_GONE", "media"),
    **_all((12038002, 12038004, 12038005, 12038014, 12038015, 12019116), _E.REJECT, "E_TIKTOK_IMAGE", "media"),
    **_all((36009021,), _E.REJECT, "E_TIKTOK_IMAGE", "media"),
    **_all((12019103, 12019104, 12019105, 12019122), _E.REJECT, "E_TIKTOK_PAPER_FILE", "papers"),
    # SKUs, price, stock, parcel
    **_all((12052050, 12052054), _E.REJECT, "E_TIKTOK_OPTIONS", "structure"),
    **_all((12052525, 12052526, 12052550, 12052560, 12052522, 12052528), _E.REJECT, "E_TIKTOK_OPTIONS", "structure"),
    **_all((12052933, 12052934), _E.REJECT, "E_TIKTOK_OPTIONS", "structure"),
    **_all((12052593,), _E.REJECT, "E_TIKTOK_BARCODE", "gtin"),
    **_all((12052996,), _E.REJECT, "E_TIKTOK_REFUSED", "structure"),
    **_all((12052073, 12052084, 12052570, 12052571), _E.REJECT, "E_TIKTOK_PRICE", "price"),
    **_all((12052055,), _E.REJECT, "E_TIKTOK_STOCK", "stock"),
    **_all((12052096, 12052097, 12052486, 12052530, 12052531, 12052532), _E.REJECT, "E_TIKTOK_WAREHOUSE", "stock"),
    **_all((12052533, 12019022, 12019028, 12052037), _E.REJECT, "E_TIKTOK_WAREHOUSE", "stock"),
    **_all((12052535,), _E.STOP, "E_TIKTOK_RETURN_WAREHOUSE"),
    **_all((12019061, 12052181, 12052915, 12052116), _E.REJECT, "E_TIKTOK_PACKAGE", "package"),
    # what became of the product
    **_all((12052032, 12052260, 12019150, 12052048, 12052034), _E.MISSING, "E_TIKTOK_NOT_FOUND"),
    **_all((12052557,), _E.REJECT, "E_TIKTOK_SKU_GONE", "structure"),
    **_all((12052901,), _E.LOCKED, "E_TIKTOK_STATUS"),
    **_all((12052038,), _E.LOCKED, "E_TIKTOK_LOCKED"),
    **_all((SEE_INSIDE,), _E.REJECT, "E_TIKTOK_REFUSED"),
}

BY_MESSAGE: Sequence[tuple[str, Row]] = (
    (r"access.token", Row(_E.REFRESH, "E_TIKTOK_TOKEN")),
    (r"^invalid timestamp", Row(_E.STOP, "E_TIKTOK_CLOCK")),
    (r"'app_(key|secret)'", Row(_E.STOP, "E_TIKTOK_SIGN")),
    (r"auth_code|refresh_token", Row(_E.STOP, "E_CONSENT_NEEDED")),
    (r"", Row(_E.BUG, "E_TIKTOK_REQUEST")),
)


def row_for(code: int, message: str) -> Row | None:
    """The row that judges this error, or None."""
    if code == MANY_THINGS:
        return next(row for begins, row in BY_MESSAGE if re.search(begins, message, re.IGNORECASE))
    return TABLE.get(code)


def error_for(call: Call, code: int, message: str, now: datetime) -> AdapterError:
    """The error that TikTok Shop's code means for this call."""
    return VERDICTS.error(row_for(code, message), call, str(code), message, resets_at=quota_reset(now))


def entry_problem(error: EntryError) -> AdapterError:
    """Why one entry of a batch did not count; what stands inside ``extra_errors`` says more than the entry."""
    inner = error.detail.extra_errors[0] if error.detail.extra_errors else None
    code, message = (inner.code, inner.message) if inner is not None else (error.code, error.message)
    return VERDICTS.entry(row_for(code, message), str(code), message)


def check_failed(reasons: Sequence[FailReason]) -> Rejected:
    """Everything that a listing check found, by field, in its order."""
    problems: list[FieldProblem] = []
    for reason in reasons:
        row = row_for(reason.code, reason.message)
        problems.append(FieldProblem(row.field if row is not None else "", reason.message))
    first = row_for(reasons[0].code, reasons[0].message) if reasons else None
    code = first.code if first is not None and first.effect is Effect.REJECT else "E_TIKTOK_REFUSED"
    kind = PictureGone if first is not None and first.effect is Effect.PICTURE_GONE else Rejected
    told = "; ".join(reason.message for reason in reasons)
    original = str(reasons[0].code) if reasons else ""
    return kind(
        first.code if kind is PictureGone and first else code, fields=tuple(problems), original=original, reason=told
    )


def quota_reset(now: datetime) -> datetime:
    """When the day's listings start anew: midnight in Vietnam."""
    return day_after(now, QUOTA_ZONE)
