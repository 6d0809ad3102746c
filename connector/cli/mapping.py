"""``ocop mapping``: which category and details each product gets, and how people change that without writing rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .wording import Command, Group

__all__ = ["commands"]

Day = Annotated[str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="opt.day")]


def mapping(ctx: typer.Context) -> None:
    """What there is."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def check(
    ctx: typer.Context,
    shops: Annotated[list[str] | None, typer.Argument(metavar="SHOP", help="arg.shops")] = None,
    ask_shop: Annotated[bool, typer.Option("--ask-shop", help="opt.mapping_ask")] = False,
    day: Day = None,
) -> int:
    """What has no category, what lacks, how ready each product is."""
    from .asked import Asked
    from .mapping_check import run

    return run(ctx.obj, Asked.read(day), shops or [], ask_shop)


def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="arg.mapping_export")],
    shop: Annotated[str | None, typer.Argument(metavar="SHOP", help="arg.mapping_shop")] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="opt.mapping_suggest")] = False,
    force: Annotated[bool, typer.Option("--force", help="opt.force")] = False,
    day: Day = None,
) -> int:
    """The choices as a workbook to fill in."""
    from .asked import Asked
    from .mapping_export import run

    return run(ctx.obj, Asked.read(day), file, shop, suggest, force)


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="arg.mapping_import")],
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="opt.mapping_skip_bad")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="opt.mapping_dry_run")] = False,
    day: Day = None,
) -> int:
    """The filled-in workbook becomes the user's own rules."""
    from .asked import Asked
    from .mapping_import import run

    return run(ctx.obj, Asked.read(day), file, skip_bad, dry_run)


def commands() -> typer.Typer:
    """The commands below ``ocop mapping``."""
    group = typer.Typer(cls=Group, rich_markup_mode="rich", pretty_exceptions_enable=False)
    group.callback(invoke_without_command=True)(mapping)
    group.command(cls=Command)(check)
    group.command(cls=Command)(export)
    group.command("import", cls=Command)(import_)
    return group
