"""``ocop media``: what can be said and shown of pictures without any sheet or shop.

Each command is declared here as ``app.py`` declares its own; the work is in the module beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .wording import Command, Group

__all__ = ["commands"]


def media(ctx: typer.Context) -> None:
    """What there is."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def check(
    ctx: typer.Context, folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="arg.media_folder")]
) -> int:
    """Which files of a folder can be used as pictures."""
    from .media_check import run

    return run(ctx.obj, folder)


def commands() -> typer.Typer:
    """The commands below ``ocop media``."""
    group = typer.Typer(cls=Group, rich_markup_mode="rich", pretty_exceptions_enable=False)
    group.callback(invoke_without_command=True)(media)
    for function in (check,):
        group.command(cls=Command)(function)
    return group
