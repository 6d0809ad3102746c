"""Every error the connector raises on purpose; at the bottom of the house, so it imports nothing of ours.

    OcopError                     code + params, put into words by connector.messages
    |- BadUse                     wrong option, config, file or folder (exit code 2)
    |- AdapterError               what a marketplace answered, sorted by what has to happen next (decision 18)
       |- RetryLater              come back at a given time; no strike
       |- Refresh                 the access token is spent: refresh once, then repeat
       |- Rejected                the marketplace refuses this content; the fields say why
       |  |- PictureGone          it no longer knows a picture we uploaded: forget the upload, send it anew
       |- Locked                  promotion, review or another edit holds the listing: waiting, never a strike
       |- QuotaSpent              no more calls of this kind until the reset
       |- NotReady                something must exist first (a paper, a brand, a warehouse)
       |- Unknown                 the answer was lost: the write may or may not have arrived
       |- NotFound                no listing with that id
       |- StopShop                nothing more can be done in this shop in this run
       |- Bug                     our request was wrong; repeating it would be wrong again

An error's ``code`` is stable and public (JSON, journal, reports). Params are shown to people: they never hold a secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = [
    "AdapterError",
    "BadUse",
    "Bug",
    "FieldProblem",
    "Locked",
    "NotFound",
    "NotReady",
    "OcopError",
    "PictureGone",
    "QuotaSpent",
    "Refresh",
    "Rejected",
    "RetryLater",
    "StopShop",
    "Unknown",
]


class OcopError(Exception):
    """An error with a stable ``code`` and the ``params`` its message needs (shown to people: no secrets)."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, object] = params

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({shown})" if shown else self.code


class BadUse(OcopError):
    """The person has to change an option, the configuration, a file or a folder. Exit code 2."""


class AdapterError(OcopError):
    """What a marketplace answered. ``original`` is its own code, kept for logs and reports.

    ``skus``: of a write of figures that counted for the listing's other SKUs, those it did not count for (() = it
    counted for none).
    """

    skus: tuple[str, ...] = ()

    def __init__(self, code: str, *, original: str = "", **params: object) -> None:
        super().__init__(code, **params)
        self.original = original


class RetryLater(AdapterError):
    """Not now. ``after_s`` seconds from now, or None where the marketplace gave no time."""

    def __init__(self, code: str, *, after_s: float | None = None, original: str = "", **params: object) -> None:
        super().__init__(code, original=original, **params)
        self.after_s = after_s


class Refresh(AdapterError):
    """The access token no longer counts."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One refused field: its canonical name ('' if the marketplace named none) and its reason, in its words."""

    field: str
    reason: str


class Rejected(AdapterError):
    """The content was refused; repeating it unchanged gives the same answer."""

    def __init__(
        self, code: str, *, fields: tuple[FieldProblem, ...] = (), original: str = "", **params: object
    ) -> None:
        super().__init__(code, original=original, **params)
        self.fields = fields


class PictureGone(Rejected):
    """A picture that was accepted once is no longer known; its upload has to be forgotten."""


class Locked(AdapterError):
    """The listing cannot be edited now. ``until`` is UTC, None where the marketplace does not say."""

    def __init__(self, code: str, *, until: datetime | None = None, original: str = "", **params: object) -> None:
        super().__init__(code, original=original, **params)
        self.until = until


class QuotaSpent(AdapterError):
    """No more of these calls until ``resets_at`` (UTC); None where somebody has to act in the shop before that."""

    def __init__(self, code: str, *, resets_at: datetime | None = None, original: str = "", **params: object) -> None:
        super().__init__(code, original=original, **params)
        self.resets_at = resets_at


class NotReady(AdapterError):
    """Something must exist first; params say what."""


class Unknown(AdapterError):
    """The answer was lost after the request may have left: look before anything is sent again.

    ``stop``: what ended a write between two of its calls, where nothing more can succeed; it ends the run as well.
    """

    stop: StopShop | None = None


class NotFound(AdapterError):
    """The marketplace knows no listing with this id."""


class StopShop(AdapterError):
    """Re-consent, a banned shop, a missing permission: this shop's run ends here."""


class Bug(AdapterError):
    """We built a request that can never work. Not retried, always reported."""
