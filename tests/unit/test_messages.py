"""Every code has a sentence, in both languages alike, and no Vietnamese sentence speaks English or in codes."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from connector.messages import LANGUAGES, Language, catalogue_of, say
from connector.model import Group, ListingState
from connector.report.order import HEADINGS
from connector.sync import ChangeKind, Outcome
from connector.sync.guards import CATALOGUE_GUARDS, SHOP_GUARDS, GuardLimits
from connector.sync.runreport import Ending
from connector.sync.threeway import Finding

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT / "connector" / "messages"
ROOMS = ("connector", "mappings", "media", "adapters")

CODE = re.compile(r"(E|W|OK|HOLD|WARN|CHANNEL)_[A-Z0-9_]*[A-Z0-9]")
START = re.compile(r"(E|W|OK|HOLD|WARN|CHANNEL|BUG)_[A-Z0-9_]*_")
NOTICE = re.compile(r"[a-z]+(-[a-z]+)+")
"""Inside connector/sync every literal of this form is a code for people: a notice, a result, a guard or a reason."""

OWN_WORDS = {"E_USAGE"}
"""A wrong command line is explained by its parser, with the usage beside it."""

ENGLISH = {
    *("plan", "apply", "guard", "drift", "hold", "sync", "listing", "shop", "adopt", "park", "unlist", "relist"),
    *("rendition", "badge", "update", "create", "price", "stock", "media", "checksum", "token", "retry", "error"),
    *("bug", "code", "field", "product", "variant", "outcome", "intent", "journal", "catalogue", "mapping", "adapter"),
    *("marketplace", "binding", "conflict", "run", "report", "title", "description", "default", "option", "file"),
}
TYPED = ("opt.", "template.", "E_CREDENTIALS_FORM")
"""Texts that name what has to be typed exactly so, on the command line or in ocop.toml."""


def sources() -> Iterator[Path]:
    """Our own code; a mock speaks in its marketplace's words, tests and samples in none."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if (
                "mock" not in parts
                and "_mock" not in parts
                and parts[:2] not in (("connector", "testing"), ("connector", "sample"))
            ):
                yield path


@cache
def literals(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """The whole string literals of a file but its docstrings, and the beginnings of its f-strings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    silent |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    starts = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            starts.add(str(node.values[0].value))
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in silent)
    return frozenset(node.value for node in constants if isinstance(node.value, str)), frozenset(starts)


def rooms(lang: Language) -> dict[str, dict[str, str]]:
    return {
        path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((TEXTS / lang).glob("*.toml"))
    }


def params(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def spoken(text: str) -> str:
    """A text as it is read: without its places, options that have to be typed, and a marketplace's own name."""
    text = text.replace("TikTok Shop", " ")
    return re.sub(r"\{[^{}]*\}|--allow [a-z-]+=\d+|--[a-z-]+", " ", text.replace("{{", "").replace("}}", ""))


def missing(codes: set[str]) -> set[str]:
    return {code for code in codes if any(code not in catalogue_of(lang) for lang in LANGUAGES)}


def test_both_languages_have_the_same_rooms_and_keys() -> None:
    vi, en = rooms("vi"), rooms("en")
    assert set(vi) == set(en)
    assert {name: set(vi[name]) ^ set(en[name]) for name in vi if set(vi[name]) != set(en[name])} == {}


def test_a_sentence_takes_the_same_params_in_both() -> None:
    vi, en = catalogue_of("vi"), catalogue_of("en")
    differing = {
        key: params(vi[key]) ^ params(en[key]) for key in vi.keys() & en.keys() if params(vi[key]) != params(en[key])
    }
    assert differing == {}


def test_every_code_in_the_source_has_a_sentence() -> None:
    used: dict[str, str] = {}
    for path in sources():
        for text in literals(path)[0]:
            if CODE.fullmatch(text):
                used.setdefault(text, str(path.relative_to(ROOT)))
    assert len(used) > 100
    assert {code: used[code] for code in missing(set(used) - OWN_WORDS)} == {}


def test_every_code_that_is_put_together_has_a_sentence_that_begins_so() -> None:
    starts = {start for path in sources() for start in literals(path)[1] if START.fullmatch(start)}
    known = {lang: tuple(catalogue_of(lang)) for lang in LANGUAGES}
    silent = {start for start in starts for lang in LANGUAGES if not any(key.startswith(start) for key in known[lang])}
    assert silent - {"BUG_"} == set()


def test_every_word_of_the_engine_has_a_sentence() -> None:
    """A literal is a notice or a result, a guard, or a reason; a notice also has a label to stand under."""
    found = {text for path in (ROOT / "connector" / "sync").rglob("*.py") for text in literals(path)[0]}
    words = {text for text in found if NOTICE.fullmatch(text)}
    assert {"false-star", "price-jump", "stock-zero", "never-arrived"} <= words
    known = set(catalogue_of("vi"))
    assert {word for word in words if not {word, f"guard.{word}", f"reason.{word}"} & known} == set()


def said_by(names: set[str], position: int) -> set[str]:
    """The literals that connector/sync hands to a function of one of ``names`` at ``position``."""
    found = set()
    for path in (ROOT / "connector" / "sync").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in names and len(node.args) > position and isinstance(node.args[position], ast.Constant):
                found.add(str(node.args[position].value))  # type: ignore[attr-defined]
    return found


def test_every_notice_of_the_engine_has_a_sentence_and_a_label() -> None:
    notices = said_by({"_say", "notice"}, 0) | said_by({"_say"}, 2)
    notices = {code for code in notices if code.islower()} | {"drift", "conflict", "rewritten", "overdue", "rejected"}
    assert {"adopted", "paused", "blocked", "parked", "create-parked-twins"} <= notices
    assert missing(notices | {f"label.{code}" for code in notices}) == set()


def test_what_a_parked_create_says_is_put_together_from_known_words() -> None:
    why = said_by({"_park"}, 2)
    assert why
    assert missing({f"create-parked-{word}" for word in why} | {f"reason.{word}" for word in why}) == set()


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("bucket.", {*ChangeKind, "badge_off"}),
        ("count.", {*HEADINGS, "unchanged", "listings", "uploads"}),
        ("heading.", {*HEADINGS}),
        ("outcome.", set(Outcome)),
        ("ending.", set(get_args(Ending))),
        ("group.", set(Group)),
        ("state.", set(ListingState)),
        ("guard.", {*CATALOGUE_GUARDS, *SHOP_GUARDS, *GuardLimits().shop}),
        ("", set(Finding) - {Finding.NOTHING, Finding.ARRIVED, Finding.WAITING}),
    ],
)
def test_every_member_of_a_public_list_has_its_words(prefix: str, names: set[str]) -> None:
    assert missing({f"{prefix}{name}" for name in names}) == set()


def test_a_guard_says_its_numbers() -> None:
    for lang in LANGUAGES:
        for key, text in catalogue_of(lang).items():
            if key.startswith("guard.") and key not in ("guard.skus", "guard.more", "guard.option", "guard.empty"):
                assert {"count", "allowed"} <= params(text), key


def test_no_vietnamese_sentence_holds_an_english_term() -> None:
    said = {key: spoken(text).lower() for key, text in catalogue_of("vi").items() if not key.startswith(TYPED)}
    found = {key: ENGLISH.intersection(re.findall(r"\w+", text)) for key, text in said.items()}
    assert {key: words for key, words in found.items() if words} == {}


def test_no_vietnamese_sentence_holds_a_bare_code() -> None:
    code = re.compile(r"(?<!\w)[A-Z][A-Z0-9]*_[A-Z0-9_]+(?!\w)")
    assert {key: text for key, text in catalogue_of("vi").items() if code.search(spoken(text))} == {}


def test_sentences_are_whole_and_in_vietnamese_letters() -> None:
    """A sentence for people ends as one, or with what has to be typed; headings and labels are none."""
    for key, text in catalogue_of("vi").items():
        assert text == text.strip(), key
        if "." in key or not text.endswith((".", "!", "?", "}", ":")):
            continue
        assert any(ord(letter) > 127 for letter in text), key


def test_the_guards_in_the_word_list_are_those_that_messages_name() -> None:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (.+) \|$", (ROOT / "docs" / "words.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {name for name, _ in rows} == {*CATALOGUE_GUARDS, *GuardLimits().shop}
    assert [name for name, words in rows if f"«{words}»" not in catalogue_of("vi")[f"guard.{name}"]] == []


def test_an_empty_cell_is_called_empty_and_not_unknown() -> None:
    for lang in LANGUAGES:
        blanks = [code.removesuffix(".unfilled") for code in catalogue_of(lang) if code.endswith(".unfilled")]
        assert blanks
        for code in blanks:
            assert code in catalogue_of(lang)
            assert say(code, lang, value="") == catalogue_of(lang)[f"{code}.unfilled"]
            assert say(code, lang, value="Sa Pả") != say(code, lang, value="")
