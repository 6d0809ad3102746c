"""Uploads: pictures (several in one call, each with its own result) and videos in parts."""

from __future__ import annotations

from typing import Any

from adapters._mock.market import Call, Reply
from adapters._mock.multipart import NotMultipart, Part, parse_multipart
from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.fields import Field, decode, missing
from adapters.shopee.mock.item_calls import spoiled
from adapters.shopee.mock.render import picture_url
from adapters.shopee.mock.shop import Shop

__all__ = [
    "cancel_video_upload",
    "complete_video_upload",
    "get_video_upload_result",
    "init_video_upload",
    "upload_image",
    "upload_video_part",
]

MAX_FILES = 9
SCENES = ("normal", "desc")
VIDEO_ID = {"video_upload_id": Field("string", True)}


def upload_image(shop: Shop, call: Call) -> Reply:
    parts = _parts(call)
    files = [part for part in parts if part.name == "image"]
    if not files:
        raise missing("image")
    if len(files) > MAX_FILES:
        raise Refusal("product.error_param", f"The number of images should be within 1-{MAX_FILES}.")
    if _text(parts, "scene", "normal") not in SCENES:
        raise Refusal("product.error_param", "scene should be normal or desc.")
    ratio = _text(parts, "ratio", "1:1")
    if ratio != "1:1" and not (ratio == "3:4" and shop.options.allow_listed):
        raise Refusal("product.error_param", "ratio 3:4 is only for sellers on the allow list.")
    results = [_one(shop, call, index, part.data) for index, part in enumerate(files)]
    first_failure = next((result for result in results if result["error"]), None)
    if first_failure and all(result["error"] for result in results):
        raise Refusal(first_failure["error"], first_failure["message"])
    return shop.ok({"image_info": results[0]["image_info"], "image_info_list": results})


def init_video_upload(shop: Shop, call: Call) -> Reply:
    shape = {"file_md5": Field("string", True), "file_size": Field("int", True)}
    body = decode(call, "InitVideoUploadRequest", shape)
    return shop.ok({"video_upload_id": shop.videos.begin(body["file_md5"], body["file_size"])})


def upload_video_part(shop: Shop, call: Call) -> Reply:
    parts = _parts(call)
    values = {name: _text(parts, name, "") for name in ("video_upload_id", "part_seq", "content_md5")}
    content = next((part.data for part in parts if part.name == "part_content"), None)
    for name, value in values.items():
        if not value:
            raise missing(name)
    if content is None:
        raise missing("part_content")
    if not values["part_seq"].isdecimal():
        raise Refusal("error_param", "part_seq should be an integer.")
    shop.videos.part(values["video_upload_id"], int(values["part_seq"]), values["content_md5"], content)
    return shop.ok({})


def complete_video_upload(shop: Shop, call: Call) -> Reply:
    report = Field("object", True, {"upload_cost": Field("int", True)})
    shape = {**VIDEO_ID, "part_seq_list": Field("[]int", True), "report_data": report}
    body = decode(call, "CompleteVideoUploadRequest", shape)
    shop.videos.complete(body["video_upload_id"], body["part_seq_list"])
    return shop.ok({})


def get_video_upload_result(shop: Shop, call: Call) -> Reply:
    number = call.first("video_upload_id")
    if not number:
        raise missing("video_upload_id")
    return shop.ok(shop.videos.result(number))


def cancel_video_upload(shop: Shop, call: Call) -> Reply:
    body = decode(call, "CancelVideoUploadRequest", VIDEO_ID)
    shop.videos.cancel(body["video_upload_id"])
    return shop.ok({})


def _parts(call: Call) -> list[Part]:
    try:
        return parse_multipart(call.headers.get("content-type", ""), call.body)
    except NotMultipart as error:
        raise Refusal("product.error_param", "Content-Type must be multipart/form-data.") from error


def _text(parts: list[Part], name: str, default: str) -> str:
    return next((part.data.decode("utf-8", "replace") for part in parts if part.name == name), default) or default


def _one(shop: Shop, call: Call, index: int, data: bytes) -> dict[str, Any]:
    result: dict[str, Any] = {"id": index, "error": "", "message": "", "image_info": _NOTHING}
    try:
        if spoiled(call, index):
            raise Refusal("error_inner", spoiled(call, index))
        picture = shop.pictures.add(data)
    except Refusal as refusal:
        return {**result, "error": refusal.error, "message": refusal.message}
    address = {"image_url_region": "VN", "image_url": picture_url(call.root, picture)}
    return {**result, "image_info": {"image_id": picture, "image_url_list": [address]}}


_NOTHING: dict[str, Any] = {"image_id": "", "image_url_list": []}
