"""Shopee: every read and every write of the adapter, recorded from its mock."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapters.shopee import SPEC
from adapters.shopee.mock import ShopeeOptions, build
from connector.clock import SystemClock
from connector.model import AttributeInput, AttributeValue, Group, Listing, ListingVariant, ShopFacts
from connector.port import PriceEdit, StockEdit
from tests.unit.shopee.parts import COVER, SECOND, Steps, StillClock, listing

from .tape import Market, Recorded, Tape, opened, pictures, scan

__all__ = ["API", "SHOPEE"]

API = "/api/v2/"
LEAF = ("Thực phẩm và đồ uống", "Mật ong & sản phẩm từ ong", "Mật ong")
SEARCHED = ("Thực phẩm và đồ uống", "Đồ uống", "Trà")
FILES = pictures(COVER.key, SECOND.key)
TROUBLED = "product/get_item_violation_info"
VIOLATIONS = (
    b'{"error":"","message":"","response":{"item_list":[{"item_id":0,"item_status_details":[{"violation_type":"x",'
    b'"violation_reason":"y","suggestion":"z","fix_deadline_time":1767000000}],"deboost_details":[]}]}}'
)


def path_of(path: str) -> str:
    return path.removeprefix(API)


def filled(facts: ShopFacts, **changes: Any) -> Listing:
    leaf = facts.category_by_path(LEAF)
    assert leaf is not None
    values: dict[str, tuple[AttributeValue, ...]] = {}
    for one in facts.attributes[leaf.id]:
        if one.mandatory and one.choices:
            values[one.id] = (AttributeValue(choice_id=one.choices[0].id, text=one.choices[0].name),)
        elif one.mandatory:
            text = "12" if one.input in (AttributeInput.INTEGER, AttributeInput.NUMBER) else "Mật ong nguyên chất"
            values[one.id] = (AttributeValue(text=text, unit=next(iter(one.units), "")),)
    channels = tuple(channel.id for channel in facts.channels if channel.usable)
    parcel = listing().package.model_copy(update={"channels": channels})
    return listing(**{"category_id": leaf.id, "attributes": values, "package": parcel, **changes})


async def record() -> Recorded:
    app, printed = build(ShopeeOptions(variation_wait_s=0))
    keys = {**printed, "variation_wait": 0.01}
    tape = Tape(app, path_of)
    with TemporaryDirectory() as folder:
        async with opened(SPEC, Path(folder), {**keys, "base_url": SHOPEE.base}, tape, SystemClock()) as shop:
            await shop.identity()
            facts = await shop.facts([LEAF, SEARCHED], None)
            uploaded = await shop.upload(FILES)
            images = {file.key: str(name) for file, name in zip(FILES, uploaded, strict=True)}
            plain = filled(facts)
            number = (await shop.create(plain, images, Steps())).remote_id
            sizes = tuple(
                ListingVariant(sku=f"P002-0{n}", price_vnd=100_000 + n, stock=n, option_values=(f"{n} chai",))
                for n in (1, 2)
            )
            sized = filled(facts, variants=sizes, option_names=("Quy cách",), title="[MẪU] Mật ong hoa nhãn nhiều cỡ")
            several = (await shop.create(sized, images, Steps())).remote_id
            await shop.set_state([number, several], True, Steps())
            remotes = await shop.read([number, several])
            assert set(remotes) == {number, several}
            await shop.update(remotes[number], plain, {Group.TITLE}, images, Steps())
            await shop.set_prices([PriceEdit(remotes[number], {"P001-01": 99_000})], Steps())
            await shop.set_stock([StockEdit(remotes[number], {"P001-01": 3})], Steps())
            assert [ref async for ref in shop.scan()]
            await shop.find("P001-01", SystemClock().now())
            await shop.diagnose([number, several])
            await shop.suggest_categories("Mật ong")
            await shop.renew()  # type: ignore[attr-defined]
    tape.heard[TROUBLED] = [VIOLATIONS.replace(b"0", number.encode(), 1)]
    return Recorded(tape.answers, keys, facts, plain, sized, images, (number, several), remotes)


def banned(attacked: str, asked: str, body: bytes) -> bytes:
    """The same items, taken down by the platform: then the reasons are asked for."""
    told = attacked == TROUBLED and asked == "product/get_item_base_info"
    return body.replace(b'"NORMAL"', b'"BANNED"') if told else body


SHOPEE = Market(
    SPEC,
    record,
    {
        "shop/get_shop_info": (lambda shop, _: shop.identity(),),
        "auth/access_token/get": (lambda shop, _: shop.renew(),),  # type: ignore[attr-defined]
        "product/get_category": (lambda shop, _: shop.facts([LEAF], None),),
        "product/get_attribute_tree": (lambda shop, _: shop.facts([LEAF], None),),
        "product/search_attribute_value_list": (lambda shop, _: shop.facts([LEAF, SEARCHED], None),),
        "product/get_brand_list": (lambda shop, _: shop.facts([LEAF], None),),
        "product/get_item_limit": (lambda shop, _: shop.facts([LEAF], None),),
        "logistics/get_channel_list": (lambda shop, _: shop.facts([LEAF], None),),
        "product/category_recommend": (lambda shop, _: shop.suggest_categories("Mật ong"),),
        "product/get_item_list": (scan, lambda shop, _: shop.find("P001-01", StillClock().now())),
        "product/search_item": (lambda shop, _: shop.find("P001-01", None),),
        "product/get_item_base_info": (
            lambda shop, tape: shop.read(tape.ids),
            lambda shop, _: shop.find("P001-01", None),
        ),
        "product/get_model_list": (lambda shop, tape: shop.read(tape.ids),),
        TROUBLED: (lambda shop, tape: shop.read(tape.ids[:1]),),
        "product/get_item_content_diagnosis_result": (lambda shop, tape: shop.diagnose(tape.ids[:1]),),
        "media_space/upload_image": (lambda shop, _: shop.upload(FILES),),
        "product/add_item": (
            lambda shop, tape: shop.create(tape.plain, tape.images, Steps()),
            lambda shop, tape: shop.create(tape.several, tape.images, Steps()),
        ),
        "product/init_tier_variation": (lambda shop, tape: shop.create(tape.several, tape.images, Steps()),),
        "product/update_item": (
            lambda shop, tape: shop.update(tape.remote, tape.plain, {Group.TITLE}, tape.images, Steps()),
        ),
        "product/unlist_item": (lambda shop, tape: shop.set_state(tape.ids[:1], False, Steps()),),
        "product/update_price": (
            lambda shop, tape: shop.set_prices([PriceEdit(tape.remote, {"P001-01": 98_000})], Steps()),
        ),
        "product/update_stock": (lambda shop, tape: shop.set_stock([StockEdit(tape.remote, {"P001-01": 9})], Steps()),),
    },
    path_of,
    {"error": "", "message": "", "response": {}},
    banned,
)
