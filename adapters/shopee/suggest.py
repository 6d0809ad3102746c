"""Which leaf categories Shopee itself would choose for a title (``category_recommend``): advice, never a rule."""

from __future__ import annotations

from .api import Api, Params
from .fact_models import Recommended

__all__ = ["suggest_categories"]


async def suggest_categories(api: Api, title: str, image: str = "") -> list[str]:
    """Leaf ids, best first, each once; one call. A blank title is not asked about."""
    if not title.strip():
        return []
    params: Params = [("item_name", title), *([("product_cover_image", image)] if image else [])]
    answer = await api.get("product/category_recommend", params, Recommended)
    return [str(number) for number in dict.fromkeys(answer.category_id) if number > 0]
