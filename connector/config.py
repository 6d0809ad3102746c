"""``ocop.toml``: what a co-op or a programme sets (decision 26).

Paths are relative to the file; an unknown key is an error that names the nearest known one.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

from connector.errors import BadUse
from connector.model import Evidence, Group, marketplace_id
from connector.state import CONFIG_NAME, config_file

if TYPE_CHECKING:
    from connector.sync import GuardLimits

__all__ = [
    "CONFIG_NAME",
    "OWNS_PRESETS",
    "Config",
    "PolicyConfig",
    "ShopConfig",
    "creates",
    "load_config",
    "owned_groups",
]

OWNS_PRESETS: Mapping[str, frozenset[Group]] = {
    "all": frozenset(Group),
    "story-and-badge": frozenset({Group.TITLE, Group.DESCRIPTION, Group.MEDIA}),
    "new-only": frozenset(),
}
NEEDED_TO_CREATE = frozenset(Group) - {Group.STOCK, Group.STATE}

LARGEST = 1_000_000
"""Bytes of a configuration: a hundred times the longest one can think of."""
LONGEST_DAYS = 3650
LARGEST_STOCK = 10**9
NO_CONTROLS = r"^[^\x00-\x1f\x7f-\x9f]*$"

Drift = Literal["keep", "overwrite", "ask"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _nameable(path: Path) -> Path:
    """A path that a file system can be asked about."""
    if "\0" in str(path):
        raise ValueError("a path holds no NUL")
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError(f"nobody is called so here: {path.parts[0]}") from None


PathHere = Annotated[Path, AfterValidator(_nameable)]


class CatalogueConfig(_Strict):
    """Where the co-op's own files are; ``columns`` is a column mapping, by its name or its file."""

    products: tuple[PathHere, ...] = ()
    updates: tuple[PathHere, ...] = ()
    producers: PathHere | None = None
    photos: PathHere | None = None
    papers: PathHere | None = None
    columns: str = ""
    owner: str = ""


class MappingsConfig(_Strict):
    """The user's own rules, laid over ours."""

    overlay: PathHere | None = None


class PolicyConfig(_Strict):
    """Policies; each may be repeated inside a ``[[shop]]``.

    ``drift`` is one word for everything, or a table of words by group; groups it does not name are ``ask``.
    """

    drift: Drift | dict[Group, Drift] = "ask"
    stock: Literal["on_change", "never", "always"] = "on_change"
    stock_share: Literal["split", "same"] = "split"
    reserve: int = Field(default=0, ge=0, le=LARGEST_STOCK)
    lead_days: int = Field(default=1, ge=0, le=LONGEST_DAYS)
    false_star: Literal["unlist", "alert"] = "unlist"
    false_star_days: int = Field(default=1, ge=0, le=LONGEST_DAYS)
    badge_requires: Evidence = Evidence.STATED


class GuardConfig(_Strict):
    """``{ count = 3, percent = 10 }``"""

    count: int = Field(default=0, ge=0)
    percent: int = Field(default=0, ge=0, le=100)


class PriceJumpConfig(_Strict):
    """How far a price may leave what the shop shows before a person looks at that product."""

    above: float = Field(default=2.0, gt=1)
    below: float = Field(default=0.5, gt=0, lt=1)


class GuardsConfig(_Strict):
    """The numbers of every guard; what is not named keeps its default."""

    unlist: GuardConfig | None = None
    reprice: GuardConfig | None = None
    stock_zero: GuardConfig | None = None
    text: GuardConfig | None = None
    media: GuardConfig | None = None
    badge_off: GuardConfig | None = None
    create: GuardConfig | None = None
    price_jump: PriceJumpConfig = PriceJumpConfig()
    refused: Annotated[int, Field(ge=0, le=100)] = 20

    @field_validator("refused", mode="before")
    @classmethod
    def _percent(cls, value: object) -> object:
        return value.get("percent") if isinstance(value, dict) and set(value) == {"percent"} else value

    def limits(self) -> GuardLimits:
        """The guards' numbers with our defaults underneath."""
        # Reading a configuration shall not cost the journal's database library: most commands need no more of it.
        from connector.sync import GuardLimits, Limit

        shop = dict(GuardLimits().shop)
        for name in ("unlist", "reprice", "stock_zero", "text", "media", "badge_off", "create"):
            chosen: GuardConfig | None = getattr(self, name)
            if chosen is not None:
                shop[name.replace("_", "-")] = Limit(chosen.count, chosen.percent)
        return GuardLimits(
            shop=shop,
            price_above=self.price_jump.above,
            price_below=self.price_jump.below,
            refused_percent=self.refused,
        )


class PaceConfig(_Strict):
    """Only lowers what the adapter, or a mock's line, declares."""

    per_second: float = Field(gt=0)


class ShopConfig(_Strict):
    """One seller account."""

    name: str = Field(min_length=1, max_length=200, pattern=NO_CONTROLS)
    marketplace: str
    environment: Literal["mock", "sandbox", "live"] = "live"
    base_url: str = ""
    credentials: str = ""
    redirect: str = ""
    owns: str | tuple[Group, ...] = "all"
    sells_for: tuple[str, ...] = ()
    pace: PaceConfig | None = None
    settle_s: float | None = Field(default=None, gt=0, le=86_400)
    drift: Drift | dict[Group, Drift] | None = None
    stock: Literal["on_change", "never", "always"] | None = None
    stock_share: Literal["split", "same"] | None = None
    reserve: int | None = Field(default=None, ge=0, le=LARGEST_STOCK)
    lead_days: int | None = Field(default=None, ge=0, le=LONGEST_DAYS)
    false_star: Literal["unlist", "alert"] | None = None
    false_star_days: int | None = Field(default=None, ge=0, le=LONGEST_DAYS)
    badge_requires: Evidence | None = None

    @field_validator("marketplace")
    @classmethod
    def _alias(cls, word: str) -> str:
        return marketplace_id(word)

    @field_validator("owns")
    @classmethod
    def _preset(cls, owns: str | tuple[Group, ...]) -> str | tuple[Group, ...]:
        if isinstance(owns, str) and owns not in OWNS_PRESETS:
            raise ValueError(f"one of {', '.join(OWNS_PRESETS)} or a list of groups")
        return owns


class Config(_Strict):
    """The whole file; ``path`` is where it stands and every path in it is absolute."""

    path: Path = Path()
    catalogue: CatalogueConfig = CatalogueConfig()
    mappings: MappingsConfig = MappingsConfig()
    policy: PolicyConfig = PolicyConfig()
    guards: GuardsConfig = GuardsConfig()
    shop: tuple[ShopConfig, ...] = ()

    @property
    def folder(self) -> Path:
        return self.path.parent

    def policy_of(self, shop: ShopConfig) -> PolicyConfig:
        """The shop's policies: its own over the file's."""
        own = {name: getattr(shop, name) for name in PolicyConfig.model_fields}
        return self.policy.model_copy(update={name: value for name, value in own.items() if value is not None})

    def shops(self, names: tuple[str, ...] = ()) -> tuple[ShopConfig, ...]:
        """The shops named, or all; BadUse ``E_SHOP_UNKNOWN`` names the nearest."""
        known = {shop.name: shop for shop in self.shop}
        for name in names:
            if name not in known:
                raise BadUse("E_SHOP_UNKNOWN", shop=name, known=", ".join(known), nearest=_nearest(name, known))
        return tuple(known[name] for name in names) if names else self.shop


def owned_groups(shop: ShopConfig) -> frozenset[Group]:
    """The groups we write on a listing that exists (decision 22)."""
    return OWNS_PRESETS[shop.owns] if isinstance(shop.owns, str) else frozenset(shop.owns)


def creates(shop: ShopConfig) -> bool:
    """Whether we make new listings: not in a shop of which only parts are ours, for nobody would keep the rest."""
    if isinstance(shop.owns, str):
        return shop.owns in ("all", "new-only")
    return set(shop.owns) >= NEEDED_TO_CREATE


def load_config(path: Path | None) -> Config:
    """Read ``path``, or ``ocop.toml`` in the working folder. BadUse says which key is wrong and what to do."""
    file = config_file(path)
    try:
        raw = tomllib.loads(_text_of(file))
    except FileNotFoundError:
        raise BadUse("E_CONFIG_MISSING", path=str(file)) from None
    except (OSError, ValueError, RecursionError) as error:  # a number of thousands of digits, a table in a table in a…
        raise BadUse("E_CONFIG_UNREADABLE", path=str(file), detail=str(error)) from None
    if "path" in raw:
        raise BadUse("E_CONFIG_UNKNOWN_KEY", path=str(file), key="path", nearest="catalogue")
    try:
        config = Config.model_validate({**raw, "path": file})
    except ValidationError as error:
        raise _explained(error, file) from None
    names = [shop.name for shop in config.shop]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise BadUse("E_CONFIG_SHOP_TWICE", path=str(file), shop=twice)
    return _absolute(config)


def _text_of(file: Path) -> str:
    """What stands in a configuration; a device or a pipe would never end."""
    if file.exists() and not file.is_file():
        raise OSError("not a file")
    with file.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"more than {LARGEST} bytes")
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def _absolute(config: Config) -> Config:
    files = config.catalogue
    folder = config.folder

    def at(path: Path | None) -> Path | None:
        return None if path is None else folder / path

    catalogue = files.model_copy(
        update={
            "products": tuple(folder / path for path in files.products),
            "updates": tuple(folder / path for path in files.updates),
            "producers": at(files.producers),
            "photos": at(files.photos),
            "papers": at(files.papers),
            "columns": str(folder / files.columns) if files.columns.endswith(".toml") else files.columns,
        }
    )
    mappings = config.mappings.model_copy(update={"overlay": at(config.mappings.overlay)})
    return config.model_copy(update={"catalogue": catalogue, "mappings": mappings})


def _explained(error: ValidationError, file: Path) -> BadUse:
    first = error.errors()[0]
    where = [str(part) for part in first["loc"] if "[" not in str(part)]  # less the alternatives of a value's type
    key = ".".join(where)
    if first["type"] == "extra_forbidden":
        return BadUse("E_CONFIG_UNKNOWN_KEY", path=str(file), key=key, nearest=_nearest(where[-1], _keys(where[:-1])))
    return BadUse("E_CONFIG_VALUE", path=str(file), key=key, detail=first["msg"])


def _keys(where: list[str]) -> tuple[str, ...]:
    model: type[BaseModel] = Config
    inner: dict[str, type[BaseModel]] = {
        "catalogue": CatalogueConfig,
        "mappings": MappingsConfig,
        "policy": PolicyConfig,
        "guards": GuardsConfig,
        "shop": ShopConfig,
        "price_jump": PriceJumpConfig,
        "pace": PaceConfig,
    }
    for part in where:
        model = inner.get(part, model if part.isdigit() else GuardConfig)
    return tuple(name for name in model.model_fields if name != "path")


def _nearest(word: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    names = list(known)
    found = difflib.get_close_matches(word, names, n=1, cutoff=0.0)
    return found[0] if found else ""
