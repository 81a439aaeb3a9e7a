"""Check digits and check characters: what tells a whole number from a mistyped, shortened or mixed one."""

_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def ean_check_digit(body: str) -> str:
    """GS1 General Specifications, section 7.9: weights 3 and 1 from the right, up to the next ten."""
    weighted = sum(int(digit) * (3, 1)[index % 2] for index, digit in enumerate(reversed(body)))
    return str(-weighted % 10)


def is_ean(digits: str) -> bool:
    """Whether digits end with their own check digit, by the rule that all fixed-length GS1 keys share."""
    return len(digits) > 1 and digits[-1] == ean_check_digit(digits[:-1])


def mod_97_10(body: str) -> str:
    """ISO/IEC 7064 MOD 97-10: the two digits that make the whole number leave 1 when divided by 97."""
    return f"{98 - int(body) * 100 % 97:02d}"


def is_mod_97_10(digits: str) -> bool:
    """Whether digits end with their own two check digits."""
    return len(digits) > 2 and digits[-2:] == mod_97_10(digits[:-2])


def mod_37_36(body: str) -> str:
    """ISO/IEC 7064 MOD 37,36: the check character, 0-9 or A-Z, of a text of such characters.

    It catches every wrong character, and nearly every swap of neighbours.
    """
    product = 36
    for char in body:
        product = (product + _ALPHANUMERIC.index(char)) % 36 or 36
        product = product * 2 % 37
    return _ALPHANUMERIC[(37 - product) % 36]
