"""What every marketplace's consent has in common: reading what a person pasted, spending a code that counts once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import parse_qs

from connector.errors import BadUse, StopShop, Unknown

from . import redact
from .call import Call, Decode
from .client import Caller

__all__ = ["code_spent", "pasted_query", "spend_code"]

T = TypeVar("T")


def pasted_query(pasted: str) -> Mapping[str, str] | str:
    """What stands in the query of a pasted address; a text that is no address as it is.

    No more than the query is read, for the rest may be badly copied; a second ``?`` stands where an ``&`` should if
    the marketplace hangs its own query after ours. The code is known to the redaction from here on.
    """
    text = pasted.strip().strip("<>\"'")
    if "=" not in text and "/" not in text:
        return text
    asked = (text.partition("?")[2] or text).partition("#")[0].replace("?", "&")
    given = {name: values[-1].strip() for name, values in parse_qs(asked).items()}
    redact.remember(given.get("code"))
    return given


def code_spent(error: StopShop) -> BadUse | None:
    """What a refused code means where the marketplace tells it by nothing else."""
    return BadUse("E_AUTH_CODE") if error.code == "E_CONSENT_NEEDED" else None


async def spend_code(
    caller: Caller, call: Call, decode: Decode[T], refused: Callable[[StopShop], BadUse | None] = code_spent
) -> T:
    """The first tokens. BadUse where the answer was lost, for the code counts no more, and where ``refused`` says what
    a person should do."""
    problem: BadUse | None
    try:
        return await caller.call(call, decode)
    except Unknown:
        problem = BadUse("E_AUTH_ANSWER_LOST")
    except StopShop as error:
        problem = refused(error)
        if problem is None:
            raise
    raise problem
