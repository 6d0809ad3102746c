"""Rules, categories and values of a mapping in a person's words: for pages, workbooks and reading them back."""

from __future__ import annotations

import re

from connector.messages import Language, catalogue_of, say
from connector.model import fold
from mappings import Rules
from mappings.fields import FIELD_NAMES

__all__ = ["field_of", "field_word", "path_text", "rule_text", "value_text"]

FEW = 6
PLACE = re.compile(r"\{(\w+)\}")
SPACES = re.compile(r"\s+")


def path_text(path: tuple[str, ...]) -> str:
    """A name path as people read it; '' where there is none."""
    return " > ".join(path)


def rule_text(key: str, rules: Rules, lang: Language) -> str:
    """``group.F1a.when.fruit`` as ``F1a · Rau, củ, quả tươi; tên có: bưởi, cam``."""
    kind, _, rest = key.partition(".")
    if kind == "product":
        return say("categories.rule.product", lang, product=rest)
    if kind == "industry":
        return say("categories.rule.industry", lang, industry=say(f"industry.{rest}", lang))
    code, _, name = rest.removesuffix(".path").partition(".when.")
    group = rules.groups.get(fold(code), (code, None))[1]
    words = f"{code} · {_group_name(code, lang)}".removesuffix(" · ")
    if not name or group is None or name not in group.when:
        return words
    rule = group.when[name]
    words += "; " + say("categories.rule.title", lang, words=_listed(rule.title))
    return words + ("; " + say("categories.rule.without", lang, words=_listed(rule.without)) if rule.without else "")


def _group_name(code: str, lang: Language) -> str:
    texts = catalogue_of(lang)
    return next((text for name, text in texts.items() if fold(name) == fold(f"programme.{code}")), "")


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words[:FEW]) + (", …" if len(words) > FEW else "")


def field_word(name: str, lang: Language) -> str:
    """A field of a template as it stands in the workbook: ``Cột: Thành phần``."""
    return say("categories.column", lang, name=say(f"field.{name}", lang))


def value_text(template: str, lang: Language) -> str:
    """A template in words; a text without fields stands as it is."""
    return PLACE.sub(lambda found: f"«{field_word(found[1], lang)}»" if found[1] in FIELD_NAMES else found[0], template)


def field_of(words: str) -> str:
    """The field that ``words`` name, in either language and with or without the word for column; '' where none."""
    said = _bare(words)
    for lang in ("vi", "en"):
        for name in FIELD_NAMES:
            if said == _bare(field_word(name, lang)):
                return name
    return ""


def _bare(words: str) -> str:
    return SPACES.sub(" ", fold(words).replace(" :", ":"))
