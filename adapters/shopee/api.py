"""One call to Shopee: sign it, send it through the wire, open the envelope, judge the error.

The body decides, never the HTTP status: business errors come with 200, and the edge may answer HTML. Payload fields
stand in ``response``, or beside ``error`` (auth, shop), or both (limits); callers get them in one mapping.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

import orjson
from pydantic import BaseModel, JsonValue

from connector.errors import BadUse, QuotaSpent, StopShop
from connector.port import MediaFile
from connector.wire import redact
from connector.wire.answers import end_of_life, json_of, retry_after
from connector.wire.call import Answer, Call, Kind, Signed, Throttled, lost
from connector.wire.client import Caller
from connector.wire.sending import multipart
from connector.wire.tokens import Tokens, TokenSource

from .errors import error_for
from .models import TokenAnswer, Uploaded
from .sign import base_string, signature

__all__ = ["API", "Account", "Api", "Params", "account_of", "issued", "opened", "sign_with"]

API = "/api/v2"
VARIATION_WAIT_S = 5.0
"""How long after its creation an item may be given variants; a mock may say another time."""
REFRESH_LIVES = timedelta(days=30)
M = TypeVar("M", bound=BaseModel)
Params = Sequence[tuple[str, str | int]]
Hook = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Account:
    """Who calls, for which shop."""

    partner_id: int
    shop_id: int
    partner_key: str = field(repr=False)


def account_of(tokens: Tokens) -> Account:
    """The account in the credentials; BadUse names the key that is missing or no number."""
    numbers: dict[str, int] = {}
    for name in ("partner_id", "shop_id"):
        text = tokens.text(name)
        if not text.isascii() or not text.isdigit():
            raise BadUse("E_SHOPEE_CREDENTIALS", name=name)
        numbers[name] = int(text)
    key = tokens.text("partner_key")
    if not key:
        raise BadUse("E_SHOPEE_CREDENTIALS", name="partner_key")
    redact.remember(key)
    return Account(numbers["partner_id"], numbers["shop_id"], key)


def sign_with(account: Account) -> Callable[[Call, Tokens | None, datetime], Signed]:
    """The signer for a shop: shop form for calls that need tokens, public form for the others."""

    def sign(call: Call, tokens: Tokens | None, now: datetime) -> Signed:
        timestamp = int(now.timestamp())
        params = [("partner_id", str(account.partner_id)), ("timestamp", str(timestamp))]
        if tokens is None:
            base = base_string(account.partner_id, call.path, timestamp)
        else:
            base = base_string(account.partner_id, call.path, timestamp, tokens.access_token, account.shop_id)
            params += [("access_token", tokens.access_token), ("shop_id", str(account.shop_id))]
        return Signed((*params, ("sign", signature(account.partner_key, base))))

    return sign


class Api:
    """Shopee's verbs over one Caller."""

    def __init__(self, caller: Caller, account: Account, variation_wait_s: float = VARIATION_WAIT_S) -> None:
        self._caller = caller
        self.account = account
        self.variation_wait_s = variation_wait_s
        self.clock = caller.clock

    @property
    def tokens(self) -> TokenSource | None:
        """The shop's tokens; None before they are known."""
        return self._caller.tokens

    async def get(self, path: str, params: Params, model: type[M], *, aside: bool = False) -> M:
        """A read; safe to repeat, and repeated by the wire. ``aside``: we can do without it."""
        texts = tuple((name, str(value)) for name, value in params)
        return await self._send(Call(f"GET {API}/{path}", "read", texts, aside=aside), model)

    async def ask(self, path: str, body: dict[str, JsonValue], model: type[M]) -> M:
        """A read that Shopee wants as a POST; as safe to repeat as any."""
        call = Call(f"POST {API}/{path}", "read", body=orjson.dumps(body), content_type="application/json")
        return await self._send(call, model)

    async def write(
        self, path: str, body: bytes, model: type[M], *, before_send: Hook, bears: Collection[str] = ()
    ) -> M:
        """A write with a body already serialised. ``bears``: errors that come together with lists worth reading."""
        call = Call(f"POST {API}/{path}", "write", body=body, content_type="application/json")
        return await self._send(call, model, before_send, bears)

    async def upload(self, files: Sequence[MediaFile], scene: str) -> Uploaded:
        """Pictures as one multipart call, publicly signed as documented."""
        body, content_type = multipart([("scene", scene)], "image", files)
        endpoint = f"POST {API}/media_space/upload_image"
        return await self._send(Call(endpoint, "upload", body=body, content_type=content_type, auth=False), Uploaded)

    async def renew(self, spent: Tokens) -> Tokens:
        """Successors of ``spent``, or first tokens for a consent code; StopShop where neither is left."""
        ids: dict[str, JsonValue] = {"partner_id": self.account.partner_id, "shop_id": self.account.shop_id}
        if spent.refresh_token:
            path, asked = "auth/access_token/get", {"refresh_token": spent.refresh_token, **ids}
        elif spent.text("code"):
            path, asked = "auth/token/get", {"code": spent.text("code"), **ids}
        else:
            raise StopShop("E_CONSENT_NEEDED", original="no refresh token")
        kind: Kind = "token"
        call = Call(f"POST {API}/{path}", kind, body=orjson.dumps(asked), content_type="application/json", auth=False)
        answer = await self._send(call, TokenAnswer)
        return issued(spent, answer, self.clock.now())

    async def _send(
        self, call: Call, model: type[M], before_send: Hook | None = None, bears: Collection[str] = ()
    ) -> M:
        def decode(answer: Answer) -> M:
            return model.model_validate(opened(call, answer, self.clock.now(), bears))

        return await self._caller.call(call, decode, before_send=before_send)


def issued(spent: Tokens, answer: TokenAnswer, now: datetime) -> Tokens:
    """``spent`` with what the answer gives in its place."""
    return replace(
        spent,
        access_token=answer.access_token,
        refresh_token=answer.refresh_token,
        expires_at=end_of_life(now, answer.expire_in),
        refresh_until=now + REFRESH_LIVES,
        used="",
    )


def opened(call: Call, answer: Answer, now: datetime, bears: Collection[str] = ()) -> dict[str, JsonValue]:
    """The payload of an answer, or the AdapterError it means."""
    envelope = json_of(answer)
    if answer.status == 429 and not _spent(call, envelope, now):
        raise Throttled("E_THROTTLED", after_s=retry_after(answer, now), original="429")
    if not isinstance(envelope, dict):
        raise lost(call.kind, "E_SHOPEE_UNREADABLE", f"HTTP {answer.status}")
    code, message = str(envelope.get("error") or ""), str(envelope.get("message") or "")
    response = envelope.get("response")
    inner = response if isinstance(response, dict) else {}
    if code and not (code.rpartition(".")[2] in bears and inner.get("failure_list")):
        error = error_for(call, code, message, now)
        if isinstance(error, Throttled) and error.after_s is None:
            error.after_s = retry_after(answer, now)
        raise error
    if not code and answer.status >= 400:
        raise lost(call.kind, "E_SHOPEE_UNREADABLE", f"HTTP {answer.status}")
    return {**envelope, **inner}


def _spent(call: Call, envelope: object, now: datetime) -> bool:
    """Whether what came with a 429 says that the day's quota is spent: waiting a little would not help."""
    code = envelope.get("error") if isinstance(envelope, dict) else ""
    return bool(code) and isinstance(error_for(call, str(code), "", now), QuotaSpent)
