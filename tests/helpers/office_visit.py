"""Somebody who looks at every page of the office that their role is shown, and sends what stands there."""

from collections.abc import Callable

from httpx import Response

from fidpos.server.backoffice.areas import AREAS
from fidpos.server.backoffice.permission import OfficeRole, may
from tests.helpers.office_forms import PageForm, Reader, query_of, shape
from tests.helpers.office_place import Client, OfficePlace

ALIKE_MAX = 2
"""Pages of one kind that are looked at."""
ENDS_THE_SESSION = frozenset({"/sign-out", "/merchants/leave"})


class OfficeVisit:
    """A visit of somebody signed in; they come in again where a form ended their session.

    Args:
        place: the centre.
        role: whose.
        judge: is told each answer.

    Attributes:
        asked: how often they asked for anything.
    """

    def __init__(self, place: OfficePlace, role: OfficeRole, judge: Callable[[Response], None]) -> None:
        self.asked = 0
        self._place = place
        self._role = role
        self._judge = judge
        self._client = self._come_in()

    def pages(self) -> tuple[list[PageForm], list[str]]:
        """Every kind of form, and of address with a query, from the menu on."""
        forms: dict[object, PageForm] = {}
        links: dict[object, str] = {}
        looked: dict[str, int] = {}
        waiting = dict.fromkeys(area.start for area in AREAS if may(self._role, area.permission))
        while waiting:
            path = next(iter(waiting))
            kind = f"{shape(path)} {sorted(query_of(path))}"
            looked[kind] = looked.get(kind, 0) + 1
            del waiting[path]
            if looked[kind] > ALIKE_MAX:
                continue
            read = Reader(path, self._ask(self._client.http.get, path).text)
            for form in read.forms:
                forms.setdefault(form.kind, form)
            waiting |= dict.fromkeys(read.links)
            links |= {shape(link): link for link in read.links if query_of(link)}
        return [form for form in forms.values() if form.path not in ENDS_THE_SESSION], list(links.values())

    def send(self, form: PageForm, **other: str) -> None:
        """The form with something else in some fields."""
        fields = form.fields | other
        if not form.is_post:
            self._ask(self._client.get, form.path, **fields)
            return
        files = dict.fromkeys(form.files, ("x.csv", b"number\n1\n")) or None
        self._ask(self._client.post, form.path, files, **fields)

    def open(self, link: str, **other: str) -> None:
        """An address with something else in its query."""
        self._ask(self._client.get, link.partition("?")[0], **query_of(link) | other)

    def leave(self) -> None:
        """Close the connection."""
        self._client.http.close()

    def _ask(self, how: Callable[..., Response], path: str, *more: object, **fields: str) -> Response:
        answer = how(path, *more, **fields)
        self.asked += 1
        self._judge(answer)
        if "/sign-in" in answer.headers.get("location", ""):
            self.leave()
            self._client = self._come_in()
        return answer

    def _come_in(self) -> Client:
        return self._place.client(self._role)
