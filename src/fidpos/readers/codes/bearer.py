"""What codes with a `domain.bearer_number` have in common: a damaged one is told from foreign text."""

import re

from fidpos.domain.bearer_number import normalised

_LEAST_AFTER_PREFIX = 6


def is_damaged(text: str, prefixes: tuple[str, ...]) -> bool:
    """Whether it looks like such a number that is not whole; a digit tells it from words that begin alike."""
    looks_like_one = rf"(?:{'|'.join(prefixes)})[0-9A-Z]{{{_LEAST_AFTER_PREFIX},}}"
    return any(char.isdigit() for char in text) and bool(re.fullmatch(looks_like_one, normalised(text)))
