"""Where a workspace keeps its memory, and that one shop is run by one process at a time."""

from pathlib import Path

import pytest

from connector.state import ShopBusy, State, state_for


def test_chosen_then_environment_then_the_users_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "HTX Thoi Nắng" / "ocop.toml"
    monkeypatch.setenv("OCOP_STATE", str(tmp_path / "biến"))
    assert state_for(config, tmp_path / "chọn").folder == tmp_path / "chọn"
    assert state_for(config, None).folder == tmp_path / "biến"
    monkeypatch.delenv("OCOP_STATE")
    usual = state_for(config, None).folder
    assert usual.is_absolute()
    assert usual.name.startswith("htx-thoi-nang-")
    assert not usual.is_relative_to(tmp_path)


def test_two_folders_of_one_name_have_two_memories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OCOP_STATE", raising=False)
    folders = {state_for(tmp_path / place / "bảng" / "ocop.toml", None).folder for place in ("a", "b")}
    assert len(folders) == 2
    again = state_for(tmp_path / "a" / "bảng" / "ocop.toml", None).folder
    assert again in folders


def test_a_shop_is_held_by_one_run(tmp_path: Path) -> None:
    state = State(tmp_path)
    with state.holding("Gian hàng Hà Nội"):
        with pytest.raises(ShopBusy) as caught, state.holding("Gian hàng Hà Nội"):
            pytest.fail("held twice")
        assert caught.value.params == {"shop": "Gian hàng Hà Nội"}
        with state.holding("Gian hang Ha Noi"):
            pass
    with state.holding("Gian hàng Hà Nội"):
        pass
