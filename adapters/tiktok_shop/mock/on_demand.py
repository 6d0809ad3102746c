"""Refusals a fault asks for: TikTok Shop has codes without a cause that a mock could have (an address that is not
allowed, a check of pictures that only TikTok runs), and tests want the others without arranging their cause.

`reject` answers a business refusal, `expire_token` 105002, `server_error` 36009003 without committing, `late_error`
commits and then answers 36009007. With `code` (and `message`) the same fault carries any other code.
"""

from __future__ import annotations

from collections.abc import Mapping

from adapters._mock.faults import Fault
from adapters.tiktok_shop.mock.envelope import Refusal

__all__ = ["SPOILED", "TOO_MANY", "TRAPS", "demanded", "expired", "rejected", "throttled"]

TOO_MANY = "Too many requests. Please slow down and try again later."
SPOILED = "Something went wrong with this entry, please try again."

TRAPS: Mapping[str, int] = {"server_error": 36009003, "late_error": 36009007}
TEXTS: Mapping[int, str] = {
    36009003: "Internal error. Please try again.",
    36009007: "Request timed out. Please try again.",
    36009033: "The IP address 127.0.0.1 is not in the allow list of this app.",
    101000: "The access token does not belong to this shop.",
    105002: "Expired credentials. The 'access_token' has expired, refresh it.",
    12052026: "The brand does not exist.",
    12052226: "The category is restricted.",
    12052301: "The main image is too small.",
    12052304: "The format of the main image is not supported.",
    12052305: "The aspect ratio of the main image is not supported.",
    12052526: "The number of values of a sales attribute exceeds the limit.",
    12052341: "The size of an image in the description is out of range.",
    12038014: "The dimensions of the image are out of range.",
}
DEFAULT_REJECT = 12052220
DEFAULT_TEXT = "The product may not be listed."


def demanded(fault: Fault, code: int) -> Refusal:
    """What this fault carries, or else `code`."""
    number = int(fault.code) if fault.code and fault.code.isdigit() else code
    return Refusal(number, fault.message or TEXTS.get(number, DEFAULT_TEXT))


def expired(fault: Fault) -> Refusal:
    return demanded(fault, 105002)


def rejected(fault: Fault, *, token_call: bool) -> Refusal:
    return demanded(fault, 36004005 if token_call else DEFAULT_REJECT)


def throttled(retry_after: float | None) -> Refusal:
    return Refusal(36009002, TOO_MANY, retry_after=retry_after)
