"""What hands and mishaps do to a plan, a configuration and a journal."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

__all__ = ["CONFIG", "config", "journal", "plan"]

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**63, 2**70, 1e300, 0.5, "", "x", "x" * 20_000, "\x00", "0", "2026-11-22", "Lụa", [],
    {}, [[]], {"a": {}},
)  # fmt: skip
CONFIG = """\
[catalogue]
products = ["sản phẩm.csv"]
updates = []
producers = "chủ thể.csv"
photos = "ảnh"
owner = "HTX Thoi Nắng"

[policy]
drift = "ask"
stock = "on_change"
stock_share = "same"
reserve = 0
lead_days = 0
false_star = "unlist"
false_star_days = 1
badge_requires = "stated"

[guards]
unlist = { count = 3, percent = 10 }
reprice = { count = 5, percent = 30 }
price_jump = { above = 2.0, below = 0.5 }
refused = { percent = 20 }

[[shop]]
name = "gian-hang-lua"
marketplace = "memory"
environment = "mock"
owns = "all"
sells_for = []
pace = { per_second = 50 }
stock = "always"
"""
TOML_VALUES = (
    '""', "-1", "0", "1e400", "nan", "inf", "true", "[]", "{}", "[[]]", '"x"', "2026-01-01", "99999999999999999999",
    "0x10", "'''a\nb'''", '["a", 1]',
    '"\\u0000"', '"~khongai/x"', '"không/có"', "1.5", '"ask"', '"LIVE"', '"live"', "{ count = -1 }",
    "{ percent = 400 }", '"\\ud800"', "07", "1_000", "'ả'",
)  # fmt: skip


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Bytes that were lost, doubled, flipped, or saved by another program."""
    kind = chance.randrange(9)
    at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + data[to:]
    if kind == 2:
        return data[:to] + data[at:]
    if kind == 3:
        return data[:at] + chance.randbytes(chance.randint(1, 30)) + data[at:]
    if kind == 4:
        return b"\xef\xbb\xbf" + data
    if kind == 5:
        return data.replace(b"\n", b"\r\n")
    if kind == 6:
        return data.decode("utf-8", "replace").encode(
            chance.choice(("utf-16", "utf-16-le", "cp1258", "ascii")), "replace"
        )
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 40))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield from places(part, (*at, name))


def plan(data: bytes, chance: random.Random) -> bytes:
    """A plan file after somebody opened it."""
    if chance.random() < 0.35:
        return damaged(data, chance)
    whole = json.loads(data)
    everywhere = [place for place in places(whole) if place]
    for _ in range(chance.choice((1, 1, 1, 4))):
        at = chance.choice(everywhere)
        with suppress(KeyError, IndexError, TypeError):
            _edit(whole, at, chance)
    return json.dumps(whole, ensure_ascii=chance.random() < 0.5, indent=chance.choice((None, 2))).encode()


def _edit(whole: Any, at: tuple[Any, ...], chance: random.Random) -> None:
    holder = whole
    for step in at[:-1]:
        holder = holder[step]
    old, kind = holder[at[-1]], chance.randrange(6)
    if kind == 0:
        del holder[at[-1]]
    elif kind == 1 and isinstance(holder, list):
        holder.insert(at[-1], old)
    elif kind == 2 and isinstance(holder, list):
        chance.shuffle(holder)
    elif kind == 3 and isinstance(old, int | float):
        holder[at[-1]] = chance.choice((old + 1, old * 10, -old, str(old), float(old)))
    elif kind == 3 and isinstance(old, str):
        holder[at[-1]] = chance.choice((old + " ", old.upper(), old[::-1], old.replace("0", "9"), old + "5"))
    elif kind == 4 and isinstance(holder, dict):
        holder[chance.choice(("lạ", "price", "schema", str(at[-1]) + "s"))] = old
    else:
        holder[at[-1]] = chance.choice(ODD)


def config(data: bytes, chance: random.Random) -> bytes:
    """``ocop.toml`` after somebody opened it."""
    if chance.random() < 0.3:
        return damaged(data, chance)
    lines = data.decode().split("\n")
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(lines))
        key, sign, _ = lines[at].partition(" = ")
        kind = chance.randrange(9)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(at, lines[at])
        elif kind == 2:
            lines.insert(at, lines[chance.randrange(len(lines))])
        elif kind in (3, 4, 5) and sign:
            lines[at] = f"{key} = {chance.choice(TOML_VALUES)}"
        elif kind == 6 and sign:
            lines[at] = f"{key[:-1]} = 1" if chance.random() < 0.5 else f"{key}.{key} = 1"
        elif kind == 7:
            lines[at] = lines[at].replace(
                chance.choice(('"', "[", "]", "=", "{", "}", "#")), chance.choice(("", "“", "=", "#"))
            )
        else:
            lines[at] = lines[at].replace(chance.choice("aeiost_"), chance.choice(("", "á", "A", " ")), 1)
        if not lines:
            break
    return "\n".join(lines).encode()


def journal(path: Path, chance: random.Random) -> None:
    """A journal whose bytes or rows somebody changed."""
    if chance.random() < 0.5:
        path.write_bytes(_pages(path.read_bytes(), chance))
        return
    with closing(sqlite3.connect(path)) as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for _ in range(chance.choice((1, 1, 3))):
            with suppress(sqlite3.Error), base:
                _change(base, chance.choice(tables), chance)


def _pages(data: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(8)
    page = chance.randrange(max(1, len(data) // 4096)) * 4096
    other = chance.randrange(max(1, len(data) // 4096)) * 4096
    if kind == 0:
        return data[:page] + bytes(4096) + data[page + 4096 :]
    if kind == 1:
        return data[:page] + data[other : other + 4096] + data[page + 4096 :]
    if kind == 2:
        return damaged(data, chance)
    spoilt = bytearray(data)
    begin, reach = chance.choice(((0, 100), (page, 100), (page, 4096), (0, len(data))))
    for _ in range(chance.choice((1, 2, 10, 100))):
        spoilt[min(len(spoilt) - 1, begin + chance.randrange(reach))] = chance.randrange(256)
    return bytes(spoilt)


def _change(base: sqlite3.Connection, table: str, chance: random.Random) -> None:
    columns = [row[1] for row in base.execute(f"PRAGMA table_info({table})")] or ["x"]
    column = chance.choice(columns)
    kind = chance.randrange(9)
    if kind == 0:
        base.execute(f"DELETE FROM {table}")
    elif kind == 1:
        base.execute(f"DROP TABLE {table}")
    elif kind == 2:
        base.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO la")
    elif kind == 3:
        base.execute(f"UPDATE {table} SET {column} = substr({column}, 1, length({column}) - 3)")
    elif kind == 4:
        base.execute(f"UPDATE {table} SET {column} = (SELECT {column} FROM {table} ORDER BY random() LIMIT 1)")
    else:
        value = chance.choice(
            (None, 0, -1, 7, 2**62, 1.5, "", "{", "[]", "7", '{"x": 1}', "9999-99-99", "x" * 9_000, b"\xff\x00")
        )
        one = f" WHERE rowid = (SELECT rowid FROM {table} ORDER BY random() LIMIT 1)" if chance.random() < 0.5 else ""
        base.execute(f"UPDATE {table} SET {column} = ?{one}", (value,))
