"""How every product stands in every shop, for ``ocop report`` and the page of several shops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connector.errors import BadUse
from connector.messages import Language
from connector.model import Product, fold
from connector.report.grid import Grid, ShopState, grid_of
from connector.sync import RunReport
from connector.sync.journal import Binding

from .people import kept_by_hand, waiting_of
from .shops import Workspace

__all__ = ["grid_of_runs"]


async def grid_of_runs(
    workspace: Workspace, reports: Sequence[RunReport], products: Mapping[str, Product], lang: Language
) -> Grid:
    """The shops of ``reports``, by what the journal remembers of them now."""
    journal = workspace.journal
    bound = {report.shop: await journal.bindings(report.shop) for report in reports}
    left = {report.shop: _left(workspace, report.shop, bound[report.shop], lang) for report in reports}
    states = [
        ShopState(
            shop=report.shop,
            marketplace=report.marketplace,
            bases=await journal.bases(report.shop),
            bound=frozenset(bound[report.shop]),
            parked=frozenset(await journal.parked(report.shop)),
            left=left[report.shop] or frozenset(),
            unread=left[report.shop] is None,
            report=report,
        )
        for report in reports
    ]
    return grid_of(products, states, workspace.options.day, lang)


def _left(workspace: Workspace, name: str, bound: Mapping[str, Binding], lang: Language) -> frozenset[str] | None:
    """Products that wait for somebody to carry out what is written, None where that cannot be read; none where no
    person keeps the shop."""
    shop = next((one for one in workspace.config.shop if one.name == name), None)
    kept = kept_by_hand(workspace.config, () if shop is None else (shop,))
    try:
        skus = {fold(sku) for one in kept for task in waiting_of(one, lang) for sku in task.skus}
    except BadUse:
        return None
    return frozenset(product for product, binding in bound.items() if not skus.isdisjoint(binding.skus))
