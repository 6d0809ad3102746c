from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.unit.lazada_mock.client import Seller, codes, picture, sku

MIGRATE, MANY, POLL, SET = "/image/migrate", "/images/migrate", "/image/response/get", "/images/set"


def one(address: str) -> str:
    return f"<Request><Image><Url>{address}</Url></Image></Request>"


def many(*addresses: str) -> str:
    return f"<Request><Images>{''.join(f'<Url>{address}</Url>' for address in addresses)}</Images></Request>"


async def test_an_upload_is_hosted_as_it_came(seller: Seller) -> None:
    data = picture("gold", kind="JPEG")
    image = (await seller.upload(data))["data"]["image"]
    assert image["hash_code"] == hashlib.md5(data).hexdigest()
    assert image["url"].endswith(f"/file/p/{image['hash_code']}.jpg")
    answer = await seller.http.get(image["url"])
    assert (answer.content, answer.headers["content-type"]) == (data, "image/jpeg")


async def test_equal_bytes_have_one_address(seller: Seller) -> None:
    assert await seller.image("red") == await seller.image("red")
    assert await seller.image("red") != await seller.image("blue")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (picture(side=330), "0"),
        (picture(side=329), "300"),
        (b"khong phai anh" * 40, "300"),
        (picture()[:200], "300"),
        (picture(kind="GIF"), "300"),
        (bytes(3_145_729), "303"),
        (b"", "30"),
    ],
)
async def test_what_a_picture_must_be(seller: Seller, data: bytes, code: str) -> None:
    assert (await seller.upload(data))["code"] == code


async def test_a_picture_may_be_five_thousand_wide(seller: Seller) -> None:
    import io

    from PIL import Image

    for width, code in ((5000, "0"), (5001, "300")):
        out = io.BytesIO()
        Image.new("1", (width, 330)).save(out, "PNG")
        assert (await seller.upload(out.getvalue()))["code"] == code


async def test_the_part_must_be_named_image(seller: Seller) -> None:
    assert (await seller.upload(picture(), name="file"))["code"] == "30"


async def test_a_public_address_is_migrated(seller: Seller) -> None:
    image = (await seller.post(MIGRATE, payload=one("https://anh.htx.example/a.jpg")))["data"]["image"]
    assert (await seller.http.get(image["url"])).status_code == 200
    again = await seller.post(MIGRATE, payload='{"Request":{"Image":{"Url":"https://anh.htx.example/a.jpg"}}}')
    assert again["data"]["image"] == image


async def test_an_own_address_stays_what_it_is(seller: Seller) -> None:
    address = await seller.image()
    assert (await seller.post(MIGRATE, payload=one(address)))["data"]["image"]["url"] == address


@pytest.mark.parametrize(
    "address",
    [
        "https://10.0.0.1/a.jpg",
        "https://11.2.3.4/a.jpg",
        "http://192.168.1.5/a.jpg",
        "http://127.0.0.1/a.jpg",
        "http://[::1]/a.jpg",
        "https://anh.htx.example:8443/a.jpg",
        "https://anh.htx.example:cổng/a.jpg",
        "ftp://anh.htx.example/a.jpg",
        "file:///etc/passwd",
        "https://may-trong-nha/a.jpg",
        "https://mat.invalid/a.jpg",
        "https://anh.htx.example/a.html",
        "anh.jpg",
    ],
)
async def test_addresses_that_cannot_be_migrated(seller: Seller, address: str) -> None:
    assert (await seller.post(MIGRATE, payload=one(address)))["code"] == "302"


async def test_a_batch_is_not_ready_for_half_a_second(seller: Seller) -> None:
    good = [f"https://anh.htx.example/{n}.jpg" for n in range(3)]
    answer = await seller.post(MANY, payload=many(*good, "https://10.0.0.1/a.jpg"))
    assert "data" not in answer
    batch = answer["batch_id"]
    early = await seller.get(POLL, batch_id=batch)
    assert (early["code"], early["type"]) == ("1000", "SYSTEM")
    await seller.control("clock", {"advance_s": 1})
    data = (await seller.get(POLL, batch_id=batch))["data"]
    single = [(await seller.post(MIGRATE, payload=one(each)))["data"]["image"] for each in good]
    assert sorted(image["hash_code"] for image in data["images"]) == sorted(each["hash_code"] for each in single)
    assert data["errors"] == [
        {"field": "Url", "msg": "E302: Unsupported URL", "original_url": "https://10.0.0.1/a.jpg"}
    ]


async def test_a_batch_of_failures_has_no_images(seller: Seller) -> None:
    batch = (await seller.post(MANY, payload='{"Request":{"Images":{"Url":["ftp://x/a.jpg"]}}}'))["batch_id"]
    await seller.control("clock", {"advance_s": 1})
    data = (await seller.get(POLL, batch_id=batch))["data"]
    assert "images" not in data
    assert len(data["errors"]) == 1


@pytest.mark.parametrize(("count", "code"), [(8, "0"), (9, "203"), (0, "30")])
async def test_eight_to_a_batch(seller: Seller, count: int, code: str) -> None:
    addresses = [f"https://a.example/{n}.jpg" for n in range(count)]
    answer = await seller.post(MANY, payload=many(*addresses) if count else "<Request><Images></Images></Request>")
    assert answer["code"] == code


def row(created: dict[str, Any], name: str, *images: str) -> dict[str, Any]:
    number = next(each["sku_id"] for each in created["sku_list"] if each["seller_sku"] == name)
    return {"SkuId": str(number), "Images": {"Image": list(images)}}


async def test_images_of_skus_are_set_over_several_items(seller: Seller) -> None:
    red, blue = await seller.image("red"), await seller.image("blue")
    first, second = await seller.create(), await seller.create(skus=[sku("B")])
    skus = {"Sku": [row(first, "TUONG-500", red, blue), row(second, "B", blue)]}
    assert (await seller.payload(SET, {"Skus": skus}))["data"] == {}
    assert (await seller.item(first["item_id"]))["skus"][0]["Images"] == [red, blue]
    await seller.payload(SET, {"Skus": {"Sku": [row(first, "TUONG-500", blue)]}})
    assert (await seller.item(first["item_id"]))["skus"][0]["Images"] == [blue]
    assert (await seller.item(first["item_id"]))["images"] == [red], "the product's own stay"


async def test_setting_images_of_some_skus_only(seller: Seller) -> None:
    created = await seller.create(skus=[sku(n, saleProp={"flavor": n}) for n in "AB"])
    image = await seller.image()
    answer = await seller.payload(SET, {"Skus": {"Sku": [row(created, "A", image)]}})
    assert (answer["message"], codes(answer)) == ("E504: Set images failed", ["4153"])
    both = {"Sku": [row(created, "A", image), row(created, "B", image)]}
    assert (await seller.payload(SET, {"Skus": both}))["code"] == "0"


@pytest.mark.parametrize(
    ("skus", "code"),
    [
        ([{"SkuId": "5", "Images": {"Image": ["x"]}}], "4136"),
        ([{"Images": {"Image": ["x"]}}], "4216"),
        ([], "1"),
        ([{"SkuId": "5"}] * 51, "204"),
    ],
)
async def test_images_that_cannot_be_set(seller: Seller, skus: Any, code: str) -> None:
    assert (await seller.payload(SET, {"Skus": {"Sku": skus}}))["code"] == code


async def test_padding_where_the_option_asks_for_it() -> None:
    seller = Seller.of(pad_images=True)
    created = await seller.create()
    item = await seller.item(created["item_id"])
    assert item["images"] == [await seller.image(), *[""] * 7]
    assert item["skus"][0]["Images"] == [""] * 8
    answer = await seller.creating(images=item["images"], skus=[sku("B")])
    assert answer["code"] == "0", "empty strings that come back are no images"


async def test_a_video_from_blocks_to_a_product(seller: Seller) -> None:
    began = await seller.post("/media/video/block/create", fileName="chum.mp4", fileBytes=6)
    assert (began["success"], began["result_code"]) == (True, "0")
    upload, tags = began["upload_id"], []
    for number, data in enumerate((b"abc", b"def")):
        business = {"uploadId": upload, "blockNo": str(number), "blockCount": "2"}
        body = seller.signed("/media/video/block/upload", business)
        answer = await seller.raw("POST", "/media/video/block/upload", data=body, files={"file": ("b", data)})
        tags.append(answer.json()["e_tag"])
    parts = [{"partNumber": n, "eTag": tag} for n, tag in enumerate(tags, start=1)]
    commit = {"uploadId": upload, "title": "Ủ tương", "coverUrl": "https://a.example/a.jpg"}
    wrong = await seller.post("/media/video/block/commit", parts="[]", **commit)
    assert wrong["code"] == "1"
    import json

    done = await seller.post("/media/video/block/commit", parts=json.dumps(parts), **commit)
    number_of_video = done["video_id"]
    assert (await seller.get("/media/video/get", videoId=number_of_video))["state"] == "TRANSCODING"
    assert codes(await seller.creating(attributes={"video": number_of_video})) == ["1"]
    await seller.control("clock", {"advance_s": 61})
    shown = await seller.get("/media/video/get", videoId=number_of_video)
    assert (shown["state"], shown["title"]) == ("AUDIT_SUCCESS", "Ủ tương")
    created = await seller.create(attributes={"video": number_of_video})
    assert (await seller.item(created["item_id"]))["attributes"]["video"] == number_of_video
