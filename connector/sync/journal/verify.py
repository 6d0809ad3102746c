"""Is the journal sound: the file itself, its version, and whether its parts agree. Reads only.

Every flaw has a code with two sentences (``journal.flaw.*``, ``journal.do.*``). What ordinary life leaves behind, such
as the memory of a product that moved to another SKU, is said for information; a person is asked for where something
has to be mended.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
from pydantic import JsonValue
from sqlalchemy import func, select

from connector.errors import BadUse
from connector.sync.change import Severity

from .opened import looked_at
from .records import LastGood, ListingBase
from .store import HEAD
from .tables import metadata

__all__ = ["CODES", "Flaw", "Soundness", "verify_journal"]

PERSON, INFO = Severity.PERSON, Severity.INFO
RECORD_VERSION = 1
OLD = timedelta(days=1)
"""After this an open intent or run is no longer one that is under way."""
SHOWN = 5

CODES = (
    *("damaged", "newer", "part_missing", "record_unreadable", "body_changed", "fingerprint_version"),
    *("split_binding", "shared_listing", "intent_old", "run_not_ended", "uploaded_twice"),
    *("older", "run_not_ended_since", "binding_without_base", "base_without_binding", "answer_without_subject"),
    *("step_without_intent", "intent_without_run", "change_without_run"),
)
"""Every flaw there is, the worst first."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is not as it should be."""

    code: str
    severity: Severity
    shop: str = ""
    params: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Soundness:
    """What was found; ``rows`` by table."""

    version: str
    rows: Mapping[str, int]
    shops: tuple[str, ...]
    flaws: tuple[Flaw, ...]


Told = Callable[[str, int, int], None]
Check = Callable[[sqlite3.Connection, datetime], Iterator[Flaw]]


def verify_journal(path: Path, now: datetime, told: Told = lambda _stage, _done, _total: None) -> Soundness:
    """Look the file at ``path`` over. BadUse ``E_JOURNAL_UNREADABLE`` where it is no journal that can be read."""
    with looked_at(path) as db:
        told("journal", 0, 0)
        present = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        version = _version(db, path, present)
        flaws = [*_file(db), *_parts(version, present)]
        rows = {name: _count(db, name) for name in metadata.tables if name in present}
        damaged = any(flaw.code == "damaged" for flaw in flaws)
        if not damaged and rows.keys() >= metadata.tables.keys() - {"answer"}:
            for check in CHECKS if "answer" in rows else CHECKS[:-1]:
                flaws += check(db, now)
        shops = tuple(row[0] for row in db.execute("SELECT name FROM shop ORDER BY name")) if "shop" in rows else ()
    order = {code: place for place, code in enumerate(CODES)}
    flaws.sort(key=lambda flaw: (flaw.severity is not PERSON, order[flaw.code], flaw.shop))
    return Soundness(version, rows, shops, tuple(flaws))


def _version(db: sqlite3.Connection, path: Path, present: set[str]) -> str:
    if "alembic_version" not in present:
        raise BadUse("E_JOURNAL_UNREADABLE", path=str(path), detail="no journal")
    row = db.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row is not None else ""


def _file(db: sqlite3.Connection) -> Iterator[Flaw]:
    told = [str(row[0]) for row in db.execute(f"PRAGMA integrity_check({SHOWN})")]
    if told != ["ok"]:
        yield Flaw("damaged", PERSON, params={"detail": " ".join("; ".join(told).split())[:300]})


def _parts(version: str, present: set[str]) -> Iterator[Flaw]:
    if version < HEAD:
        yield Flaw("older", INFO, params={"version": version})
    elif version > HEAD:
        yield Flaw("newer", PERSON, params={"version": version})
    for name in sorted(metadata.tables.keys() - present if version >= HEAD else ()):
        yield Flaw("part_missing", PERSON, params={"part": name})


def _records(db: sqlite3.Connection, _now: datetime) -> Iterator[Flaw]:
    """What is remembered of listings and products must be readable, and of the version that this program writes."""
    for row in db.execute("SELECT shop, product, record FROM base ORDER BY shop, product"):
        try:
            version = orjson.loads(row["record"]).get("v")
            ListingBase.load(row["record"])
        except (BadUse, ValueError, KeyError, TypeError, AttributeError) as error:
            yield _unreadable(row["shop"], row["product"], error)
            continue
        if version != RECORD_VERSION:
            params = {"product": row["product"], "version": str(version)}
            yield Flaw("fingerprint_version", PERSON, row["shop"], params)
    for row in db.execute("SELECT product, record FROM product_last_good ORDER BY product"):
        try:
            LastGood.model_validate_json(row["record"])
        except ValueError as error:
            yield _unreadable("", row["product"], error)


def _unreadable(shop: str, product: str, error: Exception) -> Flaw:
    """The kind of error only: its text may quote half of a record."""
    return Flaw("record_unreadable", PERSON, shop, {"product": product, "detail": type(error).__name__})


def _bodies(db: sqlite3.Connection, _now: datetime) -> Iterator[Flaw]:
    """A resend is byte-identical only as long as the body is what its checksum says."""
    query = (
        "SELECT s.name, s.body, s.body_sha256, i.shop, i.product FROM step s LEFT JOIN intent i ON i.id = s.intent"
        " ORDER BY s.intent, s.name"
    )
    for row in db.execute(query):
        body = row["body"] if isinstance(row["body"], bytes) else str(row["body"]).encode()
        if hashlib.sha256(body).hexdigest() != row["body_sha256"]:
            yield Flaw(
                "body_changed", PERSON, row["shop"] or "", {"step": row["name"], "product": row["product"] or "?"}
            )


def _bindings(db: sqlite3.Connection, _now: datetime) -> Iterator[Flaw]:
    listings: dict[tuple[str, str], set[str]] = defaultdict(set)
    products: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in db.execute("SELECT shop, product, remote_id FROM binding"):
        listings[row["shop"], row["product"]].add(row["remote_id"])
        products[row["shop"], row["remote_id"]].add(row["product"])
    for (shop, product), several in sorted(listings.items()):
        if len(several) > 1:
            params = {"product": product, "listings": ", ".join(sorted(several))}
            yield Flaw("split_binding", PERSON, shop, params)
    for (shop, listing), several in sorted(products.items()):
        if len(several) > 1:
            params = {"listing": listing, "products": ", ".join(sorted(several))}
            yield Flaw("shared_listing", PERSON, shop, params)
    remembered = {(row["shop"], row["product"]): row["record"] for row in db.execute("SELECT * FROM base")}
    for shop, product in sorted(listings.keys() - remembered.keys()):
        yield Flaw("binding_without_base", INFO, shop, {"product": product})
    for shop, product in sorted(remembered.keys() - listings.keys()):
        if '"groups":{}' not in remembered[shop, product]:  # strikes of a create that was refused have no listing
            yield Flaw("base_without_binding", INFO, shop, {"product": product})


def _uploads(db: sqlite3.Connection, _now: datetime) -> Iterator[Flaw]:
    """One upload of a picture for each use; what somebody else put up besides is ``seen:``."""
    query = (
        "SELECT shop, key, count(*) FROM upload WHERE use NOT LIKE 'seen:%' GROUP BY shop, key HAVING count(*) > 1"
        " UNION SELECT shop, remote_id, count(*) FROM upload GROUP BY shop, remote_id HAVING count(*) > 1"
    )
    for row in db.execute(query):
        yield Flaw("uploaded_twice", PERSON, row[0], {"key": row[1]})


def _open(db: sqlite3.Connection, now: datetime) -> Iterator[Flaw]:
    query = "SELECT shop, product, opened_at FROM intent WHERE state IN ('open', 'unknown') ORDER BY opened_at, id"
    for row in db.execute(query):
        if _old(row["opened_at"], now):
            yield Flaw("intent_old", PERSON, row["shop"], {"product": row["product"], "at": row["opened_at"]})


def _runs(db: sqlite3.Connection, now: datetime) -> Iterator[Flaw]:
    """The newest run of a shop that never ended is taken up by the next; earlier ones have been."""
    newest = {row[0]: row[1] for row in db.execute("SELECT shop, max(started_at) FROM run GROUP BY shop")}
    for row in db.execute("SELECT id, shop, started_at FROM run WHERE ended_at IS NULL ORDER BY started_at, id"):
        last = row["started_at"] == newest[row["shop"]]
        if last and not _old(row["started_at"], now):
            continue
        params = {"run": row["id"], "at": row["started_at"]}
        yield Flaw("run_not_ended" if last else "run_not_ended_since", PERSON if last else INFO, row["shop"], params)


def _loose(db: sqlite3.Connection, _now: datetime) -> Iterator[Flaw]:
    for code, query in (
        ("step_without_intent", "SELECT count(*) FROM step WHERE intent NOT IN (SELECT id FROM intent)"),
        ("intent_without_run", "SELECT count(*) FROM intent WHERE run NOT IN (SELECT id FROM run)"),
        ("change_without_run", "SELECT count(*) FROM change WHERE run NOT IN (SELECT id FROM run)"),
    ):
        if count := int(db.execute(query).fetchone()[0]):
            yield Flaw(code, INFO, params={"count": count})


def _answers(db: sqlite3.Connection, _now: datetime) -> Iterator[Flaw]:
    """An answer is about a product; where the journal knows none of that name, nobody will ever act on it."""
    known: set[str] = set()
    for query in (
        "SELECT product FROM binding",
        "SELECT product FROM base",
        "SELECT product FROM intent",
        "SELECT product FROM product_last_good",
    ):
        known.update(row[0] for row in db.execute(query))
    for row in db.execute("SELECT shop, kind, subject FROM answer ORDER BY shop, kind, subject"):
        subject = str(row["subject"])
        if row["kind"] != "match" and not row["kind"].startswith("resolve:"):  # about a shop, say, and no product
            continue
        product = subject.partition("\n")[0] if row["kind"] == "match" else subject.rpartition("/")[0] or subject
        if product not in known and subject not in known:
            yield Flaw("answer_without_subject", INFO, row["shop"], {"subject": product})


CHECKS: tuple[Check, ...] = (_records, _bodies, _bindings, _uploads, _open, _runs, _loose, _answers)


def _old(at: str, now: datetime) -> bool:
    try:
        return now - datetime.fromisoformat(at).astimezone(UTC) > OLD
    except ValueError:
        return True


def _count(db: sqlite3.Connection, table: str) -> int:
    return int(db.execute(str(select(func.count()).select_from(metadata.tables[table]))).fetchone()[0])
