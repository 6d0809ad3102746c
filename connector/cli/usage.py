"""Typer's complaints about a command line, put into our words."""

from __future__ import annotations

from difflib import get_close_matches

import typer

from connector.messages import Language, say

__all__ = ["COMMANDS", "usage_text"]

COMMANDS = (
    *("init", "check", "plan", "apply", "sync", "status", "report"),
    *("why", "doctor", "mock", "demo", "media", "photos", "pull", "auth", "match", "mapping"),
    *("audit", "journal", "template", "columns", "export", "resolve", "undo", "forget", "todo", "sku", "adapter"),
)


def usage_text(error: typer.TyperException, lang: Language) -> str:
    """What is wrong with the command line and where to read how it goes."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "ocop"
    return f"{_complaint(error, lang)} {say('cli.usage.help', lang, command=f'{path} --help')}"


def _complaint(error: typer.TyperException, lang: Language) -> str:
    match type(error).__name__:
        case "NoSuchOption":
            option = getattr(error, "option_name", "")
            near = getattr(error, "possibilities", None) or ()
            code = "cli.usage.no_option_near" if near else "cli.usage.no_option"
            return say(code, lang, option=option, nearest=", ".join(sorted(near)))
        case "MissingParameter":
            return say("cli.usage.missing", lang, name=_name(error))
        case "BadOptionUsage":
            return say("cli.usage.no_value", lang, option=getattr(error, "option_name", ""))
        case "BadParameter":
            return say("cli.usage.bad_value", lang, name=_name(error))
        case _:
            return _unknown_command(error, lang)


def _name(error: typer.TyperException) -> str:
    """The option or argument as the help shows it."""
    param = getattr(error, "param", None)
    if param is None:
        return str(getattr(error, "param_hint", "") or "?")
    if param.param_type_name == "option":
        return str(param.opts[0])
    return str(param.metavar or param.name).upper()


def _unknown_command(error: typer.TyperException, lang: Language) -> str:
    """A word that is no command, or one word too many for a command."""
    context = getattr(error, "ctx", None)
    inner = getattr(getattr(context, "command", None), "commands", None)
    if context is None or inner is None:
        return say("cli.usage.too_many", lang)
    known = COMMANDS if context.parent is None else tuple(inner)
    words = error.message.split("'")
    word = words[1] if len(words) > 2 else ""
    if not word:
        return say("cli.usage.no_command", lang, known=", ".join(known))
    near = get_close_matches(word, known, n=1, cutoff=0.4)
    code = "cli.usage.no_such_command_near" if near else "cli.usage.no_such_command"
    return say(code, lang, word=word, nearest="".join(near), known=", ".join(known))
