"""Judges every night by what the shop did and showed, what the sheet said and what the report told. Imports nothing of
the connector: reports are JSON here, and who wrote what comes from the ledger.

a: stock is raised only when the co-op's own figure changed since it was last sent; b: nothing that staff wrote is
overwritten unannounced, nor at all under keep and ask; c: no star without a certificate outlasts the stated days; d:
every open point is in that night's report, in Vietnamese, with something to do; e: nothing twice, nothing foreign
touched, nothing hidden that nobody asked for; f: a quiet night writes nothing; g: once quiet the plan is empty and the
shop shows the catalogue, but for what is named as open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.nights.ledger import DELETED, OURS, Ledger, Shelf

__all__ = ["Checker"]

STAR_TEXT = re.compile(r"OCOP (\d) sao")
ACTION = re.compile(
    r"(?i)hãy|xin |chạy|sửa|kiểm tra|xem |mở |chờ|đợi|dùng|thêm|bỏ |chọn|ghi |nếu |để |gõ|nhập|liên hệ|cần |tự |vào "
)
GROUP_OF = {"title": "title", "description": "description", "pictures": "media", "weight": "package", "status": "state"}
DRIFTS = ("drift", "conflict", "undone", "overdue", "rewritten", "rejected", "differs-at-adoption")
FALSE_STARS = "false-star"
LOCKED = ("in-promotion", "in-promotion-until")
QUIET_FROM = 32
"""Nights from here on write nothing but what the calendar wants: two are left to what had been waiting."""


@dataclass(slots=True)
class Checker:
    """One history's judge."""

    policy: Any
    ledger: Ledger = field(default_factory=Ledger)
    read: int = 0
    streak: dict[str, int] = field(default_factory=dict)
    """Nights in a row after which a listing showed a star too many."""
    rewritten: dict[tuple[str, str], Any] = field(default_factory=dict)

    def night(self, record: Any, tape: Sequence[Any], answers: Sequence[Any]) -> list[str]:
        """What was wrong with this night."""
        before = tape[self.read : record.tape_begin]
        found = self.ledger.read(before)
        during = tape[record.tape_begin : record.tape_end]
        self.read = record.tape_end
        tonight = {(entry.listing, entry.field) for entry in during if entry.by == "staff"}
        found += self.ledger.read(during)
        raced = tonight | self._took_for_rewritten(record, tonight)
        found += self._raises(record)
        found += self._overwritten(record, answers, raced)
        found += self._hidden(record)
        self._put_right(record)
        found += self._stars(record)
        if record.report is not None and not record.report["stop_code"]:
            found += self._texts(record)
            found += self._open_points(record, answers, raced)
            found += self._head(record)
        if record.night >= QUIET_FROM:
            found += self._quiet(record)
        return [f"night {record.night}: {one}" for one in found]

    def end(self, record: Any, planned: Sequence[tuple[str, str]]) -> list[str]:
        """``planned``: kind and product of what a further run would send."""
        return [
            f"g: {kind} of {product} is still planned"
            for kind, product in planned
            if not self._by_calendar(self._good_named(record, product), record, 1)
        ]

    def _good(self, record: Any, shelf: Shelf) -> Any:
        """The row of the sheet that a listing belongs to, None for a foreign one."""
        return next((good for good in record.rows.values() if set(good.skus) & set(shelf.shown["skus"])), None)

    def _good_named(self, record: Any, product: str) -> Any:
        return next((good for good in record.rows.values() if good.key in product), None)

    def _ours(self, record: Any) -> Iterator[tuple[str, Shelf, Any]]:
        for number, shelf in self.ledger.shelves.items():
            good = self._good(record, shelf)
            if good is not None:
                yield number, shelf, good

    def _raises(self, record: Any) -> Iterator[str]:
        for listing, sku, before, after in self.ledger.raised:
            good = self._good(record, self.ledger.shelves[listing])
            today = record.sheet.get(good.key) if good else None
            if today is not None and not record.halved and after != today.pieces(sku, self.policy.reserve):
                yield f"a: {sku} was raised from {before} to {after}, the sheet says {today.stock[sku]}"

    def _overwritten(self, record: Any, answers: Sequence[Any], raced: set[tuple[str, str]]) -> Iterator[str]:
        for one in self.ledger.overwritten:
            if (one.listing, one.field) in raced:
                continue
            shelf = self.ledger.shelves[one.listing]
            group = _group(one.field)
            told = [
                outcome["change"]["groups"][group]
                for outcome in record.outcomes
                if outcome["change"]["remote_id"] == one.listing and group in outcome["change"]["groups"]
            ]
            answered = any(self._answered(answers, shelf, group, choice) for choice in ("ours", "theirs"))
            if self.policy.drift != "overwrite" and not answered:
                yield f"b: {one.field} of {shelf.shown['skus']}: {one.value!r} of the staff became {one.by_now!r}"
            elif group == "state" and not answered:
                yield f"b: {shelf.shown['skus']} was shown again though staff had hidden it"
            elif record.report is not None and not told:
                yield f"b: the report does not name what {one.field} of {shelf.shown['skus']} overwrote"

    def _took_for_rewritten(self, record: Any, tonight: set[tuple[str, str]]) -> set[tuple[str, str]]:
        """Edits made between a write and its reading back: told once, as the shop's rewriting."""
        for listing, name in tonight:
            shelf = self.ledger.shelves[listing]
            if any(
                said["code"] == "rewritten"
                and said["group"] == _group(name)
                and set(said["skus"]) & set(shelf.shown["skus"])
                for said in record.said
            ):
                self.rewritten[listing, name] = shelf.shown[name]
        return {key for key, value in self.rewritten.items() if self.ledger.shelves[key[0]].shown.get(key[1]) == value}

    def _put_right(self, record: Any) -> None:
        """What staff wrote is nobody's edit once it is what the sheet says."""
        for _, shelf, good in self._ours(record):
            today = record.sheet.get(good.key)
            for sku in good.skus if today is not None else ():
                if shelf.shown.get(f"price:{sku}") == today.price.get(sku):
                    shelf.ours[f"price:{sku}"] = today.price[sku]

    def _answered(self, answers: Sequence[Any], shelf: Shelf, group: str, choice: str) -> bool:
        return any(
            answer["choice"] == choice and answer["group"] == group and set(answer["skus"]) & set(shelf.shown["skus"])
            for answer in answers
        )

    def _hidden(self, record: Any) -> Iterator[str]:
        leading = record.day + timedelta(days=self.policy.lead_days)
        for listing in self.ledger.hidden:
            shelf = self.ledger.shelves[listing]
            good = self._good(record, shelf)
            today = record.sheet.get(good.key) if good else None
            if good is None or (good.listed and today is None):
                yield f"e: {shelf.shown['skus']} was hidden, and no row asked for it"
            elif record.halved:
                yield f"e: {shelf.shown['skus']} was hidden by half a file"
            elif today is not None and today.on_sale and _star(shelf.shown) <= today.certified(leading):
                yield f"e: {shelf.shown['skus']} was hidden, and its row asks for no such thing"

    def _stars(self, record: Any) -> Iterator[str]:
        for listing, shelf, good in self._ours(record):
            star = _star(shelf.shown)
            today = record.sheet.get(good.key) or good
            false = star > today.certified(record.day) and shelf.shown["status"] == "NORMAL"
            self.streak[listing] = self.streak.get(listing, 0) + 1 if false else 0
            if not false:
                continue
            excused = bool(record.disturbed - {"people", "holiday"}) or record.halved or record.report is None
            if excused or (record.report is not None and record.report["stop_code"]):
                self.streak[listing] -= 1
                continue
            if not any(said["code"] == FALSE_STARS and _about(said, good) for said in record.said):
                yield f"c: {good.key} shows {star} stars, and the report does not say so"
            if self.policy.false_star == "unlist" and self.streak[listing] > self.policy.false_star_days:
                yield f"c: {good.key} has shown {star} stars for {self.streak[listing]} nights"

    def _head(self, record: Any) -> Iterator[str]:
        codes = [said["code"] for said in record.said]
        if FALSE_STARS in codes and codes[0] != FALSE_STARS:
            yield f"c: the report begins with {codes[0]}, not with the false star"

    def _texts(self, record: Any) -> Iterator[str]:
        for said in record.said:
            text = said["text"]
            if not text or "{" in text or text == said["code"] or re.search(r"\b[A-Z]+_[A-Z_]{2,}", text):
                yield f"d: {said['code']} reads {text!r}"
            elif said["severity"] == "person" and not ACTION.search(text):
                yield f"d: {said['code']} says nothing to do: {text!r}"
        for outcome in record.outcomes:
            if outcome["outcome"] not in ("accepted", "sent") and not outcome["text"]:
                yield f"d: {outcome['outcome']} of {outcome['change']['product']} is not explained"
        if record.report["ending"] == "guarded" and not record.trips:
            yield "d: the run was guarded, and no guard is named"

    def _open_points(self, record: Any, answers: Sequence[Any], raced: set[tuple[str, str]]) -> Iterator[str]:
        """Everything that is open, from the shop and the sheet, against what the report says."""
        for good in record.rows.values():
            if good.cell[0] and good.listed and not record.halved:
                named = [said for said in record.said if said["code"].startswith("row-refused")]
                if not any(_about(said, good) or good.cell[0] == "Mã SP" for said in named):
                    yield f"d: the refused row of {good.key} is not in the report"
        if record.halved:
            return
        for listing, shelf, good in self._ours(record):
            today = record.sheet.get(good.key)
            if good.cell[0] == "Mã SP" or (shelf.shown["status"] in DELETED and self._elsewhere(listing, shelf)):
                continue
            yield from self._of_listing(record, listing, shelf, good, today, answers, raced)
        yield from self._missing(record)

    def _elsewhere(self, listing: str, shelf: Shelf) -> bool:
        return any(
            set(other.shown["skus"]) & set(shelf.shown["skus"]) and other.shown["status"] not in DELETED
            for number, other in self.ledger.shelves.items()
            if number != listing
        )

    def _of_listing(
        self, record: Any, listing: str, shelf: Shelf, good: Any, today: Any, answers: Sequence[Any], raced: Any
    ) -> Iterator[str]:
        status = shelf.shown["status"]
        wanted = today is not None and bool(today.on_sale)
        if status in DELETED:
            if wanted and not _said(record, good, ("deleted-in-shop",)):
                yield f"d: {good.key} was deleted in the shop, and the report does not say so"
            return
        if status == "BANNED":
            if today is not None and not _said(record, good, ("blocked",)):
                yield f"d: {good.key} is banned, and the report does not say so"
            return
        hidden_by_staff = wanted and status == "UNLIST" and shelf.by.get("status") == "staff"
        shown_by_staff = not wanted and status == "NORMAL" and shelf.by.get("status") == "staff"
        # A row whose SKU cannot be read suspends every unlisting: what has no row is then named for that.
        suspended = today is None and _said(record, good, ("gone-suspended",))
        turned = hidden_by_staff or (shown_by_staff and not good.cell[0] and not suspended)
        if turned and (listing, "status") not in raced and not self._named(record, good, "state", answers, shelf):
            yield f"d: staff set {good.key} to {status}, and the report does not say so"
        if not wanted:
            return
        for name in shelf.shown:
            if name.partition(":")[0] not in ("title", "description", "pictures", "weight", "price"):
                continue
            if (listing, name) in raced or not shelf.edited(name):
                continue
            if name.startswith("price:") and shelf.shown[name] == today.price.get(name.partition(":")[2]):
                continue
            if not self._named(record, good, _group(name), answers, shelf):
                yield f"d: staff wrote {name} of {good.key}, and the report does not say so"
        if not record.disturbed and record.report["ending"] == "done":
            yield from self._catalogue(record, listing, shelf, good, today, answers, raced)

    def _catalogue(
        self, record: Any, listing: str, shelf: Shelf, good: Any, today: Any, answers: Sequence[Any], raced: Any
    ) -> Iterator[str]:
        """After an undisturbed run the shop shows the sheet's values, but for what the report names."""
        wrong = {
            "title": _plain(today.title) not in shelf.shown["title"],
            "description": today.story.split("\n")[-1] not in shelf.shown["description"],
            "price": any(shelf.shown.get(f"price:{sku}") not in (None, today.price[sku]) for sku in today.on_sale),
        }
        for group, differs in wrong.items():
            if any(number == listing and _group(name) == group for number, name in raced):
                continue
            if differs and not self._named(record, good, group, answers, shelf):
                yield f"d: {group} of {good.key} is not the sheet's, and the report does not say why"
        for sku in today.skus:
            shown, figure = shelf.shown.get(f"stock:{sku}"), today.pieces(sku, self.policy.reserve)
            if shelf.by.get(f"stock:{sku}") == OURS and shown != figure and sku in today.on_sale:
                yield f"d: {sku} shows a stock of {shown}, the sheet says {figure}"

    def _named(self, record: Any, good: Any, group: str, answers: Sequence[Any], shelf: Shelf) -> bool:
        """Whether the report says why ``group`` of ``good`` is not as the sheet has it, or a person settled it."""
        for said in record.said:
            if not _about(said, good):
                continue
            if said["code"] in DRIFTS and said["group"] == group:
                return True
            if said["code"] in LOCKED and group in said["params"].get("groups", ()):
                return True
            if said["code"] in ("price-jump", "paused", "outcome-unknown", "structure-differs", "hidden-by-star"):
                return True
        for outcome in record.outcomes:
            change = outcome["change"]
            if set(change["skus"]) & set(good.skus) and group in change["groups"] and outcome["outcome"] != "accepted":
                return True
        if record.report["ending"] != "done":
            return True
        return self._answered(answers, shelf, group, "theirs")

    def _missing(self, record: Any) -> Iterator[str]:
        """What the sheet sells and the shop does not have."""
        listed = {sku for shelf in self.ledger.shelves.values() for sku in shelf.shown["skus"]}
        for key, today in record.sheet.items():
            if today is None or not today.on_sale or listed & set(today.skus) or record.report["ending"] != "done":
                continue
            told = [one for one in record.said if _about(one, today)]
            told += [one for one in record.outcomes if set(one["change"]["skus"]) & set(today.skus)]
            if not told:
                yield f"d: {key} is not in the shop, and the report does not say why"

    def _quiet(self, record: Any) -> Iterator[str]:
        for listing in sorted(self.ledger.touched):
            good = self._good(record, self.ledger.shelves[listing])
            if not self._by_calendar(good, record, 0):
                yield f"f: {good.key if good else listing} was written in a quiet night"

    def _by_calendar(self, good: Any, record: Any, ahead: int) -> bool:
        """Whether the day alone has something to do with this product, or what followed from that the nights before."""
        if good is None:
            return False
        day = record.day + timedelta(days=ahead)
        ends = [good.expiry - timedelta(days=self.policy.lead_days), good.expiry, good.revoked or good.expiry]
        late = timedelta(days=self.policy.false_star_days + 2)
        return any(one <= day <= one + late for one in ends)


def _group(name: str) -> str:
    part = name.partition(":")[0]
    return GROUP_OF.get(part, part)


def _star(shown: dict[str, Any]) -> int:
    badges = [int(picture["badge"][0]) for picture in shown["pictures"] if picture["badge"][:1].isdigit()]
    words = [int(star) for star in STAR_TEXT.findall(shown["title"] + "\n" + shown["description"])]
    return max([*badges, *words], default=0)


def _plain(title: str) -> str:
    """Pictographs are not taken over from a sheet."""
    return " ".join("".join(sign for sign in title if ord(sign) < 0x1F000).split())


def _about(said: dict[str, Any], good: Any) -> bool:
    return good.key in said["product"] or bool(set(said["skus"]) & set(good.skus))


def _said(record: Any, good: Any, codes: tuple[str, ...]) -> bool:
    return any(said["code"] in codes and _about(said, good) for said in record.said)
