"""Scans for the sample's papers folder: one page each, saying whose paper it is meant to be and that it is a sample."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

__all__ = ["write_papers"]

UNTIL = date(2099, 12, 31)
"""Marketplaces judge papers by their own clock, whatever day the sample is looked at."""

FOODS = ("food", "beverage")


def write_papers(folder: Path, producers: Path, products: Path) -> list[Path]:
    """A food-safety certificate for every producer that has one, a declaration for every edible or herbal product and a
    licence for spirits, as PDF files named as the papers folder wants them."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, text in (*_of_producers(producers), *_of_products(products)):
        path = folder / name
        path.write_bytes(_page(text))
        written.append(path)
    return written


def _of_producers(sheet: Path) -> Iterator[tuple[str, str]]:
    for row in _rows(sheet):
        if row["food_safety_cert_no"]:
            number = row["food_safety_cert_no"].replace("/", "-")
            yield f"{row['producer_id']}_attp_{number}_{UNTIL}.pdf", number


def _of_products(sheet: Path) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for row in _rows(sheet):
        key = row["product_key"] or row["sku"]
        if key not in seen and row["industry"] in (*FOODS, "herbal"):
            seen.add(key)
            yield f"{key}_tu cong bo_MAU-{key}.pdf", f"MAU - TU CONG BO - {key}"
            if row["alcohol_abv"] not in ("", "0"):
                yield f"{key}_giay phep_MAU-{key}_{UNTIL}.pdf", f"MAU - GIAY PHEP - {key}"


def _rows(sheet: Path) -> list[dict[str, str]]:
    with sheet.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _page(text: str) -> bytes:
    """A page with one line, in the fewest objects that every reader opens."""
    line = f"BT /F1 24 Tf 60 760 Td ({text}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(line), line),
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
