"""Makes the pages of ``docs/marketplaces`` from their rows: ``python -m tests.marketplaces.page`` writes them anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from connector.port import spec_for

from .rows import MARKETPLACES, PAGES, WAYS, Row, rows

__all__ = ["index", "page"]

MADE = "<!-- Made from {source} by tests/marketplaces/page.py: change the rows, not this page. -->\n"
WORDS = """\
| word | what becomes of a product or call that would break the rule |
|---|---|
| refused | the product waits with the code named; nothing is sent |
| mended | what is sent keeps the rule, whatever the sheet says; the code named tells where something was lost |
| by build | our code has no way to break it; the test named shows it |
| asked first | the shop is asked before anything is made |
| told | the shop's own no has a consequence and a sentence of ours |
| open | nothing here keeps it: the shop would say no, and the report names the field |
"""


def page(marketplace: str) -> str:
    """The page of one marketplace."""
    known = rows(marketplace)
    lines = [
        MADE.format(source=f"{marketplace}.toml"),
        f"# {spec_for(marketplace).title}: what is enforced where\n",
        f"{_summary(known)} [What the words mean](README.md), and"
        f" [how the adapter lives with it](../../adapters/{marketplace}/README.md).\n",
    ]
    for topic, part in groupby(known, lambda row: row.topic):
        lines += [f"## {topic}\n", "| rule | § | here | the mock says | tests |", "|---|---|---|---|---|"]
        lines += [_line(row) for row in part]
        lines.append("")
    lines += ["## What only the live platform can tell\n", *_live(known), ""]
    return "\n".join(lines)


def index() -> str:
    """The page that leads to the others."""
    lines = [
        MADE.format(source="the rows beside it"),
        "# What is enforced where\n",
        "One row for each rule of a marketplace that concerns what we send: where it stands in the project's notes on"
        " the protocol (section, and how the notes know it), what we do about it, what our mock does, the test that"
        " shows it, and what nobody can know without a live shop. Every row that says *refused* or *mended* is broken"
        " on purpose in the test suite: once as a sheet would break it, through the composer, and once as a listing"
        " sent past it, to the mock (`tests/marketplaces`). Rows that are *open* are shown to be open.\n",
        WORDS,
        "| | rules | " + " | ".join(WAYS) + " |",
        "|---|---|" + "---|" * len(WAYS),
    ]
    for marketplace in MARKETPLACES:
        count = _ways(rows(marketplace))
        figures = " | ".join(str(count[way]) for way in WAYS)
        title = spec_for(marketplace).title
        lines.append(f"| [{title}]({marketplace}.md) | {len(rows(marketplace))} | {figures} |")
    lines.append(
        "\nEvidence is tagged as in the READMEs of the adapters: what a marketplace's own reference says (D, G, S of"
        " TikTok Shop), what clients and measurements show (C, K, V, L, S of Shopee), what nobody has verified (U, G of"
        " TikTok Shop, ?), and our own proposals (P). `ocop adapter check SHOP --live` asks a live shop for what can be"
        " asked without writing.\n"
    )
    return "\n".join(lines)


def _summary(known: tuple[Row, ...]) -> str:
    count = _ways(known)
    return f"{len(known)} rules: " + ", ".join(f"{count[way]} {way}" for way in WAYS if count[way]) + "."


def _ways(known: tuple[Row, ...]) -> Counter[str]:
    return Counter(str(row.here) for row in known)


def _line(row: Row) -> str:
    here = f"**{row.here}**"
    if row.codes:
        here += " " + ", ".join(f"`{code}`" for code in row.codes)
    if row.where:
        here += " (" + ", ".join(f"`{place}`" for place in row.where) + ")"
    mock = "; ".join(f"`{one}`" for one in row.mock) or _mock_unsaid(row)
    tests = "; ".join(f"`{_short(name)}`" for name in row.tests)
    cells = (row.says, f"{row.contract} [{row.evidence}]", here, mock, tests)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _mock_unsaid(row: Row) -> str:
    """Without a refusal of its own the mock still behaves so where a test of it, or with it, is named."""
    with_mock = ("_mock/", "connector/testing/", "against_mock", "tests/strangers/")
    return "behaves so" if any(part in name for name in row.tests for part in with_mock) else "does not look"


def _short(name: str) -> str:
    file, _, test = name.partition("::")
    return f"{file.removeprefix('tests/').removeprefix('connector/testing/')}::{test.removeprefix('test_')}"


def _live(known: tuple[Row, ...]) -> Iterator[str]:
    for row in known:
        if row.live:
            yield f"- {row.says}: {row.live} ({row.contract})"


if __name__ == "__main__":
    (PAGES / "README.md").write_text(index(), encoding="utf-8")
    for name in MARKETPLACES:
        (PAGES / f"{name}.md").write_text(page(name), encoding="utf-8")
