"""``ocop resolve SHOP``: what waits for a person in a shop, and the answer to one point or to many alike.

Nothing is sent: answers are kept, and the next plan is made with them. Exit codes: 0 nothing waits any more, 3 points
are left, 2 nothing waits where the command line points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from connector.config import ShopConfig
from connector.errors import BadUse
from connector.model import Group
from connector.report.as_json import snake
from connector.report.figures import clean
from connector.report.sentences import label, notice_text
from connector.run import Workspace
from connector.run.resolve import CODES, Choice, Point, cells_of, chosen_points, keep_answers, open_points, take_back
from connector.sync.journal import Answer
from connector.unchanged import forget

from .asked import Asked, chosen, opened
from .loop import run_async
from .person import agreed, somebody_there, typed
from .problems import PERSON
from .progress import Meter
from .settings import Settings
from .streams import emit, tell

__all__ = ["Wanted", "run"]

WHO = "ocop resolve"
KEYS: dict[str, Choice] = {"1": "ours", "2": "theirs", "3": "again", "4": "forget"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says. ``choices``: the answers given, of which one is taken."""

    shop: str
    sku: str = ""
    field: str = ""
    every: str = ""
    choices: tuple[Choice, ...] = ()
    later: bool = False
    yes: bool = False
    day: str | None = None

    def judge(self, as_json: bool) -> None:
        """BadUse before a shop is asked."""
        if len(self.choices) > 1:
            raise BadUse("E_RESOLVE_ONE", options=", ".join(f"--{choice}" for choice in self.choices))
        if self.choices and not (self.sku or self.every):
            raise BadUse("E_RESOLVE_WHICH")
        if self.every and self.every not in CODES:
            raise BadUse("E_RESOLVE_KIND", kind=self.every, known=", ".join(CODES))
        if self.field and self.field not in tuple(Group):
            raise BadUse("E_FIELD_UNKNOWN", field=self.field, nearest=Group.TITLE, known=", ".join(Group))
        if self.every and self.choices and not self.yes and not somebody_there(as_json):
            raise BadUse("E_RESOLVE_YES")


def run(settings: Settings, wanted: Wanted) -> int:
    wanted.judge(settings.as_json)
    return run_async(_Command(settings, wanted).carry_out())


class _Command:
    """One command line."""

    def __init__(self, settings: Settings, wanted: Wanted) -> None:
        self._settings = settings
        self._wanted = wanted
        self._say = settings.say

    async def carry_out(self) -> int:
        with Meter(self._settings) as meter:
            async with opened(self._settings, Asked.read(self._wanted.day), meter) as workspace:
                (shop,) = chosen(workspace.config, [self._wanted.shop])
                if self._wanted.later:
                    return await self._later(workspace, shop)
                points = await open_points(workspace, shop)
                meter.close()
                given = self._asked_for(points)
                await keep_answers(workspace, shop, [self._kept(point, choice) for point, choice in given])
                if given:
                    forget(workspace.state.quiet)  # the files alone no longer tell what the shop is to show
                cells = {
                    point.number: await cells_of(workspace, shop, point)
                    for point, choice in given
                    if choice == "theirs"
                }
        left = [point for point in points if point.number not in {one.number for one, _ in given}]
        code = PERSON if any(point.choices for point in left) else 0
        if self._settings.as_json:
            emit(self._json(points, given, cells, code))
        else:
            self._tell(points, given, cells)
        return code

    @staticmethod
    def _kept(point: Point, choice: Choice) -> Answer:
        return point.answer(choice, WHO)

    async def _later(self, workspace: Workspace, shop: ShopConfig) -> int:
        if not self._wanted.sku:
            raise BadUse("E_RESOLVE_WHICH")
        count = await take_back(workspace, shop, self._wanted.sku)
        if self._settings.as_json:
            emit({"schema": "ocop/resolve@1", "shop": shop.name, "taken_back": count, "exit_code": 0})
        else:
            print(self._say("resolve.taken_back", count=count))
        return 0

    def _asked_for(self, points: Sequence[Point]) -> list[tuple[Point, Choice]]:
        """The answers of this command line, or of the person at this terminal; none where neither says anything."""
        wanted = self._wanted
        if wanted.choices:
            choice = wanted.choices[0]
            found = chosen_points(points, choice, wanted.sku, wanted.every, wanted.field)
            if wanted.every and not wanted.yes:
                self._list(found)
                question = self._say("resolve.ask_all", count=len(found), choice=self._say(f"resolve.choice.{choice}"))
                if not agreed(question):
                    return []
            return [(point, choice) for point in found]
        if not somebody_there(self._settings.as_json):
            return []
        answered = [(point, self._answer(point)) for point in points if point.choices]
        return [(point, said) for point, said in answered if said is not None]

    def _answer(self, point: Point) -> Choice | None:
        """One point, one question; Enter leaves it for later."""
        self._list([point])
        keys = {key: choice for key, choice in KEYS.items() if choice in point.choices}
        offers = "  ".join(f"{key}: {self._say(f'resolve.choice.{choice}')}" for key, choice in keys.items())
        while True:
            key = typed(self._say("resolve.ask", offers=offers), default="")
            if not key:
                return None
            if key in keys:
                return keys[key]

    def _list(self, points: Sequence[Point]) -> None:
        for point in points:
            notice = point.notice
            name = f"{', '.join(map(clean, notice.skus[:3]))}  {clean(notice.title)}"
            print(f"\n{point.number}. {label(point.code, self._settings.lang)}: {name}")
            for one in point.notices:
                print(f"   {notice_text(one, self._settings.lang)}")

    def _tell(
        self, points: Sequence[Point], given: Sequence[tuple[Point, Choice]], cells: dict[int, list[str]]
    ) -> None:
        shop = self._wanted.shop
        if not points:
            print(self._say("resolve.none", shop=shop))
        elif not given and not self._wanted.choices:
            if not somebody_there(self._settings.as_json):
                self._list(points)
                print()
                for point in points:
                    for line in self._commands(point):
                        print(line)
            print(self._say("resolve.left", count=sum(1 for point in points if point.choices), shop=shop))
        for point, choice in given:
            print(self._say("resolve.kept", number=point.number, choice=self._say(f"resolve.choice.{choice}")))
            if cells.get(point.number):
                print("   " + self._say("resolve.cells", cells=", ".join(cells[point.number])))
        if given:
            tell(self._say("resolve.next", plan=f"ocop plan {shop}", sync=f"ocop sync {shop}"))

    def _commands(self, point: Point) -> list[str]:
        """What to type for this point."""
        notice = point.notice
        sku = notice.skus[0] if notice.skus else notice.product
        if point.code == "look-alike":
            return [f"   {point.number}. ocop match {self._wanted.shop}"]
        if not point.choices:
            return []
        field = f" --field {notice.group}" if notice.group is not None else ""
        options = " | ".join(f"--{choice}" for choice in point.choices)
        return [f"   {point.number}. ocop resolve {self._wanted.shop} {sku}{field} {options}"]

    def _json(
        self,
        points: Sequence[Point],
        given: Sequence[tuple[Point, Choice]],
        cells: dict[int, list[str]],
        code: int,
    ) -> dict[str, JsonValue]:
        answers = {point.number: choice for point, choice in given}
        listed: list[JsonValue] = [
            {
                "number": point.number,
                "code": snake(point.code),
                "product": point.notice.product,
                "title": point.notice.title,
                "skus": list(point.notice.skus),
                "group": str(point.notice.group) if point.notice.group else None,
                "shop": point.notice.params.get("shop"),
                "ours": point.notice.params.get("ours"),
                "choices": list(point.choices),
                "answer": answers.get(point.number),
                "cells": list(cells.get(point.number, [])),
                "message": " ".join(notice_text(one, self._settings.lang) for one in point.notices),
            }
            for point in points
        ]
        return {
            "schema": "ocop/resolve@1",
            "exit_code": code,
            "shop": self._wanted.shop,
            "points": listed,
            "answered": len(given),
        }
