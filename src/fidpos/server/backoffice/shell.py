"""HTTP to and from the pages' functions: who may come in, and how their answers leave.

A GET changes nothing. A POST comes from a page of ours: its `Origin` is ours, and it carries the session's
secret (OWASP ASVS 5.0, V3.5). Pages run on a few threads of their own, so that tills never wait for them.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from babel import negotiate_locale
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId
from fidpos.paths import resources_dir
from fidpos.server.backoffice.answer import (
    Answer,
    Download,
    NotAllowed,
    NotHere,
    NotNow,
    Page,
    Redirect,
    SignedIn,
    SignedOut,
)
from fidpos.server.backoffice.asked import Asked, Stranger, Upload
from fidpos.server.backoffice.books import Books
from fidpos.server.backoffice.endpoint import Area, Endpoint, Group, Method, OpenEndpoint
from fidpos.server.backoffice.entering import TooManyTries
from fidpos.server.backoffice.headers import ALWAYS, KEPT, NOT_KEPT, UNDER_TLS
from fidpos.server.backoffice.identify import Found, Ticket, identify
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.path_number import know_path_numbers
from fidpos.server.backoffice.prove import PROVE, ProveFirst
from fidpos.server.backoffice.rendering import (
    CSRF_FIELD,
    ROOT,
    SURE_FIELD,
    Frame,
    MenuGroup,
    MenuItem,
    Rendering,
    static_dir,
)
from fidpos.server.backoffice.visitor import Visitor
from fidpos.server.db.errors import DatabaseError
from fidpos.server.db.office_sessions import say_next
from fidpos.server.register import NotRegistered
from fidpos.texts.formats import LOCALES
from fidpos.texts.texts import Texts

_log = logging.getLogger(__name__)

THREADS = 3
"""Pages that are worked on at once; each takes one connection to the database at a time."""
SIGN_IN = "/sign-in"
_COOKIE, _COOKIE_UNDER_TLS = "fidpos_office", "__Host-fidpos_office"
_FIELDS_MAX = 4_000
_FIELD_BYTES_MAX = 4 * 1024 * 1024
_FORM_S = 30.0
_SLOWEST_BYTES_S = 32 * 1024
"""How long a form may take: so many seconds, and as many more as its bytes take over a slow line."""
_Result = TypeVar("_Result")


class TooMuch(FidposError):
    """The form is larger than what is taken there; `params` holds `at_most_mb`."""

    code = "form_too_large"


class CutOff(FidposError):
    """The form did not come whole, or not in time."""

    code = "form_cut_off"


class NotOurForm(FidposError):
    """A form that did not come from a page of this session: it was shown long ago, or by another site."""

    code = "not_our_form"


_STATUS: Mapping[type[FidposError], int] = {
    NotHere: 404,
    NotRegistered: 404,
    NotAllowed: 403,
    NotOurForm: 403,
    CutOff: 408,
    TooMuch: 413,
    NotNow: 409,
    TooManyTries: 429,
    DatabaseError: 503,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """What a POST carried."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)


class Shell:
    """The office as routes of an application; `close` ends its threads.

    Args:
        books: what the pages work with.
        menu: all areas, in the order of the menu.
        doors: what can be asked for before sign-in; one of them is at `SIGN_IN`.
        languages: the texts of each language that the product speaks, the first where none is asked for.
    """

    def __init__(
        self,
        books: Books,
        menu: Sequence[Group],
        doors: Sequence[OpenEndpoint],
        languages: Mapping[str, Texts],
    ) -> None:
        self._books = books
        self._menu_groups = menu
        self._areas = [area for group in menu for area in group.areas]
        self._doors = doors
        self._languages = languages
        self._rendering = Rendering()
        self._executor = ThreadPoolExecutor(THREADS, thread_name_prefix="office")

    def close(self) -> None:
        """Wait for what runs; what has not begun never does."""
        self._executor.shutdown(cancel_futures=True)

    def routes(self) -> list[BaseRoute]:
        """To be added to the application's."""
        know_path_numbers()
        files = [
            Route("/static/fonts/{name}", _file_of(resources_dir() / "fonts")),
            Route("/static/{name:path}", _file_of(static_dir())),
        ]
        doors = [self._route(each.path, each.method, partial(self._receive, each)) for each in self._doors]
        pages = [
            self._route(each.path, each.method, partial(self._serve, each))
            for area in self._areas
            for each in area.endpoints
        ]
        lost = Route("/{rest:path}", self._lost, methods=["GET", "POST"])
        return [
            Route(ROOT, _to_start),
            Mount(ROOT, routes=[*files, *doors, *pages, lost]),
        ]

    def _route(self, path: str, method: Method, answer: Callable[[Request], Awaitable[Response]]) -> Route:
        async def endpoint(request: Request) -> Response:
            return await answer(request)

        return Route(path, endpoint, methods=[method.value])

    async def _serve(self, endpoint: Endpoint, request: Request) -> Response:
        ticket = _ticket(request)
        found = await self._in_thread(partial(self._found, ticket))
        if found is None or ticket is None:  # before a byte of what strangers send is kept
            return _finished(request, _to_sign_in(request))
        try:
            form = await _form(request, endpoint.upload_bytes) if endpoint.method is Method.POST else _Form()
            came = _Came(form=form, ticket=ticket, found=found)
            answer = partial(self._answered, endpoint, request, came)
            return _finished(request, await self._in_thread(answer))
        except FidposError as fault:
            return _finished(request, await self._in_thread(partial(self._told_stranger, request, fault)))
        finally:
            # Starlette remembers the form; what was uploaded lies in files of its own.
            await request.close()

    async def _receive(self, endpoint: OpenEndpoint, request: Request) -> Response:
        try:
            form = await _form(request, 64 * 1024) if endpoint.method is Method.POST else _Form()
        except FidposError as fault:
            return _finished(request, await self._in_thread(partial(self._told_stranger, request, fault)))
        return _finished(request, await self._in_thread(partial(self._received, endpoint, request, form)))

    async def _lost(self, request: Request) -> Response:
        fault = NotHere("no such page")
        return _finished(request, await self._in_thread(partial(self._told_stranger, request, fault)))

    async def _in_thread(self, call: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._executor, call)

    def _found(self, ticket: Ticket | None) -> Found | None:
        return identify(self._books, ticket) if ticket is not None else None

    def _answered(self, endpoint: Endpoint, request: Request, came: "_Came") -> Response:
        visitor, zone = came.found.visitor, came.found.zone
        texts = self._languages[visitor.language].in_zone(zone)
        path = _path(request)
        asked = Asked(
            visitor=visitor,
            books=self._books,
            texts=texts,
            path=path,
            zone=zone,
            place=request.path_params,
            query=_query(request),
            fields=came.form.fields,
            files=came.form.files,
            is_fragment="hx-request" in request.headers,
        )
        frame = Frame(
            texts=texts,
            path=path,
            now=self._books.now(),
            menu=self._menu(visitor, path),
            visitor=visitor,
            csrf=came.ticket.csrf,
            said=came.found.said,
        )
        try:
            if not visitor.may(endpoint.permission):
                raise NotAllowed(f"{visitor.role} has no {endpoint.permission}")
            if endpoint.method is Method.POST:
                _check_ours(request, came)
            answer = _are_you_sure(request, asked) if _is_unsure(endpoint, asked) else endpoint.handle(asked)
            return self._response(request, answer, frame)
        except ProveFirst as first:
            return _go(request, f"{PROVE}?{urlencode({'to': first.back})}")
        except Exception as fault:  # noqa: BLE001 -- the top of a thread: a page says so, the log says what
            return self._told(fault, frame)

    def _received(self, endpoint: OpenEndpoint, request: Request, form: _Form) -> Response:
        texts, path = self._spoken(request), _path(request)
        frame = Frame(texts=texts, path=path, now=self._books.now())
        stranger = Stranger(
            books=self._books,
            texts=texts,
            path=path,
            address=request.client.host if request.client else "",
            query=_query(request),
            fields=form.fields,
        )
        try:
            if endpoint.method is Method.POST:
                _check_origin(request)
            return self._response(request, endpoint.handle(stranger), frame)
        except Exception as fault:  # noqa: BLE001 -- as above
            return self._told(fault, frame)

    def _response(self, request: Request, answer: Answer, frame: Frame) -> Response:
        match answer:
            case Page():
                return HTMLResponse(
                    self._rendering.page(answer.template, answer.context, frame), answer.status
                )
            case Redirect():
                if answer.said is not None and frame.visitor is not None:
                    self._keep_said(frame.visitor, answer.said)
                return _go(request, answer.path)
            case Download():
                name = "".join(
                    each for each in answer.name if each.isascii() and (each.isalnum() or each in "._-")
                )
                return StreamingResponse(
                    iter(answer.parts),
                    media_type=answer.media_type,
                    headers={"content-disposition": f'attachment; filename="{name}"'},
                )
            case SignedIn():
                response = _go(request, answer.path)
                _give(request, response, Ticket(home_id=answer.home_id, token=answer.token))
                return response
            case SignedOut():
                response = _go(request, SIGN_IN)
                response.delete_cookie(_cookie_name(request), path="/")
                return response

    def _keep_said(self, visitor: Visitor, said: Message) -> None:
        params = {name: _plain(value) for name, value in said.params.items()}
        with self._books.store.work(MerchantId(visitor.home_id)) as work:
            say_next(work, visitor.session, {"key": said.key, "params": params})

    def _told(self, fault: Exception, frame: Frame) -> Response:
        """A page that says what went wrong and what to do; what nobody could foresee goes to the log."""
        message = _sentence(fault, frame.texts)
        foreseen = 409 if isinstance(fault, FidposError) else 500
        status = next((status for kind, status in _STATUS.items() if isinstance(fault, kind)), foreseen)
        _log.info("refused with %d: %s", status, type(fault).__name__)
        return HTMLResponse(self._rendering.page("refused.html", {"problem": message}, frame), status)

    def _told_stranger(self, request: Request, fault: FidposError) -> Response:
        return self._told(
            fault, Frame(texts=self._spoken(request), path=_path(request), now=self._books.now())
        )

    def _spoken(self, request: Request) -> Texts:
        asked = [
            each.partition(";")[0].strip() for each in request.headers.get("accept-language", "").split(",")
        ]
        language = negotiate_locale([each for each in asked if each], list(self._languages), sep="-")
        return self._languages[language or next(iter(self._languages))]

    def _menu(self, visitor: Visitor, path: str) -> list[MenuGroup]:
        here = max(
            (area for area in self._areas if path.startswith(area.start)),
            key=lambda area: len(area.start),
            default=None,
        )
        groups = (
            MenuGroup(name=group.name, items=_items(group, visitor, here)) for group in self._menu_groups
        )
        return [group for group in groups if group.items]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Came:
    """A request of somebody signed in."""

    form: _Form
    ticket: Ticket
    found: Found


def _items(group: Group, visitor: Visitor, here: Area | None) -> list[MenuItem]:
    return [
        MenuItem(name=area.name, icon=area.icon, path=f"{ROOT}{area.start}", is_here=area is here)
        for area in group.areas
        if area.in_menu and visitor.may(area.permission)
    ]


def languages(load: Callable[[str], Texts]) -> dict[str, Texts]:
    """The texts of every language, the product's first one first."""
    return {language: load(language) for language in LOCALES}


async def _form(request: Request, at_most: int) -> _Form:
    """The fields and files of a form that is not larger than it may be.

    Raises:
        TooMuch: it is.
        CutOff: it did not come whole.
        NotOurForm: it is no form.
    """
    told = request.headers.get("content-length", "")
    # In pieces it would be of any size, whatever the other header says (RFC 9112, section 6.3).
    is_in_pieces = "transfer-encoding" in request.headers
    if is_in_pieces or not told.isdigit() or int(told) > at_most:
        raise TooMuch("too large, or of unknown size", at_most_mb=max(1, at_most // 2**20))
    try:
        async with asyncio.timeout(_FORM_S + int(told) / _SLOWEST_BYTES_S):
            form = await request.form(
                max_files=4, max_fields=_FIELDS_MAX, max_part_size=min(at_most, _FIELD_BYTES_MAX)
            )
    except (TimeoutError, ClientDisconnect) as fault:
        raise CutOff("not whole") from fault
    except (HTTPException, MultiPartException, UnicodeError) as fault:
        raise NotOurForm("not understood") from fault
    return _Form(fields=_fields(form), files=_files(form))


def _fields(form: FormData) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, said in form.multi_items():
        if isinstance(said, str):
            fields.setdefault(_kept(name), []).append(_kept(said))
    return fields


def _kept(said: str) -> str:
    """Without what no browser sends and no database keeps: zeros, and halves of signs."""
    return said.encode(errors="ignore").decode().replace("\0", "")


def _query(request: Request) -> dict[str, str]:
    return {_kept(name): _kept(said) for name, said in request.query_params.items()}


def _files(form: FormData) -> dict[str, Upload]:
    return {
        name: Upload(name=said.filename or "", size=said.size or 0, file=said.file)
        for name, said in form.multi_items()
        if isinstance(said, UploadFile) and said.filename
    }


def _is_unsure(endpoint: Endpoint, asked: Asked) -> bool:
    """A browser asks by itself, by scripts or by a box to be ticked; this is for those that did not."""
    return endpoint.asks_first and not any(asked.fields.get(SURE_FIELD, ()))


def _are_you_sure(request: Request, asked: Asked) -> Page:
    """The same form once more, with the box to be ticked."""
    ours = {CSRF_FIELD, SURE_FIELD}
    again = [(name, each) for name, said in asked.fields.items() if name not in ours for each in said]
    action = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    return Page(template="sure.html", context={"again": again, "action": action}, status=422)


def _check_ours(request: Request, came: _Came) -> None:
    _check_origin(request)
    given = request.headers.get("x-csrf") or next(iter(came.form.fields.get(CSRF_FIELD, ())), "")
    if not came.ticket.is_ours(given):
        raise NotOurForm("the session's secret is missing")


def _check_origin(request: Request) -> None:
    """A browser says where a form comes from; `Origin` stands on every POST of today's."""
    origin = request.headers.get("origin")
    if origin is None or urlsplit(origin).netloc != request.headers.get("host"):
        raise NotOurForm("from another site")


def _ticket(request: Request) -> Ticket | None:
    return Ticket.read(request.cookies.get(_cookie_name(request), ""))


def _cookie_name(request: Request) -> str:
    return _COOKIE_UNDER_TLS if _is_under_tls(request) else _COOKIE


def _is_under_tls(request: Request) -> bool:
    return request.url.scheme == "https"


def _give(request: Request, response: Response, ticket: Ticket) -> None:
    response.set_cookie(
        _cookie_name(request),
        ticket.cookie,
        path="/",
        secure=_is_under_tls(request),
        httponly=True,
        samesite="lax",
    )


def _to_sign_in(request: Request) -> Response:
    """With the way back, unless it was a form, which is lost."""
    back = _path(request) if request.method == "GET" and "hx-request" not in request.headers else "/"
    return _go(request, SIGN_IN if back == "/" else f"{SIGN_IN}?to={back}")


def _go(request: Request, path: str) -> Response:
    """A redirect; htmx is told in a header, else it would put the next page into a part of this one."""
    assert path.startswith("/")
    assert not path.startswith("//")
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"hx-redirect": f"{ROOT}{path}"})
    return RedirectResponse(f"{ROOT}{path}", 303)


def _path(request: Request) -> str:
    return request.url.path.removeprefix(ROOT) or "/"


async def _to_start(_: Request) -> Response:
    return RedirectResponse(f"{ROOT}/", 307)


def _finished(request: Request, response: Response) -> Response:
    response.headers.update({**ALWAYS, **NOT_KEPT})
    if _is_under_tls(request):
        response.headers.update(UNDER_TLS)
    return response


def _sentence(fault: Exception, texts: Texts) -> Message:
    if isinstance(fault, NotNow):
        return fault.message
    if isinstance(fault, FidposError) and texts.has(fault.message_key):
        return Message(key=fault.message_key, params=fault.params)
    _log.error("no sentence for %s", type(fault).__name__, exc_info=fault)
    return Message(key="error.office_busy")


def _plain(value: object) -> object:
    """As JSON keeps it."""
    return value if isinstance(value, int | str) else str(value)


def _file_of(folder: Path) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        found = (folder / request.path_params["name"]).resolve()
        if not found.is_relative_to(folder.resolve()) or not found.is_file():
            return Response(status_code=404, headers=dict(ALWAYS))
        return FileResponse(found, headers={**ALWAYS, **KEPT})

    return endpoint
