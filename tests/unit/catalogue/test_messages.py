"""Every code this room can give has a sentence in both languages, with the same places to fill in."""

import re
import string
from pathlib import Path

import connector.catalogue
import connector.text
from connector.messages import catalogue_of

CODE = re.compile(r"\"((?:E|W|OK|ROW|AT|WARN)_[A-Z0-9_]+)\"")


def codes():
    rooms = [Path(room.__file__).parent for room in (connector.catalogue, connector.text)]
    files = [path for room in rooms for path in (*room.glob("*.py"), *room.glob("*.toml"))]
    return {code for path in files for code in CODE.findall(path.read_text(encoding="utf-8"))}


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_code_has_its_sentence():
    assert len(codes()) > 90
    for language in ("vi", "en"):
        assert codes() - catalogue_of(language).keys() == set()


def test_both_languages_fill_in_the_same_places():
    for code in codes():
        assert places(catalogue_of("vi")[code]) == places(catalogue_of("en")[code]), code


def test_refusals_say_what_to_do_next():
    for code in codes():
        if code.startswith("E_"):
            assert len(re.findall(r"[.!]( |$)", catalogue_of("vi")[code])) >= 2, code
