"""``ocop adapter check NAME``: what an adapter declares; with ``--live`` what the shops of it in ocop.toml say to that.

Reads only. Exit codes: 0 as declared, 3 something differs, 6 no shop answered (5 where some did). ``--json`` is one
object, ``ocop/adapter-check@1``.
"""

from __future__ import annotations

from dataclasses import asdict

from pydantic import JsonValue
from rich.text import Text

from connector.config import ShopConfig
from connector.errors import BadUse, OcopError
from connector.messages import catalogue_of
from connector.port import AdapterSpec, spec_for
from connector.run.adapter_check import Finding, compare_shop, paths_of
from mappings import load_rules

from .asked import Asked, opened
from .lines import Lines
from .loop import run_async
from .problems import PERSON, exit_code_for, explain, overall
from .progress import Meter
from .settings import Settings
from .streams import emit

__all__ = ["run"]

WORDS = {"name": "live.name", "unit": "why.unit", "groups": "group"}
"""Params of a Finding that are names of ours, and where their words stand."""

Answered = dict[str, list[Finding] | OcopError]


def run(settings: Settings, name: str, live: bool) -> int:
    spec = spec_for(name)
    declared: dict[str, JsonValue] = asdict(spec.capabilities)
    paths = len(paths_of(load_rules(spec.mapping)))
    shops = run_async(_asked(settings, spec)) if live else {}
    codes = [_code(answer) for answer in shops.values()]
    code = overall(codes)
    if settings.as_json:
        told = {shop: _as_json(answer, settings) for shop, answer in shops.items()}
        emit({"schema": "ocop/adapter-check@1", "adapter": spec.id, "declared": declared, "shops": told})
        return code
    lines = Lines(settings)
    lines.line(settings.say("adapter.check.title", title=spec.title, version=spec.port_version), "bold")
    for key, value in declared.items():
        lines.line(f"{key} = {value}", indent=2)
    lines.line(settings.say("adapter.check.rules", rules=spec.mapping, count=paths))
    for shop, answer in shops.items():
        _show(settings, lines, shop, answer)
    if live:
        lines.line(settings.say("adapter.check.limits_of_looking"))
    return code


async def _asked(settings: Settings, spec: AdapterSpec) -> Answered:
    """Every shop of this marketplace in ocop.toml, one after the other."""
    found: Answered = {}
    with Meter(settings) as meter:
        async with opened(settings, Asked(), meter) as workspace:
            shops = [shop for shop in workspace.config.shop if shop.marketplace == spec.id]
            if not shops:
                raise BadUse("E_ADAPTER_NO_SHOP", name=spec.id)
            rules = load_rules(spec.mapping, workspace.config.mappings.overlay)
            for shop in shops:
                try:
                    async with spec.open(workspace.connection(shop)) as adapter:
                        found[_named(shop)] = await compare_shop(spec, adapter, rules)
                except OcopError as error:
                    found[_named(shop)] = error
    return found


def _named_in_words(names: str, kind: str, settings: Settings) -> str:
    """Each of ``names`` in the reader's words; one that has none stays."""
    known = catalogue_of(settings.lang)
    return ", ".join(known.get(f"{kind}.{name}", name) for name in names.split(", "))


def _named(shop: ShopConfig) -> str:
    return f"{shop.name} ({shop.environment})"


def _code(answer: list[Finding] | OcopError) -> int:
    if isinstance(answer, OcopError):
        return exit_code_for(answer)
    return PERSON if any(one.differs for one in answer) else 0


def _as_json(answer: list[Finding] | OcopError, settings: Settings) -> JsonValue:
    if isinstance(answer, OcopError):
        return {"error": answer.code, "text": explain(answer, settings.lang)}
    return [
        {"check": one.code.removeprefix("live.").replace(".", "_"), "differs": one.differs, **one.params}
        for one in answer
    ]


def _show(settings: Settings, lines: Lines, shop: str, answer: list[Finding] | OcopError) -> None:
    lines.gap()
    lines.line(shop, "bold")
    if isinstance(answer, OcopError):
        lines.line(Text.assemble(("✗ ", "red"), explain(answer, settings.lang)), indent=2)
        return
    for one in answer:
        mark = ("! ", "yellow") if one.differs else ("✓ ", "green")
        lines.line(Text.assemble(mark, settings.say(one.code, **_worded(one, settings))), indent=2)


def _worded(one: Finding, settings: Settings) -> dict[str, object]:
    """Reasons that have a sentence of their own are told by it; limits, units and field groups by what people call
    them."""
    params: dict[str, object] = dict(one.params)
    for name, kind in WORDS.items():
        if name in params and (name != "name" or one.code.startswith("live.limit")):
            params[name] = _named_in_words(str(params[name]), kind, settings)
    reason = str(params.get("reason", ""))
    if reason in catalogue_of(settings.lang):
        params["reason"] = settings.say(reason)
    return params
