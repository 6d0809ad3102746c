"""A folder for each thing to do: the pictures in order, the texts to paste, and a page with a button beside each; and
one page that leads to all of them."""

from __future__ import annotations

import html
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import JsonValue
from slugify import slugify

from connector.messages import Language, say
from connector.model import Group

from .book import Entry
from .ticks import task_of

__all__ = ["INDEX", "LIBRARY", "folder_of", "write_tasks"]

INDEX = "việc.html"
LIBRARY = "ảnh"
TASKS = "việc"
LONGEST = 60
TEXTS = ((Group.TITLE, "tên.txt"), (Group.DESCRIPTION, "mô tả.txt"))
OURS = ("[0-9][0-9].jpg", "pl-[0-9][0-9].jpg", *(file for _, file in TEXTS))

STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222}
h1{font-size:1.4rem}h2{font-size:1rem;margin:1.6rem 0 .3rem}
pre{white-space:pre-wrap;font:inherit;background:#f4f4f1;padding:.7rem;border-radius:6px;margin:0}
button{font:inherit;padding:.2rem .8rem;margin-left:.6rem;border:1px solid #888;border-radius:6px;background:#fff}
button{cursor:pointer}button.ok{background:#dff3df}
table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.3rem .7rem;text-align:left}
td.sku,th{white-space:nowrap}a{color:#0b57d0}.wide{overflow-x:auto}
figure{display:inline-block;margin:.3rem .5rem 0 0}figcaption{font-size:.85rem;color:#555}
img{height:9rem;max-width:100%;border:1px solid #ddd}.old{color:#777;text-decoration:line-through}
table.list td:nth-child(2){white-space:nowrap}table.list td:nth-child(3){overflow-wrap:anywhere}
@media(max-width:600px){table.list tr:first-child{display:none}table.list tr{display:block;padding:.5rem 0}
table.list tr+tr+tr{border-top:1px solid #ccc}table.list td{display:inline;border:0;padding:0 .7rem 0 0;color:#555}
table.list td:last-child{display:block;font-size:1.05rem}}
.now{background:#fdecea;border-left:4px solid #c0392b;padding:.6rem .8rem}"""
SCRIPT = """function copied(b){var t=document.getElementById(b.dataset.of).textContent;
function ok(){b.classList.add('ok');b.textContent=b.dataset.ok}
function old(){var a=document.createElement('textarea');a.value=t;document.body.appendChild(a);a.select();
document.execCommand('copy');a.remove();ok()}
if(navigator.clipboard)navigator.clipboard.writeText(t).then(ok,old);else old()}"""


def folder_of(entry: Entry) -> str:
    """The folder's name: its number in the list and what it is, in letters that every system takes."""
    return f"{entry.id}-{slugify(entry.title, max_length=LONGEST, word_boundary=True)}"


def write_tasks(folder: Path, entries: Iterable[Entry], lang: Language, changed: Collection[str] | None = None) -> None:
    """One folder for each of ``entries`` and none besides; pictures are named by their place. ``changed``: the numbers
    of those whose folder is no longer as it was written, None where nobody knows."""
    tasks = folder / TASKS
    tasks.mkdir(parents=True, exist_ok=True)
    wanted = {folder_of(entry): entry for entry in entries}
    for standing in tasks.iterdir():
        if standing.is_dir() and standing.name not in wanted and standing.name[:4].isdigit():
            shutil.rmtree(standing, ignore_errors=True)
    for name, entry in wanted.items():
        if changed is None or entry.id in changed or not (tasks / name).is_dir():
            _write(tasks / name, folder / LIBRARY, entry, lang)
    (folder / INDEX).write_text(_index(wanted, lang), encoding="utf-8")


def _write(place: Path, library: Path, entry: Entry, lang: Language) -> None:
    place.mkdir(exist_ok=True)
    for earlier in (file for pattern in OURS for file in place.glob(pattern)):
        with suppress(OSError):  # somebody looks at it: it is overwritten, or stays until the task is done
            earlier.unlink()
    gallery = [(f"{n:02d}.jpg", "", name) for n, name in enumerate(_pictures(entry.wanted.get(Group.MEDIA)), 1)]
    drawn = _mapping(_mapping(entry.wanted.get(Group.STRUCTURE)).get("images"))
    options = [(f"pl-{n:02d}.jpg", word, _picture(kept)) for n, (word, kept) in enumerate(drawn.items(), 1)]
    for name, _, picture in (*gallery, *options):
        with suppress(FileNotFoundError):  # taken out of the library: the page shows which one is not there
            shutil.copyfile(library / picture, place / name)
    for group, file in TEXTS:
        text = entry.wanted.get(group)
        if isinstance(text, str):
            (place / file).write_text(text, encoding="utf-8")
    (place / "index.html").write_text(_page(entry, gallery, options, lang), encoding="utf-8")


def _picture(value: JsonValue) -> str:
    """The name in the library."""
    return str(value).removeprefix("remote:")


def _pictures(value: JsonValue) -> list[str]:
    return [_picture(one) for one in value] if isinstance(value, list) else []


def _index(wanted: Mapping[str, Entry], lang: Language) -> str:
    """What is to be done, each with its page."""
    heading = html.escape(say("byhand.index", lang))
    if not wanted:
        return _document(heading, f"<h1>{heading}</h1><p>{html.escape(say('byhand.nothing', lang))}</p>", lang)
    heads = "".join(
        f"<th>{html.escape(say(f'byhand.column.{one}', lang))}</th>" for one in ("number", "task", "sku", "title")
    )
    rows = "".join(
        f"<tr><td>{entry.id}</td><td>{html.escape(say(f'byhand.task.{task_of(entry)}', lang))}</td>"
        f"<td>{html.escape(', '.join(entry.skus))}</td>"
        f'<td><a href="{TASKS}/{name}/index.html">{html.escape(entry.title)}</a></td></tr>'
        for name, entry in wanted.items()
    )
    told = f"<p>{html.escape(say('byhand.how', lang))}</p>"
    table = f'<div class="wide"><table class="list"><tr>{heads}</tr>{rows}</table></div>'
    return _document(heading, f"<h1>{heading} ({len(wanted)})</h1>{told}{table}", lang)


def _document(title: str, body: str, lang: Language) -> str:
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{STYLE}</style><body>{body}<script>{SCRIPT}</script></body></html>"
    )


Files = Sequence[tuple[str, str, str]]
"""Name in the folder, the option it shows, name in the library."""


def _page(entry: Entry, pictures: Files, options: Files, lang: Language) -> str:
    heading = html.escape(say(f"byhand.do.{task_of(entry)}", lang, title=entry.title))
    back = html.escape(say("byhand.index", lang))
    parts = [f'<p><a href="../../{INDEX}">← {back}</a></p><h1>{entry.id}. {heading}</h1>']
    if entry.star_gone:
        parts.append(f'<p class="now">{html.escape(say("byhand.star_gone", lang))}</p>')
    if Group.PRICE not in entry.wanted and Group.STOCK not in entry.wanted:
        parts.append(f"<p>{html.escape(', '.join(entry.skus))}</p>")
    for group in (Group.TITLE, Group.DESCRIPTION):
        if isinstance(text := entry.wanted.get(group), str):
            parts.append(_text(group, text, lang))
    parts += [_shown(code, files, lang) for code, files in (("media", pictures), ("option_images", options)) if files]
    if Group.PRICE in entry.wanted or Group.STOCK in entry.wanted:
        parts.append(_figures(entry, lang))
    parts += [
        _plain(group, entry.wanted[group], lang) for group in (Group.ATTRIBUTES, Group.PACKAGE) if group in entry.wanted
    ]
    parts.append(f"<p>{html.escape(say('byhand.tick', lang, number=entry.id))}</p>")
    return _document(heading, "".join(parts), lang)


def _shown(code: str, files: Files, lang: Language) -> str:
    """Pictures in their order, each with the name of its file; a touch opens it whole, to be kept."""
    figures = "".join(
        f'<figure><a href="{name}"><img src="{name}" alt="{name}"></a>'
        f"<figcaption>{html.escape(f'{word}: {name}' if word else name)}</figcaption></figure>"
        for name, word, _ in files
    )
    return f"<h2>{html.escape(say(f'byhand.{code}', lang))}</h2><div>{figures}</div>"


def _text(group: Group, text: str, lang: Language) -> str:
    words = {name: html.escape(say(f"byhand.{name}", lang)) for name in (str(group), "copy", "copied")}
    button = f'<button data-of="{group}" data-ok="{words["copied"]}" onclick="copied(this)">{words["copy"]}</button>'
    return f'<h2>{words[str(group)]}{button}</h2><pre id="{group}">{html.escape(text)}</pre>'


def _figures(entry: Entry, lang: Language) -> str:
    """Price and stock of every SKU, with what the shop shows where that is to change."""
    options = _mapping(_mapping(entry.wanted.get(Group.STRUCTURE) or entry.shown.get(Group.STRUCTURE)).get("skus"))
    several = any(options.values())
    columns = ("sku", "options", "price", "stock") if several else ("sku", "price", "stock")
    heads = "".join(f"<th>{html.escape(say(f'byhand.{name}', lang))}</th>" for name in columns)
    rows = ""
    for sku in entry.skus:
        words = options.get(sku)
        chosen = " / ".join(map(str, words)) if isinstance(words, list) else ""
        cells = [f"<td>{html.escape(chosen)}</td>"] if several else []
        cells += [f"<td>{_figure(entry, group, sku)}</td>" for group in (Group.PRICE, Group.STOCK)]
        rows += f'<tr><td class="sku">{html.escape(sku)}</td>{"".join(cells)}</tr>'
    table = f'<div class="wide"><table><tr>{heads}</tr>{rows}</table></div>'
    return f"<h2>{html.escape(say('byhand.figures', lang))}</h2>{table}"


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
