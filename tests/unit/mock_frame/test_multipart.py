from __future__ import annotations

import pytest

from adapters._mock.multipart import NotMultipart, parse_multipart

BODY = (
    '--b\r\nContent-Disposition: form-data; name="scene"\r\n\r\nnormal\r\n'
    '--b\r\nContent-Disposition: form-data; name="image"; filename="Bánh gai 1.png"\r\n'
    "Content-Type: image/png\r\n\r\n"
).encode() + b"\x89PNG\r\n--not the end\r\n--b--\r\n"


def test_parts_in_order_with_names_files_and_bytes() -> None:
    scene, image = parse_multipart("multipart/form-data; boundary=b", BODY)
    assert (scene.name, scene.filename, scene.data) == ("scene", None, b"normal")
    assert (image.name, image.filename, image.content_type) == ("image", "Bánh gai 1.png", "image/png")
    assert image.data == b"\x89PNG\r\n--not the end"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("", b""),
        ("multipart/form-data", BODY),
        ("multipart/form-data; boundary=b", b"no boundary here"),
    ],
)
def test_anything_else_is_refused(content_type: str, body: bytes) -> None:
    with pytest.raises(NotMultipart):
        parse_multipart(content_type, body)
