"""`drawn_by_lot`: one visit in a hundred wins."""

from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.ids import VisitId
from fidpos.rules.conditions.drawn_by_lot import DrawnByLot
from fidpos.rules.effects.message import Message
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.evaluation import Outcome
from tests.unit.rules.build import TITLE, facts, miss_of, programme, rule, with_visit

ids = st.integers(0, 2**128 - 1).map(lambda number: VisitId(UUID(int=number)))


@given(ids, st.integers(1, 1_000_000))
def test_the_lot_is_the_visit_s_id_hashed_with_the_code_of_the_rule(visit_id: VisitId, ppm: int) -> None:
    share = int.from_bytes(sha256(visit_id.bytes + b"probe").digest()[:8], "big") / 2**64

    miss = miss_of(DrawnByLot(chance_ppm=ppm), with_visit(facts(100), id=visit_id))

    assert (miss is None) == (int(share * 1_000_000) < ppm) or abs(share * 1_000_000 - ppm) < 1e-6


@given(ids)
def test_a_certain_chance_always_wins_and_a_win_stays_one_with_a_better_chance(visit_id: VisitId) -> None:
    visit = with_visit(facts(100), id=visit_id)

    held = [miss_of(DrawnByLot(chance_ppm=ppm), visit) is None for ppm in (1, 250_000, 500_000, 1_000_000)]

    assert held == sorted(held)
    assert held[-1]


def test_about_as_many_win_as_the_chance_says_and_two_rules_draw_apart() -> None:
    tenth = DrawnByLot(chance_ppm=100_000)
    compiled = compile_programme(
        programme(*(rule(code, Message(text=TITLE), when=tenth) for code in ("one", "two")))
    )
    given_facts, wins, both = facts(100), [0, 0], 0
    for number in range(2000):
        visit = replace(given_facts.visit, id=VisitId(UUID(int=number)))
        fired = [
            entry.outcome is Outcome.FIRED
            for entry in evaluate(compiled, replace(given_facts, visit=visit)).trace
        ]
        wins = [count + won for count, won in zip(wins, fired, strict=True)]
        both += all(fired)

    assert all(140 <= count <= 260 for count in wins)
    assert both < 60
