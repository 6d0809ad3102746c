"""The HTML page of plans or runs, with what the catalogue, the photos and the picture cache know of each product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from connector.errors import BadUse, OcopError
from connector.messages import Language, say
from connector.model import Product
from connector.report.catalogue import expiring, facts_of
from connector.report.figures import typed
from connector.report.html import page_html
from connector.report.page import Expiry, HtmlReport, Known, ShopSection, outline_of_plan, outline_of_run
from connector.run import Workspace
from connector.run.grid import grid_of_runs
from connector.sync import Change, Outcome, Plan, RunReport
from media import Renditions

from .files import write_file
from .problems import explain
from .thumbnails import Thumbnails
from .todo import waiting_in

__all__ = ["catalogue_now", "deadlines", "known_by_shop", "known_of", "write_page"]

Commands = Mapping[str, Sequence[tuple[str, str]]]
"""By shop: (why, what to type next)."""


async def write_page(
    workspace: Workspace,
    told: Sequence[Plan] | Sequence[RunReport],
    path: Path,
    lang: Language,
    commands: Commands | None = None,
) -> Path:
    """Write the page; where it is. BadUse where the place cannot be written."""
    products = await catalogue_now(workspace)
    day = max(one.day for one in told)
    sections = [await _section(workspace, one, products, lang, (commands or {}).get(one.shop, ())) for one in told]
    plan = isinstance(told[0], Plan)
    runs = [one for one in told if isinstance(one, RunReport)]
    grid = await grid_of_runs(workspace, runs, products, lang) if len(runs) > 1 else None
    page = HtmlReport(
        title=say("cli.plan_page_title" if plan else "cli.page_title", lang),
        day=day,
        sections=tuple(sections),
        lang=lang,
        made_at=workspace.clock.now(),
        grid=grid,
    )
    return write_file(path, page_html(page).encode())


async def known_of(
    workspace: Workspace, told: Plan | RunReport, products: Mapping[str, Product] | None = None
) -> Known:
    """What the day's catalogue knows of a plan or run; nothing where it cannot be read."""
    products = await catalogue_now(workspace) if products is None else products
    shop = next((shop for shop in workspace.config.shop if shop.name == told.shop), None)
    lead = workspace.config.policy_of(shop).lead_days if shop else 0
    touched = {change.product for change in _changes(told)}
    facts = {name: facts_of(products[name], told.day, lead) for name in touched if name in products}
    titles = {variant.sku: product.title_vi for product in products.values() for variant in product.variants}
    cells = (await workspace.effective()).read.origins if products else {}
    return Known(facts, titles, cells)


async def known_by_shop(workspace: Workspace, told: Sequence[RunReport]) -> dict[str, Known]:
    """The same for several runs."""
    products = await catalogue_now(workspace)
    return {one.shop: await known_of(workspace, one, products) for one in told}


async def deadlines(workspace: Workspace) -> list[Expiry]:
    """Certificates that end soon, by today's catalogue."""
    return expiring((await catalogue_now(workspace)).values(), workspace.options.day)


async def catalogue_now(workspace: Workspace) -> Mapping[str, Product]:
    """The day's catalogue; a page about the past is made even where the sheets cannot be read today."""
    try:
        return (await workspace.effective()).products
    except OcopError:
        return {}


def _changes(told: Plan | RunReport) -> list[Change]:
    if isinstance(told, Plan):
        return list(told.changes)
    return [result.change for result in told.results if result.outcome is Outcome.ACCEPTED]


async def _section(
    workspace: Workspace,
    told: Plan | RunReport,
    products: Mapping[str, Product],
    lang: Language,
    commands: Sequence[tuple[str, str]],
) -> ShopSection:
    known = await known_of(workspace, told, products)
    outline = outline_of_plan(told, lang, known) if isinstance(told, Plan) else outline_of_run(told, lang, known)
    photos = (await workspace.effective()).read.photos if products else None
    thumbnails = Thumbnails(Renditions(workspace.state.renditions), photos, products, workspace.options.progress)
    return ShopSection(
        outline=outline,
        pictures=await thumbnails.of(_changes(told)),
        expiries=tuple(expiring(products.values(), told.day)),
        commands=(*_tasks(workspace, told.shop, lang), *commands),
    )


def _tasks(workspace: Workspace, name: str, lang: Language) -> list[tuple[str, str]]:
    """What waits for people in a shop that they keep, and where they see it."""
    shops = [shop for shop in workspace.config.shop if shop.name == name]
    said = [
        explain(found, lang) if isinstance(found, BadUse) else say("todo.waiting", lang, count=found, place=kept.place)
        for kept, found in waiting_in(workspace.config, shops, lang)
    ]
    return [(sentence, f"ocop todo {typed(name)}") for sentence in said]
