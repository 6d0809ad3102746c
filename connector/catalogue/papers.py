"""The papers folder: scans of certificates and licences, by product or producer.

A scan says what it is by its name, ``P001-01_gcn-ocop_MAU-OCOP-HN-2024-0001_2027-02-13.pdf`` (whose, kind, number, and
until when), or in an index sheet ``papers.csv`` or ``papers.xlsx`` in the folder, which wins. Scans are PDF, JPEG or
PNG and are only named here: nothing is read of one but its first bytes until a marketplace's rule asks for it. No link
is followed and nothing outside the folder is ever found.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from connector.errors import BadUse
from connector.model import Evidence, Paper, PaperKind, Producer, Product, fold

from . import dates
from .columns import bare
from .sheet import open_sheet
from .verdicts import FileNotice, Refused

__all__ = ["NO_PAPERS", "Papers", "read_papers"]

PAPER_HEADERS = {
    "file": ("Tệp", "Tên tệp", "Tệp quét"),
    "of": ("Mã SP", "Mã sản phẩm", "Mã nhóm", "Mã chủ thể", "product", "sku", "producer"),
    "kind": ("Loại giấy", "Loại giấy tờ", "Loại"),
    "number": ("Số", "Số giấy", "Số giấy tờ"),
    "expiry": ("Ngày hết hạn", "Hạn", "expiry_date"),
}
INDEX = ("papers", "giay to", "giay-to", "giấy tờ")
INDEX_TYPES = (".csv", ".xlsx", ".xlsm", ".xls", ".ods")
BEGINNINGS = {".pdf": b"%PDF", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG"}
KIND_BY_WORD = {
    **{bare(kind.value): kind for kind in PaperKind},
    **dict.fromkeys(("gcn", "gcn ocop", "ocop", "giay chung nhan", "giay chung nhan ocop"), PaperKind.CERTIFICATE),
    **dict.fromkeys(("attp", "gcn attp", "vsattp", "an toan thuc pham"), PaperKind.FOOD_SAFETY),
    **dict.fromkeys(("cong bo", "tu cong bo", "ban cong bo", "ban tu cong bo"), PaperKind.DECLARATION),
    **dict.fromkeys(("giay phep", "gp"), PaperKind.LICENCE),
    **dict.fromkeys(("chat luong", "iso", "haccp", "vietgap", "huu co"), PaperKind.QUALITY),
    **dict.fromkeys(("kiem nghiem", "phieu kiem nghiem", "xet nghiem"), PaperKind.TEST),
    **dict.fromkeys(("nhan hieu", "thuong hieu", "so huu tri tue"), PaperKind.BRAND),
    **dict.fromkeys(("dkkd", "kinh doanh", "dang ky kinh doanh"), PaperKind.BUSINESS),
}
DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-.]\d{1,2}[-.]\d{4}")


class _Entry(NamedTuple):
    """What a name or a line of the index says of a scan: whose it is (folded), and the paper."""

    of: str
    paper: Paper


@dataclass(frozen=True)
class Papers:
    """The scans of a folder by the code they belong to. ``said`` are notices on names nobody could read."""

    folder: Path | None = None
    by_code: Mapping[str, tuple[Paper, ...]] = field(default_factory=dict)
    said: tuple[FileNotice, ...] = ()
    digest: str = ""
    _digests: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def of(self, product: Product) -> tuple[Paper, ...]:
        """The scans under a product's key or one of its SKUs; those of its producer stand apart."""
        codes = dict.fromkeys([fold(product.product_key), *(fold(variant.sku) for variant in product.variants)])
        return tuple(paper for code in codes for paper in self.by_code.get(code, ()))

    def of_producer(self, producer_id: str) -> tuple[Paper, ...]:
        return self.by_code.get(fold(producer_id), ())

    def known(self, paper: Paper) -> Paper:
        """The paper with the SHA-256 of its scan, read once however many products it stands for; BadUse as ``scan``."""
        if paper.file not in self._digests:
            self._digests[paper.file] = self.scan(paper)[0].sha
        return paper.model_copy(update={"sha": self._digests[paper.file]})

    def scan(self, paper: Paper) -> tuple[Paper, bytes]:
        """A scan's content, and the paper with its SHA-256; BadUse where it is there no longer."""
        try:
            data = ((self.folder or Path()) / paper.file).read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise BadUse("E_FILE_UNREADABLE", file=paper.file, reason=reason) from None
        return paper.model_copy(update={"sha": hashlib.sha256(data).hexdigest()}), data

    def proven(self, product: Product, day: date) -> Product:
        """The product with its certificate proven by a document, or merely stated where no scan of it counts."""
        record = product.certification.current
        if self.folder is None or record is None or record.evidence is Evidence.REGISTRY:
            return product
        scans = (paper for paper in self.of(product) if paper.kind == PaperKind.CERTIFICATE)
        proof = any(_same(paper.number, record.cert_no) and not paper.lapsed(day) for paper in scans)
        evidence = Evidence.DOCUMENT if proof else Evidence.STATED
        if evidence is record.evidence:
            return product
        current = record.model_copy(update={"evidence": evidence})
        return product.model_copy(
            update={"certification": product.certification.model_copy(update={"current": current})}
        )

    def notices(
        self, products: Iterable[Product], producers: Mapping[str, Producer], known: Iterable[str], day: date
    ) -> Iterator[FileNotice]:
        """Everything worth a word: names nobody can read, unknown codes, lapsed papers, numbers unlike the sheet's.

        ``known`` are further SKUs that may have papers: those of refused rows.
        """
        yield from self.said
        numbers = dict(_numbers(products, producers))
        codes = numbers.keys() | {fold(sku) for sku in known}
        for code, papers in self.by_code.items():
            for paper in papers:
                if code not in codes:
                    yield FileNotice("W_PAPER_UNKNOWN", {"file": paper.file, "sku": code.upper()})
                    continue
                if paper.expiry is not None and paper.lapsed(day):
                    yield FileNotice("W_PAPER_LAPSED", {"file": paper.file, "expiry": f"{paper.expiry:%d/%m/%Y}"})
                stated = numbers.get(code, {}).get(paper.kind, "")
                if stated and paper.number and not _same(paper.number, stated):
                    words = {"file": paper.file, "number": paper.number, "stated": stated}
                    yield FileNotice("W_PAPER_NUMBER_DIFFERS", words)


NO_PAPERS = Papers()


def read_papers(folder: Path) -> Papers:
    """The scans below ``folder``; BadUse where that is no folder or its index is no table."""
    if not folder.is_dir():
        raise BadUse("E_PAPERS_FOLDER", path=str(folder))
    files = dict(sorted(_files(folder)))
    said: list[FileNotice] = []
    index, digest = _index(folder, files, said)
    digests = [digest]
    by_code: dict[str, list[Paper]] = defaultdict(list)
    for key, (file, size) in files.items():
        digests.append(f"{file} {size}")
        if _is_index(file):
            continue
        entry = index.get(key) or _by_name(file)
        if entry is None or not _is_scan(folder / file):
            said.append(FileNotice("W_PAPER_NAME" if entry is None else "W_PAPER_TYPE", {"file": file}))
            continue
        by_code[entry.of].append(entry.paper.model_copy(update={"file": file}))
    digest = hashlib.sha256("\n".join(digests).encode()).hexdigest()
    return Papers(folder, {code: tuple(papers) for code, papers in by_code.items()}, tuple(said), digest)


def _files(folder: Path) -> Iterator[tuple[str, tuple[str, int]]]:
    """(key, (path inside the folder, size)) of every file; no link, nothing hidden, no sheet that Excel has open."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(place, name)
            if name.startswith((".", "~$")) or path.is_symlink() or not path.is_file():
                continue
            inside = path.relative_to(folder).as_posix()
            yield _key(inside), (inside, path.stat().st_size)


def _key(path: str) -> str:
    return fold(path.replace("\\", "/").removeprefix("./"))


def _is_index(file: str) -> bool:
    name, kind = os.path.splitext(fold(file))
    return name in INDEX and kind in INDEX_TYPES


def _is_scan(path: Path) -> bool:
    """Whether a file begins as its name says it does."""
    begins = BEGINNINGS.get(path.suffix.lower())
    try:
        with path.open("rb") as file:
            return begins is not None and file.read(8).startswith(begins)
    except OSError:
        return False


def _by_name(file: str) -> _Entry | None:
    """``CODE_KIND[_NUMBER][_EXPIRY]``"""
    name = unicodedata.normalize("NFC", file.rpartition("/")[2])
    parts = [part.strip() for part in name.rpartition(".")[0].split("_") if part.strip()]
    if len(parts) < 2:
        return None
    expiry = parts.pop() if len(parts) > 2 and DATE.fullmatch(parts[-1]) else ""
    return _entry(parts[0], parts[1], "_".join(parts[2:]), expiry)


def _entry(of: str, kind: str, number: str, expiry: str) -> _Entry | None:
    known = KIND_BY_WORD.get(bare(kind))
    try:
        until = dates.any_date(expiry, []) if expiry.strip() else None
    except Refused:
        return None
    if known is None or not of.strip():
        return None
    return _Entry(fold(of), Paper(kind=known.value, number=number.strip(), expiry=until))


def _index(folder: Path, files: Mapping[str, tuple[str, int]], said: list[FileNotice]) -> tuple[dict[str, _Entry], str]:
    """What the index says of which file, and its digest; only the first index counts."""
    found = [file for file, _ in files.values() if _is_index(file)]
    if not found:
        return {}, ""
    file = found[0]
    if len(found) > 1:
        said.append(FileNotice("W_PAPER_INDEX_TWICE", {"file": file}))
    sheet = open_sheet(folder / file, PAPER_HEADERS, tuple(PAPER_HEADERS)[:3])
    said.extend(sheet.notices)
    entries: dict[str, _Entry] = {}
    for record in sheet.records():
        cells = {name: record.cells[at] for name, at in sheet.columns.items()} if record.cells else {}
        key = _key(cells.get("file", ""))
        entry = _entry(*(cells.get(name, "") for name in ("of", "kind", "number", "expiry")))
        if key not in files:
            said.append(FileNotice("W_PAPER_NOT_FOUND", {"file": cells.get("file", ""), "line": record.line}))
        elif entry is None:
            said.append(FileNotice("W_PAPER_INDEX_ROW", {"file": file, "line": record.line}))
        else:
            entries[key] = entry
    return entries, sheet.digest


def _numbers(products: Iterable[Product], producers: Mapping[str, Producer]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every code that may have papers, with the numbers the sheets state, by kind."""
    for name, producer in producers.items():
        yield (
            fold(name),
            {
                PaperKind.FOOD_SAFETY: producer.food_safety_cert_no,
                PaperKind.BUSINESS: producer.business_reg_no,
            },
        )
    for product in products:
        record = product.certification.current
        stated = {PaperKind.CERTIFICATE.value: record.cert_no if record else ""}
        for code in (product.product_key, *(variant.sku for variant in product.variants)):
            yield fold(code), stated


def _same(one: str, other: str) -> bool:
    """Whether two numbers are one: names of files cannot hold a slash."""
    plain = [re.sub(r"[\W_]", "", bare(number)) for number in (one, other)]
    return bool(plain[0]) and plain[0] == plain[1]
