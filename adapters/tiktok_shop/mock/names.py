"""Ids of sales attributes and their values: the built-in ones, and new ones for the seller's own names."""

from __future__ import annotations

from adapters.tiktok_shop.mock.facts import Facts

__all__ = ["Names"]


class Names:
    """The same name gets the same id, whatever its case."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._names: dict[str, str] = {each.id: each.vi for each in facts.sales.values()}
        self._ids: dict[str, str] = {each.vi.casefold(): each.id for each in facts.sales.values()}
        self._values: dict[str, str] = {}
        self._value_ids: dict[tuple[str, str], str] = {}
        for attribute in facts.sales.values():
            for number, (name, _) in attribute.values.items():
                self._values[number] = name
                self._value_ids[attribute.id, name.casefold()] = number

    def attribute(self, number: str, name: str) -> tuple[str, str] | None:
        """Id and name; the id wins. None for an id that nobody knows."""
        if number:
            return (number, self._names[number]) if number in self._names else None
        if name.casefold() not in self._ids:
            made = str(7_100_000_000_000_000_000 + len(self._ids))
            self._ids[name.casefold()], self._names[made] = made, name
        known = self._ids[name.casefold()]
        return known, self._names[known]

    def value(self, attribute: str, number: str, name: str) -> tuple[str, str] | None:
        if number:
            return (number, self._values[number]) if number in self._values else None
        key = (attribute, name.casefold())
        if key not in self._value_ids:
            made = str(7_200_000_000_000_000_000 + len(self._values))
            self._value_ids[key], self._values[made] = made, name
        known = self._value_ids[key]
        return known, self._values[known]
