"""What a page of the office lets somebody do: its forms with what stands in them, and where it leads."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from fidpos.server.backoffice.rendering import CSRF_FIELD, ROOT

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageForm:
    """A form, or an element that htmx posts a form for.

    Attributes:
        path: below the office, without a query.
        fields: what it would send if nobody touched it; boxes as if they were ticked.
        files: names of its fields for files.
    """

    is_post: bool
    path: str
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    @property
    def kind(self) -> tuple[bool, str, tuple[str, ...]]:
        """The same for the same form about somebody else."""
        return self.is_post, shape(self.path), tuple(sorted(self.fields))


def shape(path: str) -> str:
    """A path without whom it is about."""
    return _ID.sub("*", path.partition("?")[0])


class Reader(HTMLParser):
    """Reads one page.

    Attributes:
        forms: all of them.
        links: where the page leads within the office, with queries.
    """

    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.links: list[str] = []
        self._path = path.partition("?")[0]
        self._form: PageForm | None = None
        self._list = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser`."""
        said = {name: value or "" for name, value in attrs}
        self.links += [_inner(said[name]) for name in ("href", "hx-get") if _is_page(said.get(name, ""))]
        if tag == "form":
            self._form = self._opened(said.get("action", ""), is_post=said.get("method") == "post")
        if self._form is None:
            return
        if tag != "form" and "hx-post" in said:
            # It sends the fields of the form that it stands in, those to come among them.
            twin = PageForm(is_post=True, path=_inner(said["hx-post"]), fields=self._form.fields)
            self.forms.append(twin)
        self._list = said.get("name", "") if tag == "select" else self._list
        name = self._list if tag == "option" else said.get("name", "")
        if said.get("type") == "file":
            self._form.files.append(name)
        elif name and name != CSRF_FIELD and tag in {"input", "textarea", "option", "button"}:
            self._form.fields.setdefault(name, said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """See `HTMLParser`."""
        if tag == "form":
            self._form = None
        if tag == "select":
            self._list = ""

    def _opened(self, action: str, *, is_post: bool) -> PageForm:
        form = PageForm(is_post=is_post, path=_inner(action).partition("?")[0] if action else self._path)
        self.forms.append(form)
        return form


def query_of(link: str) -> dict[str, str]:
    """What a link asks for."""
    return dict(parse_qsl(urlsplit(link).query, keep_blank_values=True))


def _is_page(address: str) -> bool:
    return address.startswith(f"{ROOT}/") and not address.startswith(f"{ROOT}/static/")


def _inner(address: str) -> str:
    return address.removeprefix(ROOT) or "/"
