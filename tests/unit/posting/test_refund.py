"""Refunds: however a visit is cut into parts, they sum to it, entry by entry and lot by lot."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from fidpos.domain.ids import EntryId, EventId, LotId, RefundId
from fidpos.domain.ledger import EntryKind
from fidpos.posting.refund import RefundPart, RefundPosting, RefundTerms, left_of, refund
from fidpos.rules.policy import SpentAtRefund
from fidpos.wire.events import (
    CountBody,
    EntryBody,
    LotBody,
    RuleUseBody,
    Taken,
    VisitClosed,
    VisitRefunded,
)
from tests.helpers.counter import BERENICE
from tests.helpers.fake_clock import FakeClock
from tests.helpers.store_events import Events

EVENTS = Events(FakeClock())


def uid(number: int) -> UUID:
    return UUID(int=number)


def earning(number: int, counter: str, amount: int) -> EntryBody:
    return EntryBody(
        id=EntryId(uid(number)),
        counter=counter,
        kind=EntryKind.EARN,
        amount=amount,
        cause="base",
        lot=LotBody(id=LotId(uid(number + 500))),
    )


def spending(number: int, parts: Sequence[int], cause: str = "five") -> EntryBody:
    return EntryBody(
        id=EntryId(uid(number)),
        counter="points",
        kind=EntryKind.SPEND,
        amount=-sum(parts),
        cause=cause,
        taken=tuple(Taken(lot_id=LotId(uid(900 + n)), amount=part) for n, part in enumerate(parts)),
    )


def visit(amount: int, *entries: EntryBody, discount: int = 0, **more: object) -> VisitClosed:
    closed = EVENTS.closed(BERENICE.member, amount, earned={}, discount_minor=discount)
    return structs.replace(closed, entries=entries, **more)


def refunded(
    told: VisitClosed,
    amounts: Sequence[int],
    *,
    returned: frozenset[str] = frozenset(),
    holds: Callable[[int], int] = lambda amount: amount,
    spent: SpentAtRefund = SpentAtRefund.DEBT,
) -> list[VisitRefunded]:
    """One refund after the other, the last of which ends the visit when nothing is left."""
    random = Random(3)
    lots = {entry.lot.id: holds(entry.amount) for entry in told.entries if entry.lot is not None}
    done: list[VisitRefunded] = []
    for amount in amounts:
        part = RefundPart(
            amount_minor=amount,
            ends=amount == left_of(told, done),
            returned=returned,
        )
        posting = refund(
            told,
            done,
            part,
            terms=RefundTerms(spent=spent),
            lots_hold=lots,
            new_id=lambda: UUID(bytes=random.randbytes(16)),
        )
        done.append(event_of(told, part, posting))
    return done


def event_of(told: VisitClosed, part: RefundPart, posting: RefundPosting) -> VisitRefunded:
    return VisitRefunded(
        id=EventId(EVENTS.new_id()),
        at=told.at,
        refund_id=RefundId(EVENTS.new_id()),
        visit_id=told.visit_id,
        member_id=told.member_id,
        account_id=told.account_id,
        staff_id=told.closed_by,
        business_day=told.business_day,
        visit_day=told.business_day,
        amount_minor=part.amount_minor,
        discount_minor=posting.discount_minor,
        lines=tuple(part.lines),
        ends=part.ends,
        returned=tuple(part.returned),
        entries=posting.entries,
        settled=posting.settled,
        rule_uses=posting.rule_uses,
        counts=posting.counts,
        counter=told.counter,
    )


def by_entry(events: Sequence[VisitRefunded]) -> Counter[EntryId]:
    sums: Counter[EntryId] = Counter()
    for event in events:
        for body in event.entries:
            assert body.reverses is not None
            sums[body.reverses] += body.amount
    return sums


def by_lot(events: Sequence[VisitRefunded]) -> Counter[LotId]:
    sums: Counter[LotId] = Counter()
    for event in events:
        for body in event.entries:
            for taken in body.taken:
                sums[taken.lot_id] += taken.amount
    return sums


@st.composite
def visits(draw: st.DrawFn) -> VisitClosed:
    amount = draw(st.integers(1, 30_000))
    earnings = draw(
        st.lists(st.tuples(st.sampled_from(["points", "stamps"]), st.integers(1, 900)), max_size=5)
    )
    spendings = draw(st.lists(st.lists(st.integers(1, 300), min_size=1, max_size=4), max_size=3))
    scopes = draw(st.lists(st.tuples(st.integers(-500, 500), st.integers(-3_000, 3_000)), max_size=3))
    return visit(
        amount,
        *(earning(n + 1, counter, points) for n, (counter, points) in enumerate(earnings)),
        *(spending(n + 101, parts) for n, parts in enumerate(spendings)),
        discount=draw(st.integers(0, amount)),
        counts=tuple(
            CountBody(scope=f"part{n}", visits=1, revenue_minor=revenue, quantity=quantity)
            for n, (revenue, quantity) in enumerate(scopes)
        ),
    )


@st.composite
def splits(draw: st.DrawFn, whole: int) -> list[int]:
    cuts = draw(st.lists(st.integers(0, whole), max_size=6))
    edges = [0, *sorted(cuts), whole]
    return [after - before for before, after in pairwise(edges) if after > before]


@given(told=visits(), data=st.data())
def test_parts_in_any_split_sum_to_the_mirror_of_the_visit(told: VisitClosed, data: st.DataObject) -> None:
    events = refunded(told, data.draw(splits(told.amount_minor)))

    assert by_entry(events) == {entry.id: -entry.amount for entry in told.entries}
    moved = {entry.lot.id: entry.amount for entry in told.entries if entry.lot is not None}
    for taken in (taken for entry in told.entries for taken in entry.taken):
        moved[taken.lot_id] = moved.get(taken.lot_id, 0) - taken.amount
    assert by_lot(events) == moved
    assert sum(event.discount_minor for event in events) == told.discount_minor
    for count in told.counts:
        same = [body for event in events for body in event.counts if body.scope == count.scope]
        assert sum(body.visits for body in same) == count.visits
        assert sum(body.revenue_minor for body in same) == count.revenue_minor
        assert sum(body.quantity for body in same) == count.quantity


@given(told=visits(), data=st.data())
def test_no_part_takes_more_than_its_share_or_changes_sign(told: VisitClosed, data: st.DataObject) -> None:
    events = refunded(told, data.draw(splits(told.amount_minor)))

    whole = {entry.id: entry.amount for entry in told.entries}
    for upto in range(1, len(events) + 1):
        share = sum(event.amount_minor for event in events[:upto])
        for is_spent in (False, True):
            ids = [e.id for e in told.entries if (e.kind is EntryKind.SPEND) is is_spent]
            taken = sum(abs(by_entry(events[:upto])[entry_id]) for entry_id in ids)
            assert taken * told.amount_minor <= sum(abs(whole[i]) for i in ids) * share
    for event in events:
        for body in event.entries:
            assert body.reverses is not None
            assert body.amount * whole[body.reverses] < 0
            assert sum(taken.amount for taken in body.taken) == -body.amount


def test_half_of_a_visit_takes_back_half_of_what_it_gave_spread_by_largest_remainder() -> None:
    told = visit(1_000, earning(1, "points", 1), earning(2, "points", 1), earning(3, "points", 1))

    (event,) = refunded(told, [500])

    assert [body.amount for body in event.entries] == [-1]


def test_the_visit_and_its_limits_count_until_nothing_is_left() -> None:
    uses = (RuleUseBody(rule="base"),)
    counts = (CountBody(scope="food", visits=1, revenue_minor=1_000, quantity=1_000),)

    first, last = refunded(visit(1_000, rule_uses=uses, counts=counts), [400, 600])

    assert (first.rule_uses, first.counts[0].visits, first.counts[0].revenue_minor) == ((), 0, 400)
    assert (last.rule_uses, last.counts[0].visits, last.counts[0].revenue_minor) == (uses, 1, 600)


def test_the_points_of_a_gift_come_back_with_the_gift_and_only_then() -> None:
    told = visit(
        1_000,
        spending(1, [100], cause="coffee"),
        spending(2, [500], cause="five"),
        gifts=("coffee",),
        rule_uses=(RuleUseBody(rule="coffee"), RuleUseBody(rule="five")),
    )

    (kept,) = refunded(told, [1_000])
    (returned,) = refunded(told, [1_000], returned=frozenset({"coffee"}))
    (early, _) = refunded(told, [1, 999], returned=frozenset({"coffee"}))

    assert [(body.cause, body.amount) for body in kept.entries] == [("five", 500)]
    assert [use.rule for use in kept.rule_uses] == ["five"]
    assert [(body.cause, body.amount) for body in returned.entries] == [("coffee", 100), ("five", 500)]
    assert [use.rule for use in returned.rule_uses] == ["coffee", "five"]
    assert [(body.cause, body.amount) for body in early.entries] == [("coffee", 100)]


def test_points_that_were_spent_become_a_debt_or_are_paid_for() -> None:
    told = visit(1_000, earning(1, "points", 10))

    (debt,) = refunded(told, [1_000], holds=lambda _: 4)
    (paid,) = refunded(told, [1_000], holds=lambda _: 4, spent=SpentAtRefund.DEDUCTED)
    (owed,) = refunded(told, [1_000], holds=lambda _: -3, spent=SpentAtRefund.DEDUCTED)

    assert ([body.amount for body in debt.entries], debt.settled) == ([-10], ())
    assert ([body.amount for body in paid.entries], [one.amount for one in paid.settled]) == ([-4], [6])
    assert (owed.entries, [one.amount for one in owed.settled]) == ((), [10])


def test_what_was_paid_for_is_not_taken_back_by_the_next_part() -> None:
    told = visit(1_000, earning(1, "points", 10))

    events = refunded(told, [500, 500], holds=lambda _: 0, spent=SpentAtRefund.DEDUCTED)

    assert [[one.amount for one in event.settled] for event in events] == [[5], [5]]
    assert [event.entries for event in events] == [(), ()]


def test_a_visit_of_nothing_is_refunded_whole() -> None:
    told = visit(0, spending(1, [100], cause="five"), earning(2, "stamps", 1))

    (event,) = refunded(told, [0])

    assert event.ends
    assert {body.amount for body in event.entries} == {100, -1}
