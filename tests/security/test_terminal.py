"""A terminal obeys control characters: none of a shop's or a file's reaches it."""

from __future__ import annotations

import io

import pytest

from connector.cli.streams import tell
from connector.report.console import make_console
from connector.report.terminal import show_plan, show_runs
from connector.sync import Notice, Outcome, Result, Severity
from tests.unit.report import made

ORDERS = ["\x1b[2J", "\x1b]0;quan tri\x07", "\x1b]52;c;eA==\x07", "\x9b31m", "\x08\x08\x08", "\r\x1b[K"]


@pytest.mark.parametrize("order", ORDERS)
def test_a_line_beside_the_result_gives_no_orders(order: str, capsys: pytest.CaptureFixture[str]) -> None:
    tell(f"Shopee: giá {order} sai\nhai dòng")
    shown = capsys.readouterr().err
    assert "sai\nhai dòng" in shown
    assert not [char for char in shown if char != "\n" and (ord(char) < 32 or 127 <= ord(char) < 160)]


@pytest.mark.parametrize("order", ORDERS)
def test_neither_does_a_plan_or_a_report(order: str) -> None:
    word = f"Mật {order} ong"
    stream = io.StringIO()
    console = make_console(stream, width=100)
    change = made.price().model_copy(update={"title": word, "skus": (word,)})
    said = Notice(code="deleted-in-shop", severity=Severity.PERSON, title=word, skus=(word,), params={"reason": word})
    show_plan(made.plan(change, notices=(said,)), "vi", console)
    failed = Result(change=change, outcome=Outcome.REJECTED, code="E_REFUSED", params={"reasons": word})
    show_runs([made.run(failed, notices=(said,))], "vi", console)
    shown = stream.getvalue()
    assert "ong" in shown
    assert not [char for char in shown if char != "\n" and (ord(char) < 32 or 127 <= ord(char) < 160)]
