"""Telephone numbers: what is typed in any form, as E.164, and grouped for reading.

The tables of numbering plans are those of the installed library and grow old at a till, so a number is asked
only for a length that its country has; whether its range was given to anybody, the next new range would show
to be wrong. `domain.folding` makes search keys of what is stored; this decides what is stored.
"""

import phonenumbers

_SIGNS = frozenset("+0123456789 ().-/\u00a0\u202f")
"""Of a number as it stands on a form or a card. Letters and extensions reach nobody's mobile."""
_TYPED_MAX = 40
_NOT_MOBILE = frozenset({phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.VOIP})


def read_phone(text: str, country: str) -> str:
    """The number as E.164, empty for what is none.

    Args:
        text: as it was typed; with `+` or `00` of any country.
        country: ISO 3166 code of where a number without one is dialled.
    """
    number = _parsed(text, country)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else ""


def show_phone(e164: str, country: str) -> str:
    """The number as one reads it in that country; text that is no number stays as it is."""
    number = _parsed(e164, country)
    if number is None:
        return e164
    at_home = number.country_code == phonenumbers.country_code_for_region(country)
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if at_home else form.INTERNATIONAL)


def example_phone(country: str) -> str:
    """A mobile number as one reads it there; empty for a country of which none is known."""
    number = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    form = phonenumbers.PhoneNumberFormat.NATIONAL
    return phonenumbers.format_number(number, form) if number is not None else ""


def may_get_texts(e164: str) -> bool:
    """Whether the number may be a mobile's: everything that is not surely a fixed line."""
    number = _parsed(e164, "ZZ")
    return number is not None and phonenumbers.number_type(number) not in _NOT_MOBILE


def is_country(code: str) -> bool:
    """Whether numbers can be dialled from there; an ISO 3166 code in capitals."""
    return phonenumbers.country_code_for_region(code) != 0


def _parsed(text: str, country: str) -> phonenumbers.PhoneNumber | None:
    if len(text) > _TYPED_MAX or not _SIGNS.issuperset(text):
        return None
    dialled = text.strip()
    if dialled.startswith("00"):
        dialled = "+" + dialled[2:]
    try:
        number = phonenumbers.parse(dialled, country)
    except phonenumbers.NumberParseException:
        return None
    return number if _is_whole(number) else None


def _is_whole(number: phonenumbers.PhoneNumber) -> bool:
    """A zero that was left in front is either the country's habit, or a digit of the number is missing."""
    if number.italian_leading_zero:
        return phonenumbers.is_valid_number(number)
    possible = phonenumbers.is_possible_number_with_reason(number)
    return possible == phonenumbers.ValidationResult.IS_POSSIBLE
