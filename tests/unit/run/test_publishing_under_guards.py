"""Publishing that never arrived, and a night whose sheet a guard holds while the calendar takes a star off."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from connector.model import ListingState
from connector.sync import judging
from tests.coop import Coop
from tests.unit.run.test_sheets_not_taken import TIGHT, Night, told


async def test_publishing_that_never_arrived_is_done_again_after_a_guarded_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "EDIT_MARGIN", timedelta())
    coop = Coop(tmp_path).set_up()
    coop.configure(TIGHT)
    night = Night(coop)
    night.shop.fault = lambda call: "cut" if call == "state" else None
    await night.sync()
    assert night.item("LUA-01").state is ListingState.UNLISTED
    night.shop.fault = lambda _call: None
    for sku, price in (("LUA-01", "690000"), ("TRA-01", "1210000"), ("MIEN-0007", "36000")):
        night.row(sku, **{"Giá bán": price})
    lapsed = date(2027, 2, 13)
    report = await night.sync(day=lapsed)
    assert (report.ending, report.counts) == ("guarded", {"update": 2})
    report = await night.sync(day=lapsed, allow={"reprice": 9})
    assert ("conflict", "LUA-01") not in told(report)
    assert night.item("LUA-01").state is ListingState.LIVE
