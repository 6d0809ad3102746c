"""``ocop auth`` as a co-op meets it: the whole journey against a marketplace on the loopback address."""

import json
import os
import re
import select
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connector.cli import main
from connector.clock import SystemClock
from connector.state import State
from connector.wire import redact
from connector.wire.tokens import tokens_from
from tests.loopback import ROOT, Market, market

SHOP = "shopee-thu"
KEYS = ("1000001", "mock_partner_key_0001")
PAGE = "https://htx.example/connect/"
CONFIG = """[[shop]]
name = "{name}"
marketplace = "shopee"
environment = "{environment}"
base_url = "{base_url}"
credentials = "{credentials}"
redirect = "https://htx.example/connect/"

"""
Turn = Callable[[str], str]


@pytest.fixture(scope="module")
def mock() -> Iterator[Market]:
    with market("--seed", "4") as running:
        yield running


class Stdin:
    """Whoever answers, line by line; an answer may depend on what has been said so far."""

    def __init__(self, answers: list[str | Turn], heard: Callable[[], str]) -> None:
        self.answers = answers
        self._heard = heard

    def isatty(self) -> bool:
        return False

    def readline(self, _size: int = -1) -> str:
        if not self.answers:
            return ""
        answer = self.answers.pop(0)
        return (answer if isinstance(answer, str) else answer(self._heard())) + "\n"


class Desk:
    """A co-op's folder, its command line and the seller's browser."""

    def __init__(self, folder: Path, mock: Market, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch):
        self.folder, self.mock, self._capsys, self._patch = folder, mock, capsys, patch
        self.said = ""
        self.out = ""
        self.brought = ""
        self.shops((SHOP, "file:khóa bí mật/thử.json"))

    @property
    def store(self) -> Path:
        return self.folder / "khóa bí mật" / "thử.json"

    @property
    def stored(self) -> dict[str, object]:
        return dict(json.loads(self.store.read_text("utf-8")))

    def shops(self, *named: tuple[str, str], environment: str = "mock") -> None:
        shared = {"environment": environment, "base_url": self.mock.base_url if environment == "mock" else ""}
        text = "".join(CONFIG.format(name=name, credentials=place, **shared) for name, place in named)
        (self.folder / "ocop.toml").write_text(text, encoding="utf-8")

    def agree(self, said: str, **more: str) -> str:
        """The seller opens the link and agrees: the address they come back to."""
        (link,) = re.findall(r"^ +(https?://\S+)$", said, re.MULTILINE)
        query = {name: values[-1] for name, values in parse_qs(urlsplit(link).query).items()}
        answer = self.mock.client.get(link, params={**query, **more})
        assert answer.status_code == 302, answer.text
        self.brought = answer.headers["location"]
        return self.brought

    def ocop(self, *words: str, answers: list[str | Turn] | None = None) -> int:
        self._capsys.readouterr()
        self.said = self.out = ""
        self._patch.setattr(sys, "stdin", Stdin(answers or [], self._heard))
        code = main(list(words))
        self._heard()
        return code

    def login(self, *words: str, back: Turn | str | None = None, keys: tuple[str, ...] = KEYS) -> int:
        turn = self.agree if back is None else back
        return self.ocop("auth", "login", SHOP, "--yes", *words, answers=[*keys, turn])

    def _heard(self) -> str:
        out, err = self._capsys.readouterr()
        self.out += out
        self.said += err
        return self.said


@pytest.fixture
def desk(
    tmp_path: Path, mock: Market, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    mock.post("reset", what="all")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OCOP_STATE", str(tmp_path / "nhớ"))
    monkeypatch.setenv("OCOP_LANG", "vi")
    monkeypatch.setenv("COLUMNS", "400")
    redact.forget_all()
    yield Desk(tmp_path, mock, capsys, monkeypatch)
    redact.forget_all()


@pytest.mark.parametrize("form", ["new", "classic"])
def test_from_the_link_to_the_stored_keys(desk: Desk, form: str) -> None:
    assert desk.login("--json", "--link", form) == 0, desk.said
    told = json.loads(desk.out)
    assert (told["schema"], told["shop_id"], told["region"], told["listings"]) == (
        *("ocop/auth-login@1", "987654", "VN"),
        4,
    )
    assert "OCOP Mock Shop VN" in desk.said
    assert "4 sản phẩm" in desk.said
    assert (desk.stored["shop_id"], desk.stored["partner_key"]) == (987654, KEYS[1])
    assert "code" not in desk.stored
    if os.name == "posix":
        assert stat.S_IMODE(desk.store.stat().st_mode) == 0o600
    assert desk.ocop("doctor", SHOP, "--json") == 2  # no sheets yet; the shop itself is in order
    verdicts = {one["check"]: one["verdict"] for one in json.loads(desk.out)["checks"] if one["shop"]}
    assert verdicts["refresh"] == verdicts["consent"] == verdicts["answers"] == "ok"
    desk.ocop("status", "--json")
    (shop,) = json.loads(desk.out)["shops"]
    assert (shop["refresh_days_left"], shop["consent_days_left"]) == (29, 364)


def test_again_keeps_what_the_person_wrote_and_asks_for_no_keys(desk: Desk) -> None:
    desk.store.parent.mkdir()
    mine = {"partner_id": 1000001, "partner_key": KEYS[1], "pace": 40, "ghi chú": "của HTX", "refresh_used": "x"}
    desk.store.write_text(json.dumps(mine), encoding="utf-8")
    desk.store.chmod(0o644)
    assert desk.login(keys=()) == 0, desk.said
    assert (desk.stored["pace"], desk.stored["ghi chú"], "refresh_used" in desk.stored) == (40, "của HTX", False)
    if os.name == "posix":
        assert stat.S_IMODE(desk.store.stat().st_mode) == 0o600


def test_a_wrong_or_expired_app_key_can_be_told_anew(desk: Desk) -> None:
    desk.store.parent.mkdir()
    desk.store.write_text(json.dumps({"partner_id": KEYS[0], "partner_key": "khoa-da-het-han"}), encoding="utf-8")
    assert desk.login(keys=()) == 6
    assert "khoa-da-het-han" not in desk.said
    assert desk.login("--new-keys") == 0
    assert desk.stored["partner_key"] == KEYS[1]


def test_a_broken_key_file_is_replaced(desk: Desk) -> None:
    desk.store.parent.mkdir()
    desk.store.write_text("{hỏng", encoding="utf-8")
    assert desk.login() == 0, desk.said
    assert desk.stored["shop_id"] == 987654


def changed(address: str, **query: str) -> str:
    given = {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}
    return PAGE + "?" + "&".join(f"{name}={value}" for name, value in {**given, **query}.items() if value)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"state": "mot-lan-khac"}, "E_AUTH_STATE"),
        ({"state": ""}, "E_AUTH_STATE_MISSING"),
        ({"code": ""}, "E_AUTH_NO_CODE"),
        ({"code": "", "shop_id": "", "error": "access_denied"}, "E_AUTH_CANCELLED"),
        ({"code": "0" * 32}, "E_AUTH_CODE"),
        ({"shop_id": "", "main_account_id": "5"}, "E_AUTH_MAIN_ACCOUNT"),
    ],
)
def test_what_does_not_answer_the_link_stores_nothing(desk: Desk, query: dict[str, str], code: str) -> None:
    assert desk.login("--json", back=lambda said: changed(desk.agree(said), **query)) == 2
    assert json.loads(desk.out)["code"] == code
    assert not desk.store.exists()


def test_a_bare_code_needs_a_person(desk: Desk) -> None:
    def bare(said: str) -> str:
        code = parse_qs(urlsplit(desk.agree(said)).query)["code"][0]
        return f"{code} 987654"

    assert desk.login("--json", back=bare) == 2
    assert json.loads(desk.out)["code"] == "E_AUTH_STATE_MISSING"


def test_a_used_code_says_so(desk: Desk) -> None:
    def used(said: str) -> str:
        address = desk.agree(said)
        code = parse_qs(urlsplit(address).query)["code"][0]
        other = parse_qs(urlsplit(first).query)["code"][0]
        return address.replace(code, other)

    desk.login()
    first = desk.brought
    assert desk.login(keys=(), back=used) == 2
    assert "đã dùng rồi hoặc đã quá 10 phút" in desk.said


def test_another_shop_than_this_name_means_is_refused_before_its_code_is_spent(desk: Desk) -> None:
    desk.store.parent.mkdir()
    desk.store.write_text(json.dumps({"partner_id": KEYS[0], "partner_key": KEYS[1], "shop_id": 5}), encoding="utf-8")
    before = desk.store.read_bytes()
    desk.mock.forget_calls()
    assert desk.login(keys=()) == 2
    assert "số 987654" in desk.said
    assert "số 5" in desk.said
    assert desk.store.read_bytes() == before
    desk.store.unlink()
    assert desk.login() == 0
    desk.store.unlink()
    assert desk.login(back=lambda said: desk.agree(said).replace("987654", "6")) == 2
    assert "gian hàng số 6" in desk.said, "the journal remembers which shop this name means"


def test_one_shop_under_two_names_is_refused(desk: Desk) -> None:
    desk.shops((SHOP, "file:khóa bí mật/thử.json"), ("ten-khac", "file:khác.json"))
    assert desk.login() == 0
    answers: list[str | Turn] = [*KEYS, desk.agree]
    assert desk.ocop("auth", "login", "ten-khac", "--yes", "--json", answers=answers) == 2
    assert json.loads(desk.out)["code"] == "E_AUTH_SHOP_TAKEN"


@pytest.mark.parametrize(
    ("words", "credentials", "environment", "code"),
    [
        (("--yes",), "env:KHOA_SHOPEE", "mock", "E_AUTH_VARIABLE"),
        ((), "file:k.json", "mock", "E_AUTH_YES"),
        (("--yes",), "", "mock", "E_CREDENTIALS_FORM"),
        (("--yes", "--listen"), "file:k.json", "live", "E_AUTH_LISTEN"),
        (("--yes", "--redirect", "http://htx.example/"), "file:k.json", "mock", "E_AUTH_REDIRECT"),
        (("--yes", "--redirect", "https://ai@htx.example/"), "file:k.json", "mock", "E_AUTH_REDIRECT"),
        (("--yes", "--link", "kiểu lạ"), "file:k.json", "mock", "E_AUTH_FORM"),
        (("--yes",), "file:ocop.toml/k.json", "mock", "E_TOKENS_NOT_SAVED"),
    ],
)
def test_what_cannot_end_well_does_not_begin(
    desk: Desk, words: tuple[str, ...], credentials: str, environment: str, code: str
) -> None:
    desk.shops((SHOP, credentials), environment=environment)
    assert desk.ocop("auth", "login", SHOP, "--json", *words, answers=list(KEYS)) == 2
    assert json.loads(desk.out)["code"] == code


def test_the_end_of_input_stores_nothing(desk: Desk) -> None:
    assert desk.ocop("auth", "login", SHOP, "--yes", answers=list(KEYS)) == 2
    assert "không cất gì" in desk.said
    assert not desk.store.exists()


def test_a_run_that_holds_the_shop_is_waited_out_by_the_person(desk: Desk) -> None:
    with State(desk.folder / "nhớ").holding(SHOP):
        assert desk.login() == 7
    assert not desk.store.exists()


def test_no_secret_is_seen_anywhere_even_at_debug(desk: Desk) -> None:
    seen = ""
    assert desk.login("--verbose") == 0
    seen += desk.said + desk.out
    secrets = {str(desk.stored[name]) for name in ("partner_key", "access_token", "refresh_token")}
    secrets.add(parse_qs(urlsplit(desk.brought).query)["code"][0])
    assert (
        desk.login("--verbose", keys=(), back=lambda said: desk.agree(said).replace("shop_id=987654", "shop_id=1")) == 2
    )
    secrets.add(parse_qs(urlsplit(desk.brought).query)["code"][0])
    seen += desk.said + desk.out
    for words in (("auth", "keepalive"), ("doctor",), ("status",)):
        desk.ocop(*words, "--verbose")
        seen += desk.said + desk.out
    secrets |= {str(desk.stored[name]) for name in ("access_token", "refresh_token")}
    seen += "".join(path.read_text("utf-8") for path in (desk.folder / "nhớ" / "logs").iterdir())
    assert "HTTP Request" in seen, "the log did speak"
    assert {secret for secret in secrets if secret in seen} == set()


class Later(SystemClock):
    """The machine's clock, days ahead."""

    days = 0

    def now(self) -> datetime:
        return super().now() + timedelta(days=self.days)


def test_a_year_of_keepalive(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Later()
    monkeypatch.setattr("connector.cli.asked.SystemClock", lambda: clock)
    assert desk.login() == 0
    token = desk.stored["refresh_token"]
    assert desk.ocop("auth", "keepalive", "--json") == 0
    assert json.loads(desk.out)["shops"][0]["outcome"] == "fresh"
    assert desk.stored["refresh_token"] == token, "a schedule that runs too often wears nothing out"
    ends = []
    for _ in range(15):
        clock.days += 25
        desk.mock.post("clock", advance_s=25 * 86_400, signatures=True)
        code = desk.ocop("auth", "keepalive", "--json")
        (shop,) = json.loads(desk.out)["shops"]
        ends.append((code, shop["outcome"]))
    assert ends == [(0, "renewed")] * 13 + [(3, "consent_soon"), (3, "consent_needed")]
    assert shop["problem"].startswith("Gian hàng cần người bán đồng ý")
    assert desk.ocop("auth", "keepalive") == 3
    assert "ocop auth login" in desk.out
    desk.ocop("status")
    assert "ocop auth login" in desk.out


def test_keepalive_after_a_lost_answer_asks_for_a_person_and_never_again_with_that_token(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Later()
    monkeypatch.setattr("connector.cli.asked.SystemClock", lambda: clock)
    assert desk.login() == 0
    clock.days = 2
    desk.mock.post("clock", advance_s=2 * 86_400, signatures=True)
    desk.mock.forget_calls()
    desk.mock.post("faults", kind="lose_refresh_answer", endpoint="POST /api/v2/auth/access_token/get", times=1)
    assert [desk.ocop("auth", "keepalive") for _ in range(3)] == [3, 3, 3]
    assert desk.mock.calls()["tokens"] == 1
    assert desk.ocop("doctor", "--json") == 2
    assert desk.login(keys=()) == 0
    assert desk.ocop("auth", "keepalive") == 0


def test_keepalive_believes_the_mark_and_not_the_access_token(desk: Desk) -> None:
    """It may open the shop for hours after the answer to its refresh was lost."""
    assert desk.login() == 0
    used = tokens_from(desk.stored).fingerprint  # type: ignore[arg-type]
    desk.store.write_text(json.dumps({**desk.stored, "refresh_used": used}), encoding="utf-8")
    assert desk.ocop("auth", "keepalive", "--json") == 3
    assert json.loads(desk.out)["shops"][0]["outcome"] == "consent_needed"
    assert desk.login(keys=()) == 0
    assert desk.ocop("auth", "keepalive") == 0


def test_keepalive_with_a_marketplace_that_does_not_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.login() == 0
    before = desk.stored
    monkeypatch.setattr("connector.wire.client.ATTEMPTS", 1)
    text = (desk.folder / "ocop.toml").read_text("utf-8").replace(desk.mock.base_url, "http://127.0.0.1:9")
    (desk.folder / "ocop.toml").write_text(text, encoding="utf-8")
    stored = {**before, "refresh_until": (datetime.now(UTC) + timedelta(days=3)).isoformat()}
    desk.store.write_text(json.dumps(stored), encoding="utf-8")
    assert desk.ocop("auth", "keepalive") == 6
    assert "refresh_used" not in desk.stored, "a token that never left still counts"
    desk.ocop("doctor")
    assert "ocop auth keepalive" in desk.out


def test_keepalive_where_nobody_has_to_be_let_in(desk: Desk) -> None:
    (desk.folder / "ocop.toml").write_text('[[shop]]\nname = "s"\nmarketplace = "memory"\n', encoding="utf-8")
    assert desk.ocop("auth", "keepalive") == 0
    assert desk.ocop("auth", "login", "s", "--yes") == 2


def test_init_says_how_a_live_shop_is_connected(desk: Desk) -> None:
    words = ("--marketplace", "shopee", "--environment", "live", "--shop", "shopee-htx")
    assert desk.ocop("init", str(desk.folder / "mới"), *words) == 0
    assert "ocop auth login shopee-htx" in desk.said


def test_listening_on_this_machine(desk: Desk) -> None:
    """A process of its own: it waits, a browser comes back, it goes on."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "OCOP_LANG": "vi"}
    command = [sys.executable, "-m", "connector", "auth", "login", SHOP, "--listen", "--yes", "--json"]
    with subprocess.Popen(
        command,
        cwd=desk.folder,
        env=environment,
        encoding="utf-8",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write("\n".join(KEYS) + "\n")
        process.stdin.close()
        said = ""
        while "Đang đợi" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        back = desk.agree(said)
        strange = re.sub("state=[^&]+", "state=la", back)
        assert httpx.get(strange, trust_env=False).status_code == 400
        answer = httpx.get(back, trust_env=False)
        assert "Đã nhận được sự đồng ý" in answer.text
        process.stderr.read()
        assert process.wait(30) == 0
    assert desk.stored["shop_id"] == 987654


def test_at_a_terminal_nothing_secret_is_shown_and_no_keeps_nothing(
    desk: Desk, require: Callable[[str, bool], None]
) -> None:
    """A person at a real terminal: keys and address typed there do not appear, and the shop is asked about."""
    require("posix", os.name == "posix")
    with Terminal(desk, "auth", "login", SHOP) as terminal:
        for key in KEYS:
            terminal.until(": ")
            terminal.types(key)
        terminal.until("[Y/n]")
        terminal.types("n")
        terminal.until("chữ sẽ không hiện ra")
        terminal.until(": ")  # the blank comes once the terminal shows nothing any more
        address = desk.agree(terminal.shown)
        terminal.types(address)
        terminal.until("[y/N]")
        assert "OCOP Mock Shop VN" in terminal.shown
        terminal.types("n")
        assert terminal.ends() == 0
    assert "Không cất gì" in terminal.shown
    assert not desk.store.exists()
    code = parse_qs(urlsplit(address).query)["code"][0]
    assert {secret for secret in (KEYS[1], code) if secret in terminal.shown} == set()


class Terminal:
    """A command at a terminal of its own."""

    def __init__(self, desk: Desk, *words: str) -> None:
        import pty

        self._ours, theirs = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TERM": "dumb", "OCOP_LANG": "vi"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "connector", *words],
            cwd=desk.folder,
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._raw = b""
        self._read_to = 0

    @property
    def shown(self) -> str:
        return self._raw.decode("utf-8", "replace").replace("\r\n", "\n")

    def until(self, words: str) -> None:
        """Wait for words that have not been waited for yet."""
        while words.encode() not in self._raw[self._read_to :]:
            assert self._more(), self.shown
        self._read_to = self._raw.index(words.encode(), self._read_to) + len(words.encode())

    def types(self, text: str) -> None:
        os.write(self._ours, text.encode() + b"\n")

    def ends(self) -> int:
        while self._more():
            pass
        return self._process.wait(30)

    def _more(self) -> bool:
        if not select.select([self._ours], [], [], 30)[0]:
            return False
        try:
            data = os.read(self._ours, 4096)
        except OSError:
            return False
        self._raw += data
        return bool(data)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._ours)
