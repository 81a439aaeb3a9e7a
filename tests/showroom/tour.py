"""Every page that somebody comes to by following links, one or a few of each kind."""

import re
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page
from starlette.routing import compile_path

from fidpos.server.backoffice.areas import AREAS
from fidpos.server.backoffice.endpoint import Endpoint, Method
from fidpos.server.backoffice.rendering import ROOT
from tests.helpers.office_place import OfficePlace

_EACH = {"/programme/drafts/{draft_id:uuid}/edit": 4, "/settings/{name}": 3}
"""How many of a kind, where they differ; else one."""
_SAME = {
    "at",
    "after",
    "from",
    "to",
    "shop",
    "counter",
    "frequency",
    "recency",
    "source",
    "now",
    "was",
    "came",
}
"""What of an address changes figures, and not what is on the page."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A page of the tour.

    Attributes:
        path: below `/office`, with its query.
        name: for the file of its picture.
    """

    path: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """Where somebody came.

    Attributes:
        dead: links that the office showed them and then refused.
    """

    stops: Sequence[Stop]
    dead: Sequence[str]


def tour(place: OfficePlace, page: Page, starts: Sequence[str]) -> Tour:
    """The pages that whoever is signed in comes to from the first ones."""
    waiting, seen, taken = deque(starts), set(starts), Counter[str]()
    stops, dead = list[Stop](), list[str]()
    while waiting:
        path = waiting.popleft()
        kind = _kind(path)
        if kind is None or taken[kind] >= _EACH.get(kind, 1):
            continue
        answer = page.request.get(place.url(path))
        if not answer.ok and path not in starts:
            dead.append(f"{path}: {answer.status}")
        if not answer.ok or not answer.headers["content-type"].startswith("text/html"):
            continue
        taken[kind] += 1
        stops.append(Stop(path, _name(kind, taken[kind])))
        page.goto(place.url(path))
        for link in _links(page):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return Tour(stops=stops, dead=dead)


def _links(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(each => each.href)")
    paths = (each.partition("#")[0] for each in found)
    return [path.partition(ROOT)[2] or "/" for path in paths if urlsplit(path).path.startswith(ROOT)]


def _kind(path: str) -> str | None:
    """What counts as the same page: an endpoint, and which tab or filter is asked for."""
    split = urlsplit(path)
    found = _endpoint(split.path)
    if found is None:
        return None
    asked = sorted(parse_qs(split.query).keys() - _SAME)
    return "?".join([found.path, *asked]) if asked and found.path.count("/") < 3 else found.path


def _endpoint(path: str) -> Endpoint | None:
    pages = (each for area in AREAS for each in area.endpoints if each.method is Method.GET)
    found = [each for each in pages if compile_path(each.path)[0].match(path)]
    return min(found, key=lambda each: each.path.count("{"), default=None)


def _name(kind: str, number: int) -> str:
    words = re.sub(r"\{(\w+?)(?:_id)?(?::\w+)?\}", r"\1", kind).strip("/")
    plain = re.sub(r"[^a-z0-9]+", "-", words) or "home"
    return plain if number == 1 else f"{plain}-{number}"
