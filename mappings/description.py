"""The description: story, today's certificate in words, and the label block, in the dress the marketplace takes.

Too long, it loses story first, from its end; never the label block or the certificate. HTML is made here and nowhere
else, everything escaped; limits are counted on what is sent, tags included. No text holds a count of days to a date.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from connector.model import fold
from connector.text import cut_paragraphs

from .fields import clean
from .limits import NO_BOUNDS, Bounds
from .loader import Rules
from .subject import Subject
from .values import Notes

__all__ = ["compose_description"]

HASHTAG = re.compile(r"#(?=\w)")
STORY_BLOCKS = ("short_story", "long_story")


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the description; ``heading`` only on lists of lines."""

    name: str
    lines: tuple[str, ...]
    heading: str = ""

    @property
    def story(self) -> bool:
        return self.name in STORY_BLOCKS


def compose_description(subject: Subject, bounds: Bounds, notes: Notes, hashtags: Bounds = NO_BOUNDS) -> str:
    """The final description; a cut story is a warning with both lengths, what cannot fit a reason.

    Hashtags beyond the allowed number stay as plain words.
    """
    makers: dict[str, Callable[[Subject, Notes], Block]] = {
        "short_story": _short_story,
        "long_story": _long_story,
        "claim": _claim,
        "label": _label,
    }
    rule = subject.rules.text.description
    dress = _html if rule.dress == "html" else _plain
    blocks = _fewer_hashtags([makers[name](subject, notes) for name in rule.order], hashtags, notes)
    text = dress(blocks)
    size = bounds.size(text)
    if bounds.maximum is not None and size > bounds.maximum:
        text = _shortened(blocks, dress, bounds, bounds.maximum)
        kept = bounds.size(text)
        if kept > bounds.maximum:
            notes.block(
                "E_LISTING_DESCRIPTION_LONG", "description", length=kept, maximum=bounds.maximum, unit=bounds.unit
            )
        else:
            notes.warn(
                "W_LISTING_STORY_CUT", "description", length=size, kept=kept, maximum=bounds.maximum, unit=bounds.unit
            )
    elif bounds.too_small(size):
        notes.block("E_LISTING_DESCRIPTION_SHORT", "description", length=size, minimum=bounds.minimum, unit=bounds.unit)
    column = "long_story_vi" if subject.product.story.long_vi else "short_story_vi"
    place = subject.rules.at("text", "description.order")
    notes.origins.append(subject.origin("description", column, place, bounds))
    return text


def _fewer_hashtags(blocks: list[Block], bounds: Bounds, notes: Notes) -> list[Block]:
    most = bounds.maximum
    found = sum(len(HASHTAG.findall(line)) for block in blocks for line in block.lines)
    if most is None or found <= most:
        return blocks
    left = iter(["#"] * most)
    notes.warn("W_LISTING_HASHTAGS_CUT", "description", found=found, maximum=most)
    return [
        replace(block, lines=tuple(HASHTAG.sub(lambda _: next(left, ""), line) for line in block.lines))
        for block in blocks
    ]


def _shortened(blocks: list[Block], dress: Callable[[Sequence[Block]], str], bounds: Bounds, maximum: int) -> str:
    """Cut the last story block by what is too much, then the one before it, until all fits or no story is left."""
    text = dress(blocks)
    while (excess := bounds.size(text) - maximum) > 0:
        last = next((n for n in reversed(range(len(blocks))) if blocks[n].story and blocks[n].lines), None)
        if last is None:
            break
        story = "\n".join(blocks[last].lines)
        kept = cut_paragraphs(story, max(0, bounds.size(story) - excess), bounds.text_unit)
        lines = tuple(line for line in kept.split("\n") if line) if kept != story else ()
        blocks[last] = replace(blocks[last], lines=lines)
        text = dress(blocks)
    return text


def _short_story(subject: Subject, notes: Notes) -> Block:
    return Block("short_story", _story(subject, subject.product.story.short_vi, "short_story", notes))


def _long_story(subject: Subject, notes: Notes) -> Block:
    return Block("long_story", _story(subject, subject.product.story.long_vi, "long_story", notes))


def _story(subject: Subject, written: str, name: str, notes: Notes) -> tuple[str, ...]:
    rule = subject.rules.text.claim
    potential = subject.product.certification.potential_star
    told = subject.rules.claim_words.story(
        subject.twinned(clean(written)), subject.fill(rule.phrase), subject.star, potential
    )
    if told.untrue:
        notes.block("E_STAR_CLAIM_NOT_TODAY", name, claim=told.untrue[0])
    return tuple(line.strip() for line in told.text.split("\n") if line.strip())


def _claim(subject: Subject, notes: Notes) -> Block:
    if subject.star is None:
        return Block("claim", ())
    rule = subject.rules.text.claim
    return Block("claim", _filled(subject, rule.lines), rule.heading)


def _label(subject: Subject, notes: Notes) -> Block:
    product, warning = subject.product, subject.values["warning"]
    lines = _label_lines(subject.rules, product.industry.value, fold(product.group_148))
    wanted = [text for text, unless in lines if not unless or unless not in warning]
    return Block("label", _filled(subject, wanted), subject.rules.text.label.heading)


@lru_cache(maxsize=1024)
def _label_lines(rules: Rules, industry: str, group: str) -> tuple[tuple[str, str], ...]:
    """The lines for an industry and a folded group, each with the words that make it needless."""
    rule = rules.text.label
    return tuple(
        (line.text, clean(line.unless))
        for line in (rule.line[name] for name in rule.order)
        if (not line.industries or industry in line.industries) and (not line.groups or group in map(fold, line.groups))
    )


def _filled(subject: Subject, templates: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for line in map(subject.fill, templates) if line)


def _plain(blocks: Sequence[Block]) -> str:
    shown = (block for block in blocks if block.lines)
    return "\n\n".join("\n".join((block.heading, *block.lines) if block.heading else block.lines) for block in shown)


def _html(blocks: Sequence[Block]) -> str:
    parts: list[str] = []
    for block in blocks:
        lines = [html.escape(line) for line in block.lines]
        if block.heading and lines:
            parts.append(f"<p><strong>{html.escape(block.heading)}</strong></p>")
            parts.append(f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")
        else:
            parts += [f"<p>{line}</p>" for line in lines]
    return "".join(parts)
