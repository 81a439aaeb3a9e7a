"""The OpenAPI document of the link, generated from the types that decode and encode its messages."""

from dataclasses import dataclass
from functools import cache

import msgspec

from fidpos import __version__
from fidpos.link.messages import (
    WAIT_S_MAX,
    BasketAsked,
    ChangesTold,
    CloseAsked,
    ProblemTold,
    TicketTold,
    TillTold,
    VoidAsked,
)

_PREFIX = "#/components/schemas/"
_Message = type[msgspec.Struct]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One operation.

    Attributes:
        asked: type of the body, None for none.
        told: of the answer, None for the document itself.
        problems: statuses of the problems that are its own.
        query: names of its query parameters with their largest values.
    """

    name: str
    method: str
    path: str
    summary: str
    told: _Message | None
    asked: _Message | None = None
    problems: tuple[int, ...] = ()
    query: tuple[tuple[str, int], ...] = ()


_TICKET = "/v1/tickets/{business_day}/{ticket}"

PATHS = (
    Path(
        name="till",
        method="GET",
        path="/v1/till",
        summary="The till, who is served, and the ticket that is open.",
        told=TillTold,
    ),
    Path(
        name="put_ticket",
        method="PUT",
        path=_TICKET,
        summary="Hand over the basket of a ticket, in place of what was handed over before.",
        told=TicketTold,
        asked=BasketAsked,
        problems=(409, 413, 415, 422),
    ),
    Path(
        name="ticket",
        method="GET",
        path=_TICKET,
        summary="How a ticket stands: discounts per line, rewards, member.",
        told=TicketTold,
        problems=(404,),
    ),
    Path(
        name="close_ticket",
        method="POST",
        path=f"{_TICKET}/close",
        summary="The ticket is paid: record the visit. The same request again gives the same answer.",
        told=TicketTold,
        asked=CloseAsked,
        problems=(404, 409, 413, 415),
    ),
    Path(
        name="void_ticket",
        method="POST",
        path=f"{_TICKET}/void",
        summary="Give the ticket up, or take it back after it was closed.",
        told=TicketTold,
        asked=VoidAsked,
        problems=(404, 409, 413, 415),
    ),
    Path(
        name="changes",
        method="GET",
        path="/v1/changes",
        summary="What happened at the till since; waits for the next change.",
        told=ChangesTold,
        query=(("after", 2**62), ("wait_s", WAIT_S_MAX)),
    ),
    Path(name="document", method="GET", path="/v1/openapi.json", summary="This document.", told=None),
)

_ALWAYS = (400, 401, 403, 405, 429, 503)
_WORDS = {
    400: "Not understood; the detail names the path.",
    401: "No token of a register.",
    403: "Another host name, or a request of a web page.",
    404: "The till knows no such ticket.",
    405: "This place has other methods; `Allow` names them.",
    409: "It conflicts with how the till or the ticket stands.",
    413: "Too large.",
    415: "Not application/json.",
    422: "Another currency, or a business day too far from the till's.",
    429: "Too often.",
    503: "The till does not answer, or could not write; ask again.",
}


@cache
def document() -> bytes:
    """The document in JSON."""
    messages = [message for path in PATHS for message in (path.told, path.asked) if message is not None]
    ordered = list(dict.fromkeys([*messages, ProblemTold]))
    _, components = msgspec.json.schema_components(ordered, ref_template=f"{_PREFIX}{{name}}")
    paths: dict[str, dict[str, object]] = {}
    for path in PATHS:
        paths.setdefault(path.path, {})[path.method.lower()] = _operation(path)
    return msgspec.json.format(
        msgspec.json.encode(
            {
                "openapi": "3.1.0",
                "info": {
                    "title": "fidpos: link to the cash register",
                    "version": __version__,
                    "description": "Served by the till, for the cash register beside it.",
                },
                "security": [{"register": []}],
                "paths": paths,
                "components": {
                    "schemas": components,
                    "securitySchemes": {"register": {"type": "http", "scheme": "bearer"}},
                },
            }
        ),
        indent=2,
    )


def _operation(path: Path) -> dict[str, object]:
    answers = {200: "Done."}
    if path.name == "close_ticket":
        answers[202] = "The centre is asked about what is spent; ask again."
    schema = _reference(path.told) if path.told is not None else {"type": "object"}
    operation: dict[str, object] = {
        "operationId": path.name,
        "summary": path.summary,
        "responses": {
            **{str(status): _json(words, schema) for status, words in answers.items()},
            **{
                str(status): _json(_WORDS[status], _reference(ProblemTold))
                for status in sorted({*_ALWAYS, *path.problems})
            },
        },
    }
    parameters = [*_path_parameters(path), *(_query_parameter(name, most) for name, most in path.query)]
    if parameters:
        operation["parameters"] = parameters
    if path.asked is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _reference(path.asked)}},
        }
    return operation


def _path_parameters(path: Path) -> list[dict[str, object]]:
    if "{ticket}" not in path.path:
        return []
    return [
        {
            "name": "business_day",
            "in": "path",
            "required": True,
            "schema": {"type": "string", "format": "date"},
        },
        {
            "name": "ticket",
            "in": "path",
            "required": True,
            "description": "Only its letters and digits are compared.",
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"},
        },
    ]


def _query_parameter(name: str, most: int) -> dict[str, object]:
    return {"name": name, "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": most}}


def _reference(message: _Message) -> dict[str, str]:
    return {"$ref": f"{_PREFIX}{message.__name__}"}


def _json(description: str, schema: dict[str, str]) -> dict[str, object]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
