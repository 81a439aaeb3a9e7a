"""What somebody typed into a form, field by field; what is wrong is kept as a sentence beside it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from babel.numbers import NumberFormatError, parse_decimal

from fidpos.domain.money import Currency, Money
from fidpos.server.backoffice.message import Message
from fidpos.texts.formats import LOCALES

TEXT_MAX = 200
_UNSEEN = frozenset(chr(code) for code in (*range(32), 127)) - {"\n", "\t"}
_GROUPING = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
"""Blanks between thousands, of whatever width somebody types them."""
Choice = TypeVar("Choice", bound=StrEnum)


class Form:
    """Each method reads one field and returns None, with a problem, for what cannot be understood.

    A field that may be left empty is None without a problem then.

    Args:
        fields: as they came.
        language: in which amounts and numbers are written.

    Attributes:
        problems: by field, what is wrong with it; shown beside it when the form comes back.
    """

    def __init__(self, fields: Mapping[str, Sequence[str]], language: str) -> None:
        self.problems: dict[str, Message] = {}
        self._fields = fields
        self._language = language

    @property
    def is_good(self) -> bool:
        """Whether nothing was wrong so far."""
        return not self.problems

    def typed(self, name: str) -> str:
        """What stands in the field, to be shown again."""
        found = self._fields.get(name, ())
        return found[-1] if found else ""

    def shown(self, name: str, held: str) -> str:
        """What was typed, even if it is nothing; what is held where the field did not come."""
        return self.typed(name) if self.all(name) else held

    def all(self, name: str) -> tuple[str, ...]:
        """Everything of this name: boxes that were ticked, rows of a table."""
        return tuple(self._fields.get(name, ()))

    def wrong(self, name: str, key: str, **params: object) -> None:
        """Something is wrong with the field; the first problem stays."""
        self.problems.setdefault(name, Message(key=key, params=params))

    def text(self, name: str, *, needed: bool = False, at_most: int = TEXT_MAX) -> str | None:
        """A text without blanks around it and without control characters."""
        said = "".join(each for each in self.typed(name) if each not in _UNSEEN).strip()
        if len(said) > at_most:
            self.wrong(name, "office.form.too_long", at_most=at_most)
            return None
        if not said and needed:
            self.wrong(name, "office.form.needed")
        return said or None

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.typed(name))

    def choice(self, name: str, kind: type[Choice], *, needed: bool = True) -> Choice | None:
        """One of a few."""
        said = self.typed(name)
        if self._is_empty(name, said, needed):
            return None
        try:
            return kind(said)
        except ValueError:
            self.wrong(name, "office.form.no_choice")
            return None

    def id(self, name: str, *, needed: bool = True) -> UUID | None:
        """An id that a list or a hidden field holds."""
        said = self.typed(name)
        if self._is_empty(name, said, needed):
            return None
        try:
            return UUID(said)
        except ValueError:
            self.wrong(name, "office.form.no_choice")
            return None

    def day(self, name: str, *, needed: bool = True) -> date | None:
        """A day as browsers send it: `2026-11-22`."""
        said = self.typed(name)
        if self._is_empty(name, said, needed):
            return None
        try:
            return date.fromisoformat(said)
        except ValueError:
            self.wrong(name, "office.form.no_day")
            return None

    def integer(
        self, name: str, *, needed: bool = True, least: int | None = None, most: int | None = None
    ) -> int | None:
        """A whole number within bounds."""
        found = self._decimal(name, needed=needed, places=0)
        return self._bounded(name, found, least, most)

    def money(self, name: str, currency: Currency, *, needed: bool = True, least: int = 0) -> Money | None:
        """An amount in the merchant's currency, as the language writes it; `least` in minor units."""
        found = self._decimal(name, needed=needed, places=currency.exponent)
        minor = self._bounded(name, found, least, None)
        return None if minor is None else Money(minor, currency)

    def percent_ppm(self, name: str, *, needed: bool = True, most: int = 1_000_000) -> int | None:
        """A percentage with up to four decimals, in parts per million."""
        return self._bounded(name, self._decimal(name, needed=needed, places=4), 0, most)

    def scaled(
        self,
        name: str,
        places: int,
        *,
        needed: bool = True,
        least: int | None = None,
        most: int | None = None,
    ) -> int | None:
        """A number with up to so many decimals, times ten to the power of them; the bounds are on that."""
        return self._bounded(name, self._decimal(name, needed=needed, places=places), least, most)

    def _decimal(self, name: str, *, needed: bool, places: int) -> int | None:
        """The number times ten to the power of `places`; more decimals are a problem."""
        said = _GROUPING.sub("", self.typed(name)).strip()
        if self._is_empty(name, said, needed):
            return None
        try:
            scaled = parse_decimal(said, locale=LOCALES[self._language], strict=True).scaleb(places)
        except (NumberFormatError, ArithmeticError):
            self.wrong(name, "office.form.no_number")
            return None
        if scaled != scaled.to_integral_value() or abs(scaled) > 10**15:
            self.wrong(name, "office.form.no_number")
            return None
        return int(scaled)

    def _bounded(self, name: str, found: int | None, least: int | None, most: int | None) -> int | None:
        if found is None:
            return None
        if (least is not None and found < least) or (most is not None and found > most):
            self.wrong(name, "office.form.out_of_bounds")
            return None
        return found

    def _is_empty(self, name: str, said: str, needed: bool) -> bool:
        if needed and not said:
            self.wrong(name, "office.form.needed")
        return not said
