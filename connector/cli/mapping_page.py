"""``ocop mapping check`` in a terminal: what a person has to do first, then the rules in use, then what would help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from connector.report.figures import marketplace_name, moment
from connector.report.sentences import problem_text
from connector.run.mapping import Fit, Home, ShopMapping
from connector.run.mapping_findings import Help, Lack, brandless, helps, lacks, other_reasons
from connector.run.mapping_words import path_text, rule_text
from mappings import Reason
from mappings.readiness import Part

from .lines import Lines
from .problems import explain
from .settings import Settings

__all__ = ["MappingPage", "part_words"]

NAMED = 6
SHOWN = 12
"""So many products are named, and so many rules shown; everything with --verbose."""


class MappingPage:
    """The answer for one shop after the other."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._say = settings.say
        self._lines = Lines(settings)
        self._line = self._lines.line

    def show(self, survey: ShopMapping) -> None:
        self._head(survey)
        if not survey.fits:
            self._line(self._say("categories.no_products"), indent=2)
            return
        self._homeless(survey)
        self._elsewhere(survey)
        self._lacks(lacks(survey))
        self._named("categories.brandless", brandless(survey))
        self._others(survey)
        self._rules(survey)
        self._helps(helps(survey.fits))
        self._lines.gap()

    def _head(self, survey: ShopMapping) -> None:
        shop, lang = survey.shop, self._settings.lang
        ready = sum(fit.composed.publishable for fit in survey.fits)
        scores = [fit.readiness.score for fit in survey.fits]
        words = {"shop": shop.name, "marketplace": marketplace_name(shop.marketplace), "products": len(scores)}
        average = round(sum(scores) / len(scores)) if scores else 0
        self._line(self._say("categories.head", **words, ready=ready, average=average), "bold")
        if survey.aside:
            self._line(self._say("categories.aside", count=survey.aside), "dim", 2)
        at = moment(survey.facts_at, lang)
        if survey.problem is not None:
            self._line(explain(survey.problem, lang), "yellow", 2)
            self._line(self._say("categories.from_memory", at=at), "yellow", 2)
        elif not survey.asked:
            self._line(self._say("categories.remembered", at=at), "dim", 2)

    def _homeless(self, survey: ShopMapping) -> None:
        homes = [home for home in survey.homes if not home.known]
        if not homes:
            return
        count = sum(len(home.fits) for home in homes)
        self._line(self._say("categories.homeless", count=count, groups=len(homes)), "bold red")
        for home in homes:
            self._line(f"{rule_text(home.key, survey.rules, self._settings.lang)} ({len(home.fits)})", indent=2)
            if home.path:
                self._line(self._say("categories.not_in_shop", category=path_text(home.path)), indent=4)
            self._line(self._titles(home.fits), "dim", 4)
            for path in home.proposed[:1]:
                self._line(self._say("categories.proposed", category=path_text(path)), "green", 4)
        self._line(self._say("categories.how", command="ocop mapping export nganh-hang.xlsx"), indent=2)

    def _elsewhere(self, survey: ShopMapping) -> None:
        homes = [home for home in survey.homes if home.elsewhere]
        if not homes:
            return
        self._line(self._say("categories.elsewhere_head"), "bold yellow")
        for home in homes:
            self._line(rule_text(home.key, survey.rules, self._settings.lang), indent=2)
            for path, count in home.elsewhere.most_common():
                words = {"category": path_text(path), "count": count, "ours": path_text(home.path) or "–"}
                self._line(self._say("categories.elsewhere", **words), indent=4)
        self._line(self._say("categories.elsewhere_stays"), "dim", 2)

    def _lacks(self, found: Sequence[Lack]) -> None:
        if found:
            self._line(self._say("categories.lacks"), "bold red")
        for lack in found:
            words = {"attribute": lack.attribute, "category": path_text(lack.category), "count": len(lack.fits)}
            self._line(self._say("categories.lack", **words), indent=2)
            self._line(self._titles(lack.fits), "dim", 4)
            if lack.choices:
                code = "categories.choices_more" if lack.further else "categories.choices"
                self._line(self._say(code, choices="; ".join(lack.choices), more=lack.further), indent=4)

    def _named(self, code: str, fits: Sequence[Fit]) -> None:
        if fits:
            self._line(self._say(code, count=len(fits)), "bold red")
            self._line(self._titles(fits), indent=2)

    def _others(self, survey: ShopMapping) -> None:
        found = other_reasons(survey)
        if found:
            self._line(self._say("categories.others"), "bold")
        for _, fits in found:
            shown = fits if self._settings.verbose else fits[:NAMED]
            for fit, reason in shown:
                self._line(f"{fit.product.product_key}  {reason_text(reason, self._settings)}", indent=2)
            if len(fits) > len(shown):
                self._line(self._say("categories.more", count=len(fits) - len(shown)), "dim italic", 4)

    def _rules(self, survey: ShopMapping) -> None:
        homes = [home for home in survey.homes if home.known]
        if not homes:
            return
        self._line(self._say("categories.rules", count=len(homes)), "bold")
        shown = homes if self._settings.verbose else homes[:SHOWN]
        for home in shown:
            self._rule(home, survey)
        if len(shown) < len(homes):
            self._line(self._say("categories.rules_more", count=len(homes) - len(shown)), "dim italic", 2)

    def _rule(self, home: Home, survey: ShopMapping) -> None:
        words = rule_text(home.key, survey.rules, self._settings.lang)
        layer = self._say("categories.yours" if home.chosen else "categories.ours")
        self._line(f"{words}  →  {path_text(home.path)} ({len(home.fits)}, {layer})", indent=2)
        if self._settings.verbose:
            for fit in home.fits:
                score = self._say("categories.score", score=fit.readiness.score)
                self._line(f"{fit.product.product_key}  {fit.product.title_vi}  {score}", "dim", 4)

    def _helps(self, found: Sequence[Help]) -> None:
        if found:
            self._line(self._say("categories.helps", count=len(found)), "bold")
        for one in found:
            act = reason_text(one.reason, self._settings) if one.reason else part_words(one.part, self._settings)
            score = one.fit.readiness.score
            words = {"product": one.fit.product.product_key, "title": one.fit.product.title_vi, "score": score}
            self._line(self._say("categories.help", **words, gain=one.gain, act=act), indent=2)

    def _titles(self, fits: Iterable[Fit]) -> str:
        names = [f"{fit.product.product_key} {fit.product.title_vi}" for fit in fits]
        shown = names if self._settings.verbose else names[:NAMED]
        rest = len(names) - len(shown)
        return "; ".join(shown) + (f"; {self._say('categories.more', count=rest)}" if rest else "")


def reason_text(reason: Reason, settings: Settings) -> str:
    """The sentence of a composer's reason."""
    return problem_text(reason.code, {name: str(value) for name, value in reason.params.items()}, settings.lang)


def part_words(part: Part, settings: Settings) -> str:
    """What a part of the readiness lacks, in one sentence."""
    codes = part.params.get("codes")
    advice = " ".join(settings.say(f"advice.{code}") for code in codes) if isinstance(codes, list) else ""
    return settings.say(f"readiness.{part.name}", **part.params, advice=advice)
