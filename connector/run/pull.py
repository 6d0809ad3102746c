"""``pull``: a co-op's first sheet and photos folder, made from the shop it has. The shop is only read.

First everything is read and fetched, then the caller writes the sheet, then ``record`` binds: a pull that ends early
leaves nothing bound that no sheet knows. Until a row is filled in its listing is left alone; from then on what was
pulled counts as sent (decision 15), so that only what a person changes goes out, and the star.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from connector.catalogue import read_catalogue
from connector.catalogue.presets import load_columns
from connector.catalogue.writing.pulled_sheet import PulledListing, PulledRow
from connector.clock import Clock
from connector.config import ShopConfig
from connector.messages import Language, say
from connector.model import Group, MediaIdentity, Product, RemoteListing, ShopFacts, fold
from connector.port import Adapter
from connector.sync.journal import Journal, LastGood
from connector.sync.pulled import base_of_pull
from connector.sync.reading import read_shop
from connector.wire.download import open_downloads
from connector.wire.stores import store_of
from mappings import Rules, cells_told, load_rules
from media import SourceHashes

from .pulled_goods import Goods, Naming, PictureNames, goods_of
from .pulled_pictures import Gathered, gather, pictures_of
from .shops import Workspace

__all__ = ["Pulled", "pull"]

LISTED = " > "


@dataclass(slots=True)
class Pulled:
    """What a pull found. ``listings`` is how many the shop has; ``left_out`` are those no sheet can hold."""

    shop: str
    listings: int
    goods: list[Goods]
    left_out: list[RemoteListing]
    pictures: Gathered
    facts: ShopFacts
    marketplace: str
    rules: Rules
    names: Mapping[str, PictureNames]
    skipped: int = 0

    @property
    def proposed(self) -> int:
        """How many SKUs are new."""
        return sum(len(one.proposed) for one in self.goods if not one.managed)

    def _of(self, goods: Goods) -> tuple[Product, list[dict[str, str]], dict[str, str]]:
        said = _attributes(goods.remote)
        told = cells_told(self.rules, self.facts, str(said.get("category") or ""), said.get("values"))
        return goods_of(goods, self.names[goods.key], self.marketplace, told)

    def rows(self, lang: Language) -> list[PulledRow]:
        """The rows of the sheet, a listing after the other."""
        return [row for goods in self.goods for row in self._rows(goods, lang)]

    def _rows(self, goods: Goods, lang: Language) -> list[PulledRow]:
        product, cells, refused = self._of(goods)
        remarks = {name: say(code, lang, value="", column="", sku="", normalised="") for name, code in refused.items()}
        badged = [file for file in product.images if file in self.pictures.badged]
        if badged:
            remarks["image_files"] = say("pull.badged", lang, files=", ".join(badged))
        by_sku = {sku: remote_id for remote_id, sku in goods.skus.items()}
        return [
            PulledRow(
                cells=row,
                first=number == 0,
                proposed=by_sku[row["sku"]] in goods.proposed,
                known=goods.known,
                remarks=remarks if number == 0 else {},
            )
            for number, row in enumerate(cells)
        ]

    def shown(self, lang: Language) -> list[PulledListing]:
        """The shop as it stands."""
        told = [_listing(one.remote, ", ".join(one.skus.values()), self, lang) for one in self.goods]
        for remote in self.left_out:
            skus = ", ".join(variant.sku for variant in remote.variants if variant.sku)
            told.append(_listing(remote, skus, self, lang, say("pull.left_out", lang)))
        return told

    async def record(self, journal: Journal, clock: Clock) -> None:
        """Bind what is not bound, and remember what sheet and shop said."""
        bindings, bases = [], {}
        for goods in self.goods:
            if goods.managed:
                continue
            product, _, _ = self._of(goods)
            photos = {fold(self.pictures.files[one]): sha for one, sha in self._shas(goods)}
            bindings.append(goods.binding)
            bases[goods.key] = base_of_pull(goods.remote, LastGood(product=product, photos=photos))
        await journal.bind(self.shop, bindings, bases, clock.now())

    def _shas(self, goods: Goods) -> list[tuple[str, str]]:
        shas = self.pictures.shas
        return [(one.remote_id, shas[one.remote_id]) for one in pictures_of(goods) if one.remote_id in shas]


async def pull(workspace: Workspace, shop: ShopConfig, folder: Path, *, new_only: bool = False) -> Pulled:
    """Read ``shop`` and bring its pictures into ``folder``. ``new_only`` leaves out what the catalogue has.

    Nothing is bound before ``record``. Raises what reading a shop raises.
    """
    async with workspace.opened(shop) as (spec, adapter):
        workspace.options.progress("shop", 0, 0)
        view = await read_shop(adapter, ())
        facts = await _facts(workspace, shop, adapter, view.remotes)
        goods, left_out = (await _naming(workspace, shop)).all(_in_order(view.remotes))
        offered = [one for one in goods if not (new_only and (one.known or one.managed))]
        rules = load_rules(spec.mapping, workspace.config.mappings.overlay)
        pictures = await _pictures(workspace, shop, rules, [one for one in offered if not one.managed], folder)
    names = {one.key: pictures.names(one) for one in offered}
    names |= {one.key: await _known_names(workspace, one) for one in offered if one.managed}
    return Pulled(
        shop=shop.name,
        listings=len(view.remotes),
        goods=offered,
        left_out=left_out,
        pictures=pictures,
        facts=facts,
        marketplace=shop.marketplace,
        rules=rules,
        names=names,
        skipped=len(goods) - len(offered),
    )


def _in_order(remotes: Mapping[str, RemoteListing]) -> list[RemoteListing]:
    """As they were put up, so that numbers given run with them."""
    return sorted(remotes.values(), key=lambda remote: (len(remote.remote_id), remote.remote_id))


async def _facts(
    workspace: Workspace, shop: ShopConfig, adapter: Adapter, remotes: Mapping[str, RemoteListing]
) -> ShopFacts:
    """The shop's facts with the attributes of every category that is in use there."""
    workspace.options.progress("facts", 0, 0)
    known = await adapter.facts((), await workspace.fresh_facts(shop))
    paths = {category.id: category.path for category in known.categories}
    used = {_attributes(remote).get("category") for remote in remotes.values()}
    facts = await adapter.facts({paths[str(one)] for one in used if str(one) in paths}, known)
    await workspace.journal.save_facts(shop.name, facts)
    return facts


async def _naming(workspace: Workspace, shop: ShopConfig) -> Naming:
    """What is known of SKUs: the shop's bindings, the sheets, the other shops, and everything ever used."""
    journal = workspace.journal
    own = await journal.bindings(shop.name)
    bases = await journal.bases(shop.name)
    good = {name: LastGood.load(raw).product for name, raw in (await journal.last_good()).items()}
    listed = {fold(variant.sku): name for name, product in good.items() for variant in product.variants}
    taken = {sku for product in good.values() for v in product.variants for sku in (v.sku, v.previous_sku) if sku}
    taken |= {product.product_key for product in good.values()}
    for other in workspace.config.shop:
        if other.name != shop.name:
            bound = await journal.bindings(other.name)
            listed |= {sku: name for name, binding in bound.items() for sku in binding.skus}
    listed |= _in_sheets(workspace, await workspace.journal.names())
    taken |= listed.keys()
    return Naming(
        bound={binding.remote_id: binding for binding in own.values()},
        pending={name for name, base in bases.items() if base.pulled is not None},
        listed=listed,
        taken=taken,
    )


async def _pictures(
    workspace: Workspace, shop: ShopConfig, rules: Rules, goods: Sequence[Goods], folder: Path
) -> Gathered:
    mock = ""
    if shop.environment == "mock":
        mock = shop.base_url or store_of(workspace.connection(shop)).load().text("base_url")
    journal, clock, recipe = workspace.journal, workspace.clock, rules.media.images.recipe
    known = await journal.pictures(shop.name)

    async def note(shas: Mapping[str, str]) -> None:
        """What stands there need never be uploaded."""
        keys = {one: MediaIdentity(source_sha256=sha, recipe=recipe).key for one, sha in shas.items()}
        await journal.note_pictures(shop.name, keys, clock.now())

    pace = shop.pace.per_second if shop.pace else None
    with SourceHashes(workspace.state.hashes) as hashes:
        async with open_downloads(clock, mock=mock, per_second=pace) as downloads:
            return await gather(goods, folder, known, hashes, downloads.picture, note, workspace.options.progress)


def _in_sheets(workspace: Workspace, known: Collection[str]) -> dict[str, str]:
    """The product of every SKU that the configured sheets have, refused rows included. A sheet that is not there yet is
    what a pull is for."""
    files = workspace.config.catalogue
    there = [path for path in files.products if path.exists()]
    if not there:
        return {}
    producers = files.producers if files.producers is not None and files.producers.exists() else None
    columns = load_columns(files.columns) if files.columns else None
    read = read_catalogue(
        there, producers, None, day=workspace.options.day, owner=files.owner, columns=columns, known=known
    )
    found = {fold(row.sku): str(row.product or row.sku) for row in read.refused if row.sku}
    return found | {fold(v.sku): str(product.product_id) for product in read.products for v in product.variants}


async def _known_names(workspace: Workspace, goods: Goods) -> PictureNames:
    """The photos that the catalogue has for goods it knows; they are not fetched."""
    raw = (await workspace.journal.last_good()).get(goods.key)
    return PictureNames(LastGood.load(raw).product.images if raw else ())


def _attributes(remote: RemoteListing) -> dict[str, JsonValue]:
    value = remote.groups.get(Group.ATTRIBUTES)
    return value if isinstance(value, dict) else {}


def _listing(remote: RemoteListing, skus: str, pulled: Pulled, lang: Language, remark: str = "") -> PulledListing:
    category = str(_attributes(remote).get("category") or "")
    path = next((one.path for one in pulled.facts.categories if one.id == category), ())
    gallery = remote.groups.get(Group.MEDIA)
    ids = [str(picture).removeprefix("remote:") for picture in gallery] if isinstance(gallery, list) else []
    came = sum(one in pulled.pictures.files for one in ids)
    return PulledListing(
        skus=skus,
        remote_id=remote.remote_id,
        title=str(remote.groups.get(Group.TITLE) or ""),
        state=say(f"state.{remote.state.value}", lang),
        category=LISTED.join(path),
        brand=remote.brand,
        attributes="\n".join(_told(pulled.facts, category, _attributes(remote).get("values"))),
        pictures=f"{came}/{len(ids)}",
        remark=remark,
    )


def _told(facts: ShopFacts, category: str, values: JsonValue) -> Iterator[str]:
    """Attributes by name."""
    known = {attribute.id: attribute for attribute in facts.attributes.get(category, ())}
    for one, given in values.items() if isinstance(values, dict) else ():
        attribute = known.get(one)
        if attribute is None or not isinstance(given, list):
            continue
        names = {choice.id: choice.name for choice in attribute.choices}
        words = [_value(entry, names) for entry in given]
        yield f"{attribute.name}: {', '.join(word for word in words if word)}"


def _value(entry: JsonValue, names: Mapping[str, str]) -> str:
    match entry:
        case [str(choice), str(text), str(unit)]:
            return f"{names.get(choice, text)} {unit}".strip()
        case _:
            return ""
