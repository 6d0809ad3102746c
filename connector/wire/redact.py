"""No secret leaves the wire: not in a log record, not in an exception, not in a traceback.

Tokens and signatures travel in query strings, and httpx logs whole URLs at INFO. So two nets hang here: every secret
*value* we ever read is known by heart (``remember``), and every parameter whose *name* says secret is masked whatever
its value (``redact``). ``install`` puts both on the loggers that see requests; it may be called as often as one likes.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar
from urllib.parse import quote, quote_plus

from connector.errors import AdapterError, Rejected
from connector.text.measure import cut

__all__ = [
    "MASK",
    "SECRET_NAMES",
    "RedactingFilter",
    "cleaned",
    "forget_all",
    "install",
    "quoted",
    "redact",
    "remember",
]

MASK = "***"
SECRET_NAMES = frozenset(
    {
        "access_token",
        "app_secret",
        "auth_code",
        "code",
        "partner_key",
        "refresh_token",
        "shop_cipher",
        "sign",
        "signature",
        "x-tts-access-token",
    }
)
"""Names whose value is a secret wherever it stands: in a query, a header, JSON or a credentials file."""

LONGEST_QUOTE = 1000
"""Characters of a marketplace's own words that a person is shown."""
SHORTEST = 6  # a shorter "secret" would blank out ordinary words and numbers
# Answers also call their error number "code", so as a JSON key that name is left to the known values.
_NAMES = "|".join(sorted(re.escape(name) for name in SECRET_NAMES - {"code"}))
_PATTERNS = (
    re.compile(rf"""(?i)((?:\b(?:{_NAMES})|(?<=[?&])code)=)[^&\s'"<>)\]]+"""),
    re.compile(rf"""(?i)(b?["'](?:{_NAMES})["']\s*[:,]\s*b?["'])[^"']*"""),
    re.compile(rf"""(?i)(\\["'](?:{_NAMES})\\["']\s*:\s*\\["'])[^"'\\]*"""),
    re.compile(r"""(?i)(authorization["']?\s*[:,=]\s*(?:b?["'])?(?:bearer\s+)?)[^\s"',]+"""),
)
_LOGGERS = (
    "httpx",
    "httpcore",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "asyncio",
    "filelock",
    "tenacity",
)
_OUR_ROOTS = ("connector", "adapters", "httpx", "httpcore")

_known: dict[str, None] = {}  # in order of length, longest first: one secret may contain another
_Error = TypeVar("_Error", bound=AdapterError)


def remember(*values: object, credentials: Mapping[str, object] | None = None) -> None:
    """Take these values for secrets from now on, and those of ``credentials`` whose name says so."""
    named = [value for name, value in (credentials or {}).items() if name.casefold() in SECRET_NAMES]
    fresh: set[str] = set()
    for value in (*values, *named):
        text = value if isinstance(value, str) else ""
        if len(text) >= SHORTEST:
            fresh |= {text, quote(text, safe=""), quote_plus(text)}
    if fresh - _known.keys():
        longest_first = sorted(fresh | _known.keys(), key=lambda text: (-len(text), text))
        _known.clear()
        _known.update(dict.fromkeys(longest_first))


def forget_all() -> None:
    """Forget every value (tests; a process that ends has nothing left to hide)."""
    _known.clear()


def redact(text: str) -> str:
    """``text`` with every known secret value, and every value under a secret name, masked."""
    for value in _known:
        if value in text:
            text = text.replace(value, MASK)
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\1{MASK}", text)
    return text


def cleaned(error: _Error) -> _Error:
    """The same error with its params, original code and fields redacted and cut: what a marketplace says may quote a
    secret, and may be a book."""
    error.params = {name: quoted(value) if isinstance(value, str) else value for name, value in error.params.items()}
    error.original = quoted(error.original)
    if isinstance(error, Rejected):
        error.fields = tuple(replace(problem, reason=quoted(problem.reason)) for problem in error.fields)
    return error


def quoted(text: str) -> str:
    """A marketplace's own words as a person may see them: redacted, and no book."""
    # The far longer first cut is for speed; where it halves a secret, the second has taken that away.
    return cut(redact(text[: 20 * LONGEST_QUOTE]), LONGEST_QUOTE)


class RedactingFilter(logging.Filter):
    """Rewrites a record to its redacted text before any handler sees it, exceptions and stacks included."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            text = record.getMessage()
        except (TypeError, ValueError):  # a broken format string: show it and its arguments, redacted
            text = f"{record.msg} {record.args!r}"
        record.msg, record.args = redact(text), None
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = redact("".join(traceback.format_exception(*record.exc_info)).rstrip())
        elif record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


_FILTER = RedactingFilter()


def install() -> None:
    """Hang the filter on httpx's, httpcore's and our loggers: a logger's filter does not see its children's records."""
    ours = [name for name in logging.root.manager.loggerDict if name.split(".", 1)[0] in _OUR_ROOTS]
    for name in {*_LOGGERS, *_OUR_ROOTS, *ours}:
        logger = logging.getLogger(name)
        if _FILTER not in logger.filters:
            logger.addFilter(_FILTER)
