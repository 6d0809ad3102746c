"""``ocop sku fill``: SKUs for rows that have none, in a copy of the person's file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .settings import Settings
from .wording import Command, Group

__all__ = ["commands"]


def sku(ctx: typer.Context) -> None:
    """What there is."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def fill(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="arg.sku_file")],
    out: Annotated[Path | None, typer.Option("--out", metavar="COPY", help="opt.sku_out")] = None,
    columns: Annotated[str | None, typer.Option("--columns", metavar="NAME|FILE.toml", help="opt.columns")] = None,
    force: Annotated[bool, typer.Option("--force", help="opt.force")] = False,
) -> int:
    """A SKU for every row that has none."""
    return run(ctx.obj, file, out, columns, force)


def commands() -> typer.Typer:
    """The commands below ``ocop sku``."""
    group = typer.Typer(cls=Group, rich_markup_mode="rich", pretty_exceptions_enable=False)
    group.callback(invoke_without_command=True)(sku)
    group.command(cls=Command)(fill)
    return group


def run(settings: Settings, file: Path, out: Path | None, columns: str | None, force: bool) -> int:
    """Write the copy, unless nothing is missing."""
    from connector.catalogue.presets import load_columns
    from connector.catalogue.writing.skus import fill_skus

    from .files import keep_sources, new_only, said_where, write_file
    from .sources import files_of, kind_of, known_files
    from .streams import emit

    known = known_files(settings)
    named = columns or known.columns
    filled = fill_skus(file, _taken(settings), load_columns(named) if named else None)
    place = out or file.with_name(f"{file.stem}-{settings.say('sku.copy')}{filled.suffix}")
    written: Path | None = None
    if filled.skus:
        kind_of(place, (filled.suffix,))
        keep_sources(place, [file, *files_of(known)])
        new_only(place, force)
        written = write_file(place, filled.data)
        said_where(settings, place, written)
    if settings.as_json:
        rows = [{"line": line, "sku": sku} for line, sku in filled.skus.items()]
        emit({"schema": "ocop/sku-fill@1", "file": str(written) if written else None, "filled": rows})
        return 0
    if written is None:
        print(settings.say("sku.nothing"))
        return 0
    for line, sku in filled.skus.items():
        print("  " + settings.say("sku.row", line=line, sku=sku))
    print(settings.say("sku.filled", count=len(filled.skus), file=written))
    if filled.suffix != file.suffix.lower():
        print(settings.say("sku.converted"))
    return 0


def _taken(settings: Settings) -> set[str]:
    """Every SKU and product key the journal has ever taken; without a configuration or a journal none."""
    from connector.config import CONFIG_NAME

    if settings.config is None and not Path(CONFIG_NAME).exists():
        return set()
    _, state = settings.load()
    if not state.journal.exists():
        return set()
    from .loop import run_async

    return run_async(_remembered(settings))


async def _remembered(settings: Settings) -> set[str]:
    from connector.sync import LastGood

    from .asked import Asked, opened
    from .progress import Meter

    with Meter(settings) as meter:
        async with opened(settings, Asked(), meter) as workspace:
            products = [LastGood.load(raw).product for raw in (await workspace.journal.last_good()).values()]
            bindings = [await workspace.journal.bindings(shop.name) for shop in workspace.config.shop]
    keys = [product.product_key for product in products]
    skus = [sku for product in products for one in product.variants for sku in (one.sku, one.previous_sku) if sku]
    bound = [sku for shop in bindings for binding in shop.values() for sku in binding.skus]
    return {*keys, *skus, *bound}
