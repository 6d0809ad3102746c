"""``ocop auth login SHOP``: a dialogue with the seller, at whose end the shop's keys are stored.

What is secret (the app's keys, the address the seller came back to) is read from standard input, never from the command
line, and not echoed. Everything said stands on standard error; the answer, with ``--json`` one object, on standard
output. Exit codes: 0 stored, or left by the person's own word; 2 what came back does not do; 6 the marketplace did not
answer; 7 a run holds the shop.
"""

from __future__ import annotations

import asyncio
import sys
import webbrowser
from contextlib import suppress
from dataclasses import dataclass

import typer

from connector.errors import BadUse
from connector.messages import say
from connector.port import ConsentLink, Granted, Setting
from connector.report.figures import typed
from connector.run.consent import COUNTED, Introduced, Login, open_login, redirect_of

from .asked import Asked, chosen, opened
from .days import date_text, days_left
from .listen import listening
from .loop import run_async
from .progress import Meter
from .settings import Settings
from .streams import emit, tell

__all__ = ["Wanted", "run"]

LONGEST = 16_384
TRIES = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says."""

    redirect: str = ""
    listen: bool = False
    port: int = 0
    form: str = ""
    new_keys: bool = False
    yes: bool = False


def run(settings: Settings, shop: str, wanted: Wanted) -> int:
    """From the link to the stored keys."""
    talk = _Talk(settings, wanted)
    talk.judge()
    login = run_async(_begun(settings, shop))
    redirect = "" if wanted.listen else redirect_of(login.shop, wanted.redirect, at=_config_path(settings))
    if wanted.listen and login.shop.environment not in login.consent.loopback:
        raise BadUse("E_AUTH_LISTEN", shop=shop)
    for one in login.missing(anew=wanted.new_keys):
        login.held[one.name] = talk.secret(talk.label(one))
    if wanted.listen:
        opens = talk.wants_it_opened()  # asked before: whoever listens must not wait for a person
        granted = run_async(_heard(talk, login, opens))
    else:
        link = login.link(redirect, wanted.form)
        talk.show_link(link)
        if talk.wants_it_opened():
            _open(link)
        granted = login.granted(talk.secret(settings.say("auth.paste")), by_hand=not wanted.yes)
    introduced = run_async(login.introduce(granted))
    talk.introduce(login, introduced)
    stored = talk.agreed()
    if stored:
        run_async(_kept(settings, login, introduced))
    talk.end(login, introduced, stored)
    return 0


def _config_path(settings: Settings) -> str:
    return str(settings.load()[0].path)


async def _begun(settings: Settings, name: str) -> Login:
    with Meter(settings) as meter:
        async with opened(settings, Asked(), meter) as workspace:
            (shop,) = chosen(workspace.config, [name])
            return await open_login(workspace, shop)


async def _heard(talk: _Talk, login: Login, opens: bool) -> Granted:
    """What a visitor of the loopback address brings who answers our link."""
    try:
        texts = {"done": _both("auth.heard"), "refused": _both("auth.stranger")}
        async with listening(talk.wanted.port, login.answers, **texts) as here:
            link = login.link(here.address, talk.wanted.form)
            talk.show_link(link)
            if opens:
                await asyncio.to_thread(_open, link)
            address = await here.heard()
    except TimeoutError:
        raise BadUse("E_AUTH_NOBODY_CAME") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadUse("E_AUTH_PORT", port=talk.wanted.port, reason=reason) from None
    return login.granted(address, by_hand=False)


async def _kept(settings: Settings, login: Login, introduced: Introduced) -> None:
    with Meter(settings) as meter:
        async with opened(settings, Asked(), meter) as workspace:
            await login.keep(workspace, introduced)


def _open(link: ConsentLink) -> None:
    """In this machine's browser; without one the person still has the link."""
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(link.address)


def _both(code: str) -> tuple[str, str]:
    return say(code, "vi"), say(code, "en")


class _Talk:
    """What is said and asked."""

    def __init__(self, settings: Settings, wanted: Wanted) -> None:
        self.wanted = wanted
        self._settings = settings
        self._person = sys.stdin.isatty() and sys.stderr.isatty() and not settings.as_json

    def judge(self) -> None:
        """BadUse, before anything is asked of anybody, where nobody could agree in the end."""
        if not self._person and not self.wanted.yes:
            raise BadUse("E_AUTH_YES")

    def label(self, setting: Setting) -> str:
        return setting.label_vi if self._settings.lang == "vi" else setting.label_en

    def secret(self, prompt: str) -> str:
        """An answer that is not shown while it is typed or pasted; from a pipe, its next line."""
        if not self._person:
            tell(prompt)
            answer = sys.stdin.readline(LONGEST).strip()
        else:
            answer = ""
            for _ in range(TRIES):
                answer = answer or str(typer.prompt(prompt, default="", hide_input=True, show_default=False, err=True))
        if not answer.strip():
            raise BadUse("E_AUTH_NO_ANSWER", what=prompt)
        return answer.strip()

    def show_link(self, link: ConsentLink) -> None:
        say = self._settings.say
        tell(say("auth.open_link"))
        tell(f"\n  {link.address}\n")
        if link.why:
            tell(say(link.why))
        if link.valid_s is not None:
            tell(say("auth.link_valid", minutes=link.valid_s // 60))
        tell(say("auth.listening" if self.wanted.listen else "auth.then_copy"))

    def wants_it_opened(self) -> bool:
        return self._person and typer.confirm(self._settings.say("auth.ask_open"), default=True, err=True)

    def introduce(self, login: Login, introduced: Introduced) -> None:
        """Which shop it is, before anything is stored."""
        say, identity, now = self._settings.say, introduced.identity, login.connection.clock.now()
        tell(say("auth.shop", title=identity.name or "?", id=identity.shop_id, region=identity.region or "?"))
        code = "auth.listings" if introduced.listings < COUNTED else "auth.listings_many"
        tell(say(code, count=introduced.listings))
        if identity.problem:
            tell(say(identity.problem, shop=login.shop.name))
        for code, until in (("auth.consent", identity.consent_until), ("auth.refresh", introduced.refresh_until)):
            if until is not None:
                tell(say(code, until=date_text(until, self._settings.lang), days=days_left(until, now)))

    def agreed(self) -> bool:
        return self.wanted.yes or typer.confirm(self._settings.say("auth.ask_store"), default=False, err=True)

    def end(self, login: Login, introduced: Introduced, stored: bool) -> None:
        identity = introduced.identity
        name, code = login.shop.name, "auth.stored" if stored else "auth.not_stored"
        tell(self._settings.say(code, shop=name, typed=typed(name)))
        if not self._settings.as_json:
            return
        emit(
            {
                "schema": "ocop/auth-login@1",
                "shop": login.shop.name,
                "stored": stored,
                "shop_id": identity.shop_id,
                "name": identity.name,
                "region": identity.region,
                "problem": identity.problem,
                "listings": introduced.listings,
                "listings_counted_to": COUNTED,
                "consent_until": identity.consent_until.isoformat() if identity.consent_until else None,
                "refresh_until": introduced.refresh_until.isoformat() if introduced.refresh_until else None,
            }
        )
