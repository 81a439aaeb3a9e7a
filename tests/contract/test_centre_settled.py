"""Whatever tills leave to be settled, both stores settle alike: refunds, debts, gift cards of one number."""

from random import Random

import pytest
from msgspec import structs
from psycopg import connect

from fidpos.domain.errors import FidposError
from fidpos.domain.gift_card import GiftCardTerms, VatKind
from fidpos.domain.gift_card_number import make
from fidpos.domain.ids import uuid7
from fidpos.domain.money import Currency, Money
from fidpos.rules.codec import facts_to_json
from fidpos.server.db.proof.finding import Finding
from fidpos.server.db.proof.prove import prove_within
from fidpos.server.ports import Unit
from fidpos.server.reason import EventRefused
from fidpos.server.services.gift_desk import DeskCard, GiftDesk, GiftReason, Owed
from fidpos.server.services.office import Office as Act
from fidpos.server.services.refund_elsewhere import (
    ask_again,
    fates_of,
    quote_refund,
    refund_from_office,
    settle_refund,
)
from fidpos.wire.codec import embed
from fidpos.wire.events import Event, VisitClosed, VisitVoided
from fidpos.wire.gift_card_events import GiftCardIssued
from fidpos.wire.refund_events import RefundAsked
from tests.contract.test_centre_states import push, told_states
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import CASHIER, TILLS, InPostgres, Office, memory_office, postgres_office
from tests.helpers.doubtful_history import DoubtfulHistory
from tests.helpers.fake_clock import FakeClock
from tests.unit.rules.build import facts

KEY = bytes(32)
TERMS = GiftCardTerms(vat=VatKind.MULTI_PURPOSE, valid_months=12)
WAYS = 4
Done = tuple[object, ...]


class _WithFacts(Happenings):
    """Visits of which it is known what they were computed from."""

    def closed(self, *about: object, **more: object) -> VisitClosed:
        event = super().closed(*about, **more)  # type: ignore[arg-type]  # a test's own
        return structs.replace(event, facts=embed(facts_to_json(facts(event.amount_minor))))


def settle(office: Office, event: Event, way: int, seed: int) -> Done:
    """What comes of one of the ways that the office has: of the same seed, under the same ids."""
    random = Random(seed)
    card = desk_card(office, event) if isinstance(event, GiftCardIssued) else None
    try:
        with office.unit() as unit:
            if isinstance(event, RefundAsked):
                return _refund(unit, office, event, way)
            now = office.clock.now()
            act = Act(book=unit.office(), now=now, new_id=lambda at: uuid7(at, random.randbytes))
            desk = GiftDesk(office=act, day=now.date())
            if card is not None:
                return _renew(unit, desk, card, way, random)
            assert isinstance(event, VisitVoided)
            return _pay(unit, desk, event, way, random)
    except EventRefused as refused:
        return (refused.reason,)
    except FidposError as fault:
        return (fault.code,)


def _refund(unit: Unit, office: Office, event: RefundAsked, way: int) -> Done:
    now = office.clock.now()
    if way == 0:
        return settle_refund(unit, TILLS[0], event, now), fates_of(unit, [event.id])
    refused = [
        refund_from_office(unit, visit, event, (None, 100, 700)[way % 3], done_by=CASHIER, now=now)
        for visit in ask_again(unit, event).visits
    ]
    return quote_refund(unit, event, now), refused, fates_of(unit, [event.id])


def _pay(unit: Unit, desk: GiftDesk, event: VisitVoided, way: int, random: Random) -> Done:
    debt = Owed(id=event.id, amount=Money(event.owed_minor, Currency.of("EUR")))
    if way == 0:
        desk.paid_elsewhere(debt)
        return ("elsewhere",)
    card_id = desk.new_card_id()
    unit.keep_keys({card_id: KEY})
    number = desk.issue_for(debt, TERMS, card_id, KEY, lambda: make(random.randbytes))
    desk.repay(debt, TERMS, card_id)
    return number, card_id


def _renew(unit: Unit, desk: GiftDesk, card: DeskCard, way: int, random: Random) -> Done:
    if way == 0:
        desk.thaw(card, GiftReason.CLEARED)
        return ("thawed",)
    heir_id = desk.new_card_id()
    unit.keep_keys({heir_id: KEY})
    number = desk.issue_heir(card, heir_id, KEY, lambda: make(random.randbytes))
    desk.replace(card, heir_id, GiftReason.MISTAKE)
    return number, heir_id


def desk_card(office: Office, card: GiftCardIssued) -> DeskCard | None:
    """As the office sees it; None where its first event was refused."""
    standing = office.gift_cards().get(card.gift_card_id)
    if standing is None:
        return None
    book = office.kept.gift_card(card.gift_card_id)
    return DeskCard(
        id=standing.id,
        state=book.state,
        vat=card.vat,
        valid_months=0,
        grace_days=0,
        currency=card.currency,
        balance_minor=book.balance_minor,
        held_minor=book.held_minor,
        receivable_minor=book.receivable_minor,
        expires_on=standing.expires_on,
        inscription=None,
        disowned=standing.disowned,
    )


def waits(event: Event) -> bool:
    """Whether the office has something to do about it, or may have."""
    is_owed = isinstance(event, VisitVoided) and event.owed_minor > 0
    return is_owed or isinstance(event, RefundAsked | GiftCardIssued)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(1, 6))]
)
def test_what_the_office_settles_comes_to_the_same_in_both_stores_and_is_proven(seed: int) -> None:
    clock = FakeClock()
    history = DoubtfulHistory(_WithFacts(clock, seed), Random(seed))
    waiting: list[Event] = []
    came_to: list[Done] = []
    with memory_office(clock) as memory, postgres_office(clock) as postgres:
        for number in range(40):
            till_id, events = history.push()
            said = [push(office, history, till_id, events) for office in (memory, postgres)]
            assert said[0] == said[1], number
            waiting += filter(waits, events)
            for event in history.random.sample(waiting[-6:], min(2, len(waiting))):
                way, ids = history.random.randrange(WAYS), history.random.getrandbits(32)
                done = [settle(office, event, way, ids) for office in (memory, postgres)]
                assert done[0] == done[1], (number, event)
                came_to.append(done[0])
        assert told_states(memory) == told_states(postgres)
        assert memory.gift_cards() == postgres.gift_cards()
        assert isinstance(postgres.kept, InPostgres)
        findings: list[Finding] = []
        with connect(postgres.kept.made.superuser) as connection:
            prove_within(connection, findings.append)

    assert findings == []
    assert len({len(done) for done in came_to}) == 3, "some were done, and some could not be"
