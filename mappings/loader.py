"""Reading rules: the mapping package's TOML with the user's laid over it key by key.

A table of the user's is merged into ours, any other value replaces ours. In tables whose keys the user chooses (keyword
rules, attributes, label lines) their new keys come first, and a key of ours that they change keeps its place: a rule
that only got another category still takes exactly the products it took. Whatever is not understood is a BadUse that
names file and key, and for a word that is not known the nearest that is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError

from connector.errors import BadUse
from connector.model import fold

from .claims import ClaimWords, claim_words
from .fields import nearest
from .schema import RULE_FILES, AttributesFile, CategoriesFile, GroupRule, MediaFile, OfferFile, TextFile
from .tables import LimitRule, RuleFile

__all__ = ["Rules", "load_rules"]

RawTable = dict[str, Any]
File = TypeVar("File", bound=RuleFile)


@dataclass(frozen=True, eq=False)
class Rules:
    """All rules of one marketplace. ``limits`` by the names ShopFacts uses; ``overlaid``: the user's keys."""

    mapping: str
    categories: CategoriesFile
    attributes: AttributesFile
    text: TextFile
    offer: OfferFile
    media: MediaFile
    limits: Mapping[str, tuple[LimitRule, str]]
    overlaid: Mapping[str, str]

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, GroupRule]]:
        """Group rules with their own spelling, by folded code: sheets write F1a and F1A."""
        return {fold(code): (code, rule) for code, rule in self.categories.group.items()}

    @cached_property
    def days_to_ship(self) -> Mapping[str, int]:
        """Days to ship by folded group code."""
        return {fold(code): days for code, days in self.offer.package.days_to_ship.items()}

    @cached_property
    def claim_words(self) -> ClaimWords:
        """The claim patterns, compiled once."""
        return claim_words(self.text.claim)

    def of_user(self, file: str, key: str) -> bool:
        """Whether the user's own TOML says ``key``, or something below it."""
        name = f"{file}.{key}"
        return any(full == name or full.startswith(f"{name}.") for full in self.overlaid)

    def at(self, file: str, key: str) -> str:
        """Where a rule stands, for people: ``mappings/shopee/text.toml:title.text``."""
        name = f"{file}.{key}"
        for full, path in self.overlaid.items():
            if full == name or full.startswith(f"{name}."):
                return f"{path}:{key}"
        return f"{self.mapping.replace('.', '/')}/{file}.toml:{key}"


def load_rules(marketplace_mapping_package: str, overlay: Path | None = None) -> Rules:
    """The rules of a mapping package (``mappings.shopee``), with ``<overlay>/shopee/*.toml`` laid over them."""
    try:
        ours = _tables(resources.files(marketplace_mapping_package))
    except ModuleNotFoundError as error:
        raise BadUse("E_MAPPING_MISSING", mapping=marketplace_mapping_package) from error
    folder = None if overlay is None else overlay / marketplace_mapping_package.rpartition(".")[2]
    theirs = _tables(folder) if folder is not None and folder.is_dir() else {}
    shown = "" if folder is None else f"{folder.parent.name}/{folder.name}"
    overlaid: dict[str, str] = {}
    for stem, table in theirs.items():
        overlaid |= dict.fromkeys(_leaf_keys(stem, table), f"{shown}/{stem}.toml")

    def read(stem: str, model: type[File]) -> File:
        merged = _laid_over(ours.get(stem, {}), theirs.get(stem, {}))
        try:
            return model.model_validate(merged)
        except ValidationError as error:
            package = marketplace_mapping_package.replace(".", "/")
            raise _bad_rule(error, f"{package}/{stem}.toml", f"{shown}/{stem}.toml", theirs.get(stem, {})) from error

    text, offer, media = read("text", TextFile), read("offer", OfferFile), read("media", MediaFile)
    limits: dict[str, tuple[LimitRule, str]] = {
        "title": (text.title, "text:title"),
        "description": (text.description, "text:description"),
        "hashtags": (text.description.hashtags, "text:description.hashtags"),
        "images": (media.images, "media:images"),
        "price": (offer.price, "offer:price"),
        "stock": (offer.stock, "offer:stock"),
        "option_name": (offer.options.name, "offer:options.name"),
        "option_value": (offer.options.value, "offer:options.value"),
        "skus": (offer.options.skus, "offer:options.skus"),
    }
    return Rules(
        mapping=marketplace_mapping_package,
        categories=read("categories", CategoriesFile),
        attributes=read("attributes", AttributesFile),
        text=text,
        offer=offer,
        media=media,
        limits=MappingProxyType(limits),
        overlaid=MappingProxyType(overlaid),
    )


def _tables(folder: Traversable) -> dict[str, RawTable]:
    """Every rule file of a folder, parsed; a TOML file of another name is refused."""
    tables: dict[str, RawTable] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        stem, dot, ending = file.name.rpartition(".")
        if not dot or ending != "toml":
            continue
        if stem not in RULE_FILES:
            raise BadUse("E_MAPPING_UNKNOWN_FILE", file=file.name, nearest=f"{nearest(stem, RULE_FILES)}.toml")
        try:
            # A file saved by Windows Notepad begins with a byte order mark.
            tables[stem] = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadUse("E_MAPPING_SYNTAX", file=file.name, problem=str(error)) from error
    return tables


def _laid_over(ours: RawTable, theirs: RawTable) -> RawTable:
    merged: RawTable = {}
    for key in (*(key for key in theirs if key not in ours), *ours):
        mine, user = ours.get(key), theirs.get(key)
        if isinstance(mine, dict) and isinstance(user, dict):
            merged[key] = _laid_over(mine, user)
        else:
            merged[key] = theirs.get(key, mine)
    return merged


def _leaf_keys(prefix: str, table: RawTable) -> list[str]:
    keys: list[str] = []
    for name, value in table.items():
        keys += _leaf_keys(f"{prefix}.{name}", value) if isinstance(value, dict) else [f"{prefix}.{name}"]
    return keys


def _bad_rule(error: ValidationError, ours: str, theirs: str, overlay: RawTable) -> BadUse:
    """The first problem pydantic found, as the person who wrote the file sees it."""
    problem = error.errors(include_url=False)[0]
    context: Mapping[str, Any] = problem.get("ctx", {})
    where = [str(part) for part in problem["loc"]]
    if problem["type"] == "unknown_key":
        file = theirs if _holds(overlay, [*where, context.get("named_by", context["key"])]) else ours
        key = ".".join([*where, context["key"]])
        return BadUse("E_MAPPING_UNKNOWN_KEY", file=file, key=key, nearest=context["nearest"])
    file = theirs if _holds(overlay, where) else ours
    key = ".".join(where)
    if problem["type"] == "unknown_field":
        return BadUse("E_MAPPING_UNKNOWN_FIELD", file=file, key=key, name=context["name"], nearest=context["nearest"])
    return BadUse("E_MAPPING_VALUE", file=file, key=key, problem=problem["msg"])


def _holds(table: RawTable, where: list[str]) -> bool:
    """Whether the user's table has something at this place."""
    at: Any = table
    for part in where:
        if not isinstance(at, dict):
            return True
        if part not in at:
            return False
        at = at[part]
    return True
