"""Pools: small ones, the least busy serves, nothing queues inside, nothing of the environment is trusted."""

import asyncio
import ssl

import httpx
import pytest

from connector.wire.pools import PER_POOL, Pools

from .virtual import VirtualClock, run


@pytest.mark.parametrize(("connections", "pools"), [(1, 1), (8, 1), (9, 2), (64, 8)])
def test_no_pool_holds_more_than_eight(connections: int, pools: int) -> None:
    async def main() -> None:
        async with Pools(connections, secure=False, read_s=5) as opened:
            assert len(opened._clients) == pools
            busy: dict[int, int] = {}

            async def use() -> None:
                async with opened.client() as client:
                    busy[id(client)] = busy.get(id(client), 0) + 1
                    assert busy[id(client)] <= PER_POOL
                    await VirtualClock().sleep(1)
                    busy[id(client)] -= 1

            await asyncio.gather(*(use() for _ in range(connections * 2)))
            assert len(busy) == pools
            assert VirtualClock().monotonic() == 2.0

    run(main())


def test_certificates_are_verified_redirects_not_followed_and_proxies_not_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")

    async def main() -> None:
        async with Pools(9, secure=True, read_s=5) as pools, pools.client() as client:
            assert client.follow_redirects is False
            assert client.trust_env is False
            assert not client._mounts
            contexts = {id(one._transport._pool._ssl_context) for one in pools._clients}  # type: ignore[attr-defined]
            assert len(contexts) == 1
            assert client._transport._pool._ssl_context.verify_mode is ssl.CERT_REQUIRED  # type: ignore[attr-defined]
            assert client.timeout == httpx.Timeout(connect=10, read=5, write=5, pool=10)

    run(main())
