"""One call to Lazada: sign it, send it through the wire, open the envelope, judge the error.

Reads carry everything in the query; writes carry everything, signature and token included, in the body (contract 1.5,
styles A and B). The body decides, never the HTTP status. ``code`` "0" together with a ``detail`` is a failure all the
same: only calls that write many SKUs at once get to see it, to tell which of them did not count.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, JsonValue

from connector.errors import BadUse, StopShop
from connector.port import MediaFile
from connector.wire import redact
from connector.wire.answers import end_of_life, json_of
from connector.wire.call import Answer, Call, Signed, Throttled, lost
from connector.wire.client import Caller
from connector.wire.sending import boundary_of, file_name, form_part
from connector.wire.tokens import Tokens, TokenSource

from .errors import error_for, problems_of
from .models import TokenAnswer, Uploaded
from .sign import signature

__all__ = ["API", "Account", "Api", "account_of", "issued", "opened", "sign_with", "token_call"]

API = "/rest"
FORM = "application/x-www-form-urlencoded"
EARLY = timedelta(minutes=25)
"""Lazada wants tokens renewed half an hour before they end; the wire itself is five minutes early."""

M = TypeVar("M", bound=BaseModel)
Params = Sequence[tuple[str, str | int]]
Hook = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Account:
    """Who calls. Which shop it is for is in the access token alone."""

    app_key: str
    app_secret: str = field(repr=False)


def account_of(tokens: Tokens) -> Account:
    """The app's side of the credentials; BadUse names the key that is missing."""
    for name in ("app_key", "app_secret"):
        if not tokens.text(name):
            raise BadUse("E_LAZADA_CREDENTIALS", name=name)
    redact.remember(tokens.text("app_secret"))
    return Account(tokens.text("app_key"), tokens.text("app_secret"))


def sign_with(account: Account) -> Callable[[Call, Tokens | None, datetime], Signed]:
    """The signer for an account: query parameters for reads, the whole body for everything else."""

    def sign(call: Call, tokens: Tokens | None, now: datetime) -> Signed:
        system = {
            "app_key": account.app_key,
            "sign_method": "sha256",
            "timestamp": str(int(now.timestamp() * 1000)),
        }
        if tokens is not None:
            system["access_token"] = tokens.access_token
        system["sign"] = signature(account.app_secret, call.path.removeprefix(API), {**dict(call.params), **system})
        if call.verb == "GET":
            return Signed(tuple(system.items()))
        texts = [*system.items(), *call.params]
        if call.content_type == FORM:
            return Signed(form=urlencode(texts).encode())
        return Signed(form=_text_parts(call.content_type, texts) + call.body)

    return sign


class Api:
    """Lazada's verbs over one Caller. ``auth_origin`` is where tokens are given out."""

    def __init__(self, caller: Caller, account: Account, auth_origin: str = "") -> None:
        self._caller = caller
        self._auth_origin = auth_origin
        self.account = account
        self.clock = caller.clock

    @property
    def tokens(self) -> TokenSource | None:
        """The shop's tokens; None before they are known."""
        return self._caller.tokens

    async def get(self, path: str, params: Params, model: type[M]) -> M:
        """A read; safe to repeat, and repeated by the wire."""
        texts = tuple((name, str(value)) for name, value in params)
        return await self._send(Call(f"GET {API}/{path}", "read", texts), model)

    async def write(
        self, path: str, name: str, text: str, model: type[M], *, before_send: Hook, partly: bool = False
    ) -> M:
        """A write whose one business parameter ``name`` is already serialised. ``partly``: ``detail`` is the caller's
        to read, for entries besides those it names counted."""
        call = Call(f"POST {API}/{path}", "write", ((name, text),), content_type=FORM)
        return await self._send(call, model, before_send, partly=partly)

    async def upload(self, file: MediaFile) -> Uploaded:
        """One picture; its bytes are no part of the signature."""
        body, content_type = file_part(file)
        call = Call(f"POST {API}/image/upload", "upload", body=body, content_type=content_type)
        return await self._send(call, Uploaded)

    async def renew(self, spent: Tokens) -> Tokens:
        """Successors of ``spent``, or first tokens for a consent code; StopShop where neither is left."""
        if spent.refresh_token:
            path, asked = "refresh", ("refresh_token", spent.refresh_token)
        elif spent.text("code"):
            path, asked = "create", ("code", spent.text("code"))
        else:
            raise StopShop("E_CONSENT_NEEDED", original="no refresh token")
        answer = await self._send(token_call(path, asked, self._auth_origin), TokenAnswer)
        return issued(spent, answer, self.clock.now())

    async def _send(self, call: Call, model: type[M], before_send: Hook | None = None, *, partly: bool = False) -> M:
        def decode(answer: Answer) -> M:
            return model.model_validate(opened(call, answer, self.clock.now(), partly=partly))

        return await self._caller.call(call, decode, before_send=before_send)


def token_call(name: str, asked: tuple[str, str], origin: str) -> Call:
    """``create`` or ``refresh``: signed, without a token of its own, on the host that gives tokens out."""
    return Call(f"POST {API}/auth/token/{name}", "token", (asked,), content_type=FORM, origin=origin, auth=False)


def issued(spent: Tokens, answer: TokenAnswer, now: datetime) -> Tokens:
    """``spent`` with what the answer gives in its place.

    The refresh token ends with the seller's consent and is not prolonged by a refresh, whatever number comes with it:
    the earlier end known counts, and it is the consent's, for nothing but a new consent moves it.
    """
    until = end_of_life(now, answer.refresh_expires_in or 0)
    ends = end_of_life(now, answer.expires_in)
    if spent.refresh_token and spent.consent_until is not None:
        until = min(until, spent.consent_until) if until is not None else spent.consent_until
    return replace(
        spent,
        access_token=answer.access_token,
        refresh_token=answer.refresh_token if answer.refresh_expires_in != 0 else "",
        expires_at=ends - EARLY if ends is not None else None,
        refresh_until=None,
        consent_until=until,
        extra={name: value for name, value in spent.extra.items() if name != "code"},
        used="",
    )


def opened(call: Call, answer: Answer, now: datetime, *, partly: bool = False) -> dict[str, JsonValue]:
    """The envelope of an answer, or the AdapterError it means."""
    if answer.status == 429:
        raise Throttled("E_THROTTLED", original="429")
    envelope = json_of(answer)
    code = envelope.get("code") if isinstance(envelope, dict) else None
    if not isinstance(envelope, dict) or code is None:
        raise lost(call.kind, "E_LAZADA_UNREADABLE", f"HTTP {answer.status}")
    code, problems = str(code), problems_of(envelope.get("detail"))
    if code == "0" and not problems:
        return envelope
    if partly and problems and code.isdigit():
        return envelope
    raise error_for(call, code, str(envelope.get("message") or ""), problems, now)


def file_part(file: MediaFile) -> tuple[bytes, str]:
    """The form's last part and its content type; what is signed goes before it, once it is known."""
    boundary = boundary_of(file.data)
    part = form_part(boundary, "image", file.data, file.content_type, file_name(file.content_type))
    return part + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _text_parts(content_type: str, texts: Sequence[tuple[str, str]]) -> bytes:
    boundary = content_type.rpartition("boundary=")[2]
    return b"".join(form_part(boundary, name, value.encode()) for name, value in texts)
