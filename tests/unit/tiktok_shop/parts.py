"""A TikTok Shop mock in this process, the adapter opened on it, and listings; all invented."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from adapters.tiktok_shop import SPEC
from adapters.tiktok_shop.mock import TikTokOptions, build
from connector.clock import SystemClock
from connector.model import (
    PAPER_RECIPE,
    AttributeInput,
    AttributeValue,
    Group,
    Listing,
    ListingPaper,
    ListingVariant,
    MediaIdentity,
    Package,
    ProductId,
    ShopFacts,
)
from connector.port import Adapter, MediaFile, OpenShop

BASE = "http://127.0.0.1:9103"
SAUCE = ("Thực phẩm & Đồ uống", "Gia vị", "Nước chấm & sốt")
TEA = ("Thực phẩm & Đồ uống", "Trà & Cà phê", "Trà", "Trà lá & trà búp")
BOWLS = ("Đồ gia dụng", "Đồ dùng trên bàn ăn", "Bát, đĩa & bộ đồ ăn")
COVER = MediaIdentity(source_sha256="a" * 64, recipe="tiktok_shop-1024-pad@1")
SECOND = MediaIdentity(source_sha256="b" * 64, recipe="tiktok_shop-1024-pad@1", badge="4-2024", badge_at="top-left")
RED = MediaIdentity(source_sha256="c" * 64, recipe="tiktok_shop_option-1024-pad@1")
BLUE = MediaIdentity(source_sha256="d" * 64, recipe="tiktok_shop_option-1024-pad@1")
SAFETY = MediaIdentity(source_sha256="e" * 64, recipe=PAPER_RECIPE, file="P036_attp.pdf")
DECLARED = MediaIdentity(source_sha256="f" * 64, recipe=PAPER_RECIPE, file="TUONG_cong bo.jpg")
TITLE = "[MẪU] Tương nếp Đường Lâm ủ chum sành chai 500 ml"
UNTIL = date(2099, 12, 31)


@dataclass
class Steps:
    """A StepLog that keeps what was started and what was warned of."""

    started: list[tuple[str, bytes]] = field(default_factory=list)
    warned_of: list[str] = field(default_factory=list)
    intent_id: str = "y-dinh-0001"

    async def start(self, step: str, body: bytes) -> None:
        self.started.append((step, body))

    def warned(self, text: str) -> None:
        self.warned_of.append(text)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.started]


@dataclass
class Bench:
    shop: Adapter
    control: httpx.AsyncClient
    line: dict[str, Any]
    sent: list[httpx.Request]

    async def calls(self) -> dict[str, Any]:
        return dict((await self.control.get("/_mock/calls")).json())

    async def listings(self) -> list[dict[str, Any]]:
        return list((await self.control.get("/_mock/listings")).json()["listings"])

    async def tell(self, path: str, **body: Any) -> None:
        answer = await self.control.post(f"/_mock/{path}", json=body)
        assert answer.status_code == 200, answer.text


class Watched(httpx.ASGITransport):
    """Keeps the requests that went to the marketplace."""

    def __init__(self, app: Any, kept: list[httpx.Request]) -> None:
        super().__init__(app)
        self._kept = kept

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.startswith("/_mock"):
            self._kept.append(request)
        return await super().handle_async_request(request)


@asynccontextmanager
async def bench(folder: Path, *, keys: dict[str, Any] | None = None, **options: Any) -> AsyncIterator[Bench]:
    app, line = build(TikTokOptions(**options))
    held = {**line, "base_url": BASE, **(keys or {})}
    (folder / "khoa.json").write_text(json.dumps({k: v for k, v in held.items() if v is not None}), encoding="utf-8")
    sent: list[httpx.Request] = []
    transport = Watched(app, sent)
    shop = OpenShop(
        shop="tiktok-thu",
        environment="mock",
        credentials="file:khoa.json",
        folder=folder,
        clock=SystemClock(),
        transport=transport,
    )
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as control, SPEC.open(shop) as adapter:
        yield Bench(adapter, control, dict(line), sent)


def jpeg(shade: int, side: int = 600) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (side, side), (shade, 120, 60)).save(drawn, "JPEG")
    return drawn.getvalue()


def one_sku(**changes: Any) -> ListingVariant:
    whole: dict[str, Any] = {"sku": "TUONG-500", "price_vnd": 65000, "stock": 25}
    return ListingVariant(**{**whole, **changes})


def listing(**changes: Any) -> Listing:
    whole: dict[str, Any] = {
        "product": ProductId("", "TUONG"),
        "title": TITLE,
        "description": "<p>Tương nếp Đường Lâm.</p><p><strong>THÔNG TIN</strong></p><ul><li>Muối &amp; đỗ</li></ul>",
        "media": (COVER, SECOND),
        "variants": (one_sku(),),
        "category_id": "0",
        "package": Package(weight_g=620, length_cm=8, width_cm=8, height_cm=26),
    }
    return Listing(**{**whole, **changes})


def composed(facts: ShopFacts, path: tuple[str, ...] = SAUCE, **changes: Any) -> Listing:
    """A listing with every mandatory attribute and paper of a leaf."""
    category = facts.category_by_path(path)
    assert category is not None
    values: dict[str, tuple[AttributeValue, ...]] = {}
    for attribute in facts.attributes[category.id]:
        if not attribute.mandatory:
            continue
        if attribute.choices:
            choice = attribute.choices[0]
            values[attribute.id] = (AttributeValue(choice_id=choice.id, text=choice.name),)
        else:
            number = attribute.input is AttributeInput.NUMBER
            values[attribute.id] = (AttributeValue(text="12" if number else "Gạo nếp, đỗ tương, muối"),)
    scans = iter((SAFETY, DECLARED))
    papers = {
        demand.id: ListingPaper(scans=(next(scans),), until=UNTIL if demand.dated else None)
        for demand in facts.papers[category.id]
        if demand.mandatory
    }
    whole: dict[str, Any] = {"category_id": category.id, "attributes": values, "papers": papers}
    return listing(**{**whole, **changes})


async def uploaded(on: Bench, wanted: Listing) -> dict[str, str]:
    """Everything the listing needs, uploaded for its use."""
    options = [one.option_image for one in wanted.variants if one.option_image is not None]
    scans = [scan for paper in wanted.papers.values() for scan in paper.scans]
    files = [MediaFile(one.key, jpeg(10 + n)) for n, one in enumerate(wanted.media)]
    files += [MediaFile(one.key, jpeg(90 + n), use="option") for n, one in enumerate(dict.fromkeys(options))]
    for scan in scans:
        pdf = scan.file.endswith(".pdf")
        data, kind = (b"%PDF-1.4\n%%EOF\n", "application/pdf") if pdf else (jpeg(200), "image/jpeg")
        files.append(MediaFile(scan.key, data, kind, use="paper"))
    answers = await on.shop.upload(files)
    images: dict[str, str] = {}
    for file, answer in zip(files, answers, strict=True):
        assert isinstance(answer, str), answer
        images[file.key] = answer
    return images


async def listed(
    on: Bench, path: tuple[str, ...] = SAUCE, *, log: Steps | None = None, live: bool = True, **changes: Any
) -> tuple[Listing, dict[str, str], str]:
    """A product in the shop, through its first review unless told otherwise."""
    wanted = composed(await on.shop.facts([path], None), path, **changes)
    images = await uploaded(on, wanted)
    created = await on.shop.create(wanted, images, log or Steps())
    if live:
        await on.tell("review", id=created.remote_id, verdict="pass")
    return wanted, images, created.remote_id


def as_shown(wanted: Listing, images: dict[str, str], shop: Adapter) -> dict[Group, Any]:
    """What a read has to show of ``wanted``."""
    groups = {group: shop.normalise(group, wanted.group(group)) for group in Group}
    groups[Group.MEDIA] = [f"remote:{images[picture.key]}" for picture in wanted.media]
    attributes = groups[Group.ATTRIBUTES]
    if "papers" in attributes:
        papers = {
            number: [sorted(f"remote:{images[key]}" for key in keys), until]
            for number, (keys, until) in attributes["papers"].items()
        }
        groups[Group.ATTRIBUTES] = {**attributes, "papers": papers}
    structure = groups[Group.STRUCTURE]
    if "images" in structure:
        drawn = {option: f"remote:{images[key]}" for option, key in structure["images"].items()}
        groups[Group.STRUCTURE] = {**structure, "images": drawn}
    return groups
