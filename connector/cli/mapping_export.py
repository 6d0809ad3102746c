"""``ocop mapping export``: one shop's categories and details as a workbook to choose in.

``--json`` is one object, ``ocop/mapping-export@1``.
"""

from __future__ import annotations

from pathlib import Path

from connector.config import Config, ShopConfig
from connector.errors import BadUse
from connector.run.mapping import ShopMapping, survey_mapping
from connector.run.mapping_export import book_of

from .asked import Asked, chosen, opened
from .files import keep_sources, new_only, said_where, write_file
from .loop import run_async
from .problems import explain
from .progress import Meter
from .settings import Settings
from .sources import files_of, kind_of
from .streams import emit, tell

__all__ = ["one_shop", "run"]


def run(settings: Settings, asked: Asked, file: Path, shop: str | None, suggest: bool, force: bool) -> int:
    from connector.catalogue.writing.mapping_book import mapping_book

    kind_of(file, (".xlsx",))
    config, _ = settings.load()
    keep_sources(file, [*files_of(config.catalogue), config.path])
    new_only(file, force)
    survey = run_async(_survey(settings, asked, shop, suggest))
    content = book_of(survey, settings.lang)
    written = write_file(file, mapping_book(content, settings.lang))
    said_where(settings, file, written)
    counts = {
        "products": len(survey.fits),
        "groups": len(content.rows["categories"]),
        "attributes": len(content.rows["attributes"]),
        "leaves": len(content.leaves),
    }
    if survey.problem is not None:
        tell(explain(survey.problem, settings.lang))
    if settings.as_json:
        shown = {"shop": survey.shop.name, "file": str(written), "asked": survey.asked}
        emit({"schema": "ocop/mapping-export@1", **shown, **counts})
        return 0
    if not survey.fits:
        print(settings.say("categories.no_products"))
    print(settings.say("mapping_book.written", file=written, **counts))
    print(settings.say("mapping_book.next", command=f"ocop mapping import {written.name}"))
    return 0


async def _survey(settings: Settings, asked: Asked, name: str | None, suggest: bool) -> ShopMapping:
    with Meter(settings) as meter:
        async with opened(settings, asked, meter) as workspace:
            shop = one_shop(workspace.config, name)
            return await survey_mapping(workspace, shop, propose="all" if suggest else "homeless")


def one_shop(config: Config, name: str | None) -> ShopConfig:
    """The shop named, or the only one there is; BadUse names those there are."""
    shops = chosen(config, [name] if name else [])
    if len(shops) > 1:
        raise BadUse("E_MAPPING_WHICH_SHOP", shops=", ".join(shop.name for shop in shops))
    return shops[0]
