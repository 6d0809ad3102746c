"""One process that syncs, as a command would, and perhaps dies of it; what it reached is left in a file."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from connector.clock import SystemClock
from connector.config import load_config
from connector.run import Options, State, open_workspace
from tests.kills.effects import Effects, Strike

__all__ = ["Order", "carry_out", "synced"]


@dataclass(frozen=True, slots=True)
class Order:
    """Sync the first shop of ``config`` for ``day``, up to ``runs`` times until nothing is left to do.

    ``number`` and ``when`` say at which effect to die (0: at none).
    """

    config: str
    state: str
    day: str
    told: str
    runs: int = 1
    number: int = 0
    when: str = ""

    def as_line(self) -> str:
        return json.dumps(asdict(self))


def carry_out(order: Order) -> None:
    """Do it and write what came of it to ``order.told``: the reports, the plan that follows, the effects."""
    effects = Effects(Strike(order.number, order.when) if order.number else None)  # type: ignore[arg-type]
    effects.install()
    told = synced(order)
    told["effects"] = effects.kinds
    Path(order.told).write_text(json.dumps(told), encoding="utf-8")


def synced(order: Order) -> dict[str, Any]:
    """The same without an end that could come early."""
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(_sync(order))


async def _sync(order: Order) -> dict[str, Any]:
    reports: list[dict[str, Any]] = []
    planned: list[str] = []
    for _ in range(order.runs):
        options = Options(day=date.fromisoformat(order.day), day_given=True)
        config = load_config(Path(order.config))
        async with open_workspace(config, State(Path(order.state)), SystemClock(), options) as workspace:
            (shop,) = config.shops()
            report = await workspace.sync(shop)
            reports.append(
                {
                    "ending": report.ending,
                    "stop_code": report.stop_code,
                    "exit_code": report.exit_code,
                    "uploads": report.uploads,
                    "results": [f"{r.change.kind} {r.change.product} {r.outcome} {r.code}" for r in report.results],
                    "notices": [f"{n.code} {n.product}" for n in report.notices],
                }
            )
            if order.runs == 1:
                break
            plan = await workspace.plan(shop)
            planned = [f"{change.kind} {change.product}" for change in plan.changes]
            open_intents = [i.product for i in await workspace.journal.open_intents(shop.name)]
            planned += [f"open intent {product}" for product in open_intents]
        if not planned:
            break
    return {"reports": reports, "planned": planned}


if __name__ == "__main__":
    carry_out(Order(**json.loads(sys.argv[1])))
