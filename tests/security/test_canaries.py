"""Secrets planted everywhere a secret may stand: whatever is run and whatever fails, they stay where they were put.

Every command a co-op uses runs at DEBUG against a marketplace that refuses, echoes what it was sent, cuts the line and
rotates tokens; then every file, every line on the screen and every byte of the journal is searched.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from connector.wire import redact
from tests.coop import Coop
from tests.loopback import Market, market
from tests.unit.cli.conftest import Run, Said

SECRET_KEYS = ("partner_key", "access_token", "refresh_token", "code")
IN_A_VARIABLE = "CANARY-trong-bien-moi-truong-77"
"""A credential in the environment, as ``env:`` shops have it."""


@pytest.fixture
def shop() -> Iterator[Market]:
    redact.forget_all()
    with market("--pace", "1000", "--seed", "4") as running:
        yield running
    redact.forget_all()


@pytest.fixture
def secrets(shop: Market, coop: Coop) -> set[str]:
    """The shop's secrets, and its credentials file beside the sheets."""
    coop.connect(shop.base_url, shop.line)
    line = json.loads(shop.line)
    found = {str(line[key]) for key in SECRET_KEYS if key in line}
    assert len(found) >= 3
    return found


def fail(shop: Market, kind: str, **more: Any) -> None:
    shop.post("faults", kind=kind, **more)


def kept_tokens(coop: Coop) -> set[str]:
    """What rotated meanwhile is as secret as what it replaced."""
    kept = orjson.loads((coop.folder / "khóa.json").read_bytes().splitlines()[0])
    return {str(kept[key]) for key in SECRET_KEYS if kept.get(key)}


def dressed(secret: str) -> set[bytes]:
    """The ways a secret may be written down."""
    plain = secret.encode()
    return {plain, quote(secret, safe="").encode(), plain.hex().encode(), secret.encode("utf-16-le")}


def leaks(coop: Coop, said: list[Said], secrets: set[str]) -> list[str]:
    """Where a secret is seen, but in the one file it lives in."""
    texts = {f"answer {number}": (one.out + one.err).encode() for number, one in enumerate(said)}
    for folder in (coop.folder, coop.state):
        for path in folder.rglob("*"):
            if path.is_file() and path.name != "khóa.json":
                texts[str(path.relative_to(coop.folder.parent))] = path.read_bytes()
    return [name for name, data in texts.items() for secret in secrets for form in dressed(secret) if form in data]


def test_no_command_shows_or_keeps_a_secret(
    ocop: Run, coop: Coop, shop: Market, secrets: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCOP_BI_MAT", json.dumps({"partner_key": IN_A_VARIABLE, "access_token": IN_A_VARIABLE}))
    plan = coop.folder / "xem trước.json"
    echo = " ".join(sorted(secrets))
    said = [ocop("-v", "doctor")]
    fail(shop, "expire_token", endpoint="*", after=3)
    fail(shop, "reject", endpoint="*add_item*", code="error_param", message=f"token {echo} not accepted")
    fail(shop, "cut", endpoint="*get_category*")
    fail(shop, "html", endpoint="*get_item_list*")
    said += [ocop("-v", "check"), ocop("-v", "plan", "--out", plan, "--html", coop.folder / "a.html")]
    said += [
        ocop("-v", "apply", plan),
        ocop("-v", "sync", "--html", coop.folder / "b.html"),
        ocop("-v", "--json", "sync"),
    ]
    fail(shop, "reject", endpoint="*", code="error_param", message=f"sign {echo}", times=3)
    said += [ocop("-v", "status"), ocop("-v", "report", "--html", coop.folder / "c.html"), ocop("-v", "why", "LUA-01")]
    said += [
        ocop("-v", "auth", "status"),
        ocop("-v", "pull", "--out", coop.folder / "kéo.xlsx"),
        ocop("--json", "status"),
    ]
    fail(shop, "revoke", endpoint="*")
    said += [ocop("-v", "sync"), ocop("-v", "--json", "plan")]
    config = coop.config.read_text(encoding="utf-8")
    coop.config.write_text(config.replace("file:khóa.json", "env:OCOP_BI_MAT"), encoding="utf-8")
    said += [ocop("-v", "plan"), ocop("-v", "doctor")]
    assert leaks(coop, said, secrets | kept_tokens(coop) | {IN_A_VARIABLE}) == []
    log = (coop.state / "logs" / "ocop.log").read_text(encoding="utf-8")
    assert redact.MASK in log, "the canary must be alive"
    assert "httpx" in log
    assert any("not accepted" in one.out + one.err for one in said), "the echo must have been shown, without its secret"


def test_a_secret_where_none_is_expected_is_not_repeated(ocop: Run, coop: Coop) -> None:
    """A key pasted into the configuration, or as the credentials' place: the error names the key, not its value."""
    secret = "CANARY-dan-nham-cho-1234567"
    config = coop.config.read_text(encoding="utf-8")
    said = []
    for wrong in (f'partner_key = "{secret}"', f'credentials = "{secret}"', f'base_url = "https://u:{secret}@x.vn"'):
        shop = f'\n[[shop]]\nname = "b"\nmarketplace = "shopee"\nenvironment = "mock"\n{wrong}\n'
        coop.config.write_text(config + shop, encoding="utf-8")
        said += [ocop("-v", "plan", "b"), ocop("-v", "doctor"), ocop("--json", "plan", "b")]
    coop.config.write_text(config, encoding="utf-8")
    assert [one.code for one in said if one.code not in (2, 6)] == []
    assert leaks(coop, said, {secret}) == []


def test_a_cell_that_is_named_like_a_secret_is_shown_as_it_is(ocop: Run, coop: Coop) -> None:
    """Goods called so are no secrets: a story about a code or a sign must not be blanked out."""
    coop.rows[0]["Tên sản phẩm"] = "Khăn lụa thêu chữ ký sign=Lan code=LUA"
    coop.write()
    plan = coop.folder / "p.json"
    assert ocop("plan", "--out", plan).code in (0, 3)
    assert "sign=Lan code=LUA" in plan.read_text(encoding="utf-8")


def test_a_file_beside_the_tokens_is_not_left_behind(ocop: Run, coop: Coop, shop: Market, secrets: set[str]) -> None:
    """No draft, copy or lock of a credentials file holds what is in it."""
    fail(shop, "expire_token", endpoint="*", after=2)
    ocop("plan")
    beside = [path for path in coop.folder.iterdir() if path.name != "khóa.json" and "khóa" in path.name]
    assert all(path.stat().st_size == 0 or not any(s in path.read_text() for s in secrets) for path in beside)
    if os.name == "posix":
        assert (coop.folder / "khóa.json").stat().st_mode & 0o077 == 0
