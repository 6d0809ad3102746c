"""Who keeps the shop: where they work, what is asked of them, and their marks, without opening the shop."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from slugify import slugify

from connector.errors import BadUse
from connector.messages import Language, language, say
from connector.port import OpenShop, Task

from .book import Book
from .ticks import NAME, not_writable, read_again, read_ticks, task_of, write_again, write_list

__all__ = ["ByHandPeople", "place_of"]


def place_of(shop: OpenShop) -> Path:
    """The shop's folder: what ``credentials`` name (``folder:PATH``), else one beside ocop.toml."""
    kind, _, named = shop.credentials.partition(":")
    return shop.folder / (Path(named).expanduser() if kind == "folder" and named else f"làm tay {slugify(shop.shop)}")


class ByHandPeople:
    """See ``connector.port.People``. A mark is the same ``x`` in the list that a person would type."""

    def place(self, shop: OpenShop) -> Path:
        return place_of(shop)

    def tasks(self, shop: OpenShop, lang: Language) -> Sequence[Task]:
        folder = place_of(shop)
        ticked = set(read_ticks(folder))
        return [
            Task(one.id, say(f"byhand.task.{task_of(one)}", lang), one.skus, one.title, one.id in ticked)
            for one in Book(folder).open_ones()
        ]

    def said_done(self, shop: OpenShop, lang: Language) -> Sequence[Task]:
        marked = [task for task in self.tasks(shop, lang) if task.ticked]
        known = {task.number for task in marked} | set(read_again(place_of(shop)))
        noted = [one for one in Book(place_of(shop)).ticked_ones() if one.id not in known]
        return [*marked, *(Task(one.id, say("byhand.task.done", lang), one.skus, one.title) for one in noted)]

    def untick(self, shop: OpenShop, numbers: Collection[str]) -> None:
        folder = place_of(shop)
        marked = {task.number for task in self.tasks(shop, language()) if task.ticked}
        if not marked.isdisjoint(numbers):
            self._mark(folder, marked - set(numbers))
        if noted := set(numbers) - marked:
            write_again(folder, {*read_again(folder), *noted})

    def tick(self, shop: OpenShop, numbers: Collection[str]) -> None:
        folder = place_of(shop)
        self._mark(folder, {*read_ticks(folder), *numbers})

    @staticmethod
    def _mark(folder: Path, numbers: Collection[str]) -> None:
        if not_writable(folder):
            raise BadUse("E_BYHAND_LIST_OPEN", file=str(folder / NAME))
        write_list(folder, Book(folder).open_ones(), language(), numbers)
