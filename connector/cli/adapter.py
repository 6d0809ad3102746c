"""``ocop adapter new`` and ``ocop adapter check``: for people who teach ocop another marketplace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .wording import Command, Group

__all__ = ["commands"]


def adapter(ctx: typer.Context) -> None:
    """What there is."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="arg.adapter_name")],
    folder: Annotated[Path | None, typer.Option("--folder", metavar="DIR", help="opt.adapter_folder")] = None,
) -> int:
    """A package that does nothing yet, and whose tests say what comes next."""
    from .adapter_new import run

    return run(ctx.obj, name, folder)


def check(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="arg.adapter_checked")],
    live: Annotated[bool, typer.Option("--live", help="opt.adapter_live")] = False,
) -> int:
    """What the declaration says, and what a shop answers differently."""
    from .adapter_check import run

    return run(ctx.obj, name, live)


def commands() -> typer.Typer:
    """The commands below ``ocop adapter``."""
    group = typer.Typer(cls=Group, rich_markup_mode="rich", pretty_exceptions_enable=False)
    group.callback(invoke_without_command=True)(adapter)
    group.command(cls=Command)(new)
    group.command(cls=Command)(check)
    return group
