"""One answered detail of a category: the rule it becomes, or why it cannot be one."""

from __future__ import annotations

import difflib
import re
from typing import Any

from connector.catalogue.mapping_answers import Row
from connector.messages import LANGUAGES, say
from connector.model import Attribute, AttributeInput, Category, fold
from mappings.overlay import Edit
from mappings.prepare import AttributePlan, prepare
from mappings.schema import split_path

from .mapping import ShopMapping
from .mapping_words import field_of, path_text, value_text

__all__ = ["Refused", "detail_edit"]

LISTED_ONLY = (AttributeInput.CHOICE, AttributeInput.CHOICES)
NUMBERS = {AttributeInput.INTEGER: re.compile(r"\d+"), AttributeInput.NUMBER: re.compile(r"\d+([.,]\d+)?")}
IN_BRACKETS = re.compile(r"(?P<words>.*)\((?P<unit>[^()]*)\)\s*")
SHOWN = 120


class Refused(Exception):
    """This row cannot be used; never leaves the judging of a workbook."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def detail_edit(row: Row, leaf: Category, survey: ShopMapping) -> tuple[Edit, str, str]:
    """The edit of the user's rules, and what held before and will hold, in words of the row."""
    plan = _plan(row, leaf, survey)
    keys = ("in_category", _own_spelling(leaf, survey), plan.attribute.name)
    before = _words(plan.rule.value, plan.unit, plan.rule.otherwise) if plan.rule is not None else ""
    source, otherwise = row["new_source"], row["new_otherwise"]
    if any(fold(source) == fold(say("mapping_book.word.default", lang)) for lang in LANGUAGES):
        return Edit("attributes", keys, None), before, ""
    rule: dict[str, Any] = {}
    if plan.rule is not None:
        rule = plan.rule.model_dump(exclude_defaults=True)
    if source:
        rule = {name: value for name, value in rule.items() if name == "otherwise"} | _source(source, plan)
    if otherwise:
        rule["otherwise"] = _choice(otherwise, plan.attribute)
    rule.setdefault("value", "")
    after = _words(str(rule["value"]), str(rule.get("unit", "")), str(rule.get("otherwise", "")))
    return Edit("attributes", keys, rule), before, after


def _plan(row: Row, leaf: Category, survey: ShopMapping) -> AttributePlan:
    plans = {fold(plan.attribute.name): plan for plan in prepare(survey.rules, survey.facts).leaf(leaf).attributes}
    found = plans.get(fold(row["attribute"]))
    if found is None:
        names = {name: plan.attribute.name for name, plan in plans.items()}
        near = difflib.get_close_matches(fold(row["attribute"]), list(names), n=1, cutoff=0.3)
        nearest = names[near[0]] if near else "–"
        raise Refused("E_MAPPING_ROW_ATTRIBUTE", value=row["attribute"][:SHOWN], nearest=nearest)
    return found


def _own_spelling(leaf: Category, survey: ShopMapping) -> str:
    """The category as the user's rules spell it already, so that it never stands there twice."""
    known = (key for key in survey.rules.attributes.in_category if split_path(key) == leaf.path)
    return next(known, path_text(leaf.path))


def _source(said: str, plan: AttributePlan) -> dict[str, str]:
    """A column with its unit, or a value for every product of the category."""
    attribute = plan.attribute
    whole = field_of(said)
    bracket = None if whole else IN_BRACKETS.fullmatch(said)
    name = whole or (field_of(bracket["words"]) if bracket else "")
    if name:
        asked = bracket["unit"].strip() if bracket else ""
        unit = _unit(asked, plan)
        words = plan.rule.words if plan.rule is not None and plan.rule.value == f"{{{name}}}" else {}
        kept: dict[str, Any] = {"words": dict(words)} if words else {}
        return {"value": f"{{{name}}}", **({"unit": unit} if unit else {}), **kept}
    if not attribute.units:
        return {"value": _escaped(_constant(said, attribute))}
    number, _, asked = said.rpartition(" ")
    unit = next((unit for unit in attribute.units if fold(said).endswith(fold(unit))), "")
    number = said[: len(said) - len(unit)].strip() if unit else said
    return {"value": _escaped(_constant(number, attribute)), "unit": _unit(unit, plan)}


def _unit(asked: str, plan: AttributePlan) -> str:
    units = {fold(unit): unit for unit in plan.attribute.units}
    if not units and not asked:
        return ""
    wanted = asked or plan.unit or (next(iter(units.values())) if len(units) == 1 else "")
    if fold(wanted) not in units:
        raise Refused("E_MAPPING_ROW_UNIT", value=asked[:SHOWN], units=", ".join(plan.attribute.units) or "–")
    return units[fold(wanted)]


def _constant(said: str, attribute: Attribute) -> str:
    """A value as the marketplace takes it: a listed choice, a number, or a text of one's own."""
    listed = {fold(choice.name): choice.name for choice in attribute.choices}
    if fold(said) in listed:
        return listed[fold(said)]
    if attribute.input in LISTED_ONLY:
        return _choice(said, attribute)
    form = NUMBERS.get(attribute.input)
    if form is not None:
        if not form.fullmatch(said):
            raise Refused("E_MAPPING_ROW_NUMBER", value=said[:SHOWN])
        return said.replace(",", ".")
    return said


def _choice(said: str, attribute: Attribute) -> str:
    names = {fold(choice.name): choice.name for choice in attribute.choices}
    if fold(said) in names:
        return names[fold(said)]
    near = difflib.get_close_matches(fold(said), list(names), n=3, cutoff=0.3) or list(names)[:3]
    nearest = "; ".join(names[name] for name in near) or "–"
    raise Refused("E_MAPPING_ROW_CHOICE", value=said[:SHOWN], nearest=nearest)


def _escaped(text: str) -> str:
    """Braces of a person's own text are no places to fill in."""
    return text.replace("{", "{{").replace("}", "}}")


def _words(value: str, unit: str, otherwise: str) -> str:
    shown = value_text(value, "vi") + (f" ({unit})" if unit else "")
    return " / ".join(part for part in (shown, otherwise) if part)
