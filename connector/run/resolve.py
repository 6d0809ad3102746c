"""``ocop resolve``: the open points of a shop, and the answers people give to them.

The points are what the plan of this moment says; nothing is sent here. An answer is kept with what the person was
shown; the next plan makes of it an ordinary Change, a memory, or, where the shop has moved since, the same question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from connector.config import ShopConfig
from connector.errors import BadUse
from connector.model import Group, fold
from connector.sync import Notice, Plan
from connector.sync.answered import DELETED, GROUP, KINDS, PARKED, PAUSED, about_of, group_subject
from connector.sync.journal import Answer

from .shops import Workspace
from .why import explain_sku

__all__ = [
    "CHOICES",
    "CODES",
    "Choice",
    "Point",
    "chosen_points",
    "keep_answers",
    "open_points",
    "points_of",
    "take_back",
]

Choice = Literal["ours", "theirs", "again", "forget"]
CHOICES: tuple[Choice, ...] = ("ours", "theirs", "again", "forget")

_BOTH: tuple[Choice, ...] = ("ours", "theirs")
CODES: Mapping[str, tuple[Choice, ...]] = {
    "drift": _BOTH,
    "conflict": _BOTH,
    "overdue": _BOTH,
    "rejected": _BOTH,
    "differs-at-adoption": _BOTH,
    "undone": _BOTH,
    "held-by-law-but-live": ("ours",),
    "price-jump": ("ours",),
    "stock-unclear": _BOTH,
    "paused": ("again",),
    "parked": ("again", "forget"),
    "deleted-in-shop": ("again",),
    "blocked": (),
    "look-alike": (),
    "duplicate-in-shop": (),
    "structure-differs": (),
}
"""What is an open point, and what may be answered to it here; the others are settled in the shop or the sheet."""

_KINDS = {"paused": PAUSED, "parked": PARKED, "deleted-in-shop": DELETED}


@dataclass(frozen=True, slots=True)
class Point:
    """One open point. ``notices`` are of one product and group: a price that jumps says so for each SKU."""

    number: int
    notices: tuple[Notice, ...]
    choices: tuple[Choice, ...]

    @property
    def notice(self) -> Notice:
        return self.notices[0]

    @property
    def code(self) -> str:
        return self.notice.code

    def answer(self, choice: Choice, who: str) -> Answer:
        """What to keep of ``choice``, with what the person was shown."""
        notice = self.notice
        kind = _KINDS.get(notice.code, GROUP)
        if kind != GROUP:
            return Answer(kind, notice.product, choice, notice.params.get("about"), who)
        assert notice.group is not None
        about = notice.params.get("about") or about_of(notice.params.get("shop"), notice.params.get("ours"))
        return Answer(kind, group_subject(notice.product, notice.group), choice, about, who)


def points_of(plan: Plan) -> list[Point]:
    """The open points of a plan, numbered as they come. What is being adopted now can be answered after that."""
    adopting = {notice.product for notice in plan.notices if notice.code == "adopted"}
    found: dict[tuple[str, str, Group | None], list[Notice]] = {}
    for notice in plan.notices:
        if notice.code in CODES and notice.product not in adopting:
            found.setdefault((notice.code, notice.product, notice.group), []).append(notice)
    return [
        Point(number, tuple(notices), CODES[code])
        for number, ((code, _, _), notices) in enumerate(found.items(), start=1)
    ]


async def open_points(workspace: Workspace, shop: ShopConfig) -> list[Point]:
    """Reads the shop and says what waits for an answer."""
    return points_of(await workspace.plan(shop))


def chosen_points(
    points: Sequence[Point], choice: Choice, sku: str = "", code: str = "", field: str = ""
) -> list[Point]:
    """The points of ``sku`` (or product), of ``code`` or of ``field`` that take ``choice``.

    BadUse where nothing waits there (``E_RESOLVE_NOTHING``), or for another answer (``E_RESOLVE_CHOICE``).
    """
    named = [point for point in points if _fits(point, sku, code, field)]
    if not named:
        raise BadUse("E_RESOLVE_NOTHING", what=sku or code, open=len(points))
    able = [point for point in named if choice in point.choices]
    if not able:
        offered = sorted({one for point in named for one in point.choices})
        options = ", ".join(f"--{one}" for one in offered)
        raise BadUse("E_RESOLVE_CHOICE" if options else "E_RESOLVE_ELSEWHERE", choice=f"--{choice}", options=options)
    return able


def _fits(point: Point, sku: str, code: str, field: str) -> bool:
    notice = point.notice
    names = {fold(name) for name in (*notice.skus, notice.product)}
    return (
        (not sku or fold(sku) in names)
        and (not code or notice.code == code)
        and (not field or (notice.group is not None and str(notice.group) == field))
    )


async def keep_answers(workspace: Workspace, shop: ShopConfig, answers: Iterable[Answer]) -> None:
    """Remember them until the next run has made use of them."""
    await workspace.journal.answers.keep(shop.name, answers, workspace.clock.now())


async def take_back(workspace: Workspace, shop: ShopConfig, sku: str) -> int:
    """Forget answers about the product of ``sku`` that no run has used yet; how many there were."""
    products = {sku}
    for bound in (await workspace.journal.bindings(shop.name)).values():
        if fold(sku) in bound.skus or fold(sku) == fold(bound.product):
            products.add(bound.product)
    count = 0
    for kind in KINDS:
        for subject in await workspace.journal.answers.of(shop.name, kind):
            product = subject.rpartition("/")[0] if kind == GROUP else subject
            if fold(product) in {fold(one) for one in products}:
                await workspace.journal.answers.forget(shop.name, kind, [subject])
                count += 1
    return count


async def cells_of(workspace: Workspace, shop: ShopConfig, point: Point) -> list[str]:
    """The cells of the sheet that say what ``point`` is about: to be changed where the shop's side is to stay."""
    notice = point.notice
    if notice.group is None or not notice.skus:
        return []
    try:
        view = await explain_sku(workspace, shop, notice.skus[0], str(notice.group))
    except BadUse:  # no row of it any more, or a group the sheet has no column for
        return []
    return list(dict.fromkeys(one.source for one in view.fields if ":" in one.source))
