"""Whether a shop's keys are spent for good, told from where they are kept: no shop is asked.

What a run met it can only tell where it came to a report. The mark beside the keys (ADR 19) outlives every ending: a
full disk, a kill, Ctrl-C, or an access token that goes on for some hours. So it is looked at once more when a run ends.
"""

from __future__ import annotations

from pathlib import Path

from connector.config import ShopConfig
from connector.errors import OcopError
from connector.sync import Notice, Severity
from connector.wire.stores import open_store
from connector.wire.tokens import ENDS_CONSENT, is_held

__all__ = ["consent_missing", "consent_notices"]


def consent_missing(shop: ShopConfig, folder: Path) -> str:
    """The code of what a person has to hear; '' where the keys may renew themselves, or nobody can read them here."""
    try:
        store = open_store(shop.credentials, folder, name=shop.name)
        if not store.load().consent_needed or is_held(store.lock):
            return ""
        tokens = store.load()  # another's refresh may have ended between the two
    except (OcopError, OSError):
        return ""
    return tokens.end_of_consent("").code if tokens.consent_needed else ""


def consent_notices(shop: ShopConfig, folder: Path, stop_code: str) -> tuple[Notice, ...]:
    """The same for a report that says by ``stop_code`` why it stopped; () where that says it already."""
    code = "" if stop_code in ENDS_CONSENT else consent_missing(shop, folder)
    return (Notice(code=code, severity=Severity.PERSON),) if code else ()
