"""``ocop init``: a first ``ocop.toml``, asking what is not given where somebody sits at a terminal.

Nothing that exists is overwritten. The questions about a marketplace come from its adapter's settings.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
import typer
from slugify import slugify

from connector.config import CONFIG_NAME, OWNS_PRESETS, load_config
from connector.errors import BadUse
from connector.model import marketplace_id
from connector.port import AdapterSpec, Setting, installed, spec_for

from .settings import Settings
from .streams import emit, tell
from .template import filled

__all__ = ["Answers", "run"]

ENVIRONMENTS = ("mock", "sandbox", "live")
MOST_USED = "shopee"  # offered first: over half of what Vietnam buys on marketplaces goes through it
SHEETS = (".csv", ".tsv", ".txt", ".xlsx")
PRODUCERS = re.compile(r"producer|chu[-_ ]?the|chủ thể", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the command line says; None where it says nothing."""

    owner: str | None = None
    shop: str | None = None
    marketplace: str | None = None
    environment: str | None = None
    credentials: str | None = None
    base_url: str | None = None
    products: Sequence[str] | None = None
    producers: str | None = None
    photos: str | None = None
    owns: str | None = None


def run(settings: Settings, folder: Path, given: Answers) -> int:
    """Write the file, and the credentials' file where its contents were typed in."""
    target = folder.expanduser().absolute() / CONFIG_NAME
    if target.exists():
        raise BadUse("E_CONFIG_EXISTS", path=str(target))
    asking = sys.stdin.isatty() and sys.stderr.isatty() and not settings.as_json
    made = _Init(settings, target.parent, given, asking)
    text = made.text()
    _write(target, text)
    load_config(target)
    if made.typed:
        _write_secret(target.parent / made.credentials.removeprefix("file:"), made.typed)
    if settings.as_json:
        emit({"schema": "ocop/init@1", "path": str(target), "credentials": made.credentials})
        return 0
    tell(settings.say("init.written", path=target))
    for sentence in made.next_steps:
        tell(sentence)
    return 0


def _write(target: Path, text: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise BadUse("E_CONFIG_EXISTS", path=str(target)) from None
    except OSError as error:
        raise BadUse("E_FILE_NOT_WRITTEN", file=str(target), reason=error.strerror or type(error).__name__) from None


def _write_secret(path: Path, values: dict[str, str]) -> None:
    from connector.wire.stores import write_durably

    write_durably(path, orjson.dumps(values, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


class _Init:
    """The answers of one command, asked for where that is possible."""

    def __init__(self, settings: Settings, folder: Path, given: Answers, asking: bool) -> None:
        self._settings = settings
        self._folder = folder
        self._given = given
        self._asking = asking
        self.credentials = ""
        self.typed: dict[str, str] = {}
        self.next_steps: list[str] = []

    def text(self) -> str:
        """The whole file."""
        given = self._given
        owner = self._ask("init.ask.owner", given.owner, "")
        products, producers, photos = self._files()
        spec = self._spec()
        environment = self._environment(spec)
        name = self._ask("init.ask.shop", given.shop, slugify(f"{spec.id} {owner}") or spec.id)
        owns, tool = self._owns()
        self.credentials = given.credentials or self._secrets(spec, name, environment)
        if spec.consent is not None and environment != "mock":
            self.next_steps.append(self._settings.say("init.login", shop=name))
        return filled(
            self._settings.lang,
            owner=owner,
            products=products,
            producers=producers,
            photos=photos,
            shop=name,
            marketplace=spec.id,
            environment=environment,
            base_url=given.base_url or "",
            credentials=self.credentials,
            owns=owns,
            tool=tool,
        )

    def _ask(self, code: str, given: str | None, default: str) -> str:
        if given is not None:
            return given
        if not self._asking:
            return default
        answer: str = typer.prompt(self._settings.say(code), default=default, err=True, show_default=bool(default))
        return answer.strip()

    def _files(self) -> tuple[list[str], str, str]:
        """Sheets and photos: as given, else what the folder seems to hold."""
        given = self._given
        seen = sorted(path.name for path in self._folder.glob("*") if path.suffix.lower() in SHEETS)
        likely = [name for name in seen if PRODUCERS.search(name)]
        others = [name for name in seen if name not in likely]
        products = list(given.products or ())
        if not products:
            answer = self._ask("init.ask.products", None, others[0] if others else "products.csv")
            products = [name.strip() for name in answer.split(",") if name.strip()]
        producers = self._ask("init.ask.producers", given.producers, likely[0] if likely else "producers.csv")
        photos = self._ask("init.ask.photos", given.photos, "photos")
        for name in (*products, producers, photos):
            if name and not (self._folder / Path(name).expanduser()).exists():
                self.next_steps.append(self._settings.say("init.missing", path=self._folder / name))
        return products, producers, photos

    def _spec(self) -> AdapterSpec:
        names = sorted(installed())
        default = next((name for name in (MOST_USED, *names) if name in names and name != "memory"), "memory")
        return spec_for(marketplace_id(self._ask("init.ask.marketplace", self._given.marketplace, default)))

    def _environment(self, spec: AdapterSpec) -> str:
        """A first try is a mock, unless somebody says otherwise; a marketplace without one begins live."""
        usual = "mock" if spec.people is None else "live"
        chosen = self._ask("init.ask.environment", self._given.environment, usual).lower()
        if chosen not in ENVIRONMENTS:
            raise BadUse("E_ENVIRONMENT", value=chosen, known=", ".join(ENVIRONMENTS))
        if chosen == "mock" and spec.mock:
            self.next_steps.append(self._settings.say("init.start_mock", marketplace=spec.id))
        return chosen

    def _owns(self) -> tuple[str, str]:
        """Which parts of the shop are ours, and the other program that keeps its stock and prices, if there is one."""
        owns = self._given.owns
        if owns is not None and owns not in OWNS_PRESETS:
            raise BadUse("E_OWNS", value=owns, known=", ".join(OWNS_PRESETS))
        if owns is not None or not self._asking:
            return owns or "all", ""
        say = self._settings.say
        if not typer.confirm(say("init.ask.other_tool"), default=False, err=True):
            return "all", ""
        tool = self._ask("init.ask.tool", None, "KiotViet")
        new = typer.confirm(say("init.ask.new_only", tool=tool), default=False, err=True)
        return ("new-only" if new else "story-and-badge"), tool

    def _secrets(self, spec: AdapterSpec, shop: str, environment: str) -> str:
        """Where the credentials are to be; asked for one by one where somebody is there and wants that.

        Where the seller has to agree, ``ocop auth login`` asks for what it needs.
        """
        if spec.people is not None:
            return f"folder:{self._settings.say('init.by_hand_folder', shop=slugify(shop) or spec.id)}"
        place = f"file:{slugify(shop) or spec.id}.json"
        if not spec.settings or (spec.consent is not None and environment != "mock"):
            return place
        file = self._folder / place.removeprefix("file:")
        keys = ", ".join(self._label(one) for one in spec.settings if one.required)
        step = self._settings.say("init.credentials", file=file, keys=keys)
        if not self._asking or not typer.confirm(self._settings.say("init.ask.type_credentials"), err=True):
            self.next_steps.append(step)
            return place
        if file.exists():
            return place
        for one in spec.settings:
            answer = typer.prompt(self._label(one), default="", hide_input=one.secret, show_default=False, err=True)
            if answer.strip():
                self.typed[one.name] = answer.strip()
        return place

    def _label(self, setting: Setting) -> str:
        return setting.label_vi if self._settings.lang == "vi" else setting.label_en
