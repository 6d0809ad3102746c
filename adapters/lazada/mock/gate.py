"""The gateway: what is checked of every call before its business parameters are looked at, in the contract's order.

The app key, the other common parameters, the timestamp, the signature; then (in `market.py`) path and verb; then the
token, and last the rate.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from adapters._mock.clock import MockClock
from adapters.lazada.mock.envelope import Refusal
from adapters.lazada.mock.form import Form
from adapters.lazada.mock.grants import APP_KEY, APP_SECRET, Grants
from adapters.lazada.mock.sign import DIGESTS, same, signature

__all__ = ["Gate", "Token", "missing"]

Token = Literal["required", "optional", "none"]

COMMON = ("app_key", "timestamp", "sign_method", "sign")
WINDOW_S = 7200
DATE_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ")


def missing(name: str) -> Refusal:
    message = f"The input parameter '{name}' that is mandatory for processing this request is not supplied"
    return Refusal("MissingParameter", message, "ISV")


class Gate:
    def __init__(self, clock: MockClock, grants: Grants, timestamp_code: str) -> None:
        self._clock = clock
        self._grants = grants
        self._timestamp_code = timestamp_code

    def check(self, path: str, form: Form) -> None:
        """Raise unless the call is this app's, complete, in time and signed; `path` is the part behind `/rest`."""
        if form.get("app_key") not in ("", APP_KEY):
            raise Refusal("InvalidAppKey", "The specified App Key is invalid", "ISV")
        for name in COMMON:
            if not form.get(name):
                raise missing(name)
        moment = _moment(form.get("timestamp"))
        if moment is None or abs(self._clock.signature_now() - moment) > WINDOW_S:
            raise Refusal(self._timestamp_code, "The specified timestamp is invalid or expired", "ISV")
        if not self._signed(path, form):
            message = "The request signature does not conform to platform standards"
            raise Refusal("IncompleteSignature", message, "ISV")

    def check_token(self, form: Form, need: Token) -> None:
        token = form.get("access_token")
        if need == "none" or (need == "optional" and not token):
            return
        if not token:
            raise missing("access_token")
        self._grants.check_access(token)

    def _signed(self, path: str, form: Form) -> bool:
        """Whether any way of writing the parameters, with empty ones kept or left out, gives the signature."""
        digest = DIGESTS.get(form.get("sign_method"))
        if digest is None:
            return False
        for reading in form.readings:
            full = {name: value for name, value in reading.items() if value}
            for parameters in (reading, full):
                if same(form.get("sign"), signature(APP_SECRET, path, parameters, digest)):
                    return True
        return False


def _moment(text: str) -> float | None:
    """Unix milliseconds, or a date and time in UTC."""
    if text.isascii() and text.isdigit():
        return int(text) / 1000
    for pattern in DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC).timestamp()
        except ValueError:
            continue
    return None
