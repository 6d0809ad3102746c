"""Lazada's content score as Advice: what it would like better about a product, in its own words.

The issues come by name (contract 2.14). A name we do not know is passed on as it is; a product that Lazada does not
judge is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from connector.errors import Bug, NotFound
from connector.model import Advice

from .api import Api
from .models import Score

__all__ = ["diagnose_items"]

ISSUES: Mapping[str, tuple[str, str]] = {
    "FEW_IMAGES": ("too-few-images", "media"),
    "SHORT_DESCRIPTION": ("description-short", "description"),
    "NO_HIGHLIGHTS": ("too-few-attributes", "attributes"),
    "FEW_ATTRIBUTES": ("too-few-attributes", "attributes"),
    "NO_VIDEO": ("video", ""),
}
OTHER = ("other", "")
TELLING = ("name", "code", "issue", "title", "message", "suggestion")
"""Where an issue that is an object may have its name; the reference does not say."""


async def diagnose_items(api: Api, remote_ids: Sequence[str]) -> dict[str, tuple[Advice, ...]]:
    """What Lazada says of each product, one call each."""
    found: dict[str, tuple[Advice, ...]] = {}
    for remote_id in dict.fromkeys(remote_ids):
        try:
            answer = await api.get("product/content/score/get", [("item_id", remote_id)], Score)
        except (NotFound, Bug):
            continue
        found[remote_id] = tuple(_advice(answer.data.issues))
    return found


def _advice(issues: Sequence[JsonValue]) -> list[Advice]:
    """One of each kind: two issues may mean the same to a person."""
    named: dict[str, Advice] = {}
    for issue in issues:
        text = _text(issue)
        code, field = ISSUES.get(text.upper().replace(" ", "_"), OTHER)
        key = code if code != OTHER[0] else f"{code} {text}"
        named.setdefault(key, Advice(code=code, text=text, field=field))
    return list(named.values())


def _text(issue: JsonValue) -> str:
    if isinstance(issue, dict):
        return next((str(issue[name]) for name in TELLING if issue.get(name)), "")
    return str(issue)
