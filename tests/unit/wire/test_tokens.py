"""TokenSource: one refresh however many need it, its successor durable before use, a lost answer ends in consent."""

import asyncio
import json
import multiprocessing
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from connector.clock import SystemClock
from connector.errors import RetryLater, StopShop, Unknown
from connector.wire.stores import FileStore
from connector.wire.tokens import Tokens, TokenSource

from .virtual import START, VirtualClock, run

Answer = Callable[[Tokens], Tokens]


class Marketplace:
    """Answers refreshes: each refresh token counts once."""

    def __init__(self, *answers: Exception | None, takes_s: float = 0.3) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self._takes_s = takes_s

    async def renew(self, spent: Tokens) -> Tokens:
        self.asked.append(spent.refresh_token)
        await VirtualClock().sleep(self._takes_s)
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        number = len(self.asked) + 1
        return replace(spent, access_token=f"truy-cap-{number}", refresh_token=f"lam-moi-{number}")


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    path = tmp_path / "khoa.json"
    path.write_text(json.dumps({"access_token": "truy-cap-1", "refresh_token": "lam-moi-1", "shop_id": 7}))
    return FileStore(path)


def with_source(store: FileStore, market: Marketplace, body: Callable[[TokenSource], Awaitable[None]]) -> None:
    async def main() -> None:
        await body(TokenSource(store, market.renew, VirtualClock()))

    run(main())


def test_many_spent_calls_cause_one_refresh(store: FileStore) -> None:
    market = Marketplace()

    async def body(source: TokenSource) -> None:
        got = await asyncio.gather(*(source.renewed("truy-cap-1") for _ in range(20)))
        assert {tokens.access_token for tokens in got} == {"truy-cap-2"}

    with_source(store, market, body)
    assert market.asked == ["lam-moi-1"]
    assert store.load().refresh_token == "lam-moi-2"
    assert store.load().text("shop_id") == "7"


def test_a_call_that_signed_with_an_older_token_gets_the_newest_without_a_refresh(store: FileStore) -> None:
    market = Marketplace()

    async def body(source: TokenSource) -> None:
        await source.renewed("truy-cap-1")
        assert (await source.renewed("truy-cap-1")).access_token == "truy-cap-2"

    with_source(store, market, body)
    assert len(market.asked) == 1


def test_what_another_process_refreshed_meanwhile_is_taken_over(store: FileStore) -> None:
    market = Marketplace()

    async def body(source: TokenSource) -> None:
        store.save(Tokens("truy-cap-9", "lam-moi-9"))
        assert (await source.renewed("truy-cap-1")).access_token == "truy-cap-9"

    with_source(store, market, body)
    assert market.asked == []


def test_the_successor_is_stored_before_anybody_sees_it(store: FileStore) -> None:
    market = Marketplace()
    order: list[str] = []

    class Watched(FileStore):
        def save(self, tokens: Tokens) -> None:
            super().save(tokens)
            order.append(f"stored {tokens.access_token}")

    async def body(source: TokenSource) -> None:
        tokens = await source.renewed("truy-cap-1")
        order.append(f"used {tokens.access_token}")

    with_source(Watched(store._path), market, body)
    assert order == ["stored truy-cap-1", "stored truy-cap-2", "used truy-cap-2"]


def test_a_place_that_cannot_be_written_is_noticed_before_the_refresh_token_is_spent(store: FileStore) -> None:
    market = Marketplace()

    class Full(FileStore):
        def save(self, tokens: Tokens) -> None:
            raise OSError(28, "No space left on device")

    async def body(source: TokenSource) -> None:
        with pytest.raises(StopShop) as caught:
            await source.renewed("truy-cap-1")
        assert caught.value.code == "E_TOKENS_NOT_SAVED"

    with_source(Full(store._path), market, body)
    assert market.asked == []


@pytest.mark.parametrize(
    "answer", [Unknown("E_ANSWER_LOST"), StopShop("E_CONSENT_NEEDED", original="refresh_token_expired")]
)
def test_a_refresh_token_whose_answer_was_lost_or_no_never_leaves_again(store: FileStore, answer: Exception) -> None:
    market = Marketplace(answer)

    async def body(source: TokenSource) -> None:
        ends = await asyncio.gather(*(source.renewed("truy-cap-1") for _ in range(5)), return_exceptions=True)
        assert [getattr(end, "code", None) for end in ends] == ["E_CONSENT_NEEDED"] * 5

    with_source(store, market, body)
    with_source(store, market, body)
    assert market.asked == ["lam-moi-1"], "a later run does not try it either"
    assert store.load().consent_needed


def test_a_refresh_token_that_somebody_else_spent_says_so_night_after_night(store: FileStore) -> None:
    """Two computers with copies of one set of keys: the other one has refreshed."""
    store.save(replace(store.load(), refresh_until=START + timedelta(days=20)))
    market = Marketplace(StopShop("E_CONSENT_NEEDED", original="Invalid refresh_token"))

    async def body(source: TokenSource) -> None:
        ends = await asyncio.gather(*(source.renewed("truy-cap-1") for _ in range(3)), return_exceptions=True)
        assert [getattr(end, "code", None) for end in ends] == ["E_TOKENS_ELSEWHERE"] * 3

    with_source(store, market, body)
    with_source(store, market, body)
    assert market.asked == ["lam-moi-1"], "it never leaves twice"
    assert store.load().consent_needed
    store.replace({"access_token": "truy-cap-5", "refresh_token": "lam-moi-5"})
    assert not store.load().consent_needed


@pytest.mark.parametrize(
    ("consent", "code"),
    [
        (None, "E_TOKENS_ELSEWHERE"),
        (START + timedelta(days=30), "E_TOKENS_ELSEWHERE"),
        (START, "E_CONSENT_NEEDED"),
        (START - timedelta(days=1), "E_CONSENT_NEEDED"),
    ],
)
def test_a_consent_that_has_run_out_is_nobody_elses_doing(
    store: FileStore, consent: datetime | None, code: str
) -> None:
    """Shopee's refresh token may have days left when the seller's year is over."""
    store.save(replace(store.load(), refresh_until=START + timedelta(days=20), consent_until=consent))
    market = Marketplace(StopShop("E_CONSENT_NEEDED", original="shop_access_expired"))

    async def body(source: TokenSource) -> None:
        with pytest.raises(StopShop) as caught:
            await source.renewed("truy-cap-1")
        assert caught.value.code == code

    with_source(store, market, body)
    with_source(store, market, body)
    assert store.load().consent_needed
    assert market.asked == ["lam-moi-1"]


def test_once_the_answer_to_a_refresh_was_lost_no_call_gets_the_spent_token(store: FileStore) -> None:
    market = Marketplace(Unknown("E_ANSWER_LOST"))

    async def body(source: TokenSource) -> None:
        assert (await source.fresh()).access_token == "truy-cap-1"
        with pytest.raises(StopShop, match="E_CONSENT_NEEDED"):
            await source.renewed("truy-cap-1")
        with pytest.raises(StopShop, match="E_CONSENT_NEEDED"):
            await source.fresh()
        with pytest.raises(StopShop, match="E_CONSENT_NEEDED"):
            source.current()

    with_source(store, market, body)
    assert len(market.asked) == 1


@pytest.mark.parametrize("until", [None, START - timedelta(days=1)])
def test_a_refresh_token_that_may_have_run_out_is_nobody_elses_doing(store: FileStore, until: datetime | None) -> None:
    store.save(replace(store.load(), refresh_until=until))
    market = Marketplace(StopShop("E_CONSENT_NEEDED", original="refresh_token_expired"))

    async def body(source: TokenSource) -> None:
        with pytest.raises(StopShop, match="E_CONSENT_NEEDED"):
            await source.renewed("truy-cap-1")

    with_source(store, market, body)


def test_a_lost_answer_is_nobody_elses_doing(store: FileStore) -> None:
    store.save(replace(store.load(), refresh_until=START + timedelta(days=20)))
    market = Marketplace(Unknown("E_ANSWER_LOST"))

    async def body(source: TokenSource) -> None:
        with pytest.raises(StopShop, match="E_CONSENT_NEEDED"):
            await source.renewed("truy-cap-1")

    with_source(store, market, body)
    with_source(store, market, body)


def test_a_new_consent_ends_that(store: FileStore) -> None:
    market = Marketplace(Unknown("E_ANSWER_LOST"))

    async def lost(source: TokenSource) -> None:
        with pytest.raises(StopShop):
            await source.renewed("truy-cap-1")

    async def found(source: TokenSource) -> None:
        assert (await source.renewed("truy-cap-5")).access_token == "truy-cap-3"

    with_source(store, market, lost)
    store.replace({"access_token": "truy-cap-5", "refresh_token": "lam-moi-5"})
    with_source(store, market, found)
    assert market.asked == ["lam-moi-1", "lam-moi-5"]
    assert not store.load().consent_needed


def test_a_process_that_dies_while_it_asks_has_left_its_mark(store: FileStore) -> None:
    seen: list[bool] = []

    async def dying(spent: Tokens) -> Tokens:
        seen.append(store.load().consent_needed)
        raise RuntimeError("killed")

    async def main() -> None:
        with pytest.raises(RuntimeError):
            await TokenSource(store, dying, VirtualClock()).renewed("truy-cap-1")

    run(main())
    assert seen == [True]
    market = Marketplace()

    async def next_run(source: TokenSource) -> None:
        with pytest.raises(StopShop, match="E_CONSENT_NEEDED"):
            await source.renewed("truy-cap-1")

    with_source(store, market, next_run)
    assert market.asked == []


def test_giving_up_waits_for_a_refresh_under_way_and_keeps_it(store: FileStore) -> None:
    market = Marketplace(takes_s=5)

    async def body(source: TokenSource) -> None:
        asking = asyncio.create_task(source.renewed("truy-cap-1"))
        await VirtualClock().sleep(1)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    with_source(store, market, body)
    assert (store.load().access_token, store.load().consent_needed) == ("truy-cap-2", False)


def test_a_code_is_spent_once_as_well(store: FileStore) -> None:
    store.replace({"code": "ma-1", "shop_id": 7})
    market = Marketplace(Unknown("E_ANSWER_LOST"))

    async def body(source: TokenSource) -> None:
        with pytest.raises(StopShop, match="E_CONSENT_NEEDED"):
            await source.renewed("")

    with_source(store, market, body)
    with_source(store, market, body)
    assert len(market.asked) == 1


def test_the_end_of_the_consent_is_kept_beside_the_tokens(store: FileStore) -> None:
    async def body(source: TokenSource) -> None:
        await source.note_consent(START)
        assert source.held.consent_until == START

    with_source(store, Marketplace(), body)
    kept = store.load()
    assert (kept.consent_until, kept.access_token, kept.text("shop_id")) == (START, "truy-cap-1", "7")


def test_an_unreachable_marketplace_is_no_verdict(store: FileStore) -> None:
    market = Marketplace(RetryLater("E_UNREACHABLE"))

    async def body(source: TokenSource) -> None:
        with pytest.raises(RetryLater):
            await source.renewed("truy-cap-1")
        assert not store.load().consent_needed
        assert (await source.renewed("truy-cap-1")).access_token == "truy-cap-3"

    with_source(store, market, body)


@pytest.mark.parametrize(
    ("expires", "refreshes"),
    [(None, 0), (START + timedelta(hours=1), 0), (START + timedelta(minutes=4), 1), (START - timedelta(days=1), 1)],
)
def test_a_token_known_to_end_soon_is_refreshed_ahead(
    store: FileStore, expires: datetime | None, refreshes: int
) -> None:
    store.save(replace(store.load(), expires_at=expires))
    market = Marketplace()

    async def body(source: TokenSource) -> None:
        await source.fresh()

    with_source(store, market, body)
    assert len(market.asked) == refreshes


def test_refreshing_ahead_may_fail_while_the_old_token_still_counts(store: FileStore) -> None:
    store.save(replace(store.load(), expires_at=START + timedelta(minutes=4)))
    market = Marketplace(RetryLater("E_UNREACHABLE"))

    async def body(source: TokenSource) -> None:
        assert (await source.fresh()).access_token == "truy-cap-1"

    with_source(store, market, body)


def test_a_refresh_waits_for_the_other_process_that_holds_the_lock(store: FileStore) -> None:
    market = Marketplace()
    other = FileLock(store.lock)

    async def body(source: TokenSource) -> None:
        clock = VirtualClock()
        other.acquire()
        waiting = asyncio.create_task(source.renewed("truy-cap-1"))
        await clock.sleep(5)
        assert not waiting.done()
        store.save(Tokens("truy-cap-8", "lam-moi-8"))
        other.release()
        assert (await waiting).access_token == "truy-cap-8"

    with_source(store, market, body)
    assert market.asked == []


def test_it_does_not_wait_for_ever(store: FileStore) -> None:
    other = FileLock(store.lock)

    async def body(source: TokenSource) -> None:
        other.acquire()
        with pytest.raises(RetryLater) as caught:
            await source.renewed("truy-cap-1")
        assert caught.value.code == "E_TOKENS_LOCKED"
        other.release()

    with_source(store, Marketplace(), body)


def _refresh_in_a_process(path: Path, log: Path) -> None:
    async def renew(spent: Tokens) -> Tokens:
        with log.open("a") as file:
            file.write(spent.refresh_token + "\n")
        await SystemClock().sleep(0.1)
        return replace(spent, access_token="truy-cap-2", refresh_token="lam-moi-2")

    async def main() -> None:
        await TokenSource(FileStore(path), renew, SystemClock()).renewed("truy-cap-1")

    asyncio.run(main())


def test_two_processes_refresh_once(store: FileStore, tmp_path: Path) -> None:
    log = tmp_path / "asked"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_refresh_in_a_process, args=(store._path, log)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert log.read_text().split() == ["lam-moi-1"]
    assert store.load().access_token == "truy-cap-2"
