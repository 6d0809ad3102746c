"""Adapters that others wrote may be broken in any way: each takes only itself away, and its package is named."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from connector.cli import main
from connector.errors import BadUse
from connector.messages import LANGUAGES, say
from connector.port import installed, spec_for, unusable
from connector.run.preview import treatments
from tests.contract.elsewhere import installed_from

SPEC = """
from dataclasses import replace
from adapters.memory import SPEC
SPEC = replace(SPEC, id="{id}", {changes})
"""
BROKEN = {
    "thieu": "import thu_vien_khong_co",
    "thoat": "raise SystemExit('hỏng\\nnhiều dòng')",
    "la": "SPEC = {'id': 'la'}",
    "rong": "",
    "khac_ten": SPEC.format(id="ten_khac", changes=""),
    "cu": SPEC.format(id="cu", changes="port_version=0"),
}
SOUND = {
    "lanh": SPEC.format(id="lanh", changes="title='Chợ lành'"),
    "thieu_luat": SPEC.format(id="thieu_luat", changes="mapping='khong_co.luat'"),
}


@pytest.fixture(scope="module", autouse=True)
def others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with ExitStack() as stack:
        for name, code in {**BROKEN, **SOUND}.items():
            place = tmp_path_factory.mktemp(name)
            (place / "site").mkdir()
            (place / f"san_{name}.py").write_text(code, encoding="utf-8")
            points = f'[project.entry-points."ocop.adapters"]\n{name} = "san_{name}:SPEC"\n'
            about = f'[project]\nname = "goi-{name}"\nversion = "1.0"\n{points}'
            (place / "pyproject.toml").write_text(about, encoding="utf-8")
            stack.enter_context(installed_from(place, place / "site"))
        yield


def test_the_others_are_found_all_the_same() -> None:
    found = installed()
    assert {"shopee", "lazada", "tiktok_shop", "memory", "lanh", "thieu_luat"} <= set(found)
    assert set(found) & set(BROKEN) == set()
    assert found["lanh"].title == "Chợ lành"
    assert spec_for("shopee") is found["shopee"]


def test_each_broken_package_is_named_once_with_what_to_do() -> None:
    told = {str(one.params["package"]): one for one in unusable()}
    assert set(told) == {f"goi-{name}" for name in BROKEN}
    assert {name for name, one in told.items() if one.code == "E_ADAPTER_PORT_VERSION"} == {"goi-cu"}
    for name, one in told.items():
        for lang in LANGUAGES:
            text = say(one.code, lang, **one.params)
            assert name in text
            assert "\n" not in text
    assert "thu_vien_khong_co" in say(told["goi-thieu"].code, "vi", **told["goi-thieu"].params)


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_whoever_wants_a_broken_one_hears_why(name: str) -> None:
    with pytest.raises(BadUse) as told:
        spec_for(name)
    assert told.value.params["package"] == f"goi-{name}"


def test_what_is_not_installed_is_told_the_usable_ones() -> None:
    with pytest.raises(BadUse, match="E_MARKETPLACE_UNKNOWN") as told:
        spec_for("chợ-không-có")
    known = str(told.value.params["known"]).split(", ")
    assert "lanh" in known
    assert set(known) & set(BROKEN) == set()


def test_pictures_of_all_marketplaces_are_shown_without_the_one_whose_rules_are_missing() -> None:
    assert "Shopee" in {one.title for one in treatments()}


def test_doctor_names_the_packages_and_is_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--config", str(tmp_path / "ocop.toml"), "doctor"])
    said = "".join(capsys.readouterr())
    assert all(f"goi-{name}" in said for name in BROKEN), said
    assert "! " in said
