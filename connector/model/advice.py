"""What a marketplace itself finds lacking in a listing's content: advice for people, never a reason to write."""

from __future__ import annotations

from .value import Value

__all__ = ["Advice"]


class Advice(Value):
    """One thing the marketplace would like better.

    ``code`` is the adapter's stable name of it (``too-few-images``) and a message code ``advice.<code>``; ``text`` is
    what the marketplace says, in its own words. ``field`` is the canonical field it is about, '' where that is unknown.
    """

    code: str
    text: str = ""
    field: str = ""
