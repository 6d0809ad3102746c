"""The command line's words: common options anywhere, days, durations, ``--allow``, exit codes of several shops."""

from datetime import date

import pytest

from connector.cli.problems import overall
from connector.cli.settings import asked_language, hoisted
from connector.cli.values import read_allow, read_day, read_duration
from connector.errors import BadUse


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("plan --json", "--json plan"),
        ("plan shop --config a.toml --out p.json -v", "--config a.toml -v plan shop --out p.json"),
        ("--state=s plan --lang=en", "--state=s --lang=en plan"),
        ("why A-1 -- --json", "why A-1 -- --json"),
        ("plan --config", "plan --config"),
        ("", ""),
    ],
)
def test_common_options_may_stand_anywhere(words: str, expected: str) -> None:
    assert hoisted(words.split()) == expected.split()


@pytest.mark.parametrize(
    ("words", "lang"),
    [("", None), ("plan --lang en", "en"), ("--lang=vi plan", "vi"), ("plan --lang", ""), ("plan -- --lang en", None)],
)
def test_the_language_is_known_before_anything_is_parsed(words: str, lang: str | None) -> None:
    assert asked_language(words.split()) == lang


@pytest.mark.parametrize("text", ["2026-11-21", "21/11/2026", " 2026-11-21 "])
def test_days_as_machines_and_as_people_write_them(text: str) -> None:
    assert read_day(text) == date(2026, 11, 21)


@pytest.mark.parametrize("text", ["11/21/2026", "2026-02-30", "mai", "", "21-11-2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadUse, match="E_DAY_FORM"):
        read_day(text)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("45m", 2700), ("2h", 7200), ("1h30m", 5400), ("1,5h", 5400)]
)
def test_durations(text: str, seconds: float) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize("text", ["2", "h", "2 giờ", "-1h", "0s", "1h nghỉ"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(BadUse, match="E_DURATION_FORM"):
        read_duration(text)


def test_allow_takes_guards_by_name_and_names_the_nearest() -> None:
    known = ("empty", "reprice", "badge-off")
    assert read_allow(["reprice=40", "badge_off = 3"], known) == {"reprice": 40, "badge-off": 3}
    with pytest.raises(BadUse) as caught:
        read_allow(["reprise=4"], known)
    assert (caught.value.code, caught.value.params["nearest"]) == ("E_GUARD_UNKNOWN", "reprice")
    for word in ("reprice", "reprice=", "reprice=all", "reprice=-1"):
        with pytest.raises(BadUse, match="E_ALLOW_FORM"):
            read_allow([word], known)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], 0),
        ([0, 0], 0),
        ([0, 3], 3),
        ([4], 4),
        ([4, 4], 4),
        ([6, 6], 6),
        ([4, 6], 6),
        ([0, 4], 5),
        ([3, 6], 5),
        ([0, 7], 5),
        ([7], 7),
        ([2], 2),
        ([8, 0], 8),
        ([8, 3], 8),
        ([8, 4], 5),
        ([0, 1, 4], 1),
        ([0, 130], 130),
        ([1, 130], 130),
    ],
)
def test_exit_codes_of_several_shops(codes: list[int], expected: int) -> None:
    assert overall(codes) == expected
