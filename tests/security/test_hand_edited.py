"""Configuration and plans edited by hand: a code and a sentence, never a traceback, a hang, or a write."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from connector.config import load_config
from connector.errors import BadUse
from connector.report.as_json import plan_from_json
from tests.coop import Coop
from tests.unit.cli.conftest import Run

SHOP = '[[shop]]\nname = "a"\nmarketplace = "shopee"\n'
CONFIGS: dict[str, str | bytes] = {
    "binary": b"\x00\xff\xfe",
    "UTF-16": "[catalogue]\n".encode("utf-16"),
    "30 MB": b"# " + b"x" * 30_000_000,
    "a list in a list": "a = " + "[" * 5000 + "]" * 5000,
    "a table in a table": ".".join(["a"] * 5000) + " = 1",
    "thousands of digits": "[guards]\nrefused = " + "9" * 6000,
    "no path": '[catalogue]\nproducts = ["a\\u0000b"]\n',
    "nobody's home": '[catalogue]\nphotos = "~khongai/x"\n',
    "a file for a table": 'catalogue = "products.csv"\n',
    "a number for shops": "shop = 7\n",
    "a date for a table": "policy = 2026-01-01\n",
    "a huge reserve": "[policy]\nreserve = 99999999999999999999999\n",
    "days no calendar has": "[policy]\nlead_days = 99999999999\n",
    "an endless wait": SHOP + "settle_s = inf\n",
    "no number": SHOP + "settle_s = nan\n",
    "an endless pace": SHOP + "pace = { per_second = inf }\n",
    "a jump without end": "[guards]\nprice_jump = { above = inf }\n",
    "a name that paints the terminal": '[[shop]]\nname = "a\\u001b[2J"\nmarketplace = "shopee"\n',
    "a name as long as a book": f'[[shop]]\nname = "{"a" * 100_000}"\nmarketplace = "shopee"\n',
    "twice": SHOP * 2,
    "a key of tomorrow": "[policy]\nkhong_co = 1\n",
}


@pytest.mark.parametrize("name", CONFIGS)
def test_a_configuration_edited_by_hand(tmp_path: Path, name: str) -> None:
    text = CONFIGS[name]
    file = tmp_path / "ocop.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadUse, match="E_CONFIG_") as caught:
        load_config(file)
    assert len(str(caught.value)) < 1000 + len(str(tmp_path))


@pytest.mark.skipif(os.name != "posix", reason="pipes are files here only")
def test_a_pipe_or_a_link_to_itself_is_no_file(tmp_path: Path, ocop: Run) -> None:
    pipe, loop = tmp_path / "pipe", tmp_path / "loop"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    for file in (pipe, loop):
        with pytest.raises(BadUse, match="E_CONFIG_"):
            load_config(file)
        assert ocop("apply", file).code == 2


def test_rules_that_lead_back_to_themselves_are_named(ocop: Run, coop: Coop) -> None:
    rules = coop.folder / "quy-tắc"
    rules.mkdir()
    (rules / "memory").symlink_to(rules, target_is_directory=True)
    (rules / "vòng.toml").symlink_to(rules / "vòng.toml")
    coop.config.write_text('[mappings]\noverlay = "quy-tắc"\n' + coop.config.read_text("utf-8"), encoding="utf-8")
    answer = ocop("plan")
    assert answer.code in (0, 2)
    assert "Traceback" not in answer.err


@pytest.fixture
def plan(ocop: Run, coop: Coop) -> Path:
    file = coop.folder / "xem trước.json"
    assert ocop("plan", "--out", file).code in (0, 3)
    return file


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield from places(part, (*at, name))


ODD: list[Any] = [None, True, -1, 2**63, 2**70, 1e300, "", "x" * 100_000, "\ud83c", "\x00", [], {}, [[]], {"a": {}}]


def test_a_plan_changed_anywhere_is_refused(plan: Path) -> None:
    chance = random.Random(7)
    whole = orjson.loads(plan.read_bytes())
    everywhere = list(places(whole))
    meant = plan_from_json(plan.read_bytes())
    refused = set()
    named = (meant.shop, meant.day, meant.restricted, meant.trips)
    for at in chance.sample(everywhere, min(150, len(everywhere))):
        for what in chance.sample(ODD, 4):
            try:
                read = plan_from_json(packed(replaced(whole, at, what)))
            except BadUse as error:
                refused.add(error.code)
            else:  # the same value in its place, or one that is only shown
                assert read.changes == meant.changes, at
                assert (read.shop, read.day, read.restricted, read.trips) == named
    assert refused == {"E_PLAN_UNREADABLE", "E_PLAN_CHANGED"}


def packed(value: Any) -> bytes:
    return json.dumps(value).encode()


def replaced(value: Any, at: tuple[Any, ...], what: Any) -> Any:
    if not at:
        return what
    copy = value.copy()
    copy[at[0]] = replaced(value[at[0]], at[1:], what)
    return copy


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\x00\xff",
        b"PK\x03\x04",
        b"[" * 100_000,
        b'{"schema": "ocop/plan@1"}',
        b'{"schema": "ocop/plan@9", "guards": [], "notices": [], "changes": []}',
        '{"schema": "ocop/plan@1"}'.encode("utf-16"),
    ],
)
def test_what_is_no_plan_is_said_to_be_none(ocop: Run, coop: Coop, raw: bytes) -> None:
    file = coop.folder / "không phải.json"
    file.write_bytes(raw)
    answer = ocop("apply", file, "--json")
    assert (answer.code, answer.json["code"]) == (2, "E_PLAN_UNREADABLE")


def test_a_plan_of_another_shop_day_or_half_of_one_sends_nothing(ocop: Run, coop: Coop, plan: Path) -> None:
    whole = orjson.loads(plan.read_bytes())
    half = plan.read_bytes()[: len(plan.read_bytes()) // 2]
    for raw in (half, packed({**whole, "shop": "khác"}), packed({**whole, "day": "2020-01-01"})):
        plan.write_bytes(raw)
        assert ocop("apply", plan).code == 2
    assert "sync" not in ocop("status").out
    assert not list((coop.state / "reports").glob("*.json"))
