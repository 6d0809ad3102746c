"""``ocop todo``: what people are asked to do in shops that no call reaches, and their word that it is done; and whose
keys to a shop only its seller can renew.

Nothing is asked of a shop and no run is needed: a mark is what a person would type into the list, and the next run
takes note of it. While a run of the shop writes that list nothing is marked (exit code 7).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from pydantic import JsonValue

from connector.config import Config, ShopConfig
from connector.errors import BadUse
from connector.messages import Language
from connector.model import fold
from connector.port import Task, spec_for
from connector.report.figures import typed
from connector.report.sentences import problem_text
from connector.run.keys import consent_missing
from connector.run.people import Kept, kept_by_hand, tasks_of, waiting_of
from connector.state import State
from connector.unchanged import forget

from .asked import chosen
from .lines import Lines
from .problems import SOME_FAILED, explain
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
    """A sentence for each of ``shops`` where something waits for a person, or where nobody can read whether it does."""
    return [
        f"{kept.name}: {explain(found, settings.lang)}"
        if isinstance(found, BadUse)
        else settings.say("todo.left", shop=kept.name, count=found, place=kept.place)
        for kept, found in waiting_in(config, shops, settings.lang)
    ]


def consents_needed(settings: Settings, config: Config, shops: Sequence[ShopConfig]) -> dict[str, str]:
    """What to do for each of ``shops`` whose keys only the seller can renew, by the shop's name."""
    return {name: problem_text(code, {}, settings.lang) for name, code in _consents(config, shops).items()}


def _consents(config: Config, shops: Sequence[ShopConfig]) -> dict[str, str]:
    found = {shop.name: consent_missing(shop, config.folder) for shop in shops}
    return {name: code for name, code in found.items() if code}


def waiting_in(config: Config, shops: Sequence[ShopConfig], lang: Language) -> list[tuple[Kept, int | BadUse]]:
    """Those of ``shops`` where something waits for a person, and how many tasks or why they cannot be read."""
    counted = [(one, _count(one, lang)) for one in kept_by_hand(config, shops)]
    return [(one, count) for one, count in counted if count]


def _count(kept: Kept, lang: Language) -> int | BadUse:
    try:
        return len(waiting_of(kept, lang))
    except BadUse as error:
        return error


def run(settings: Settings, wanted: Wanted) -> int:
    """Exit code 5 where the list of some shop cannot be read and there is anything else to tell."""
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
    found, unread = _read(settings, kept)
    if unread and not found and (marking or not consents):
        raise next(iter(unread.values()))
    for name, error in unread.items() if not settings.as_json else ():
        tell(f"{name}: {explain(error, settings.lang)}")
    marked = _Marking(settings, state, [one for one in kept if one.name in found]).carry_out(wanted)
    if marked:
        forget(state.quiet)  # the files alone no longer tell what the shops show
        found, unread = _read(settings, kept)
    if settings.as_json:
        emit(_json(kept, found, unread, consents, settings.lang))
    else:
        lines = Lines(settings)
        for name, sentence in consents_needed(settings, config, shops).items():
            lines.line(f"{name}: {sentence}", "red")
        for one in kept:
            if one.name in found:
                _show(settings, lines, one, found[one.name])
        for (name, code), count in marked.items():
            tell(settings.say(code, shop=name, count=count))
    return SOME_FAILED if unread else 0


def _read(settings: Settings, kept: Sequence[Kept]) -> tuple[dict[str, list[Task]], dict[str, BadUse]]:
    """What is asked of people, by shop, and why nobody can read it elsewhere."""
    found: dict[str, list[Task]] = {}
    unread: dict[str, BadUse] = {}
    for one in kept:
        try:
            found[one.name] = tasks_of(one, settings.lang)
        except BadUse as error:
            unread[one.name] = error
    return found, unread


class _Marking:
    """Marks set and taken away, as a whole or not at all; no run may write the lists meanwhile."""

    def __init__(self, settings: Settings, state: State, kept: Sequence[Kept]) -> None:
        self._settings = settings
        self._state = state
        self._kept = kept

    def carry_out(self, wanted: Wanted) -> Counter[tuple[str, str]]:
        """How many, by shop and by what becomes of them."""
        choose = self._to_untick if wanted.undo else self._to_tick
        if not (wanted.undo or wanted.done or wanted.everything):
            return Counter()
        named = choose(self._kept, wanted)
        there = [one for one in self._kept if one.name in named]
        with ExitStack() as held:
            for one in there:
                held.enter_context(self._state.holding(one.name))
            found = choose(there, wanted)  # as it stands now that nobody else writes it
            for one in there:
                if one.name in found:
                    (one.people.untick if wanted.undo else one.people.tick)(one.shop, set(found[one.name]))
        tasks = [(name, task) for name, numbers in found.items() for task in numbers.values()]
        if not wanted.undo:
            return Counter((name, "todo.noted") for name, _ in tasks)
        return Counter((name, "todo.unmarked" if task.ticked else "todo.again") for name, task in tasks)

    def _to_tick(self, kept: Sequence[Kept], wanted: Wanted) -> dict[str, dict[str, Task]]:
        """What was named, by shop and number. A word that names nothing marks nothing at all."""
        waiting = {one.name: tasks_of(one, self._settings.lang) for one in kept}
        if wanted.everything:
            return {name: {task.number: task for task in tasks} for name, tasks in waiting.items() if tasks}
        return _chosen(wanted.done, waiting, "E_TODO_UNKNOWN")

    def _to_untick(self, kept: Sequence[Kept], wanted: Wanted) -> dict[str, dict[str, Task]]:
        done = {one.name: one.people.said_done(one.shop, self._settings.lang) for one in kept}
        return _chosen(wanted.undo, done, "E_TODO_NOT_DONE")


def _chosen(words: Sequence[str], tasks: Mapping[str, Sequence[Task]], unknown: str) -> dict[str, dict[str, Task]]:
    found: dict[str, dict[str, Task]] = {}
    for word in words:
        named = _named(word, tasks)
        if not named:
            raise BadUse(unknown, wanted=word, known=_few(tasks))
        for name, task in named:
            found.setdefault(name, {})[task.number] = task
    return found


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
        raise BadUse("E_TODO_WHICH_SHOP", wanted=word, shops=", ".join(shops), first=typed(shops[0]))
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
        lines.line(say("todo.next", shop=typed(kept.name), sku=waiting[0].skus[0]), indent=2)


def _json(
    kept: Sequence[Kept],
    found: Mapping[str, Sequence[Task]],
    unread: Mapping[str, BadUse],
    consents: Mapping[str, str],
    lang: Language,
) -> dict[str, JsonValue]:
    shops: list[JsonValue] = []
    for one in kept:
        known: dict[str, JsonValue] = {"shop": one.name, "folder": str(one.place)}
        if one.name in unread:
            error = unread[one.name]
            shops.append(known | {"error": error.code, "message": explain(error, lang), "tasks": []})
        else:
            shops.append(known | {"tasks": [_task(task) for task in found[one.name]]})
    needed: list[JsonValue] = [{"shop": shop, "code": code} for shop, code in consents.items()]
    return {"schema": "ocop/todo@1", "consents": needed, "shops": shops}


def _task(task: Task) -> dict[str, JsonValue]:
    return {
        "number": task.number,
        "what": task.what,
        "skus": list(task.skus),
        "title": task.title,
        "ticked": task.ticked,
    }
