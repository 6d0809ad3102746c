"""The mock marketplaces of the demo, each a real process with its control interface."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from connector.errors import BadUse

from .shops import SHOPS, DemoShop
from .stage import Stage

__all__ = ["MOCK_PACE", "Market", "markets"]

MOCK_PACE = 50


@dataclass(frozen=True, slots=True)
class Market:
    """A running mock. ``base_url`` is what adapters call; ``/_mock`` stands below ``root``."""

    shop: DemoShop
    base_url: str
    root: str

    def get(self, path: str) -> Any:
        return httpx.get(f"{self.root}/_mock/{path}", timeout=30, trust_env=False).json()

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        answer = httpx.post(f"{self.root}/_mock/{path}", json=body, timeout=30, trust_env=False)
        answer.raise_for_status()
        return answer.json()

    def listings(self) -> list[dict[str, Any]]:
        """What the shop shows, in the mock's own words."""
        found: list[dict[str, Any]] = self.get("listings")["listings"]
        return found

    def calls(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("calls")
        return found

    def forget_calls(self) -> None:
        self.post("reset", {"what": "calls"})

    def judge(self) -> None:
        """Let the time pass in which this marketplace looks at what was sent, where it does."""
        if self.shop.review_s:
            self.post("clock", {"advance_s": self.shop.review_s})


@contextlib.contextmanager
def markets(stage: Stage) -> Iterator[tuple[Market, ...]]:
    """A mock for every shop of the demo, started together, until the block ends; ``stage`` is told where they are."""
    with contextlib.ExitStack() as running:
        started = [(shop, running.enter_context(_process(shop))) for shop in SHOPS]
        lines = {shop.name: _line(process, shop) for shop, process in started}
        told = {name: json.loads(line) for name, line in lines.items()}
        stage.open_shops(lines, {name: one["base_url"] for name, one in told.items()})
        yield tuple(Market(shop, told[shop.name]["base_url"], _root(told[shop.name]["base_url"])) for shop in SHOPS)


@contextlib.contextmanager
def _process(shop: DemoShop) -> Iterator[subprocess.Popen[str]]:
    name = shop.marketplace.replace("_", "-")
    command = [sys.executable, "-m", "connector", "mock", name, "--port", "0", "--pace", str(MOCK_PACE)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, stdin=quiet, text=True, encoding="utf-8")
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _line(process: subprocess.Popen[str], shop: DemoShop) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise BadUse("E_DEMO_MOCK", marketplace=shop.marketplace, ended=process.wait())
    return line


def _root(base_url: str) -> str:
    """Lazada's address ends in the path that its calls stand below."""
    return base_url.removesuffix("/rest")
