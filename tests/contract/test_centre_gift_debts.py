"""What is owed to customers because a gift card ended, on every `CentreStore`: paid once, and proven."""

from collections.abc import Callable

import pytest
from msgspec import structs
from psycopg import connect

from fidpos.domain.gift_card import GiftCardState, GiftCardTerms, GiftMove, VatKind
from fidpos.domain.ids import EventId
from fidpos.domain.money import Currency, Money
from fidpos.server.db.proof.finding import Finding, Flaw
from fidpos.server.db.proof.prove import prove_within
from fidpos.server.reason import EventRefused, Reason
from fidpos.server.services.gift_desk import GiftDesk, Owed
from fidpos.server.services.office import Office as Act
from fidpos.wire.events import MemberEnrolled, VisitVoided
from tests.helpers.centre_acts import bought
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import InPostgres, Office

TERMS = GiftCardTerms(vat=VatKind.MULTI_PURPOSE, valid_months=12)


@pytest.fixture
def void(office: Office, told: Happenings, zoe: MemberEnrolled) -> VisitVoided:
    """A purchase came back, of which a card that has ended had paid 12.00."""
    event = told.voided(bought(office, told, zoe)).owing(1_200)
    assert office.tell(event) == {}
    return event


def owed(void: VisitVoided, minor: int = 1_200) -> Owed:
    return Owed(id=void.id, amount=Money(minor, Currency.of("EUR")))


def do(office: Office, act: Callable[[GiftDesk], object]) -> None:
    with office.unit() as unit:
        act(GiftDesk(office=Act(book=unit.office(), now=office.clock.now()), day=office.clock.now().date()))


def test_it_comes_onto_a_new_card_that_begins_with_it(office: Office, void: VisitVoided) -> None:
    with office.unit() as unit:
        act = Act(book=unit.office(), now=office.clock.now())
        desk = GiftDesk(office=act, day=office.clock.now().date())
        card_id = desk.new_card_id()
        unit.keep_keys({card_id: bytes(range(32))})
        number = desk.issue_for(owed(void), TERMS, card_id, bytes(range(32)))
        desk.repay(owed(void), TERMS, card_id)
        found = unit.holdings().gift_cards([number.digest])[number.digest]

    assert (found.id, found.book.state, found.book.balance_minor) == (card_id, GiftCardState.ACTIVE, 1_200)
    assert found.book.expires_on is not None
    assert found.book.expires_on.year == office.clock.now().year + 1


def test_it_is_paid_once_in_whatever_way(office: Office, void: VisitVoided) -> None:
    do(office, lambda desk: desk.paid_elsewhere(owed(void)))

    with pytest.raises(EventRefused) as refused:
        do(office, lambda desk: desk.paid_elsewhere(owed(void)))
    assert refused.value.reason is Reason.ALREADY_THERE


def test_no_other_amount_and_nothing_that_nobody_told_is_paid(
    office: Office, told: Happenings, void: VisitVoided
) -> None:
    nothing = Owed(id=EventId(told.new_id()), amount=Money(1_200, Currency.of("EUR")))
    for each in (owed(void, 1_201), nothing):
        with pytest.raises(EventRefused):
            do(office, lambda desk, each=each: desk.paid_elsewhere(each))  # type: ignore[misc]  # bound at once

    do(office, lambda desk: desk.paid_elsewhere(owed(void)))


def test_a_part_that_came_back_owes_its_part(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    refund = told.refunded(bought(office, told, zoe), 500, 5).owing(300)
    office.tell(refund)

    do(office, lambda desk: desk.paid_elsewhere(Owed(id=refund.id, amount=Money(300, Currency.of("EUR")))))


def test_journals_prove_what_is_owed_and_what_was_paid(
    office: Office, told: Happenings, zoe: MemberEnrolled, void: VisitVoided
) -> None:
    if not isinstance(office.kept, InPostgres):
        return
    card = told.gift_card(3_000)
    sale = told.moved(card.gift_card_id, GiftMove.SOLD, 3_000)
    office.tell(card, structs.replace(sale, ticket="T1"), keys=told.keys)
    do(office, lambda desk: desk.paid_elsewhere(owed(void)))
    with connect(office.kept.made.superuser) as connection:
        findings: list[Finding] = []
        prove_within(connection, findings.append)
        assert findings == []

        connection.execute("UPDATE reviews SET settled_at = NULL WHERE kind = 'gift_debt'")
        prove_within(connection, findings.append)
        connection.execute("DELETE FROM reviews WHERE kind = 'gift_debt'")
        prove_within(connection, findings.append)
        connection.rollback()

    flaws = [(each.table, each.flaw) for each in findings]
    assert ("reviews.gift_debt.settled", Flaw.NOT_BOOKED) in flaws
    assert ("reviews.gift_debt", Flaw.NOT_BOOKED) in flaws
