"""The contract suite's bench."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

import pytest

from adapters.memory import SPEC, MemoryAdapter
from connector.model import Limit, ShopFacts
from connector.testing.bench import Bench
from connector.testing.goods import product
from connector.testing.stage import Control, Stage
from connector.testing.virtual import VirtualClock
from mappings import load_rules
from tests.simulation.world import World


class Tightening(MemoryAdapter):
    """A shop that takes a shorter title each time it is asked what it allows."""

    longest = 120

    async def facts(self, paths: Collection[tuple[str, ...]], known: ShopFacts | None) -> ShopFacts:
        found = await super().facts(paths, None)
        self.longest -= 1
        return found.model_copy(update={"limits": {**found.limits, "title": Limit(maximum=self.longest, source="t")}})


async def test_what_was_judged_by_other_facts_is_judged_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """However the machine reuses the place in memory where facts once lay."""
    monkeypatch.setattr("connector.testing.bench.id", lambda _: 7, raising=False)  # as after a garbage collection
    world = World(1, size=1)
    adapter = Tightening(world.shop)
    stage = cast(Stage, type("OfMemory", (), {"spec": SPEC})())
    with world.journal() as journal:
        bench = Bench(stage, adapter, cast(Control, None), VirtualClock(), journal, load_rules(SPEC.mapping))
        goods, told = product(title_vi="Khăn lụa tơ tằm " + "hoa sen " * 11), set[str]()
        for _ in range(40):
            bench._asked.clear()  # a further category: the shop is asked again
            composed = await bench.judged(goods)
            assert composed.listing is not None
            assert len(composed.listing.title) <= adapter.longest
            told.add(composed.listing.title)
    assert len(told) > 3
