"""What can be asked for in a row of the builder, in the order in which it is offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fidpos.server.services.segments.segment import (
    DayField,
    FlagField,
    ListField,
    Measure,
    NumberField,
    Ware,
)


class Input(StrEnum):
    """How a row is filled in."""

    CHOICES = "choices"
    WORDS = "words"
    NUMBERS = "numbers"
    MONEY = "money"
    DAYS = "days"
    FLAG = "flag"


Asked = ListField | NumberField | DayField | FlagField | Measure | Ware


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """Something that can be asked for.

    Attributes:
        key: names it in forms; `office.segment.what.<key>` says it.
        has_when: it is about visits, of which some can be meant.
        has_hours: the hours of them can be said, too.
        has_within: so many days ahead are looked at.
    """

    key: str
    asks: Asked
    input: Input
    has_when: bool = False
    has_hours: bool = False
    has_within: bool = False


def _of(asks: Asked, how: Input, **more: bool) -> Criterion:
    kind = type(asks).__name__.removesuffix("Field").lower()
    return Criterion(key=f"{kind}.{asks.value}", asks=asks, input=how, **more)


THEMES: Mapping[str, tuple[Criterion, ...]] = {
    "visits": (
        _of(Measure.VISITS, Input.NUMBERS, has_when=True, has_hours=True),
        _of(Measure.REVENUE, Input.MONEY, has_when=True, has_hours=True),
        _of(Measure.AVERAGE_BASKET, Input.MONEY, has_when=True, has_hours=True),
        _of(ListField.LIFECYCLE, Input.CHOICES),
        _of(NumberField.DAYS_SINCE_VISIT, Input.NUMBERS),
        _of(DayField.LAST_VISIT_ON, Input.DAYS),
        _of(Ware.ARTICLE, Input.WORDS, has_when=True),
        _of(Ware.CATEGORY, Input.WORDS, has_when=True),
        _of(Ware.BRAND, Input.WORDS, has_when=True),
        _of(NumberField.RECENCY_FIFTH, Input.NUMBERS),
        _of(NumberField.FREQUENCY_FIFTH, Input.NUMBERS),
        _of(NumberField.MONEY_FIFTH, Input.NUMBERS),
        _of(FlagField.PAID_BY_GIFT_CARD, Input.FLAG),
    ),
    "identity": (
        _of(NumberField.AGE, Input.NUMBERS),
        _of(NumberField.DAYS_TO_BIRTHDAY, Input.NUMBERS),
        _of(ListField.BIRTHDAY_MONTH, Input.CHOICES),
        _of(NumberField.CHILDREN, Input.NUMBERS),
        _of(ListField.CHILD_BIRTHDAY_MONTH, Input.CHOICES),
        _of(ListField.CITY, Input.WORDS),
        _of(ListField.POSTCODE, Input.WORDS),
        _of(ListField.LANGUAGE, Input.CHOICES),
        _of(FlagField.EMAIL, Input.FLAG),
        _of(FlagField.PHONE, Input.FLAG),
        _of(FlagField.ADDRESS, Input.FLAG),
        _of(FlagField.BIRTHDAY, Input.FLAG),
    ),
    "standing": (
        _of(ListField.STATUS, Input.CHOICES),
        _of(ListField.TIER, Input.CHOICES),
        _of(ListField.LABEL, Input.CHOICES),
        _of(ListField.CONSENT, Input.CHOICES),
        _of(ListField.SHOP, Input.CHOICES),
        _of(DayField.ENROLLED_ON, Input.DAYS),
        _of(NumberField.DAYS_ENROLLED, Input.NUMBERS),
        _of(FlagField.CARD, Input.FLAG),
        _of(ListField.CARD_MEDIUM, Input.CHOICES),
    ),
    "rewards": (
        _of(NumberField.POINTS, Input.NUMBERS),
        _of(NumberField.POINTS_ENDING, Input.NUMBERS, has_within=True),
        _of(NumberField.VOUCHERS, Input.NUMBERS),
        _of(NumberField.GIFT_BALANCE, Input.MONEY),
    ),
}
"""By theme; `office.segment.theme.<theme>` is its heading."""

CRITERIA: Mapping[str, Criterion] = {each.key: each for theme in THEMES.values() for each in theme}
BY_ASKED: Mapping[Asked, Criterion] = {each.asks: each for each in CRITERIA.values()}
