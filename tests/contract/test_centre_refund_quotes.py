"""What a refund of another shop's visit would come to, asked beforehand, on every `CentreStore`."""

from datetime import timedelta

import pytest
from msgspec import structs

from fidpos.domain.basket import BasketLine
from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import EventId
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import Profile
from fidpos.server.services.office import Office as Act
from fidpos.server.services.refund_elsewhere import fates_of, quote_refund, settle_refund
from fidpos.wire.events import EntryBody, MemberEnrolled, Taken, VisitClosed
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sync.refund_quote import QuoteRefusal, RefundQuote, RefundQuoteAnswer
from tests.helpers.centre_acts import bought
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import FAR, TILLS, Office
from tests.helpers.centre_refund_events import refund_asked

FAR_RECORD = next(each for each in TILLS if each.id == FAR)


def answered(office: Office, event: RefundAsked) -> RefundQuoteAnswer:
    with office.unit() as unit:
        return quote_refund(unit, event, office.clock.now())


def quoted(office: Office, event: RefundAsked) -> RefundQuote:
    answer = answered(office, event)
    assert answer.quote is not None, answer
    return answer.quote


@pytest.fixture
def zoe(office: Office, told: Happenings) -> MemberEnrolled:
    """Somebody with a name."""
    event = told.enrolled(profile=Profile(given_name="Zoé", family_name="Martin"))
    office.tell(event, keys=told.keys)
    return event


@pytest.fixture
def visit(office: Office, told: Happenings, zoe: MemberEnrolled) -> VisitClosed:
    """Zoé bought for 20.00 in the first shop, paid 18.00, and earned 20 points."""
    return bought(office, told, zoe, amount_minor=2_000, discount_minor=200)


def test_the_visit_is_told_with_what_its_refund_comes_to(
    office: Office, told: Happenings, visit: VisitClosed
) -> None:
    assert quoted(office, refund_asked(told, visit)) == RefundQuote(
        visit_id=visit.visit_id,
        name="Zoé M.",
        bought_on=visit.business_day,
        bought_minor=2_000,
        left_minor=2_000,
        goods_minor=2_000,
        discount_minor=200,
        deducted_minor=0,
        counter=visit.counter,
        points=-20,
    )


def test_asking_changes_nothing(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    asked = refund_asked(told, visit)

    assert quoted(office, asked) == quoted(office, asked)
    assert sum(office.held(zoe.account_id)) == 20


def test_the_quote_is_what_is_then_done(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    asked = refund_asked(told, visit, amount_minor=500)
    quote = quoted(office, asked)
    office.tell(asked, till_id=FAR)
    with office.unit() as unit:
        assert settle_refund(unit, FAR_RECORD, asked, office.clock.now())

    assert sum(office.held(zoe.account_id)) == 20 + quote.points
    rest = quoted(office, refund_asked(told, visit))
    assert (rest.left_minor, rest.goods_minor) == (1_500, 1_500)
    assert rest.discount_minor + quote.discount_minor == 200


def test_points_that_were_spent_meanwhile_are_owed(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    lot = visit.entries[-1].lot
    assert lot is not None
    spent = EntryBody(
        id=told.new_id(),  # type: ignore[arg-type]  # a test's own
        counter="points",
        kind=EntryKind.SPEND,
        amount=-15,
        taken=(Taken(lot_id=lot.id, amount=15),),
    )
    bought(office, told, zoe, earned=0, entries=[spent])

    assert quoted(office, refund_asked(told, visit)).points == -20


def test_the_articles_of_the_ticket_are_named(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    lines = tuple(BasketLine(amount_minor=500, label=label) for label in ("Robe", "", "Ceinture"))
    visit = bought(office, told, zoe, amount_minor=1_500, lines=lines)

    assert quoted(office, refund_asked(told, visit)).articles == ("Robe", "Ceinture")


def test_the_number_of_a_ticket_leads_to_its_visit(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    visit = bought(office, told, zoe, amount_minor=2_000, ticket="A17")

    assert quoted(office, refund_asked(told, ticket="A17")).visit_id == visit.visit_id


def test_a_number_that_occurs_twice_is_told_apart_by_the_day(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    day = told.today
    bought(office, told, zoe, amount_minor=2_000, ticket="A17")
    bought(office, told, zoe, amount_minor=700, ticket="A17", business_day=day - timedelta(days=1))

    assert answered(office, refund_asked(told, ticket="A17")).refused is QuoteRefusal.SEVERAL
    assert quoted(office, refund_asked(told, ticket="A17", bought_on=day)).bought_minor == 2_000


def test_what_cannot_be_refunded_says_why(office: Office, told: Happenings, visit: VisitClosed) -> None:
    late = told.today + timedelta(days=731)
    events = {
        QuoteRefusal.UNKNOWN: refund_asked(told, ticket="Z1"),
        QuoteRefusal.WRONG_AMOUNT: refund_asked(told, visit, amount_minor=2_001),
        QuoteRefusal.TOO_OLD: refund_asked(told, visit, business_day=late),
    }
    assert {why: answered(office, event).refused for why, event in events.items()} == {
        why: why for why in events
    }
    assert answered(office, refund_asked(told)).refused is QuoteRefusal.UNKNOWN
    in_francs = refund_asked(told, visit, currency="CHF")
    assert answered(office, in_francs).refused is QuoteRefusal.WRONG_AMOUNT

    office.tell(told.voided(visit))

    assert answered(office, refund_asked(told, visit)).refused is QuoteRefusal.OVER


def test_a_visit_of_somebody_who_was_forgotten_names_nobody(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    with office.unit() as unit:
        Act(book=unit.office(), now=office.clock.now()).erase(zoe.member_id)

    assert quoted(office, refund_asked(told, visit)).name == ""


def test_what_became_of_a_request_is_told_whenever_it_is_known(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    late = told.closed(zoe, amount_minor=700)
    done, beyond, waits = (
        refund_asked(told, visit, amount_minor=1_500),
        refund_asked(told, visit, amount_minor=1_500),
        refund_asked(told, late),
    )
    journal = office.journal(FAR)
    with office.unit() as unit:
        rows = [journal.add(event) for event in (done, beyond, waits)]
        unit.append(FAR, journal.lineage, rows)
        assert settle_refund(unit, FAR_RECORD, done, office.clock.now())
        assert not settle_refund(unit, FAR_RECORD, beyond, office.clock.now())
    events = [done.id, beyond.id, waits.id, EventId(told.new_id())]

    with office.unit() as unit:
        fates = fates_of(unit, events)
    assert (fates.done, fates.refused) == ((done.id,), (beyond.id,))

    office.tell(late)
    with office.unit() as unit:
        settle_refund(unit, FAR_RECORD, waits, office.clock.now())
        assert set(fates_of(unit, events).done) == {done.id, waits.id}


def test_other_events_are_no_requests(office: Office, told: Happenings) -> None:
    journal = office.journal(FAR)
    event = told.closed(told.enrolled())
    with office.unit() as unit:
        unit.append(FAR, journal.lineage, [journal.add(event)])
        fates = fates_of(unit, [event.id])

    assert (fates.done, fates.refused) == ((), ())


def test_what_gift_cards_paid_goes_back_on_them_and_not_over_the_counter(
    office: Office, told: Happenings, visit: VisitClosed
) -> None:
    card = told.gift_card()
    office.tell(card, told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
    paid = structs.replace(told.moved(card.gift_card_id, GiftMove.SPENT, -1_500), visit_id=visit.visit_id)
    office.tell(paid)

    whole, part = (quoted(office, refund_asked(told, visit, amount_minor=minor)) for minor in (None, 500))

    assert (whole.pay_back_minor, whole.back_on_cards_minor) == (1_800, 1_500)
    assert part.back_on_cards_minor == part.pay_back_minor == 450


def test_what_a_gift_card_got_back_is_not_due_again(
    office: Office, told: Happenings, visit: VisitClosed
) -> None:
    card = told.gift_card()
    office.tell(card, told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
    paid = structs.replace(told.moved(card.gift_card_id, GiftMove.SPENT, -1_500), visit_id=visit.visit_id)
    office.tell(paid)
    back = told.moved(card.gift_card_id, GiftMove.REFUNDED, 1_000)
    reversing = tuple(structs.replace(move, reverses=paid.moves[0].id) for move in back.moves)
    office.tell(structs.replace(back, moves=reversing, visit_id=visit.visit_id))

    assert quoted(office, refund_asked(told, visit)).on_cards_minor == 500
