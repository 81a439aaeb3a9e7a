"""What somebody of one shop, or of the house, never comes to see, wherever they look."""

from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from httpx import Response

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import StaffId
from fidpos.domain.member import Profile
from fidpos.domain.staff import Role
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.configuration import Person
from fidpos.server.db.segments import SavedSegment, save, set_label
from fidpos.server.services.segments.segment import EVERYBODY
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import AWAY, FAR, MERCHANT
from tests.helpers.lived_centre import live
from tests.helpers.office_place import IN_ONE_SHOP, OfficePlace, office_place, person_of
from tests.helpers.office_visit import OfficeVisit

FRANCHISEE, OWNER = OfficeRole.FRANCHISEE, OfficeRole.OWNER
ELSEWHERE = Profile(given_name="Quetzalcoatl", family_name="Xylophage", email="x@elsewhere.example")
COLLEAGUE = Person(
    id=StaffId(UUID(int=0x901)),
    name="Wolframine",
    role=Role.CASHIER,
    pin_hash="",
    shops=frozenset({AWAY}),
)
NAMES = ("Quetzalcoatl", "Xylophage", "elsewhere.example", "Wolframine")
HERE = "Zoé"
"""What the member of our own shop is called."""
OFTEN: dict[str, Any] = {
    "join": "all",
    "groups": ["0"],
    "g0-join": "all",
    "g0-rows": ["0"],
    "g0r0-what": "measure.visits",
    "g0r0-least": "2",
    "g0r0-span": "last",
    "g0r0-days": "30",
}


@pytest.fixture(scope="module")
def office() -> Iterator[OfficePlace]:
    """A shop where something of everything happened, and another one with a member and a gift card."""
    with office_place() as made:
        live(made.office)
        told = Happenings(made.clock, seed=11)
        stranger, card = told.enrolled("700000003", ELSEWHERE), told.gift_card()
        sold = told.moved(card.gift_card_id, GiftMove.SOLD, 7_700)
        made.office.tell(
            stranger, told.closed(stranger, shop_id=AWAY, till_id=FAR), till_id=FAR, keys=told.keys
        )
        made.office.tell(card, sold, till_id=FAR)
        with made.office.kept.configuration() as configuration:
            configuration.put_staff(COLLEAGUE, made.clock.now())
        yield made


def seen_by(office: OfficePlace, role: OfficeRole, names: tuple[str, ...]) -> list[str]:
    """On which answers one of the names stands, wherever somebody looks, and whatever they send."""
    found: list[str] = []

    def judge(answer: Response) -> None:
        text = unescape(answer.content.decode(errors="replace"))
        found.extend(f"{name}: {answer.request.method} {answer.url}" for name in names if name in text)

    visit = OfficeVisit(office, role, judge)
    forms, links = visit.pages()
    for form in forms:
        if not form.is_post or form.path.startswith("/extraction"):
            visit.send(form)
            visit.send(form, text="Xylophage", q="Xylophage")
    for link in links:
        visit.open(link, shop=str(AWAY), shop_id=str(AWAY))
    visit.leave()
    assert visit.asked > 5
    return found


@pytest.mark.parametrize("role", sorted(IN_ONE_SHOP))
def test_who_sees_one_shop_comes_upon_nobody_of_another(office: OfficePlace, role: OfficeRole) -> None:
    found = seen_by(office, role, NAMES)

    assert [each for each in found if "text=Xylophage" not in each and "q=Xylophage" not in each] == []


def test_the_same_look_finds_everybody_for_who_sees_all_shops(office: OfficePlace) -> None:
    found = seen_by(office, OWNER, NAMES)

    assert {each.partition(":")[0] for each in found} == set(NAMES)


@pytest.mark.parametrize("role", [OfficeRole.OPERATOR, OfficeRole.SUPPORT])
def test_nobody_of_the_house_comes_upon_a_member(office: OfficePlace, role: OfficeRole) -> None:
    assert seen_by(office, role, (*NAMES[:3], HERE)) == []


def test_what_gives_a_label_at_every_shop_is_not_changed_by_who_sees_one(office: OfficePlace) -> None:
    """The owner has a franchisee's segment told to all tills; it is not theirs to widen from then on."""
    made = office.clock.now()
    saved = SavedSegment(
        id=UUID(int=0x5E6),
        name="Loyal",
        segment=EVERYBODY,
        made_by=person_of(FRANCHISEE),
        maker=None,
        made_at=made,
        shared=True,
    )
    with office.client(FRANCHISEE) as client:
        with office.books.store.work(MERCHANT) as work:
            save(work, saved)
            set_label(work, saved.id, "vip")
        kept = client.post("/extraction/save", id=str(saved.id), name="Mine", **OFTEN)
        gone = client.post(f"/extraction/{saved.id}/forget")

    assert kept.status_code == 303
    assert str(saved.id) not in kept.headers["location"]
    assert gone.status_code == 404
    assert office.rows("SELECT name, label, gone_at FROM segments WHERE id = %s", [saved.id]) == [
        ("Loyal", "vip", None)
    ]


@pytest.mark.parametrize(
    "address", ["a@b.example,c@d.example", "a@b.example, c@d.example", "<a@b.example>", "a@b"]
)
def test_a_gift_card_is_mailed_to_one_plain_address(office: OfficePlace, address: str) -> None:
    ((card_id,),) = office.rows("SELECT id FROM gift_cards ORDER BY id DESC LIMIT 1")
    with office.client(OWNER) as client:
        answer = client.post(f"/gift-cards/{card_id}/mail", address=address, language="fr")

    assert answer.status_code == 422
    assert office.rows("SELECT count(*) FROM mails WHERE subject_id = %s", [card_id]) == [(0,)]


@pytest.mark.parametrize("role", [OfficeRole.OPERATOR, OfficeRole.SUPPORT])
def test_the_house_releases_no_money_of_a_merchant(office: OfficePlace, role: OfficeRole) -> None:
    with office.client(role) as client:
        assert client.post(f"/reviews/{UUID(int=1)}/free").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        f"/approvals/{UUID(int=1)}/approve",
        f"/privacy/retention/{UUID(int=1)}",
        f"/reviews/{UUID(int=1)}/free",
    ],
)
def test_at_a_session_left_open_nothing_is_done_that_cannot_be_undone(office: OfficePlace, path: str) -> None:
    with office.client(OWNER) as client:
        office.clock.advance(11 * 60)

        assert client.post(path).headers["location"].startswith("/office/prove")
