"""The control calls under `/_mock`: the same for every marketplace, unsigned, JSON in and out.

Whatever is not accepted is answered 400 with `{"error", "accepted"}`; an id or SKU the shop does not have, or a path
that is no control call, 404.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from adapters._mock.clock import iso
from adapters._mock.market import ControlRefusal, Reply

if TYPE_CHECKING:
    from adapters._mock.app import MockApp

__all__ = ["Control"]

Body = Mapping[str, Any]
RESETS = ("calls", "faults", "all")
VERDICTS = ("pass", "fail", "ban")
EDITABLE = {"title": str, "description": str, "price": int, "status": str}


class Control:
    def __init__(self, app: MockApp) -> None:
        self._app = app
        self._routes: dict[tuple[str, str], Callable[[str, Body], object]] = {
            ("GET", "/_mock/listings"): lambda root, _: {"listings": app.market.listings(root)},
            ("GET", "/_mock/calls"): lambda _, __: app.calls.report(),
            ("POST", "/_mock/faults"): self._add_fault,
            ("DELETE", "/_mock/faults"): lambda _, __: self._clear_faults(),
            ("POST", "/_mock/reset"): self._reset,
            ("POST", "/_mock/edit"): self._edit,
            ("POST", "/_mock/sell"): self._sell,
            ("POST", "/_mock/promotion"): self._promotion,
            ("POST", "/_mock/review"): self._review,
            ("POST", "/_mock/clock"): self._clock,
        }

    def answer(self, verb: str, path: str, root: str, body: bytes) -> Reply:
        try:
            route = self._routes.get((verb, path))
            if route is None:
                raise ControlRefusal(f"no such control call: {verb} {path}", [" ".join(r) for r in self._routes], 404)
            return _json(200, route(root, _body(body) if verb == "POST" else {}))
        except ControlRefusal as refusal:
            return _json(refusal.status, {"error": refusal.message, "accepted": refusal.accepted})

    def _add_fault(self, _: str, body: Body) -> object:
        return {"id": self._app.faults.add(body).id}

    def _clear_faults(self) -> object:
        cleared = self._app.faults.clear()
        self._app.market.faults_cleared()
        return {"cleared": cleared}

    def _reset(self, _: str, body: Body) -> object:
        what = _only(body, {"what": str})["what"]
        if what not in RESETS:
            raise ControlRefusal(f"unknown: {what!r}", {"what": RESETS})
        if what == "calls":
            self._app.calls.reset()
        elif what == "faults":
            self._clear_faults()
        else:
            self._app.restart()
        return {"reset": what}

    def _edit(self, _: str, body: Body) -> object:
        accepted = {"id": "str", "set": {k: t.__name__ for k, t in EDITABLE.items()}, "delete": True}
        listing = body.get("id")
        if not isinstance(listing, str) or ("set" in body) == ("delete" in body) or set(body) - set(accepted):
            raise ControlRefusal('wants "id" and either "set" or "delete"', accepted)
        if "delete" in body:
            if body["delete"] is not True:
                raise ControlRefusal('"delete" can only be true', accepted)
            return self._app.market.delete(listing)
        changes = body["set"]
        if not isinstance(changes, dict) or not changes:
            raise ControlRefusal('"set" must be an object with at least one key', accepted)
        for key, value in changes.items():
            if key not in EDITABLE or isinstance(value, bool) or not isinstance(value, EDITABLE[key]):
                raise ControlRefusal(f"cannot set {key!r} to {value!r}", accepted)
        if changes.get("price", 1) <= 0:
            raise ControlRefusal("price must be above 0", accepted)
        statuses = self._app.market.statuses
        if changes.get("status", min(statuses)) not in statuses:
            raise ControlRefusal(f"unknown status: {changes['status']!r}", {"status": sorted(statuses)})
        return self._app.market.edit(listing, changes)

    def _sell(self, _: str, body: Body) -> object:
        wanted = _only(body, {"sku": str, "quantity": int})
        if wanted["quantity"] <= 0:
            raise ControlRefusal("quantity must be above 0", {"sku": "str", "quantity": "int > 0"})
        return self._app.market.sell(wanted["sku"], wanted["quantity"])

    def _promotion(self, _: str, body: Body) -> object:
        wanted = _only(body, {"sku": str, "until": str, "price": int})
        try:
            until = datetime.fromisoformat(wanted["until"])
        except ValueError as error:
            raise ControlRefusal(str(error), {"until": "ISO 8601; without an offset it is UTC"}) from error
        if wanted["price"] <= 0:
            raise ControlRefusal("price must be above 0", {"price": "int > 0"})
        moment = until if until.tzinfo else until.replace(tzinfo=UTC)
        return self._app.market.promote(wanted["sku"], moment.timestamp(), wanted["price"])

    def _review(self, _: str, body: Body) -> object:
        wanted = _only({"reason": "", **body}, {"id": str, "verdict": str, "reason": str})
        if wanted["verdict"] not in VERDICTS:
            raise ControlRefusal(f"unknown verdict: {wanted['verdict']!r}", {"verdict": VERDICTS})
        return self._app.market.review(wanted["id"], wanted["verdict"], wanted["reason"])

    def _clock(self, _: str, body: Body) -> object:
        wanted = _only({"signatures": False, **body}, {"advance_s": int, "signatures": bool})
        if wanted["advance_s"] < 0:
            raise ControlRefusal("advance_s must be 0 or more", {"advance_s": "int >= 0", "signatures": "bool"})
        clock = self._app.clock
        clock.advance(wanted["advance_s"], signatures=wanted["signatures"])
        return {"now": iso(clock.now()), "advanced_s": clock.advanced}


def _only(body: Body, shape: Mapping[str, type]) -> Body:
    """The body if it has exactly these keys with values of these types."""
    accepted = {key: kind.__name__ for key, kind in shape.items()}
    if set(body) != set(shape):
        raise ControlRefusal(f"wants exactly: {', '.join(shape)}", accepted)
    for key, kind in shape.items():
        if not isinstance(body[key], kind) or (kind is int and isinstance(body[key], bool)):
            raise ControlRefusal(f"{key} must be {kind.__name__}", accepted)
    return body


def _body(raw: bytes) -> Body:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ControlRefusal(f"the body is not JSON: {error}", "a JSON object") from error
    if not isinstance(body, dict):
        raise ControlRefusal("the body is not a JSON object", "a JSON object")
    return body


def _json(status: int, body: object) -> Reply:
    return Reply(status, orjson.dumps(body))
