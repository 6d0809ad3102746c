"""The demo's page: every run of every shop, with the pictures that the shops really served before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from connector.messages import Language, say
from connector.report.catalogue import expiring, facts_of
from connector.report.html import write_html
from connector.report.page import HtmlReport, Known, ShopSection, outline_of_run
from connector.run import Workspace
from connector.run.grid import grid_of_runs
from connector.sync import RunReport
from media import thumbnail

__all__ = ["SIDE", "Told", "sources", "write_demo_report"]

COVERS = Mapping[str, bytes]
SIDE = 216


@dataclass(frozen=True, slots=True)
class Told:
    """One run, with the covers (by SKU) before and after it."""

    report: RunReport
    before: COVERS
    after: COVERS


async def sources(workspace: Workspace) -> dict[str, bytes]:
    """The first photo of every product as the co-op has it, small, by SKU."""
    effective = await workspace.effective()
    found: dict[str, bytes] = {}
    for product in effective.products.values():
        path = effective.read.photos.find(product.images[0]) if product.images else None
        if path is not None:
            cover = thumbnail(path.read_bytes(), SIDE)
            found.update((variant.sku, cover) for variant in product.variants)
    return found


async def write_demo_report(
    path: Path, workspace: Workspace, runs: Sequence[Told], last: Sequence[RunReport], lang: Language
) -> Path:
    """Write the page: how every product stands after the ``last`` run of each shop, then ``runs``, newest first."""
    products = (await workspace.effective()).products
    sections: list[ShopSection] = []
    for told in runs:
        day = told.report.day
        touched = {result.change.product for result in told.report.results}
        facts = {name: facts_of(products[name], day, 0) for name in touched if name in products}
        skus = {result.change.product: result.change.skus[0] for result in told.report.results}
        pictures = {name: (told.before.get(sku), told.after.get(sku)) for name, sku in skus.items()}
        ends = tuple(expiring(products.values(), day)) if not sections else ()
        outline = outline_of_run(told.report, lang, Known(facts))
        sections.append(ShopSection(outline=outline, expiries=ends, pictures=pictures))
    page = HtmlReport(
        title=say("demo-page-title", lang),
        day=runs[0].report.day,
        sections=tuple(sections),
        lang=lang,
        intro=say("demo-page-intro", lang),
        made_at=workspace.clock.now(),
        grid=await grid_of_runs(workspace, last, products, lang),
    )
    return write_html(path, page)
