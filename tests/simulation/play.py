"""The player: one seed's co-op, its three shops and their marketplaces, from the first command to the quiet end.

What runs is the real thing: the sheets are read from disk, several shops go side by side (``connector.run.together``)
through the real adapters; only the network, the clock, the drawing of pictures and the force of fsync are replaced.
Some disturbed commands on different days, then faults stop, people consent anew where they have to, and up to six
quiet commands follow. At least one process dies in every history.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from connector.config import load_config
from connector.errors import OcopError
from connector.run import Options
from connector.run.resolve import keep_answers, open_points
from connector.testing.virtual import VirtualClock, run_virtual
from tests.simulation.command import Command, SimWorkspace
from tests.simulation.draws import LAST, Draw, draws_of
from tests.simulation.events import COOP, SHOP
from tests.simulation.faults import IN_BATCHES, arrange
from tests.simulation.goods import Coop
from tests.simulation.history import History, RunRecord
from tests.simulation.home import Home, home, replaced
from tests.simulation.market import Book, Market
from tests.simulation.process import DyingJournal, Process, Strike

__all__ = ["Play", "learn_facts", "play"]

FIRST_RUN = datetime(2026, 11, 20, 19, tzinfo=UTC)
"""Two in the morning in Hanoi."""
ZONE = timedelta(hours=7)
QUIET = 6
HEAVY = 10
"""Every so many seeds go through httpx's own client."""
PLACES = (("gian-hàng-shopee", "shopee"), ("gian-hàng-lazada", "lazada"), ("gian-hàng-tiktok", "tiktok_shop"))
CONFIG = """[catalogue]
products  = ["sản phẩm.csv"]
producers = "chủ thể.csv"
photos    = "ảnh"

[policy]
drift           = "{drift}"
false_star      = "{false_star}"
false_star_days = {false_star_days}
lead_days       = {lead_days}
reserve         = {reserve}
stock_share     = "{stock_share}"
{guards}"""
SHOP_CONFIG = """
[[shop]]
name        = "{name}"
marketplace = "{marketplace}"
environment = "mock"
base_url    = "{base_url}"
credentials = "file:{marketplace}.json"
"""
GUARDS = {
    "unlist": (3, 10), "reprice": (5, 30), "stock-zero": (5, 30), "text": (20, 50), "media": (20, 50),
    "badge-off": (5, 20), "create": (20, 50),
}  # fmt: skip
"""Decision 13: so many listings, or so many in a hundred of those bound."""
TIGHT_GUARDS = {
    "unlist": (0, 10), "reprice": (1, 10), "stock-zero": (0, 10), "text": (1, 10), "media": (1, 10),
    "badge-off": (0, 10),
}  # fmt: skip
TIGHT = "\n[guards]\n" + "".join(
    f"{name.replace('-', '_')} = {{ count = {count}, percent = {percent} }}\n"
    for name, (count, percent) in TIGHT_GUARDS.items()
)
WIDE = dict.fromkeys((*GUARDS, "structure", "rename"), 99) | {"refused": 99, "halved": 0, "empty": 0}
"""What a person says who has looked at everything that a guard held, and knows that the file is short."""


class Play:
    """See the module's docstring."""

    def __init__(self, seed: int, without: frozenset[int] = frozenset()) -> None:
        self.seed, self.without = seed, without
        chance = random.Random(seed)
        self.clock = VirtualClock(FIRST_RUN)
        self.home: Home = home()
        self.home.fresh()
        self.folder = self.home.folder
        self.book = Book(self.clock, self.home.state.journal)
        self.tight = chance.random() < 0.2
        self.policy: dict[str, Any] = {
            "drift": chance.choice(("ask", "keep", "overwrite")),
            "false_star": chance.choice(("unlist", "unlist", "alert")),
            "false_star_days": chance.choice((0, 1, 1, 2)),
            "lead_days": chance.choice((0, 1, 1, 3)),
            "reserve": chance.choice((0, 0, 2)),
            "stock_share": chance.choice(("split", "split", "same")),
        }
        self.runs = chance.choice((3, 3, 4))
        self.markets = [self._market(shop, marketplace, chance) for shop, marketplace in PLACES]
        names = tuple(shop for shop, _ in PLACES)
        self.coop = Coop(self.folder, names, self.policy["reserve"], self.policy["stock_share"] == "split")
        self.coop.begin(chance.choice((3, 3, 4)), chance)
        self.gaps = [chance.choice((0, 0, 1, 1, 2, 4)) for _ in range(self.runs)]
        self.records: list[RunRecord] = []
        self.answers: list[dict[str, Any]] = []
        self.consents: list[tuple[int, str]] = []
        self.crashes = 0
        self.drawn: set[str] = set()
        self.allow: dict[str, int] = {"refused": 9} if chance.random() < 0.5 else {}
        self._configure(chance)
        self.say(f"seed {seed}: {self.policy}{', tight guards' if self.tight else ''}")

    # ---- beginning

    def _market(self, shop: str, marketplace: str, chance: random.Random) -> Market:
        place = [name for _, name in PLACES].index(marketplace)
        options: dict[str, Any] = {"pace": chance.choice((5.0, 10.0, 50.0)), "concurrency": chance.choice((2, 4))}
        if chance.random() < 0.3:
            options["seed"] = "2"
            options["no_sku"] = chance.random() < 0.5
        if marketplace == "tiktok_shop":
            options["review_s"] = chance.choice((30.0, 3600.0))
            options["refresh_once"] = chance.random() < 0.5
        else:
            options["review_new"] = chance.random() < 0.2
        if marketplace == "lazada" and chance.random() < 0.2:
            options["generic_codes"] = True
        return Market(shop, marketplace, f"http://127.0.0.1:{9101 + place}", self.book, **options)

    def _configure(self, chance: random.Random) -> None:
        with_facts = chance.random() < 0.9
        text = CONFIG.format(**self.policy, guards=TIGHT if self.tight else "")
        for market in self.markets:
            text += SHOP_CONFIG.format(
                name=market.shop, marketplace=market.marketplace, base_url=market.line["base_url"]
            )
            self._credentials(market, {})
        (self.folder / "ocop.toml").write_text(text, encoding="utf-8")
        self.config = load_config(self.folder / "ocop.toml")
        self.home.lay_journal(with_facts=with_facts)

    def _credentials(self, market: Market, tokens: dict[str, str]) -> None:
        line = {**market.line, **tokens}
        (self.folder / f"{market.marketplace}.json").write_text(json.dumps(line), encoding="utf-8")

    @property
    def day(self) -> date:
        return (self.clock.now() + ZONE).date()

    def say(self, words: str) -> None:
        self.book.words.append(words)

    # ---- what happens

    def through(self) -> None:
        draws = [draw for draw in draws_of(self.seed, self.runs) if draw.number not in self.without]
        for run in range(self.runs):
            self._until(self.gaps[run] if run else 0, random.Random(self.seed * 31 + run))
            self._disturbed(run, [draw for draw in draws if draw.run == run])
        if not self.crashes:
            self._until(0, random.Random(self.seed))
            self._command(Process(self.next_run, strike=Strike(2 + self.seed % 5)), disturbed={"crash"})
        self._quiet()

    @property
    def next_run(self) -> int:
        return self.book.run + 1

    def _until(self, days: int, chance: random.Random) -> None:
        """Time between two commands: some minutes, or until two in the morning that many days on."""
        if not days:
            self.clock.advance(chance.randrange(60, 7200))
            return
        target = datetime.combine(self.day + timedelta(days=days), FIRST_RUN.time(), UTC) - timedelta(days=1)
        self.clock.advance(max(60.0, (target - self.clock.now()).total_seconds()))

    def _disturbed(self, run: int, draws: list[Draw]) -> None:
        self.say(f"command {self.next_run}, {self.day:%d/%m/%Y} {self.clock.now() + ZONE:%H:%M}")
        self.coop.halved = self.coop.gone = False
        self.coop.write()
        process = Process(self.next_run, met=self._met)
        later: list[Any] = []
        disturbed: set[str] = set()
        for draw in draws:
            market = self.markets[draw.shop]
            told: str | None = None
            if draw.stage == "shop":
                told = SHOP[draw.name][0](self, market, draw.chance)
                told = told and f"{market.marketplace}: {told}"
            elif draw.stage == "before":
                told = COOP[draw.name][0](self, draw.chance)
            elif draw.stage == "fault":
                market = self.markets[1] if draw.name == "code0_detail" else market
                told = arrange(market, draw.name, draw.chance)
                if draw.number == LAST and draw.name in IN_BATCHES:
                    self.coop.recount(draw.chance)
                if draw.name == "clock_skew":
                    self._met("fault clock_skew")
            elif draw.stage == "meanwhile":
                self._meanwhile(draw, market)
                told = f"{draw.name} is to happen meanwhile at {market.marketplace}"
            else:
                told = self._process(draw, process, later)
            if told:
                self.say(f"  ({draw.number}) {told}")
                disturbed.add(draw.name)
                if draw.stage in ("shop", "before"):
                    self._met(f"event {draw.name}")
        self._command(process, disturbed=disturbed, later=later)
        for market in self.markets:
            market.heal()

    def _met(self, name: str) -> None:
        self.book.met[name] += 1

    def _meanwhile(self, draw: Draw, market: Market) -> None:
        chance = draw.chance

        def act() -> None:
            told = SHOP[draw.name][0](self, market, chance)
            if told:
                self._met(f"event meanwhile {draw.name}")
                self.say(f"  ({draw.number}) meanwhile at {market.marketplace}: {told}")

        market.meanwhile.append((chance.randrange(1, 6), act))

    def _process(self, draw: Draw, process: Process, later: list[Any]) -> str | None:
        chance = draw.chance
        match draw.name:
            case "crash":
                kind = chance.choice(("write", "journal", "journal", "upload", "tokens", ""))
                at = chance.randrange(1, {"write": 10, "journal": 40, "upload": 6, "tokens": 3}.get(kind, 90))
                process.strike = Strike(at, kind, chance.random() < 0.5)
                return f"the process may die at its {at}. {kind or 'effect'}"
            case "disk_full" | "read_only_journal" | "token_disk_full":
                process.trouble, process.trouble_at = draw.name, chance.randrange(1, 40)
                return f"{draw.name} from journal transaction {process.trouble_at} on"
            case "second_run":
                later.append((chance.uniform(0.0, 12.0), "run", None))
                return "a second command is started meanwhile"
            case _:
                name = "certificate" if draw.name == "certificate_meanwhile" else chance.choice(
                    ("sheet_price", "sheet_stock", "row_refused", "file_cut_off", "row_goes")
                )  # fmt: skip
                later.append((chance.uniform(0.0, 8.0), "files", lambda: self._files_meanwhile(draw, name)))
                return f"{name} is to happen meanwhile"

    def _files_meanwhile(self, draw: Draw, name: str) -> None:
        told = COOP[name][0](self, draw.chance)
        if told:
            self._met(f"event {draw.name}")
            self.say(f"  ({draw.number}) meanwhile: {told}")
        self.coop.write()

    def _command(
        self, process: Process, *, disturbed: set[str], later: Any = (), quiet: bool = False
    ) -> list[RunRecord]:
        self.book.run = process.run
        self.coop.write()
        for market in self.markets:
            market.known.update(sku for good in self.coop.goods.values() for sku in good.skus)
        command = Command(self, process, frozenset(disturbed), quiet=quiet)
        found = command.carried_out(later)
        self.records += found
        if process.dead:
            self.crashes += 1
            self.say(f"  the process died {process.struck}")
        for record in found:
            if record.run == process.run or record.exit != 7:
                self.say(f"  run {record.run} {record.shop}: {_told(record)}")
        return found

    # ---- people

    def answer(self, chance: random.Random) -> str | None:
        """A person answers one open point, as ``ocop resolve`` does."""
        market = chance.choice(self.markets)
        shop = next(one for one in self.config.shop if one.name == market.shop)
        told: list[str] = []

        async def one() -> None:
            points = [point for point in await open_points(workspace, shop) if point.choices]
            if not points:
                return
            point = chance.choice(points)
            choice = chance.choice(point.choices)
            await keep_answers(workspace, shop, [point.answer(choice, "Chị Hoa")])
            notice = point.notice
            self.answers.append(
                {"run": self.next_run, "shop": shop.name, "product": notice.product, "skus": list(notice.skus),
                 "code": notice.code, "group": str(notice.group or ""), "choice": choice}
            )  # fmt: skip
            told.append(f"{market.marketplace}: {notice.code} {notice.group or ''} of {notice.product}: {choice}")

        self.coop.write()
        workspace = self.workspace(Process(self.next_run), self.home.journal())
        try:
            run_virtual(self.clock, one())
        except OcopError as error:  # a person who cannot look now looks another time
            return f"nobody could answer at {market.marketplace}: {error.code}"
        finally:
            self.home.close_journals()
            self.clock.advance(60)
        return told[0] if told else None

    def consent_where_needed(self) -> None:
        for market in self.markets:
            held = json.loads((self.folder / f"{market.marketplace}.json").read_text(encoding="utf-8"))
            if not (held.get("refresh_used") or market.hands.shop.grants.revoked):
                continue
            access, refresh = market.hands.consent()
            self._credentials(market, {"access_token": access, "refresh_token": refresh})
            self.consents.append((self.next_run, market.shop))
            self._met("event consent")
            self.say(f"  the seller consents anew at {market.marketplace}")

    # ---- the end

    def _quiet(self) -> None:
        self.coop.halved = self.coop.gone = False
        self.consent_where_needed()
        self.allow = WIDE
        for number in range(QUIET):
            self._until(1 if number < 2 else 0, random.Random(self.seed))
            self.say(f"quiet command {self.next_run}, {self.day:%d/%m/%Y} {self.clock.now() + ZONE:%H:%M}")
            found = self._command(Process(self.next_run), disturbed=set(), quiet=True)
            if all(record.exit in (0, 3) and not record.outcomes for record in found):
                return

    def workspace(self, process: Process, journal: Any) -> SimWorkspace:
        options = Options(day=self.day, day_given=True, allow=self.allow)
        inner: Any = DyingJournal(journal, process)
        found = SimWorkspace(self.config, self.home.state, inner, self.clock, options)
        found.play, found.process, found.read = self, process, lambda: None
        return found

    def history(self) -> History:
        secrets = {
            str(market.line[name])
            for market in self.markets
            for name in ("partner_key", "app_secret", "code", "auth_code", "shop_cipher")
            if name in market.line
        }
        for market in self.markets:
            secrets.update(market.hands.secrets())
        guards = {**GUARDS, **(TIGHT_GUARDS if self.tight else {})}
        policy = {
            **self.policy,
            "guards": guards,
            "shops": {market.shop: {"marketplace": market.marketplace, "settle_s": 60.0} for market in self.markets},
        }
        self.book.calls.sort(key=lambda call: call.number)
        return History(
            seed=self.seed, words=self.book.words, calls=self.book.calls, tape=self.book.tape, runs=self.records,
            policy=policy, secrets=tuple(sorted(secrets)), met=self.book.met, crashes=self.crashes,
            without=self.without, answers=tuple(self.answers), consents=tuple(self.consents),
        )  # fmt: skip


def _told(record: RunRecord) -> str:
    if record.report is None:
        return f"nothing, exit {record.exit}" if record.exit is not None else "died"
    counts = record.report.get("counts")
    codes: dict[str, int] = {}
    for said in record.said:
        codes[said["code"]] = codes.get(said["code"], 0) + 1
    return f"{record.report['ending']} {record.report['stop_code']} exit {record.exit} {counts} {codes}"


def play(seed: int, without: frozenset[int] = frozenset()) -> History:
    """The whole history of ``seed``, without some of its draws."""
    with replaced(seed, light=bool(seed % HEAVY)):
        if not home().knows_facts:
            learn_facts()
        one = Play(seed, without)
        try:
            one.through()
            return one.history()
        finally:
            one.book.close()


def learn_facts() -> None:
    """A plan of all three shops: what it learns of them is what most histories begin with."""
    one = Play(0)
    workspace = one.workspace(Process(0), home().journal())
    one.coop.write()
    for shop in one.config.shop:
        run_virtual(one.clock, workspace.plan(shop))
    one.book.close()
    home().keep_facts()
