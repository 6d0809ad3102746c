"""What people see of the demo: numbered acts, a bar where it takes a while, and a table with the shops across."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from connector.messages import Language, say
from connector.report.figures import marketplace_name

from .proof import Proof
from .runs import Moved
from .shops import SHOPS

__all__ = ["Acts", "Bar"]

TOLD = 8
"""So many faults of one check are told one by one."""


@dataclass(slots=True)
class Acts:
    """The play as it is told. ``wrong``: how many checks did not hold."""

    console: Console
    lang: Language
    wrong: int = 0
    _act: int = 0
    _rows: dict[str, list[str]] = field(default_factory=dict)
    _faults: list[str] = field(default_factory=list)

    def title(self, code: str) -> None:
        self.say(f"[bold]{escape(say(code, self.lang))}[/bold]")

    def begin(self, code: str, **params: object) -> None:
        """The next act; its checks are collected until ``end``."""
        self._act += 1
        self.say(f"\n[bold]{self._act}.[/bold] {escape(say(code, self.lang, **params))}")

    def check(self, code: str, shop: str, found: object, wanted: object, *, proof: Proof | None = None) -> None:
        """One cell: what was found must be what is wanted, and ``proof`` must hold."""
        faults = [say(fault.code, self.lang, **fault.params) for fault in proof.wrong] if proof is not None else []
        if found != wanted:
            faults.insert(0, say("demo-wrong", self.lang, check=say(code, self.lang), found=found, wanted=wanted))
        self.wrong += bool(faults)
        self._faults += [f"{shop}: {fault}" for fault in faults[:TOLD]]
        if len(faults) > TOLD:
            self._faults.append(f"{shop}: {say('demo-wrong-more', self.lang, count=len(faults) - TOLD)}")
        self._cell(code, f"[red]✗ {found}[/red]" if faults else f"[green]✓[/green] {found}")

    def figure(self, code: str, value: object) -> None:
        """One cell that is only told."""
        self._cell(code, f"  {value}")

    def end(self) -> None:
        """The table of this act, with every shop's column, and what was wrong."""
        table = Table(box=None, padding=(0, 2, 0, 1), show_edge=False)
        table.add_column("", overflow="fold")
        for shop in SHOPS:
            table.add_column(marketplace_name(shop.marketplace), no_wrap=True)
        for code, cells in self._rows.items():
            table.add_row(escape(say(code, self.lang)), *cells)
        self.console.print(table)
        for fault in self._faults:
            self.say(f"   [red]✗ {escape(fault)}[/red]")
        self._rows, self._faults = {}, []

    def say(self, text: str) -> None:
        self.console.print(text, soft_wrap=True)

    def bar(self, code: str, shops: Sequence[str] = ()) -> Bar:
        return Bar(self.console, say(code, self.lang), shops)

    def _cell(self, code: str, text: str) -> None:
        self._rows.setdefault(code, []).append(text)


class Bar:
    """Progress with count and time left, a line for each shop or one for all."""

    def __init__(self, console: Console, text: str, shops: Sequence[str]) -> None:
        columns = (TextColumn("   {task.description}"), BarColumn(30), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console, transient=True)
        self._lock = threading.Lock()
        names = {shop: f"{text}: {shop}" for shop in shops} or {"": text}
        self._tasks: dict[str, TaskID] = {
            shop: self._progress.add_task(escape(name), total=None) for shop, name in names.items()
        }

    def __enter__(self) -> Moved:
        self._progress.start()
        return self._moved

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def _moved(self, shop: str, done: int, total: int) -> None:
        with self._lock:
            self._progress.update(self._tasks[shop], completed=done, total=total or None)
