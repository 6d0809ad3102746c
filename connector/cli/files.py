"""Writing what a person asked for into a file of theirs: whole or not at all, and never onto what they made themselves.

Windows lets nobody replace a file that Excel, a browser or a virus scanner holds open. A scanner lets go within
moments: the replacing is tried again. Excel does not: then the file is written beside it, ``report (2).html``, and the
path that comes back says so.
"""

from __future__ import annotations

import ntpath
import os
import secrets
import unicodedata
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from connector.errors import BadUse

from .settings import Settings
from .streams import tell

__all__ = ["keep_sources", "new_only", "reachable", "said_where", "write_beside", "write_file"]

TRIES = 6
FIRST_WAIT_S, LONGEST_WAIT_S = 0.05, 0.8
"""Six tries within about one and a half seconds: a scanner is done by then, and a person is not kept waiting."""
BESIDE = 100
LONG = 240
"""Windows refuses paths of 260 characters; the draft's name is longer than the file's."""


def write_file(path: Path, data: bytes, *, sleep: Callable[[float], None] | None = None) -> Path:
    """Replace ``path`` by ``data``, or write beside it where it stays open elsewhere; the absolute path written."""
    target = path.expanduser().absolute()
    return _written(target, data, lambda draft: _put(draft, target, sleep))


def write_beside(path: Path, data: bytes) -> Path:
    """Write ``data`` at ``path`` or, where another file is there already, beside it; never replaces what differs."""
    target = path.expanduser().absolute()
    for wanted in _names(target):
        place = reachable(wanted)
        if not place.exists():
            return _written(wanted, data, partial(_moved, place=place))
        try:
            if place.read_bytes() == data:
                return wanted
        except OSError:
            continue
    raise BadUse("E_FILE_NOT_WRITTEN", file=str(target), reason="")


def _written(target: Path, data: bytes, put: Callable[[Path], Path]) -> Path:
    """Make the draft, let ``put`` place it; BadUse where the folder cannot be written."""
    draft = reachable(target.with_name(f".{secrets.token_hex(6)}.tmp"))
    try:
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        return _plain(put(draft), target)
    except OSError as error:
        raise BadUse("E_FILE_NOT_WRITTEN", file=str(target), reason=error.strerror or type(error).__name__) from None
    finally:
        _forget(draft)


def _put(draft: Path, target: Path, sleep: Callable[[float], None] | None) -> Path:
    patient = Retrying(
        retry=retry_if_exception_type(PermissionError),
        stop=stop_after_attempt(TRIES),
        wait=wait_exponential(FIRST_WAIT_S, LONGEST_WAIT_S),
        reraise=True,
    )
    if sleep is not None:
        patient.sleep = sleep
    try:
        return patient(lambda: _moved(draft, reachable(target)))
    except PermissionError:
        if not reachable(target).is_file():
            raise
    for wanted in _names(target):
        try:
            return _moved(draft, reachable(wanted))
        except PermissionError:
            continue
    raise PermissionError(str(target))


def _moved(draft: Path, place: Path) -> Path:
    os.replace(draft, place)
    return place


def _names(target: Path) -> Iterable[Path]:
    """The name itself, then ``name (2)`` and so on."""
    return (target if count == 1 else target.with_stem(f"{target.stem} ({count})") for count in range(1, BESIDE))


def _plain(place: Path, target: Path) -> Path:
    """The path as people know it."""
    return target.with_name(place.name)


def _forget(draft: Path) -> None:
    try:
        draft.unlink(missing_ok=True)
    except OSError:
        return  # a scanner has it; it is a hidden name that nobody takes for the file


def reachable(path: Path) -> Path:
    r"""The same path so that Windows opens it however long it is (``\\?\``); elsewhere, and where short, as it is."""
    return Path(_extended(str(path.absolute()))) if os.name == "nt" and len(str(path.absolute())) >= LONG else path


def _extended(path: str) -> str:
    r"""An absolute Windows path in the form that has no limit of 260 characters."""
    if path.startswith("\\\\?\\"):
        return path
    whole = ntpath.normpath(path)
    return "\\\\?\\UNC\\" + whole[2:] if whole.startswith("\\\\") else "\\\\?\\" + whole


def keep_sources(path: Path, sources: Iterable[Path | None]) -> None:
    """BadUse where ``path`` is one of ``sources``, through whatever link, spelling or case."""
    for source in sources:
        if source is not None and _same(path, source):
            raise BadUse("E_OUT_IS_SOURCE", file=str(path))


def _same(one: Path, other: Path) -> bool:
    try:
        if os.path.samefile(reachable(one), reachable(other)):
            return True
    except OSError:
        pass  # one of them does not exist: then their names decide
    return _name_of(one) == _name_of(other)


def _name_of(path: Path) -> str:
    return unicodedata.normalize("NFC", os.path.realpath(path.expanduser())).casefold()


def new_only(path: Path, force: bool) -> None:
    """BadUse where ``path`` exists and nobody said that it may be replaced."""
    if not force and reachable(path.expanduser()).exists():
        raise BadUse("E_FILE_EXISTS", file=str(path))


def said_where(settings: Settings, wanted: Path, written: Path, code: str = "files.beside") -> None:
    """One line for people where a file went beside the one that was asked for."""
    if written != wanted.expanduser().absolute():
        tell(settings.say(code, wanted=wanted.name, file=written))
