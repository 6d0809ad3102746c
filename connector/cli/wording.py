"""Typer's help in the reader's language: texts by code, headings, examples, and the common options of every command."""

from __future__ import annotations

import copy
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from connector.messages import Language, say

__all__ = ["Command", "Group", "worded"]

EXAMPLES: dict[str, tuple[str, ...]] = {
    "ocop": ("ocop init", "ocop check", "ocop plan", "ocop sync"),
    "init": (
        "ocop init",
        "ocop init ~/htx --shop shopee-htx --marketplace shopee --products products.csv --photos photos",
    ),
    "check": ("ocop check", "ocop check products.csv --producers producers.csv --photos photos", "ocop check --json"),
    "pull": ("ocop pull shopee-htx --out catalogue.xlsx --photos photos",),
    "columns": ("ocop columns kiotviet.xlsx", "ocop columns kiotviet.xlsx --columns kiotviet --save columns.toml"),
    "plan": (
        "ocop plan",
        "ocop plan --html plan.html",
        "ocop plan shopee-htx --out plan.json",
        "ocop plan --only P001-01",
    ),
    "apply": ("ocop apply plan.json", "ocop apply plan.json --html report.html"),
    "sync": ("ocop sync", "ocop sync shopee-htx --allow reprice=40", "ocop sync --deadline 2h --html report.html"),
    "status": ("ocop status", "ocop status shopee-htx --json"),
    "report": ("ocop report", "ocop report --html report.html", "ocop report 20261121T0910"),
    "why": ("ocop why P001-01", "ocop why P001-01 --shop shopee-htx --field title"),
    "resolve": (
        "ocop resolve shopee-htx",
        "ocop resolve shopee-htx P001-01 --field title --theirs",
        "ocop resolve shopee-htx --all drift --ours --yes",
    ),
    "audit": ("ocop audit", "ocop audit shopee-htx --all", "ocop audit --html soat.html"),
    "journal": ("ocop journal verify", "ocop journal export so-ghi-nho.jsonl"),
    "journal verify": ("ocop journal verify", "ocop journal verify --json"),
    "journal export": (
        "ocop journal export so-ghi-nho.jsonl",
        "ocop journal export journal.json --shop shopee-htx --force",
    ),
    "undo": ("ocop undo last", "ocop undo 20261121T0910 --out plan.json", "ocop undo last --with-stock --yes"),
    "forget": ("ocop forget shopee-cu", "ocop forget shopee-cu --yes"),
    "todo": ("ocop todo", "ocop todo zalo-htx --done P001-01", "ocop todo zalo-htx --undo P001-01"),
    "doctor": ("ocop doctor", "ocop doctor shopee-htx"),
    "mock": ("ocop mock shopee --port 9101", "ocop mock shopee --port 9101 --seed 20 --no-sku"),
    "demo": ("ocop demo", "ocop demo --keep --folder ~/ocop-demo"),
    "template": ("ocop template san-pham.xlsx", "ocop template catalogue.xlsx --lang en"),
    "export": ("ocop export hien-tai.xlsx", "ocop export hien-tai.csv --force"),
    "sku": ("ocop sku fill san-pham.xlsx",),
    "sku fill": ("ocop sku fill san-pham.xlsx", "ocop sku fill san-pham.csv --out co-ma.csv"),
    "photos": (
        "ocop photos",
        "ocop photos photos --products products.xlsx --out anh.xlsx",
        "ocop photos --read anh.xlsx --out cap-nhat-anh.xlsx",
    ),
    "match": (
        "ocop match shopee-htx",
        "ocop match shopee-htx --out doi-chieu.xlsx",
        "ocop match shopee-htx --read doi-chieu.xlsx",
    ),
    "auth": ("ocop auth login shopee-htx", "ocop auth keepalive"),
    "auth login": ("ocop auth login shopee-htx", "ocop auth login shopee-thu --listen --yes"),
    "auth keepalive": ("ocop auth keepalive", "ocop auth keepalive shopee-htx --json"),
    "mapping": (
        "ocop mapping check",
        "ocop mapping export nganh-hang.xlsx",
        "ocop mapping import nganh-hang.xlsx",
    ),
    "mapping check": ("ocop mapping check", "ocop mapping check shopee-htx --ask-shop", "ocop mapping check --json"),
    "mapping export": (
        "ocop mapping export nganh-hang.xlsx",
        "ocop mapping export nganh-hang.xlsx shopee-htx --suggest",
    ),
    "mapping import": ("ocop mapping import nganh-hang.xlsx --dry-run", "ocop mapping import nganh-hang.xlsx"),
    "adapter": ("ocop adapter new zalo_shop", "ocop adapter check shopee --live"),
    "adapter new": ("ocop adapter new zalo_shop", "ocop adapter new zalo_shop --folder ~/zalo"),
    "adapter check": ("ocop adapter check shopee", "ocop adapter check shopee --live --json"),
    "media": ("ocop media check photos", "ocop media preview photos"),
    "media check": ("ocop media check photos", "ocop media check photos --json"),
    "media preview": (
        "ocop media preview",
        "ocop media preview photos --star 4 --out photos.png",
        "ocop media preview products.csv --producers producers.csv --photos photos --first 20",
    ),
}


class _Worded:
    """What a command and the whole have in common: usage line, help option, typer's few fixed words."""

    lang: Language = "vi"

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage:", say("cli.usage", self.lang), 1)

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = say("opt.help", self.lang)
            option.metavar = ""
            option.rich_help_panel = say("cli.panel.common", self.lang)
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils

        rich_utils.REQUIRED_LONG_STRING = say("cli.required", self.lang)
        super().format_help(ctx, formatter)  # type: ignore[misc]
        print(f" {say('cli.examples', self.lang)}")
        for line in EXAMPLES[ctx.command_path.removeprefix("ocop ")]:
            print(f"   {line}")


class Command(_Worded, TyperCommand):
    """One command."""


class Group(_Worded, TyperGroup):
    """``ocop`` itself, or several commands under one word (``ocop media``)."""


def worded(app: typer.Typer, lang: Language) -> Group:
    """The parser of ``app`` with every text in ``lang``."""
    group = typer.main.get_command(app)
    assert isinstance(group, Group)
    common = [param for param in group.params if param.name != "version"]
    _word(group, "ocop", lang)
    group.subcommand_metavar = say("cli.metavar.command", lang)
    for param in group.params:
        _word_param(param, lang, "cli.panel.common")
    for name, command in group.commands.items():
        _word_command(command, name, lang, common)
    return group


def _word_command(command: Any, path: str, lang: Language, common: list[Any]) -> None:
    """One command, and those below it: the texts of ``ocop media check`` are called ``media.check``."""
    _word(command, path, lang)
    for param in command.params:
        _word_param(param, lang, "cli.panel.options")
    # For the help only: ``hoisted`` has moved them in front before anything is parsed.
    shown = [copy.copy(param) for param in common]
    for param in shown:
        param.expose_value = False
    command.params.extend(shown)
    if isinstance(command, Group):
        command.subcommand_metavar = say("cli.metavar.command", lang)
        for name, inner in command.commands.items():
            _word_command(inner, f"{path}.{name}", lang, common)


def _word(command: Any, name: str, lang: Language) -> None:
    command.lang = lang
    command.help = say(f"help.{name}", lang)
    command.short_help = say(f"brief.{name}", lang) if name != "ocop" else None
    command.options_metavar = say("cli.metavar.options", lang)
    command.rich_help_panel = say("cli.panel.commands", lang)


def _word_param(param: Any, lang: Language, panel: str) -> None:
    if param.help:
        param.help = say(param.help, lang)
    param.rich_help_panel = say("cli.panel.arguments" if param.param_type_name == "argument" else panel, lang)
    param.show_default = False
    if getattr(param, "is_flag", False):
        param.metavar = ""
