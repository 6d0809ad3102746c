"""``ocop journal verify | export``: is the memory sound, and what is in it. Both only read; no shop is asked.

Exit codes of ``verify``: 0 sound (or none yet), 3 something for a person, 2 a file that cannot be read.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import JsonValue

from connector.clock import SystemClock
from connector.errors import BadUse
from connector.report.figures import moment, number, shorten
from connector.run.journal import export_journal
from connector.state import State
from connector.sync import Severity
from connector.sync.journal.verify import Flaw, Soundness, verify_journal

from .again import command
from .asked import Asked
from .files import keep_sources, new_only, reachable
from .lines import Lines
from .problems import PERSON
from .progress import Meter
from .settings import Settings
from .streams import emit, tell

__all__ = ["export", "verify"]

SUFFIXES = (".jsonl", ".json")
FEW = 20


def verify(settings: Settings) -> int:
    """Look the journal of this workspace over."""
    _, state = settings.load()
    if not state.journal.exists():
        if settings.as_json:
            emit({"schema": "ocop/journal-verify@1", "exit_code": 0, "found": False, "path": str(state.journal)})
        else:
            print(settings.say("journal.none", path=state.journal))
        return 0
    with Meter(settings) as meter:
        sound = verify_journal(state.journal, SystemClock().now(), meter)
    needing = [flaw for flaw in sound.flaws if flaw.severity is Severity.PERSON]
    code = PERSON if needing else 0
    if settings.as_json:
        emit(_json(settings, state, sound, code))
        return code
    _show(settings, state, sound, len(needing))
    return code


def _show(settings: Settings, state: State, sound: Soundness, needing: int) -> None:
    lines = Lines(settings)
    lines.line(settings.say("journal.read", path=state.journal), "dim")
    rows = number(sum(sound.rows.values()), settings.lang)
    text = settings.say("journal.flawed", count=needing) if needing else ""
    style = "bold yellow" if needing else "green"
    lines.line(text or settings.say("journal.sound", rows=rows, shops=len(sound.shops)), style)
    told: dict[str, int] = {}
    for flaw in sound.flaws:
        told[flaw.code] = told.get(flaw.code, 0) + 1
        if told[flaw.code] > FEW:
            continue
        shop = f"{flaw.shop}: " if flaw.shop else ""
        lines.line(shop + _text(settings, flaw), "" if flaw.severity is Severity.PERSON else "dim", 2)
        lines.line(f"→ {_remedy(settings, flaw)}", "cyan" if flaw.severity is Severity.PERSON else "dim", 4)
    for count in told.values():
        if count > FEW:
            lines.line(settings.say("audit.more", count=count - FEW), "dim italic", 2)


def _text(settings: Settings, flaw: Flaw) -> str:
    shown = {name: _shown(settings, name, value) for name, value in flaw.params.items()}
    return settings.say(f"journal.flaw.{flaw.code}", **shown)


def _remedy(settings: Settings, flaw: Flaw) -> str:
    shop = [flaw.shop] if flaw.shop else []
    lines = {
        "send": command(settings, Asked(), "sync", *shop),
        "look_over": command(settings, Asked(), "audit", *shop),
        "preview": command(settings, Asked(), "plan", *shop),
        "write_out": command(settings, Asked(), "journal", "export", "journal.jsonl"),
    }
    return settings.say(f"journal.do.{flaw.code}", **lines)


def _shown(settings: Settings, name: str, value: JsonValue) -> str:
    try:
        return moment(datetime.fromisoformat(str(value)), settings.lang) if name == "at" else shorten(str(value), 200)
    except ValueError:
        return shorten(str(value), 200)


def _json(settings: Settings, state: State, sound: Soundness, code: int) -> dict[str, JsonValue]:
    flaws: list[JsonValue] = [
        {
            "code": flaw.code,
            "severity": str(flaw.severity),
            "shop": flaw.shop,
            "params": dict(flaw.params),
            "message": _text(settings, flaw),
            "do": _remedy(settings, flaw),
        }
        for flaw in sound.flaws
    ]
    return {
        "schema": "ocop/journal-verify@1",
        "exit_code": code,
        "found": True,
        "path": str(state.journal),
        "version": sound.version,
        "shops": list(sound.shops),
        "rows": dict(sound.rows),
        "flaws": flaws,
    }


def export(settings: Settings, file: Path, shop: str, force: bool) -> int:
    """Write the journal out; BadUse where that would replace something."""
    config, state = settings.load()
    if file.suffix.lower() not in SUFFIXES:
        raise BadUse("E_JOURNAL_SUFFIX", file=file.name)
    if shop:
        config.shops((shop,))
    if not state.journal.exists():
        raise BadUse("E_JOURNAL_NONE", path=str(state.journal))
    sheets = (*config.catalogue.products, *config.catalogue.updates, config.catalogue.producers)
    keep_sources(file, [config.path, state.journal, *sheets])
    new_only(file, force)
    target = reachable(file.expanduser().absolute())
    with Meter(settings) as meter:
        rows = export_journal(state.journal, target, config, shop, lambda done: meter("journal", done, 0))
    if settings.as_json:
        answer: dict[str, JsonValue] = {"schema": "ocop/journal-export@1", "exit_code": 0, "file": str(target)}
        emit({**answer, "rows": rows, "shop": shop or None})
    else:
        tell(settings.say("journal.exported", rows=number(rows, settings.lang), file=target))
    return 0
