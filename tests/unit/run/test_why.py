"""The whole way of a value: cell, rule, limit, what was sent and what the shop showed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from connector.clock import SystemClock
from connector.config import load_config
from connector.errors import BadUse
from connector.report.why import WhyField, WhyView
from connector.run import Options, State, Workspace, open_workspace
from connector.run.why import explain_sku, find_product
from tests.coop import DAY, Coop


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    return Coop(tmp_path).set_up()


@pytest.fixture
async def workspace(coop: Coop) -> AsyncIterator[Workspace]:
    options = Options(day=DAY, day_given=True)
    async with open_workspace(load_config(coop.config), State(coop.state), SystemClock(), options) as opened:
        yield opened


async def why(workspace: Workspace, sku: str, field: str = "") -> WhyView:
    return await explain_sku(workspace, workspace.config.shop[0], sku, field)


def only(view: WhyView) -> WhyField:
    (field,) = view.fields
    return field


async def test_before_the_first_plan_it_says_what_to_do(workspace: Workspace) -> None:
    with pytest.raises(BadUse, match="E_NO_FACTS"):
        await why(workspace, "LUA-01")


async def test_a_title_names_cell_rule_limit_and_who_set_it(workspace: Workspace) -> None:
    await workspace.sync(workspace.config.shop[0])
    title = only(await why(workspace, "lua-01", "title"))
    assert title.value == title.shop == title.sent == "Khăn lụa tơ tằm hoa sen"
    assert title.source == "sản phẩm.csv:2:Tên sản phẩm"
    assert title.rule == "mappings/memory/text.toml:title.text"
    assert (title.limit, title.limit_source) == ("1-255 characters", "facts: memory")
    assert title.status == "settled"


async def test_what_was_planned_but_not_sent_has_a_value_and_no_past(workspace: Workspace) -> None:
    await workspace.plan(workspace.config.shop[0])
    view = await why(workspace, "TRA-01", "price")
    assert (only(view).value, only(view).sent, only(view).shop) == (1_200_000, None, None)
    assert view.history == ()


async def test_history_and_reasons(workspace: Workspace) -> None:
    await workspace.sync(workspace.config.shop[0])
    assert [event.code for event in (await why(workspace, "LUA-01")).history] == ["create-accepted"]
    spirit = await why(workspace, "RUOU-01")
    assert spirit.problems[0][0] == "HOLD_ALCOHOL_15PLUS"
    assert {field.field for field in spirit.fields} >= {"title", "price", "media", "package"}


async def test_a_refused_row_is_named_beside_the_kept_value(coop: Coop, workspace: Workspace) -> None:
    await workspace.sync(workspace.config.shop[0])
    coop.row("LUA-01")["Giá bán"] = "liên hệ"
    coop.write()
    workspace._effective = None
    view = await why(workspace, "LUA-01", "price")
    assert only(view).value == 680_000
    assert [code for code, _ in view.problems] == ["row-refused-kept"]


async def test_a_group_name_gives_all_of_its_fields(workspace: Workspace) -> None:
    await workspace.plan(workspace.config.shop[0])
    names = [field.field for field in (await why(workspace, "LUA-01", "attributes")).fields]
    assert names == ["attributes"]
    assert [field.field for field in (await why(workspace, "LUA-01", "brand")).fields] == ["brand"]


async def test_an_unknown_field_or_sku_names_the_nearest(workspace: Workspace) -> None:
    await workspace.plan(workspace.config.shop[0])
    with pytest.raises(BadUse) as field:
        await why(workspace, "LUA-01", "titel")
    assert (field.value.code, field.value.params["nearest"]) == ("E_FIELD_UNKNOWN", "title")
    products = (await workspace.effective()).products
    with pytest.raises(BadUse) as sku:
        find_product(products, "MIEN-7")
    assert sku.value.params == {"sku": "MIEN-7", "nearest": "MIEN-0007"}


async def test_variants_are_told_apart_and_a_key_means_the_product(coop: Coop, workspace: Workspace) -> None:
    products = dict((await workspace.effective()).products)
    silk = products["LUA-01"]
    small = silk.variants[0].model_copy(update={"sku": "LUA-S"})
    products["LUA-01"] = silk.model_copy(update={"variants": (small, *silk.variants)})
    assert find_product(products, "lua-s")[1] == "LUA-S"
    products["LUA-01"] = silk.model_copy(update={"product_key": "LUA", "variants": (small, *silk.variants)})
    assert find_product(products, "lua") == (products["LUA-01"], "")
