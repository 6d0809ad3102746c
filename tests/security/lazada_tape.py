"""Lazada: every read and every write of the adapter, recorded from its mock."""

from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.lazada import SPEC
from adapters.lazada.mock import LazadaOptions, build
from connector.clock import SystemClock
from connector.model import Group
from connector.port import Adapter, PriceEdit, StockEdit
from tests.unit.lazada.bench import BLUE, HONEY, RED, composed, two_sizes
from tests.unit.lazada.parts import CARD, COVER, Steps
from tests.unit.shopee.parts import StillClock

from .tape import Market, Recorded, Tape, opened, pictures, scan

__all__ = ["LAZADA"]

API = "/rest/"
FILES = pictures(COVER.key, CARD.key, RED.key, BLUE.key)


def path_of(path: str) -> str:
    return path.removeprefix(API)


async def record() -> Recorded:
    app, printed = build(LazadaOptions(pace=10_000))
    tape = Tape(app, path_of)
    keys = {**printed, "auth_url": LAZADA.base}
    with TemporaryDirectory() as folder:
        async with opened(SPEC, Path(folder), {**keys, "base_url": LAZADA.base}, tape, SystemClock()) as shop:
            await shop.identity()
            facts = await shop.facts([HONEY], None)
            images = {file.key: str(name) for file, name in zip(FILES, await shop.upload(FILES), strict=True)}
            plain = composed(facts)
            number = (await shop.create(plain, images, Steps())).remote_id
            sized = composed(facts, **two_sizes("P002-01=1 chai", "P002-02=2 chai"), title="[MẪU] Mật ong nhiều cỡ")
            several = (await shop.create(sized, images, Steps())).remote_id
            remotes = await shop.read([number, several])
            assert set(remotes) == {number, several}
            await shop.update(remotes[number], plain, {Group.TITLE}, images, Steps())
            await shop.set_prices([PriceEdit(remotes[number], {"P001-01": 99_000})], Steps())
            await shop.set_stock([StockEdit(remotes[number], {"P001-01": 3})], Steps())
            await shop.set_state([number], False, Steps())
            await shop.set_state([number], True, Steps())
            assert [ref async for ref in shop.scan()]
            await shop.find("P001-01", SystemClock().now())
            await shop.diagnose([number, several])
            await shop.suggest_categories("Mật ong")
            await shop.renew()  # type: ignore[attr-defined]
    return Recorded(tape.answers, keys, facts, plain, sized, images, (number, several), remotes)


async def scan_and_read(shop: Adapter, tape: Recorded) -> object:
    refs = [ref async for ref in shop.scan()]
    return await shop.read([ref.remote_id for ref in refs[:3]])


LAZADA = Market(
    SPEC,
    record,
    {
        "seller/get": (lambda shop, _: shop.identity(),),
        "auth/token/refresh": (lambda shop, _: shop.renew(),),  # type: ignore[attr-defined]
        "category/tree/get": (lambda shop, _: shop.facts([HONEY], None),),
        "category/attributes/get": (lambda shop, _: shop.facts([HONEY], None),),
        "category/brands/query": (lambda shop, _: shop.facts([HONEY], None),),
        "product/seller/item/limit": (lambda shop, _: shop.facts([HONEY], None),),
        "product/category/suggestion/get": (lambda shop, _: shop.suggest_categories("Mật ong"),),
        "products/get": (scan, scan_and_read, lambda shop, _: shop.find("P001-01", StillClock().now())),
        "product/item/get": (
            lambda shop, tape: shop.read(tape.ids),
            lambda shop, tape: shop.set_state(tape.ids[:1], True, Steps()),
        ),
        "product/content/score/get": (lambda shop, tape: shop.diagnose(tape.ids[:1]),),
        "image/upload": (lambda shop, _: shop.upload(FILES[:1]),),
        "product/create": (
            lambda shop, tape: shop.create(tape.plain, tape.images, Steps()),
            lambda shop, tape: shop.create(tape.several, tape.images, Steps()),
        ),
        "product/update": (
            lambda shop, tape: shop.update(tape.remote, tape.plain, {Group.TITLE}, tape.images, Steps()),
            lambda shop, tape: shop.set_state(tape.ids[:1], True, Steps()),
        ),
        "product/deactivate": (lambda shop, tape: shop.set_state(tape.ids[:1], False, Steps()),),
        "product/price_quantity/update": (
            lambda shop, tape: shop.set_prices([PriceEdit(tape.remote, {"P001-01": 98_000})], Steps()),
        ),
        "product/stock/sellable/update": (
            lambda shop, tape: shop.set_stock([StockEdit(tape.remote, {"P001-01": 9})], Steps()),
        ),
    },
    path_of,
    {"code": "0", "data": {}},
    base="http://127.0.0.1:9102/rest",
    odd=([{"code": "4151", "message": "x"}], {"message": "THD_IC_X:4141:y"}, "9" * 400, "9" * 19, [None, ""]),
)
