"""A folder for each thing to do: the pictures in order, the texts to paste, and a page with a button beside each."""

from __future__ import annotations

import html
import shutil
from collections.abc import Iterable
from pathlib import Path

from pydantic import JsonValue
from slugify import slugify

from connector.messages import Language, say
from connector.model import Group

from .book import Entry
from .ticks import task_of

__all__ = ["LIBRARY", "folder_of", "write_tasks"]

LIBRARY = "ảnh"
TASKS = "việc"
LONGEST = 60

STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222}
h1{font-size:1.4rem}h2{font-size:1rem;margin:1.6rem 0 .3rem}
pre{white-space:pre-wrap;font:inherit;background:#f4f4f1;padding:.7rem;border-radius:6px;margin:0}
button{font:inherit;padding:.2rem .8rem;margin-left:.6rem;border:1px solid #888;border-radius:6px;background:#fff}
button{cursor:pointer}button.ok{background:#dff3df}
table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.3rem .7rem;text-align:left}
img{height:9rem;margin:.3rem .5rem 0 0;border:1px solid #ddd}.old{color:#777;text-decoration:line-through}"""
SCRIPT = """function copied(b){var t=document.getElementById(b.dataset.of).textContent;
function ok(){b.classList.add('ok');b.textContent=b.dataset.ok}
function old(){var a=document.createElement('textarea');a.value=t;document.body.appendChild(a);a.select();
document.execCommand('copy');a.remove();ok()}
if(navigator.clipboard)navigator.clipboard.writeText(t).then(ok,old);else old()}"""


def folder_of(entry: Entry) -> str:
    """The folder's name: its number in the list and what it is, in letters that every system takes."""
    return f"{entry.id}-{slugify(entry.title, max_length=LONGEST, word_boundary=True)}"


def write_tasks(folder: Path, entries: Iterable[Entry], lang: Language) -> None:
    """One folder for each of ``entries`` and none besides; pictures are named by their place."""
    tasks = folder / TASKS
    tasks.mkdir(parents=True, exist_ok=True)
    wanted = {folder_of(entry): entry for entry in entries}
    for standing in tasks.iterdir():
        if standing.is_dir() and standing.name not in wanted and standing.name[:4].isdigit():
            shutil.rmtree(standing)
    for name, entry in wanted.items():
        _write(tasks / name, folder / LIBRARY, entry, lang)


def _write(place: Path, library: Path, entry: Entry, lang: Language) -> None:
    place.mkdir(exist_ok=True)
    for earlier in place.glob("[0-9][0-9].jpg"):
        earlier.unlink()
    names = []
    for number, picture in enumerate(_pictures(entry.wanted.get(Group.MEDIA)), 1):
        names.append(f"{number:02d}.jpg")
        shutil.copyfile(library / picture, place / names[-1])
    for group, file in ((Group.TITLE, "tên.txt"), (Group.DESCRIPTION, "mô tả.txt")):
        text = entry.wanted.get(group)
        if isinstance(text, str):
            (place / file).write_text(text, encoding="utf-8")
    (place / "index.html").write_text(_page(entry, names, lang), encoding="utf-8")


def _pictures(value: JsonValue) -> list[str]:
    return [str(one).removeprefix("remote:") for one in value] if isinstance(value, list) else []


def _page(entry: Entry, pictures: list[str], lang: Language) -> str:
    heading = html.escape(say(f"byhand.do.{task_of(entry)}", lang, title=entry.title))
    parts = [f"<h1>{entry.id}. {heading}</h1>"]
    if task_of(entry) == "hide":
        parts.append(f"<p>{html.escape(', '.join(entry.skus))}</p>")
    for group in (Group.TITLE, Group.DESCRIPTION):
        if isinstance(text := entry.wanted.get(group), str):
            parts.append(_text(group, text, lang))
    if pictures:
        shown = "".join(f'<img src="{name}" alt="{name}">' for name in pictures)
        parts.append(f"<h2>{say('byhand.media', lang)}</h2><div>{shown}</div>")
    if Group.PRICE in entry.wanted or Group.STOCK in entry.wanted:
        parts.append(_figures(entry, lang))
    parts += [
        _plain(group, entry.wanted[group], lang) for group in (Group.ATTRIBUTES, Group.PACKAGE) if group in entry.wanted
    ]
    parts.append(f"<p>{html.escape(say('byhand.tick', lang, number=entry.id))}</p>")
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{heading}</title><style>{STYLE}</style><body>{''.join(parts)}<script>{SCRIPT}</script></body></html>"
    )


def _text(group: Group, text: str, lang: Language) -> str:
    words = {name: html.escape(say(f"byhand.{name}", lang)) for name in (str(group), "copy", "copied")}
    button = f'<button data-of="{group}" data-ok="{words["copied"]}" onclick="copied(this)">{words["copy"]}</button>'
    return f'<h2>{words[str(group)]}{button}</h2><pre id="{group}">{html.escape(text)}</pre>'


def _figures(entry: Entry, lang: Language) -> str:
    """Price and stock of every SKU, with what the shop shows where that is to change."""
    options = _mapping(_mapping(entry.wanted.get(Group.STRUCTURE) or entry.shown.get(Group.STRUCTURE)).get("skus"))
    heads = "".join(
        f"<th>{html.escape(say(f'byhand.{name}', lang))}</th>" for name in ("sku", "options", "price", "stock")
    )
    rows = ""
    for sku in entry.skus:
        words = options.get(sku)
        chosen = " / ".join(map(str, words)) if isinstance(words, list) else ""
        cells = [
            html.escape(sku),
            html.escape(chosen),
            _figure(entry, Group.PRICE, sku),
            _figure(entry, Group.STOCK, sku),
        ]
        rows += "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    return f"<h2>{html.escape(say('byhand.figures', lang))}</h2><table><tr>{heads}</tr>{rows}</table>"


def _figure(entry: Entry, group: Group, sku: str) -> str:
    old, new = _mapping(entry.shown.get(group)).get(sku), _mapping(entry.wanted.get(group)).get(sku)
    if new is None or new == old:
        return _dotted(old)
    return _dotted(new) if old is None else f'<span class="old">{_dotted(old)}</span> <b>{_dotted(new)}</b>'


def _dotted(figure: JsonValue) -> str:
    return f"{figure:,}".replace(",", ".") if isinstance(figure, int) else ""


def _plain(group: Group, value: JsonValue, lang: Language) -> str:
    """Category, brand and the parcel, as they are."""
    parts = _mapping(value)
    if group is Group.ATTRIBUTES:
        shown = [str(parts[name]) for name in ("category", "brand") if parts.get(name)]
    else:
        sides = " × ".join(str(parts.get(name, "")) for name in ("length_cm", "width_cm", "height_cm"))
        shown = [f"{parts.get('weight_g', '')} g", f"{sides} cm"]
    return f"<h2>{html.escape(say(f'byhand.{group}', lang))}</h2><pre>{html.escape(' — '.join(shown))}</pre>"


def _mapping(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}
