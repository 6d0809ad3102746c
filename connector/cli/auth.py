"""``ocop auth``: letting us into a shop (``login``), and keeping the door open (``keepalive``)."""

from __future__ import annotations

from typing import Annotated

import typer

from .wording import Command, Group

__all__ = ["commands"]


def auth(ctx: typer.Context) -> None:
    """What there is."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def login(
    ctx: typer.Context,
    shop: Annotated[str, typer.Argument(metavar="SHOP", help="arg.auth_shop")],
    redirect: Annotated[str, typer.Option("--redirect", metavar="https://...", help="opt.auth_redirect")] = "",
    listen: Annotated[bool, typer.Option("--listen", help="opt.auth_listen")] = False,
    port: Annotated[int, typer.Option("--port", metavar="P", min=0, max=65535, help="opt.auth_port")] = 0,
    form: Annotated[str, typer.Option("--link", metavar="new|classic", help="opt.auth_link")] = "",
    new_keys: Annotated[bool, typer.Option("--new-keys", help="opt.auth_new_keys")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="opt.auth_yes")] = False,
) -> int:
    """The seller agrees."""
    from .login import Wanted, run

    return run(ctx.obj, shop, Wanted(redirect, listen, port, form, new_keys, yes))


def keepalive(
    ctx: typer.Context,
    shops: Annotated[list[str] | None, typer.Argument(metavar="SHOP", help="arg.shops")] = None,
) -> int:
    """The shops' keys are renewed before they die."""
    from .keepalive import run

    return run(ctx.obj, shops or [])


def commands() -> typer.Typer:
    """The commands below ``ocop auth``."""
    group = typer.Typer(cls=Group, rich_markup_mode="rich", pretty_exceptions_enable=False)
    group.callback(invoke_without_command=True)(auth)
    group.command(cls=Command)(login)
    group.command(cls=Command)(keepalive)
    return group
