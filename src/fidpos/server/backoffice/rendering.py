"""Templates filled: the language, the menu and the form's secret are there in every one of them.

What every template has: `say(key, **params)` and `value(value, how)` of the texts, `visitor` (None before
sign-in), `may(permission)`, `path`, `menu`, `csrf` (a hidden field, to stand in every form), `said` (what is
to be said at the top, or None), `now`, `asset(path)` (address of a file below `resources/web/static`),
`url(path, **query)` (an address within the office), `icon(name)` (an outline drawn in the text's colour),
`logo` (the address of ours) and `ui` (what pages are made of: `macros.html`).
"""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fidpos.paths import resources_dir
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.visitor import Visitor
from fidpos.texts.texts import Texts

ROOT = "/office"
"""Below which the whole office lies."""
CSRF_FIELD = "csrf"
SURE_FIELD = "sure"
"""A form that is hard to undo has it: the box that was ticked, or the window that was agreed to."""

_WORD = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """An area that the visitor may enter."""

    name: str
    icon: str
    path: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuGroup:
    """Items that stand together, under a word of their own unless `name` is `start`."""

    name: str
    items: Sequence[MenuItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a page has beside its own context."""

    texts: Texts
    path: str
    now: datetime
    menu: Sequence[MenuGroup] = ()
    visitor: Visitor | None = None
    csrf: str = ""
    said: Message | None = None


class Rendering:
    """Loads each template once; thread-safe."""

    def __init__(self) -> None:
        web = resources_dir() / "web"
        self._environment = Environment(
            loader=FileSystemLoader(web / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(asset=asset, icon=icon, logo=logo(), url=url)

    def page(self, template: str, context: Mapping[str, object], frame: Frame) -> str:
        """The HTML of a template."""
        texts, visitor = frame.texts, frame.visitor
        given: dict[str, object] = {
            "say": texts.say,
            "message": texts.message,
            "value": texts.value,
            "language": texts.language,
            "path": frame.path,
            "now": frame.now,
            "menu": frame.menu,
            "visitor": visitor,
            "may": lambda name: visitor is not None and visitor.may(Permission(name)),
            "csrf": Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, frame.csrf),
            "csrf_token": frame.csrf,
            "said": frame.said,
        }
        given["ui"] = self._environment.get_template("macros.html").make_module(given)
        return self._environment.get_template(template).render(**given, **context)


def url(path: str, **query: object) -> str:
    """An address within the office; what is None is left out of the query."""
    asked = {name: str(value) for name, value in query.items() if value is not None}
    return f"{ROOT}{path}?{urlencode(asked)}" if asked else f"{ROOT}{path}"


@cache
def asset(path: str) -> str:
    """A file below `resources/web/static`, named with its digest: it may be kept for ever."""
    digest = sha256((static_dir() / path).read_bytes()).hexdigest()[:12]
    return f"{ROOT}/static/{path}?{digest}"


def logo() -> str:
    """Ours, as an address that holds the drawing itself."""
    drawing = (resources_dir() / "icons" / "logo.svg").read_bytes()
    return f"data:image/svg+xml;base64,{b64encode(drawing).decode('ascii')}"


def static_dir() -> Path:
    """Files that are served as they are."""
    return resources_dir() / "web" / "static"


@cache
def icon(name: str) -> Markup:
    """An icon, drawn within the page; it says nothing to who cannot see it."""
    assert _WORD.fullmatch(name)
    drawing = (resources_dir() / "icons" / "lucide" / f"{name}.svg").read_text(encoding="utf-8")
    drawing = re.sub(r"<!--.*?-->", "", drawing, flags=re.DOTALL)
    shown = drawing.replace("<svg", '<svg class="icon" aria-hidden="true" focusable="false"', 1)
    return Markup(shown)  # noqa: S704 -- a file of ours
