"""A command line as a person types it, run in this process on a small co-op."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from connector.cli import main
from tests.coop import Coop


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return orjson.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    return Coop(tmp_path).set_up()


@pytest.fixture
def ocop(coop: Coop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """``ocop WORDS`` in the co-op's folder, in Vietnamese unless the words say otherwise."""
    monkeypatch.chdir(coop.folder)
    monkeypatch.setenv("OCOP_STATE", str(coop.state))
    monkeypatch.setenv("OCOP_LANG", "vi")
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: object) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return run
