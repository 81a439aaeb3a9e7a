"""The link as an application: each request is let in, bounded, understood, and asked of the till.

Starlette and msgspec rather than a larger framework: the till's PC then installs no more than the server
itself needs, and the types of `messages` are at once what is decoded, what is checked and what the OpenAPI
document is made of.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

import msgspec
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from fidpos.domain.register_ticket import RegisterTicket
from fidpos.link.asking import Till, TillAway
from fidpos.link.changes import ChangeLog
from fidpos.link.gate import LinkGate, NotAdmitted
from fidpos.link.messages import (
    BODY_BYTES_MAX,
    MEDIA_TYPE,
    WAIT_S_MAX,
    BadRequest,
    BasketAsked,
    CloseAsked,
    LinkProblem,
    ProblemTold,
    TillTold,
    VoidAsked,
    read_day,
    read_number,
)
from fidpos.link.openapi import PATHS, document
from fidpos.link.translate import basket_from, decoded, member_told, problem_told, told
from fidpos.till.register.standing import TicketAnswer, TicketRefused, TicketStatus

log = logging.getLogger(__name__)

BODY_S_MAX = 10.0
STATUSES = MappingProxyType(
    {
        LinkProblem.BAD_HOST: 403,
        LinkProblem.FROM_A_PAGE: 403,
        LinkProblem.UNKNOWN_REGISTER: 401,
        LinkProblem.TOO_MANY: 429,
        LinkProblem.NOT_JSON: 415,
        LinkProblem.TOO_LARGE: 413,
        LinkProblem.MALFORMED: 400,
        LinkProblem.NO_SUCH_PLACE: 404,
        LinkProblem.NO_SUCH_METHOD: 405,
        LinkProblem.TILL_AWAY: 503,
        LinkProblem.UNKNOWN_TICKET: 404,
        LinkProblem.DAY: 422,
        LinkProblem.CURRENCY: 422,
        LinkProblem.STORE: 503,
    }
)
"""What is not here conflicts with how the till or the ticket stands: 409."""

_Handler = Callable[[Request, str], Awaitable[Response]]


class LinkService:
    """Answers registers; belongs to one event loop.

    Args:
        till: asked on its worker.
        gate: lets registers in.
        changes: what they wait for.
    """

    def __init__(self, till: Till, gate: LinkGate, changes: ChangeLog) -> None:
        self._till = till
        self._gate = gate
        self._changes = changes

    def app(self) -> Starlette:
        """The application; whatever has no place in it is refused like the rest."""
        handlers: dict[str, _Handler] = {
            "till": self._glance,
            "put_ticket": self._put,
            "ticket": self._look,
            "close_ticket": self._close,
            "void_ticket": self._void,
            "changes": self._wait,
            "document": self._document,
        }
        places: dict[str, dict[str, _Handler]] = {}
        for path in PATHS:
            places.setdefault(path.path, {})[path.method] = handlers[path.name]
        routes = [
            Route(place, self._guarded(_by_method(known)), methods=_ALL_METHODS)
            for place, known in places.items()
        ]
        return Starlette(
            routes=[*routes, Route("/{rest:path}", self._guarded(_nowhere), methods=_ALL_METHODS)]
        )

    def _guarded(self, handler: _Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                return await handler(request, self._gate.admit(request.headers))
            except NotAdmitted as refused:
                return _problem(ProblemTold(problem=refused.problem))
            except BadRequest as refused:
                return _problem(ProblemTold(problem=refused.problem, detail=refused.detail))
            except TillAway:
                return _problem(ProblemTold(problem=LinkProblem.TILL_AWAY))

        return answer

    async def _glance(self, _: Request, register: str) -> Response:
        seen = await self._till.ask(lambda door: door.glance(register))
        return _message(
            TillTold(
                till=seen.till,
                shop=seen.shop,
                currency=seen.currency,
                is_serving=seen.is_serving,
                member=member_told(seen.member),
                open_ticket=told(seen.ticket) if seen.ticket is not None else None,
            )
        )

    async def _put(self, request: Request, register: str) -> Response:
        ticket = _ticket(request, register)
        basket = basket_from(decoded(await _body(request), BasketAsked))
        return _answer(await self._till.ask(lambda door: door.put(ticket, basket)))

    async def _look(self, request: Request, register: str) -> Response:
        ticket = _ticket(request, register)
        return _answer(await self._till.ask(lambda door: door.look(ticket)))

    async def _close(self, request: Request, register: str) -> Response:
        ticket = _ticket(request, register)
        asked = decoded(await _body(request), CloseAsked)
        return _answer(await self._till.ask(lambda door: door.close(ticket, asked.due_minor)))

    async def _void(self, request: Request, register: str) -> Response:
        ticket = _ticket(request, register)
        decoded(await _body(request), VoidAsked)
        return _answer(await self._till.ask(lambda door: door.void(ticket)))

    async def _wait(self, request: Request, register: str) -> Response:
        after = _whole(request, "after", most=2**62)
        wait_s = _whole(request, "wait_s", most=WAIT_S_MAX)
        return _message(await self._changes.after(after, register, wait_s))

    async def _document(self, _: Request, __: str) -> Response:
        return Response(document(), media_type=MEDIA_TYPE, headers=_HEADERS)


_ALL_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_UNREAD = frozenset(
    {
        LinkProblem.BAD_HOST,
        LinkProblem.FROM_A_PAGE,
        LinkProblem.UNKNOWN_REGISTER,
        LinkProblem.TOO_MANY,
        LinkProblem.NOT_JSON,
        LinkProblem.TOO_LARGE,
        LinkProblem.MALFORMED,
        LinkProblem.NO_SUCH_PLACE,
        LinkProblem.NO_SUCH_METHOD,
    }
)
"""Of a request that may not have been read to the end; what is left of it is no next request."""
_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def _by_method(known: Mapping[str, _Handler]) -> _Handler:
    async def answer(request: Request, register: str) -> Response:
        handler = known.get(request.method)
        if handler is not None:
            return await handler(request, register)
        refused = _problem(ProblemTold(problem=LinkProblem.NO_SUCH_METHOD))
        refused.headers["allow"] = ", ".join(sorted(known))
        return refused

    return answer


async def _nowhere(_: Request, __: str) -> Response:
    return _problem(ProblemTold(problem=LinkProblem.NO_SUCH_PLACE))


def _ticket(request: Request, register: str) -> RegisterTicket:
    day, number = request.path_params["business_day"], request.path_params["ticket"]
    return RegisterTicket(register=register, day=read_day(day), number=read_number(number))


def _whole(request: Request, name: str, *, most: int) -> int:
    text = request.query_params.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= most):
        raise BadRequest(LinkProblem.MALFORMED, f"{name}: a whole number from 0 to {most}")
    return int(text)


async def _body(request: Request) -> bytes:
    """What was sent as JSON, bounded in size and time before anything looks at it."""
    if request.headers.get("content-type", "").lower() != MEDIA_TYPE:
        raise BadRequest(LinkProblem.NOT_JSON, f"content-type is not {MEDIA_TYPE}")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise BadRequest(LinkProblem.NOT_JSON, "the body is packed")
    parts = bytearray()
    try:
        async with asyncio.timeout(BODY_S_MAX):
            async for part in request.stream():
                parts += part
                if len(parts) > BODY_BYTES_MAX:
                    raise BadRequest(LinkProblem.TOO_LARGE, f"more than {BODY_BYTES_MAX} bytes")
    except TimeoutError:
        raise BadRequest(LinkProblem.MALFORMED, f"not whole within {BODY_S_MAX:g} s") from None
    except ClientDisconnect:
        raise BadRequest(LinkProblem.MALFORMED, "cut off") from None
    return bytes(parts)


def _answer(answer: TicketAnswer) -> Response:
    if isinstance(answer, TicketRefused):
        return _problem(problem_told(answer))
    return _message(told(answer), 202 if answer.status is TicketStatus.CLOSING else 200)


def _message(message: msgspec.Struct, status: int = 200) -> Response:
    return Response(msgspec.json.encode(message), status_code=status, media_type=MEDIA_TYPE, headers=_HEADERS)


def _problem(told: ProblemTold) -> Response:
    status = STATUSES.get(told.problem, 409)
    headers = dict(_HEADERS)
    if told.problem is LinkProblem.UNKNOWN_REGISTER:
        headers["www-authenticate"] = "Bearer"
    if status in {429, 503}:
        headers["retry-after"] = "1"
    if told.problem in _UNREAD:
        headers["connection"] = "close"
    return Response(msgspec.json.encode(told), status_code=status, media_type=MEDIA_TYPE, headers=headers)
