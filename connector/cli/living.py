"""Commands for a shop that lives, as Typer wants them: what waits for a person (``resolve``), back
(``undo``), over (``forget``), and left to people (``todo``)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["forget", "resolve", "todo", "undo"]


def resolve(
    ctx: typer.Context,
    shop: Annotated[str, typer.Argument(metavar="SHOP", help="arg.resolve_shop")],
    sku: Annotated[str, typer.Argument(metavar="SKU", help="arg.resolve_sku", show_default=False)] = "",
    field: Annotated[str, typer.Option("--field", metavar="FIELD", help="opt.resolve_field", show_default=False)] = "",
    every: Annotated[str, typer.Option("--all", metavar="KIND", help="opt.resolve_all", show_default=False)] = "",
    ours: Annotated[bool, typer.Option("--ours", help="opt.resolve_ours")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="opt.resolve_theirs")] = False,
    again: Annotated[bool, typer.Option("--again", "--create-again", help="opt.resolve_again")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="opt.resolve_forget")] = False,
    later: Annotated[bool, typer.Option("--later", help="opt.resolve_later")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="opt.resolve_yes")] = False,
    day: Annotated[str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="opt.day")] = None,
) -> int:
    """What waits for a person, and the answer."""
    from connector.run.resolve import CHOICES

    from .resolve import Wanted, run

    given = dict(zip(CHOICES, (ours, theirs, again, forget), strict=True))
    choices = tuple(choice for choice in CHOICES if given[choice])
    return run(ctx.obj, Wanted(shop, sku, field, every, choices, later, yes, day))


def undo(
    ctx: typer.Context,
    run: Annotated[str, typer.Argument(metavar="RUN|last", help="arg.undo_run")],
    shop: Annotated[str, typer.Option("--shop", metavar="SHOP", help="opt.undo_shop", show_default=False)] = "",
    with_stock: Annotated[bool, typer.Option("--with-stock", help="opt.undo_stock")] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="opt.out")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="opt.undo_yes")] = False,
    day: Annotated[str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="opt.day")] = None,
) -> int:
    """Back to what the shop showed before a run."""
    from .undo import Wanted
    from .undo import run as put_back

    return put_back(ctx.obj, Wanted(run, shop, with_stock, out, yes, day))


def forget(
    ctx: typer.Context,
    shop: Annotated[str, typer.Argument(metavar="SHOP", help="arg.forget_shop")],
    yes: Annotated[bool, typer.Option("--yes", help="opt.forget_yes")] = False,
) -> int:
    """A shop that was taken out sells no more."""
    from .forget import Wanted, run

    return run(ctx.obj, Wanted(shop, yes))


def todo(
    ctx: typer.Context,
    shop: Annotated[str, typer.Argument(metavar="SHOP", help="arg.todo_shop", show_default=False)] = "",
    done: Annotated[list[str] | None, typer.Option("--done", metavar="SKU|N", help="opt.todo_done")] = None,
    everything: Annotated[bool, typer.Option("--all-done", help="opt.todo_all")] = False,
    taken_back: Annotated[list[str] | None, typer.Option("--undo", metavar="SKU|N", help="opt.todo_undo")] = None,
) -> int:
    """What people are asked to do, and their word that it is done."""
    from .todo import Wanted, run

    return run(ctx.obj, Wanted(shop, tuple(done or ()), everything, tuple(taken_back or ())))
