"""A day in figures, against what a store says of the same events."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.posting.day import day_figures
from fidpos.till.view import TillState
from fidpos.wire.events import VisitClosed, VisitVoided
from tests.helpers.counter import BERENICE, IDENTITY, MALO, PAUL, ZOE, Counter, counter

TODAY = date(2026, 11, 20)
MEMBERS = (BERENICE, MALO, ZOE)

acts = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 300_000), st.booleans(), st.integers(0, 2)),
    max_size=12,
)


def live(at: Counter, member: int, minor: int, *, undo: bool, reward: int) -> None:
    at.tap_member(MEMBERS[member])
    at.type_amount(minor)
    if reward and at.view.state is TillState.READY:
        at.session.open_rewards()
        at.session.choose_reward(reward)
        at.session.open_rewards()
        at.session.open_rewards()
    at.session.confirm()
    if at.view.question is not None:
        at.session.confirm()
    if undo:
        at.session.void_last()


@settings(max_examples=60, deadline=None)
@given(acts)
def test_a_day_is_what_its_visits_and_its_ledger_say(lived: list[tuple[int, int, bool, int]]) -> None:
    at = counter(signed_in=False)
    at.sign_in(PAUL)
    held = [at.points(member) for member in MEMBERS]
    for member, minor, undo, reward in lived:
        live(at, member, minor, undo=undo, reward=reward)

    figures = day_figures(at.store.days.events_since_opening(TODAY), TODAY, IDENTITY.calendar)

    undone = {event.visit_id for event in at.store.events if isinstance(event, VisitVoided)}
    closed = [event for event in at.store.events if isinstance(event, VisitClosed)]
    kept = [event for event in closed if event.visit_id not in undone]
    assert figures.visits == len(kept)
    assert figures.members == len({event.member_id for event in kept})
    assert figures.revenue_minor == sum(event.amount_minor for event in kept)
    assert figures.discount_minor == sum(event.discount_minor for event in kept)
    assert figures.undone == len(undone)
    moved = sum(at.points(member) for member in MEMBERS) - sum(held)
    assert moved == sum(each.earned - each.spent for each in figures.counters)
    assert all(each.earned >= 0 and each.spent >= 0 for each in figures.counters)


def test_what_happens_after_midnight_belongs_to_the_next_day() -> None:
    at = counter()
    at.buy(BERENICE, 1_000)
    at.clock.advance(86_400)
    at.session.tick()
    at.sign_in()
    at.buy(MALO, 700)

    events = list(at.store.days.events_since_opening(TODAY))

    assert day_figures(events, TODAY, IDENTITY.calendar).revenue_minor == 1_000
    assert day_figures(events, date(2026, 11, 21), IDENTITY.calendar).revenue_minor == 700
