"""A line that cuts, delays and trickles: a TCP proxy before one marketplace, in a thread of its own.

What it does to a piece of data is drawn from the seed; which piece that is depends on who comes first, so a seed gives
the same kind of trouble, not the same run. It cuts at most so many times, and not at all once it is ``kind``.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

__all__ = ["Line", "lines"]

PIECE = 65_536
MISCHIEF = {"pass": 80, "delay": 10, "trickle": 5, "refuse": 2, "cut before": 2, "cut halfway": 1, "cut after": 3}
"""In so many pieces. After a cut behind a whole request its answer is lost; ``refuse`` only greets."""
WRITING = (b"POST", b"PUT", b"DELETE")
"""Connections are cut only from the first of these on, or all cuts would fall on what is read first."""
LONGEST_S, CRUMBS, CRUMB_S = 0.4, 40, 0.003


@dataclass
class Line:
    """One way to one marketplace. ``met`` counts what it did."""

    target: int
    chance: random.Random
    cuts: int
    kind: bool = False
    port: int = 0
    met: Counter[str] = field(default_factory=Counter)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._draw(fresh=True) == "refuse":
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        wrote = asyncio.Event()
        ways = [asyncio.ensure_future(self._pump(*way, wrote)) for way in ((reader, back), (there, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for end in (writer, back):
                end.transport.abort()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, wrote: asyncio.Event) -> None:
        """Pass on what comes until one end goes, or this one does."""
        with contextlib.suppress(OSError):
            while data := await source.read(PIECE):
                if data.startswith(WRITING):
                    wrote.set()
                what = self._draw(harmless=not wrote.is_set())
                if what == "cut before":
                    return
                if what == "delay":
                    await asyncio.sleep(self.chance.uniform(0, LONGEST_S))
                if what == "trickle":
                    size = max(1, len(data) // CRUMBS)
                    for at in range(0, len(data), size):
                        sink.write(data[at : at + size])
                        await sink.drain()
                        await asyncio.sleep(CRUMB_S)
                else:
                    sink.write(data[: len(data) // 2] if what == "cut halfway" else data)
                    await sink.drain()
                if what.startswith("cut"):
                    await asyncio.sleep(CRUMB_S)  # let what was written leave before the line is gone
                    return

    def _draw(self, *, fresh: bool = False, harmless: bool = False) -> str:
        if self.kind:
            return "pass"
        what = self.chance.choices(tuple(MISCHIEF), tuple(MISCHIEF.values()))[0]
        cuts = what.startswith(("cut", "refuse"))
        if (what == "refuse") != fresh or (cuts and (harmless or self.cuts <= 0)):
            return "pass"
        self.cuts -= cuts
        self.met[what] += 1
        return what


@contextlib.contextmanager
def lines(targets: Mapping[str, int], seed: int, most_cuts: int) -> Iterator[dict[str, Line]]:
    """A line to each port of ``targets``, by name, until the block ends."""
    chance = random.Random(seed)
    made = {
        name: Line(port, random.Random(chance.random()), chance.randint(2, most_cuts)) for name, port in targets.items()
    }
    loop, listening = asyncio.new_event_loop(), threading.Event()
    servers: list[asyncio.Server] = []

    async def serve() -> None:
        for line in made.values():
            server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
            servers.append(server)
            line.port = server.sockets[0].getsockname()[1]
        listening.set()

    async def put_away() -> None:
        for server in servers:
            server.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve())
        loop.run_forever()
        loop.run_until_complete(put_away())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert listening.wait(10)
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
