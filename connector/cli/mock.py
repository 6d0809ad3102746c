"""``ocop mock MARKETPLACE``: a marketplace on this machine, as its own process.

Standard output carries exactly one JSON line. The mock's module is named by the adapter's spec and has two names that
count here: ``MockOptions`` and ``serve``.
"""

from __future__ import annotations

import importlib
import os
import socket

from connector.errors import BadUse
from connector.port import installed, spec_for

__all__ = ["run"]

HOST = "127.0.0.1"
EXTRA = ("uvicorn", "python_multipart")
"""What the extra ``mock`` brings; an installation without it has no mock marketplaces."""


def run(marketplace: str, *, port: int, seed: str | None, no_sku: bool, latency: int, pace: float | None) -> int:
    """Serve until Ctrl-C or SIGTERM."""
    spec = spec_for(marketplace.strip().lower().replace("-", "_"))
    if not spec.mock:
        known = ", ".join(name for name, one in sorted(installed().items()) if one.mock)
        raise BadUse("E_NO_MOCK", marketplace=marketplace, known=known)
    if latency < 0 or (pace is not None and pace <= 0):
        raise BadUse("E_MOCK_OPTION")
    _check_port(port)
    module = importlib.import_module(spec.mock)
    chosen: dict[str, object] = {"port": port, "seed": seed, "no_sku": no_sku, "latency_ms": latency}
    if pace is not None:
        chosen["pace"] = pace
    problem = missing = ""
    try:
        module.serve(module.MockOptions(**chosen))
    except ValueError as error:
        problem = str(error)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if missing not in EXTRA:
            raise
    if missing:
        raise BadUse("E_MOCK_EXTRA", library=missing)
    if problem:
        raise BadUse("E_MOCK_SEED", seed=seed or "", detail=problem)
    return 0


def _check_port(port: int) -> None:
    """Say it in words before the server fails on it."""
    if not 0 <= port <= 65535:
        raise BadUse("E_PORT", port=port)
    with socket.socket() as probe:
        if os.name == "posix":  # elsewhere the option would let two servers share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            taken = True
        else:
            taken = False
    if taken:
        raise BadUse("E_PORT_TAKEN", port=port)
