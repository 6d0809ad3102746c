"""What needs a person: named with the cell it stands in, at a cost that does not grow with the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connector.report.needs import needs_of
from connector.sync import Notice, Severity


class OnDemand(Mapping[tuple[str, str], str]):
    """Cells that are looked up one by one, as a sheet's are; going through all of them is what a night cannot pay."""

    def __getitem__(self, cell: tuple[str, str]) -> str:
        return f"products.csv:12:{cell[1]}" if cell == ("P001-01", "title_vi") else self._missing(cell)

    @staticmethod
    def _missing(cell: tuple[str, str]) -> str:
        raise KeyError(cell)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        raise AssertionError("every cell of the catalogue was gone through")

    def __len__(self) -> int:
        raise AssertionError("every cell of the catalogue was counted")


def test_naming_a_cell_looks_up_that_cell_only() -> None:
    notices = [
        Notice(
            code="drift",
            severity=Severity.PERSON,
            product="P001-01",
            title="Khăn lụa hoa sen",
            skus=("P001-01",),
            group="title",
            params={},
        )
        for _ in range(3)
    ]
    (need,) = needs_of(notices, (), "vi", OnDemand())
    assert [line.cell for line in need.lines] == ["products.csv:12:title_vi"] * 3
