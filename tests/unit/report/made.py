"""Plans and runs to render: invented, Vietnamese, a little of everything."""

from __future__ import annotations

from datetime import UTC, date, datetime

from connector.model import Claim, Group, Listing, ListingVariant, MediaIdentity, Package, ProductId
from connector.sync import (
    Change,
    ChangeKind,
    GroupChange,
    GuardTrip,
    Notice,
    Outcome,
    Plan,
    Result,
    RunReport,
    Severity,
)

DAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
SHA = "a" * 64


def photo(sha: str = SHA, badge: str = "") -> MediaIdentity:
    return MediaIdentity(source_sha256=sha, recipe="shopee-1024-pad@1", badge=badge, badge_at="tr" if badge else "")


def listing(
    key: str = "P001", title: str = "Chè Shan tuyết Tà Xùa 200 g", star: int = 4, price: int = 185_000
) -> Listing:
    claim = Claim(star=star, cert_no="123/QĐ-UBND", expiry_date=date(2027, 3, 1), badge_place="first") if star else None  # type: ignore[arg-type]
    return Listing(
        product=ProductId("", key),
        title=title,
        description="Búp chè hái từ cây cổ thụ trên núi cao.\n\nPha với nước 90 độ.",
        media=(photo(badge=f"{star}-2024" if star else ""), photo("b" * 64)),
        variants=(ListingVariant(sku=f"{key}-01", price_vnd=price, stock=40),),
        category_id="100",
        category_path=("Thực phẩm", "Chè"),
        package=Package(weight_g=250, length_cm=20, width_cm=12, height_cm=8),
        claim=claim,
    )


def change(kind: ChangeKind, number: int = 1, **more: object) -> Change:
    key = f"P{number:03d}"
    given: dict[str, object] = {
        "id": f"c{number:05d}",
        "kind": kind,
        "product": key,
        "title": f"Mật ong hoa bạc hà {number}",
        "skus": (f"{key}-01",),
        "remote_id": str(1000 + number),
        "reason": str(kind),
    }
    return Change.model_validate(given | more)


def price(number: int = 1, before: int = 12_000, after: int = 15_000) -> Change:
    sku = f"P{number:03d}-01"
    return change(ChangeKind.PRICE, number, groups={Group.PRICE: GroupChange(before={sku: before}, after={sku: after})})


def stock(number: int = 2) -> Change:
    sku = f"P{number:03d}-01"
    moved = GroupChange(before={sku: 37}, after={sku: 50}, sent={sku: 40})
    return change(ChangeKind.STOCK, number, groups={Group.STOCK: moved})


def badge_off(number: int = 3) -> Change:
    moved = GroupChange(
        before=[photo(badge="4-2023").key, photo("b" * 64).key], after=[photo().key, photo("b" * 64).key]
    )
    more = {"claim": "off", "calendar": True, "reason": "content", "listing": listing(f"P{number:03d}", star=0)}
    return change(ChangeKind.UPDATE, number, groups={Group.MEDIA: moved}, **more)


def create(number: int = 4) -> Change:
    made = listing(f"P{number:03d}")
    groups = {group: GroupChange(after=made.group(group)) for group in Group}
    return change(ChangeKind.CREATE, number, groups=groups, listing=made, claim="on", remote_id="", reason="new")


def text(number: int = 5) -> Change:
    moved = GroupChange(before="Mật ong hoa bạc hà", after="Mật ong hoa bạc hà Mèo Vạc")
    return change(ChangeKind.UPDATE, number, groups={Group.TITLE: moved}, reason="content", listing=listing())


def unlist(number: int = 6) -> Change:
    moved = GroupChange(before="live", after="unlisted")
    return change(ChangeKind.UNLIST, number, groups={Group.STATE: moved}, reason="gone")


def false_star(number: int = 7) -> Notice:
    return Notice(
        code="false-star",
        severity=Severity.PERSON,
        product=f"P{number:03d}",
        title="Cốm làng Vòng",
        skus=(f"P{number:03d}-01",),
        params={"star": 4, "allowed": 0, "cert_no": "77/QĐ-UBND", "since": "2026-11-20"},
    )


def drift(number: int = 8) -> Notice:
    return Notice(
        code="drift",
        product=f"P{number:03d}",
        title="Nón lá Chuông",
        skus=(f"P{number:03d}-01",),
        group=Group.TITLE,
        params={"shop": "Nón lá SALE", "ours": "Nón lá Chuông", "sent": "Nón lá Chuông"},
    )


def trip() -> GuardTrip:
    skus = tuple(f"P{n:03d}-01" for n in range(10))
    return GuardTrip(guard="reprice", scope="shop", count=40, allowed=5, of=163, skus=skus)


def plan(*changes: Change, **more: object) -> Plan:
    given = {
        "shop": "shopee-thoi-nang",
        "marketplace": "shopee",
        "day": DAY,
        "made_at": NOW,
        "revision": "r1",
        "changes": changes,
    }
    made = Plan.model_validate(given | more)
    return made.model_copy(update={"checksum": made.computed_checksum()})


def run(*results: Result, **more: object) -> RunReport:
    given: dict[str, object] = {
        "run": "run-1",
        "shop": "shopee-thoi-nang",
        "marketplace": "shopee",
        "day": DAY,
        "started_at": NOW,
        "ended_at": NOW,
        "seconds": 72.4,
        "ending": "done",
        "results": results,
        "unchanged": 159,
        "listings": 163,
        "uploads": 2,
    }
    return RunReport.model_validate(given | more)


def accepted(made: Change) -> Result:
    return Result(change=made, outcome=Outcome.ACCEPTED)
