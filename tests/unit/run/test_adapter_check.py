"""A shop beside its declaration: what agrees is told, what differs is found, and nothing is written."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from adapters.shopee import SPEC
from connector.errors import Rejected
from connector.model import RemoteListing
from connector.port import Adapter
from connector.run.adapter_check import Finding, compare_shop
from connector.testing import Control, MockStage, VirtualClock, run_virtual
from mappings import Rules, load_rules


class Wrong:
    """The adapter, but for one method that answers as another shop would."""

    def __init__(self, inner: Adapter, **methods: Callable[..., Any]) -> None:
        self._inner = inner
        self._methods = methods

    def __getattr__(self, name: str) -> Any:
        return self._methods.get(name) or getattr(self._inner, name)


def compared(folder: Path, seed: str | None = "60", rules: Rules | None = None, **wrong: Any) -> dict[str, Finding]:
    clock = VirtualClock()

    async def whole() -> list[Finding]:
        async with MockStage(SPEC).open(folder, clock, seed=seed) as (adapter, control):
            methods = {name: make(adapter) for name, make in wrong.items()}
            found = await compare_shop(SPEC, Wrong(adapter, **methods), rules or load_rules(SPEC.mapping))  # type: ignore[arg-type]
            assert _written(control) == []
            return found

    return {one.code: one for one in run_virtual(clock, whole())}


def _written(control: Control) -> list[str]:
    return [call.endpoint for call in control.calls if call.kind in ("write", "upload")]


def differing(found: dict[str, Finding]) -> set[str]:
    return {code for code, one in found.items() if one.differs}


def test_a_shop_that_answers_as_declared_differs_in_nothing(tmp_path: Path) -> None:
    found = compared(tmp_path)
    assert differing(found) == set()
    assert {"live.identity", "live.categories.ok", "live.limit", "live.batch", "live.one"} <= set(found)


def test_an_empty_shop_is_told_as_such(tmp_path: Path) -> None:
    assert "live.empty" in compared(tmp_path, seed=None)


def test_a_category_that_the_shop_lacks_is_named(tmp_path: Path) -> None:
    rules = load_rules(SPEC.mapping)
    table = rules.categories.model_copy(update={"industry": {**rules.categories.industry, "textile": "Không > Có"}})
    found = compared(tmp_path, rules=replace(rules, categories=table))
    assert found["live.categories"].params == {"count": 1, "first": "Không > Có"}


def test_a_rule_wider_than_the_shop_is_found(tmp_path: Path) -> None:
    rules = load_rules(SPEC.mapping)
    wide, place = rules.limits["title"]
    limits = {**rules.limits, "title": (wide.model_copy(update={"maximum": 500}), place)}
    found = compared(tmp_path, rules=replace(rules, limits=limits))
    assert found["live.limit.tighter"].params["name"] == "title"
    assert found["live.limit.tighter"].params["maximum"] == "120"


def test_a_batch_that_the_shop_does_not_take_is_found(tmp_path: Path) -> None:
    def refusing(adapter: Adapter) -> Any:
        async def read(remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
            if len(remote_ids) > 20:
                raise Rejected("E_REFUSED", original="too many ids")
            return await adapter.read(remote_ids)

        return read

    found = compared(tmp_path, read=refusing)
    assert found["live.batch.refused"].params == {"size": 50, "reason": "too many ids"}


def test_a_sku_that_search_does_not_find_is_told(tmp_path: Path) -> None:
    def blind(_: Adapter) -> Any:
        async def find(sku: str, since: object) -> list[str]:
            return []

        return find

    assert differing(compared(tmp_path, find=blind)) == {"live.search"}


def test_values_that_are_not_in_canonical_form_are_told(tmp_path: Path) -> None:
    def noisy(adapter: Adapter) -> Any:
        return lambda group, value: f"{value} " if isinstance(value, str) else value

    found = compared(tmp_path, normalise=noisy)
    assert found["live.noise"].params["groups"] == "title, description, state"
