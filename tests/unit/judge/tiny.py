"""Histories as small as can be, made by hand: one shop, one product, a run, unless a test says more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.simulation.history import Call, Entry, History, RunRecord, Wish
from tests.simulation.judge import broken

__all__ = ["SHOP", "call", "change", "entry", "history", "judged", "listed", "picture", "quiet", "run", "said", "wish"]

SHOP = "gian hàng Shopee"
OTHER = "gian hàng Lazada"
DAY = "2026-11-21"
ADD = "POST /api/v2/product/add_item"
EDIT = "POST /api/v2/product/update_item"
SEARCH = "GET /api/v2/product/search_item"
READ = "GET /api/v2/product/get_item_base_info"
UPLOAD = "POST /api/v2/media_space/upload_image"
REFRESH = "POST /api/v2/auth/access_token/get"
POLICY: Mapping[str, Any] = {
    "drift": "ask",
    "false_star": "unlist",
    "false_star_days": 1,
    "lead_days": 1,
    "reserve": 0,
    "stock_share": "split",
    "guards": {"unlist": (3, 10), "reprice": (1, 10), "text": (1, 10), "media": (1, 10), "badge-off": (0, 0)},
    "shops": {
        SHOP: {"marketplace": "shopee", "settle_s": 60.0},
        OTHER: {"marketplace": "lazada", "settle_s": 60.0},
    },
}


def call(began: float, endpoint: str = EDIT, **more: Any) -> Call:
    """A call that was answered at once, with nothing remarkable about it."""
    path = endpoint.rpartition("/")[2]
    kind = "token" if endpoint == REFRESH else "upload" if "image" in path else "write"
    if endpoint.startswith("GET"):
        kind = "read"
    plain: dict[str, Any] = {
        "number": int(began * 1000), "shop": SHOP, "run": 1, "worker": "1", "began": began, "ended": began,
        "kind": kind, "endpoint": endpoint, "about": (), "body": "b", "key": "", "outcome": "ok", "committed": True,
        "fault": "", "code": "", "retry_after": None, "fatal": False, "token": "access-1", "made": (), "durable": True,
        "stored": "access-1",
    }  # fmt: skip
    return Call(**plain | more)


def wish(sku: str = "KL-01", **more: Any) -> Wish:
    """A silk scarf with four stars until 2027, ten pieces for each shop."""
    plain: dict[str, Any] = {
        "sku": sku, "product": sku, "title": "Khăn lụa tơ tằm", "price": 250_000,
        "stock_per_shop": {SHOP: 10, OTHER: 10}, "on_sale": True, "star": 4, "cert_from": "2024-02-13",
        "cert_until": "2027-02-13", "revoked": "", "holds": (), "refused": False, "photos": ("a" * 64, "b" * 64),
        "shops": (SHOP, OTHER), "story": "Người làng dệt từ sợi đầu tiên.",
    }  # fmt: skip
    return Wish(**plain | more)


def picture(photo: str = "a" * 64, badge: str = "") -> dict[str, str]:
    return {"url": f"{photo[:4]}{badge}", "sha256": photo, "photo": photo, "badge": badge}


GALLERY = (picture(badge="4-2024"), picture("b" * 64))


def listed(listing: str = "801", by: str = "connector", at: float = 5.0, **more: Any) -> Entry:
    """A new listing that shows ``wish()``; ``more`` are fields, with ``_`` for ``:``."""
    shop, run = more.pop("shop", SHOP), more.pop("run", 1)
    sku = more.pop("sku", "KL-01")
    view: dict[str, Any] = {
        "status": "live", "title": "Khăn lụa tơ tằm", "skus": [sku], "pictures": list(GALLERY),
        "description": "Người làng dệt từ sợi đầu tiên. OCOP 4 sao.", f"price:{sku}": 250_000, f"stock:{sku}": 10,
        "weight": 0.3, "attributes": {"Chất liệu": "lụa"},
    }  # fmt: skip
    return Entry(at, run, shop, by, listing, "", None, view | more)  # type: ignore[arg-type]


def entry(at: float, name: str, before: Any, after: Any, **more: Any) -> Entry:
    """One field of listing 801 that changed; by us, in run 1."""
    plain: dict[str, Any] = {"run": 1, "shop": SHOP, "by": "connector", "listing": "801"}
    return Entry(at=at, field=name, before=before, after=after, **plain | more)


def change(kind: str = "update", groups: Sequence[str] = ("title",), **more: Any) -> dict[str, Any]:
    """An outcome of a run: a Change of KL-01 on 801 that was accepted."""
    outcome, code, text = more.pop("outcome", "accepted"), more.pop("code", ""), more.pop("text", "Đã gửi.")
    plain = {
        "kind": kind, "product": "KL-01", "skus": ["KL-01"], "remote_id": "801", "calendar": False, "claim": "",
        "groups": {name: {"before": None, "after": None, "sent": None, "overwrites": False} for name in groups},
    }  # fmt: skip
    return {"change": plain | more, "outcome": outcome, "code": code, "text": text}


def said(code: str, group: str = "", **more: Any) -> dict[str, Any]:
    """A notice about KL-01."""
    plain = {"code": code, "group": group, "product": "KL-01", "skus": ["KL-01"], "remote_id": "801", "params": {}}
    return {**plain, "text": "Hãy xem lại trong gian hàng.", **more}


def run(number: int = 1, began: float = 1.0, ended: float = 1000.0, **more: Any) -> RunRecord:
    """A run that came to its end, with the catalogue of ``wish()``."""
    report = {"ending": "done", "stop_code": "", "run": f"run-{number}"}
    plain: dict[str, Any] = {
        "run": number, "shop": SHOP, "day": DAY, "began": began, "ended": ended, "crashed": False, "strike": "",
        "report": report, "said": (), "outcomes": (), "trips": (), "wishes": (wish(),), "allowed": {},
        "disturbed": frozenset(), "exit": 0, "budgets": (), "intents": (), "steps": (), "texts": (),
    }  # fmt: skip
    return RunRecord(**plain | more)


def history(
    *, calls: Sequence[Call] = (), tape: Sequence[Entry] = (), runs: Sequence[RunRecord] = (), **more: Any
) -> History:
    """One run unless there are others. What we wrote, some write brought: ``by_calls`` False where that was before."""
    if more.pop("by_calls", True):
        calls = [*calls, *(_write(number, one) for number, one in enumerate(tape) if one.by == "connector")]
    policy = {**POLICY, **more.pop("policy", {})}
    plain: dict[str, Any] = {"secrets": ()}
    return History(7, [], list(calls), list(tape), list(runs) or [run()], policy, **plain | more)


def judged(number: int, **more: Any) -> list[str]:
    """The words in which one promise was broken."""
    found = broken(history(**more), number)
    assert all(one.invariant == number and one.seed == 7 for one in found)
    return [one.words for one in found]


def quiet(**more: Any) -> RunRecord:
    return replace(run(**more), quiet=True)


def _write(number: int, one: Entry) -> Call:
    own = {"number": 900_000 + number, "shop": one.shop, "run": one.run, "body": f"tape {number}"}
    return call(one.at, about=(one.listing,), **own)
