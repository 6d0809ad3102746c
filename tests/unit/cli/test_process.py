"""What only a real process shows: the mock's one line, Ctrl-C, foreign code pages, a reader that goes away."""

import json
import os
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from connector.config import load_config
from connector.messages import say
from tests.coop import Coop
from tests.loopback import Market, market, twice_listed

ROOT = Path(__file__).resolve().parents[3]
DAY = ("--day", "2026-11-21")
MANY = 20


def ocop(*words: object) -> list[str]:
    return [sys.executable, "-m", "connector", *map(str, words)]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "OCOP_LANG": "vi", **more}


def run(words: Sequence[object], folder: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ocop(*words), cwd=folder, capture_output=True, env=environment(**more), timeout=120, check=False
    )


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    """More listings than are sent in the blink of an eye."""
    coop = Coop(tmp_path)
    silk = coop.rows[0]
    coop.rows = [silk | {"Mã SP": f"LUA-{number:02}", "Ảnh": "lua-01_1.png"} for number in range(MANY)]
    coop.write()
    coop.draw()
    return coop


@contextmanager
def begun(words: Sequence[object], folder: Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        ocop(*words), cwd=folder, env=environment(**more), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_for_a_listing(shop: Market, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while not shop.listings():
        assert process.poll() is None, "it ended before anything was sent"
        assert time.monotonic() < until, "nothing was ever sent"
        time.sleep(0.02)


def test_the_mock_prints_one_line_and_ends_quietly(tmp_path: Path) -> None:
    with begun(("mock", "shopee", "--port", "0", "--pace", "77", "--seed", "2"), tmp_path) as process:
        assert process.stdout is not None
        line = json.loads(process.stdout.readline())
        assert (line["marketplace"], line["pace"]) == ("shopee", 77.0)
        listed = httpx.get(f"{line['base_url']}/_mock/listings", trust_env=False).json()["listings"]
        assert len(listed) == 2
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, b"", b"")


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with market() as shop:
        said = run(("mock", "shopee", "--port", shop.base_url.rpartition(":")[2]), tmp_path)
    assert (said.returncode, said.stdout) == (2, b"")
    assert "đang được chương trình khác dùng" in said.stderr.decode()


def test_ctrl_c_finishes_what_is_in_flight_and_the_next_run_the_rest(coop: Coop) -> None:
    with market() as shop:
        coop.connect(shop.base_url, shop.line)
        # After the first few, answers take their time: the signal comes before all is sent, however slow the machine.
        shop.post("faults", kind="slow", endpoint="POST /api/v2/product/add_item", after=2, times=0, seconds=1.5)
        with begun(("sync", *DAY), coop.folder, OCOP_STATE=str(coop.state)) as process:
            wait_for_a_listing(shop, process)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        shop.post("reset", what="faults")
        assert process.returncode == 130, err.decode()
        assert err.decode().strip() == say("cli.interrupted", "vi")
        assert "Traceback" not in out.decode()
        first = len(shop.listings())
        assert 0 < first < MANY
        said = run(("sync", *DAY, "--json"), coop.folder, OCOP_STATE=str(coop.state))
        assert said.returncode == 0, said.stdout.decode()
        listings = shop.listings()
        assert len(listings) == MANY
        assert all(listing["live"] for listing in listings)
        assert twice_listed(listings) == []


def test_a_second_ctrl_c_ends_at_once_and_nothing_is_listed_twice(coop: Coop) -> None:
    with market("--pace", "60", "--latency", "80") as shop:
        coop.connect(shop.base_url, shop.line)
        with begun(("sync", *DAY), coop.folder, OCOP_STATE=str(coop.state)) as process:
            wait_for_a_listing(shop, process)
            process.send_signal(signal.SIGINT)
            assert process.stderr is not None
            process.stderr.readline()
            process.send_signal(signal.SIGINT)
            begun_at = time.monotonic()
            process.wait(timeout=10)
            assert time.monotonic() - begun_at < 3
        assert process.returncode == 130
        said = run(("sync", *DAY, "--json"), coop.folder, OCOP_STATE=str(coop.state))
        assert said.returncode == 0, said.stdout.decode()
        assert len(shop.listings()) == MANY
        assert twice_listed(shop.listings()) == []


@pytest.mark.parametrize("encoding", ["cp1252", "cp1258", "ascii"])
def test_a_redirected_foreign_code_page_is_survived(tmp_path: Path, encoding: str) -> None:
    coop = Coop(tmp_path).set_up()
    said = run(("check", *DAY), coop.folder, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert said.returncode == 0, said.stderr
    plain = unicodedata.normalize("NFD", said.stdout.decode(encoding))
    assert "san pham.csv" in "".join(letter for letter in plain if not unicodedata.combining(letter))


def test_help_and_json_on_a_foreign_code_page(tmp_path: Path) -> None:
    foreign = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    shown = run(("--help",), tmp_path, **foreign)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert "Cach dung: ocop" in shown.stdout.decode("ascii")
    coop = Coop(tmp_path).set_up()
    coop.row("LUA-01")["Tên sản phẩm"] = "Khăn lụa 🌸 hoa sen"
    coop.row("LUA-01")["Giá bán"] = "giá ưu đãi"
    coop.write()
    checked = run(("check", "--json"), coop.folder, **foreign)
    assert checked.returncode == 3
    assert "Khăn lụa hoa sen" in [record["normalised"] for record in json.loads(checked.stdout.decode("utf-8"))]


def test_init_asks_where_somebody_sits_at_a_terminal(tmp_path: Path, require: Callable[[str, bool], None]) -> None:
    require("pty", sys.platform != "win32")
    import pty

    ours, theirs = pty.openpty()
    command = ocop("init", "htx")
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdin=theirs, stdout=theirs, stderr=theirs
    ) as asked:
        os.close(theirs)
        answers = (
            "HTX Thoi Nắng",
            "bảng giá.csv, thêm.csv",
            "chủ thể.csv",
            "ảnh",
            "memory",
            "mock",
            "gian-hàng-1",
            "n",
        )
        for answer in answers:
            shown = b""
            while not shown.endswith(b": "):  # what is typed before the question is lost, as on any terminal
                shown += os.read(ours, 4096)
            os.write(ours, f"{answer}\n".encode())
        assert asked.wait(timeout=60) == 0
    os.close(ours)
    config = load_config(tmp_path / "htx")
    assert config.catalogue.owner == "HTX Thoi Nắng"
    assert [path.name for path in config.catalogue.products] == ["bảng giá.csv", "thêm.csv"]
    assert [(shop.name, shop.marketplace, shop.environment) for shop in config.shop] == [
        ("gian-hàng-1", "memory", "mock")
    ]


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    coop = Coop(tmp_path).set_up()
    coop.rows = [coop.rows[0] | {"Mã SP": f"LUA-{number}", "Giá bán": "liên hệ"} for number in range(2000)]
    coop.write()
    with begun(("check",), coop.folder) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()


def test_help_and_mock_start_without_the_heavy_parts() -> None:
    """Start-up is measured by what is imported; seconds depend on the machine."""
    code = """
import sys
from connector.cli import main
main(["--help"])
heavy = {"sqlalchemy", "alembic", "pydantic", "httpx", "PIL"} & set(sys.modules)
import connector.cli.mock, adapters.shopee.mock.market, adapters._mock.serve
more = {"sqlalchemy", "alembic", "PIL", "connector.sync", "rich.progress"} & set(sys.modules)
print(sorted(heavy), sorted(more), file=sys.stderr)
"""
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert said.stderr.strip() == "[] []"
