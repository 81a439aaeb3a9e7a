"""Whole numbers as people write them: money with its decimals, shares in percent, thousandths of a piece."""

from decimal import Decimal

from babel.numbers import format_decimal, get_currency_symbol

from fidpos.domain.money import Currency, Money
from fidpos.server.backoffice.programme.spot import Spot, Unit
from fidpos.texts.formats import LOCALES
from fidpos.texts.texts import Texts


def typed(number: int, unit: Unit, currency: Currency, language: str) -> str:
    """As it stands in a field: `12,50`, without what groups thousands."""
    places = unit.places(currency)
    pattern = "0." + "0" * places if unit is Unit.MONEY and places else "0." + "#" * places if places else "0"
    return str(format_decimal(Decimal(number).scaleb(-places), format=pattern, locale=LOCALES[language]))


def told(number: int, spot: Spot) -> str:
    """As it stands in a sentence: `12,50 €`, `15 %`, `×1,5`."""
    texts, currency = spot.scene.texts, spot.scene.currency
    match spot.unit:
        case Unit.MONEY:
            return texts.value(Money(number, currency))
        case Unit.PERCENT:
            return texts.value(number, "percent")
        case Unit.COUNT:
            return texts.value(number)
        case Unit.FACTOR | Unit.THOUSANDTHS as unit:
            return typed(number, unit, currency, texts.language)


def suffix(unit: Unit, currency: Currency, texts: Texts) -> str:
    """What stands behind the name of a field."""
    match unit:
        case Unit.MONEY:
            return str(get_currency_symbol(currency.code, locale=LOCALES[texts.language]))
        case Unit.PERCENT:
            return "%"
        case Unit.FACTOR:
            return "×"
        case Unit.COUNT | Unit.THOUSANDTHS:
            return ""
