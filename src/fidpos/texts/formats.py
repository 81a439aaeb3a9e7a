"""Domain values as a language writes them: numbers, money, days and hours, all by Babel, never by Qt."""

import re
from datetime import date, datetime, tzinfo
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal, format_percent

from fidpos.domain.clock import DayMonth
from fidpos.domain.money import PPM, Money

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
"""Whose habits each language of the product follows."""

MINUS = "\N{MINUS SIGN}"
_LEAP_YEAR = 2000
_DAY_PARTS = {"d": 2, "M": 2, "y": 4}
_PART_OR_BETWEEN = re.compile(r"([dMy])\1*|[^dMy]+")


class Formats:
    """One locale and one zone; instants are shown as the clock on the shop's wall shows them."""

    def __init__(self, language: str, zone: tzinfo | None = None) -> None:
        self._locale = Locale.parse(LOCALES[language])
        self._zone = zone

    def integer(self, value: int, *, signed: bool = False) -> str:
        """`1 296` with the language's own grouping; `signed` writes `+12` too."""
        text = str(format_decimal(value, locale=self._locale)).replace("-", MINUS)
        return f"+{text}" if signed and value > 0 else text

    def money(self, value: Money, *, signed: bool = False) -> str:
        """`12,40 €` or `€12.40`, with as many decimals as the currency has."""
        major = Decimal(value.minor).scaleb(-value.currency.exponent)
        text = str(format_currency(major, value.currency.code, locale=self._locale)).replace("-", MINUS)
        return f"+{text}" if signed and value.minor > 0 else text

    def percent(self, rate_ppm: int) -> str:
        """`12,5 %` or `12.5%` from 125,000 ppm, with two decimals at most."""
        rate = Decimal(rate_ppm) / PPM
        pattern = self._locale.percent_formats[None].pattern.replace("#,##0", "#,##0.##")
        return str(format_percent(rate, format=pattern, locale=self._locale))

    def day(self, value: date) -> str:
        """`18 nov. 2026`."""
        return str(format_date(value, format="medium", locale=self._locale))

    def near_day(self, value: date, today: date) -> str:
        """`18 nov.` within the year, `nov. 2025` before: as much as a history needs."""
        skeleton = "MMMd" if value.year == today.year else "yMMM"
        return str(format_skeleton(skeleton, value, locale=self._locale))

    def long_day(self, value: date) -> str:
        """`mercredi 18 novembre`."""
        return str(format_date(value, format="EEEE d MMMM", locale=self._locale))

    def typed_day(self, digits: str) -> str:
        """`14/05/1990` as far as its digits are typed: day, month and year in the order of the language."""
        written, rest = "", digits
        for part in _PART_OR_BETWEEN.finditer(self._locale.date_formats["short"].pattern):
            if not rest:
                break
            size = _DAY_PARTS.get(part.group()[0], 0)
            written += rest[:size] if size else part.group()
            rest = rest[size:]
        return written

    def month(self, value: date) -> str:
        """`mars 2023`."""
        return str(format_skeleton("yMMMM", value, locale=self._locale))

    def short_month(self, value: date) -> str:
        """`déc. 2025`, for the foot of a chart."""
        return str(format_skeleton("yMMM", value, locale=self._locale))

    def day_month(self, value: DayMonth | date) -> str:
        """`14 mai`."""
        day = value.in_year(_LEAP_YEAR) if isinstance(value, DayMonth) else value
        return str(format_skeleton("MMMMd", day, locale=self._locale))

    def hour(self, value: datetime) -> str:
        """`14:32` on the shop's clock."""
        return str(format_time(self._local(value).time(), format="short", locale=self._locale))

    def exact_hour(self, value: datetime) -> str:
        """`14:32:05` on the shop's clock."""
        return str(format_time(self._local(value).time(), format="medium", locale=self._locale))

    def instant(self, value: datetime) -> str:
        """`18 nov. 2026 14:32` on the shop's clock."""
        return f"{self.day(self._local(value).date())} {self.hour(value)}"

    @property
    def decimal_separator(self) -> str:
        """The comma of French, the point of English."""
        return str(self._locale.number_symbols["latn"]["decimal"])

    def _local(self, value: datetime) -> datetime:
        return value if self._zone is None else value.astimezone(self._zone)
