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


def preview(
    ctx: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(metavar="FOLDER|SHEET", help="arg.preview_paths")] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.png", help="opt.preview_out")] = Path("sheet.png"),
    producers: Annotated[Path | None, typer.Option("--producers", metavar="FILE", help="opt.producers")] = None,
    photos: Annotated[Path | None, typer.Option("--photos", metavar="DIR", help="opt.photos")] = None,
    columns: Annotated[str | None, typer.Option("--columns", metavar="NAME|FILE.toml", help="opt.columns")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="SKU", help="opt.preview_only")] = None,
    first: Annotated[int | None, typer.Option("--first", metavar="N", min=1, help="opt.preview_first")] = None,
    star: Annotated[int | None, typer.Option("--star", metavar="3|4|5", min=3, max=5, help="opt.preview_star")] = None,
    force: Annotated[bool, typer.Option("--force", help="opt.force")] = False,
    day: Annotated[str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="opt.day")] = None,
) -> int:
    """Photos beside what every shop would show of them."""
    from .media_preview import Asked, run

    asked = Asked(tuple(paths or ()), out, producers, photos, columns, tuple(only or ()), first, star, day, force)
    return run(ctx.obj, asked)


def commands() -> typer.Typer:
    """The commands below ``ocop media``."""
    group = typer.Typer(cls=Group, rich_markup_mode="rich", pretty_exceptions_enable=False)
    group.callback(invoke_without_command=True)(media)
    for function in (check, preview):
        group.command(cls=Command)(function)
    return group
