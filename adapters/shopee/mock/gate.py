"""The gateway: what is checked of every call before its body is looked at, in Shopee's order.

partner_id, timestamp, sign present, sign correct, access_token present, token valid and the shop's. Neither the verb,
nor other query keys, nor the body take part in a signature; the order of the query does not matter and extra keys are
tolerated.
"""

from __future__ import annotations

from typing import Literal

from adapters._mock.clock import MockClock
from adapters._mock.market import Call
from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.grants import PARTNER_ID, PARTNER_KEY, Grants
from adapters.shopee.mock.on_demand import expired
from adapters.shopee.mock.sign import same, signature

__all__ = ["Form", "Gate"]

Form = Literal["public", "shop", "either", "none"]

WINDOW_S = 300
UINT32 = 4_294_967_295


def _bad(message: str, error: str = "error_param") -> Refusal:
    return Refusal(error, message, "gateway")


class Gate:
    def __init__(self, clock: MockClock, grants: Grants) -> None:
        self._clock = clock
        self._grants = grants

    def check(self, call: Call, form: Form) -> None:
        """Raise a gateway `Refusal` unless the call may pass."""
        if form == "none":
            return
        self._check_partner(call)
        timestamp = self._check_timestamp(call)
        if form == "public":
            self._check_sign(call, [signature(PARTNER_KEY, PARTNER_ID, call.path, timestamp)])
            return
        token, shop = call.first("access_token") or "", call.first("shop_id") or ""
        public = signature(PARTNER_KEY, PARTNER_ID, call.path, timestamp)
        shop_form = signature(PARTNER_KEY, PARTNER_ID, call.path, timestamp, token, shop)
        if form == "either" and same(call.first("sign") or "", public):
            return
        # Without a token there is nothing to have signed with: let the public form through to the next complaint.
        self._check_sign(call, [shop_form] if token else [shop_form, public])
        self._check_token(call, token, shop)

    def _check_partner(self, call: Call) -> None:
        partner = call.first("partner_id")
        if not partner:
            raise _bad("There is no partner_id in query.")
        if _number(partner) is None:
            raise _bad("Invalid partner_id.")
        if int(partner) != PARTNER_ID:
            raise _bad("Invalid partner_id, please have a check.", "invalid_partner_id")

    def _check_timestamp(self, call: Call) -> str:
        timestamp = call.first("timestamp")
        if not timestamp:
            raise _bad("no timestamp")
        if _number(timestamp) is None:
            raise _bad("Timestamp is invalid, should be an integer between 0 and 4294967295.")
        if abs(self._clock.signature_now() - int(timestamp)) > WINDOW_S:
            raise _bad("Timestamp is expired.")
        return timestamp

    def _check_sign(self, call: Call, accepted: list[str]) -> None:
        given = call.first("sign")
        if not given:
            raise _bad("There is no sign in query.")
        if not any(same(given, expected) for expected in accepted):
            raise _bad("Wrong sign.", "error_sign")

    def _check_token(self, call: Call, token: str, shop: str) -> None:
        if not token:
            raise _bad("There is no access_token in query.")
        if not shop:
            raise _bad("There is no shop_id in query.")
        if _number(shop) is None:
            raise _bad("shop_id is invalid, should be an integer between 0 and 4294967295.")
        if "expire_token" in call.faults:
            raise expired(call.faults["expire_token"])
        self._grants.check_access(token, int(shop))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text) <= UINT32 else None
