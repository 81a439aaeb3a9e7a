"""Corrections on every store: what stands afterwards is what would have been, had nobody made a mistake."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from fidpos.domain.basket import Basket, BasketLine
from fidpos.domain.card import Medium, Trust
from fidpos.domain.errors import StoreFull
from fidpos.domain.ids import RefundId, VisitId
from fidpos.domain.money import EUR, Currency, Money
from fidpos.domain.visit import Presented, VisitDraft
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.rules.codec import facts_to_json, facts_together, programme_from_json
from fidpos.till.correct import Corrected, correct_amount
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.credit import ForgottenCard, credit_forgotten_card
from fidpos.till.identify import Recognised
from fidpos.till.ports import RecordedVisit
from fidpos.till.refund import RefundRequest, refund_visit
from fidpos.wire.codec import embed
from fidpos.wire.events import VisitVoided, VoucherUseBody
from tests.helpers.correcting_till import CREDIT_DAYS_MAX, CorrectingTill, correcting_till
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import (
    BERENICE,
    INES,
    MALO,
    PAUL,
    PROGRAMME_JSON,
    ZOE,
    programme,
)
from tests.helpers.memory_store import MemoryStore
from tests.unit.rules.build import facts as ordinary_facts


@dataclass
class Two:
    """The till on which the mistake is made, and one on which it is not."""

    till: CorrectingTill
    other: CorrectingTill


@pytest.fixture(params=["memory", "disk"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Two]:
    (tmp_path / "other").mkdir()
    pair = Two(correcting_till(request.param, tmp_path), correcting_till(request.param, tmp_path / "other"))
    yield pair
    for till in (pair.till, pair.other):
        if isinstance(till.store, LocalStore):
            reader = till.store.database.reader()
            assert verify(reader.connection).holds
            reader.close()
            till.store.close()


@pytest.fixture
def till(two: Two) -> CorrectingTill:
    return two.till


def corrected(result: Corrected | CorrectionRefusal) -> Corrected:
    assert isinstance(result, Corrected), result
    return result


def test_500_typed_for_50_leaves_what_50_would_have(two: Two) -> None:
    two.other.buy(BERENICE, 5_000)

    done = corrected(two.till.amount(two.till.buy(BERENICE, 50_000), 5_000))

    assert two.till.state(BERENICE) == two.other.state(BERENICE)
    assert done.before.voided
    assert (done.after.amount, done.after.closed_at) == (Money(5_000, EUR), done.before.closed_at)
    assert done.after.told.corrects == done.before.id
    assert (done.before.replaced_by, done.after.replaced_by) == (done.after.id, None)


def test_a_tier_that_only_the_mistake_reached_is_gone(two: Two) -> None:
    two.till.amount(two.till.buy(BERENICE, 50_000), 1_000)

    member = two.till.store.member(BERENICE.member.id)
    assert member is not None
    assert member.tier == BERENICE.member.tier


def test_a_reward_used_stays_used_when_the_amount_is_put_right(two: Two) -> None:
    two.other.buy(MALO, 3_000, reward=2)

    done = corrected(two.till.amount(two.till.buy(MALO, 30_000, reward=2), 3_000))

    assert two.till.state(MALO) == two.other.state(MALO)
    assert [body.reward for body in done.after.told.redemptions] == ["five"]


def test_the_facts_and_the_programme_are_those_of_the_instant(till: CorrectingTill) -> None:
    visit_id = till.buy(BERENICE, 50_000)
    till.buy(BERENICE, 4_000)
    newer = replace(programme(), version=2, rules=())
    till.store.put_programme(newer)
    till.clock.advance(86_400)

    done = corrected(till.amount(visit_id, 5_000))

    before, after = (
        facts_together(bytes(visit.told.facts), till.store.unseal(visit.member_id, visit.told.sealed) or b"")
        if visit.told.sealed
        else facts_together(bytes(visit.told.facts), b"")
        for visit in (done.before, done.after)
    )
    assert (done.after.programme_version, done.after.points) == (1, 50)
    assert replace(after.visit, lines=()) == replace(before.visit, lines=())
    assert (after.history, after.uses, after.member) == (before.history, before.uses, before.member)


def test_a_correction_repeated_gives_the_first_result(till: CorrectingTill) -> None:
    visit_id, as_id = till.buy(BERENICE, 50_000), VisitId(till.events.new_id())
    first = corrected(till.amount(visit_id, 5_000, as_id=as_id))
    again = corrected(till.amount(visit_id, 700, as_id=as_id))

    assert again.after == first.after
    assert till.amount(visit_id, 700) is CorrectionRefusal.ALREADY
    assert till.amount(till.buy(MALO, 1_000), 700, as_id=as_id) is CorrectionRefusal.ALREADY


def test_a_correction_can_be_corrected(two: Two) -> None:
    two.other.buy(BERENICE, 6_000)
    first = corrected(two.till.amount(two.till.buy(BERENICE, 50_000), 5_000))

    two.till.amount(first.after.id, 6_000)

    assert two.till.state(BERENICE) == two.other.state(BERENICE)


def test_the_visit_in_progress_is_left_alone(till: CorrectingTill) -> None:
    visit_id = till.buy(BERENICE, 50_000)
    draft = VisitDraft(id=VisitId(till.events.new_id()), opened_at=till.clock.now(), opened_by=INES.id)
    till.store.save_draft(draft)

    till.amount(visit_id, 5_000)

    assert till.store.draft() == draft


def test_the_void_and_what_takes_its_place_name_each_other(tmp_path: Path) -> None:
    till = correcting_till("memory", tmp_path)
    done = corrected(till.amount(till.buy(BERENICE, 50_000), 5_000))
    assert isinstance(till.store, MemoryStore)
    void = till.store.events[-2]

    assert isinstance(void, VisitVoided)
    assert (void.replaced_by, void.staff_id, void.asked_by) == (done.after.id, PAUL.id, INES.id)
    assert (void.flagged, void.reason) == (False, "mistyped")


@pytest.mark.parametrize("minor", [50_000, 100_001])
def test_an_amount_that_is_right_or_above_the_ceiling_is_not_taken(till: CorrectingTill, minor: int) -> None:
    visit_id = till.buy(BERENICE, 50_000)
    till.approved_by, till.fresh = None, True

    refused = till.amount(visit_id, minor)

    assert refused in {CorrectionRefusal.WRONG_AMOUNT, CorrectionRefusal.NEEDS_MANAGER}
    assert not recorded(till.store, visit_id).voided


def test_another_currency_is_not_taken(till: CorrectingTill) -> None:
    result = correct_amount(
        correction(till.store, till.events),
        recorded(till.store, till.buy(BERENICE, 1_000)),
        visit_id=VisitId(till.events.new_id()),
        basket=Basket.of_amount(Money(900, Currency.of("CHF"))),
        reason="x",
    )

    assert result is CorrectionRefusal.WRONG_AMOUNT


def test_a_cashier_corrects_within_the_visit_and_a_manager_later_with_a_reason(till: CorrectingTill) -> None:
    visit_id = till.buy(BERENICE, 50_000)

    assert till.amount(visit_id, 5_000, reason=" ") is CorrectionRefusal.NEEDS_REASON
    till.approved_by = None
    assert till.amount(visit_id, 5_000) is CorrectionRefusal.NEEDS_MANAGER
    till.fresh = True
    assert isinstance(till.amount(visit_id, 5_000), Corrected)


def test_what_was_refunded_in_part_is_not_corrected(till: CorrectingTill) -> None:
    visit_id = till.buy(BERENICE, 5_000)
    request = RefundRequest(id=RefundId(till.events.new_id()), amount=Money(100, EUR), reason="x")
    refund_visit(correction(till.store, till.events), recorded(till.store, visit_id), request)

    assert till.amount(visit_id, 700) is CorrectionRefusal.REFUNDED
    assert till.move(visit_id, MALO) is CorrectionRefusal.REFUNDED


def test_an_erased_member_is_not_evaluated_again(till: CorrectingTill) -> None:
    visit_id = till.buy(BERENICE, 5_000)
    till.store.erase(BERENICE.member.id)

    assert till.amount(visit_id, 700) is CorrectionRefusal.ERASED


def test_a_visit_moves_to_the_member_who_made_it(two: Two) -> None:
    untouched = two.other.state(BERENICE)[0:3]
    two.other.buy(MALO, 5_000)

    done = corrected(two.till.move(two.till.buy(BERENICE, 5_000), MALO))

    assert two.till.state(MALO) == two.other.state(MALO)
    assert two.till.state(BERENICE)[0:3] == untouched
    assert (done.after.member_id, done.after.told.card_id) == (MALO.member.id, None)


def test_a_birthday_counts_for_the_right_member_only(two: Two) -> None:
    two.other.buy(ZOE, 5_000)

    two.till.move(two.till.buy(BERENICE, 5_000), ZOE)

    assert two.till.state(ZOE) == two.other.state(ZOE)
    assert two.till.points(ZOE) == 100


def test_a_move_repeated_gives_the_first_result(till: CorrectingTill) -> None:
    visit_id, as_id = till.buy(BERENICE, 5_000), VisitId(till.events.new_id())

    first = corrected(till.move(visit_id, MALO, as_id=as_id))

    assert corrected(till.move(visit_id, MALO, as_id=as_id)).after == first.after
    assert till.move(visit_id, ZOE) is CorrectionRefusal.ALREADY


def test_a_visit_does_not_move_to_who_is_not_served_or_has_it_already(till: CorrectingTill) -> None:
    visit_id = till.buy(BERENICE, 5_000)
    till.store.erase(ZOE.member.id)

    assert till.move(visit_id, BERENICE) is CorrectionRefusal.WRONG_MEMBER
    assert till.move(visit_id, ZOE) is CorrectionRefusal.WRONG_MEMBER


def test_a_visit_with_a_reward_of_the_wrong_member_is_voided_instead(till: CorrectingTill) -> None:
    assert till.move(till.buy(MALO, 3_000, reward=2), BERENICE) is CorrectionRefusal.REWARD_USED


VOUCHER_RULE = b"""{"code": "next", "title": {"fr": "5 \\u20ac", "en": "5 \\u20ac"}, "phase": "after",
  "effects": [{"type": "voucher", "title": {"fr": "5 \\u20ac", "en": "5 \\u20ac"},
               "effect": {"type": "amount_off", "amount_minor": 500}}]}, """


def test_a_voucher_that_the_visit_gave_is_given_anew_unless_it_was_used(till: CorrectingTill) -> None:
    giving = PROGRAMME_JSON.replace(b'"rules": [', b'"rules": [' + VOUCHER_RULE)
    till.store.put_programme(replace(programme_from_json(giving), version=2))
    till.session.lock()
    till.restart()
    first, second = till.buy(BERENICE, 5_000), till.buy(MALO, 5_000)
    (given,) = recorded(till.store, second).vouchers
    spending = till.events.closed(MALO.member)
    till.store.commit(structs.replace(spending, vouchers_used=(VoucherUseBody(id=given),)))

    done = corrected(till.amount(first, 6_000))

    held = till.store.vouchers(BERENICE.member.id, till.events.today)
    assert [voucher.id for voucher in held] == list(done.after.vouchers)
    assert till.amount(second, 6_000) is CorrectionRefusal.VOUCHER_USED
    assert till.move(second, ZOE) is CorrectionRefusal.VOUCHER_USED


def test_lines_move_with_the_visit(till: CorrectingTill) -> None:
    lines = (BasketLine(amount_minor=2_000, article="a"), BasketLine(amount_minor=1_000, article="b"))
    event = till.events.closed(BERENICE.member, 3_000, lines=lines)
    event = structs.replace(event, facts=embed(facts_to_json(ordinary_facts())))
    till.store.commit(event)

    done = corrected(till.move(event.visit_id, MALO))

    assert done.after.told.lines == lines


def test_a_forgotten_card_is_credited_for_the_day_of_the_purchase(two: Two) -> None:
    bought_at = two.till.clock.now()
    two.other.clock.wall = bought_at - timedelta(seconds=60)
    two.other.buy(BERENICE, 5_000)
    two.till.clock.advance(3 * 86_400)
    two.other.clock.advance(3 * 86_400)

    credited = two.till.credit(BERENICE, 5_000, bought_at)

    assert isinstance(credited, RecordedVisit)
    assert (credited.closed_at, credited.points) == (bought_at, 50)
    assert two.till.state(BERENICE) == two.other.state(BERENICE)


def test_a_ticket_is_credited_once_to_whomever(till: CorrectingTill) -> None:
    bought_at = till.clock.now()
    till.clock.advance(3_600)
    first = till.credit(BERENICE, 5_000, bought_at, ticket="A 17")
    assert isinstance(first, RecordedVisit)

    assert till.credit(MALO, 5_000, bought_at, ticket=" a  17") is CorrectionRefusal.TICKET_USED
    assert till.credit(MALO, 900, bought_at, visit_id=first.id) == first
    assert till.store.days_of_ticket("A17", first.business_day) == (first.business_day,)
    assert till.store.days_of_ticket("A17", first.business_day + timedelta(days=1)) == ()


@pytest.mark.parametrize("ticket", ["A-17", "a17", " A 17.", "A/17"])
def test_a_ticket_written_otherwise_is_the_same_ticket(till: CorrectingTill, ticket: str) -> None:
    bought_at = till.clock.now()
    assert isinstance(till.credit(BERENICE, 5_000, bought_at, ticket="A 17"), RecordedVisit)

    assert till.credit(BERENICE, 5_000, bought_at, ticket=ticket) is CorrectionRefusal.TICKET_USED


@pytest.mark.parametrize("days", [1, CREDIT_DAYS_MAX])
def test_the_number_of_a_ticket_credited_for_another_day_needs_a_manager(
    till: CorrectingTill, days: int
) -> None:
    first_day = till.clock.now()
    till.clock.advance(days * 86_400)
    assert isinstance(till.credit(BERENICE, 5_000, first_day, ticket="A 17"), RecordedVisit)
    till.approved_by = None
    today = till.clock.now()

    assert till.credit(MALO, 900, today, ticket="A-17") is CorrectionRefusal.NEEDS_MANAGER
    assert isinstance(till.credit(MALO, 900, today, ticket="A 18"), RecordedVisit)
    till.approved_by = PAUL
    assert isinstance(till.credit(MALO, 900, today, ticket="A-17"), RecordedVisit)


def test_a_ticket_of_another_day_is_credited_on_a_managers_word(till: CorrectingTill) -> None:
    yesterday = till.clock.now()
    till.clock.advance(86_400)
    till.approved_by = None
    assert till.credit(MALO, 900, yesterday, ticket="A 17") is CorrectionRefusal.NEEDS_MANAGER

    till.approved_by = PAUL

    assert isinstance(till.credit(MALO, 900, yesterday, ticket="A 17"), RecordedVisit)


def test_the_number_of_a_ticket_of_long_ago_is_as_good_as_new(till: CorrectingTill) -> None:
    till.credit(BERENICE, 5_000, till.clock.now(), ticket="A 17")
    till.clock.advance((CREDIT_DAYS_MAX + 1) * 86_400)
    till.approved_by = None

    assert isinstance(till.credit(MALO, 900, till.clock.now(), ticket="A 17"), RecordedVisit)


def test_a_ticket_whose_credit_was_corrected_is_still_used(till: CorrectingTill) -> None:
    bought_at = till.clock.now()
    first = till.credit(BERENICE, 5_000, bought_at, ticket="A 17")
    assert isinstance(first, RecordedVisit)
    till.move(first.id, MALO)

    assert till.credit(BERENICE, 5_000, bought_at, ticket="A 17") is CorrectionRefusal.TICKET_USED


def test_a_ticket_is_credited_within_some_days(till: CorrectingTill) -> None:
    bought_at = till.clock.now()
    till.clock.advance(CREDIT_DAYS_MAX * 86_400)
    assert isinstance(till.credit(BERENICE, 5_000, bought_at), RecordedVisit)

    till.clock.advance(86_400)
    assert till.credit(BERENICE, 5_000, bought_at, ticket="T2") is CorrectionRefusal.TOO_OLD
    later = till.clock.now() + timedelta(seconds=1)
    assert till.credit(BERENICE, 5_000, later, ticket="T3") is CorrectionRefusal.TOO_OLD


def test_a_credit_needs_a_ticket_a_member_and_above_the_ceiling_a_manager(till: CorrectingTill) -> None:
    now = till.clock.now()
    gone = replace(ZOE, member=replace(ZOE.member, status=BERENICE.member.status.BLOCKED))

    assert till.credit(BERENICE, 5_000, now, ticket=" ") is CorrectionRefusal.NEEDS_TICKET
    assert till.credit(gone, 5_000, now) is CorrectionRefusal.WRONG_MEMBER
    till.approved_by = None
    assert till.credit(BERENICE, 100_001, now) is CorrectionRefusal.NEEDS_MANAGER
    assert isinstance(till.credit(BERENICE, 100_000, now), RecordedVisit)


def test_staff_credit_themselves_nothing(till: CorrectingTill) -> None:
    own = replace(INES, own_member_id=BERENICE.member.id)
    work = correction(till.store, till.events, by=own, approved_by=None)
    presented = Presented(
        member_id=BERENICE.member.id, card_id=None, medium=Medium.CHIP, trust=Trust.COPYABLE
    )
    forgotten = ForgottenCard(
        visit_id=VisitId(till.events.new_id()),
        recognised=Recognised(member=BERENICE.member, presented=presented, card=None),
        ticket="T1",
        basket=Basket.of_amount(Money(5_000, EUR)),
        bought_at=till.clock.now(),
    )

    credited = credit_forgotten_card(work, forgotten)

    assert isinstance(credited, RecordedVisit)
    assert credited.points == 0


def test_a_full_disk_leaves_the_visit_as_it_was(tmp_path: Path) -> None:
    till = correcting_till("memory", tmp_path)
    visit_id = till.buy(BERENICE, 50_000)
    assert isinstance(till.store, MemoryStore)
    till.store.refuse = StoreFull("no space")

    with pytest.raises(StoreFull):
        till.amount(visit_id, 5_000)

    assert not recorded(till.store, visit_id).voided


def test_events_that_belong_together_are_booked_together_or_not_at_all(till: CorrectingTill) -> None:
    first = till.events.closed(BERENICE.member)
    second = till.events.closed(MALO.member)
    till.store.commit(second)

    till.store.commit_together((first, second))

    assert till.store.visit(first.visit_id) is None
    till.store.commit_together((first,))
    assert till.store.visit(first.visit_id) is not None
