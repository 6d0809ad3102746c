"""The HTML page of one or more runs, with what the catalogue and the picture cache know of each product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from connector.errors import BadUse, OcopError
from connector.messages import Language, say
from connector.model import Product
from connector.report.html import write_html
from connector.report.page import Expiry, HtmlReport, ProductFacts, ShopSection, cards_of
from connector.run import Workspace
from connector.sync import RunReport
from media import Renditions

__all__ = ["expiring", "write_page"]

SOON = timedelta(days=90)


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
    try:
        return write_html(path.expanduser().absolute(), page)
    except OSError as error:
        raise BadUse("E_FILE_NOT_WRITTEN", file=str(path), reason=error.strerror or type(error).__name__) from None


async def _products(workspace: Workspace) -> Mapping[str, Product]:
    """The day's catalogue; a page about the past is made even where the sheets cannot be read today."""
    try:
        return (await workspace.effective()).products
    except OcopError:
        return {}


def _section(
    workspace: Workspace, report: RunReport, products: Mapping[str, Product], lang: Language
) -> ShopSection:
    shop = next((shop for shop in workspace.config.shop if shop.name == report.shop), None)
    lead = workspace.config.policy_of(shop).lead_days if shop else 0
    touched = {result.change.product for result in report.results}
    facts = {name: _facts(products[name], report.day, lead) for name in touched if name in products}
    return ShopSection(
        report=report,
        cards=cards_of(report, lang, facts),
        expiries=tuple(expiring(products.values(), report.day)),
        pictures=_pictures(report, Renditions(workspace.state.renditions)),
    )


def _facts(product: Product, day: date, lead_days: int) -> ProductFacts:
    star = product.certification.badge_star(day, lead_days=lead_days)
    record = product.certification.current
    return ProductFacts(
        star=star or 0,
        cert_no=record.cert_no if record else "",
        expiry=record.expiry_date if record else None,
        prices=tuple(variant.price_vnd for variant in product.on_sale),
    )


def _pictures(report: RunReport, cache: Renditions) -> dict[str, tuple[bytes | None, bytes | None]]:
    """By product, the cover as it is now, from the cache; what it was before the shop alone knows."""
    found: dict[str, tuple[bytes | None, bytes | None]] = {}
    for result in report.results:
        listing = result.change.listing
        if listing is None or not listing.media or result.change.product in found:
            continue
        kept = cache.kept(listing.media[0])
        if kept is not None:
            found[result.change.product] = (None, kept.data)
    return found


def expiring(products: Iterable[Product], day: date) -> list[Expiry]:
    """Certificates that lapse within ninety days, or have, the nearest first."""
    found = []
    for product in products:
        record = product.certification.current
        if record is None or record.expiry_date is None or record.revoked(day) or record.expiry_date > day + SOON:
            continue
        sku = product.variants[0].sku
        found.append(Expiry(product.title_vi, sku, record.star, record.cert_no, record.expiry_date))
    return sorted(found, key=lambda one: (one.expiry, one.sku))
