"""The first ``ocop.toml``: every setting with its default and one line on what it does, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Sequence

from connector.messages import Language, say

__all__ = ["filled"]

LINES = """# {about}

[catalogue]
products  = {products}   # {note_products}
producers = {producers}   # {note_producers}
photos    = {photos}   # {note_photos}
owner     = {owner}   # {note_owner}
# updates = ["gia-moi.xlsx"]   # {note_updates}
# papers  = "giay-to"   # {note_papers}
# columns = "kiotviet"   # {note_columns}

# {note_overlay}
# [mappings]
# overlay = "mappings"

[policy]
drift           = "ask"         # {note_drift}
stock           = "on_change"   # {note_stock}
stock_share     = "split"       # {note_share}
reserve         = 0             # {note_reserve}
lead_days       = 1             # {note_lead}
false_star      = "unlist"      # {note_false_star}
false_star_days = 1             # {note_false_star_days}
badge_requires  = "stated"      # {note_badge}

# {note_guards}
[guards]
unlist     = {{ count = 3, percent = 10 }}
reprice    = {{ count = 5, percent = 30 }}
price_jump = {{ above = 2.0, below = 0.5 }}
refused    = {{ percent = 20 }}

# {note_shop}
[[shop]]
name        = {shop}
marketplace = {marketplace}
environment = {environment}   # {note_environment}
{base_url}
credentials = {credentials}   # {note_credentials}
# redirect  = "https://htx.example/connect/"   # {note_redirect}
{tool}owns        = {owns}   # {note_owns}
# sells_for = []   # {note_sells_for}
# pace      = {{ per_second = 2 }}   # {note_pace}
"""

NOTES = (
    "about",
    "products",
    "producers",
    "photos",
    "owner",
    "updates",
    "papers",
    "columns",
    "overlay",
    "drift",
    "stock",
    "share",
    "reserve",
    "lead",
    "false_star",
    "false_star_days",
    "badge",
    "guards",
    "shop",
    "environment",
    "credentials",
    "redirect",
    "owns",
    "sells_for",
    "pace",
)


def filled(
    lang: Language,
    *,
    owner: str,
    products: Sequence[str],
    producers: str,
    photos: str,
    shop: str,
    marketplace: str,
    environment: str,
    base_url: str,
    credentials: str,
    owns: str = "all",
    tool: str = "",
) -> str:
    """The file's text. Values are written as TOML strings, whatever stands in them.

    ``tool`` is another program that keeps the shop's stock and prices; then the stock is never sent.
    """
    notes = {f"note_{name}": say(f"template.{name}", lang) for name in NOTES}
    about_address = say("template.base_url", lang)
    address = (
        f"base_url    = {_quoted(base_url)}   # {about_address}" if base_url else f"# base_url  =   # {about_address}"
    )
    return LINES.format(
        about=notes.pop("note_about"),
        owner=_quoted(owner),
        products=f"[{', '.join(_quoted(name) for name in products)}]",
        producers=_quoted(producers),
        photos=_quoted(photos),
        shop=_quoted(shop),
        marketplace=_quoted(marketplace),
        environment=_quoted(environment),
        base_url=address,
        credentials=_quoted(credentials),
        owns=_quoted(owns),
        tool=_other_tool(tool, lang) if tool else "",
        **notes,
    )


def _other_tool(tool: str, lang: Language) -> str:
    """Two lines of the shop's section: why, and that we never send stock. A name cannot break out of its comment."""
    why = say("template.other_tool", lang, tool=" ".join(tool.split()))
    return f'# {why}\nstock       = "never"\n'


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
