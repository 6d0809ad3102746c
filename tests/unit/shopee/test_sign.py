"""Signatures against the contract's vectors."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.shopee.sign import base_string, signature

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "shopee_vectors.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["kind"])
def test_the_contracts_vectors(vector: dict[str, Any]) -> None:
    base = base_string(VECTORS["partner_id"], vector["path"], VECTORS["timestamp"], *vector["rest"])
    assert base == vector["base"]
    assert signature(VECTORS["partner_key"], base) == vector["sign"]


def test_the_key_is_used_as_it_is_written() -> None:
    assert signature("6d6f636b", "x") != signature(bytes.fromhex("6d6f636b").decode(), "x")
