"""What a dropped connection is when there is no socket to close: inside one process, over `httpx.ASGITransport`."""

from __future__ import annotations

import httpx

__all__ = ["ConnectionDropped"]


class ConnectionDropped(httpx.ReadError):
    """The mock closed the connection without an answer; a transport error, so clients treat it as they would on a
    socket.
    """
