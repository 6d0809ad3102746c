"""HEIC and AVIF decoded in a process of their own, because of what their libraries do with a broken file.

One flipped bit made pi-heif 1.4.0 write past its memory, and a process that publishes to shops holds the keys to them.
The worker gets the file's bytes and answers with pixels; whatever happens to it happens to this one picture: it dies,
it hangs, it wants more memory than is good, and the picture is refused. Workers are started when they are first needed,
serve one file after another, and end when the process that started them does.

Answers are plain numbers and bytes, read with care: the worker is not to be trusted after what it has been fed.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from typing import IO, Any, cast

from PIL import Image

from .bare import Format
from .claimed import Bare
from .problem import MediaProblem
from .shrink import Shrunk, Squaring, shrink

__all__ = ["APART", "serve", "shrink_apart"]

APART: frozenset[Format] = frozenset(("HEIF", "AVIF"))
PATIENCE_S = 30.0
MOST_WORKERS = 2
MOST_MEMORY = 2_000_000_000
"""Of address space, which is reserved more freely than used; where the system can limit it."""
START = """
import json, sys, types
sys.path[:] = json.loads(sys.argv[1])
media = sys.modules["media"] = types.ModuleType("media")
media.__path__ = [sys.argv[2]]
from media.apart import serve
serve()
"""
"""The package without its front, which would import four times as much as the worker needs."""
MODES = {"L": 1, "RGB": 3, "CMYK": 4}
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class _Worker:
    """A process that decodes one file at a time."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", START, json.dumps(sys.path), os.path.dirname(__file__)]
        self.served = 0
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a dying allocator has to say is for nobody
            creationflags=NO_WINDOW,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._of = self._process.stdin, self._process.stdout

    def shrink(self, stripped: Bare, form: Format, size: int, squaring: Squaring) -> Shrunk:
        """MediaProblem where the picture is no good, _Died where the worker is no more."""
        waited = threading.Event()

        def give_up() -> None:
            waited.set()
            self._process.kill()

        late = threading.Timer(PATIENCE_S, give_up)
        late.daemon = True
        late.start()
        self.served += 1
        try:
            asked = {"form": form, "width": stripped.width, "height": stripped.height, "size": size}
            _write(self._to, {**asked, "squaring": squaring}, stripped.data)
            answer, body = _read(self._of)
        except (OSError, EOFError, ValueError) as error:
            self.end()
            raise _Died(waited.is_set()) from error
        finally:
            late.cancel()
        if "problem" in answer:
            raise MediaProblem("E_PHOTO_TRUNCATED" if answer["problem"] == "E_PHOTO_TRUNCATED" else "E_PHOTO_BROKEN")
        return _received(answer, body)

    def end(self) -> None:
        """At once; it has nothing to save."""
        self._process.kill()
        for pipe in (self._to, self._of):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()


class _Died(Exception):
    def __init__(self, waited: bool) -> None:
        self.waited = waited


_idle: list[_Worker] = []
_lock = threading.Lock()
_places = threading.BoundedSemaphore(MOST_WORKERS)


def shrink_apart(stripped: Bare, form: Format, size: int, squaring: Squaring) -> Shrunk:
    """As ``shrink``, in one of ``MOST_WORKERS``; whoever comes when all are busy waits."""
    with _places:
        return _shrunk_by_one(stripped, form, size, squaring)


def _shrunk_by_one(stripped: Bare, form: Format, size: int, squaring: Squaring) -> Shrunk:
    """A worker that dies may have been hurt by an earlier file: then another one tries."""
    with _lock:
        worker = _idle.pop() if _idle else None
    worker = worker or _Worker()
    try:
        shrunk = worker.shrink(stripped, form, size, squaring)
    except _Died as died:
        if worker.served > 1 and not died.waited:
            return _shrunk_by_one(stripped, form, size, squaring)
        raise MediaProblem("E_PHOTO_UNSAFE" if died.waited else "E_PHOTO_BROKEN") from died
    except MediaProblem:
        _give_back(worker)
        raise
    except BaseException:
        worker.end()
        raise
    _give_back(worker)
    return shrunk


def _give_back(worker: _Worker) -> None:
    with _lock:
        _idle.append(worker)


@atexit.register
def _end_all() -> None:
    with _lock:
        while _idle:
            _idle.pop().end()


def _received(answer: dict[str, Any], body: bytes) -> Shrunk:
    """The picture in an answer, believed no further than it fits together."""
    mode, extent = str(answer["mode"]), (int(answer["across"]), int(answer["down"]))
    pixels = extent[0] * extent[1] * MODES[mode]
    image = Image.frombytes(mode, extent, body[:pixels])
    return Shrunk(
        image,
        int(answer["width"]),
        int(answer["height"]),
        body[pixels:],
        int(answer["orientation"]),
        bool(answer["animated"]),
        bool(answer["strange"]),
    )


def _write(pipe: IO[bytes], words: dict[str, object], body: bytes) -> None:
    head = json.dumps(words).encode()
    pipe.write(len(head).to_bytes(4, "big") + len(body).to_bytes(4, "big") + head)
    pipe.write(body)
    pipe.flush()


def _read(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    sizes = pipe.read(8)
    head, body = int.from_bytes(sizes[:4], "big"), int.from_bytes(sizes[4:], "big")
    words, data = pipe.read(head), pipe.read(body)
    if len(sizes) < 8 or len(words) + len(data) < head + body:
        raise EOFError
    return cast("dict[str, Any]", json.loads(words)), data


def serve() -> None:
    """The worker's life: a file in, pixels out, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    _limit_memory()
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # a library that talks must not answer for us
    while True:
        try:
            words, data = _read(asked)
        except EOFError:
            return
        try:
            stripped = Bare(data, words["width"], words["height"], held=0)
            shrunk = shrink(stripped, words["form"], words["size"], words["squaring"])
        except Exception as error:
            _write(answers, {"problem": _problem(error)}, b"")
        else:
            _answer(answers, shrunk)


def _answer(pipe: IO[bytes], shrunk: Shrunk) -> None:
    image = shrunk.image
    found = {"mode": image.mode, "across": image.width, "down": image.height, "width": shrunk.width}
    found |= {"height": shrunk.height, "orientation": shrunk.orientation}
    found |= {"animated": shrunk.animated, "strange": shrunk.strange}
    _write(pipe, found, image.tobytes() + shrunk.profile)


def _problem(error: Exception) -> str:
    if isinstance(error, MediaProblem):
        return error.code
    said = str(error).lower()
    cut = isinstance(error, EOFError) or any(word in said for word in ("truncated", "unexpected end", "end-of-file"))
    return "E_PHOTO_TRUNCATED" if cut else "E_PHOTO_BROKEN"


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
