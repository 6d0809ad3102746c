"""What went wrong, in a sentence on standard error, and the exit code that decision 26 gives it."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence

import typer

from connector.errors import AdapterError, BadUse, Bug, OcopError
from connector.messages import Language, catalogue_of, say

from .streams import emit, tell

__all__ = [
    "BAD_USE",
    "BUG",
    "INTERRUPTED",
    "NOTHING_DONE",
    "PERSON",
    "SOME_FAILED",
    "exit_code_for",
    "explain",
    "guarded",
    "overall",
]

BUG, BAD_USE, PERSON, GUARDED, SOME_FAILED, NOTHING_DONE, BUSY, DEADLINE = range(1, 9)
INTERRUPTED = 130

log = logging.getLogger(__name__)


def exit_code_for(error: OcopError) -> int:
    """Decision 26 for an error that ended a command."""
    from connector.run import ShopBusy

    if isinstance(error, BadUse):
        return BAD_USE
    if isinstance(error, ShopBusy):
        return BUSY
    return BUG if isinstance(error, Bug) else NOTHING_DONE


def overall(codes: Sequence[int]) -> int:
    """Decision 26 for several shops: 5 if some ended badly while another was done, else the gravest."""
    for gravest in (INTERRUPTED, BUG):
        if gravest in codes:
            return gravest
    bad = [code for code in codes if code in (BAD_USE, GUARDED, SOME_FAILED, NOTHING_DONE, BUSY)]
    if not bad:
        return DEADLINE if DEADLINE in codes else max(codes, default=0)
    if len(bad) < len(codes):
        return SOME_FAILED
    return bad[0] if len(set(bad)) == 1 else NOTHING_DONE


def explain(error: OcopError, lang: Language) -> str:
    """The sentence of an error; a code without one still says which it was."""
    from connector.wire.redact import redact

    if error.code not in catalogue_of(lang):
        return redact(say("cli.error.unnamed", lang, name=error.code))
    if isinstance(error, AdapterError):
        from connector.report.sentences import problem_text
        from connector.sync.session import judge_error

        _, code, params = judge_error(error)
        return redact(problem_text(code, params, lang))
    return redact(say(error.code, lang, **error.params))


def guarded(command: Callable[[], int], lang: Language, as_json: bool) -> int:
    """Run ``command``; whatever it raises becomes a sentence and an exit code."""
    try:
        return command()
    except OcopError as error:
        return _failed(error.code, error.params, explain(error, lang), exit_code_for(error), as_json)
    except typer.Abort:
        return INTERRUPTED
    except KeyboardInterrupt:
        tell(say("cli.interrupted_now", lang))
        return INTERRUPTED
    except typer.TyperException as error:
        from .usage import usage_text

        return _failed("E_USAGE", {}, usage_text(error, lang), BAD_USE, as_json)
    except BrokenPipeError:
        # The reader of our output is gone; what was asked for has been done as far as it was wanted.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if failure := _failure(error):
            log.error("the machine failed", exc_info=error)
            return _failed(failure.code, failure.params, explain(failure, lang), exit_code_for(failure), as_json)
        return _bug(error, lang, as_json)


def _failed(code: str, params: Mapping[str, object], text: str, exit_code: int, as_json: bool) -> int:
    from connector.wire.redact import redact

    tell(text)
    if as_json:
        shown = {name: redact(str(value)) for name, value in params.items()}
        emit({"schema": "ocop/error@1", "code": code, "params": shown, "message": text, "exit_code": exit_code})
    return exit_code


def _failure(error: Exception) -> OcopError | None:
    """A journal that is damaged, locked or read-only, a disk that is full; None for what is a fault of ours."""
    if not isinstance(error, (OSError, ExceptionGroup)) and not hasattr(error, "journal"):
        return None  # commands that never open a journal do not pay for its library
    from connector.sync.journal import failure_of

    return failure_of(error)


def _bug(error: Exception, lang: Language, as_json: bool) -> int:
    """A fault of ours: short on screen, whole in the log."""
    from connector.wire.redact import redact

    from .logs import log_file

    log.error("unexpected error", exc_info=error)
    kind = redact(f"{type(error).__name__}: {error}".splitlines()[0][:200])
    file = log_file()
    text = say("cli.bug", lang, error=kind) + (" " + say("cli.bug_log", lang, file=file) if file else "")
    return _failed("BUG", {"error": kind}, text, BUG, as_json)
