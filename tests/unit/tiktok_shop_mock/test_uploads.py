from __future__ import annotations

import hashlib
import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from tests.unit.tiktok_shop_mock.client import PRODUCTS, Seller, picture

IMAGES = "/product/202309/images/upload"
FILES = "/product/202309/files/upload"
HEIC = Path(__file__).parents[2] / "data" / "heic" / "plain.heic"


def form(boundary: str, *parts: tuple[str, bytes]) -> bytes:
    rows = [f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data for head, data in parts]
    return b"\r\n".join(rows) + f"\r\n--{boundary}--\r\n".encode()


async def test_a_picture_is_served_as_it_came(seller: Seller) -> None:
    data = picture("teal")
    shown = await seller.image(data)
    assert shown["uri"].startswith("tos-")
    assert (shown["use_case"], shown["width"], shown["height"]) == ("MAIN_IMAGE", 600, 600)
    served = await seller.http.get(shown["url"])
    assert (served.content, served.headers["content-type"]) == (data, "image/png")
    assert (await seller.image(data))["uri"] != shown["uri"]


@pytest.mark.parametrize("boundary", ["+++", "----WebKitFormBoundary7MA4", "a'b()+_,-./:=?c"])
async def test_odd_boundaries_any_part_order_and_chunks(seller: Seller, boundary: str) -> None:
    data = picture()
    file = ('name="data"; filename="Ảnh chụp (1).PNG"', data)
    use = ('name="use_case"', b"DESCRIPTION_IMAGE")
    headers = {"content-type": f'multipart/form-data; boundary="{boundary}"'}
    for parts in ((file, use), (use, file)):
        body = form(boundary, *parts)

        async def chunks(whole: bytes = body) -> object:
            yield whole[:100]
            yield whole[100:]

        for content in (body, chunks()):
            answer = await seller.raw("POST", IMAGES, seller.query("POST", IMAGES), content=content, headers=headers)
            assert answer.json()["data"]["use_case"] == "DESCRIPTION_IMAGE"


async def test_a_use_case_left_out_is_a_main_image(seller: Seller) -> None:
    answer = await seller.upload(IMAGES, picture())
    assert answer["data"]["use_case"] == "MAIN_IMAGE"
    assert (await seller.upload(IMAGES, picture(), use_case="LOGO"))["code"] == 98001004


async def test_a_cipher_on_an_upload_is_unexpected(seller: Seller) -> None:
    query = seller.query("POST", IMAGES, {"shop_cipher": seller.info["shop_cipher"]})
    answer = await seller.raw("POST", IMAGES, query, files={"data": ("a.png", picture(), "image/png")})
    assert answer.json()["code"] == 36009004


@pytest.mark.parametrize(
    ("side", "use_case", "code"),
    [
        (299, "MAIN_IMAGE", 12038014),
        (300, "MAIN_IMAGE", 0),
        (99, "CERTIFICATION_IMAGE", 12019116),
        (100, "CERTIFICATION_IMAGE", 0),
        (1023, "SIZE_CHART_IMAGE", 12038014),
        (1024, "SIZE_CHART_IMAGE", 0),
    ],
)
async def test_sides_by_use_case(seller: Seller, side: int, use_case: str, code: int) -> None:
    assert (await seller.upload(IMAGES, picture(side=side), use_case=use_case))["code"] == code


async def test_main_pictures_end_at_four_thousand(seller: Seller) -> None:
    assert (await seller.upload(IMAGES, picture(side=4001, height=300)))["code"] == 12038014


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP"])
async def test_formats(seller: Seller, kind: str) -> None:
    assert (await seller.upload(IMAGES, picture(kind=kind)))["code"] == 0


async def test_a_heic_is_measured(seller: Seller) -> None:
    shown = await seller.image(HEIC.read_bytes(), "DESCRIPTION_IMAGE")
    assert shown["width"] >= 100


async def test_a_cut_off_picture_is_broken(seller: Seller) -> None:
    out = io.BytesIO()
    Image.effect_noise((400, 400), 90).save(out, "PNG")
    assert (await seller.upload(IMAGES, out.getvalue()[:200]))["code"] in (12038002, 12038004)


async def test_a_uri_belongs_to_its_use_case(seller: Seller) -> None:
    for use_case in ("ATTRIBUTE_IMAGE", "DESCRIPTION_IMAGE", "CERTIFICATION_IMAGE"):
        assert await seller.refused(main_images=[{"uri": await seller.uri(use_case)}]) == 12052300
    skus = seller.variants("M")
    skus[0]["sales_attributes"][0]["sku_img"] = {"uri": await seller.uri()}
    assert await seller.refused(skus=skus) == 12052722
    skus[0]["sales_attributes"][0]["sku_img"] = {"uri": await seller.uri("ATTRIBUTE_IMAGE")}
    assert await seller.refused(skus=skus) == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("giay.pdf", 0),
        ("giấy.pdf", 0),
        ("a b.pdf", 12019105),
        ("a.b.pdf", 12019105),
        (".pdf", 12019105),
        ("a", 12019105),
    ],
)
async def test_names_of_files(seller: Seller, name: str, code: int) -> None:
    assert (await seller.upload(FILES, b"%PDF-1.4", name=name))["code"] == code


async def test_a_video_by_its_ratio(seller: Seller) -> None:
    head = bytes(76) + struct.pack(">II", 1080 << 16, 1920 << 16)
    video = b"\0\0\0\x08ftyp" + struct.pack(">I", 8 + len(head)) + b"tkhd" + head
    answer = await seller.upload(FILES, video, name="lo-hoa.mp4")
    assert answer["data"]["format"] == "MP4"
    product = await seller.add(video={"id": answer["data"]["id"]})
    assert (await seller.get(product))["video"]["id"] == answer["data"]["id"]
    assert await seller.refused(video={"id": (await seller.paper())["id"]}) == 98001004


async def test_listings_tell_the_digest_of_what_came(seller: Seller) -> None:
    data = picture("olive")
    uri = (await seller.image(data))["uri"]
    await seller.add(main_images=[{"uri": uri}])
    image = (await seller.control("listings"))["listings"][0]["images"][0]
    assert (image["sha256"], image["position"]) == (hashlib.sha256(data).hexdigest(), 1)
    assert (await seller.http.get(image["url"])).content == data
    assert PRODUCTS
