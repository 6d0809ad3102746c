"""``ocop init``: a file that loads, that overwrites nothing, and that never waits for an answer nobody can give."""

import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from connector.config import load_config

from .conftest import Run


def test_with_options_it_asks_nothing_and_the_file_loads(ocop: Run, tmp_path: Path) -> None:
    folder = tmp_path / "HTX mới"
    said = ocop(
        *("init", folder, "--owner", 'HTX "Thoi" Nắng', "--shop", "shopee-htx", "--marketplace", "shopee"),
        *("--environment", "mock", "--credentials", "file:khóa.json", "--base-url", "http://127.0.0.1:9101"),
        *("--products", "sản phẩm.csv", "--products", "thêm.csv", "--producers", "chủ thể.csv", "--photos", "ảnh"),
    )
    assert said.code == 0
    config = load_config(folder / "ocop.toml")
    assert config.catalogue.owner == 'HTX "Thoi" Nắng'
    assert [path.name for path in config.catalogue.products] == ["sản phẩm.csv", "thêm.csv"]
    (shop,) = config.shop
    assert (shop.name, shop.marketplace, shop.environment) == ("shopee-htx", "shopee", "mock")
    assert (shop.credentials, shop.base_url) == ("file:khóa.json", "http://127.0.0.1:9101")
    assert str(folder / "sản phẩm.csv") in said.err


def test_the_file_says_every_default_it_sets(ocop: Run, tmp_path: Path) -> None:
    """What is written out is what would hold without it: nobody's first file changes the rules."""
    ocop("init", tmp_path / "a", "--marketplace", "memory", "--shop", "s")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "ocop.toml").write_text('[[shop]]\nname = "s"\nmarketplace = "memory"\n', encoding="utf-8")
    made, bare = load_config(tmp_path / "a"), load_config(tmp_path / "b")
    assert made.policy == bare.policy
    assert made.guards.limits() == bare.guards.limits()
    assert made.shop[0].owns == bare.shop[0].owns


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_comments_speak_the_language(ocop: Run, tmp_path: Path, lang: str) -> None:
    assert ocop("init", tmp_path / "x", "--marketplace", "memory", "--lang", lang).code == 0
    text = (tmp_path / "x" / "ocop.toml").read_text("utf-8")
    assert ("bảng sản phẩm đầy đủ" in text) == (lang == "vi")
    assert "template." not in text
    tomllib.loads(text)


def test_without_a_terminal_it_takes_what_the_folder_holds(ocop: Run, tmp_path: Path) -> None:
    folder = tmp_path / "có sẵn"
    folder.mkdir()
    for name in ("bang-gia.csv", "chu-the.csv"):
        (folder / name).write_text("x", encoding="utf-8")
    said = ocop("init", folder)
    assert said.code == 0
    config = load_config(folder)
    assert [path.name for path in config.catalogue.products] == ["bang-gia.csv"]
    assert config.catalogue.producers == folder / "chu-the.csv"
    assert config.shop[0].marketplace == "shopee"
    assert "Mã đối tác" in said.err


def test_an_existing_file_is_never_overwritten(ocop: Run, tmp_path: Path) -> None:
    target = tmp_path / "ocop.toml"
    before = target.read_bytes()
    said = ocop("init", tmp_path, "--marketplace", "memory")
    assert (said.code, target.read_bytes()) == (2, before)
    assert str(target) in said.err


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--marketplace", "chợ"), "E_MARKETPLACE_UNKNOWN"), (("--environment", "thật"), "E_ENVIRONMENT")],
)
def test_what_does_not_exist_is_refused_before_anything_is_written(
    ocop: Run, tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    said = ocop("init", tmp_path / "y", *words, "--json")
    assert (said.code, said.json["code"]) == (2, code)
    assert not (tmp_path / "y").exists()


@pytest.mark.parametrize("owns", ["all", "story-and-badge", "new-only"])
def test_the_parts_that_are_ours_are_written_down(ocop: Run, tmp_path: Path, owns: str) -> None:
    assert ocop("init", tmp_path / "o", "--marketplace", "memory", "--owns", owns).code == 0
    (shop,) = load_config(tmp_path / "o").shop
    assert (shop.owns, shop.stock) == (owns, None)


def test_parts_nobody_knows_are_refused(ocop: Run, tmp_path: Path) -> None:
    said = ocop("init", tmp_path / "o", "--marketplace", "memory", "--owns", "giá", "--json")
    assert (said.code, said.json["code"]) == (2, "E_OWNS")


@pytest.mark.parametrize(
    ("replies", "owns", "stock"),
    [
        ([False], "all", None),
        ([True, False], "story-and-badge", "never"),
        ([True, True], "new-only", "never"),
    ],
)
def test_a_person_is_asked_whether_another_program_runs_the_shop(
    ocop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replies: list[bool], owns: str, stock: str | None
) -> None:
    terminal = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr("connector.cli.init.sys", SimpleNamespace(stdin=terminal, stderr=terminal))
    asked: list[str] = []

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return replies[len(asked) - 1] if len(asked) <= len(replies) else False

    def prompt(text: str, *, default: str = "", **_: object) -> str:
        return 'Nhanh.vn\n"bản 2" #' if "phần mềm" in text else default

    monkeypatch.setattr("connector.cli.init.typer.confirm", confirm)
    monkeypatch.setattr("connector.cli.init.typer.prompt", prompt)
    assert ocop("init", tmp_path / "t", "--marketplace", "memory", "--shop", "s").code == 0
    assert "KiotViet" in asked[0]
    (shop,) = load_config(tmp_path / "t").shop
    assert (shop.owns, shop.stock) == (owns, stock)
    text = (tmp_path / "t" / "ocop.toml").read_text("utf-8")
    assert ('# Nhanh.vn "bản 2" # quản lý tồn kho' in text) is (stock == "never")
