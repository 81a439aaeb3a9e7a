"""GS1 element strings, as scanners transmit them, as people write them, and as web addresses.

    8018950110153000001710ABC<GS>21X     AI and value, the separator after values without a predefined length
    (8018)950110153000001710(10)ABC      human readable
    https://id.example/8018/95011015…    GS1 Digital Link

Sources: GS1 General Specifications, section 7.8 (processing of element strings: the figures of AI lengths and
of predefined lengths), section 4.15 (human readable interpretation); GS1 Digital Link: URI Syntax.
"""

import re
from collections.abc import Iterable, Mapping

from fidpos.domain.check_digit import is_ean

SEPARATOR = "\x1d"

_AI_LENGTHS: Mapping[str, int] = {
    **dict.fromkeys(("00", "01", "02", "03", "10", "11", "12", "13", "15", "16", "17"), 2),
    **dict.fromkeys(("20", "21", "22", "30", "37", *map(str, range(90, 100))), 2),
    **dict.fromkeys(("23", "24", "25", "40", "41", "42", "71"), 3),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82"), 4),
}
"""How many digits an AI has, by its first two."""

_PREDEFINED_LENGTHS: Mapping[str, int] = {
    "00": 20,
    "20": 4,
    **dict.fromkeys(("01", "02", "03", "41"), 16),
    **dict.fromkeys(("11", "12", "13", "15", "16", "17"), 8),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36"), 10),
}
"""Digits of AI and value together, by the AI's first two: these need no separator."""

_VALUE = re.compile(r"[!\"%-?A-Z_a-z]{1,90}")
"""The 82 characters of ISO/IEC 646 that section 7.11 allows."""

_WRITTEN = re.compile(r"\(([0-9]{2,4})\)([^()]+)")
_WRITTEN_WHOLE = re.compile(rf"(?:{_WRITTEN.pattern})+")
_LINK = re.compile(r"https?://[^/?#]+/([^?#]*)", re.IGNORECASE)
_ARTICLE_IN_PATH = re.compile(r"(?:^|/)01/([0-9]{8}|[0-9]{12,14})(?=/|$)")
_RELATION_AT_END = re.compile(
    r"https?://[^:/?#]+(?::[0-9]+)?(?:/[^:/?#]+)*/(801[78])/([0-9]{18})", re.IGNORECASE
)

Elements = Mapping[str, str]
"""Values by AI."""


def has_predefined_length(ai: str) -> bool:
    """Whether the AI's values are digits of one length: keys, dates and measures."""
    return ai[:2] in _PREDEFINED_LENGTHS


def parse_transmitted(text: str) -> Elements | None:
    """The values in what a scanner sent; None when it is not wholly made of element strings."""
    found: list[tuple[str, str]] = []
    rest = text.removeprefix(SEPARATOR)
    while rest:
        ai = rest[: _AI_LENGTHS.get(rest[:2], 0)]
        if not ai:
            return None
        predefined = _PREDEFINED_LENGTHS.get(ai[:2])
        if predefined is None:
            element, _, rest = rest.partition(SEPARATOR)
        else:
            element, rest = rest[:predefined], rest[predefined:].removeprefix(SEPARATOR)
        found.append((ai, element[len(ai) :]))
    return _checked(found)


def parse_written(text: str) -> Elements | None:
    """The values in a human readable string, its AIs in parentheses; None when it is not one."""
    if not _WRITTEN_WHOLE.fullmatch(text):
        return None
    return _checked(match.groups() for match in _WRITTEN.finditer(text))


def parse_link(text: str) -> Elements | None:
    """The article or the service relation that a GS1 Digital Link names; None for another address.

    Nothing may follow a service relation: it could be a second scan.
    """
    relation = _RELATION_AT_END.fullmatch(text)
    if relation is not None:
        return {relation[1]: relation[2]}
    link = _LINK.match(text)
    article = _ARTICLE_IN_PATH.search(link[1]) if link else None
    return {"01": article[1].zfill(14)} if article and is_ean(article[1]) else None


def _checked(found: Iterable[tuple[str, ...]]) -> Elements | None:
    """The values by AI, None where one is not of its form, or an AI stands twice as in two scans at once."""
    elements: dict[str, str] = {}
    for ai, value in found:
        if ai in elements or not _is_of_form(ai, value):
            return None
        elements[ai] = value
    return elements or None


def _is_of_form(ai: str, value: str) -> bool:
    if len(ai) != _AI_LENGTHS.get(ai[:2]) or not ai.isdigit():
        return False
    predefined = _PREDEFINED_LENGTHS.get(ai[:2])
    if predefined is not None:
        return value.isdigit() and len(ai) + len(value) == predefined
    return _VALUE.fullmatch(value) is not None
