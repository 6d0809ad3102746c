"""Every command with its arguments and options, as Typer wants them; the work is in the module beside it.

Help texts are message codes here; ``build`` puts them into the reader's language, which has to be known before.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from connector.messages import Language

from .settings import Settings
from .wording import Command, Group, worded

__all__ = ["build"]

Shops = Annotated[list[str] | None, typer.Argument(metavar="SHOP", help="arg.shops")]
Day = Annotated[str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="opt.day")]
Allow = Annotated[list[str] | None, typer.Option("--allow", metavar="NAME=N", help="opt.allow")]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="SKU", help="opt.only")]
First = Annotated[int | None, typer.Option("--first", metavar="N", min=1, help="opt.first")]
Hidden = Annotated[bool, typer.Option("--hidden", help="opt.hidden")]
Update = Annotated[list[Path] | None, typer.Option("--update", metavar="FILE", help="opt.update")]
Deadline = Annotated[str | None, typer.Option("--deadline", metavar="2h", help="opt.deadline")]
Confirm = Annotated[str | None, typer.Option("--confirm-live", metavar="SHOP", help="opt.confirm_live")]
Columns = Annotated[str | None, typer.Option("--columns", metavar="NAME|FILE.toml", help="opt.columns")]
Worksheet = Annotated[str, typer.Option("--sheet", metavar="NAME", help="opt.sheet")]
Refused = Annotated[Path | None, typer.Option("--refused", metavar="FILE.xlsx", help="opt.refused")]
Force = Annotated[bool, typer.Option("--force", help="opt.force")]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="opt.html")]
Whole = Annotated[bool, typer.Option("--all", help="opt.all")]


def common(
    ctx: typer.Context,
    config: Annotated[Path | None, typer.Option("--config", metavar="PATH", help="opt.config")] = None,
    state: Annotated[Path | None, typer.Option("--state", metavar="DIR", help="opt.state")] = None,
    lang: Annotated[str | None, typer.Option("--lang", metavar="vi|en", help="opt.lang")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="opt.json")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="opt.verbose")] = False,
    version: Annotated[bool, typer.Option("--version", help="opt.version")] = False,
) -> None:
    """What holds for every command; ``ctx.obj`` is the language, then the Settings."""
    if version:
        from connector import __version__

        typer.echo(f"ocop {__version__}")
        raise typer.Exit(0)
    spoken: Language = ctx.obj
    ctx.obj = Settings(spoken, config, state, as_json, verbose)
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="arg.init_folder")] = Path(),
    owner: Annotated[str | None, typer.Option("--owner", help="opt.owner")] = None,
    shop: Annotated[str | None, typer.Option("--shop", help="opt.shop_name")] = None,
    marketplace: Annotated[str | None, typer.Option("--marketplace", help="opt.marketplace")] = None,
    environment: Annotated[
        str | None, typer.Option("--environment", metavar="mock|sandbox|live", help="opt.environment")
    ] = None,
    credentials: Annotated[
        str | None, typer.Option("--credentials", metavar="file:PATH|env:NAME|keyring", help="opt.credentials")
    ] = None,
    base_url: Annotated[str | None, typer.Option("--base-url", metavar="URL", help="opt.base_url")] = None,
    products: Annotated[list[str] | None, typer.Option("--products", metavar="FILE", help="opt.products")] = None,
    producers: Annotated[str | None, typer.Option("--producers", metavar="FILE", help="opt.producers")] = None,
    photos: Annotated[str | None, typer.Option("--photos", metavar="DIR", help="opt.photos")] = None,
    owns: Annotated[str | None, typer.Option("--owns", metavar="all|story-and-badge|new-only", help="opt.owns")] = None,
) -> int:
    """Write a first ocop.toml."""
    from .init import Answers, run

    given = Answers(owner, shop, marketplace, environment, credentials, base_url, products, producers, photos, owns)
    return run(ctx.obj, folder, given)


def check(
    ctx: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="arg.files")] = None,
    producers: Annotated[Path | None, typer.Option("--producers", metavar="FILE", help="opt.producers")] = None,
    photos: Annotated[Path | None, typer.Option("--photos", metavar="DIR", help="opt.photos")] = None,
    update: Update = None,
    columns: Columns = None,
    sheet: Worksheet = "",
    refused: Refused = None,
    day: Day = None,
) -> int:
    """Read the sheets and say what is refused."""
    from .check import Asked, run

    asked = Asked(tuple(files or ()), tuple(update or ()), producers, photos, day, columns, sheet, refused)
    return run(ctx.obj, asked)


def columns(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="arg.columns_file")],
    columns: Columns = None,
    sheet: Worksheet = "",
    save: Annotated[Path | None, typer.Option("--save", metavar="FILE.toml", help="opt.columns_save")] = None,
    force: Force = False,
) -> int:
    """What each column of a sheet is taken for."""
    from .columns import run

    return run(ctx.obj, file, columns, sheet, save, force)


def plan(
    ctx: typer.Context,
    shops: Shops = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="opt.out")] = None,
    allow: Allow = None,
    only: Only = None,
    first: First = None,
    hidden: Hidden = False,
    update: Update = None,
    refused: Refused = None,
    html: Html = None,
    whole: Whole = False,
    day: Day = None,
) -> int:
    """What would be done."""
    from .asked import Asked
    from .plan import run

    asked = Asked.read(day, allow, only, refused=refused, updates=update, first=first, hidden=hidden)
    return run(ctx.obj, asked, shops or [], out, html, whole)


def apply(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="PLAN_FILE", help="arg.plan_file")],
    deadline: Deadline = None,
    confirm_live: Confirm = None,
    html: Html = None,
    whole: Whole = False,
    update: Update = None,
    day: Day = None,
) -> int:
    """Send exactly what a saved plan holds."""
    from .asked import Asked
    from .sync import apply_saved

    asked = Asked.read(day, deadline=deadline, confirmed=confirm_live, updates=update)
    return apply_saved(ctx.obj, asked, file, html, whole=whole)


def sync(
    ctx: typer.Context,
    shops: Shops = None,
    allow: Allow = None,
    only: Only = None,
    first: First = None,
    hidden: Hidden = False,
    update: Update = None,
    deadline: Deadline = None,
    confirm_live: Confirm = None,
    html: Html = None,
    whole: Whole = False,
    refused: Refused = None,
    if_changed: Annotated[bool, typer.Option("--if-changed", help="opt.if_changed")] = False,
    day: Day = None,
) -> int:
    """Plan and send."""
    idle = None
    if if_changed:
        from .idle import Idle
        from .values import read_day

        idle = Idle.of(ctx.obj, shops or [], read_day(day) if day else None)
        if not (html or allow or only or update or refused or first or hidden) and idle.nothing_changed():
            return 0
    from .asked import Asked
    from .sync import run

    asked = Asked.read(day, allow, only, deadline, confirm_live, refused, update, first, hidden)
    return run(ctx.obj, asked, shops or [], html, idle, whole=whole)


def template(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="arg.template_file")],
    force: Force = False,
) -> int:
    """An empty catalogue to fill in."""
    from .sheet_template import run

    return run(ctx.obj, file, force)


def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="arg.export_file")],
    force: Force = False,
    day: Day = None,
) -> int:
    """The effective catalogue as a sheet."""
    from .asked import Asked
    from .export import run

    return run(ctx.obj, Asked.read(day), file, force)


def pull(
    ctx: typer.Context,
    shop: Annotated[str, typer.Argument(metavar="SHOP", help="arg.pull_shop")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.xlsx", help="opt.pull_out")],
    photos: Annotated[Path, typer.Option("--photos", metavar="FOLDER", help="opt.pull_photos")],
    new: Annotated[bool, typer.Option("--new", help="opt.pull_new")] = False,
    force: Annotated[bool, typer.Option("--force", help="opt.pull_force")] = False,
) -> int:
    """A first sheet, made from a shop."""
    from .pull import Asked, run

    return run(ctx.obj, Asked(shop, out, photos, new, force))


def photos(
    ctx: typer.Context,
    folder: Annotated[Path | None, typer.Argument(metavar="FOLDER", help="arg.photos_folder")] = None,
    products: Annotated[
        list[Path] | None, typer.Option("--products", metavar="FILE", help="opt.photos_products")
    ] = None,
    columns: Columns = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="opt.photos_out")] = None,
    read: Annotated[Path | None, typer.Option("--read", metavar="FILE.xlsx", help="opt.photos_read")] = None,
    force: Force = False,
) -> int:
    """Whose photo is which."""
    from .photos import Asked, run

    return run(ctx.obj, Asked(folder, tuple(products or ()), columns, out, read, force))


def match(
    ctx: typer.Context,
    shop: Annotated[str, typer.Argument(metavar="SHOP", help="arg.match_shop")],
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.xlsx", help="opt.match_out")] = None,
    read: Annotated[Path | None, typer.Option("--read", metavar="FILE.xlsx", help="opt.match_read")] = None,
    force: Force = False,
) -> int:
    """Which listing is which product."""
    from .match import Asked, run

    return run(ctx.obj, Asked(shop, out, read, force))


def status(ctx: typer.Context, shops: Shops = None, day: Day = None) -> int:
    """How the shops stand."""
    from .status import run

    return run(ctx.obj, shops or [], day)


def report(
    ctx: typer.Context,
    wanted: Annotated[list[str] | None, typer.Argument(metavar="SHOP|RUN", help="arg.run")] = None,
    html: Html = None,
    whole: Whole = False,
) -> int:
    """What the last run did."""
    from .report import run as show

    return show(ctx.obj, wanted or [], html, whole=whole)


def why(
    ctx: typer.Context,
    sku: Annotated[str, typer.Argument(metavar="SKU", help="arg.sku")],
    shop: Annotated[str | None, typer.Option("--shop", metavar="SHOP", help="opt.why_shop")] = None,
    field: Annotated[str | None, typer.Option("--field", metavar="FIELD", help="opt.field")] = None,
    update: Update = None,
    day: Day = None,
) -> int:
    """Where a value comes from."""
    from .asked import Asked
    from .why import run

    return run(ctx.obj, Asked.read(day, updates=update), sku, shop, field)


def doctor(ctx: typer.Context, shops: Shops = None) -> int:
    """Is everything in order."""
    from .doctor import run

    return run(ctx.obj, shops or [])


def mock(
    ctx: typer.Context,
    marketplace: Annotated[str, typer.Argument(metavar="MARKETPLACE", help="arg.mock")],
    port: Annotated[int, typer.Option("--port", metavar="P", help="opt.port")] = 0,
    seed: Annotated[str | None, typer.Option("--seed", metavar="N|FILE.csv", help="opt.seed")] = None,
    no_sku: Annotated[bool, typer.Option("--no-sku", help="opt.no_sku")] = False,
    latency: Annotated[int, typer.Option("--latency", metavar="MS", help="opt.latency")] = 0,
    pace: Annotated[float | None, typer.Option("--pace", metavar="CALLS_PER_S", help="opt.pace")] = None,
) -> int:
    """A marketplace of one's own, on this machine."""
    from .mock import run

    return run(marketplace, port=port, seed=seed, no_sku=no_sku, latency=latency, pace=pace)


def demo(
    ctx: typer.Context,
    keep: Annotated[bool, typer.Option("--keep", help="opt.keep")] = False,
    folder: Annotated[Path, typer.Option("--folder", metavar="DIR", help="opt.demo_folder")] = Path("demo"),
) -> int:
    """Show everything at work."""
    from .demo import run

    return run(ctx.obj, folder, keep)


def build(lang: Language) -> Group:
    """The whole command line in one language."""
    app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
    app.callback(invoke_without_command=True)(common)
    files = (init, template, pull, match, check, columns, photos, export)
    for function in (*files, plan, apply, sync, status, report, why, doctor, mock, demo):
        app.command(cls=Command)(function)
    from .living import forget, resolve, todo, undo
    from .repair import audit, journal

    app.command(cls=Command)(resolve)
    app.command(cls=Command)(undo)
    app.command(cls=Command)(forget)
    app.command(cls=Command)(todo)
    app.command(cls=Command)(audit)
    app.add_typer(journal(), name="journal")
    from .auth import commands as auth
    from .media import commands as media

    app.add_typer(media(), name="media")
    from .sku import commands as sku

    app.add_typer(sku(), name="sku")
    app.add_typer(auth(), name="auth")
    from .mapping import commands as mapping

    app.add_typer(mapping(), name="mapping")
    from .adapter import commands as adapter

    app.add_typer(adapter(), name="adapter")
    return worded(app, lang)
