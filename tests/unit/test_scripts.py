"""script/*: from a bare Python to a running command, with a plain word where that cannot be."""

import ast
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["bench", "bootstrap", "breaks", "cibuild", "demo", "format", "lint", "mutations", "night", "simulate", "test"]


@pytest.fixture(scope="module")
def setup() -> ModuleType:
    spec = importlib.util.spec_from_file_location("_setup", ROOT / "script" / "_setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing but the scripts and one library that no registry has. Its folder needs quoting."""
    root = tmp_path / "Hợp tác xã"
    shutil.copytree(ROOT / "script", root / "script", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "pyproject.toml").write_text("[project]\nname = 'x'\nversion = '1'\n")
    (root / "requirements.lock").write_text(f"ocop-no-such-library==1 --hash=sha256:{'0' * 64}\n")
    return root


@pytest.fixture
def installed(checkout: Path, setup: ModuleType) -> Path:
    """The same checkout, set up, with a benchmarks package that tells what reached it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", checkout / ".venv"], check=True)
    (checkout / ".venv" / "ocop-stamp").write_text(setup.stamp(checkout))
    (checkout / "benchmarks").mkdir()
    return checkout


def run(root: Path, name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "script" / name), *arguments]
    env = {**os.environ, "PYTHONUTF8": "1", **environment}
    return subprocess.run(command, cwd=root.parent, env=env, capture_output=True, encoding="utf-8", check=False)


def test_one_file_per_verb() -> None:
    assert sorted(path.name for path in (ROOT / "script").iterdir() if path.is_file()) == ["_setup.py", *NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_help_needs_no_environment(checkout: Path, name: str) -> None:
    result = run(checkout, name, "--help")
    assert result.returncode == 0
    assert f"usage: script/{name}" in result.stdout
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("name", NAMES)
def test_runs_by_its_name(name: str, require: Callable[[str, bool], None]) -> None:
    require("posix", os.name == "posix")
    assert os.access(ROOT / "script" / name, os.X_OK)
    assert (ROOT / "script" / name).read_bytes().startswith(b"#!/usr/bin/env python3\n")


@pytest.mark.parametrize("name", ["_setup.py", *NAMES])
def test_old_python_can_parse_it(name: str) -> None:
    source = (ROOT / "script" / name).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    assert "__future__" not in {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_an_old_python_is_told_so(setup: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        setup.check_python((3, 10))
    assert stopped.value.code == 6
    vietnamese, english = capsys.readouterr().err.splitlines()
    assert vietnamese.startswith("Cần Python 3.11 trở lên, lệnh này đang chạy bằng Python 3.10")
    assert english.startswith("Python 3.11 or newer is needed, this is Python 3.10")
    setup.check_python((3, 11))


def test_missing_venv_names_the_package(
    setup: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit) as stopped:
        setup.check_venv()
    assert stopped.value.code == 6
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all("sudo apt install python3-venv" in line for line in lines)


def test_no_network_ends_in_words_and_is_tried_again(checkout: Path, setup: ModuleType) -> None:
    result = run(checkout, "bootstrap", PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_CONFIG_FILE=os.devnull)
    assert result.returncode == 6
    assert "Không tải được thư viện. Hãy kiểm tra kết nối mạng" in result.stderr
    assert "Check the network and run this again" in result.stderr
    assert "ocop-no-such-library" in result.stderr
    assert "Traceback" not in result.stderr
    assert not setup.ready(checkout)


def test_arguments_and_exit_code_pass_through(installed: Path) -> None:
    tell = "import os, sys; print(sys.prefix, os.getcwd(), sys.argv[1:], sep='|'); sys.exit(7)"
    (installed / "benchmarks" / "__main__.py").write_text(tell)
    result = run(installed, "bench", "--quick", "mật ong", "--help")
    assert (result.returncode, result.stderr) == (7, "")
    assert result.stdout.strip() == f"{installed / '.venv'}|{installed}|['--quick', 'mật ong', '--help']"


def test_ctrl_c_ends_quietly_with_130(installed: Path, require: Callable[[str, bool], None]) -> None:
    require("posix", os.name == "posix")
    # Short sleeps: a signal that comes just before one is heeded when it begins, else after it has ended.
    forever = "import time; print('up', flush=True)\nwhile True: time.sleep(0.1)"
    (installed / "benchmarks" / "__main__.py").write_text(forever)
    # A run started in the background inherits an ignored SIGINT, which exec would hand on.
    heed = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    command = [sys.executable, "-c", heed, sys.executable, str(installed / "script" / "bench")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == ("", "")
    assert process.returncode == 130


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_change_of_what_to_install_asks_for_set_up(installed: Path, setup: ModuleType, name: str) -> None:
    assert setup.ready(installed)
    (installed / name).write_text("# another\n")
    assert not setup.ready(installed)


def test_a_moved_checkout_asks_for_set_up(installed: Path, setup: ModuleType) -> None:
    moved = installed.rename(installed.parent / "moved")
    assert not setup.ready(moved)


def test_every_step_runs_and_the_first_failure_is_the_answer(
    setup: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    def ending(code: int) -> list[str]:
        return [sys.executable, "-c", f"print('step {code}'); raise SystemExit({code})"]

    with pytest.raises(SystemExit) as stopped:
        setup.run_steps([("lint", ending(3)), ("types", ending(4)), ("walls", ending(0))])
    captured = capfd.readouterr()
    assert stopped.value.code == 3
    assert captured.out.split("\n")[:3] == ["step 3", "step 4", "step 0"]
    assert captured.err.splitlines()[-1] == "== failed: lint, types"


@pytest.fixture
def lacking(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_parts.py").write_text(
        "def test_database(require): require('postgresql', False)\n"
        "def test_browser(require): require('chromium', True)\n"
    )
    return tmp_path


def run_tests(folder: Path, required: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"]
    env = {**os.environ, "OCOP_REQUIRE": required}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False)


def test_the_end_lists_what_was_left_out(lacking: Path) -> None:
    result = run_tests(lacking, "chromium")
    assert result.returncode == 0
    assert "Left out: postgresql is missing on this machine: test_parts.py::test_database\n" in result.stdout
    assert "1 passed, 1 skipped" in result.stdout.splitlines()[-1]


def test_a_required_part_cannot_be_left_out(lacking: Path) -> None:
    result = run_tests(lacking, "postgresql, typo")
    assert result.returncode == 1
    assert "postgresql is missing on this machine and OCOP_REQUIRE names it" in result.stdout
    assert "Left out: nothing\n" in result.stdout
    assert "OCOP_REQUIRE names typo, which no test of this run asked for" in result.stdout
