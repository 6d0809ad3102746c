"""How every product stands in every shop, for ``ocop report`` and the page of several shops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connector.messages import Language
from connector.model import Product
from connector.report.grid import Grid, ShopState, grid_of
from connector.sync import RunReport

from .shops import Workspace

__all__ = ["grid_of_runs"]


async def grid_of_runs(
    workspace: Workspace, reports: Sequence[RunReport], products: Mapping[str, Product], lang: Language
) -> Grid:
    """The shops of ``reports``, by what the journal remembers of them now."""
    journal = workspace.journal
    states = [
        ShopState(
            shop=report.shop,
            marketplace=report.marketplace,
            bases=await journal.bases(report.shop),
            bound=frozenset(await journal.bindings(report.shop)),
            parked=frozenset(await journal.parked(report.shop)),
            report=report,
        )
        for report in reports
    ]
    return grid_of(products, states, workspace.options.day, lang)
