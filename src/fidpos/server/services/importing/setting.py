"""What is known at the centre before any row is read: the merchant's words and the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fidpos.domain.folding import fold
from fidpos.domain.money import Currency
from fidpos.rules.programme import CounterUnit, Programme
from fidpos.server.services.importing.choices import Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Within which rows are read.

    Attributes:
        programme: in force; None where none was published yet: there are no counters and tiers then.
        today: business day of the shop.
        alone_from: age from which somebody agrees alone where it stands.
    """

    choices: Choices
    programme: Programme | None
    currency: Currency
    today: date
    alone_from: int

    def decimals(self, counter: str) -> int:
        """How many decimals a balance of the counter is written with."""
        counters = self.programme.counters if self.programme else ()
        is_money = any(each.code == counter and each.unit is CounterUnit.MONEY for each in counters)
        return self.currency.exponent if is_money else 0

    def tier(self, text: str) -> str | None:
        """The code of the tier that somebody calls so; None for none."""
        return self._tiers.get(fold(text))

    @property
    def _tiers(self) -> Mapping[str, str]:
        tiers = self.programme.tiers if self.programme else ()
        return {fold(name): each.code for each in tiers for name in (each.code, each.title.fr, each.title.en)}


def counters_of(programme: Programme | None, language: str) -> Mapping[str, str]:
    """By code, what the merchant calls each counter."""
    counters = programme.counters if programme else ()
    return {each.code: each.title.of(language) for each in counters}
