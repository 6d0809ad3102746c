"""Promise 0 on histories made by hand."""

from tests.unit.judge.tiny import change, judged, run

TRACE = ("Traceback (most recent call last):\n  File \"x.py\", line 1\nKeyError: 'mã'\n",)


def test_codes_that_we_foresaw_are_none() -> None:
    stopped = {"ending": "stopped", "stop_code": "BUG_E_ANSWER_UNREADABLE"}
    assert judged(0, runs=[run(), run(2, report=stopped), run(3, report=None), run(4, outcomes=(change(),))]) == []


def test_an_exception_that_ended_a_run() -> None:
    stopped = {"ending": "stopped", "stop_code": "BUG_UNEXPECTED"}
    assert judged(0, runs=[run(report=stopped, texts=TRACE)]) == ["an error that nobody foresaw: KeyError: 'mã'"]


def test_an_exception_at_one_product() -> None:
    parked = change(outcome="parked", code="BUG_UNEXPECTED")
    assert judged(0, runs=[run(outcomes=(change(), parked))]) == ["an error that nobody foresaw: nothing was logged"]
