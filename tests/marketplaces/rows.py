"""What each marketplace asks for and who sees to it: the rows of ``docs/marketplaces/*.toml``.

``contract`` is the section of the project's notes on the marketplace's protocol, ``evidence`` how those notes know.
``here`` says what becomes of a product or a call that would break the rule, before or after it leaves:

- ``refused``: the product waits, with one of ``codes``; nothing is sent
- ``mended``: what is sent keeps the rule, whatever the sheet says, with one of ``codes`` where something was lost
- ``by build``: our code has no way to break it
- ``asked first``: the shop is asked before anything is made
- ``told``: the shop's own no has a consequence and a sentence of ours
- ``open``: nothing here keeps it; the shop would say no
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

__all__ = ["MARKETPLACES", "PAGES", "ROOT", "Here", "Row", "rows"]

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "marketplaces"
MARKETPLACES = ("shopee", "lazada", "tiktok_shop")

Here = Literal["refused", "mended", "by build", "asked first", "told", "open"]
WAYS: tuple[str, ...] = get_args(Here)


class Row(BaseModel):
    """One rule. ``mock``: words of the mock's own that refuse it, found in its code; none = the mock does not look.
    ``live``: what only the marketplace itself can tell."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: str
    id: str
    contract: str
    evidence: str
    says: str
    here: Here
    codes: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    mock: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    live: str = ""


@cache
def rows(marketplace: str) -> tuple[Row, ...]:
    """The rows of one marketplace, in their order."""
    told = tomllib.loads((PAGES / f"{marketplace}.toml").read_text(encoding="utf-8"))
    return tuple(Row.model_validate(row) for row in told["rule"])
