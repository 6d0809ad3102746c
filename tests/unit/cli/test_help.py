"""Help in two languages, and complaints about a command line that say what would be right."""

import re

import pytest

from connector.cli.app import build
from connector.cli.usage import COMMANDS
from connector.messages import catalogue_of

from .conftest import Run


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_options_and_examples(ocop: Run, command: str, lang: str) -> None:
    said = ocop(command, "--help", "--lang", lang)
    texts = catalogue_of("vi" if lang == "vi" else "en")
    assert said.code == 0
    shown = " ".join(said.out.replace("│", " ").split())
    assert " ".join(texts[f"help.{command}"].split()) in shown
    assert f"ocop {command}" in said.out.partition(texts["cli.examples"])[2]
    assert "--config" in said.out
    assert not re.search(r"\b(opt|arg|help|cli|brief)\.\w", said.out), "a text is missing"


def every_command() -> list[str]:
    """Every command there is, with those below another."""
    found, left = [], [("", build("vi"))]
    while left:
        above, one = left.pop()
        for name, below in getattr(one, "commands", {}).items():
            found.append(f"{above} {name}".strip())
            left.append((found[-1], below))
    return found


@pytest.mark.parametrize("command", every_command())
def test_no_commands_help_is_forgotten(ocop: Run, command: str) -> None:
    said = ocop(*command.split(), "--help")
    assert said.code == 0, said.err
    assert f"ocop {command}" in said.out.partition(catalogue_of("vi")["cli.examples"])[2]
    assert command.partition(" ")[0] in COMMANDS, "a slip of the keyboard is told the nearest of these"


def test_the_overview_names_every_command(ocop: Run) -> None:
    said = ocop("--help")
    assert said.code == 0
    assert [name for name in COMMANDS if f"{name} " not in said.out] == []
    assert "Cách dùng" in said.out
    assert ocop().out == said.out


def test_the_language_follows_the_environment(ocop: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_LANG", "en")
    assert "Usage:" in ocop("--help").out
    assert "Cách dùng:" in ocop("--help", "--lang", "vi").out


def test_the_version(ocop: Run) -> None:
    said = ocop("--version")
    assert said.code == 0
    assert re.fullmatch(r"ocop \d+\.\d+\.\d+\n", said.out)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("snyc", "sync"),
        ("plan --alow a=1", "--allow"),
        ("why", "SKU"),
        ("apply", "PLAN_FILE"),
        ("mock shopee --port nhiều", "--port"),
        ("plan --out", "--out"),
        ("why A B", "ocop why --help"),
        ("plan --config", "--config"),
    ],
)
def test_a_wrong_command_line_is_explained(ocop: Run, words: str, wanted: str) -> None:
    said = ocop(*words.split())
    assert (said.code, said.out) == (2, "")
    assert wanted in said.err
    assert "Traceback" not in said.err
    assert not re.search(r"\b(No such|Missing|Invalid|requires)\b", said.err)


def test_with_json_an_error_is_an_object_too(ocop: Run) -> None:
    said = ocop("plan", "không-có", "--json")
    assert said.code == 2
    assert said.json["schema"] == "ocop/error@1"
    assert (said.json["code"], said.json["exit_code"]) == ("E_SHOP_UNKNOWN", 2)
    assert said.json["message"] in said.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("memory", "E_NO_MOCK"),
        ("chợ-quê", "E_MARKETPLACE_UNKNOWN"),
        ("shopee --seed không-có.csv", "E_MOCK_SEED"),
        ("shopee --pace 0", "E_MOCK_OPTION"),
        ("shopee --port 70000", "E_PORT"),
    ],
)
def test_a_mock_that_cannot_be_is_said(ocop: Run, words: str, code: str) -> None:
    said = ocop("mock", *words.split(), "--json")
    assert (said.code, said.json["code"]) == (2, code)
