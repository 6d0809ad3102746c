"""What the tests of the three-way table share: a judgement, and remembered groups in each state."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

from pydantic import JsonValue

from connector.sync.threeway import DriftPolicy, GroupBase, Judgement, judge

DAY = date(2026, 11, 21)

WRITTEN = datetime(2026, 11, 21, 2, tzinfo=UTC)

OLD, NEW, OTHER, THIRD = "Lụa Vạn Phúc", "Lụa Vạn Phúc thêu sen", "Lụa hoa sen 🌸", "Lụa tơ tằm"


def nfc(value: JsonValue) -> JsonValue:
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def judged(
    base: GroupBase,
    desired: JsonValue,
    remote: JsonValue,
    *,
    policy: DriftPolicy = "ask",
    edited_since: bool = False,
    overdue: bool = False,
) -> Judgement:
    return judge(base, desired, remote, normalise=nfc, policy=policy, edited_since=edited_since, overdue=overdue)


def settled(sent: JsonValue = OLD, seen: JsonValue = OLD) -> GroupBase:
    return GroupBase(sent=sent, seen=seen)


def pending(sent: JsonValue = NEW, shown: JsonValue = OLD) -> GroupBase:
    return GroupBase(sent=sent, shown=shown, status="pending", written_at=WRITTEN)


def unknown(sent: JsonValue = NEW, shown: JsonValue = OLD) -> GroupBase:
    return GroupBase(sent=sent, shown=shown, status="unknown", written_at=WRITTEN)
