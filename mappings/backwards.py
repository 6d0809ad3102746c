"""The rules of attributes read backwards: what a listing's attributes tell of the cells of a sheet.

Only where a rule hands one cell on as it is; a choice that the rule found by a word of the cell does not tell the cell.
"""

from __future__ import annotations

from connector.model import ShopFacts, fold

from .loader import Rules

__all__ = ["cells_told"]

CELLS = {"{ingredients}": "ingredients_vi", "{storage}": "storage_vi", "{shelf_life_days}": "shelf_life_days"}


def cells_told(rules: Rules, facts: ShopFacts, category: str, values: object) -> dict[str, str]:
    """Cells by field. ``values`` are those of the attributes group: (choice id, text, unit) by attribute id."""
    by_name = {fold(name): rule for name, rule in rules.attributes.attribute.items()}
    cells: dict[str, str] = {}
    for attribute in facts.attributes.get(category, ()):
        rule = by_name.get(fold(attribute.name))
        given = values.get(attribute.id) if isinstance(values, dict) else None
        field = CELLS.get(rule.value) if rule is not None else None
        if rule is None or field is None or not isinstance(given, list) or len(given) != 1:
            continue
        choice, text, unit = map(str, given[0])
        names = {one.id: one.name for one in attribute.choices} if not rule.words else {}
        said = names.get(choice, text)
        if fold(unit) == (fold(rule.unit) if attribute.units else "") and (
            field != "shelf_life_days" or said.isdecimal()
        ):
            cells.setdefault(field, said)
    return {field: said for field, said in cells.items() if said}
