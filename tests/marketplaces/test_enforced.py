"""What the rows claim, driven: a sheet that breaks the rule, and a listing that breaks it past the composer."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from importlib import import_module
from typing import Any

import pytest

from connector.errors import OcopError, Rejected
from connector.model import Listing
from connector.port import AdapterSpec
from connector.testing import MockStage, VirtualClock, run_virtual
from connector.testing.bench import Bench, Steps, bench

from . import of_lazada, of_shopee, of_tiktok_shop
from .breaches import Breach
from .rows import rows

BREACHES = {
    "shopee": of_shopee.BREACHES,
    "lazada": of_lazada.BREACHES,
    "tiktok_shop": of_tiktok_shop.BREACHES,
}
Play = Callable[[Bench], Coroutine[Any, Any, None]]
CASES = [(name, breach) for name, breaches in BREACHES.items() for breach in breaches]
NAMES = [f"{name}-{breach.row}-{number}" for number, (name, breach) in enumerate(CASES)]


@pytest.mark.parametrize(("marketplace", "breach"), CASES, ids=NAMES)
def test_a_rule_is_kept_as_its_row_says(marketplace: str, breach: Breach) -> None:
    row = next(row for row in rows(marketplace) if row.id == breach.row)
    if breach.sheet is not None:
        _on_a_fresh_shop(marketplace, lambda on: _as_a_sheet(on, breach, row.here))
    if breach.listing is not None:
        _on_a_fresh_shop(marketplace, lambda on: _past_the_composer(on, breach))


def _on_a_fresh_shop(marketplace: str, act: Play) -> None:
    clock = VirtualClock()
    spec: AdapterSpec = import_module(f"adapters.{marketplace}").SPEC

    async def whole() -> None:
        async with bench(MockStage(spec), clock) as on:
            await act(on)

    run_virtual(clock, whole())


async def _as_a_sheet(on: Bench, breach: Breach, here: str) -> None:
    assert breach.sheet is not None
    composed = await on.judged(breach.sheet())
    reasons = [reason.code for reason in composed.reasons]
    if here == "refused":
        assert set(reasons) == set(breach.code.split())
        assert not composed.publishable
        return
    assert reasons == []
    assert composed.listing is not None
    if here == "open":
        assert isinstance(await _refusal(on, composed.listing), Rejected), "kept meanwhile: the row is out of date"
        return
    assert here == "mended"
    assert breach.code in ([warning.code for warning in composed.warnings] or [""])
    assert breach.kept(composed.listing)
    assert await _refusal(on, composed.listing) is None


async def _past_the_composer(on: Bench, breach: Breach) -> None:
    assert breach.listing is not None
    refusal = await _refusal(on, breach.listing(await on.listing(breach.base())))
    assert isinstance(refusal, Rejected), f"the mock took it: {refusal!r}"
    said = " ".join([refusal.original, *(problem.reason for problem in refusal.fields)])
    assert breach.says in said


async def _refusal(on: Bench, listing: Listing) -> OcopError | None:
    try:
        await on.adapter.create(listing, await on.pictures(listing), Steps())
    except OcopError as error:
        return error
    return None
