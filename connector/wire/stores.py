"""The places where tokens are kept: a file, a variable with a file beside it, the system's keyring.

A file that others may read is taken from them as soon as it is used. Every write is atomic and durable: a new file
(0600) beside the old one, fsync, rename, fsync of the folder. Keys we do not know are kept. Nothing here puts a
credential into an error. A consent that nobody has agreed to store yet is in hand only (``HeldStore``).
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
from collections.abc import Mapping, MutableMapping
from pathlib import Path

import orjson
from pydantic import JsonValue

from connector.errors import BadUse
from connector.port import OpenShop
from connector.state import narrowed

from .tokens import OWN, Tokens, TokenStore, tokens_from

__all__ = ["EnvStore", "FileStore", "HeldStore", "KeyringStore", "open_store", "store_of", "write_durably"]

log = logging.getLogger(__name__)

KEYRING_SERVICE = "ocop-connector"


def open_store(credentials: str, folder: Path, *, name: str = "") -> TokenStore:
    """The store that ``credentials`` names: ``file:PATH`` (against ``folder``), ``env:NAME``, ``keyring[:NAME]``.

    ``name`` is the shop's, under which a plain ``keyring`` keeps its entry.
    """
    kind, _, rest = credentials.partition(":")
    if kind == "file" and rest:
        return FileStore(folder / Path(rest).expanduser())
    if kind == "env" and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", rest):
        return EnvStore(rest, folder)
    if kind == "keyring" and (rest or name):
        return KeyringStore(rest or name, folder)
    raise BadUse("E_CREDENTIALS_FORM")


def store_of(shop: OpenShop) -> TokenStore:
    """Where a shop's tokens are: in hand where they are ``held``, else what its ``credentials`` name."""
    named = open_store(shop.credentials, shop.folder, name=shop.shop)
    return named if shop.held is None else HeldStore(shop.held, named.lock)


def write_durably(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data``, readable by its owner only; after a crash either the old or the new is there."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _keys_of(data: str | bytes, where: str) -> dict[str, JsonValue]:
    """The JSON object in ``data``, or in its first line: a mock's output may go on after it."""
    text = data.encode() if isinstance(data, str) else data.removeprefix(b"\xef\xbb\xbf")
    for candidate in (text, text.strip().partition(b"\n")[0]):
        try:
            found = orjson.loads(candidate)
        except orjson.JSONDecodeError:
            continue
        if isinstance(found, dict):
            return found
    raise BadUse("E_CREDENTIALS_UNREADABLE", where=where)


class FileStore:
    """One JSON file per shop."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def lock(self) -> Path:
        return self._path.with_name(f"{self._path.name}.lock")

    def load(self) -> Tokens:
        return tokens_from(self._stored())

    def save(self, tokens: Tokens) -> None:
        known = self._stored() if self._path.exists() else {}
        self.replace({**{name: value for name, value in known.items() if name not in OWN}, **tokens.as_json()})

    def rehearse(self) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._path.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        rehearsal = self._path.with_name(f".{self._path.name}.try")
        write_durably(rehearsal, b"")
        rehearsal.unlink()

    def replace(self, credentials: Mapping[str, JsonValue]) -> None:
        write_durably(self._path, orjson.dumps(dict(credentials), option=orjson.OPT_APPEND_NEWLINE))

    def _stored(self) -> dict[str, JsonValue]:
        problem = ""
        if not narrowed(self._path):
            log.warning("%s can be read by other users of this machine", self._path.name)
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            problem = "E_CREDENTIALS_MISSING"
        except OSError:
            problem = "E_CREDENTIALS_UNREADABLE"
        if problem:
            raise BadUse(problem, where=self._path.name)
        return _keys_of(data, self._path.name)


class EnvStore:
    """A variable that holds the JSON; refreshed tokens live in a file that says which variable they come from."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._path = folder / f".ocop-tokens-{name}.json"

    @property
    def lock(self) -> Path:
        return self._path.with_name(f"{self._path.name}.lock")

    def load(self) -> Tokens:
        text = self._variable()
        stored = _keys_of(text, self._name)
        if self._path.exists():
            kept = FileStore(self._path).load()
            if kept.text("stems_from") == self._stem(text):
                rest = {key: value for key, value in kept.as_json().items() if key != "stems_from"}
                return tokens_from({**stored, **rest})
        return tokens_from(stored)

    def save(self, tokens: Tokens) -> None:
        kept: dict[str, JsonValue] = {"stems_from": self._stem(self._variable())}
        kept |= {key: value for key, value in tokens.as_json().items() if key in OWN}
        write_durably(self._path, orjson.dumps(kept, option=orjson.OPT_APPEND_NEWLINE))

    def rehearse(self) -> None:
        raise BadUse("E_AUTH_VARIABLE", name=self._name)

    def replace(self, credentials: Mapping[str, JsonValue]) -> None:
        raise BadUse("E_AUTH_VARIABLE", name=self._name)

    def _variable(self) -> str:
        text = os.environ.get(self._name, "")
        if not text.strip():
            raise BadUse("E_CREDENTIALS_MISSING", where=self._name)
        return text

    def _stem(self, text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()


class KeyringStore:
    """An entry of the system's keyring (Windows credential store, Keychain, Secret Service), as JSON."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder

    @property
    def lock(self) -> Path:
        return self._folder / f".ocop-keyring-{hashlib.sha256(self._name.encode()).hexdigest()[:16]}.lock"

    def load(self) -> Tokens:
        import keyring
        import keyring.errors

        problem, text = "", None
        try:
            text = keyring.get_password(KEYRING_SERVICE, self._name)
        except keyring.errors.KeyringError:
            problem = "E_KEYRING_UNUSABLE"
        if problem or text is None:
            raise BadUse(problem or "E_CREDENTIALS_MISSING", where=self._name)
        return tokens_from(_keys_of(text, self._name))

    def save(self, tokens: Tokens) -> None:
        self.replace(tokens.as_json())

    def rehearse(self) -> None:
        try:
            self.load()
        except BadUse as error:
            if error.code == "E_KEYRING_UNUSABLE":
                raise

    def replace(self, credentials: Mapping[str, JsonValue]) -> None:
        import keyring
        import keyring.errors

        failed = False
        try:
            keyring.set_password(KEYRING_SERVICE, self._name, orjson.dumps(dict(credentials)).decode())
        except keyring.errors.KeyringError:
            failed = True
        if failed:
            raise OSError("the keyring refused the entry")


class HeldStore:
    """Credentials in hand: successors go into the same mapping, nothing is written anywhere."""

    def __init__(self, held: MutableMapping[str, JsonValue], lock: Path) -> None:
        self._held = held
        self._lock = lock

    @property
    def lock(self) -> Path:
        return self._lock

    def load(self) -> Tokens:
        return tokens_from(self._held)

    def save(self, tokens: Tokens) -> None:
        kept = {name: value for name, value in self._held.items() if name not in OWN}
        self.replace({**kept, **tokens.as_json()})

    def rehearse(self) -> None:
        return

    def replace(self, credentials: Mapping[str, JsonValue]) -> None:
        self._held.clear()
        self._held.update(credentials)
