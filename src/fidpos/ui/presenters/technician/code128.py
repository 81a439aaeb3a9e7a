"""Code 128 (ISO/IEC 15417) as widths of bars and gaps, for the test code that the screen draws."""

from string import digits

START_B = 104
START_C = 105
TO_C = 99
STOP = "2331112"
QUIET_MODULES = 10
"""Blank modules that a scanner needs before and after the bars."""

_FIRST_SIGN = 32
_DIGITS_WORTH_C = 2
_CHECK_MODULUS = 103
_PATTERN = 6
"""Bars and gaps of a sign."""
_PATTERNS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "114311411113411311113141114131311141411131211412211214211232"
)
"""The standard's table 1: values 0 to 105, the three starts last."""


def widths(text: str) -> tuple[int, ...]:
    """Bars and gaps in turn, in modules, a bar first and last.

    Digits at the end take half the room, two a sign (code set C); the rest is written in code set B.

    Raises:
        ValueError: a sign that is not printable ASCII.
    """
    if not text.isascii() or not text.isprintable():
        raise ValueError("only printable ASCII can be written in code set B")
    values = _values(text)
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % _CHECK_MODULUS
    patterns = [*(_PATTERNS[_PATTERN * value :][:_PATTERN] for value in (*values, check)), STOP]
    return tuple(int(width) for pattern in patterns for width in pattern)


def _values(text: str) -> list[int]:
    signs = text.rstrip(digits)
    if len(text) - len(signs) < _DIGITS_WORTH_C:
        return [START_B, *map(_in_b, text)]
    signs += text[len(signs) : len(signs) + (len(text) - len(signs)) % 2]
    in_c = _in_c(text[len(signs) :])
    return [START_B, *map(_in_b, signs), TO_C, *in_c] if signs else [START_C, *in_c]


def _in_b(sign: str) -> int:
    return ord(sign) - _FIRST_SIGN


def _in_c(digits: str) -> list[int]:
    return [int(digits[place : place + 2]) for place in range(0, len(digits), 2)]
