"""``ocop mapping check``: for every shop which category each product gets, what is missing, and what would help most.

It writes nothing but what shops allow (the facts every plan remembers). ``--json`` is one object,
``ocop/mapping-check@1``. A shop that does not answer is judged by what it allowed the last time; only where nothing
was ever heard of it does it count as failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.config import ShopConfig
from connector.errors import OcopError
from connector.run import Workspace
from connector.run.mapping import ShopMapping, survey_mapping
from connector.run.mapping_findings import brandless, lacks

from .asked import Asked, chosen, opened
from .loop import run_async
from .mapping_as_json import as_json
from .mapping_page import MappingPage
from .problems import PERSON, exit_code_for, explain, overall
from .progress import Meter
from .settings import Settings
from .streams import emit, tell

__all__ = ["run"]


@dataclass(frozen=True, slots=True)
class Unheard:
    """A shop of which nothing is known, and why it did not answer."""

    shop: ShopConfig
    error: OcopError


def run(settings: Settings, asked: Asked, names: Sequence[str], ask_shop: bool) -> int:
    found = run_async(_surveys(settings, asked, names, ask_shop))
    surveys = [one for one in found if isinstance(one, ShopMapping)]
    unheard = [one for one in found if isinstance(one, Unheard)]
    if settings.as_json:
        problems = {one.shop.name: (one.error.code, explain(one.error, settings.lang)) for one in unheard}
        emit(as_json(surveys, problems, settings.lang))
    else:
        page = MappingPage(settings)
        for survey in surveys:
            page.show(survey)
        for one in unheard:
            tell(f"{one.shop.name}: {explain(one.error, settings.lang)}")
    codes = [PERSON if _needs_person(survey) else 0 for survey in surveys]
    return overall([*codes, *(exit_code_for(one.error) for one in unheard)])


def _needs_person(survey: ShopMapping) -> bool:
    return any(not home.known for home in survey.homes) or bool(lacks(survey) or brandless(survey))


async def _surveys(
    settings: Settings, asked: Asked, names: Sequence[str], ask_shop: bool
) -> list[ShopMapping | Unheard]:
    with Meter(settings) as meter:
        async with opened(settings, asked, meter) as workspace:
            await workspace.effective()
            shops = chosen(workspace.config, names)
            return [await _survey(workspace, shop, meter, ask_shop) for shop in shops]


async def _survey(workspace: Workspace, shop: ShopConfig, meter: Meter, ask_shop: bool) -> ShopMapping | Unheard:
    meter.about(shop.name)
    try:
        return await survey_mapping(workspace, shop, ask=ask_shop)
    except OcopError as error:
        return Unheard(shop, error)
