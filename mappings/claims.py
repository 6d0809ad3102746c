"""Star claims in texts people wrote: ``{ocop}`` becomes today's claim, anything else has to be today's certificate.

A sentence whose claim does not hold today is left out, so that no composed text ever shows it; the product is blocked
besides, because a person has to put the text right. A star *applied for* may be told while it is applied for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from connector.model import fold

from .schema import ClaimRule

__all__ = ["ClaimWords", "Told", "claim_words"]

PLACE = re.compile(r"\{\s*ocop\s*\}", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
GAPS = re.compile(r"\s{2,}")
LOOSE = " -–—,;:|/·"


@dataclass(frozen=True, slots=True)
class Told:
    """A text made true for today, and the claims that had to go."""

    text: str
    untrue: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimWords:
    """The patterns of one rule set, compiled."""

    claims: tuple[re.Pattern[str], ...]
    potential: tuple[re.Pattern[str], ...]
    stars: dict[str, int]

    def story(self, text: str, phrase: str, star: int | None, potential_star: int | None) -> Told:
        """A text of sentences. ``phrase`` is today's claim, '' without one."""
        if not self._concerns(text):
            return Told(text)
        untrue: list[str] = []
        lines: list[str] = []
        for line in text.split("\n"):
            kept: list[str] = []
            for sentence in SENTENCE_END.split(line):
                wrong = self.untrue(sentence, star, potential_star)
                untrue += wrong
                if not wrong and (phrase or not PLACE.search(sentence)):
                    kept.append(PLACE.sub(lambda _: phrase, sentence))
            if kept or not line:
                lines.append(" ".join(kept))
        return Told("\n".join(lines), tuple(untrue))

    def title(self, text: str, phrase: str, star: int | None, potential_star: int | None) -> Told:
        """A text without sentences: only the claim itself is taken out."""
        if not self._concerns(text):
            return Told(text)
        wrong = self.untrue(text, star, potential_star)
        for claim in wrong:
            text = text.replace(claim, " ")
        filled = GAPS.sub(" ", PLACE.sub(lambda _: phrase, text))
        return Told(filled.strip(LOOSE) if filled != text or wrong else text, tuple(wrong))

    def untrue(self, text: str, star: int | None, potential_star: int | None) -> list[str]:
        """The claims in ``text`` that are not today's truth, in its own words."""
        found: list[str] = []
        for pattern in self.potential:
            found += [m[0] for m in pattern.finditer(text) if self._star(m["star"]) not in (star, potential_star)]
            text = pattern.sub(" ", text)
        for pattern in self.claims:
            found += [match[0] for match in pattern.finditer(text) if self._star(match["star"]) != star]
            text = pattern.sub(" ", text)
        return found

    def claimed(self, text: str) -> int:
        """The highest star that ``text`` says a product has; 0 for none. One applied for is none."""
        for pattern in self.potential:
            text = pattern.sub(" ", text)
        return max((self._star(m["star"]) for pattern in self.claims for m in pattern.finditer(text)), default=0)

    def _concerns(self, text: str) -> bool:
        return any(pattern.search(text) for pattern in (PLACE, *self.potential, *self.claims))

    def _star(self, written: str) -> int:
        """The number meant; 0 for one that is no star of the programme."""
        word = fold(written)
        if word in self.stars:
            return self.stars[word]
        return int(word) if word.isdecimal() else len(word)


def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def claim_words(rule: ClaimRule) -> ClaimWords:
    """The rule ready for use."""
    return ClaimWords(_compiled(rule.patterns), _compiled(rule.potential), {fold(k): n for k, n in rule.stars.items()})
