"""``ocop doctor``: is everything in order for a run, and if not, what to do. Each shop is asked once who it is.

Exit codes: 0 all in order (warnings included), 2 something here has to be put right, 6 only shops do not answer.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import JsonValue
from rich.text import Text

from connector.clock import SystemClock, business_day
from connector.config import Config, ShopConfig
from connector.errors import AdapterError, BadUse, OcopError
from connector.port import AdapterSpec, spec_for, unusable
from connector.report.figures import day_text
from connector.run import Options, ShopBusy, State, Workspace, open_workspace
from connector.wire.hosts import check_host
from connector.wire.stores import open_store
from connector.wire.tokens import Tokens

from .asked import chosen
from .days import CONSENT_SOON_DAYS, REFRESH_SOON_DAYS, date_text, days_left
from .lines import Lines
from .logs import start_log
from .loop import run_async
from .problems import BAD_USE, NOTHING_DONE, explain
from .settings import Settings
from .streams import emit

__all__ = ["run"]

OLDEST = (3, 11)
ROOM_BYTES = 500_000_000
Verdict = Literal["ok", "warn", "bad", "unreachable"]
MARKS: dict[Verdict, tuple[str, str]] = {
    "ok": ("✓", "green"),
    "warn": ("!", "yellow"),
    "bad": ("✗", "red"),
    "unreachable": ("✗", "red"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. ``text`` is the whole sentence, with what to do where something is wrong."""

    check: str
    verdict: Verdict
    text: str
    shop: str = ""


def run(settings: Settings, names: Sequence[str]) -> int:
    """Every check, in the order in which one would mend things."""
    findings = run_async(_Doctor(settings).all(tuple(names)))
    code = exit_code(findings)
    if settings.as_json:
        checks: list[JsonValue] = [
            {"check": one.check, "shop": one.shop, "verdict": one.verdict, "text": one.text} for one in findings
        ]
        emit({"schema": "ocop/doctor@1", "exit_code": code, "checks": checks})
        return code
    lines = Lines(settings)
    for one in findings:
        mark, style = MARKS[one.verdict]
        lines.line(Text.assemble((f"{mark} ", style), f"{one.shop}: {one.text}" if one.shop else one.text))
    lines.line(settings.say(f"doctor.end.{code}"), "bold")
    return code


def exit_code(findings: Sequence[Finding]) -> int:
    if any(one.verdict == "bad" for one in findings):
        return BAD_USE
    return NOTHING_DONE if any(one.verdict == "unreachable" for one in findings) else 0


class _Doctor:
    """The checks of one command."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._found: list[Finding] = []

    def _note(self, check: str, verdict: Verdict, code: str = "", shop: str = "", **params: object) -> None:
        text = self._settings.say(code or f"doctor.{check}.{verdict}", **params)
        self._found.append(Finding(check, verdict, text, shop))

    def _problem(self, check: str, error: OcopError, shop: str = "", verdict: Verdict = "bad") -> None:
        self._found.append(Finding(check, verdict, explain(error, self._settings.lang), shop))

    async def all(self, names: tuple[str, ...]) -> list[Finding]:
        self._python()
        for broken in unusable():  # a shop of that marketplace says so too, as something to put right
            self._problem("adapter", broken, verdict="warn")
        try:
            config, state = self._settings.load()
            shops = chosen(config, names)
        except BadUse as error:
            self._problem("config", error)
            return self._found
        self._note("config", "ok", path=config.path, shops=len(config.shop))
        self._folders(config, state)
        self._files(config)
        self._fonts()
        start_log(state.folder / "logs", verbose=self._settings.verbose)
        clock = SystemClock()
        try:
            async with open_workspace(config, state, clock, Options(day=business_day(clock))) as workspace:
                self._note("journal", "ok", path=state.journal)
                for shop in shops:
                    await self._shop(workspace, shop)
        except BadUse as error:
            self._problem("journal", error)
        return self._found

    def _python(self) -> None:
        version = ".".join(map(str, sys.version_info[:3]))
        self._note("python", "ok" if sys.version_info[:2] >= OLDEST else "bad", version=version)

    def _folders(self, config: Config, state: State) -> None:
        """State and configuration must be writable (tokens are kept beside the configuration), with room to spare."""
        for check, folder in (("state", state.folder), ("folder", config.folder)):
            self._note(check, "ok" if _writable(folder) else "bad", path=folder)
        free = shutil.disk_usage(_existing(state.folder)).free
        self._note("disk", "ok" if free >= ROOM_BYTES else "warn", megabytes=free // 1_000_000)

    def _files(self, config: Config) -> None:
        files = config.catalogue
        named = [*files.products, *files.updates, *([files.producers] if files.producers else [])]
        if not files.products:
            self._note("sheets", "bad", "doctor.sheets.none")
        for path in named:
            self._note("sheets", "ok" if path.is_file() else "bad", path=path)
        if files.photos is not None:
            self._note("photos", "ok" if files.photos.is_dir() else "bad", path=files.photos)
        elif files.products:
            self._note("photos", "warn")

    def _fonts(self) -> None:
        """The badge's letters travel with the package."""
        fonts = resources.files("media").joinpath("fonts")
        there = fonts.is_dir() and any(one.name.lower().endswith((".ttf", ".otf")) for one in fonts.iterdir())
        self._note("fonts", "ok" if there else "bad")

    async def _shop(self, workspace: Workspace, shop: ShopConfig) -> None:
        """Adapter, credentials, address, another run, then the shop itself; what hangs on a failed step is left out."""
        name = shop.name
        for check, step in self._steps(workspace, shop):
            try:
                step()
            except ShopBusy as error:
                self._problem(check, error, name, "warn")
            except OcopError as error:
                self._problem(check, error, name)
                return
        try:
            await self._identity(workspace, shop)
        except BadUse as error:
            self._problem("answers", error, name)
        except OcopError as error:
            self._problem("answers", error, name, "unreachable" if isinstance(error, AdapterError) else "bad")

    def _steps(self, workspace: Workspace, shop: ShopConfig) -> Iterator[tuple[str, Callable[[], None]]]:
        spec: AdapterSpec | None = None
        tokens: Tokens | None = None

        def adapter() -> None:
            nonlocal spec
            spec = spec_for(shop.marketplace)
            self._note("adapter", "ok", shop=shop.name, title=spec.title)

        def credentials() -> None:
            nonlocal tokens
            assert spec is not None
            if not spec.settings:
                return
            tokens = open_store(shop.credentials, workspace.config.folder, name=shop.name).load()
            self._credentials(shop, spec, tokens)
            self._renewal(shop, tokens, workspace.clock.now())
            if tokens.consent_needed:
                raise tokens.end_of_consent("")

        def host() -> None:
            assert spec is not None
            if tokens is None:
                return
            address = shop.base_url or tokens.text("base_url")
            if not address and shop.environment == "live" and spec.live_hosts:
                address = f"https://{spec.live_hosts[0]}"
            origin = check_host(shop.environment, address, spec)
            self._note("host", "ok", shop=shop.name, host=origin, environment=f"{shop.environment}")

        def free() -> None:
            with workspace.state.holding(shop.name):
                self._note("free", "ok", shop=shop.name)

        yield from (("adapter", adapter), ("credentials", credentials), ("host", host), ("free", free))

    def _credentials(self, shop: ShopConfig, spec: AdapterSpec, tokens: Tokens) -> None:
        """Which settings are there, by their labels; never what they hold."""
        stored = tokens.as_json()
        missing = [one for one in spec.settings if one.required and not stored.get(one.name)]
        labels = [one.label_vi if self._settings.lang == "vi" else one.label_en for one in missing]
        verdict: Verdict = "bad" if missing else "ok"
        self._note("credentials", verdict, shop=shop.name, missing=", ".join(labels))
        if tokens.expires_at is not None:
            until = day_text(tokens.expires_at.date(), self._settings.lang)
            self._note("token", "ok", shop=shop.name, until=until)

    def _renewal(self, shop: ShopConfig, tokens: Tokens, now: datetime) -> None:
        """How long the stored keys can still be renewed."""
        left = days_left(tokens.refresh_until, now)
        if tokens.refresh_until is None or left is None:
            return
        verdict: Verdict = "bad" if tokens.refresh_until <= now else "warn" if left <= REFRESH_SOON_DAYS else "ok"
        until = date_text(tokens.refresh_until, self._settings.lang)
        self._note("refresh", verdict, shop=shop.name, until=until, days=left)

    async def _identity(self, workspace: Workspace, shop: ShopConfig) -> None:
        """Ask the shop who it is: the same as ever, able to sell, consent not about to end."""
        async with spec_for(shop.marketplace).open(workspace.connection(shop)) as adapter:
            identity = await adapter.identity()
        known = await workspace.journal.remote_shop(shop.name)
        if known and known != identity.shop_id:
            self._problem("answers", BadUse("E_OTHER_SHOP", shop=shop.name, known=known, answers=identity.shop_id))
            return
        self._note("answers", "ok", shop=shop.name, title=identity.name or identity.shop_id, id=identity.shop_id)
        if identity.problem:
            self._note("sells", "bad", identity.problem, shop=shop.name)
        if identity.consent_until is not None:
            left = (identity.consent_until - workspace.clock.now()).days
            until = date_text(identity.consent_until, self._settings.lang)
            soon = left <= CONSENT_SOON_DAYS
            self._note("consent", "warn" if soon else "ok", shop=shop.name, until=until, days=left)


def _existing(path: Path) -> Path:
    """The nearest folder that is there."""
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _writable(folder: Path) -> bool:
    """Whether files can be made in ``folder``, or in the nearest one above it that exists."""
    nearest = _existing(folder)
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
