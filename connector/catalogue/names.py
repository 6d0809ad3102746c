"""What a product is called: its owner and its key, under the name it has always had.

Owners are compared as ``fold_owner`` says, whoever typed them. A product's name is what a journal remembers it by, so
one that is remembered keeps its name, and with it the spelling of its owner: by another it would be listed anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from connector.model import ProductId, fold, fold_owner

__all__ = ["Names"]


class Names:
    """``own`` is the catalogue's own owner, folded; ``known`` are the names of what is remembered."""

    def __init__(self, own: str, known: Iterable[str] = ()) -> None:
        self.own = own
        self._known: dict[tuple[str, str], set[str]] = {}
        for name in known:
            owner, _, key = name.rpartition("/")
            self._known.setdefault((self._whose(owner), key), set()).add(owner)
        self._given: dict[tuple[str, str], ProductId] = {}

    def of(self, said: str, key: str) -> ProductId:
        """The product of ``key`` whose row names ``said`` for its owner, '' for nobody.

        Where several spellings are remembered: that of the row as far as it was told apart before, else the first.
        """
        place = (self._whose(said), key)
        if place not in self._given:
            self._given[place] = ProductId(self._spelled(said, place), key)
        return self._given[place]

    def _spelled(self, said: str, place: tuple[str, str]) -> str:
        whose, known = place[0], self._known.get(place, set())
        before = "" if not whose and fold(said) in {"", self.own} else said
        remembered = (owner for owner in (before, "", *sorted(known)) if owner in known)
        return next(remembered, " ".join(said.split()) if whose else "")

    def _whose(self, owner: str) -> str:
        """The owner as they are compared, '' for the catalogue's own."""
        folded = fold_owner(owner)
        return "" if folded == self.own else folded
