"""The Shopee mock: the product side of Shopee's Open Platform v2 for one Vietnamese shop, as the wire contract has it.

`serve` runs it as a process on the loopback address, `build` hands out the ASGI application for tests inside one
process. Imports are late, so that asking for the options costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters._mock.options import MockOptions
from adapters.shopee.mock.options import ShopeeOptions

if TYPE_CHECKING:
    from adapters._mock.app import MockApp

__all__ = ["MockOptions", "ShopeeOptions", "build", "serve"]


def build(options: MockOptions) -> tuple[MockApp, dict[str, Any]]:
    """The application, and what it would print once it listened, minus what only the port tells."""
    from adapters._mock.app import MockApp
    from adapters.shopee.mock.market import ShopeeMarket

    own = options if isinstance(options, ShopeeOptions) else ShopeeOptions(**vars(options))
    app = MockApp(own, lambda clock: ShopeeMarket(clock, own))
    return app, app.printed()


def serve(options: MockOptions) -> None:
    """Serve until SIGTERM or SIGINT, after printing the one JSON line. `OSError` if the port is taken."""
    from adapters._mock.serve import serve_app

    app, _ = build(options)
    serve_app(app, options.port)
