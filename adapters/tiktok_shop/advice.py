"""TikTok Shop's listing diagnoses as Advice: what it would like better about a live product, in its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connector.model import Advice

from .api import Api
from .models import Diagnoses, Diagnosis

__all__ = ["diagnose_products"]

BATCH = 200
FIELDS: Mapping[str, str] = {
    "TITLE": "title",
    "DESCRIPTION": "description",
    "IMAGE": "media",
    "ATTRIBUTE": "attributes",
    "SIZE_CHART": "",
}
ISSUES: Mapping[str, str] = {
    "TITLE_LENGTH_TOO_SHORT": "title-length",
    "DESC_LENGTH_TOO_SHORT": "description-short",
    "MAIN_IMG_NUMBER_LESS_THAN_FIVE": "too-few-images",
}
"""Names of ours for what we know; by their field where the code is another, else passed on in their words."""

BY_FIELD: Mapping[str, str] = {"ATTRIBUTE": "too-few-attributes", "SIZE_CHART": "size-chart"}


async def diagnose_products(api: Api, remote_ids: Sequence[str]) -> dict[str, tuple[Advice, ...]]:
    """What TikTok Shop says of each live product; others are left out of its answer and of ours."""
    numbers = list(dict.fromkeys(remote_id for remote_id in remote_ids if remote_id.isascii() and remote_id.isdigit()))
    found: dict[str, tuple[Advice, ...]] = {}
    for start in range(0, len(numbers), BATCH):
        asked = [("product_ids", ",".join(numbers[start : start + BATCH]))]
        answer = await api.get("product/202405/products/diagnoses", asked, Diagnoses)
        for product in answer.products:
            found[product.id] = tuple(_advice(product.diagnoses))
    return found


def _advice(diagnoses: Sequence[Diagnosis]) -> list[Advice]:
    """One of each kind: two codes may mean the same to a person."""
    named: dict[str, Advice] = {}
    for diagnosis in diagnoses:
        field = FIELDS.get(diagnosis.field, "")
        for result in diagnosis.diagnosis_results:
            code = ISSUES.get(result.code) or BY_FIELD.get(diagnosis.field, "other")
            key = code if code != "other" else f"other {result.code}"
            text = result.how_to_solve or result.code
            named.setdefault(key, Advice(code=code, text=text, field=field))
    return list(named.values())
