"""Plans and runs as JSON for machines, and plan files back: ``ocop/plan@1``, ``ocop/run@1``, ``ocop/runs@1``,
``ocop/report@1``.

Codes are English snake_case: the ``-`` inside our own lower-case codes becomes ``_``; codes in capitals stay. A plan
holds everything ``apply PLAN`` needs and each listing body once: a title or description that a Change writes stands in
its group, not a second time in its listing. Names and their order are stable; a new meaning is a new schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from pydantic import JsonValue

from connector.errors import BadUse
from connector.messages import Language, language
from connector.model import Group
from connector.sync import Change, GuardTrip, Notice, Plan, Result, RunReport, exit_code_of

from .grid import Grid, GridRow
from .order import bucket_of, buckets
from .sentences import problem_text

__all__ = ["as_bytes", "plan_from_json", "plan_json", "report_json", "run_json", "runs_json", "snake"]

Data = dict[str, JsonValue]

PLAN, RUN, RUNS, REPORT = "ocop/plan@1", "ocop/run@1", "ocop/runs@1", "ocop/report@1"
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
SNAKE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
TWICE = {"title": Group.TITLE, "description": Group.DESCRIPTION}
"""Listing fields that a group of the same Change may already hold."""

SHOWN_ONLY = ("exit_code", "counts")
"""Of a plan, for readers; recomputed, never read back."""


def as_bytes(data: Data) -> bytes:
    """The bytes to print or save: UTF-8, indented, one newline at the end."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def snake(code: str) -> str:
    """``false-star`` is ``false_star``; ``E_QUOTA`` and everything else stays."""
    return code.replace("-", "_") if KEBAB.fullmatch(code) else code


def _kebab(code: str) -> str:
    return code.replace("_", "-") if SNAKE.fullmatch(code) else code


def plan_json(plan: Plan) -> Data:
    """One plan, whole. Saved as it is, it is a plan file."""
    return {
        "schema": PLAN,
        "exit_code": exit_code_of(plan),
        "shop": plan.shop,
        "marketplace": plan.marketplace,
        "day": plan.day.isoformat(),
        "made_at": plan.made_at.isoformat(),
        "revision": plan.revision,
        "restricted": plan.restricted,
        "hidden": plan.hidden,
        **({"undo_of": plan.undo_of} if plan.undo_of else {}),
        "counts": {bucket.name: len(bucket.changes) for bucket in buckets(plan.changes)},
        "unchanged": plan.unchanged,
        "bound": plan.bound,
        "listings": plan.listings,
        "guards": [_guard(trip) for trip in plan.trips],
        "notices": [_notice(notice) for notice in plan.notices],
        "changes": [_change(change) | {"listing": _listing(change)} for change in plan.changes],
        "checksum": plan.checksum,
    }


def run_json(report: RunReport, lang: Language | None = None) -> Data:
    """One run of one shop; listing bodies are in the plan, not here."""
    return {
        "schema": RUN,
        "exit_code": report.exit_code,
        "run": report.run,
        "shop": report.shop,
        "marketplace": report.marketplace,
        "day": report.day.isoformat(),
        "started_at": report.started_at.isoformat(),
        "ended_at": report.ended_at.isoformat(),
        "seconds": round(report.seconds, 3),
        "ending": report.ending,
        "stop": _stop(report, lang or language()) if report.stop_code else None,
        "counts": dict(report.counts),
        "unchanged": report.unchanged,
        "listings": report.listings,
        "uploads": report.uploads,
        "guards": [_guard(trip) for trip in report.trips],
        "notices": [_notice(notice) for notice in report.notices],
        "results": [_result(result) for result in report.results],
    }


def _stop(report: RunReport, lang: Language) -> Data:
    message = problem_text(report.stop_code, report.stop_params, lang)
    return {"code": snake(report.stop_code), "params": report.stop_params, "message": message}


def runs_json(reports: Sequence[RunReport], exit_code: int, lang: Language | None = None) -> Data:
    """Several shops; their common exit code is the caller's to know (decision 26)."""
    return {"schema": RUNS, "exit_code": exit_code, "shops": [run_json(report, lang) for report in reports]}


def report_json(reports: Sequence[RunReport], grid: Grid, exit_code: int, lang: Language | None = None) -> Data:
    """Several shops' last runs, and how every product stands in each of them."""
    return {
        "schema": REPORT,
        "exit_code": exit_code,
        "day": grid.day.isoformat(),
        "shops": [run_json(report, lang) for report in reports],
        "products": [_grid_row(row, grid) for row in grid.rows],
    }


def _grid_row(row: GridRow, grid: Grid) -> Data:
    return {
        "product": row.product,
        "title": row.title,
        "skus": list(row.skus),
        "star": row.star,
        "expiry_date": row.expiry.isoformat() if row.expiry else None,
        "deadline": row.deadline.isoformat() if row.deadline else None,
        "days_left": (row.deadline - grid.day).days if row.deadline else None,
        "needs_person": row.needs_person,
        "cells": [
            {
                "shop": shop,
                "state": snake(cell.state),
                "todo": cell.todo,
                "note": cell.note,
                "until": cell.until.isoformat() if cell.until else None,
            }
            for (shop, _), cell in zip(grid.shops, row.cells, strict=True)
        ],
    }


def _guard(trip: GuardTrip) -> Data:
    data: Data = trip.model_dump(mode="json")
    return data | {"guard": snake(trip.guard), "option": trip.option}


def _notice(notice: Notice) -> Data:
    data: Data = notice.model_dump(mode="json")
    return data | {"code": snake(notice.code)}


def _result(result: Result) -> Data:
    return {
        "outcome": str(result.outcome),
        "code": snake(result.code),
        "params": result.params,
        "change": _change(result.change),
    }


def _change(change: Change) -> Data:
    data: Data = change.model_dump(mode="json", exclude={"listing"})
    return data | {"reason": snake(change.reason), "bucket": bucket_of(change)}


def _listing(change: Change) -> JsonValue:
    if change.listing is None:
        return None
    data: Data = change.listing.model_dump(mode="json")
    for field, group in TWICE.items():
        if group in change.groups and change.groups[group].after == data[field]:
            del data[field]
    return data


def plan_from_json(raw: bytes) -> Plan:
    """The plan of a plan file. BadUse ``E_PLAN_UNREADABLE``, or ``E_PLAN_CHANGED`` where the checksum does not fit."""
    try:
        data = orjson.loads(raw)
        plan = _plan(data)
        fits = plan.checksum == plan.computed_checksum()
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError):
        raise BadUse("E_PLAN_UNREADABLE") from None
    if not fits:
        raise BadUse("E_PLAN_CHANGED")
    return plan


def _plan(data: dict[str, Any]) -> Plan:
    if data.pop("schema") != PLAN:
        raise ValueError("not a plan")
    for name in SHOWN_ONLY:
        data.pop(name, None)
    guards = [_without(guard, "option", guard=_kebab) for guard in data.pop("guards")]
    notices = [_without(notice, code=_kebab) for notice in data.pop("notices")]
    changes = [_change_read(change) for change in data.pop("changes")]
    return Plan.model_validate({**data, "trips": guards, "notices": notices, "changes": changes})


def _change_read(data: dict[str, Any]) -> dict[str, Any]:
    read = _without(data, "bucket", reason=_kebab)
    listing = read["listing"]
    if listing is not None:
        missing = {field: read["groups"][group]["after"] for field, group in TWICE.items() if field not in listing}
        read["listing"] = {**listing, **missing}
    return read


def _without(data: dict[str, Any], *names: str, **read: Callable[[str], str]) -> dict[str, Any]:
    """``data`` less ``names``, with the named codes as we write them."""
    kept = {name: value for name, value in data.items() if name not in names}
    return kept | {name: back(kept[name]) for name, back in read.items()}
