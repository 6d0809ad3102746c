"""Why Shopee banned, deleted or demoted a listing, in its own words; asked only for listings that need it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta, timezone

from connector.errors import AdapterError, QuotaSpent, StopShop
from connector.wire.answers import unix_moment
from connector.wire.redact import quoted

from .api import Api
from .models import Item, Violation, Violations

__all__ = ["fetch_reasons", "needs_reason"]

TROUBLED = ("BANNED", "SHOPEE_DELETE")
VIETNAM = timezone(timedelta(hours=7))
NOT_ALLOWED = "E_SHOPEE_PERMISSION"


def needs_reason(item: Item) -> bool:
    """Banned, deleted by the platform, or shown to fewer buyers."""
    return item.item_status in TROUBLED or str(item.deboost).casefold() == "true"


async def fetch_reasons(api: Api, items: Sequence[Item]) -> dict[int, str]:
    """Reasons by item id, one call for all ``items`` (at most 50) that need one, none where none does.

    A reason is for people and keeps nothing else from being read: where Shopee will not say, there is none.
    """
    asked = [item.item_id for item in items if needs_reason(item)]
    if not asked:
        return {}
    params = [("item_id_list", ",".join(map(str, asked)))]
    try:
        answer = await api.get("product/get_item_violation_info", params, Violations, aside=True)
    except AdapterError as error:
        if isinstance(error, StopShop | QuotaSpent) and error.code != NOT_ALLOWED:
            raise
        return {}
    return {
        entry.item_id: _told([*entry.item_status_details, *entry.deboost_details])
        for entry in answer.item_list
        if entry.item_status_details or entry.deboost_details
    }


def _told(violations: Iterable[Violation]) -> str:
    return quoted("; ".join(dict.fromkeys(text for text in map(_sentence, violations) if text)))


def _sentence(violation: Violation) -> str:
    text = ": ".join(part for part in (violation.violation_type, violation.violation_reason) if part)
    text = " – ".join(part for part in (text, violation.suggestion) if part)
    until = unix_moment(violation.fix_deadline_time)
    return f"{text} (≤ {until.astimezone(VIETNAM):%d/%m/%Y})" if text and until is not None else text
