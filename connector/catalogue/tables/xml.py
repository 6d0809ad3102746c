"""XML from a stranger, event by event: no document type, no entity of its own, nothing fetched, no endless token."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from connector.errors import BadUse

__all__ = ["local", "walk_xml"]

LONGEST_TOKEN = 8 * 1024 * 1024

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class _Refused(Exception):
    """A document type: workbooks have none, bombs and spies do."""


def walk_xml(
    file: str, chunks: Iterable[bytes], start: Start, end: End | None = None, text: Text | None = None
) -> None:
    """Feed ``chunks`` to the handlers. Names come as ``namespace name`` (see ``local``). BadUse where it is no XML."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - max(parser.CurrentByteIndex, 0) > LONGEST_TOKEN + len(chunk):
                raise BadUse("E_FILE_INFLATES", file=file, megabytes=LONGEST_TOKEN // 1024 // 1024)
        parser.Parse(b"", True)
    except _Refused:
        raise BadUse("E_FILE_DOCTYPE", file=file) from None
    except (expat.ExpatError, ValueError, LookupError):
        raise BadUse("E_FILE_DAMAGED", file=file) from None


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


def _refuse(*_: object) -> None:
    raise _Refused
