"""Taking a judged workbook over: the user's rule files as they would be, tried before anything is written.

Nothing is written here. The new files are tried as rules, and every product is placed once more: what moves has to be
what the rows say, or nothing comes out.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from connector.config import Config
from connector.errors import Bug
from connector.messages import Language, say
from mappings import Rules, load_rules, place
from mappings.overlay import Edit, edited

from .mapping import Fit, ShopMapping
from .mapping_words import path_text

__all__ = ["OVERLAY", "Moved", "TakenOver", "overlay_folder", "take_over", "with_overlay"]

OVERLAY = "mappings"
"""The folder of the user's rules beside ``ocop.toml``, where the configuration names none."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A product that goes elsewhere. ``live``: its listing will be moved in the shop with the next sync."""

    fit: Fit
    before: str
    after: str
    live: bool


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The files to write, in order, and what follows from them."""

    files: tuple[tuple[Path, str], ...]
    moved: tuple[Moved, ...]


def overlay_folder(config: Config) -> Path:
    """Where the user's own rules are, or will be."""
    return config.mappings.overlay or config.folder / OVERLAY


def with_overlay(text: str, name: str) -> str:
    """``ocop.toml`` with the folder of the user's rules named in it."""
    return edited(text, [Edit("ocop", ("mappings", "overlay"), OVERLAY)], name)


def take_over(config: Config, survey: ShopMapping, edits: Sequence[Edit], lang: Language) -> TakenOver:
    """The user's files with ``edits`` made; BadUse where they would be no rules."""
    mapping = survey.rules.mapping
    folder = overlay_folder(config) / mapping.rpartition(".")[2]
    files = []
    for stem in dict.fromkeys(edit.file for edit in edits):
        path = folder / f"{stem}.toml"
        # Bytes, not text: line ends stay as they are.
        text = path.read_bytes().decode("utf-8-sig") if path.exists() else f"# {say('categories.overlay', lang)}\n"
        files.append((path, edited(text, [edit for edit in edits if edit.file == stem], path.name)))
    return TakenOver(tuple(files), _moved(survey, _tried(config, mapping, files), edits))


def _tried(config: Config, mapping: str, files: Sequence[tuple[Path, str]]) -> Rules:
    """The rules as they would be, from a copy."""
    with tempfile.TemporaryDirectory(prefix="ocop-") as scratch:
        copy = Path(scratch) / OVERLAY
        own = overlay_folder(config)
        if own.is_dir():
            shutil.copytree(own, copy, ignore=lambda _folder, names: [one for one in names if one.startswith(".")])
        for path, text in files:
            target = copy / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        return load_rules(mapping, copy)


def _moved(survey: ShopMapping, rules: Rules, edits: Sequence[Edit]) -> tuple[Moved, ...]:
    """What goes elsewhere by the new rules; Bug where a product moves that no row speaks of."""
    meant = {_rule(".".join(edit.keys)) for edit in edits if edit.file == "categories"}
    moved = []
    for fit in survey.fits:
        before, after = fit.placement, place(rules, fit.product)
        was, becomes = (path_text(one.path) if one is not None else "" for one in (before, after))
        if was == becomes:
            continue
        if not meant.intersection(_rule(one.key) for one in (before, after) if one is not None):
            raise Bug("E_MAPPING_MOVES_OTHERS", product=fit.product.product_key)
        live = fit.shown is not None and bool(becomes) and path_text(fit.shown.path) != becomes
        moved.append(Moved(fit, was, becomes, live))
    return tuple(moved)


def _rule(key: str) -> str:
    return key.removesuffix(".path")
