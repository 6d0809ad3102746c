"""Keys whose refresh was lost (ADR 19) are told however the run ended, and by every command that only looks here."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator

import pytest
from filelock import FileLock

from adapters.memory import MemoryAdapter
from connector.config import load_config
from connector.errors import RetryLater
from connector.port import RemoteRef
from connector.run import State, Workspace
from connector.run.keys import consent_missing, consent_notices
from connector.wire.tokens import Tokens
from tests.coop import Coop

from .conftest import Run
from .test_full_disk import room_for
from .test_shops import DAY

ADVICE = "ocop auth login"
SPENT = Tokens("truy-cap-1", "lam-moi-1")


def keys(coop: Coop, mark: str = SPENT.fingerprint, *shops: str) -> None:
    """Memory shops whose keys lie in a file; by default they bear the mark of a refresh that never came back."""
    coop.configure(shops=shops)
    text = coop.config.read_text(encoding="utf-8")
    text = text.replace('environment = "mock"\n', 'environment = "mock"\ncredentials = "file:khóa.json"\n')
    coop.config.write_text(text, encoding="utf-8")
    stored = {"access_token": "truy-cap-1", "refresh_token": "lam-moi-1", "refresh_used": mark}
    (coop.folder / "khóa.json").write_text(json.dumps(stored), encoding="utf-8")


def codes(report: dict[str, list[dict[str, str]]]) -> list[str]:
    """What a person has to do something about."""
    return [notice["code"] for notice in report["notices"] if notice["severity"] == "person"]


def test_a_run_that_needed_no_refresh_asks_for_the_consent_before_the_next_one_does(ocop: Run, coop: Coop) -> None:
    keys(coop)
    first = ocop("sync", *DAY, "--json")
    assert (first.code, codes(first.json)) == (3, ["E_CONSENT_NEEDED"])
    assert first.json["counts"] == {"create": 3}
    again = ocop("sync", *DAY, "--html", "trang.html")
    assert (again.code, again.out.count(ADVICE)) == (3, 1)
    assert ADVICE in (coop.folder / "trang.html").read_text("utf-8")
    assert "Cần kết nối lại gian hàng" in again.out
    assert [ocop(command).out.count(ADVICE) for command in ("report", "status")] == [1, 1]
    keys(coop, "")
    assert ocop("sync", *DAY).code == 0


@pytest.mark.parametrize(("words", "code"), [(("--deadline", "0.001s"), 8), ((), 3)])
def test_whatever_ended_the_run_the_report_says_it_once(
    ocop: Run, coop: Coop, words: tuple[str, ...], code: int
) -> None:
    keys(coop)
    said = ocop("sync", *DAY, *words)
    assert (said.code, (said.out + said.err).count(ADVICE)) == (code, 1)


def test_a_run_that_could_not_read_the_shop(ocop: Run, coop: Coop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(self: MemoryAdapter) -> AsyncIterator[RemoteRef]:
        raise RetryLater("E_UNREACHABLE")
        yield

    keys(coop)
    monkeypatch.setattr(MemoryAdapter, "scan", away)
    said = ocop("sync", *DAY, "--json")
    assert (said.code, said.json["stop"]["code"], codes(said.json)) == (6, "E_UNREACHABLE", ["E_CONSENT_NEEDED"])


@pytest.mark.parametrize("shops", [("gian-hàng-một",), ("gian-hàng-một", "gian-hàng-hai")])
def test_a_full_disk_that_lets_no_run_begin(
    ocop: Run, coop: Coop, shops: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys(coop, SPENT.fingerprint, *(f"{name}-{coop.shop}" for name in shops))
    assert ocop("plan", *DAY).code == 0
    with room_for(State(coop.state).journal, 0, monkeypatch):
        said = ocop("sync", *DAY)
    assert (said.code, (said.out + said.err).count(ADVICE)) == (6, len(shops))
    assert "Ổ đĩa đã đầy" in said.out + said.err


def test_ctrl_c_before_anything_was_sent(ocop: Run, coop: Coop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def interrupted(self: Workspace, shop: object, saved: object = None) -> None:
        signal.raise_signal(signal.SIGINT)
        await asyncio.sleep(30)

    keys(coop)
    monkeypatch.setattr(Workspace, "sync", interrupted)
    said = ocop("sync", *DAY)
    assert (said.code, said.err.count(ADVICE), coop.shop in said.err) == (130, 1, True)


@pytest.mark.parametrize("command", ["plan", "status", "todo"])
def test_after_a_kill_whoever_looks_is_told(ocop: Run, coop: Coop, command: str) -> None:
    keys(coop)
    said = ocop(command)
    assert (said.code, (said.out + said.err).count(ADVICE)) == (0, 1)
    keys(coop, "")
    said = ocop(command)
    assert ADVICE not in said.out + said.err


def test_what_a_person_has_to_do_as_data(ocop: Run, coop: Coop) -> None:
    keys(coop)
    told = ocop("todo", "--json").json
    assert (told["consents"], told["shops"]) == ([{"shop": coop.shop, "code": "E_CONSENT_NEEDED"}], [])
    assert ocop("todo", "--all-done").code == 2, "a consent is no task to tick off"


def test_the_report_of_several_shops_names_each_that_has_to_be_connected_again(ocop: Run, coop: Coop) -> None:
    keys(coop, SPENT.fingerprint, *(f"{name}-{coop.shop}" for name in ("một", "hai")))
    ocop("sync", *DAY)
    said = ocop("report")
    assert [said.err.count(f"{name}-{coop.shop}: Gian hàng cần người bán") for name in ("một", "hai")] == [1, 1]
    keys(coop, "", *(f"{name}-{coop.shop}" for name in ("một", "hai")))
    assert ADVICE not in ocop("report").err


def test_once_the_seller_has_agreed_status_asks_for_nothing(ocop: Run, coop: Coop) -> None:
    keys(coop)
    assert ocop("sync", *DAY).code == 3
    keys(coop, "")
    assert ADVICE not in ocop("status").out
    assert ocop("status", "--json").json["shops"][0]["needs_person"] == []


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_list_that_cannot_be_read_takes_no_shops_keys_away(ocop: Run, coop: Coop, words: tuple[str, ...]) -> None:
    keys(coop)
    shop = '\n[[shop]]\nname = "hội chợ"\nmarketplace = "by_hand"\ncredentials = "folder:việc chợ"\n'
    coop.config.write_text(coop.config.read_text("utf-8") + shop, encoding="utf-8")
    (coop.folder / "việc chợ" / "việc.csv").mkdir(parents=True)  # as good as a drive that is gone
    said = ocop("todo", *words)
    assert said.code == 5
    assert (ADVICE if not words else "E_CONSENT_NEEDED") in said.out
    assert "Không đọc được danh sách việc" in said.out + said.err


def test_keys_that_another_computer_spent(ocop: Run, coop: Coop) -> None:
    keys(coop, f"{SPENT.fingerprint}:elsewhere")
    assert codes(ocop("sync", *DAY, "--json").json) == ["E_TOKENS_ELSEWHERE"]
    assert "máy khác" in ocop("todo").out


def test_a_refresh_under_way_is_none_that_was_lost(coop: Coop) -> None:
    keys(coop)
    (shop,) = load_config(coop.config).shop
    assert consent_missing(shop, coop.folder) == "E_CONSENT_NEEDED"
    with FileLock(coop.folder / "khóa.json.lock"):
        assert consent_missing(shop, coop.folder) == ""
    (coop.folder / "khóa.json").unlink()
    assert consent_missing(shop, coop.folder) == ""


def test_a_report_that_stopped_for_it_says_it_once(coop: Coop) -> None:
    keys(coop)
    (shop,) = load_config(coop.config).shop
    stops = ("E_CONSENT_NEEDED", "E_TOKENS_ELSEWHERE", "E_DISK_FULL", "")
    assert [len(consent_notices(shop, coop.folder, stop)) for stop in stops] == [0, 0, 1, 1]
