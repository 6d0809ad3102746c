"""Every command on the code pages that Windows redirects output in: letters are replaced, nothing ends in an error."""

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from connector.cli.app import build
from tests.coop import Coop

ROOT = Path(__file__).resolve().parents[3]
DAY = "--day=2026-11-21"
LINES = (
    "template mới.xlsx",
    f"check {DAY}",
    f"check --refused lỗi.xlsx {DAY}",
    f"plan --refused lỗi.xlsx {DAY}",
    f"plan --out kế-hoạch.json {DAY}",
    f"sync --html báo-cáo.html {DAY}",
    f"export đang-dùng.xlsx {DAY}",
    f"export sản-phẩm/không-có/a.csv {DAY}",
    "sku fill sản-phẩm.csv",
    "status",
    "report",
    f"why TRA-01 {DAY}",
    "doctor",
    "không-có-lệnh-này",
    "export ế.pdf",
)
"""A word of a name stands for the path: spaces are put in below."""
SCRIPT = """
import json, sys
from connector.cli import main
for words in json.loads(sys.argv[1]):
    code = main(words)
    sys.stdout.flush()
    assert code in (0, 2, 3, 4), (words, code)
    print("ended", code)
"""


def named(line: str) -> list[str]:
    return [word if word.startswith("--") else word.replace("sản-phẩm", "sản phẩm") for word in line.split()]


def helps() -> list[list[str]]:
    """``--help`` of everything there is."""
    found = [["--help"]]
    for name, command in build("vi").commands.items():
        found.append([name, "--help"])
        found += [[name, inner, "--help"] for inner in getattr(command, "commands", {})]
    return found


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252", "ascii"])
def test_every_command_survives_a_code_page_without_the_letters(tmp_path: Path, encoding: str) -> None:
    coop = Coop(tmp_path).set_up()
    coop.row("LUA-01")["Giá bán"] = "liên hệ 🍜"
    coop.write()
    lines = [named(line) for line in LINES] + (helps() if encoding == "ascii" else [])
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(lines)],
        cwd=tmp_path,
        env={
            **{name: value for name, value in os.environ.items() if name not in ("PYTHONUTF8", "OCOP_STATE")},
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": encoding,
            "OCOP_LANG": "vi",
            "OCOP_STATE": str(coop.state),
        },
        capture_output=True,
        timeout=120,
        check=False,
    )
    out, err = ended.stdout.decode(encoding), ended.stderr.decode(encoding)
    assert ended.returncode == 0, err[-3000:]
    assert out.count("ended ") == len(lines)
    assert "Traceback" not in out + err
    plain = "".join(letter for letter in unicodedata.normalize("NFD", out) if not unicodedata.combining(letter))
    assert "san pham.csv" in plain
    assert "lien he ?" in plain
