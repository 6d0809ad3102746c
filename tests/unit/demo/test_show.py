"""What the demo tells: shops across, and for whatever fails what was found and what was expected."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from connector.demo.proof import Proof
from connector.demo.shops import SHOPS
from connector.demo.show import TOLD, Acts
from connector.messages import Language


def acts(lang: Language = "vi") -> tuple[Acts, io.StringIO]:
    paper = io.StringIO()
    return Acts(Console(file=paper, width=120, color_system=None), lang), paper


def test_what_holds_is_one_row_with_a_column_for_every_shop() -> None:
    told, paper = acts()
    for shop, found in zip(SHOPS, (170, 158, 138), strict=True):
        told.check("demo-listings", shop.name, found, found)
    told.end()
    head, row = [line for line in paper.getvalue().splitlines() if line.strip()]
    assert head.split() == ["Shopee", "Lazada", "TikTok", "Shop"]
    assert [int(cell) for cell in row.split("✓")[1:]] == [170, 158, 138]
    assert told.wrong == 0


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("vi", "được 4, lẽ ra phải là 5"), ("en", "Writes that reached the marketplace: 4, expected 5")],
)
def test_what_fails_says_shop_found_and_expected(lang: Language, sentence: str) -> None:
    told, paper = acts(lang)
    for shop in SHOPS:
        told.check("demo-writes", shop.name, 4 if shop.marketplace == "lazada" else 5, 5)
    told.end()
    (fault,) = [line for line in paper.getvalue().splitlines() if line.strip().startswith("✗")]
    assert "lazada-mau" in fault
    assert sentence in fault
    assert told.wrong == 1


def test_a_proof_that_fails_fails_the_cell_and_a_long_one_is_cut() -> None:
    told, paper = acts()
    proof = Proof()
    for number in range(TOLD + 3):
        proof.expect(False, "demo-wrong-stock", key=f"P0[{number}]", found=1, wanted=2)
    for shop in SHOPS:
        told.check("demo-listings", shop.name, 1, 1, proof=proof)
    told.end()
    assert told.wrong == len(SHOPS)
    assert paper.getvalue().count("✗ ") == len(SHOPS) * (1 + TOLD + 1)
    assert "P0[3] có tồn kho 1, lẽ ra phải là 2" in paper.getvalue()
    assert "và 3 điều nữa" in paper.getvalue()
    told.end()
    assert paper.getvalue().count("✗ ") == len(SHOPS) * (1 + TOLD + 1)
