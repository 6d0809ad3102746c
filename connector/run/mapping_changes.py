"""A filled-in workbook judged against a shop: which keys of the user's rules change, and which rows cannot be used.

Pure. A row is refused by name where it names no rule, no product, no leaf, no detail or no choice that there is, or
says otherwise than an earlier row. An answer that the user's own rules give already changes nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from connector.catalogue.mapping_answers import MappingAnswers, Row
from connector.messages import LANGUAGES, say
from connector.model import Category, fold
from mappings.overlay import Edit
from mappings.schema import split_path

from .mapping import Fit, ShopMapping
from .mapping_details import Refused, detail_edit
from .mapping_words import path_text

__all__ = ["BadRow", "ChangedRow", "Judged", "judge"]

SHOWN = 120


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that counts for nothing, and why: a code with its params."""

    row: Row
    code: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that changes something. ``before`` and ``after`` are for people; '' is the rule that is not the user's."""

    row: Row
    subject: str
    before: str
    after: str
    edit: Edit


@dataclass(slots=True)
class Judged:
    """``same``: rows whose answer holds already."""

    changes: list[ChangedRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    same: int = 0


def judge(answers: MappingAnswers, survey: ShopMapping) -> Judged:
    """Every answered row of the workbook for ``survey``'s shop."""
    judged, taken = Judged(), dict[tuple[str, ...], tuple[ChangedRow, int]]()
    desk = _Desk(survey)
    for row in answers.rows:
        try:
            change = desk.change(row)
        except Refused as refused:
            judged.bad.append(BadRow(row, refused.code, refused.params))
            continue
        place = (change.edit.file, *change.edit.keys)
        before = taken.setdefault(place, (change, row.line))
        if before[0].edit != change.edit:
            judged.bad.append(BadRow(row, "E_MAPPING_ROW_TWICE", {"other": before[1]}))
        elif before[0] is not change or desk.holds(change.edit):
            judged.same += 1
        else:
            judged.changes.append(change)
    return judged


class _Desk:
    """Judges one row after another."""

    def __init__(self, survey: ShopMapping) -> None:
        self._survey = survey
        self._rules = survey.rules

    def change(self, row: Row) -> ChangedRow:
        if row["shop"] != self._survey.shop.name:
            raise Refused("E_MAPPING_ROW_SHOP", shop=row["shop"][:SHOWN], known=self._survey.shop.name)
        if row.sheet == "attributes":
            leaf = self._leaf(row["category"])
            edit, before, after = detail_edit(row, leaf, self._survey)
            return ChangedRow(row, f"{path_text(leaf.path)}: {row['attribute']}", before, after, edit)
        keys, subject, before = self._category_place(row)
        path = self._chosen(row)
        value = path_text(path) if path else None
        return ChangedRow(row, subject, before, value or "", Edit("categories", keys, value))

    def holds(self, edit: Edit) -> bool:
        """Whether the user's rules say so already."""
        key = ".".join(edit.keys)
        own = self._rules.of_user(edit.file, key)
        return not own if edit.value is None else own and self._said(edit) == edit.value

    def _said(self, edit: Edit) -> object:
        rules = self._rules.categories if edit.file == "categories" else self._rules.attributes
        at: object = rules.model_dump(exclude_defaults=True)
        for key in edit.keys:
            at = at.get(key) if isinstance(at, dict) else None
        return at

    def _category_place(self, row: Row) -> tuple[tuple[str, ...], str, str]:
        """The keys to set, what they are about, and the category that holds now."""
        if row.sheet == "products":
            wanted = fold(row["product"])
            fit = self._products.get(wanted)
            if fit is None:
                raise Refused("E_MAPPING_ROW_PRODUCT", value=row["product"][:SHOWN], nearest=_near(wanted, self._keys))
            now = path_text(fit.placement.path) if fit.placement else ""
            return ("product", fit.product.product_key), f"{fit.product.product_key} {fit.product.title_vi}", now
        key, keys = row["key"], _keys_of(row["key"])
        home = next((home for home in self._survey.homes if home.key == key), None)
        holding = path_text(home.path) if home is not None else self._idle(keys)
        if keys is None or holding is None:
            raise Refused("E_MAPPING_ROW_RULE", value=key[:SHOWN])
        return keys, row["words"] or key, holding

    def _idle(self, keys: tuple[str, ...] | None) -> str | None:
        """The category of a rule that no product is placed by today, None where there is no such rule."""
        at: object = self._rules.categories.model_dump()
        for key in keys or ("",):
            at = at.get(key) if isinstance(at, dict) else None
        return at if isinstance(at, str) else None

    @cached_property
    def _products(self) -> dict[str, Fit]:
        return {fold(fit.product.product_key): fit for fit in self._survey.fits}

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {name: fit.product.product_key for name, fit in self._products.items()}

    def _chosen(self, row: Row) -> tuple[str, ...]:
        """The category a row asks for; () takes the user's choice back."""
        said = row["choice"]
        if _is_word(said, "default"):
            return ()
        if _is_word(said, "as_marketplace"):
            return self._proposal(row, "proposed", "E_MAPPING_ROW_NO_PROPOSAL")
        if _is_word(said, "as_shop"):
            return self._proposal(row, "elsewhere", "E_MAPPING_ROW_NO_PLACE")
        return self._leaf(said).path

    def _proposal(self, row: Row, column: str, code: str) -> tuple[str, ...]:
        """What the workbook itself showed; of several places a person has to name one."""
        lines = [line.strip() for line in row[column].splitlines() if line.strip()]
        if len(lines) != 1:
            raise Refused("E_MAPPING_ROW_PLACES" if lines else code, count=len(lines))
        line = lines[0]
        return self._leaf(line if self._find(line) else line.rpartition(" (")[0] or line).path

    def _leaf(self, said: str) -> Category:
        found = self._find(said)
        if found is None:
            nearest = _near(_path_key(said), {key: path_text(leaf.path) for key, leaf in self._by_path.items()})
            raise Refused("E_MAPPING_ROW_LEAF", value=said[:SHOWN], nearest=nearest)
        return found

    def _find(self, said: str) -> Category | None:
        """The leaf of that path, or the only one whose last name that is."""
        return self._by_path.get(_path_key(said)) or self._by_name.get(fold(said))

    @cached_property
    def _by_path(self) -> dict[str, Category]:
        return {_path_key(path_text(leaf.path)): leaf for leaf in self._leaves()}

    @cached_property
    def _by_name(self) -> dict[str, Category | None]:
        found: dict[str, Category | None] = {}
        for leaf in self._leaves():
            name = fold(leaf.path[-1])
            found[name] = None if name in found else leaf
        return found

    def _leaves(self) -> Iterator[Category]:
        """The shop's leaves; of a shop without a tree those that its rules name."""
        if self._survey.facts.categories:
            yield from self._survey.leaves
        elif self._rules.categories.without_tree:
            yield from (fit.leaf for fit in self._survey.fits if fit.leaf is not None)


def _keys_of(key: str) -> tuple[str, ...] | None:
    """The keys of ``categories.toml`` behind a rule's name; None where the name is none."""
    kind, _, rest = key.partition(".")
    if kind == "industry" and rest:
        return "industry", rest
    code, _, name = rest.partition(".when.")
    if kind == "group" and name:
        return "group", code, "when", name, "path"
    if kind == "group" and rest.endswith(".path"):
        return "group", rest.removesuffix(".path"), "path"
    return None


def _path_key(said: str) -> str:
    return " > ".join(" ".join(fold(part).split()) for part in split_path(said))


def _is_word(said: str, word: str) -> bool:
    return any(fold(said) == fold(say(f"mapping_book.word.{word}", lang)) for lang in LANGUAGES)


def _near(said: str, known: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(said, list(known), n=1, cutoff=0.3)
    return known[near[0]] if near else "–"
