"""Brings a script from whatever Python started it into the checkout's own environment, ``.venv``.

Contract: `enter` returns only inside a ``.venv`` that holds exactly what ``requirements.lock`` names, or ends the
process with a message in Vietnamese and English. A second run costs one hash of two files. Two scripts started at once
set up once. Standard library only, in syntax that an old Python can still parse to say that it is too old: hence the
types in quotes.
"""

import contextlib
import hashlib
import importlib.util
import os
import pathlib
import runpy
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import NoReturn

__all__ = ["ROOT", "enter", "run_module", "run_steps", "tool"]

ROOT = pathlib.Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
NOTHING_COULD_BE_DONE = 6
INTERRUPTED = 130
OFFLINE_SIGNS = (
    "No matching distribution found",
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeout",
    "ProxyError",
    "Max retries exceeded",
    "Network is unreachable",
)


def enter(doc: "str | None", root: pathlib.Path = ROOT) -> "list[str]":
    """Answer a lone ``--help`` from ``doc``; else go on inside ``.venv`` and return the script's arguments."""
    if sys.argv[1:] in (["--help"], ["-h"]):
        print((doc or "").strip())
        sys.exit(0)
    check_python(sys.version_info[:2])
    try:
        if not ready(root):
            set_up(root)
        if pathlib.Path(sys.prefix).resolve() != (root / ".venv").resolve():
            _restart(interpreter(root))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    os.chdir(str(root))
    return sys.argv[1:]


def run_module(name: str, arguments: "Sequence[str]") -> NoReturn:
    """Become ``python -m name arguments``, with the checkout first on the path; Ctrl-C ends with 130, quietly."""
    sys.path[0] = str(ROOT)
    sys.argv[1:] = arguments
    try:
        runpy.run_module(name, run_name="__main__", alter_sys=True)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    sys.exit(0)


def run_steps(steps: "Sequence[tuple[str, Sequence[str]]]") -> NoReturn:
    """Run every named command, whatever the earlier ones said; end with the first code that is not 0."""
    failed = {}
    try:
        for label, command in steps:
            say("== " + label)
            code = subprocess.call(list(command), cwd=str(ROOT))
            if code:
                failed[label] = code
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    if failed:
        say("== failed: " + ", ".join(failed))
    sys.exit(next(iter(failed.values()), 0))


def tool(name: str) -> str:
    """The command that a dependency installed beside the running interpreter."""
    return str(pathlib.Path(sys.executable).parent / name)


def check_python(version: "tuple[int, ...]") -> None:
    if version < OLDEST:
        have, need = "{}.{}".format(*version), "{}.{}".format(*OLDEST)
        _stop(
            f"Cần Python {need} trở lên, lệnh này đang chạy bằng Python {have} ({sys.executable}). "
            f"Cài bản mới rồi chạy lại, ví dụ: python{need} script/test",
            f"Python {need} or newer is needed, this is Python {have} ({sys.executable}). "
            f"Install a newer one and try again, for example: python{need} script/test",
        )


def check_venv() -> None:
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        _stop(
            "Bản Python này thiếu venv. Trên Debian/Ubuntu: sudo apt install python3-venv. Sau đó chạy lại lệnh này.",
            "This Python comes without venv. On Debian/Ubuntu: sudo apt install python3-venv. Then run this again.",
        )


def interpreter(root: pathlib.Path) -> pathlib.Path:
    venv = root / ".venv"
    return venv / "Scripts" / "python.exe" if sys.platform == "win32" else venv / "bin" / "python"


def stamp(root: pathlib.Path) -> str:
    """Changes with whatever would make an installed ``.venv`` wrong; the folder too, since a venv cannot be moved."""
    digest = hashlib.sha256()
    for part in (root / "requirements.lock", root / "pyproject.toml"):
        digest.update(part.read_bytes())
    digest.update(repr((str(root), sys.implementation.name, sys.version_info[:2])).encode())
    return digest.hexdigest()


def ready(root: pathlib.Path) -> bool:
    try:
        return interpreter(root).exists() and (root / ".venv" / "ocop-stamp").read_text() == stamp(root)
    except FileNotFoundError:
        return False


def set_up(root: pathlib.Path) -> None:
    """Make ``.venv`` right. The stamp comes last, so a run that was cut off is simply taken up again."""
    check_venv()
    with _alone(root):
        if ready(root):
            return
        say("Đang chuẩn bị môi trường trong .venv: tải và cài thư viện, thường dưới hai phút, chỉ lần đầu ...")
        say("Preparing .venv: downloading and installing libraries, usually under two minutes, first time only ...")
        started = time.monotonic()
        python = str(interpreter(root))
        if not _belongs_to_this_python(root):
            _empty(root / ".venv")
            _call(root, [sys.executable, "-m", "venv", str(root / ".venv")])
        elif subprocess.call([python, "-c", "import pip"], stderr=subprocess.DEVNULL):
            _call(root, [python, "-m", "ensurepip"])
        pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--progress-bar", "off"]
        _call(root, [*pip, "--require-hashes", "-r", "requirements.lock"])
        _call(root, [*pip, "--no-deps", "--no-build-isolation", "-e", "."])
        (root / ".venv" / "ocop-stamp").write_text(stamp(root))
        seconds = round(time.monotonic() - started)
        say(f"Đã sẵn sàng sau {seconds} giây.\nReady after {seconds} s.")


def say(text: str) -> None:
    """To stderr, in whatever the terminal can show: stdout belongs to the command that follows."""
    encoding = sys.stderr.encoding or "ascii"
    print(text.encode(encoding, "replace").decode(encoding), file=sys.stderr, flush=True)


def _stop(vietnamese: str, english: str) -> NoReturn:
    say(vietnamese + "\n" + english)
    sys.exit(NOTHING_COULD_BE_DONE)


def _restart(python: pathlib.Path) -> NoReturn:
    command = [str(python), os.path.abspath(sys.argv[0]), *sys.argv[1:]]
    if sys.platform != "win32":
        os.execv(command[0], command)
    sys.exit(subprocess.call(command))  # exec on Windows returns to the shell at once


def _belongs_to_this_python(root: pathlib.Path) -> bool:
    config = root / ".venv" / "pyvenv.cfg"
    if not (interpreter(root).exists() and config.exists()):
        return False
    mine = "{}.{}.".format(*sys.version_info[:2])
    lines = [line.partition("=") for line in config.read_text(encoding="utf-8").splitlines()]
    return any(key.strip() in ("version", "version_info") and value.strip().startswith(mine) for key, _, value in lines)


def _empty(folder: pathlib.Path) -> None:
    """Remove what an earlier Python left, except the lock that this process holds."""
    import shutil

    for child in folder.iterdir():
        if child.name == "ocop-lock":
            continue
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(str(child))
        else:
            child.unlink()


def _call(root: pathlib.Path, command: "Sequence[str]") -> None:
    log = root / ".venv" / "setup.log"
    with log.open("w", encoding="utf-8", errors="replace") as output:
        code = subprocess.call(list(command), cwd=str(root), stdout=output, stderr=subprocess.STDOUT)
    if not code:
        return
    text = log.read_text(encoding="utf-8", errors="replace")
    lines = text.strip().splitlines()
    say("\n".join("  | " + line for line in [line for line in lines if line.startswith("ERROR")][-6:] or lines[-6:]))
    if any(sign in text for sign in OFFLINE_SIGNS):
        _stop(
            f"Không tải được thư viện. Hãy kiểm tra kết nối mạng rồi chạy lại. Chi tiết: {log}",
            f"The libraries could not be downloaded. Check the network and run this again. Details: {log}",
        )
    _stop(
        f"Không cài được thư viện. Xoá thư mục .venv rồi chạy lại; nếu vẫn lỗi, xem chi tiết: {log}",
        f"The libraries could not be installed. Delete .venv and run this again; if it still fails, see: {log}",
    )


@contextlib.contextmanager
def _alone(root: pathlib.Path) -> "Iterator[None]":
    (root / ".venv").mkdir(exist_ok=True)
    with (root / ".venv" / "ocop-lock").open("a+") as handle:
        if sys.platform == "win32":
            import msvcrt

            while True:
                with contextlib.suppress(OSError):  # LK_LOCK gives up after ten seconds
                    handle.seek(0)
                    msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
