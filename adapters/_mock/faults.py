"""Faults on demand: which are active, and which fire for a call.

A fault has a kind, a glob over `VERB /full/path`, `after` (matching calls to let pass first) and `times` (how often
it fires; 0 = for ever). `times` defaults to 1, for the two kinds that describe a lasting condition to 0. Every
matching fault fires, in the order they were set; whether they can act together is the frame's business (`app.py`).
Kinds split in two: what the frame does to the connection or answers itself, and what the marketplace must honour (its
own traps too), which are passed on with the call. `code` and `message` let a refusal say what the marketplace would
say in one particular case; a marketplace without use for them ignores them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from adapters._mock.market import ControlRefusal, Endpoint

__all__ = ["FRAME_KINDS", "MARKET_KINDS", "Fault", "Faults"]

FRAME_KINDS = frozenset({"lose_answer", "lose_refresh_answer", "refuse", "cut", "hang", "slow", "status", "html"})
MARKET_KINDS = frozenset(
    {"throttle", "daily_quota", "expire_token", "revoke", "reject", "partial_batch", "search_lag", "stale_read"}
)
LASTING = frozenset({"search_lag", "stale_read"})
DEFAULT_SECONDS = {"hang": 30.0, "slow": 5.0, "search_lag": 60.0, "stale_read": 60.0}
DEFAULT_STATUS = {"status": 500, "html": 502}
ACCEPTED = {
    "endpoint": 'glob over "VERB /full/path", default "*"',
    "after": "whole number >= 0: matching calls to let pass first",
    "times": "whole number >= 0: how often it fires, 0 = for ever",
    "seconds": "number >= 0",
    "status": "HTTP status 200-599",
    "code": "str: the error code that a refusal carries",
    "message": "str: its text",
}


@dataclass(slots=True)
class Fault:
    id: str
    kind: str
    endpoint: str
    after: int
    times: int
    seconds: float | None
    status: int
    code: str | None = None
    message: str | None = None
    seen: int = 0
    fired: int = 0

    def wait(self) -> float:
        return self.seconds if self.seconds is not None else DEFAULT_SECONDS.get(self.kind, 0.0)

    def fires(self, name: str) -> bool:
        """Whether it fires for this call; counts the call if its endpoint matches."""
        if not fnmatchcase(name, self.endpoint):
            return False
        self.seen += 1
        if self.seen <= self.after or (self.times and self.fired >= self.times):
            return False
        self.fired += 1
        return True


class Faults:
    def __init__(self, endpoints: Sequence[Endpoint], traps: frozenset[str]) -> None:
        self._endpoints = endpoints
        self._kinds = FRAME_KINDS | MARKET_KINDS | traps
        self._active: list[Fault] = []
        self._made = 0

    def add(self, wanted: Mapping[str, Any]) -> Fault:
        """Set a fault from a control call's body; raises `ControlRefusal` saying what is accepted."""
        accepted = {"kind": sorted(self._kinds), **ACCEPTED}
        unknown = sorted(set(wanted) - set(accepted))
        if unknown:
            raise ControlRefusal(f"unknown keys: {', '.join(unknown)}", accepted)
        kind = wanted.get("kind")
        if not isinstance(kind, str) or kind not in self._kinds:
            raise ControlRefusal(f"unknown kind: {kind!r}", accepted)
        glob = wanted.get("endpoint", "*")
        self._check_glob(glob, kind)
        fault = Fault(
            id=f"fault-{self._made + 1}",
            kind=kind,
            endpoint=glob,
            after=_whole(wanted, "after", 0, accepted),
            times=_whole(wanted, "times", 0 if kind in LASTING else 1, accepted),
            seconds=_seconds(wanted, accepted),
            status=_whole(wanted, "status", DEFAULT_STATUS.get(kind, 500), accepted),
            code=_text(wanted, "code", accepted),
            message=_text(wanted, "message", accepted),
        )
        if not 200 <= fault.status <= 599:
            raise ControlRefusal(f"status out of range: {fault.status}", accepted)
        self._made += 1
        self._active.append(fault)
        return fault

    def _check_glob(self, glob: object, kind: str) -> None:
        known = [e for e in self._endpoints if kind != "lose_refresh_answer" or e.kind == "token"]
        if not isinstance(glob, str) or not any(e.may_match(glob) for e in known):
            raise ControlRefusal(f"no endpoint matches {glob!r}", {"endpoint": [e.name for e in known]})

    def fire(self, verb: str, path: str, endpoint: Endpoint | None) -> dict[str, Fault]:
        """The faults that fire for this call, the first of each kind."""
        if not self._active:
            return {}
        name = f"{verb} {path}"
        fired: dict[str, Fault] = {}
        for fault in self._active:
            token_call = endpoint is not None and endpoint.kind == "token"
            if fault.kind == "lose_refresh_answer" and not token_call:
                continue
            if fault.kind == "expire_token" and token_call:  # it carries no access token: nothing would come of it
                continue
            if fault.kind not in fired and fault.fires(name):
                fired[fault.kind] = fault
        return fired

    def clear(self) -> int:
        count = len(self._active)
        self._active.clear()
        return count


def _whole(wanted: Mapping[str, Any], key: str, default: int, accepted: object) -> int:
    value = wanted.get(key)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ControlRefusal(f"{key} must be a whole number >= 0", accepted)
    return value


def _seconds(wanted: Mapping[str, Any], accepted: object) -> float | None:
    value = wanted.get("seconds")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ControlRefusal("seconds must be a number >= 0", accepted)
    return float(value)


def _text(wanted: Mapping[str, Any], key: str, accepted: object) -> str | None:
    value = wanted.get(key)
    if value is not None and (not isinstance(value, str) or not value):
        raise ControlRefusal(f"{key} must be a text", accepted)
    return value
