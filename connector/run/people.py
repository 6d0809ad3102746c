"""Shops that people keep: where they work and what is asked of them, read without opening the shop.

What cannot be used is left out, for the shop's own run says so. A list that cannot be read is ``BadUse``, to be told of
that shop alone: nobody may take it for done, and no other shop's report may go missing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from connector.clock import SystemClock
from connector.config import Config, ShopConfig
from connector.errors import BadUse
from connector.messages import Language
from connector.port import OpenShop, People, Task, spec_for
from connector.report.figures import by_people

from .opening import connection_of

__all__ = ["Kept", "kept_by_hand", "tasks_of", "waiting_of"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A shop that people keep."""

    name: str
    people: People
    shop: OpenShop

    @property
    def place(self) -> Path:
        return self.people.place(self.shop)


def kept_by_hand(config: Config, shops: Sequence[ShopConfig]) -> list[Kept]:
    """Those of ``shops`` that people keep, as far as their adapters can be used."""
    found = []
    for shop in shops:
        people = spec_for(shop.marketplace).people if by_people(shop.marketplace) else None
        if people is not None:
            found.append(Kept(shop.name, people(), connection_of(config, shop, SystemClock())))
    return found


def tasks_of(kept: Kept, lang: Language) -> list[Task]:
    """What is asked of people there; BadUse where that cannot be read."""
    try:
        return list(kept.people.tasks(kept.shop, lang))
    except BadUse:
        raise
    except Exception as error:
        log.exception("the tasks of %s cannot be read", kept.name)
        raise BadUse("E_TODO_UNREADABLE", place=str(kept.place), reason=_why(error)) from error


def waiting_of(kept: Kept, lang: Language) -> list[Task]:
    """What waits for a person there; BadUse where that cannot be read."""
    return [task for task in tasks_of(kept, lang) if not task.ticked]


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
