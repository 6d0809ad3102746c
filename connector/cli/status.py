"""``ocop status``: how every shop stands, from the journal, the sheets and the stored tokens. No shop is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from pydantic import JsonValue

from connector.config import ShopConfig
from connector.errors import OcopError
from connector.report.catalogue import expiring
from connector.report.figures import by_people, day_text, marketplace_name, moment
from connector.report.order import for_a_person
from connector.report.page import Expiry
from connector.report.sentences import by_hand_code, notice_text, problem_text
from connector.run import Workspace
from connector.sync import RunReport
from connector.sync.journal import RunRow
from connector.wire.stores import open_store
from connector.wire.tokens import ENDS_CONSENT, Tokens

from .asked import Asked, chosen, opened
from .days import CONSENT_SOON_DAYS, REFRESH_SOON_DAYS, date_text, days_left
from .history import kept
from .lines import Lines
from .loop import run_async
from .problems import explain
from .progress import Meter
from .settings import Settings
from .streams import emit
from .todo import consents_needed, left_to_people
from .values import read_day

__all__ = ["run"]

RUNS = 3
NEAREST = 5
FEW = 5


@dataclass(frozen=True, slots=True)
class ShopStatus:
    """What is known of one shop. ``sentences`` say what a person has to do."""

    shop: ShopConfig
    runs: list[RunRow]
    bound: int
    open: int
    parked: dict[str, str]
    deleted: int
    false_stars: int
    tokens: Tokens
    now: datetime
    waiting_for: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole answer. ``unread`` is why the sheets could not be read, '' where they were."""

    day: date
    products: int
    refused: int
    expiries: list[Expiry]
    unread: str
    shops: list[ShopStatus]


def run(settings: Settings, names: Sequence[str], day: str | None) -> int:
    asked = Asked(day=read_day(day) if day else None)
    standing = run_async(_standing(settings, asked, names))
    if settings.as_json:
        emit(_json(standing))
    else:
        _Page(settings).show(standing)
    return 0


async def _standing(settings: Settings, asked: Asked, names: Sequence[str]) -> Standing:
    with Meter(settings) as meter:
        async with opened(settings, asked, meter) as workspace:
            shops = chosen(workspace.config, names)
            newest: dict[str, RunReport] = {}
            for report in kept(workspace.state):
                newest.setdefault(report.shop, report)
            states = [await _of(workspace, shop, newest.get(shop.name), settings) for shop in shops]
            day = workspace.options.day
            try:
                effective = await workspace.effective()
            except OcopError as error:
                return Standing(day, 0, 0, [], explain(error, settings.lang), states)
            soon = expiring(effective.products.values(), day)
            return Standing(day, len(effective.products), len(effective.read.refused), soon, "", states)


async def _of(workspace: Workspace, shop: ShopConfig, last: RunReport | None, settings: Settings) -> ShopStatus:
    journal = workspace.journal
    bases = await journal.bases(shop.name)
    needed = consents_needed(settings, workspace.config, [shop]).values()
    left = left_to_people(settings, workspace.config, [shop])
    tokens = _tokens(workspace, shop)
    renewed = tokens is not None and not tokens.consent_needed
    return ShopStatus(
        shop=shop,
        runs=await journal.runs(shop.name, RUNS),
        bound=len(await journal.bindings(shop.name)),
        open=len(await journal.open_intents(shop.name)),
        parked=await journal.parked(shop.name),
        deleted=sum(base.deleted for base in bases.values()),
        false_stars=sum(base.false_star_since is not None for base in bases.values()),
        tokens=tokens or Tokens(),
        now=workspace.clock.now(),
        waiting_for=list(dict.fromkeys([*needed, *left, *_needed(last, settings, renewed)])),
    )


def _needed(last: RunReport | None, settings: Settings, renewed: bool) -> list[str]:
    """What the last run asked of a person; not the consent that it saw missing, where the shop's keys are ``renewed``
    since."""
    if last is None:
        return []
    told = [problem_text(last.stop_code, last.stop_params, settings.lang)] if last.stop_code else []
    for notice in for_a_person(last.notices):
        if renewed and notice.code in ENDS_CONSENT:
            continue
        name = f"{notice.skus[0]}: " if notice.skus else ""
        told.append(name + notice_text(notice, settings.lang, by_people(last.marketplace)))
    return told


def _tokens(workspace: Workspace, shop: ShopConfig) -> Tokens | None:
    """What is stored now; None where the store cannot be read."""
    try:
        return open_store(shop.credentials, workspace.config.folder, name=shop.name).load()
    except OcopError:
        return None


class _Page:
    """The answer in a terminal."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lines = Lines(settings)

    def _line(self, text: str, style: str = "", indent: int = 2) -> None:
        self._lines.line(text, style, indent)

    def show(self, standing: Standing) -> None:
        say, lang = self._settings.say, self._settings.lang
        self._line(say("status.title", day=day_text(standing.day, lang)), "bold", 0)
        if standing.unread:
            self._line(standing.unread, "red")
        else:
            self._line(say("status.catalogue", products=standing.products, refused=standing.refused))
        for shop in standing.shops:
            self._lines.gap()
            self._shop(shop)
        self._expiries(standing.expiries, standing.day)

    def _shop(self, status: ShopStatus) -> None:
        say, lang = self._settings.say, self._settings.lang
        shop = status.shop
        environment = say(f"environment.{shop.environment}")
        self._line(f"{shop.name} · {marketplace_name(shop.marketplace)} · {environment}", "bold", 0)
        if not status.runs:
            self._line(say("status.never"))
        for run in status.runs:
            ending = say(f"ending.{run.ending}") if run.ending else say("status.not_ended")
            self._line(say("status.run", at=moment(run.started_at, lang), day=day_text(run.day, lang), ending=ending))
        self._line(say(by_hand_code("status.bound", lang, by_people(shop.marketplace)), count=status.bound))
        for code, count in (
            ("status.open", status.open),
            ("status.parked", len(status.parked)),
            ("status.deleted", status.deleted),
            ("status.false_stars", status.false_stars),
        ):
            if count:
                self._line(say(code, count=count), "yellow")
        tokens = status.tokens
        if tokens.expires_at is not None:
            self._line(say("status.token", until=moment(tokens.expires_at, lang)))
        for code, until, soon in (
            ("status.refresh", tokens.refresh_until, REFRESH_SOON_DAYS),
            ("status.consent", tokens.consent_until, CONSENT_SOON_DAYS),
        ):
            left = days_left(until, status.now)
            if until is not None and left is not None:
                style = "yellow" if left <= soon else ""
                self._line(say(code, until=date_text(until, lang), days=left), style)
        if status.waiting_for:
            self._line(say("status.needs", count=len(status.waiting_for)), "bold yellow")
            for sentence in status.waiting_for[:FEW]:
                self._line(sentence, indent=4)
            if len(status.waiting_for) > FEW:
                self._line(say("status.more", count=len(status.waiting_for) - FEW), "dim italic", 4)

    def _expiries(self, expiries: Sequence[Expiry], day: date) -> None:
        if not expiries:
            return
        say, lang = self._settings.say, self._settings.lang
        self._lines.gap()
        coming = [one for one in expiries if one.expiry > day]
        self._line(say("status.expiries", lapsed=len(expiries) - len(coming), soon=len(coming)), "bold", 0)
        for one in coming[:NEAREST]:
            words = {"sku": one.sku, "title": one.title, "star": one.star, "cert_no": one.cert_no}
            left = (one.expiry - day).days
            self._line(say("status.expiry", expiry=day_text(one.expiry, lang), days=left, **words))


def _json(standing: Standing) -> dict[str, JsonValue]:
    return {
        "schema": "ocop/status@1",
        "day": standing.day.isoformat(),
        "catalogue": {"products": standing.products, "refused_rows": standing.refused, "problem": standing.unread},
        "shops": [_shop_json(status) for status in standing.shops],
        "expiries": [
            {
                "sku": one.sku,
                "title": one.title,
                "star": one.star,
                "cert_no": one.cert_no,
                "expiry_date": one.expiry.isoformat(),
                "days_left": (one.expiry - standing.day).days,
            }
            for one in standing.expiries
        ],
    }


def _shop_json(status: ShopStatus) -> dict[str, JsonValue]:
    return {
        "shop": status.shop.name,
        "marketplace": status.shop.marketplace,
        "environment": status.shop.environment,
        "bound": status.bound,
        "open_intents": status.open,
        "parked": dict(status.parked),
        "deleted_in_shop": status.deleted,
        "false_stars": status.false_stars,
        "token_expires_at": _iso(status.tokens.expires_at),
        "refresh_until": _iso(status.tokens.refresh_until),
        "refresh_days_left": days_left(status.tokens.refresh_until, status.now),
        "consent_until": _iso(status.tokens.consent_until),
        "consent_days_left": days_left(status.tokens.consent_until, status.now),
        "needs_person": list(status.waiting_for),
        "runs": [
            {
                "run": run.id,
                "day": run.day.isoformat(),
                "started_at": run.started_at.isoformat(),
                "ended_at": run.ended_at.isoformat() if run.ended_at else None,
                "ending": run.ending,
                "summary": run.report,
            }
            for run in status.runs
        ],
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
