"""Three marketplaces as real processes, each of which may be killed and come back with its shop."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.loopback import ROOT, control
from tests.real.coop import SHOPS

__all__ = ["WRITERS", "Market", "markets"]

WRITERS = 4
"""Calls at once that the mocks advertise: so many writes of one shop may be in flight when a process dies."""
REVIEW_S = 4000
"""More than any of them takes to judge what it was sent."""


@dataclass
class Market:
    """One marketplace and its control interface. ``line`` is what it printed first: the shop's credentials."""

    name: str
    keep: Path
    line: str = ""
    port: int = 0
    process: subprocess.Popen[str] | None = None
    client: httpx.Client = field(default_factory=control)

    def start(self) -> None:
        """Begin, or come back: at the same address, with everything that had been answered."""
        command = [sys.executable, "-m", "tests.real.keeping", SHOPS[self.name], "--keep", str(self.keep)]
        command += ["--port", str(self.port), "--concurrency", str(WRITERS)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the mock of {self.name} ended with {self.process.wait()}"
        assert self.line in ("", line), "it came back as another shop"
        self.line = line
        self.port = httpx.URL(self.address).port or 0

    def kill(self) -> None:
        """Gone at once, in the middle of whatever it was doing."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()  # type: ignore[union-attr]
            self.process = None

    @property
    def address(self) -> str:
        """What adapters call; Lazada's ends in a path."""
        address: str = json.loads(self.line)["base_url"]
        return address

    def post(self, path: str, **body: object) -> None:
        answer = self.client.post(f"http://127.0.0.1:{self.port}/_mock/{path}", json=body)
        assert answer.is_success, answer.text

    def get(self, path: str) -> Any:
        return self.client.get(f"http://127.0.0.1:{self.port}/_mock/{path}").raise_for_status().json()

    def listings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("listings")["listings"]
        return found

    def calls(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("calls")
        return found

    def begin(self) -> None:
        """An empty shop, as it was at first."""
        self.post("reset", what="all")

    def judge(self) -> None:
        """Let the time pass in which what was sent is looked at."""
        self.post("clock", advance_s=REVIEW_S)


@contextlib.contextmanager
def markets(folder: Path) -> Iterator[dict[str, Market]]:
    """One for each shop of SHOPS, until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    running = {name: Market(name, folder / f"{marketplace}.calls") for name, marketplace in SHOPS.items()}
    try:
        for market in running.values():
            market.start()
        yield running
    finally:
        for market in running.values():
            market.kill()
            market.client.close()
