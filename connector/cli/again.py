"""The exact command line to type next: the same options again, so that what was looked at is what is done."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

from connector.report.order import for_a_person, wanting
from connector.sync import RunReport

from .asked import Asked
from .settings import Settings

__all__ = ["after_run", "command"]


def command(settings: Settings, asked: Asked, *words: str | Path) -> str:
    """``ocop`` with ``words`` and what of ``settings`` and ``asked`` changes what it does, quoted for this system."""
    line = ["ocop", *map(str, words)]
    for name, value in (("--config", settings.config), ("--state", settings.state), ("--day", asked.day)):
        line += [name, str(value)] if value else []
    for update in asked.updates:
        line += ["--update", str(update)]
    for sku in asked.only:
        line += ["--only", sku]
    for guard, count in asked.allow:
        line += ["--allow", f"{guard}={count}"]
    return subprocess.list2cmdline(line) if os.name == "nt" else shlex.join(line)


def after_run(
    settings: Settings, reports: Sequence[RunReport], asked: Asked, *, page: bool = False
) -> list[tuple[str, str]]:
    """What to type after a run: look again where somebody has to mend something; the page unless it is written."""
    lines = []
    needing = [report.shop for report in reports if for_a_person(report.notices) or wanting(report.results)]
    if needing:
        again = command(settings, Asked(day=asked.day), "plan", *needing)
        lines.append((settings.say("report.look_again"), again))
    told = [report for report in reports if report.run and (report.results or report.notices)]
    if told and not page:
        names = [told[0].run] if len(reports) == 1 else []
        shown = command(settings, Asked(), "report", *names, "--html", "report.html")
        lines.append((settings.say("report.see_page"), shown))
    return lines
