"""What every test stands on: parts a machine may lack, and an honest list of what was left out."""

import os
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import settings

# The contract suite is a package of its own; its assertions are to tell as much as those of a test file.
pytest.register_assert_rewrite("connector.testing")

# The same examples on every machine, and no property turned red by a slow or shared core.
settings.register_profile("ocop", deadline=None, derandomize=True)
settings.load_profile("ocop")

REQUIRED = pytest.StashKey[set[str]]()
ASKED_FOR = pytest.StashKey[set[str]]()
DESELECTED = pytest.StashKey[list[str]]()
INTERRUPTED = 130


class QuietInterruption:
    """Ctrl-C ends a test run with 130, as it ends every other script; pytest alone would say 2, as for a bad import."""

    seen = False

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.seen = self.seen or excinfo.errisinstance(KeyboardInterrupt)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.seen:
            session.exitstatus = INTERRUPTED


class WhatWorkersSaw:
    """Where the suite runs on several cores, each worker tells at its end what the summary needs of it."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        told = getattr(node, "workeroutput", {})
        self.config.stash[ASKED_FOR].update(told.get("asked_for", ()))
        self.config.stash[DESELECTED][:] = told.get("deselected", ())


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    for item in items:
        item.config.stash[DESELECTED].append(item.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    told: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["asked_for"] = sorted(session.config.stash[ASKED_FOR])
        told["deselected"] = session.config.stash[DESELECTED]


def pytest_configure(config: pytest.Config) -> None:
    names = os.environ.get("OCOP_REQUIRE", "").split(",")
    config.stash[REQUIRED] = {name.strip() for name in names if name.strip()}
    config.stash[ASKED_FOR] = set()
    config.stash[DESELECTED] = []
    config.pluginmanager.register(QuietInterruption())
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.register(WhatWorkersSaw(config))


@pytest.fixture(scope="session")
def require(pytestconfig: pytest.Config) -> Callable[[str, bool], None]:
    """``require("postgresql", found)``: without the part the test is left out, or fails if OCOP_REQUIRE names it."""

    def check(part: str, available: bool) -> None:
        pytestconfig.stash[ASKED_FOR].add(part)
        if available:
            return
        if part in pytestconfig.stash[REQUIRED]:
            pytest.fail(f"{part} is missing on this machine and OCOP_REQUIRE names it", pytrace=False)
        pytest.skip(f"{part} is missing on this machine")

    return check


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left_out: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        left_out.setdefault(reason.removeprefix("Skipped: "), []).append(report.nodeid)
    if config.stash[DESELECTED]:
        left_out["not selected by the arguments given"] = config.stash[DESELECTED]
    terminalreporter.section("what was left out")
    for reason, tests in sorted(left_out.items()):
        more = f" and {len(tests) - 1} more" if len(tests) > 1 else ""
        terminalreporter.write_line(f"Left out: {reason}: {tests[0]}{more}")
    if not left_out:
        terminalreporter.write_line("Left out: nothing")
    for part in sorted(part for part in config.stash[REQUIRED] if part not in config.stash[ASKED_FOR]):
        terminalreporter.write_line(f"OCOP_REQUIRE names {part}, which no test of this run asked for")
