"""One call to TikTok Shop: sign it, send it through the wire, open the envelope, judge the code.

The code decides, never the HTTP status or the message alone. ``shop_cipher`` says which shop is meant and goes on
shop-level calls only: where it does not belong it is refused as firmly as where it is missing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

import orjson
from pydantic import BaseModel, JsonValue

from connector.errors import BadUse, StopShop
from connector.port import MediaFile
from connector.wire import redact
from connector.wire.answers import json_of, retry_after, unix_moment
from connector.wire.call import Answer, Call, Signed, Throttled, lost
from connector.wire.client import Caller
from connector.wire.sending import multipart
from connector.wire.tokens import Tokens, TokenSource

from .errors import error_for
from .models import Product, ShopEntry, Shops, TokenAnswer
from .sign import base_string, signature

__all__ = ["AUTH_ORIGIN", "Account", "Api", "Params", "account_of", "chosen_shop", "issued", "opened", "sign_with"]

AUTH_ORIGIN = "https://auth.tiktok-shops.com"
SHOPS = "authorization/202309/shops"
JSON = "application/json"
M = TypeVar("M", bound=BaseModel)
Params = Sequence[tuple[str, str | int]]
Hook = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Account:
    """Which app calls, for which shop. ``shop_id`` is '' where the account has one shop only."""

    app_key: str
    app_secret: str = field(repr=False)
    shop_id: str = ""


def account_of(tokens: Tokens) -> Account:
    """The account in the credentials; BadUse names the key that is missing."""
    for name in ("app_key", "app_secret"):
        if not tokens.text(name):
            raise BadUse("E_TIKTOK_CREDENTIALS", name=name)
    redact.remember(tokens.text("app_secret"))
    return Account(tokens.text("app_key"), tokens.text("app_secret"), tokens.text("shop_id"))


def sign_with(account: Account) -> Callable[[Call, Tokens | None, datetime], Signed]:
    """The signer of an app: calls without a token (the token host's) go unsigned."""

    def sign(call: Call, tokens: Tokens | None, now: datetime) -> Signed:
        if not call.auth:
            return Signed()
        common = (("app_key", account.app_key), ("timestamp", str(int(now.timestamp()))))
        base = base_string(call.path, (*common, *call.params), call.content_type, call.body)
        headers = {"x-tts-access-token": tokens.access_token} if tokens is not None else {}
        return Signed((*common, ("sign", signature(account.app_secret, base))), headers)

    return sign


class Api:
    """TikTok Shop's verbs over one Caller. ``seen`` holds products as last read, newest version first."""

    def __init__(self, caller: Caller, account: Account, cipher: str = "", auth_origin: str = "") -> None:
        self._caller = caller
        self._auth_origin = auth_origin
        self._cipher = cipher
        self.account = account
        self.clock = caller.clock
        self.warehouse = ""
        self.seen: dict[str, Product] = {}

    @property
    def tokens(self) -> TokenSource | None:
        """The shop's tokens; None before they are known."""
        return self._caller.tokens

    async def shop(self) -> ShopEntry:
        """The shop that the tokens open, asked anew; its cipher is used from here on."""
        answer = await self.get(SHOPS, [], Shops, cipher=False)
        shop = chosen_shop(answer, self.account.shop_id)
        redact.remember(shop.cipher)
        self._cipher = shop.cipher or self._cipher
        return shop

    async def get(self, path: str, params: Params, model: type[M], *, cipher: bool = True) -> M:
        """A read; safe to repeat, and repeated by the wire."""
        return await self._send(Call(f"GET /{path}", "read", await self._params(params, cipher)), model)

    async def ask(self, path: str, body: Mapping[str, JsonValue], model: type[M], params: Params = ()) -> M:
        """A read that TikTok Shop wants as a POST; as safe to repeat as any."""
        query = await self._params(params, cipher=True)
        return await self._send(Call(f"POST /{path}", "read", query, orjson.dumps(body), JSON), model)

    async def write(self, path: str, body: bytes, model: type[M], *, before_send: Hook) -> M:
        """A write with a body already serialised."""
        query = await self._params((), cipher=True)
        return await self._send(Call(f"POST /{path}", "write", query, body, JSON), model, before_send)

    async def upload(self, path: str, data: bytes, content_type: str, fields: Mapping[str, str], model: type[M]) -> M:
        """A file with its text fields as one multipart call; no shop is named, the token says whose it is."""
        body, form = multipart(list(fields.items()), "data", [MediaFile("", data, content_type)])
        return await self._send(Call(f"POST /{path}", "upload", body=body, content_type=form), model)

    async def renew(self, spent: Tokens) -> Tokens:
        """Successors of ``spent``, or first tokens for a consent code; StopShop where neither is left."""
        if spent.refresh_token:
            path, asked = "refresh", [("refresh_token", spent.refresh_token), ("grant_type", "refresh_token")]
        elif spent.text("auth_code"):
            path, asked = "get", [("auth_code", spent.text("auth_code")), ("grant_type", "authorized_code")]
        else:
            raise StopShop("E_CONSENT_NEEDED", original="no refresh token")
        app = [("app_key", self.account.app_key), ("app_secret", self.account.app_secret)]
        endpoint = f"GET /api/v2/token/{path}"
        call = Call(endpoint, "token", (*app, *asked), origin=self._auth_origin, auth=False)
        return issued(spent, await self._send(call, TokenAnswer))

    async def _params(self, params: Params, cipher: bool) -> tuple[tuple[str, str], ...]:
        texts = tuple((name, str(value)) for name, value in params)
        if not cipher:
            return texts
        if not self._cipher:
            await self.shop()
        return (*texts, ("shop_cipher", self._cipher))

    async def _send(self, call: Call, model: type[M], before_send: Hook | None = None) -> M:
        def decode(answer: Answer) -> M:
            return model.model_validate(opened(call, answer, self.clock.now()))

        return await self._caller.call(call, decode, before_send=before_send)


def chosen_shop(answer: Shops, shop_id: str) -> ShopEntry:
    """The shop meant: by its id, else the only one."""
    if shop_id:
        found = next((shop for shop in answer.shops if shop.id == shop_id), None)
        if found is None:
            raise StopShop("E_TIKTOK_OTHER_SHOP", shop_id=shop_id)
        return found
    if len(answer.shops) != 1:
        raise StopShop("E_TIKTOK_SHOPS", shops=", ".join(f"{shop.name} ({shop.id})" for shop in answer.shops) or "0")
    return answer.shops[0]


def issued(spent: Tokens, answer: TokenAnswer) -> Tokens:
    """``spent`` with what the answer gives in its place; the refresh token told last is the one to keep."""
    return replace(
        spent,
        access_token=answer.access_token,
        refresh_token=answer.refresh_token,
        expires_at=unix_moment(answer.access_token_expire_in),
        refresh_until=unix_moment(answer.refresh_token_expire_in),
        used="",
    )


def opened(call: Call, answer: Answer, now: datetime) -> dict[str, JsonValue]:
    """The ``data`` of an answer, or the AdapterError it means."""
    envelope = json_of(answer)
    code = envelope.get("code") if isinstance(envelope, dict) else None
    if not isinstance(envelope, dict) or not isinstance(code, int) or isinstance(code, bool):
        if answer.status == 429:
            raise Throttled("E_THROTTLED", after_s=retry_after(answer, now), original="429")
        raise lost(call.kind, "E_TIKTOK_UNREADABLE", f"HTTP {answer.status}")
    if code:
        error = error_for(call, code, str(envelope.get("message") or ""), now)
        if isinstance(error, Throttled) and error.after_s is None:
            error.after_s = retry_after(answer, now)
        raise error
    if answer.status >= 400:
        raise lost(call.kind, "E_TIKTOK_UNREADABLE", f"HTTP {answer.status}")
    data = envelope.get("data")
    return data if isinstance(data, dict) else {}
