"""``ocop why SKU``: where every value on a shop comes from."""

from __future__ import annotations

from pydantic import JsonValue

from connector.errors import BadUse
from connector.report.why import WhyView, show_why, why_json
from connector.run.why import explain_sku

from .asked import Asked, chosen, opened
from .loop import run_async
from .progress import Meter
from .settings import Settings
from .streams import emit

__all__ = ["run"]


def run(settings: Settings, asked: Asked, sku: str, shop: str | None, field: str | None) -> int:
    views = run_async(_views(settings, asked, sku, shop, field or ""))
    if settings.as_json:
        shops: list[JsonValue] = [why_json(view) for view in views]
        emit(why_json(views[0]) if len(views) == 1 else {"schema": "ocop/whys@1", "shops": shops})
        return 0
    for view in views:
        show_why(view, settings.lang, settings.console())
    return 0


async def _views(settings: Settings, asked: Asked, sku: str, shop: str | None, field: str) -> list[WhyView]:
    """One view per shop; a shop that never ran is passed over where another has something to say."""
    views: list[WhyView] = []
    skipped: BadUse | None = None
    with Meter(settings) as meter:
        async with opened(settings, asked, meter) as workspace:
            for one in chosen(workspace.config, (shop,) if shop else ()):
                try:
                    views.append(await explain_sku(workspace, one, sku, field))
                except BadUse as error:
                    if error.code != "E_NO_FACTS":
                        raise
                    skipped = error
    if not views and skipped is not None:
        raise skipped
    return views
