"""Sentences for notices, results, guards and endings: codes and raw params in, language out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import JsonValue

from connector.messages import Language, catalogue_of, say
from connector.model import Group
from connector.sync import Change, ChangeKind, GuardTrip, Notice, Outcome, Result

from .figures import clean, day_text, dong, moment, shorten, typed
from .values import group_name, value_text

__all__ = ["because", "by_hand_code", "guard_text", "label", "notice_text", "problem_text", "result_text"]

MOST_STARS = "5"
COMPARED = ("shop", "ours", "sent")
UNKNOWN = "?"
LONG = 200
SHOWN_SKUS = 10


def by_hand_code(code: str, lang: Language, by_hand: bool) -> str:
    """The code under which ``code`` is told of a shop that people keep; itself where the same words serve."""
    told = f"{code}.by-hand"
    return told if by_hand and told in catalogue_of(lang) else code


def notice_text(notice: Notice, lang: Language, by_hand: bool = False) -> str:
    """The whole sentence of a notice; never raises, whatever its params hold."""
    return problem_text(notice.code, notice.params, lang, group=notice.group, by_hand=by_hand)


def result_text(result: Result, lang: Language) -> str:
    """Why a Change ended as it did; '' where there is nothing to add."""
    if result.code:
        return problem_text(result.code, result.params, lang)
    return problem_text("moved", {}, lang) if result.outcome is Outcome.MOVED else ""


def problem_text(
    code: str,
    params: Mapping[str, JsonValue],
    lang: Language,
    *,
    group: Group | None = None,
    by_hand: bool = False,
) -> str:
    """The sentence of any code of ours with params as journal, plan and errors hold them."""
    shown = {name: _shown(name, params, lang) for name in params}
    if code.endswith("price-jump"):
        figures = {name: value for name, value in params.items() if name in COMPARED and isinstance(value, int)}
        shown |= {name: dong(price, lang) for name, price in figures.items()}
        shown["option"] = f"--allow price-jump={params.get('jumps', 1)}"
    elif group is not None:
        shown |= {name: value_text(group, params[name], lang) for name in COMPARED if name in params}
    if code == "false-star" and params.get("double"):
        code = "false-star-double"
    elif code == "false-star" and params.get("policy") == "alert":
        code = "false-star-alert"
    elif code == "false-star" and params.get("perhaps"):
        code = "false-star-perhaps"
    elif code == "false-star" and params.get("allowed"):
        code = "false-star-lower"
    elif code == "false-star" and params.get("cert_no") == "":  # it was off, and somebody has put it up again
        code = "false-star-again"
    elif code == "duplicate-in-shop" and params.get("allowed", MOST_STARS) != MOST_STARS:
        code = "duplicate-in-shop-star"
    elif code == "blocked" and not params.get("reason"):
        code = "blocked-unsaid"
    elif code.endswith("look-alike"):
        shown["name"] = typed(str(params.get("name", "")))
    elif code.startswith("in-promotion"):
        shown["groups"] = _groups_in_words(params.get("groups"), lang)
    if code.startswith("BUG_") and code not in catalogue_of(lang):
        inner = problem_text(code.removeprefix("BUG_"), params, lang)
        return say("BUG", lang, reason=inner)
    shown.setdefault("field", group_name(group, lang))
    code = by_hand_code(code, lang, by_hand)
    text = say(code, lang, **shown)
    return text[:1].upper() + text[1:] if catalogue_of(lang).get(code, "").startswith("{field}") else text


def _groups_in_words(groups: JsonValue, lang: Language) -> str:
    names = groups if isinstance(groups, list) else []
    return ", ".join(group_name(Group(str(name)), lang) for name in names)


def _shown(name: str, params: Mapping[str, JsonValue], lang: Language) -> str:
    """One param in words: moments, days and codes are spelled out."""
    value = params[name]
    if value is None or value == "":
        return UNKNOWN
    text = shorten(str(value), LONG)
    try:
        if name in ("until", "resets_at"):
            return moment(datetime.fromisoformat(text), lang)
        if name == "since":
            return day_text(date.fromisoformat(text), lang)
    except ValueError:
        return text
    return _spelled_out(text, params, lang) if name in ("reason", "rejection") else text


def _spelled_out(text: str, params: Mapping[str, JsonValue], lang: Language) -> str:
    """A reason that is a code of ours becomes its sentence; a marketplace's own words stay."""
    known = catalogue_of(lang)
    code = f"reason.{text}" if f"reason.{text}" in known else text
    others = {name: shorten(str(value), LONG) for name, value in params.items() if name != "reason"}
    return say(code, lang, **others) if code in known else text


def label(code: str, lang: Language, by_hand: bool = False) -> str:
    """The few words above notices of one kind: the code's own, or those of its family (``HOLD_...``)."""
    known = catalogue_of(lang)
    if by_hand and (told := f"label.{code}.by-hand") in known:
        return known[told]
    family = code.partition("_")[0]
    return next(known[name] for name in (f"label.{code}", f"label.{family}", "label.other") if name in known)


def guard_text(trip: GuardTrip, lang: Language) -> str:
    """Guard, numbers, up to ten SKUs, and the exact option that lets it through once."""
    parts = [say(f"guard.{trip.guard}", lang, count=trip.count, allowed=trip.allowed, of=trip.of)]
    if trip.skus:
        skus = ", ".join(clean(sku) for sku in trip.skus[:SHOWN_SKUS])
        parts.append(say("guard.more" if trip.count > len(trip.skus) else "guard.skus", lang, skus=skus))
    parts.append(say("guard.option", lang, option=trip.option))
    return " ".join(parts)


def because(change: Change, lang: Language) -> str:
    """One line of why a Change is made: the claim first, then the calendar, then what its maker wrote."""
    if change.kind is ChangeKind.UPDATE and change.claim and Group.MEDIA in change.groups:
        text = say(f"reason.claim-{change.claim}", lang)
    elif change.calendar and change.reason in ("content", "price", "stock", ""):
        text = say("reason.calendar", lang)
    else:
        text = _spelled_out(change.reason, {}, lang)
    if any(group.overwrites for group in change.groups.values()):
        text = f"{text} {say('reason.overwrites', lang)}"
    return text
