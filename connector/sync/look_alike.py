"""Which listings of a shop look like products that are not there yet: pure, from words, amounts, prices and pictures.

Staff type without accents, with other spaces, sales words and amounts (0,5kg for 500 g). What is compared is therefore
the ware's own words, the rare ones counting most; two different amounts are two different wares, whatever the words.
``propose`` gives at most three listings a product, the best first, and prefers one product to one listing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from .title_words import Words, words_of

__all__ = ["Likelihood", "Look", "Pair", "propose"]

Likelihood = Literal["certain", "likely", "unsure"]

CERTAIN, LIKELY, UNSURE = 0.9, 0.78, 0.62
FOREIGN = 0.93
"""What the words, and the price, of a listing need that bears SKUs of somebody else."""
MOST = 3
CANDIDATES = 8
"""So many listings of one product are looked at closely, those that share its rarest words."""
BEHIND = 0.1
"""A listing that another product fits so much better is no look-alike of this one."""
TYPO = 0.8


@dataclass(frozen=True, slots=True)
class Look:
    """A product, or a listing, as far as likeness goes. ``foreign``: it bears SKUs that are not ours."""

    id: str
    title: str
    prices: tuple[int, ...] = ()
    weight_g: int = 0
    options: tuple[str, ...] = ()
    foreign: bool = False
    also: str = ""
    """Another title of the same ware, as composed for the shop."""


@dataclass(frozen=True, slots=True)
class Pair:
    """``reasons``: codes of what speaks for or against, the weightiest first (messages ``match.reason.*``)."""

    product: str
    listing: str
    likelihood: Likelihood
    score: float
    reasons: tuple[str, ...] = ()
    rank: int = 0


@dataclass(slots=True)
class _Scored:
    product: Look
    listing: Look
    score: float
    title: float
    price: float
    amounts: bool | None
    picture: bool


def propose(
    products: Sequence[Look],
    listings: Sequence[Look],
    *,
    different: Iterable[tuple[str, str]] = (),
    pictures: Mapping[tuple[str, str], bool] | None = None,
) -> list[Pair]:
    """Pairs by product, best first. ``different``: (product, listing) that a person told apart; ``pictures``: whether
    covers that were looked at show the same shot."""
    if not products or not listings:
        return []
    apart = set(different)
    corpus = _Corpus(products, listings)
    seen = pictures or {}
    scored = [
        one
        for product, listing in corpus.candidates()
        if (product.id, listing.id) not in apart
        if (one := corpus.score(product, listing, seen.get((product.id, listing.id)))) is not None
    ]
    return _ranked(scored)


@dataclass(slots=True)
class _Corpus:
    """All titles, and how much each word tells."""

    products: Sequence[Look]
    listings: Sequence[Look]
    words: dict[str, Words] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        counts: Counter[str] = Counter()
        for look in (*self.products, *self.listings):
            for title in (look.title, look.also):
                self.words.setdefault(title, words_of(title))
            counts.update(set(self.words[look.title].wares))
        total = len(self.products) + len(self.listings)
        self.weights = {word: 0.4 + math.log(1 + total / (2 + count)) for word, count in counts.items()}

    def weight(self, word: str) -> float:
        """Between a word of every second title and one nobody else has; digits alone tell little."""
        return self.weights.get(word, 0.4 + math.log(1 + len(self.products))) * (0.5 if word.isdigit() else 1.0)

    def candidates(self) -> Iterable[tuple[Look, Look]]:
        """Every pair worth a closer look, by the weight of the words they share."""
        bearing: dict[str, list[int]] = defaultdict(list)
        for at, listing in enumerate(self.listings):
            for key in _keys(self.words[listing.title]):
                bearing[key].append(at)
        for product in self.products:
            shared: Counter[int] = Counter()
            for title in {product.title, product.also} - {""}:
                for key in _keys(self.words[title]):
                    rarity = 1 / math.sqrt(1 + len(bearing.get(key, ())))
                    for at in bearing.get(key, ()):
                        shared[at] += rarity  # type: ignore[assignment]
            for at, _ in shared.most_common(CANDIDATES):
                yield product, self.listings[at]

    def score(self, product: Look, listing: Look, picture: bool | None) -> _Scored | None:
        theirs = self.words[listing.title]
        titles = [self.words[title] for title in dict.fromkeys((product.title, product.also)) if title]
        ours = max(titles, key=lambda words: self.title(words, theirs))
        title = self.title(ours, theirs)
        amounts = _amounts(titles, theirs, (*product.options, *listing.options))
        if amounts is False:
            return None
        price = _near(product.prices, listing.prices)
        weight = _near((product.weight_g,), (listing.weight_g,))
        score = 0.76 * title + 0.16 * price + 0.08 * weight
        if picture is not None:
            score = score + 0.15 * (1 - score) + 0.05 if picture else score - 0.04
        if score < UNSURE or title < 0.5 or (listing.foreign and min(title, price) < FOREIGN):
            return None
        return _Scored(product, listing, min(score, 1.0), title, price, amounts, bool(picture))

    def title(self, ours: Words, theirs: Words) -> float:
        """How much of what either title says the other says too; a shorter one may leave something out."""
        if not ours.wares or not theirs.wares:
            return 0.0
        if ours.joined == theirs.joined:
            return 1.0
        left = list(theirs.wares)
        shared = 0.0
        for word in ours.wares:
            other, alike = _closest(word, left)
            if other is not None:
                left.remove(other)
                shared += alike * self.weight(word)
        mine, yours = (sum(map(self.weight, words.wares)) for words in (ours, theirs))
        whole = 2 * shared / (mine + yours)
        part = min(1.0, shared / min(mine, yours)) if min(len(ours.wares), len(theirs.wares)) > 2 else whole
        words = 0.55 * whole + 0.45 * part
        letters = _letters(ours.joined, theirs.joined, 0.85) if words < 0.9 else 0.0
        return max(words, 0.97 * letters)


def _keys(words: Words) -> set[str]:
    """What a listing is found by: its words, and pieces of them where spaces or letters are wrong."""
    return {*words.wares, *(words.joined[at : at + 5] for at in range(0, max(1, len(words.joined) - 4)))}


def _closest(word: str, others: Sequence[str]) -> tuple[str | None, float]:
    if word in others:
        return word, 1.0
    best, alike = None, TYPO
    for other in others if len(word) > 3 else ():
        if abs(len(other) - len(word)) < 2 and (ratio := _letters(word, other, alike)) > alike:
            best, alike = other, ratio
    return best, alike if best else 0.0


@lru_cache(maxsize=100_000)
def _letters(one: str, other: str, least: float) -> float:
    """How alike the letters are; 0.0 where that is below ``least``."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0


def _amounts(ours: Sequence[Words], theirs: Words, options: Sequence[str]) -> bool | None:
    """Whether amounts of one kind agree; None where nothing can be compared. Options may name the rest of them."""
    named = [words_of(option).amounts for option in options]
    said: bool | None = None
    for words in ours:
        kinds = {kind for kind, _ in words.amounts} & {kind for kind, _ in theirs.amounts}
        for kind in kinds:
            mine = {value for at, value in words.amounts if at == kind}
            yours = {value for at, value in theirs.amounts if at == kind}
            if mine & yours:
                said = True
            elif not any(kind == at for amounts in named for at, _ in amounts):
                return False
    return said


def _near(ours: Sequence[int], theirs: Sequence[int]) -> float:
    """1.0 within a tenth, 0.0 from half or double on; 0.6 where one of them is not known."""
    mine, yours = [n for n in ours if n > 0], [n for n in theirs if n > 0]
    if not mine or not yours:
        return 0.6
    ratio = max(min(a, b) / max(a, b) for a in mine for b in yours)
    return max(0.0, min(1.0, (ratio - 0.5) / 0.38))


def _ranked(scored: Sequence[_Scored]) -> list[Pair]:
    """The best pairs first come to each other; then up to two more a product, unless somebody else fits much better."""
    order = sorted(scored, key=lambda one: (-one.score, one.product.id, one.listing.id))
    owner: dict[str, _Scored] = {}
    chosen: dict[str, _Scored] = {}
    best: dict[str, list[_Scored]] = defaultdict(list)
    for one in order:
        best[one.listing.id].append(one)
        if one.product.id not in chosen and one.listing.id not in owner:
            chosen[one.product.id] = owner[one.listing.id] = one
    by_product: dict[str, list[_Scored]] = defaultdict(list)
    for one in order:
        taken = owner.get(one.listing.id, one)
        if taken is one or one.score > taken.score - BEHIND:
            by_product[one.product.id].append(one)
    pairs = []
    for product, several in by_product.items():
        mine = chosen.get(product)
        several.sort(key=lambda one: (one is not mine, -one.score))
        for rank, one in enumerate(several[:MOST]):
            pairs.append(_pair(one, rank, rivals=_rivals(one, several, best[one.listing.id])))
    return pairs


def _rivals(one: _Scored, of_product: Sequence[_Scored], of_listing: Sequence[_Scored]) -> bool:
    """Whether another product or another listing fits about as well."""
    others = [other for other in (*of_product, *of_listing) if other is not one]
    return any(other.score > one.score - BEHIND / 2 or other.title > one.title - BEHIND / 4 for other in others)


def _pair(one: _Scored, rank: int, *, rivals: bool) -> Pair:
    sure = one.title > CERTAIN and one.price > 0.8 and rank == 0 and not rivals and not one.listing.foreign
    level: Likelihood = "unsure"
    if (sure and one.score >= CERTAIN) or (one.picture and one.score >= CERTAIN and not rivals):
        level = "certain"
    elif one.score >= LIKELY and rank == 0:
        level = "likely"
    return Pair(one.product.id, one.listing.id, level, round(one.score, 4), _reasons(one, rivals=rivals), rank)


def _reasons(one: _Scored, *, rivals: bool) -> tuple[str, ...]:
    title = "title_same" if one.title >= 0.97 else "title_near" if one.title >= 0.8 else "title_part"
    price = "price_near" if one.price >= 0.95 else "price_apart" if one.price < 0.6 else ""
    more = (
        "picture_same" if one.picture else "",
        "amount_same" if one.amounts else "",
        "other_sku" if one.listing.foreign else "",
        "rivals" if rivals else "",
    )
    return tuple(code for code in (title, price, *more) if code)
