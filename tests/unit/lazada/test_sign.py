"""The contract's vectors, and what goes into a signature."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.lazada.sign import base_string, signature

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "lazada_vectors.json").read_text("utf-8"))["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_a_vector_of_the_contract(vector: dict[str, Any]) -> None:
    parameters = vector["parameters"]
    assert signature(vector["secret"], vector["path"], parameters) == vector["sign"]
    if vector.get("base"):
        assert base_string(vector["path"], parameters) == vector["base"]


def test_there_are_vectors() -> None:
    assert len(VECTORS) >= 4


def test_names_are_sorted_by_their_bytes() -> None:
    assert base_string("/a", {"b": "1", "Z": "2", "a_": "3", "a": "4"}) == "/aZ2a4a_3b1"


@given(st.dictionaries(st.text(st.characters(codec="ascii"), min_size=1), st.text(), max_size=5), st.text())
def test_neither_order_nor_the_signature_itself_counts(parameters: dict[str, str], sign: str) -> None:
    turned = dict(reversed(list(parameters.items())))
    assert base_string("/x", {**turned, "sign": sign}) == base_string(
        "/x", {k: v for k, v in parameters.items() if k != "sign"}
    )
