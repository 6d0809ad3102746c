"""``ocop.toml``: paths, policies, guards, and what is said of a wrong key."""

import subprocess
import sys
from pathlib import Path

import pytest

from connector.config import Config, load_config, owned_groups
from connector.errors import BadUse
from connector.messages import say
from connector.model import Evidence, Group

ROOT = Path(__file__).resolve().parents[2]

WHOLE = """
[catalogue]
products  = ["sản phẩm.csv", "/kho/thêm.csv"]
producers = "chủ thể.csv"
photos    = "ảnh"
owner     = "HTX Thoi Nắng"

[mappings]
overlay = "quy-tắc"

[policy]
drift   = "overwrite"
reserve = 2

[guards]
reprice    = { count = 1, percent = 5 }
badge_off  = { count = 0 }
price_jump = { above = 3.0 }
refused    = { percent = 40 }

[[shop]]
name = "shopee-thoi-nang"
marketplace = "shopee"
environment = "mock"
badge_requires = "document"
drift = "keep"

[[shop]]
name = "tiktok"
marketplace = "TikTok"
owns = ["price", "stock"]
pace = { per_second = 0.5 }
"""


def written(tmp_path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = tmp_path / "ocop.toml"
    path.write_text(text, encoding=encoding)
    return path


def test_drift_may_be_said_for_each_part(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, '[policy]\ndrift = { price = "overwrite", title = "keep" }\n'))
    assert config.policy.drift == {Group.PRICE: "overwrite", Group.TITLE: "keep"}
    for value in ('"maybe"', '{ price = "maybe" }', '{ gia = "keep" }'):
        error = refused(tmp_path, f"[policy]\ndrift = {value}\n")
        assert (error.code, str(error.params["key"]).startswith("policy.drift")) == ("E_CONFIG_VALUE", True)


def refused(tmp_path: Path, text: str) -> BadUse:
    with pytest.raises(BadUse) as caught:
        load_config(written(tmp_path, text))
    assert say(caught.value.code, "vi", **caught.value.params) != caught.value.code
    return caught.value


def test_paths_are_relative_to_the_file_not_to_where_one_stands(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, WHOLE, encoding="utf-8-sig"))
    assert config.catalogue.products == (tmp_path / "sản phẩm.csv", Path("/kho/thêm.csv"))
    assert config.catalogue.producers == tmp_path / "chủ thể.csv"
    assert config.catalogue.photos == tmp_path / "ảnh"
    assert config.mappings.overlay == tmp_path / "quy-tắc"
    assert config.folder == tmp_path


def test_a_folder_means_the_file_in_it_and_none_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, WHOLE)
    monkeypatch.chdir(tmp_path)
    assert load_config(tmp_path) == load_config(None)


def test_a_shop_may_have_its_own_policies(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, WHOLE))
    first, second = config.shop
    assert (config.policy_of(first).drift, config.policy_of(first).badge_requires) == ("keep", Evidence.DOCUMENT)
    assert (config.policy_of(second).drift, config.policy_of(second).badge_requires) == ("overwrite", Evidence.STATED)
    assert config.policy_of(first).reserve == 2


def test_guards_lie_over_the_defaults(tmp_path: Path) -> None:
    limits = load_config(written(tmp_path, WHOLE)).guards.limits()
    assert (limits.shop["reprice"].count, limits.shop["reprice"].percent) == (1, 5)
    assert limits.shop["badge-off"].allowed(1000) == 0
    assert limits.shop["unlist"].allowed(100) == 10
    assert (limits.price_above, limits.price_below, limits.refused_percent) == (3.0, 0.5, 40)


def test_refused_is_also_a_plain_number(tmp_path: Path) -> None:
    assert load_config(written(tmp_path, "[guards]\nrefused = 7\n")).guards.limits().refused_percent == 7


def test_the_alias_of_a_marketplace_and_a_list_of_groups(tmp_path: Path) -> None:
    shop = load_config(written(tmp_path, WHOLE)).shop[1]
    assert shop.marketplace == "tiktok_shop"
    assert shop.environment == "live"
    assert owned_groups(shop) == {Group.PRICE, Group.STOCK}


@pytest.mark.parametrize(("preset", "title", "price"), [("all", True, True), ("story-and-badge", True, False)])
def test_presets_of_owned_groups(tmp_path: Path, preset: str, title: bool, price: bool) -> None:
    text = f'[[shop]]\nname = "a"\nmarketplace = "memory"\nowns = "{preset}"\n'
    owned = owned_groups(load_config(written(tmp_path, text)).shop[0])
    assert (Group.TITLE in owned, Group.PRICE in owned) == (title, price)


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [
        ("[catalog]\n", "catalog", "catalogue"),
        ("[catalogue]\nproduct = []\n", "catalogue.product", "products"),
        ("[policy]\nlead_day = 1\n", "policy.lead_day", "lead_days"),
        ("[guards]\nunlist = { counts = 3 }\n", "guards.unlist.counts", "count"),
        ('[[shop]]\nname = "a"\nmarketplace = "memory"\ncredential = ""\n', "shop.0.credential", "credentials"),
        ('path = "x"\n', "path", "catalogue"),
    ],
)
def test_an_unknown_key_names_the_nearest(tmp_path: Path, text: str, key: str, nearest: str) -> None:
    error = refused(tmp_path, text)
    assert (error.code, error.params["key"], error.params["nearest"]) == ("E_CONFIG_UNKNOWN_KEY", key, nearest)


@pytest.mark.parametrize(
    "text",
    [
        '[policy]\ndrift = "maybe"\n',
        "[policy]\nreserve = -1\n",
        "[guards]\nprice_jump = { above = 0.5 }\n",
        '[[shop]]\nname = ""\nmarketplace = "memory"\n',
        '[[shop]]\nname = "a"\nmarketplace = "memory"\nowns = "everything"\n',
    ],
)
def test_a_value_that_cannot_be_is_named(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text).code == "E_CONFIG_VALUE"


def test_a_file_that_is_not_there_or_no_toml(tmp_path: Path) -> None:
    with pytest.raises(BadUse) as missing:
        load_config(tmp_path / "ocop.toml")
    assert missing.value.code == "E_CONFIG_MISSING"
    assert refused(tmp_path, "[catalogue\n").code == "E_CONFIG_UNREADABLE"
    (tmp_path / "ocop.toml").write_bytes("owner = 'Nắng'".encode("utf-16"))
    with pytest.raises(BadUse) as foreign:
        load_config(tmp_path)
    assert foreign.value.code == "E_CONFIG_UNREADABLE"


def test_two_shops_of_one_name(tmp_path: Path) -> None:
    text = '[[shop]]\nname = "a"\nmarketplace = "memory"\n' * 2
    assert refused(tmp_path, text).params["shop"] == "a"


def test_shops_by_name_in_the_order_asked(tmp_path: Path) -> None:
    config: Config = load_config(written(tmp_path, WHOLE))
    assert [shop.name for shop in config.shops(("tiktok", "shopee-thoi-nang"))] == ["tiktok", "shopee-thoi-nang"]
    assert len(config.shops()) == 2
    with pytest.raises(BadUse) as caught:
        config.shops(("shopee-thoi-nag",))
    assert caught.value.params["nearest"] == "shopee-thoi-nang"


def test_reading_a_configuration_loads_no_database_library():
    look = "import sys, connector.config; print('sqlalchemy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.strip() == "False"
