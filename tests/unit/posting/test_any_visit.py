"""Whatever a programme gives, the entries are what was earned and spent, and their mirror undoes them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given

from fidpos.domain.clock import utc
from fidpos.domain.ids import AccountId, EntryId, LotId, VisitId
from fidpos.domain.ledger import LedgerEntry, Lot, LotAllocation
from fidpos.posting.book import book
from fidpos.posting.mirror import mirror
from fidpos.posting.prolong import OtherTerm, prolong, shorten
from fidpos.posting.spend import spendable, take
from fidpos.posting.voucher import held, issue
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.expiry import ExpiryKind, LotExpiry
from fidpos.rules.facts import Facts
from fidpos.rules.policy import LastDay, Policies
from fidpos.rules.programme import CounterDef, Programme
from fidpos.wire.events import EntryBody, TermBody
from tests.unit.rules.build import TITLE, TUESDAY, programme, rule, run
from tests.unit.rules.build import facts as ordinary_facts
from tests.unit.rules.strategies import facts, fewer, programmes

ACCOUNT = AccountId(UUID(int=1))
THIRTY_DAYS = LotExpiry(kind=ExpiryKind.DAYS, count=30)


def a_lot(remaining: int, *, expires_on: date | None = None, spendable_from: date | None = None) -> Lot:
    return Lot(
        id=LotId(UUID(int=7)),
        account_id=ACCOUNT,
        counter="points",
        entry_id=EntryId(UUID(int=8)),
        earned=remaining,
        remaining=remaining,
        earned_on=TUESDAY,
        expires_on=expires_on,
        spendable_from=spendable_from,
    )


def ids() -> "count[int]":
    return count(1000)


@fewer
@given(programmes(), facts())
def test_entries_are_what_was_earned_and_spent_and_their_mirror_undoes_them(
    made: Programme, given_facts: Facts
) -> None:
    evaluation = evaluate(compile_programme(made), given_facts)
    points = next(balance.amount for balance in given_facts.balances)
    numbers = ids()
    entries = book(
        evaluation,
        made,
        open_lots={"points": [a_lot(points)]} if points else {},
        day=given_facts.visit.business_day,
        new_id=lambda: UUID(int=next(numbers)),
    )

    for counter in made.counters:
        moved = sum(entry.amount for entry in entries if entry.counter == counter.code)
        assert moved == evaluation.earned_on(counter.code) - evaluation.spent_on(counter.code)
    back = mirror(
        [booked(entry) for entry in entries],
        lots=[opened(entry) for entry in entries if entry.lot is not None],
        allocations=[
            LotAllocation(entry_id=entry.id, lot_id=taken.lot_id, amount=taken.amount)
            for entry in entries
            for taken in entry.taken
        ],
        new_id=lambda: UUID(int=next(numbers)),
    )
    assert [-entry.amount for entry in back] == [entry.amount for entry in entries]
    assert in_lots(entries) == {lot: -amount for lot, amount in in_lots(back).items()}


def booked(body: EntryBody) -> LedgerEntry:
    at: datetime = utc(2026, 11, 24)
    return LedgerEntry(
        id=body.id,
        account_id=ACCOUNT,
        counter=body.counter,
        kind=body.kind,
        amount=body.amount,
        at=at,
        business_day=TUESDAY,
        visit_id=VisitId(UUID(int=9)),
        cause=body.cause,
    )


def opened(body: EntryBody) -> Lot:
    assert body.lot is not None
    return Lot(
        id=body.lot.id,
        account_id=ACCOUNT,
        counter=body.counter,
        entry_id=body.id,
        earned=body.amount,
        remaining=body.amount,
        earned_on=TUESDAY,
    )


def in_lots(bodies: tuple[EntryBody, ...]) -> dict[LotId, int]:
    """What each lot gains."""
    gains: dict[LotId, int] = {}
    for body in bodies:
        if body.lot is not None:
            gains[body.lot.id] = gains.get(body.lot.id, 0) + body.amount
        for taken in body.taken:
            gains[taken.lot_id] = gains.get(taken.lot_id, 0) - taken.amount
    return gains


@fewer
@given(programmes(), facts())
def test_each_voucher_granted_is_born_once_and_held_as_it_was_granted(
    made: Programme, given_facts: Facts
) -> None:
    evaluation = evaluate(compile_programme(made), given_facts)
    numbers = ids()

    bodies = issue(evaluation, lambda: UUID(int=next(numbers)))

    assert len({body.id for body in bodies}) == len(evaluation.vouchers)
    for granted, voucher in zip(evaluation.vouchers, map(held, bodies), strict=True):
        assert (voucher.source, voucher.effect) == (granted.source, granted.effect)
        assert (voucher.valid_from, voucher.valid_until) == (granted.valid_from, granted.valid_until)
        assert voucher.least_minor == granted.least_minor


def earned_with(counter: CounterDef, last_day: LastDay = LastDay.INCLUDED) -> EntryBody:
    made = programme(
        rule("base", EarnFixed(counter="points", points=5)),
        counters=(counter,),
        policies=Policies(last_day=last_day),
    )
    numbers = ids()
    (entry,) = book(
        run(made, ordinary_facts(100)),
        made,
        open_lots={},
        day=TUESDAY,
        new_id=lambda: UUID(int=next(numbers)),
    )
    return entry


@pytest.mark.parametrize(("last_day", "days"), [(LastDay.INCLUDED, 30), (LastDay.EXCLUDED, 29)])
def test_a_lot_ends_as_the_policy_counts(last_day: LastDay, days: int) -> None:
    lot = earned_with(CounterDef(code="points", title=TITLE, expiry=THIRTY_DAYS), last_day).lot

    assert lot is not None
    assert (lot.expires_on, lot.spendable_from) == (TUESDAY + timedelta(days=days), None)


def test_pending_days_delay_what_is_earned_and_do_not_lengthen_its_life() -> None:
    lot = earned_with(CounterDef(code="points", title=TITLE, expiry=THIRTY_DAYS, pending_days=14)).lot

    assert lot is not None
    assert lot.spendable_from == TUESDAY + timedelta(days=14)
    assert lot.expires_on == TUESDAY + timedelta(days=30)


@pytest.mark.parametrize(("day", "points"), [(-1, 0), (0, 50), (5, 50), (6, 0)])
def test_points_are_spent_from_their_first_day_to_their_last(day: int, points: int) -> None:
    lot = a_lot(50, spendable_from=TUESDAY, expires_on=TUESDAY + timedelta(days=5))
    on = TUESDAY + timedelta(days=day)

    assert spendable([lot], on) == points
    assert sum(taken.amount for taken in take([lot], points, on)) == points


@pytest.mark.parametrize(
    ("expires_in", "prolonged"),
    [(-1, False), (0, True), (29, True), (30, False), (31, False), (None, False)],
)
def test_a_visit_prolongs_what_can_still_be_spent_and_would_end_sooner(
    expires_in: int | None, prolonged: bool
) -> None:
    made = programme(
        counters=(CounterDef(code="points", title=TITLE, expiry=replace(THIRTY_DAYS, prolonged=True)),),
    )
    ends = None if expires_in is None else TUESDAY + timedelta(days=expires_in)

    terms = prolong(made, {"points": [a_lot(9, expires_on=ends)]}, TUESDAY)

    if not prolonged:
        assert terms == ()
        return
    assert ends is not None
    until = TUESDAY + timedelta(days=30)
    assert terms == (TermBody(lot_id=a_lot(9).id, was=ends, until=until),)
    assert shorten(terms) == (TermBody(lot_id=a_lot(9).id, was=until, until=ends),)


def test_a_visit_says_of_an_older_lot_that_it_holds_as_long_as_another_visit_made_it() -> None:
    made = programme(
        counters=(CounterDef(code="points", title=TITLE, expiry=replace(THIRTY_DAYS, prolonged=True)),),
    )
    until = TUESDAY + timedelta(days=30)
    older = replace(a_lot(9, expires_on=until), earned_on=TUESDAY - timedelta(days=1))

    assert prolong(made, {"points": [older]}, TUESDAY) == (TermBody(lot_id=older.id, was=until, until=until),)


def a_term(was: int, until: int, lot: int = 7) -> TermBody:
    """From one day of the month to another."""
    return TermBody(lot_id=LotId(UUID(int=lot)), was=date(2027, 1, was), until=date(2027, 1, until))


@pytest.mark.parametrize(
    ("others", "back"),
    [
        ((), (a_term(20, 5),)),
        (((a_term(5, 20), True),), ()),
        (((a_term(5, 12), True),), (a_term(20, 12),)),
        (((a_term(2, 5), False),), (a_term(20, 2),)),
        (((a_term(2, 5), True), (a_term(20, 25), False)), (a_term(20, 5),)),
        (((a_term(2, 18, lot=8), True),), (a_term(20, 5),)),
    ],
)
def test_a_lot_falls_back_to_what_the_visits_that_stand_gave_it(
    others: tuple[tuple[TermBody, bool], ...], back: tuple[TermBody, ...]
) -> None:
    known = [OtherTerm(term=term, stands=stands) for term, stands in others]

    assert shorten([a_term(5, 20)], known) == back


def test_without_the_setting_nothing_is_prolonged() -> None:
    made = programme(counters=(CounterDef(code="points", title=TITLE, expiry=THIRTY_DAYS),))

    assert prolong(made, {"points": [a_lot(9, expires_on=TUESDAY)]}, TUESDAY) == ()
