from __future__ import annotations

import hashlib

import httpx

from tests.unit.shopee_mock.client import API, Seller, picture

UPLOAD = f"{API}/media_space/upload_image"


async def test_public_and_shop_signatures_both_work(seller: Seller) -> None:
    for form in ("public", "shop"):
        answer = await seller.upload(picture(), form=form)
        assert answer["error"] == ""
        info = answer["response"]["image_info"]
        assert len(info["image_id"]) >= 32
        assert answer["response"]["image_info_list"][0]["image_info"] == info


async def test_the_address_serves_the_bytes_received(seller: Seller) -> None:
    data = picture("green", kind="JPEG")
    info = (await seller.upload(data))["response"]["image_info"]
    address = info["image_url_list"][0]["image_url"]
    response = await seller.http.get(address)
    assert response.content == data
    assert response.headers["content-type"] == "image/jpeg"
    assert (await seller.http.get(f"{address}x")).status_code == 404


async def test_equal_bytes_get_another_id(seller: Seller) -> None:
    assert await seller.image_id() != await seller.image_id()


async def test_every_file_has_its_own_result(seller: Seller) -> None:
    answer = await seller.upload(picture("red"), b"GIF89a not a picture", picture("blue"))
    assert answer["error"] == ""
    results = answer["response"]["image_info_list"]
    assert [result["id"] for result in results] == [0, 1, 2]
    assert [bool(result["error"]) for result in results] == [False, True, False]
    assert results[1]["message"] == "image is invalid or not supported"


async def test_bad_pictures_are_refused(seller: Seller) -> None:
    broken = picture()[:60]
    for data in (picture(side=16), b"", b"BM not a jpeg", broken):
        answer = await seller.upload(data)
        assert answer["error"] == "product.error_param"
        assert answer["message"] == "image is invalid or not supported"
    assert "10MB" in (await seller.upload(picture() + bytes(10 * 1024 * 1024)))["message"]


async def test_scene_and_ratio(seller: Seller) -> None:
    assert (await seller.upload(picture(), scene="desc"))["error"] == ""
    assert (await seller.upload(picture(), scene="cover"))["error"] == "product.error_param"
    assert (await seller.upload(picture(), ratio="3:4"))["error"] == "product.error_param"


async def test_at_most_nine_files_and_at_least_one(seller: Seller) -> None:
    assert (await seller.upload(*[picture()] * 9))["error"] == ""
    assert (await seller.upload(*[picture()] * 10))["error"] == "product.error_param"
    assert (await seller.upload())["message"]


async def test_json_is_not_a_picture(seller: Seller) -> None:
    query = seller.query(UPLOAD, "public")
    answer = (await seller.raw("POST", UPLOAD, query, json={"image": "https://htx.example/anh.png"})).json()
    assert answer["error"] == "product.error_param"
    assert "multipart" in answer["message"]


async def test_a_wrong_signature_is_refused_in_either_form(seller: Seller) -> None:
    query = [(key, "0" * 64 if key == "sign" else value) for key, value in seller.query(UPLOAD)]
    response: httpx.Response = await seller.raw("POST", UPLOAD, query, files={"image": picture()})
    assert response.json()["error"] == "error_sign"


async def test_a_video_in_parts_ends_on_an_item(seller: Seller) -> None:
    data = bytes(range(256)) * 16 * 1024 + b"cuoi"  # 4 MB and a little
    begin = {"file_md5": hashlib.md5(data).hexdigest(), "file_size": len(data)}
    number = (await seller.post("media_space/init_video_upload", begin))["response"]["video_upload_id"]
    path = f"{API}/media_space/upload_video_part"
    for sequence, part in enumerate((data[: 4 * 1024 * 1024], data[4 * 1024 * 1024 :])):
        texts = {"video_upload_id": number, "part_seq": str(sequence), "content_md5": hashlib.md5(part).hexdigest()}
        files = {"part_content": ("phần", part)}
        assert (await seller.raw("POST", path, seller.query(path, "public"), data=texts, files=files)).json()[
            "error"
        ] == ""
    done = {"video_upload_id": number, "part_seq_list": [0, 1], "report_data": {"upload_cost": 12}}
    assert (await seller.post("media_space/complete_video_upload", done, form="public"))["error"] == ""
    asked = ("video_upload_id", number)
    assert (await seller.get("media_space/get_video_upload_result", asked))["response"]["status"] == "TRANSCODING"
    await seller.control("clock", {"advance_s": 5})
    assert (await seller.get("media_space/get_video_upload_result", asked))["response"]["status"] == "SUCCEEDED"
    item = await seller.add(video_upload_id=[number])
    assert (await seller.base(item))["video_info"] == [{"video_upload_id": number}]


async def test_a_video_part_must_be_what_its_md5_says(seller: Seller) -> None:
    begin = {"file_md5": "0" * 32, "file_size": 4}
    number = (await seller.post("media_space/init_video_upload", begin))["response"]["video_upload_id"]
    path = f"{API}/media_space/upload_video_part"
    texts = {"video_upload_id": number, "part_seq": "0", "content_md5": "0" * 32}
    answer = await seller.raw(
        "POST", path, seller.query(path, "public"), data=texts, files={"part_content": ("p", b"phim")}
    )
    assert "content_md5" in answer.json()["message"]
    assert (await seller.post("media_space/cancel_video_upload", {"video_upload_id": number}))["error"] == ""
    asked = ("video_upload_id", number)
    assert (await seller.get("media_space/get_video_upload_result", asked))["response"]["status"] == "CANCELLED"
