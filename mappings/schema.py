"""The rule files as typed tables: what may stand in a mapping's TOML, and nothing else.

Category paths are names joined by `` > ``, root first.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from connector.model import BadgePlace, PaperKind

from .fields import nearest
from .tables import LimitRule, Pattern, RuleFile, Sourced, Table, Template

__all__ = [
    "RULE_FILES",
    "AttributeRule",
    "AttributesFile",
    "CategoriesFile",
    "GroupRule",
    "LabelLine",
    "MediaFile",
    "OfferFile",
    "PaperRule",
    "TextFile",
    "split_path",
]


CategoryPath = Annotated[str, Field(min_length=1)]
Sign = Annotated[str, Field(min_length=1, max_length=1)]
Twin = Annotated[str, Field(min_length=1, max_length=2)]


def split_path(text: str) -> tuple[str, ...]:
    """``A > B > C`` as a name path."""
    return tuple(part.strip() for part in text.split(">"))


class KeywordRule(Table):
    """Products whose title holds one of these words (whole words, any case) and none of ``without`` go to ``path``."""

    title: tuple[str, ...] = Field(min_length=1)
    without: tuple[str, ...] = ()
    path: CategoryPath


class GroupRule(Sourced):
    """A programme group: its usual category, and refinements tried in order, the first that fits winning."""

    path: CategoryPath
    when: dict[str, KeywordRule] = Field(default_factory=dict)


class CategoriesFile(RuleFile):
    """``product`` is by product key and goes before all; ``industry`` where a product has no known group.

    ``without_tree``: a shop that has no categories at all takes the path as it stands.
    """

    without_tree: bool = False
    product: dict[str, CategoryPath] = Field(default_factory=dict)
    group: dict[str, GroupRule] = Field(default_factory=dict)
    industry: dict[str, CategoryPath] = Field(default_factory=dict)


class AttributeRule(Sourced):
    """How an attribute, found by name, gets its value.

    ``words``: a listed choice for each word that ``value`` holds. Then ``value`` itself, as a choice of that name or as
    a text of our own where the input takes one. Then ``otherwise``, a choice. ``listed_only``: never a text of our own,
    for a value that is only read for its words. ``unit`` is the value's where it names none itself. ``lines`` in place
    of ``value``: a list in HTML, of those lines that have all their fields.
    """

    value: Template = ""
    lines: tuple[Template, ...] = ()
    words: dict[str, str] = Field(default_factory=dict)
    otherwise: str = ""
    unit: str = ""
    listed_only: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.value and not self.lines:
            raise PydanticCustomError("missing", "value")
        return self


class PaperRule(Sourced):
    """Which scans stand for a paper that the marketplace asks for, by our kinds of papers: all of the first kind of
    which there is one that counts."""

    kinds: tuple[PaperKind, ...] = Field(min_length=1)


class AttributesFile(RuleFile):
    """Attributes and papers by name, and the brand for products whose brand the marketplace does not know.

    ``in_category``: rules of one category, by its name path, that go before those of all categories.
    """

    class NoBrand(Sourced):
        """The marketplace's own way to say that there is none: part of its protocol, not an id of ours."""

        id: str = ""
        name: str = ""

    attribute: dict[str, AttributeRule] = Field(default_factory=dict)
    in_category: dict[CategoryPath, dict[str, AttributeRule]] = Field(default_factory=dict)
    no_brand: NoBrand = NoBrand()
    paper: dict[str, PaperRule] = Field(default_factory=dict)


class TitleRule(LimitRule):
    """``when_short`` are tried in order while the title is below the minimum."""

    text: Template
    when_short: tuple[Template, ...] = ()


DescriptionBlock = Literal["short_story", "long_story", "claim", "label"]


class DescriptionRule(LimitRule):
    """The blocks in order, the dress they wear (plain text or escaped HTML), and how many hashtags they may hold."""

    dress: Literal["plain", "html"] = "plain"
    order: tuple[DescriptionBlock, ...]
    hashtags: LimitRule = LimitRule()


class ClaimRule(Sourced):
    """The certificate in words. ``phrase`` stands for ``{ocop}``.

    ``patterns`` find a star claim written out by hand, ``potential`` a mention of a star applied for; both hold a group
    ``star``, read through ``stars``.
    """

    phrase: Template
    heading: str
    lines: tuple[Template, ...]
    patterns: tuple[Pattern, ...] = ()
    potential: tuple[Pattern, ...] = ()
    stars: dict[str, int] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _grouped(self) -> Self:
        if not all("(?P<star>" in pattern for pattern in (*self.patterns, *self.potential)):
            raise PydanticCustomError("pattern", "{problem}", {"problem": "(?P<star>...)"})
        return self


class LabelLine(Sourced):
    """One line of the label block, for ``industries`` and ``groups`` (empty = all).

    It is left out where the product's own warning holds ``unless``.
    """

    text: Template
    industries: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    unless: str = ""


class LabelRule(Sourced):
    """What the label law wants a buyer to read, in one order everywhere."""

    heading: str
    order: tuple[str, ...]
    line: dict[str, LabelLine]

    @model_validator(mode="after")
    def _lines_exist(self) -> Self:
        for name in self.order:
            if name not in self.line:
                context = {"key": name, "nearest": nearest(name, self.line), "named_by": "order"}
                raise PydanticCustomError("unknown_key", "{key}", context)
        return self


class ForbiddenRule(Sourced):
    """Words that may stand neither in title nor in description."""

    pattern: Pattern


class TextFile(RuleFile):
    """Title, description, claim and label. ``papers``: kinds of papers behind the fields licence and quality.

    ``signs``: what stands in place of a sign that the marketplace refuses; of two, the first opens and the second
    closes. ``dropped``: signs that it refuses and that say nothing. ``forbidden``: what the marketplace takes listings
    down for, by a name of ours.
    """

    title: TitleRule
    description: DescriptionRule
    claim: ClaimRule
    label: LabelRule
    papers: dict[Literal["licence", "quality"], tuple[str, ...]] = Field(default_factory=dict)
    village_titles: dict[str, str] = Field(default_factory=dict)
    forbidden: dict[str, ForbiddenRule] = Field(default_factory=dict)
    signs: dict[Sign, Twin] = Field(default_factory=dict)
    dropped: Pattern = ""


class PriceRule(LimitRule):
    """``percent`` of the sheet's price, rounded half up to ``round_to``. ``spread``: dearest at most so many times the
    cheapest."""

    percent: Decimal = Field(default=Decimal(100), gt=0)
    round_to: int = Field(default=1, ge=1)
    spread: int | None = None


class ParcelClass(Sourced):
    """What fits into a parcel class that a channel wants named; nothing said = anything."""

    max_weight_g: int | None = Field(default=None, gt=0)
    max_side_cm: int | None = Field(default=None, gt=0)


class PackageRule(Sourced):
    """``days_to_ship`` by group, none = the marketplace's usual time. ``sizes``: parcel classes by the marketplace's
    name of them, tried in order. ``needs_channel``: a listing names its ways of delivery."""

    needs_dimensions: bool = True
    needs_channel: bool = True
    days_to_ship: dict[str, int] = Field(default_factory=dict)
    sizes: dict[str, ParcelClass] = Field(default_factory=dict)


class OptionsRule(Sourced):
    """Bounds for the name of an option axis, for its values, and for how many SKUs one listing holds."""

    name: LimitRule = LimitRule()
    value: LimitRule = LimitRule()
    skus: LimitRule = LimitRule()


class ChannelRule(Sourced):
    """``as_catalogue``: only products that want the marketplace, of producers with a shop there."""

    as_catalogue: bool = True


class OfferFile(RuleFile):
    """Price, stock, parcel, options, and who may be shown at all."""

    price: PriceRule = PriceRule()
    stock: LimitRule = LimitRule()
    package: PackageRule = PackageRule()
    options: OptionsRule = OptionsRule()
    channel: ChannelRule = ChannelRule()


class ImagesRule(LimitRule):
    """``recipe`` names the treatment in the media room; a new version of it is a new picture everywhere.
    ``option_recipe``: that of pictures of options, where the marketplace takes no picture for two uses."""

    recipe: str
    option_recipe: str = ""


class BadgeRule(Sourced):
    """Where the star goes, and in which corner."""

    place: BadgePlace
    corner: str = ""


class CardRule(Sourced):
    """Our own certificate card: its recipe and its text, line by line."""

    recipe: str
    lines: tuple[Template, ...] = Field(min_length=1)


class MediaFile(RuleFile):
    """Pictures, badge and card."""

    images: ImagesRule
    badge: BadgeRule
    card: CardRule


RULE_FILES: dict[str, type[RuleFile]] = {
    "attributes": AttributesFile,
    "categories": CategoriesFile,
    "media": MediaFile,
    "offer": OfferFile,
    "text": TextFile,
}
