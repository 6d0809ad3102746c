"""What the contract suite sells: a small co-op's cloth, in Vietnamese as sheets hold it.

All of it is textile of the programme's group C2, so that a mapping needs to place one kind of goods only. Every product
has its certificate for years to come; nothing here is real.
"""

from __future__ import annotations

import hashlib
import io
from datetime import date
from decimal import Decimal
from functools import cache

from connector.model import (
    Certification,
    CertificationRecord,
    Dimensions,
    Industry,
    LabelFacts,
    Listing,
    MediaIdentity,
    Place,
    Producer,
    ProducerKind,
    Product,
    Story,
    Variant,
)
from connector.port import MediaFile

__all__ = ["DAY", "PRODUCER", "STORY", "Drawn", "photo_sha", "product", "sized_product"]

DAY = date(2026, 11, 21)
PRODUCER = Producer(
    producer_id="HTX01",
    kind=ProducerKind.COOPERATIVE,
    name_vi="HTX Thoi Nắng",
    brand="Thoi Nắng",
    place=Place(province="Hà Nội", commune="Xã Kiều Phú"),
    business_reg_no="MAU-DK-001",
)
STORY = (
    "Làng dệt nằm nép bên dòng Nhuệ, khung cửi lách cách từ lúc gà chưa gáy.\n"
    "Tơ được ươm tay, nhuộm bằng lá bàng và củ nâu, phơi qua ba nắng rồi mới lên khung; mỗi tấm vải mất bốn ngày.\n"
    "Người dệt ký tên mình ở góc khăn, để ai mua cũng biết đôi tay nào đã làm ra nó."
)


def product(number: int = 1, **changes: object) -> Product:
    """Product ``number`` of one SKU (``0071-KHAN``: leading zeros stay); ``changes`` are fields of Product."""
    made = Product(
        product_key=f"{70 + number:04d}-KHAN",
        producer_id=PRODUCER.producer_id,
        title_vi=f"Khăn lụa tơ tằm dệt tay hoa sen Hà Đông mẫu {number}",
        industry=Industry.TEXTILE,
        group_148="C2",
        certification=Certification(
            current=CertificationRecord(
                star=4,
                cert_no=f"MAU-OCOP-2026-{number:02d}",
                decision_no="MAU-12/QĐ-UBND",
                decision_date=date(2026, 2, 13),
                expiry_date=date(2029, 2, 13),
                recognised_by="UBND thành phố Hà Nội",
            )
        ),
        story=Story(short_vi="Khăn dệt tay, hoa sen in chìm theo thớ lụa.", long_vi=STORY),
        label=LabelFacts(ingredients_vi="100% tơ tằm", storage_vi="Giặt tay bằng nước lạnh, phơi nơi râm mát."),
        place=PRODUCER.place,
        images=(f"khăn {number} a.jpg", f"khăn {number} b.jpg", f"khăn {number} c.jpg"),
        variants=(_variant(f"{70 + number:04d}-KHAN", 680_000 + 1000 * number, 20 + number),),
    )
    return made.model_copy(update=changes)


def sized_product(number: int = 9, sizes: tuple[str, ...] = ("Nhỏ", "Vừa", "Lớn")) -> Product:
    """A product with one SKU for every size, each with its own price and stock."""
    one = product(number, title_vi=f"Áo dài lụa vân cổ may sẵn nhiều cỡ mẫu {number}")
    variants = [
        _variant(f"AO-{number:02d}-{place + 1}", 500_000 + 50_000 * place, 7 + place, (size,))
        for place, size in enumerate(sizes)
    ]
    return one.model_copy(
        update={"product_key": f"AO-{number:02d}", "option_names": ("Kích cỡ",), "variants": tuple(variants)}
    )


def _variant(sku: str, price: int, stock: int, options: tuple[str, ...] = ()) -> Variant:
    return Variant(
        sku=sku,
        price_vnd=price,
        stock=stock,
        option_values=options,
        net_quantity="1 chiếc",
        weight_g=120,
        dimensions=Dimensions(length_cm=Decimal(22), width_cm=Decimal(16), height_cm=Decimal(3)),
    )


def photo_sha(name: str) -> str:
    """The SHA-256 of a photo of the suite, by its name."""
    return hashlib.sha256(name.encode()).hexdigest()


class Drawn:
    """Renditions drawn from their identity: equal identities are equal bytes, different ones differ."""

    async def rendition(self, identity: MediaIdentity, listing: Listing) -> MediaFile:
        return MediaFile(key=identity.key, data=jpeg(identity.key))


@cache
def jpeg(key: str) -> bytes:
    """A plain square picture in a colour of its own."""
    from PIL import Image

    digest = hashlib.sha256(key.encode()).digest()
    drawn = io.BytesIO()
    Image.new("RGB", (800, 800), (digest[0], digest[1], digest[2])).save(drawn, "JPEG")
    return drawn.getvalue()
