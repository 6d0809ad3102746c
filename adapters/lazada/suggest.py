"""The leaves that Lazada itself proposes for a title."""

from __future__ import annotations

from connector.errors import Bug

from .api import Api
from .fact_models import Suggestions

__all__ = ["suggest_categories"]

NO_IDEA = "701"


async def suggest_categories(api: Api, title: str, image: str = "") -> list[str]:
    """Ids of leaves, best first; none where Lazada has no idea. It looks at the title only."""
    if not title.strip():
        return []
    try:
        answer = await api.get("product/category/suggestion/get", [("product_name", title)], Suggestions)
    except Bug as error:
        if error.original != NO_IDEA:
            raise
        return []
    return list(dict.fromkeys(hit.category_id for hit in answer.data.hits if hit.category_id))
