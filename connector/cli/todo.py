"""``ocop todo``: what people are asked to do in shops that no call reaches, and their word that it is done; and whose
keys to a shop only its seller can renew.

Nothing is asked of a shop and no run is needed: a mark is what a person would type into the list, and the next run
takes note of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from connector.config import Config, ShopConfig
from connector.errors import BadUse
from connector.messages import Language
from connector.model import fold
from connector.port import Task, spec_for
from connector.report.sentences import problem_text
from connector.run.keys import consent_missing
from connector.run.people import Kept, kept_by_hand, waiting_of
from connector.unchanged import forget

from .asked import chosen
from .lines import Lines
from .settings import Settings
from .streams import emit, tell

__all__ = ["Wanted", "consents_needed", "left_to_people", "run", "waiting_in"]

FEW = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """The command line."""

    shop: str = ""
    done: tuple[str, ...] = ()
    everything: bool = False
    undo: tuple[str, ...] = ()


def left_to_people(settings: Settings, config: Config, shops: Sequence[ShopConfig]) -> list[str]:
    """A sentence for each of ``shops`` where something waits for a person."""
    waiting = waiting_in(config, shops, settings.lang)
    return [settings.say("todo.left", shop=kept.name, count=count, place=kept.place) for kept, count in waiting]


def consents_needed(settings: Settings, config: Config, shops: Sequence[ShopConfig]) -> dict[str, str]:
    """What to do for each of ``shops`` whose keys only the seller can renew, by the shop's name."""
    return {name: problem_text(code, {}, settings.lang) for name, code in _consents(config, shops).items()}


def _consents(config: Config, shops: Sequence[ShopConfig]) -> dict[str, str]:
    found = {shop.name: consent_missing(shop, config.folder) for shop in shops}
    return {name: code for name, code in found.items() if code}


def waiting_in(config: Config, shops: Sequence[ShopConfig], lang: Language) -> list[tuple[Kept, int]]:
    """Those of ``shops`` where something waits for a person, and how many tasks."""
    counted = [(one, len(waiting_of(one, lang))) for one in kept_by_hand(config, shops)]
    return [(one, count) for one, count in counted if count]


def run(settings: Settings, wanted: Wanted) -> int:
    config, state = settings.load()
    shops = chosen(config, [wanted.shop] if wanted.shop else [])
    kept = kept_by_hand(config, shops)
    consents = _consents(config, shops)
    marking = wanted.done or wanted.undo or wanted.everything
    if not kept and (marking or not consents):
        if wanted.shop:
            spec_for(shops[0].marketplace)  # says what is wrong with an adapter that cannot be used
        raise BadUse("E_TODO_NOT_BY_HAND", shop=wanted.shop) if wanted.shop else BadUse("E_TODO_NO_SHOP")
    if wanted.undo and (wanted.done or wanted.everything):
        raise BadUse("E_TODO_ONE_WAY")
    back = _untick(settings, kept, wanted.undo)
    ticked = _tick(settings, kept, wanted)
    if ticked or back:
        forget(state.quiet)  # the files alone no longer tell what the shops show
    found = {one.name: one.people.tasks(one.shop, settings.lang) for one in kept}
    if settings.as_json:
        emit(_json(kept, found, consents))
        return 0
    lines = Lines(settings)
    for name, sentence in consents_needed(settings, config, shops).items():
        lines.line(f"{name}: {sentence}", "red")
    for one in kept:
        _show(settings, lines, one, found[one.name])
    for name, count in ticked.items():
        tell(settings.say("todo.noted", shop=name, count=count))
    for (name, code), count in back.items():
        tell(settings.say(code, shop=name, count=count))
    return 0


def _tick(settings: Settings, kept: Sequence[Kept], wanted: Wanted) -> dict[str, int]:
    """Mark what was named; how many in each shop. A word that names nothing marks nothing at all."""
    found: dict[str, set[str]] = {one.name: set() for one in kept}
    waiting = {one.name: one.people.tasks(one.shop, settings.lang) for one in kept}
    for word in wanted.done:
        named = _named(word, waiting)
        if not named:
            raise BadUse("E_TODO_UNKNOWN", wanted=word, known=_few(waiting))
        for name, task in named:
            found[name].add(task.number)
    if wanted.everything:
        found = {name: {task.number for task in tasks} for name, tasks in waiting.items()}
    for one in kept:
        if found[one.name]:
            one.people.tick(one.shop, found[one.name])
    return {name: len(numbers) for name, numbers in found.items() if numbers}


def _untick(settings: Settings, kept: Sequence[Kept], words: Sequence[str]) -> Counter[tuple[str, str]]:
    """Take back that what was named is done; how many, by shop and by what becomes of them."""
    found: dict[str, dict[str, Task]] = {one.name: {} for one in kept}
    done = {one.name: one.people.said_done(one.shop, settings.lang) for one in kept} if words else {}
    for word in words:
        named = _named(word, done)
        if not named:
            raise BadUse("E_TODO_NOT_DONE", wanted=word, known=_few(done))
        for name, task in named:
            found[name][task.number] = task
    for one in kept:
        if found[one.name]:
            one.people.untick(one.shop, set(found[one.name]))
    tasks = ((name, task) for name, tasks in found.items() for task in tasks.values())
    return Counter((name, "todo.unmarked" if task.ticked else "todo.again") for name, task in tasks)


def _named(word: str, tasks: Mapping[str, Sequence[Task]]) -> list[tuple[str, Task]]:
    """What a word means: a SKU, or else a number. BadUse where it means something in several shops, for nobody may be
    taken to have said that a star is off where it is not."""
    every = [(name, task) for name, found in tasks.items() for task in found]
    number = word.strip().lstrip("0")
    named = [(name, task) for name, task in every if fold(word) in map(fold, task.skus)]
    if not named and number.isdecimal():
        named = [(name, task) for name, task in every if number == task.number.lstrip("0")]
    shops = list(dict.fromkeys(name for name, _ in named))
    if len(shops) > 1:
        raise BadUse("E_TODO_WHICH_SHOP", wanted=word, shops=", ".join(shops), first=shops[0])
    return named


def _few(tasks: Mapping[str, Sequence[Task]]) -> str:
    """The first of what could have been named."""
    known = [task.skus[0] for found in tasks.values() for task in found]
    return ", ".join(known[:FEW]) + (" …" if len(known) > FEW else "") or "-"


def _show(settings: Settings, lines: Lines, kept: Kept, tasks: Sequence[Task]) -> None:
    say = settings.say
    if not tasks:
        lines.line(say("todo.none", shop=kept.name))
        return
    waiting = [task for task in tasks if not task.ticked]
    lines.line(say("todo.head", shop=kept.name, count=len(waiting), ticked=len(tasks) - len(waiting)), "bold")
    lines.line(say("todo.place", place=kept.place), indent=2)
    for task in tasks:
        words = {"number": task.number, "what": task.what, "skus": ", ".join(task.skus), "title": task.title}
        lines.line(say("todo.task", mark="✓" if task.ticked else "·", **words), indent=2)
    if waiting:
        lines.line(say("todo.next", shop=kept.name, sku=waiting[0].skus[0]), indent=2)


def _json(kept: Sequence[Kept], found: dict[str, Sequence[Task]], consents: dict[str, str]) -> dict[str, JsonValue]:
    return {
        "schema": "ocop/todo@1",
        "consents": [{"shop": shop, "code": code} for shop, code in consents.items()],
        "shops": [
            {
                "shop": one.name,
                "folder": str(one.place),
                "tasks": [
                    {
                        "number": task.number,
                        "what": task.what,
                        "skus": list(task.skus),
                        "title": task.title,
                        "ticked": task.ticked,
                    }
                    for task in found[one.name]
                ],
            }
            for one in kept
        ],
    }
