"""A marketplace that outlives its process: ``python -m tests.real.keeping MARKETPLACE --keep FILE --port P``.

The mocks keep their shop in memory, and their command has no option to do otherwise. But a mock driven by the same
calls at the same times is the same mock. So every call is written down, with its moment, before it is answered; a
process that finds calls written down lets them happen again before it listens. Killed at any moment, it comes back with
everything it had answered, and perhaps one thing more: an answer that nobody got. Its clock is the machine's once more:
what ``/_mock/clock`` had moved is not kept. ``/_mock/reset`` of all begins a new shop.
"""

from __future__ import annotations

import argparse
import importlib
import pickle
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adapters._mock.app import MockApp
from adapters._mock.clock import MockClock
from adapters._mock.market import Call, Market, Reply
from adapters._mock.options import MockOptions
from adapters._mock.serve import serve_app

__all__ = ["main"]

OPTIONS: dict[str, tuple[str, dict[str, object]]] = {
    "shopee": ("ShopeeOptions", {"variation_wait_s": 0.2}),
    "lazada": ("LazadaOptions", {}),
    "tiktok_shop": ("TikTokOptions", {}),
}


class Times:
    """The machine's clock, or the moment that is lived through again."""

    def __init__(self) -> None:
        self.again: float | None = None

    def __call__(self) -> float:
        return time.time() if self.again is None else self.again


class Kept:
    """A marketplace that writes down each call before it is answered; in everything else it is ``market``."""

    def __init__(self, market: Market, file: Path, times: Times) -> None:
        self._market, self._times = market, times
        self.lived: list[Call] = []
        for moment, call in _written(file):
            times.again = moment
            market.answer(call)
            self.lived.append(call)
        times.again = None
        self._book = file.open("ab", buffering=0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._market, name)

    def answer(self, call: Call) -> Reply:
        self._book.write(pickle.dumps((self._times(), call)))
        return self._market.answer(call)


def _written(file: Path) -> Iterator[tuple[float, Call]]:
    """Every whole record; what was being written when the process died had not been answered."""
    if not file.exists():
        return
    whole = 0
    with file.open("rb") as book:
        while True:
            try:
                yield pickle.load(book)
            except (EOFError, pickle.UnpicklingError):
                break
            whole = book.tell()
    with file.open("r+b") as book:
        book.truncate(whole)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.real.keeping", description=__doc__)
    parser.add_argument("marketplace", choices=OPTIONS)
    parser.add_argument("--keep", type=Path, required=True, metavar="FILE")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--concurrency", type=int, default=4)
    asked = parser.parse_args()
    times = Times()
    mock = importlib.import_module(f"adapters.{asked.marketplace}.mock")
    name, more = OPTIONS[asked.marketplace]
    options = getattr(mock, name)(port=asked.port, concurrency=asked.concurrency, machine=times, **more)
    serve_app(_app(mock.build(options)[0], options, asked.keep, times), asked.port)


def _app(plain: MockApp, options: MockOptions, file: Path, times: Times) -> MockApp:
    """The mock with its shop kept in ``file``, its calls counted from the beginning of that."""
    opened: list[Kept] = []

    def open_kept(clock: MockClock) -> Market:
        if opened:
            file.unlink(missing_ok=True)
        opened.append(Kept(plain._open_market(clock), file, times))
        return opened[-1]  # type: ignore[return-value]

    app = MockApp(options, open_kept)
    for call in opened[0].lived:
        app.calls.count(call.verb, call.path, app._endpoint(call.verb, call.path))
    return app


if __name__ == "__main__":
    main()
