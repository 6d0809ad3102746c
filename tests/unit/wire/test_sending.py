"""What is uploaded in several calls: nothing that was won is lost with what comes behind it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import AdapterError, QuotaSpent, Rejected, StopShop
from connector.port import MediaFile
from connector.wire.sending import uploaded

FILES = [MediaFile(f"ảnh-{number}", bytes([number])) for number in range(12)]


@given(
    size=st.integers(1, 5),
    bad=st.sets(st.integers(0, 11)),
    stop=st.integers(0, 12),
    error=st.sampled_from([StopShop("E_BANNED"), QuotaSpent("E_QUOTA")]),
)
async def test_ids_won_stay_the_rest_bears_the_error_and_no_further_call_leaves(
    size: int, bad: set[int], stop: int, error: AdapterError
) -> None:
    calls = 0

    async def upload(part: Sequence[MediaFile]) -> list[str | AdapterError]:
        nonlocal calls
        calls += 1
        if calls > stop:
            raise error
        return [Rejected("E_PICTURE") if file.data[0] in bad else file.key for file in part]

    parts = [FILES[start : start + size] for start in range(0, len(FILES), size)]
    won = [file.key for part in parts[:stop] for file in part if file.data[0] not in bad]
    if stop < len(parts) and not won:
        with pytest.raises(type(error)):
            await uploaded(parts, upload)
        assert calls == stop + 1
        return
    found = await uploaded(parts, upload)
    assert len(found) == len(FILES)
    assert [one for one in found if isinstance(one, str)] == won
    if stop < len(parts):
        assert found[sum(map(len, parts[:stop])) :] == [error] * sum(map(len, parts[stop:]))
        assert calls == stop + 1
