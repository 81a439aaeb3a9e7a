"""Figures in words: quotients, changes, names of rules; a dash where a figure says nothing."""

from collections.abc import Mapping
from datetime import date

from babel.numbers import format_decimal

from fidpos.domain.money import Money
from fidpos.rules.titles import Titles
from fidpos.server.backoffice.pages.figures.question import Question
from fidpos.server.services.figures.fired import NOT_SPLIT, VOUCHERS_USED
from fidpos.server.services.figures.formulas import Ratio
from fidpos.texts.formats import LOCALES
from fidpos.texts.texts import Texts

NOTHING = "\N{EN DASH}"


class Words:
    """A page's own.

    Args:
        texts: in the visitor's language.
        question: for the currency and the programme.
    """

    def __init__(self, texts: Texts, question: Question) -> None:
        self._texts = texts
        self._question = question

    def say(self, key: str, **params: object) -> str:
        """A sentence."""
        return self._texts.say(key, **params)

    def number(self, number: int) -> str:
        """A whole number."""
        return self._texts.value(number)

    def signed(self, number: int) -> str:
        """With its sign, whichever it is."""
        return self._texts.value(number, "signed")

    def month(self, month: date) -> str:
        """Its name and year."""
        return self._texts.value(month, "month")

    def whole_percent(self, percent: int) -> str:
        """A share without decimals."""
        return self._texts.value(percent * 10_000, "percent")

    def money(self, minor: int | None) -> str:
        """An amount."""
        return NOTHING if minor is None else self._texts.value(self._question.money(minor))

    def percent(self, ratio: Ratio) -> str:
        """A share, to one decimal."""
        return NOTHING if ratio.ppm is None else self._texts.value(round(ratio.ppm, -3), "percent")

    def times(self, ratio: Ratio) -> str:
        """A plain quotient, to two decimals."""
        if ratio.exact is None:
            return NOTHING
        return str(
            format_decimal(float(ratio.exact), format="#,##0.00", locale=LOCALES[self._texts.language])
        )

    def change(self, now: Ratio, before: Ratio) -> str:
        """Beside the period before, in percent of it; empty where that says nothing."""
        if not now.exact or not before.exact:
            return ""
        share = Ratio(
            now.numerator * before.denominator - before.numerator * now.denominator,
            before.numerator * now.denominator,
        )
        assert share.ppm is not None
        shown = self._texts.value(round(share.ppm, -3), "percent")
        return self._texts.say("office.figures.change", change=f"+{shown}" if share.ppm >= 0 else shown)

    def source(self, code: str) -> str:
        """A rule or reward by its title."""
        if code == VOUCHERS_USED:
            return self._texts.say("office.figures.source.vouchers")
        if code in {"", NOT_SPLIT}:
            return self._texts.say("office.figures.source.not_split")
        programme = self._question.programme
        if programme is None:
            return code
        titles = {each.code: each.title for each in programme.rewards}
        titles |= {each.code: each.title for each in programme.rules}
        return self._title(titles, code)

    def counter(self, code: str) -> str:
        """A counter by its title."""
        programme = self._question.programme
        return self._title({each.code: each.title for each in programme.counters} if programme else {}, code)

    def tier(self, code: str) -> str:
        """A tier by its title; the empty code is none."""
        if not code:
            return self._texts.say("office.figures.no_tier")
        programme = self._question.programme
        return self._title({each.code: each.title for each in programme.tiers} if programme else {}, code)

    def _title(self, titles: Mapping[str, Titles], code: str) -> str:
        return titles[code].of(self._texts.language) if code in titles else code

    def amount(self, minor: int) -> Money:
        """For a table, which writes it itself."""
        return self._question.money(minor)
