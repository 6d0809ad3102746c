"""``ocop adapter``: another marketplace begun, and what is declared beside what a shop answers."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.coop import Coop
from tests.loopback import ROOT

from .conftest import Run


@pytest.fixture(scope="module")
def to_do(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A new adapter in a folder with a space and accents, and what its tests say."""
    from connector.cli import main

    place = tmp_path_factory.mktemp("sàn mới") / "zalo shop"
    assert main(["adapter", "new", "zalo_shop", "--folder", str(place)]) == 0
    words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "--color=no"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "", "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"}
    said = subprocess.run(words, cwd=place, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert said.returncode == 1, said.stdout + said.stderr
    return place, said.stdout


def test_a_new_adapters_tests_read_as_a_to_do_list_in_order(to_do: tuple[Path, str]) -> None:
    steps = [
        line.partition("NotImplementedError: ")[2]
        for line in to_do[1].splitlines()
        if "adapter.py:" in line and "NotImplementedError" in line
    ]
    assert [step.partition(",")[0] for step in steps] == [f"step {n} of 12" for n in range(1, 13)]
    assert "12 failed" in to_do[1]
    assert "waits for step 2 of 12, facts" in to_do[1]


def test_a_new_adapter_bears_its_name_everywhere(to_do: tuple[Path, str]) -> None:
    files = [path for path in to_do[0].rglob("*") if path.is_file()]
    assert (to_do[0] / "tests" / "test_contract.py") in files
    assert (to_do[0] / "ocop_zalo_shop" / "mock.py") in files
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    left = [
        path.name for path, text in texts.items() if "my_market" in text.casefold() or "my market" in text.casefold()
    ]
    assert left == []
    assert [path.name for path in files if path.suffix == ".txt" or "my_market" in str(path)] == []
    assert 'zalo_shop = "ocop_zalo_shop:SPEC"' in texts[to_do[0] / "pyproject.toml"]


def test_the_guide_comes_along_as_it_is(to_do: tuple[Path, str], ocop: Run, coop: Coop) -> None:
    """Whoever has only the wheel has no docs folder."""
    guide = (ROOT / "docs" / "adapter-guide.md").read_bytes()
    assert (to_do[0] / "adapter-guide.md").read_bytes() == guide, "cp docs/adapter-guide.md to adapters/_template"
    assert "adapter-guide.md" in (to_do[0] / "README.md").read_text("utf-8")
    assert str(coop.folder / "zalo_shop" / "adapter-guide.md") in ocop("adapter", "new", "zalo_shop").out


def test_what_is_new_is_as_clean_as_what_is_ours(to_do: tuple[Path, str]) -> None:
    words = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--config",
        str(ROOT / "pyproject.toml"),
        str(to_do[0]),
    ]
    said = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert said.returncode == 0, said.stdout


def test_nothing_that_is_there_is_written_over(ocop: Run, coop: Coop) -> None:
    mine = coop.folder / "zalo_shop"
    mine.mkdir()
    (mine / "ghi chú.txt").write_text("của tôi", encoding="utf-8")
    said = ocop("adapter", "new", "zalo_shop")
    assert said.code == 2
    assert "không ghi đè" in said.err
    assert [path.name for path in mine.iterdir()] == ["ghi chú.txt"]


@pytest.mark.parametrize("name", ["Zalo", "zalo-shop", "2chợ", "class", "", "a" * 60, "../x"])
def test_a_name_that_cannot_be_one_is_told(ocop: Run, coop: Coop, name: str) -> None:
    before = sorted(coop.folder.iterdir())
    said = ocop("adapter", "new", name)
    assert said.code == 2
    assert "zalo_shop" in said.err
    assert sorted(coop.folder.iterdir()) == before


def test_a_marketplace_that_is_installed_is_not_begun_again(ocop: Run) -> None:
    assert ocop("adapter", "new", "shopee").code == 2


def test_what_was_made_is_told_to_machines(ocop: Run, coop: Coop) -> None:
    said = ocop("--json", "adapter", "new", "cho_noi")
    assert said.code == 0
    assert said.json["schema"] == "ocop/adapter-new@1"
    assert Path(said.json["folder"]) == coop.folder / "cho_noi"
    assert all(Path(file).is_file() for file in said.json["files"])


def test_a_declaration_is_shown_without_asking_anybody(ocop: Run) -> None:
    said = ocop("adapter", "check", "shopee")
    assert said.code == 0
    assert "read_batch = 50" in said.out


def test_a_shop_is_compared_with_the_declaration(ocop: Run, coop: Coop) -> None:
    said = ocop("--json", "adapter", "check", "memory", "--live")
    (checks,) = said.json["shops"].values()
    assert said.json["declared"]["create_hidden"] is True
    assert {"identity", "empty"} <= {check["check"] for check in checks}
    assert said.code == (3 if any(check["differs"] for check in checks) else 0)


def test_live_without_a_shop_of_that_marketplace_says_so(ocop: Run) -> None:
    said = ocop("adapter", "check", "shopee", "--live")
    assert said.code == 2
    assert "«shopee»" in said.err


def test_an_unknown_marketplace_names_those_there_are(ocop: Run) -> None:
    said = ocop("adapter", "check", "shopi")
    assert said.code == 2
    assert "shopee" in said.err


def test_what_is_named_to_read_on_is_there_wherever_ocop_is_installed_from(ocop: Run, coop: Coop) -> None:
    said = ocop("adapter", "new", "cho_noi")
    assert str(coop.folder / "cho_noi" / "adapter-guide.md") in said.out
    guide = coop.folder / "cho_noi" / "README.md"
    for name in ("connector/port.py", "connector/wire/__init__.py", "connector/testing/contract/", "adapters/memory"):
        assert name in guide.read_text(encoding="utf-8")
        assert (ROOT / name).exists()  # all of it in the rooms that the wheel carries


def test_a_vietnamese_line_names_limits_and_units_in_vietnamese(ocop: Run) -> None:
    said = ocop("adapter", "check", "memory", "--live")
    limits = [line for line in said.out.splitlines() if "Giới hạn" in line]
    assert any("tên sản phẩm" in line and "ký tự" in line for line in limits)
    english = ("title", "description", "characters", "pieces", "dong ", "option_name")
    assert [word for word in english for line in limits if word in line] == []
    assert any(
        "title" in line for line in ocop("--lang", "en", "adapter", "check", "memory", "--live").out.splitlines()
    )
