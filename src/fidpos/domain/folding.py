"""Search keys: what a name or a phone number becomes before it is compared with what the cashier types."""

import unicodedata

from fidpos.domain.member import Profile

HOME_CALLING_CODE = "33"
"""Country of a number typed without one: 06 12 ... is found under 33612..."""

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_CARD_SIGNS_MIN, _CARD_SIGNS_MAX = 8, 64
_MASK = "•• •• •• "


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: `Jean-Noël D'Œuvre` becomes `jean noel d oeuvre`."""
    plain = text.casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain.translate(_LIGATURES))
        plain = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    if not plain.isalnum():
        plain = " ".join("".join(ch if ch.isalnum() else " " for ch in plain).split())
    return plain


def fold_phone(text: str) -> str:
    """Digits with the country in front, however much was typed: `06 12` becomes `33612`, `+32 4` `324`."""
    digits = "".join(ch for ch in text if ch in "0123456789")
    if text.lstrip().startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    return HOME_CALLING_CODE + digits[1:] if digits.startswith("0") else digits


def looks_like_phone(text: str) -> bool:
    """Whether what was typed is a number rather than a name."""
    return text.strip(" +.-/()0123456789") == "" and any(ch.isdigit() for ch in text)


def card_number(text: str) -> str:
    """What is typed off a card, without its gaps: `2047 1100 0001 7`; empty for what is surely none.

    Shorter numbers are beginnings of telephone numbers and names of streets: nobody's card has so few signs.
    """
    number = "".join(ch for ch in text.upper() if ch not in " -.")
    long_enough = _CARD_SIGNS_MIN <= len(number) <= _CARD_SIGNS_MAX
    is_one = number.isascii() and number.isalnum() and any(ch.isdigit() for ch in number)
    return number if long_enough and is_one else ""


def family_first(profile: Profile) -> str:
    """`dupont marie`."""
    return fold(f"{profile.family_name} {profile.given_name}")


def given_first(profile: Profile) -> str:
    """`marie dupont`."""
    return fold(f"{profile.given_name} {profile.family_name}")


def after_prefix(prefix: str) -> str:
    """The first text that sorts after all that begin with `prefix`, in the order of code points."""
    return prefix + "\U0010ffff"


def mask_phone(phone: str) -> str:
    """The last two digits, enough for the member to say "yes, that is mine"."""
    return _MASK + phone[-2:] if phone else ""


def short_name(given_name: str, family_name: str) -> str:
    """`Marie D.`: who it was, for those who served them; empty for nobody."""
    return " ".join(part for part in (given_name, family_name[:1] and f"{family_name[:1]}.") if part)
