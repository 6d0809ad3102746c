"""``ocop forget``: a shop that was taken out of ``ocop.toml`` sells no more, so its pieces are the other shops'."""

from __future__ import annotations

from dataclasses import dataclass

from connector.errors import BadUse
from connector.sync.journal import CLOSED, Answer

from .asked import Asked, opened
from .loop import run_async
from .person import agreed, somebody_there
from .progress import Meter
from .settings import Settings
from .streams import emit, tell

__all__ = ["Wanted", "run"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The command line."""

    shop: str
    yes: bool = False


def run(settings: Settings, wanted: Wanted) -> int:
    """Remembers the answer and sends nothing; the journal keeps all else that it knows of the shop."""
    return run_async(_forget(settings, wanted))


async def _forget(settings: Settings, wanted: Wanted) -> int:
    with Meter(settings) as meter:
        async with opened(settings, Asked(), meter) as workspace:
            configured = [shop.name for shop in workspace.config.shop]
            known = sorted((await workspace.journal.pieces.shops()).keys() - set(configured))
            if wanted.shop in configured:
                raise BadUse("E_FORGET_CONFIGURED", shop=wanted.shop)
            if wanted.shop not in known:
                raise BadUse("E_FORGET_UNKNOWN", shop=wanted.shop, known=", ".join(known))
            meter.close()
            asked = settings.say("forget.ask", shop=wanted.shop)
            if not wanted.yes and not (somebody_there(settings.as_json) and agreed(asked)):
                raise BadUse("E_FORGET_UNASKED", shop=wanted.shop, command=f"ocop forget {wanted.shop} --yes")
            answer = Answer(CLOSED, "shop", CLOSED, who="ocop forget")
            await workspace.journal.answers.keep(wanted.shop, [answer], workspace.clock.now())
    if settings.as_json:
        emit({"schema": "ocop/forget@1", "shop": wanted.shop})
    else:
        tell(settings.say("forget.done", shop=wanted.shop))
    return 0
