"""What asks in the browser before it is done is not done by the centre either, unless somebody was sure."""

import re
from fnmatch import fnmatch

import pytest

from fidpos.paths import resources_dir
from fidpos.server.backoffice.areas import AREAS

_ACTION = re.compile(
    r"ui\.act\(url\((?P<act>[^()]+)\), [^\n]*?\"danger\""
    r"|action=\"\{\{ url\((?P<form>[^()]+)\) \}\}\"[^>]*ui\.asks"
)
_PART = re.compile(r"""['"]([^'"]*)['"]""")
_BRACES = re.compile(r"\{[^}]+\}")
ASKING = [_BRACES.sub("x", each.path) for area in AREAS for each in area.endpoints if each.asks_first]
"""Paths of all endpoints that ask first."""


def addresses() -> list[str]:
    """Where the forms lead that ask in the browser, with a star for whatever a template puts in."""
    templates = sorted((resources_dir() / "web" / "templates").rglob("*.html"))
    found = [match for each in templates for match in _ACTION.finditer(each.read_text(encoding="utf-8"))]
    said = [match["act"] or match["form"] for match in found]
    return ["".join(_part(part.strip()) for part in each.split("~")) for each in said]


def _part(part: str) -> str:
    literal = _PART.fullmatch(part)
    return literal[1] if literal else "*"


@pytest.mark.parametrize("address", addresses())
def test_a_form_that_asks_leads_where_nothing_is_done_unasked(address: str) -> None:
    assert [path for path in ASKING if fnmatch(path, address)] != []


def test_all_the_forms_that_ask_are_found() -> None:
    assert len(addresses()) > 12
