"""From the texts of a story to values of the domain, once the shop is known; what cannot be is refused.

`reading` converts everything once, with the path of each text; afterwards nothing is refused any more.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fidpos.bootstrap.story.format import StoryLine, StoryShop
from fidpos.domain.basket import Basket, BasketLine
from fidpos.domain.clock import DayMonth, ShopCalendar
from fidpos.domain.errors import InvalidValue
from fidpos.domain.money import Currency, Money
from fidpos.rules.fields import YEARS

_QUANTITY_DECIMALS = 3
_PERCENT_DECIMALS = 4
"""A percent has ten thousand parts per million."""


def refused(path: str, reason: str) -> InvalidValue:
    """The one shape in which a story is refused."""
    return InvalidValue(f"{path} {reason}", path=path, reason=reason)


def calendar_of(shop: StoryShop) -> ShopCalendar:
    """How the shop counts its days.

    Raises:
        InvalidValue: there is no such zone.
    """
    try:
        return ShopCalendar(zone=ZoneInfo(shop.zone), day_starts_at=shop.day_begins)
    except (ValueError, KeyError, OSError) as error:
        raise refused("shop.zone", "must be a time zone such as Europe/Paris") from error


def currency_of(shop: StoryShop) -> Currency:
    """The currency of every amount.

    Raises:
        InvalidValue: fidpos does not know it.
    """
    try:
        return Currency.of(shop.currency)
    except InvalidValue as error:
        raise refused("shop.currency", str(error)) from error


def instant_of(text: str, calendar: ShopCalendar, path: str = "at") -> datetime:
    """When the shop's clock showed that; of an hour that comes twice, the first.

    Raises:
        InvalidValue: no such day or time, or the clocks left it out.
    """
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=calendar.zone)
        instant = local.astimezone(UTC)
        shown = calendar.local(instant)
    except (ValueError, OverflowError) as error:
        raise refused(path, "must be a day and time such as 2026-11-22T14:30") from error
    if local.year not in YEARS:
        raise refused(path, f"must lie between {YEARS[0]} and {YEARS[-1]}")
    if shown.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise refused(path, "is left out by the clocks of that day")
    return instant


def day_month_of(text: str, path: str = "day") -> DayMonth:
    """A day of the year.

    Raises:
        InvalidValue: no year has it.
    """
    month, day = text.split("-")
    try:
        return DayMonth(day=int(day), month=int(month))
    except InvalidValue as error:
        raise refused(path, "must be month and day such as 03-14") from error


def minor_of(text: str, currency: Currency, path: str = "amount") -> int:
    """An amount in minor units.

    Raises:
        InvalidValue: more decimals than the currency has.
    """
    return _scaled(text, currency.exponent, path)


def text_of(minor: int, currency: Currency) -> str:
    """An amount as a story writes it."""
    whole, part = divmod(abs(minor), 10**currency.exponent)
    decimals = f".{part:0{currency.exponent}}" if currency.exponent else ""
    return f"{'-' if minor < 0 else ''}{whole}{decimals}"


def basket_of(
    amount: str | None, lines: Iterable[StoryLine], currency: Currency, path: str = "step"
) -> Basket:
    """What is bought: lines, or one amount.

    Raises:
        InvalidValue: both or neither, or lines that sum to less than nothing.
    """
    bought = tuple(_line(line, currency, f"{path}.lines[{position}]") for position, line in enumerate(lines))
    if (amount is None) == (not bought):
        raise refused(path, "must have either an amount or lines")
    if amount is not None:
        return Basket.of_amount(Money(minor_of(amount, currency, f"{path}.amount"), currency))
    total = sum(line.amount_minor for line in bought)
    if total < 0:
        raise refused(f"{path}.lines", "must not sum to less than nothing")
    return Basket(amount=Money(total, currency), lines=bought)


def _line(line: StoryLine, currency: Currency, path: str = "step") -> BasketLine:
    return BasketLine(
        amount_minor=minor_of(line.amount, currency, f"{path}.amount"),
        article=line.article,
        label=line.label,
        categories=tuple(line.category.split("/")) if line.category else (),
        brand=line.brand,
        labels=line.labels,
        quantity=_scaled(line.quantity, _QUANTITY_DECIMALS, f"{path}.quantity"),
        tax_rate_ppm=_scaled(line.tax_rate, _PERCENT_DECIMALS, f"{path}.tax_rate"),
        tax_included=line.tax_included,
        discounted=line.discounted,
        earns=line.earns,
    )


def _scaled(text: str, decimals: int, path: str) -> int:
    whole, _, part = text.partition(".")
    if len(part) > decimals:
        raise refused(path, f"must not have more than {decimals} decimals")
    return int(f"{whole}{part:0<{decimals}}")
