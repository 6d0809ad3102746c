"""A mock marketplace as a real process on the loopback address, and a workspace that sells on it.

Shared by the kill tests, the shows and the night; nothing here knows what is being proved.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

__all__ = ["ROOT", "SHOP", "Market", "control", "market", "shown", "twice_listed", "write_config"]

ROOT = Path(__file__).resolve().parent.parent
SHOP = "shopee-thu"
CREDENTIALS = "shopee-mock.json"

CONFIG = """[catalogue]
products  = ["products.csv"]
producers = "producers.csv"
photos    = "photos"

[policy]
lead_days   = 0
stock_share = "same"

[[shop]]
name        = "{shop}"
marketplace = "{marketplace}"
environment = "mock"
base_url    = "{base_url}"
credentials = "file:{credentials}"
settle_s    = {settle_s}
"""

Listings = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Market:
    """A running mock and its control interface. ``line`` is what it printed: the shop's credentials; ``base_url`` is
    its root, where ``/_mock`` stands.
    """

    process: subprocess.Popen[str]
    line: str
    base_url: str
    client: httpx.Client

    def get(self, path: str) -> Any:
        answer = self.client.get(f"{self.base_url}/_mock/{path}")
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, **body: object) -> Any:
        answer = self.client.post(f"{self.base_url}/_mock/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def listings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("listings")["listings"]
        return found

    def calls(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("calls")
        return found

    def forget_calls(self) -> None:
        self.post("reset", what="calls")


def control() -> httpx.Client:
    """A client for control interfaces, with a connection for each call: one that is kept while a sync runs is closed by
    the mock after five idle seconds, perhaps at the very moment of the next call."""
    return httpx.Client(timeout=60, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


@contextlib.contextmanager
def market(*options: str, marketplace: str = "shopee") -> Iterator[Market]:
    """``python -m adapters.<marketplace>.mock`` with ``options``, on a port of its own, until the block ends."""
    command = [sys.executable, "-m", f"adapters.{marketplace}.mock", "--port", "0", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"the mock ended with {process.wait()}"
        with control() as client:
            yield Market(process, line, json.loads(line)["base_url"].removesuffix("/rest"), client)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()  # type: ignore[union-attr]


def write_config(
    folder: Path, shop: Market, *, settle_s: float, writers: int | None = None, marketplace: str = "shopee"
) -> Path:
    """``ocop.toml`` and the credentials beside it, for a catalogue in ``folder``.

    ``writers`` replaces the concurrency that the mock advertised.
    """
    line = json.loads(shop.line)
    credentials = line if writers is None else {**line, "concurrency": writers}
    (folder / CREDENTIALS).write_text(json.dumps(credentials), encoding="utf-8")
    config = folder / "ocop.toml"
    text = CONFIG.format(
        shop=SHOP, marketplace=marketplace, base_url=shop.base_url, credentials=CREDENTIALS, settle_s=settle_s
    )
    config.write_text(text, encoding="utf-8")
    return config


def shown(listings: Listings) -> list[dict[str, Any]]:
    """What a shop shows, without ids, times and image addresses, in the order of SKUs."""
    plain = [
        {
            **{name: value for name, value in listing.items() if name not in ("id", "skus", "images")},
            "skus": [{name: value for name, value in sku.items() if name != "id"} for sku in listing["skus"]],
            "images": [(image["position"], image["sha256"]) for image in listing["images"]],
        }
        for listing in listings
    ]
    return sorted(plain, key=lambda listing: [sku["sku"] for sku in listing["skus"]])


def twice_listed(listings: Listings) -> list[str]:
    """SKUs that stand on more than one listing, live or not."""
    bearing = [sku for listing in listings for sku in {sku["sku"] for sku in listing["skus"]} if sku]
    return sorted({sku for sku in bearing if bearing.count(sku) > 1})
