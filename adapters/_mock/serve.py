"""Serving a mock as a real process on the loopback address.

Once the socket listens, exactly one JSON line goes to standard output. SIGTERM and SIGINT end it cleanly with exit
code 0. The HTTP protocol hands its transport to the application, so that a fault can close the very connection a call
came in on.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys

import orjson
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from adapters._mock.app import MockApp
from adapters._mock.line import TRANSPORT

__all__ = ["HOST", "serve_app"]

HOST = "127.0.0.1"


class _Protocol(H11Protocol):
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        # asyncio leaves Nagle on for accepted sockets: each answer's body would wait 40 ms for the head's late ACK.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, TRANSPORT: transport}
        super().connection_made(transport)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, app: MockApp) -> None:
        super().__init__(config)
        self._app = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            port = sockets[0].getsockname()[1] if sockets else 0
            sys.stdout.buffer.write(orjson.dumps(self._app.printed(f"http://{HOST}:{port}")) + b"\n")
            sys.stdout.flush()


def serve_app(app: MockApp, port: int) -> None:
    """Serve until a signal comes; `OSError` if the port cannot be had."""
    listening = socket.create_server((HOST, port), backlog=256)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # uvicorn re-raises it at the end: let it find a quiet handler
    config = uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,
    )
    _Server(config, app).run(sockets=[listening])
