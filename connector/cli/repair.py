"""Commands that repair starts from, as Typer wants them: a shop looked over (``audit``), the memory checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .wording import Command, Group

__all__ = ["audit", "journal"]


def audit(
    ctx: typer.Context,
    shops: Annotated[list[str] | None, typer.Argument(metavar="SHOP", help="arg.shops")] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="opt.html")] = None,
    whole: Annotated[bool, typer.Option("--all", help="opt.all")] = False,
    day: Annotated[str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="opt.day")] = None,
) -> int:
    """What is wrong in the shops."""
    from .asked import Asked
    from .audit import run

    return run(ctx.obj, Asked.read(day), shops or [], html, whole)


def journal() -> typer.Typer:
    """The commands below ``ocop journal``."""
    group = typer.Typer(cls=Group, rich_markup_mode="rich", pretty_exceptions_enable=False)
    group.callback(invoke_without_command=True)(_journal)
    group.command(cls=Command)(verify)
    group.command(cls=Command)(export)
    return group


def _journal(ctx: typer.Context) -> None:
    """What there is."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def verify(ctx: typer.Context) -> int:
    """Is the journal sound."""
    from .journal import verify as check

    return check(ctx.obj)


def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="arg.journal_file")],
    shop: Annotated[str, typer.Option("--shop", metavar="SHOP", help="opt.journal_shop", show_default=False)] = "",
    force: Annotated[bool, typer.Option("--force", help="opt.force")] = False,
) -> int:
    """The journal as a file."""
    from .journal import export as write

    return write(ctx.obj, file, shop, force)
