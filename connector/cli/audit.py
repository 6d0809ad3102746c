"""``ocop audit [SHOP...]``: the shops read whole, and what is wrong in them, the worst first. Nothing is written there.

Exit codes: 0 nothing for a person, 3 something; shops that cannot be read count as in every other command.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from pydantic import JsonValue

from connector.errors import OcopError
from connector.report.audit import found_label, found_text, remedy_text
from connector.report.audit_page import AuditSection, audit_page
from connector.report.figures import clean, marketplace_name, number, shorten
from connector.run.audit import Audit, audit_shop
from connector.sync import Severity
from connector.sync.audit import Found

from .again import command
from .asked import Asked, chosen, opened
from .files import said_where, write_file
from .lines import Lines
from .loop import run_async
from .problems import PERSON, exit_code_for, explain, overall
from .progress import Meter
from .settings import Settings
from .streams import emit, tell

__all__ = ["run"]

FEW = 10
"""So many findings of one kind are told; the rest is counted, unless all are asked for."""


@dataclass(slots=True)
class Looked:
    """Every shop's audit, and the shops that could not be read."""

    audits: list[Audit] = field(default_factory=list)
    failures: list[tuple[str, OcopError]] = field(default_factory=list)


def run(settings: Settings, asked: Asked, names: Sequence[str], html: Path | None, whole: bool) -> int:
    looked = run_async(_look(settings, asked, names))
    codes = [PERSON if audit.needing else 0 for audit in looked.audits]
    code = overall([*codes, *(exit_code_for(error) for _, error in looked.failures)])
    page = _Page(settings, asked, whole=whole)
    written = None
    if html is not None and looked.audits:
        sections = [page.section(audit) for audit in looked.audits]
        written = write_file(html, audit_page(sections, settings.lang).encode())
    if settings.as_json:
        emit(page.as_json(looked, code))
        return code
    for audit in looked.audits:
        page.show(audit)
    for shop, error in looked.failures:
        tell(f"{shop}: {explain(error, settings.lang)}")
    if written is not None and html is not None:
        said_where(settings, html, written)
        tell(settings.say("cli.page_written", file=written))
    return code


async def _look(settings: Settings, asked: Asked, names: Sequence[str]) -> Looked:
    """With one shop its error is raised, with several the others go on."""
    looked = Looked()
    with Meter(settings) as meter:
        async with opened(settings, asked, meter) as workspace:
            shops = chosen(workspace.config, names)
            for shop in shops:
                meter.about(shop.name)
                try:
                    looked.audits.append(await audit_shop(workspace, shop))
                except OcopError as error:
                    if len(shops) == 1:
                        raise
                    looked.failures.append((shop.name, error))
    return looked


class _Page:
    """An audit in a terminal, as JSON, and as parts of a page."""

    def __init__(self, settings: Settings, asked: Asked, *, whole: bool) -> None:
        self._settings = settings
        self._asked = Asked(day=asked.day)
        self._whole = whole
        self._lines = Lines(settings)
        self._say = settings.say

    def show(self, audit: Audit) -> None:
        self._lines.line(f"{audit.shop} · {marketplace_name(audit.marketplace)}", "bold")
        self._lines.line(self._counted(audit), indent=2)
        if audit.files_guarded:
            self._lines.line(
                self._say("audit.files_guarded", check=command(self._settings, Asked(), "check")), "yellow", 2
            )
        if not audit.needing:
            self._lines.line(self._say("audit.nothing" if audit.listings else "audit.empty"), "green", 2)
        for code, group in groupby(audit.found, key=lambda one: (one.severity, one.code)):
            self._kind(code[1], list(group))
        self._lines.gap()

    def _counted(self, audit: Audit) -> str:
        counts = {"listings": audit.listings, "bound": audit.bound, "foreign": audit.foreign}
        return self._say("audit.counted", **{name: number(n, self._settings.lang) for name, n in counts.items()})

    def _kind(self, code: str, found: Sequence[Found]) -> None:
        """What a person has to mend is told one by one, the rest counted."""
        person = found[0].severity is Severity.PERSON
        told = found if self._whole else found[: FEW if person else 0]
        title = f"{found_label(code, self._settings.lang)} ({number(len(found), self._settings.lang)})"
        self._lines.line(title, "bold yellow" if person else "dim", 2)
        for one in told:
            self._lines.line(f"{self._name(one)}: {found_text(one, self._settings.lang)}", indent=4)
            if remedy := self._remedy(one):
                self._lines.line(f"→ {remedy}", "cyan", 6)
        if person and len(told) < len(found):
            self._lines.line(self._say("audit.more", count=len(found) - len(told)), "dim italic", 4)

    def _name(self, one: Found) -> str:
        skus = ", ".join(map(clean, one.skus[:3]))
        return "  ".join(part for part in (skus, shorten(one.title, 60)) if part) or ", ".join(one.listings)

    def _remedy(self, one: Found) -> str:
        send = command(self._settings, self._asked, "sync", str(one.params.get("shop", "")))
        return remedy_text(one, self._settings.lang, self._command(one), send)

    def _command(self, one: Found) -> str:
        return command(self._settings, self._asked, *one.command) if one.command else ""

    def section(self, audit: Audit) -> AuditSection:
        lang = self._settings.lang
        kinds = [
            (found_label(code, lang), [(self._name(f), found_text(f, lang), self._remedy(f)) for f in group])
            for (_, code), group in groupby(audit.found, key=lambda one: (one.severity, one.code))
        ]
        title = f"{audit.shop} · {marketplace_name(audit.marketplace)}"
        empty = "" if audit.needing else self._say("audit.nothing" if audit.listings else "audit.empty")
        return AuditSection(title, self._counted(audit), empty, kinds)

    def as_json(self, looked: Looked, code: int) -> dict[str, JsonValue]:
        shops: list[JsonValue] = [self._shop_json(audit) for audit in looked.audits]
        for shop, error in looked.failures:
            shops.append({"shop": shop, "error": error.code, "message": explain(error, self._settings.lang)})
        return {"schema": "ocop/audit@1", "exit_code": code, "shops": shops}

    def _shop_json(self, audit: Audit) -> dict[str, JsonValue]:
        findings: list[JsonValue] = [
            {
                "code": one.code,
                "variant": one.variant,
                "severity": str(one.severity),
                "product": one.product,
                "title": one.title,
                "skus": list(one.skus),
                "listings": list(one.listings),
                "group": str(one.group) if one.group is not None else None,
                "params": dict(one.params),
                "cell": one.cell,
                "command": self._command(one),
                "message": found_text(one, self._settings.lang),
                "do": self._remedy(one),
            }
            for one in audit.found
        ]
        return {
            "shop": audit.shop,
            "marketplace": audit.marketplace,
            "listings": audit.listings,
            "bound": audit.bound,
            "foreign": audit.foreign,
            "products": audit.products,
            "needs_person": len(audit.needing),
            "files_guarded": audit.files_guarded,
            "findings": findings,
        }
