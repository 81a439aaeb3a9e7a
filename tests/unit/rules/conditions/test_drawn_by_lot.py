"""`drawn_by_lot`: one visit in a hundred wins."""

from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.ids import MemberId, VisitId
from fidpos.rules.conditions.drawn_by_lot import DrawnByLot
from fidpos.rules.effects.message import Message
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.evaluation import Miss, Outcome
from fidpos.rules.facts import Facts
from tests.unit.rules.build import TITLE, facts, miss_of, programme, rule, with_member, with_visit

ids = st.uuids()
members = ids.map(MemberId)
EVEN = DrawnByLot(chance_ppm=500_000)
SOMEBODY = MemberId(UUID(int=9))


def nth(number: int, member_id: MemberId | None = SOMEBODY) -> Facts:
    """The so many-th visit of a member."""
    return with_member(facts(100, history={"visits/lifetime": number - 1}), id=member_id)


@given(members, st.integers(1, 10_000), st.integers(1, 1_000_000))
def test_the_lot_is_member_number_of_the_visit_and_rule_hashed(
    member_id: MemberId, number: int, ppm: int
) -> None:
    hashed = sha256(member_id.bytes + number.to_bytes(8, "big") + b"probe").digest()
    drawn = int.from_bytes(hashed[:8], "big") * 1_000_000 // 2**64

    miss = miss_of(DrawnByLot(chance_ppm=ppm), nth(number, member_id))

    assert miss == (None if drawn < ppm else Miss("drawn_by_lot", drawn, ppm))


@given(members)
def test_a_certain_chance_always_wins_and_a_win_stays_one_with_a_better_chance(member_id: MemberId) -> None:
    visit = nth(1, member_id)

    held = [miss_of(DrawnByLot(chance_ppm=ppm), visit) is None for ppm in (1, 250_000, 500_000, 1_000_000)]

    assert held == sorted(held)
    assert held[-1]


@given(members, ids.map(VisitId), st.integers(1, 50))
def test_a_visit_begun_anew_draws_the_same(member_id: MemberId, visit_id: VisitId, number: int) -> None:
    first = nth(number, member_id)

    again = with_visit(first, id=visit_id)

    assert miss_of(EVEN, again) == miss_of(EVEN, first)


def test_a_certain_chance_draws_nothing_for_nobody_and_for_an_unknown_past() -> None:
    certain = DrawnByLot(chance_ppm=1_000_000)

    for unknown in (nth(1, None), replace(nth(1), history=())):
        assert miss_of(certain, unknown) == Miss("drawn_by_lot", None, 1_000_000)


def test_about_as_many_win_as_the_chance_says_and_two_rules_draw_apart() -> None:
    tenth = DrawnByLot(chance_ppm=100_000)
    compiled = compile_programme(
        programme(*(rule(code, Message(text=TITLE), when=tenth) for code in ("one", "two")))
    )
    wins, both = [0, 0], 0
    for number in range(2000):
        fired = [entry.outcome is Outcome.FIRED for entry in evaluate(compiled, nth(number + 1)).trace]
        wins = [count + won for count, won in zip(wins, fired, strict=True)]
        both += all(fired)

    assert all(140 <= count <= 260 for count in wins)
    assert both < 60
