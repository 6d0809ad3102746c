"""The HTML page of one or more runs, with what the catalogue and the picture cache know of each product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from connector.errors import OcopError
from connector.messages import Language, say
from connector.model import Group, MediaIdentity, Product
from connector.report.catalogue import expiring, facts_of
from connector.report.html import page_html
from connector.report.page import HtmlReport, ShopSection, cards_of
from connector.run import Workspace
from connector.sync import RunReport
from media import Renditions, thumbnail

from .files import write_file

__all__ = ["write_page"]


async def write_page(workspace: Workspace, reports: Sequence[RunReport], path: Path, lang: Language) -> Path:
    """Write the page; where it is. BadUse where the place cannot be written."""
    products = await _products(workspace)
    day = max(report.day for report in reports)
    sections = [_section(workspace, report, products, lang) for report in reports]
    page = HtmlReport(
        title=say("cli.page_title", lang),
        day=day,
        sections=tuple(sections),
        lang=lang,
        made_at=workspace.clock.now(),
    )
    return write_file(path, page_html(page).encode())


async def _products(workspace: Workspace) -> Mapping[str, Product]:
    """The day's catalogue; a page about the past is made even where the sheets cannot be read today."""
    try:
        return (await workspace.effective()).products
    except OcopError:
        return {}


def _section(workspace: Workspace, report: RunReport, products: Mapping[str, Product], lang: Language) -> ShopSection:
    shop = next((shop for shop in workspace.config.shop if shop.name == report.shop), None)
    lead = workspace.config.policy_of(shop).lead_days if shop else 0
    touched = {result.change.product for result in report.results}
    facts = {name: facts_of(products[name], report.day, lead) for name in touched if name in products}
    return ShopSection(
        report=report,
        cards=cards_of(report, lang, facts),
        expiries=tuple(expiring(products.values(), report.day)),
        pictures=_pictures(report, Renditions(workspace.state.renditions)),
    )


def _pictures(report: RunReport, cache: Renditions) -> dict[str, tuple[bytes | None, bytes | None]]:
    """By product, the first picture that changed: as the shop showed it and as it is now, from the cache, small."""
    found: dict[str, tuple[bytes | None, bytes | None]] = {}
    for result in report.results:
        media = result.change.groups.get(Group.MEDIA)
        if media is None:
            continue
        before = [str(key) for key in media.before] if isinstance(media.before, list) else []
        after = [str(key) for key in media.after] if isinstance(media.after, list) else []
        place = next((n for n, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), 0)
        shown = (_small(before[place : place + 1], cache), _small(after[place : place + 1], cache))
        if any(shown):
            found[result.change.product] = shown
    return found


def _small(keys: Sequence[str], cache: Renditions) -> bytes | None:
    """The cached picture of a key, as small as a page needs it."""
    identity = MediaIdentity.of_key(keys[0]) if keys else None
    kept = cache.kept(identity) if identity is not None else None
    return thumbnail(kept.data) if kept is not None else None
