"""Recognises what a payment card would give away, so that it can be dropped before anything sees it.

Nothing here returns, logs or raises any part of what it looked at.
"""

import re
from collections.abc import Iterator

# Track data as magnetic-stripe readers type it (ISO/IEC 7813): a number, a separator, then the expiry date.
_TRACK = re.compile(r"[0-9]{12,19}(?:[=D][0-9]{4}|\^[^^]{2,26}\^)")
_DIGIT_RUN = re.compile(r"[0-9](?:[ ./-]?[0-9])+")
_PAN_LENGTH_MIN, _PAN_LENGTH_MAX = 12, 19

# Issuer ranges as the schemes publish them: first digits, and the lengths in use.
_ISSUERS = tuple(
    (re.compile(pattern), frozenset(lengths))
    for pattern, lengths in (
        ("4", (13, 16, 18, 19)),
        ("5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720", (16,)),
        ("3[47]", (15,)),
        ("30[0-5]|3095|3[689]", (14, 16, 19)),
        ("352[89]|35[3-8]", (16, 17, 18, 19)),
        ("6011|64[4-9]|65|62|60|81|82", (16, 17, 18, 19)),
        ("50|5[6-9]|63|67|69", (12, 13, 14, 15, 16, 17, 18, 19)),
    )
)


def is_bank_data(text: str) -> bool:
    """Whether the text is or contains track data or a card number of a payment scheme."""
    if _TRACK.search(text):
        return True
    return any(is_pan(digits) for run in _DIGIT_RUN.findall(text) for digits in _joined(run))


def is_pan(digits: str) -> bool:
    """Whether the digits are a whole card number: an issuer's range and length, and the Luhn check."""
    is_issued = any(len(digits) in lengths and pattern.match(digits) for pattern, lengths in _ISSUERS)
    return is_issued and passes_luhn(digits)


def passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: every second digit from the right doubled, digits summed, modulo ten."""
    doubled = (int(digit) * (1, 2)[index % 2] for index, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _joined(run: str) -> Iterator[str]:
    """Neighbouring groups of digits put together in every way: others may stand beside a card number."""
    groups = re.split("[ ./-]", run)
    for start in range(len(groups)):
        digits = ""
        for group in groups[start:]:
            digits += group
            if len(digits) > _PAN_LENGTH_MAX:
                break
            if len(digits) >= _PAN_LENGTH_MIN:
                yield digits
