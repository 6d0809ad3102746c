"""Shopee's content diagnosis as Advice: what it would like better about a listing, in its own words.

The tasks come as numbers (contract 2.6); each has a name of ours and the field it is about. A number we do not know is
passed on with Shopee's sentence. A listing that Shopee could not judge is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from connector.model import Advice

from .api import Api
from .models import Diagnoses, Task

__all__ = ["diagnose_items"]

BATCH = 48
ISSUES: Mapping[int, tuple[str, str]] = {
    1: ("too-few-images", "media"),
    2: ("wrong-category", "category"),
    3: ("too-few-attributes", "attributes"),
    4: ("size-chart", ""),
    5: ("variations", "structure"),
    6: ("brand", "brand"),
    7: ("description-short", "description"),
    8: ("title-length", "title"),
    9: ("weight", "package"),
    10: ("video", ""),
    11: ("too-few-attributes", "attributes"),
}
OTHER = ("other", "")


async def diagnose_items(api: Api, remote_ids: Sequence[str]) -> dict[str, tuple[Advice, ...]]:
    """What Shopee says of each listing, in the order of its task numbers."""
    numbers = list(dict.fromkeys(remote_id for remote_id in remote_ids if remote_id.isascii() and remote_id.isdigit()))
    found: dict[str, tuple[Advice, ...]] = {}
    for start in range(0, len(numbers), BATCH):
        asked: list[JsonValue] = [int(number) for number in numbers[start : start + BATCH]]
        answer = await api.ask("product/get_item_content_diagnosis_result", {"item_id_list": asked}, Diagnoses)
        for item in answer.success_item_list:
            found[str(item.item_id)] = tuple(_advice(item.unfinished_task))
    return found


def _advice(tasks: Sequence[Task]) -> list[Advice]:
    """One of each kind: two numbers may mean the same to a person."""
    named: dict[str, Advice] = {}
    for task in sorted(tasks, key=lambda task: task.issue_type):
        code, field = ISSUES.get(task.issue_type, OTHER)
        key = code if code != OTHER[0] else f"{code} {task.suggestion}"
        named.setdefault(key, Advice(code=code, text=task.suggestion, field=field))
    return list(named.values())
