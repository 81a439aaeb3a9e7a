"""Every page and form of the back office, asked for by everybody who should not have it.

The endpoints are those that are registered: a new area is in here by being there.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from uuid import UUID

import pytest
from httpx import Response
from psycopg import connect
from psycopg.sql import SQL, Identifier

from fidpos.domain.ids import StaffId
from fidpos.domain.staff import Role
from fidpos.server.backoffice.areas import AREAS
from fidpos.server.backoffice.endpoint import Endpoint, Method
from fidpos.server.backoffice.headers import ALWAYS, NOT_KEPT
from fidpos.server.backoffice.pages.members.giving import KIND as POINTS
from fidpos.server.backoffice.permission import OfficeRole, Permission, may
from fidpos.server.configuration import Person
from fidpos.server.db.approvals import Asking
from fidpos.server.db.approvals import ask as ask_second
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import AWAY, FAR, MERCHANT
from tests.helpers.centre_refund_events import refund_asked
from tests.helpers.office_place import IN_ONE_SHOP, Client, OfficePlace, office_place, person_of
from tests.helpers.two_merchants import ROW, TABLES, THEIRS, be, insert

ENDPOINTS = tuple(endpoint for area in AREAS for endpoint in area.endpoints)
ROLES = tuple(OfficeRole)
COLLEAGUE = Person(
    id=StaffId(UUID(int=0x900)),
    name="B",
    role=Role.CASHIER,
    pin_hash="",
    shops=frozenset({AWAY}),
)
"""Works in the other shop only."""
_FLAG = """
    UPDATE journal_rows SET fate = 'flagged', reason = 'not_refunded' WHERE event_id = %s RETURNING event_id
"""
_BRACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_PLAIN = {"number": "1", "str": "x", "path": "x"}
_DIGEST = SQL(
    "SELECT coalesce(md5(string_agg(r::text, '|' ORDER BY r::text)), '') FROM {} r WHERE merchant_id = %s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """An office, and what is not its business.

    Attributes:
        away: by the name that paths give it, what is of a shop that shop managers do not see.
    """

    place: OfficePlace
    away: Mapping[str, UUID]


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """Our merchant, beside another one with a row in every table."""
    with ExitStack() as stack:
        office = stack.enter_context(office_place())
        with connect(office.made.superuser) as connection:
            be(connection, THEIRS)
            for table in TABLES:
                insert(connection, table, THEIRS)
        told = Happenings(office.clock)
        stranger = told.enrolled()
        card, visit = told.linked(stranger), told.closed(stranger, shop_id=AWAY, till_id=FAR)
        office.office.tell(stranger, card, visit, keys=told.keys, till_id=FAR)
        refund = refund_asked(told, visit, amount_minor=1)
        office.office.tell(refund, till_id=FAR)
        office.rows(_FLAG, [refund.id])
        with office.books.store.work(MERCHANT) as work:
            asking = Asking(kind=POINTS, by=person_of(OfficeRole.OWNER), shop_id=AWAY)
            approval_id = ask_second(work, asking)
        with office.office.kept.configuration() as configuration:
            configuration.put_staff(COLLEAGUE, office.clock.now())
        yield Town(
            place=office,
            away={
                "member_id": stranger.member_id,
                "card_id": card.card_id,
                "visit_id": visit.visit_id,
                "staff_id": COLLEAGUE.id,
                "shop_id": AWAY,
                "till_id": FAR,
                "event_id": refund.id,
                "approval_id": approval_id,
            },
        )


def path_of(endpoint: Endpoint, ids: Mapping[str, UUID]) -> str:
    """The endpoint's path, each brace filled."""
    return _BRACE.sub(
        lambda found: str(ids.get(found[1], ROW)) if found[2] == "uuid" else _PLAIN[found[2] or "str"],
        endpoint.path,
    )


def ask(client: Client, endpoint: Endpoint, ids: Mapping[str, UUID] | None = None) -> Response:
    path = path_of(endpoint, ids or {})
    return client.get(path) if endpoint.method is Method.GET else client.post(path)


def names_something(endpoint: Endpoint) -> bool:
    return ":uuid}" in endpoint.path and endpoint.permission is not Permission.VISIT_MERCHANTS


def wrong(found: Mapping[str, int]) -> list[str]:
    return [f"{name}: {status}" for name, status in found.items()]


def told(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_is_not_given_is_refused(town: Town, role: OfficeRole) -> None:
    with town.place.client(role) as client:
        answers = {
            told(each): ask(client, each).status_code for each in ENDPOINTS if not may(role, each.permission)
        }

    assert wrong({name: status for name, status in answers.items() if status != 403}) == []


@pytest.mark.parametrize("role", ROLES)
def test_what_is_another_merchants_is_not_here(town: Town, role: OfficeRole) -> None:
    before = theirs(town)
    with town.place.client(role) as client:
        answers = {
            told(each): ask(client, each).status_code
            for each in ENDPOINTS
            if may(role, each.permission) and names_something(each)
        }

    assert theirs(town) == before
    assert wrong({name: status for name, status in answers.items() if not is_refused(name, status)}) == []


@pytest.mark.parametrize("role", sorted(IN_ONE_SHOP))
def test_what_is_of_another_shop_is_not_here(town: Town, role: OfficeRole) -> None:
    with town.place.client(role) as client:
        answers = {
            told(each): ask(client, each, town.away).status_code
            for each in ENDPOINTS
            if may(role, each.permission) and names_something(each)
        }

    assert wrong({name: status for name, status in answers.items() if not is_refused(name, status)}) == []


def test_a_stranger_is_shown_the_sign_in_whatever_they_ask_for(town: Town) -> None:
    with town.place.client(None) as client:
        for each in ENDPOINTS:
            answer = ask(client, each)

            assert answer.status_code == 303, told(each)
            assert answer.headers["location"].startswith("/office/sign-in"), told(each)


def test_a_form_without_the_secret_of_the_session_is_refused(town: Town) -> None:
    with town.place.client(OfficeRole.OWNER) as client:
        answers = {
            told(each): client.http.post(path_of(each, {}), data={"csrf": "guessed"}).status_code
            for each in ENDPOINTS
            if each.method is Method.POST
        }

    assert wrong({name: status for name, status in answers.items() if status != 403}) == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_form_of_another_site_is_refused_even_with_the_secret(town: Town, origin: str) -> None:
    with town.place.client(OfficeRole.OWNER) as client:
        client.http.headers["origin"] = origin
        answers = {
            told(each): client.post(path_of(each, {})).status_code
            for each in ENDPOINTS
            if each.method is Method.POST
        }

    assert wrong({name: status for name, status in answers.items() if status != 403}) == []


def test_every_answer_tells_the_browser_to_run_nothing_foreign_and_keep_nothing(town: Town) -> None:
    with town.place.client(OfficeRole.OWNER) as client, town.place.client(None) as stranger:
        pages = [client.get(area.start) for area in AREAS]
        others = [
            client.get("/nowhere"),
            stranger.get("/"),
            stranger.get("/sign-in"),
            client.http.post("/me"),
        ]

    for answer in (*pages, *others):
        kept = {name: answer.headers.get(name) for name in (*ALWAYS, *NOT_KEPT)}
        assert kept == {**ALWAYS, **NOT_KEPT}, answer.url


def test_nobody_of_a_merchant_comes_to_the_merchants_or_the_house(town: Town) -> None:
    with town.place.client(OfficeRole.OWNER) as client:
        assert client.get("/merchants").status_code == 403
        assert client.post(f"/merchants/{THEIRS}").status_code == 403
        assert client.get(f"/people/{person_of(OfficeRole.OPERATOR)}").status_code == 404


def is_refused(name: str, status: int) -> bool:
    """A page is not there; a form is not taken, even where it is judged before what it is for."""
    return status == 404 if name.startswith(Method.GET) else status in (403, 404, 409, 422)


def theirs(town: Town) -> Mapping[str, str]:
    """A digest of every table's rows of the other merchant."""
    with connect(town.place.made.superuser) as connection:
        found = {}
        for table in TABLES:
            row = connection.execute(_DIGEST.format(Identifier(table.name)), [THEIRS]).fetchone()
            assert row is not None
            found[table.name] = row[0]
        return found
