"""What a shop is to show, as the floor counts it: composed from files and kept facts, nothing of what was sent.

``python -m benchmarks.wanted FOLDER STATE DAY`` prints the calls each shop of ``FOLDER/ocop.toml`` needs, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import date
from pathlib import Path

from connector.clock import SystemClock
from connector.config import ShopConfig, load_config
from connector.model import PAPER_RECIPE
from connector.port import spec_for
from connector.run import Options, State, Workspace, open_workspace
from connector.sync.ahead import pictures_of
from mappings import category_paths

from .needed import Goods, of_three

__all__ = ["goods_of", "main"]


async def goods_of(workspace: Workspace, shop: ShopConfig) -> Goods:
    """The goods of ``shop`` once a run has fetched its facts."""
    effective = await workspace.effective()
    composer = await workspace.composer_offline(shop)
    facts, needs_stock = composer.facts, spec_for(shop.marketplace).capabilities.needs_stock
    wishes = composer.all(effective.products.values(), workspace.options.day)
    listings = [wish.listing for wish in wishes if wish.want == "live" and wish.listing is not None]
    if needs_stock:
        listings = [one for one in listings if any(variant.stock for variant in one.variants)]
    shown = [[(picture.key, picture.recipe == PAPER_RECIPE) for picture in pictures_of(one)] for one in listings]
    paths = category_paths(composer.rules, effective.products.values())
    return Goods(
        pictures=[[key for key, paper in one if not paper] for one in shown],
        papers=len({key for one in shown for key, paper in one if paper}),
        grouped=sum(len(one.variants) > 1 for one in listings),
        categories=sum(1 for node in facts.categories if node.leaf and node.path in paths),
        brands=max(len(brands) for brands in facts.brands.values()) if facts.brands else 0,
    )


async def main(folder: Path, state: Path, day: date) -> None:
    config = load_config(folder / "ocop.toml")
    async with open_workspace(config, State(state), SystemClock(), Options(day=day, day_given=True)) as workspace:
        shops = config.shops()
        found = {shop.name: of_three(shop.marketplace, await goods_of(workspace, shop)) for shop in shops}
    print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3])))
