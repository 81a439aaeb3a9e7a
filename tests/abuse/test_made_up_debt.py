"""A till tells that more is owed to a customer than gift cards ever paid; somebody pays it to themselves."""

from collections.abc import Iterator

import pytest
from msgspec import structs

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.member import Profile
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.wire.events import VisitClosed, VisitVoided
from tests.helpers.centre_acts import bought
from tests.helpers.centre_events import SOMEBODY, Happenings
from tests.helpers.centre_office import MERCHANT
from tests.helpers.office_place import OfficePlace, office_place, person_of

OWNER = OfficeRole.OWNER
ONESELF = Profile(given_name="Anne", family_name="Martin", email=f"{OWNER}@example.org")
NEW_CARDS = "SELECT amount_minor FROM gift_entries WHERE move = 'repaid'"


@pytest.fixture
def office() -> Iterator[OfficePlace]:
    with office_place() as made:
        yield made


@pytest.fixture
def told(office: OfficePlace) -> Happenings:
    return Happenings(office.clock)


def paid(
    office: OfficePlace, told: Happenings, *, sold: int, spent: int, profile: Profile = SOMEBODY
) -> VisitClosed:
    """A purchase of 100 euros, of which a card paid some before it ended."""
    card, buyer = told.gift_card(sold), told.enrolled(profile=profile)
    office.office.tell(buyer, card, told.moved(card.gift_card_id, GiftMove.SOLD, sold), keys=told.keys)
    visit = bought(office.office, told, buyer, amount_minor=10_000)
    payment = told.moved(card.gift_card_id, GiftMove.SPENT, -spent)
    office.office.tell(structs.replace(payment, visit_id=visit.visit_id))
    office.office.tell(told.moved(card.gift_card_id, GiftMove.EXPIRED, min(spent - sold, 0)))
    return visit


def owing(office: OfficePlace, told: Happenings, visit: VisitClosed, minor: int) -> VisitVoided:
    """The till says that so much is owed to the customer."""
    event = told.voided(visit).owing(minor)
    office.office.tell(event)
    return event


def pay(office: OfficePlace, debt: VisitVoided) -> int:
    with office.client(OWNER) as owner:
        return owner.post(f"/gift-cards/owed/{debt.id}/card").status_code


def test_no_more_is_given_back_than_gift_cards_paid(office: OfficePlace, told: Happenings) -> None:
    debt = owing(office, told, paid(office, told, sold=1_000, spent=1_000), 1_001)

    assert pay(office, debt) == 409
    assert office.rows(NEW_CARDS) == []


def test_what_a_card_paid_without_having_it_is_given_back_to_nobody(
    office: OfficePlace, told: Happenings
) -> None:
    debt = owing(office, told, paid(office, told, sold=400, spent=1_000), 1_000)

    assert pay(office, debt) == 409
    assert office.rows(NEW_CARDS) == []


def test_what_came_back_in_parts_is_given_back_once(office: OfficePlace, told: Happenings) -> None:
    visit = paid(office, told, sold=1_000, spent=1_000)
    parts = [told.refunded(visit, 5_000, 0, ends=ends).owing(700) for ends in (False, True)]
    for part in parts:
        office.office.tell(part)
    with office.client(OWNER) as owner:
        answers = [owner.post(f"/gift-cards/owed/{part.id}/card").status_code for part in parts]

    assert sorted(answers) == [200, 409]
    assert office.rows(NEW_CARDS) == [(700,)]


def test_a_second_person_gives_no_more_back_than_was_paid(office: OfficePlace, told: Happenings) -> None:
    debt = owing(office, told, paid(office, told, sold=1_000, spent=1_000), 9_000)
    with office.client(OWNER) as owner:
        assert owner.post(f"/gift-cards/owed/{debt.id}/card").status_code == 303
        ((approval_id,),) = office.rows("SELECT id FROM approvals WHERE kind = 'gift_debt'")
        assert owner.post(f"/approvals/{approval_id}/approve").status_code == 409

    assert office.rows(NEW_CARDS) == []


@pytest.mark.parametrize("way", ["card", "paid"])
def test_nobody_pays_alone_what_is_owed_to_themselves(
    office: OfficePlace, told: Happenings, way: str
) -> None:
    debt = owing(office, told, paid(office, told, sold=1_000, spent=1_000, profile=ONESELF), 1_000)
    with office.client(OWNER) as owner:
        with office.books.store.work(MERCHANT) as work:
            work.run(
                """
                INSERT INTO office_people (merchant_id, id, login, name, role, language, all_shops)
                VALUES (%s, %s, 'second@example.org', 'Second', 'owner', 'en', true)
                """,
                [MERCHANT, told.new_id()],
            )
        assert owner.post(f"/gift-cards/owed/{debt.id}/{way}", how="in cash").status_code == 303
        ((approval_id, gains),) = office.rows("SELECT id, beneficiary_id FROM approvals")
        approved = owner.post(f"/approvals/{approval_id}/approve")

    assert gains == person_of(OWNER)
    assert approved.status_code == 409
    assert office.rows("SELECT count(*) FROM reviews WHERE settled_at IS NULL") == [(1,)]
    assert office.rows(NEW_CARDS) == []
