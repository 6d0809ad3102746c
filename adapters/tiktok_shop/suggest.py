"""Which leaf category TikTok Shop itself would choose for a title: advice, never a rule."""

from __future__ import annotations

from pydantic import JsonValue

from connector.errors import Rejected

from .api import Api
from .fact_models import Recommended
from .facts import VERSION

__all__ = ["suggest_categories"]

NO_ANSWER = ("E_TIKTOK_CATEGORY", "E_TIKTOK_TITLE")
SHORTEST, LONGEST = 25, 255


async def suggest_categories(api: Api, title: str, image: str = "") -> list[str]:
    """The leaf's id, or nothing: no match, or a title that is none by TikTok Shop's own measure (not asked about)."""
    if not SHORTEST <= len(title.strip()) <= LONGEST:
        return []
    asked: dict[str, JsonValue] = {"product_title": title.strip(), "category_version": VERSION}
    if image:
        asked["images"] = [{"uri": image}]
    try:
        answer = await api.ask("product/202309/categories/recommend", asked, Recommended)
    except Rejected as error:
        if error.code in NO_ANSWER:
            return []
        raise
    return [answer.leaf_category_id] if answer.leaf_category_id else []
