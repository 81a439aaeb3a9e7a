"""`held_out`: the member is in the control group, to whom an offer is not made."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.control_group import CONTROL_PPM_MAX, is_held_out
from fidpos.domain.errors import ProgrammeError
from fidpos.domain.ids import MemberId
from fidpos.rules.condition import Condition
from fidpos.rules.conditions.held_out import HeldOut
from fidpos.rules.conditions.none_of import NoneOf
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.engine import compile_programme
from fidpos.rules.evaluation import Miss, Outcome
from fidpos.rules.programme import Programme
from tests.unit.rules.build import facts, programme, rule, run, trace_of, with_member

HELD_OUT, SERVED = MemberId(UUID(int=40)), MemberId(UUID(int=41))
HALF = 500_000
MISS = Miss("held_out", None, "drawn")
NOT_FOR_THEM = NoneOf(of=(HeldOut(),))


def offer(when: Condition, control_ppm: int = HALF) -> Programme:
    return programme(rule("offer", EarnFixed(counter="points", points=5), when=when), control_ppm=control_ppm)


def missed(when: Condition, member_id: MemberId | None, control_ppm: int = HALF) -> Miss | None:
    evaluation = run(offer(when, control_ppm), with_member(facts(1_000), id=member_id))
    return trace_of(evaluation, "offer").miss


def test_it_holds_for_who_is_drawn_and_for_nobody_else() -> None:
    assert missed(HeldOut(), HELD_OUT) is None
    assert missed(HeldOut(), SERVED) == MISS


def test_a_member_without_an_id_is_in_no_group() -> None:
    assert missed(HeldOut(), None) == MISS
    assert missed(NOT_FOR_THEM, None) is None


def test_an_offer_that_is_not_for_the_group_gives_its_members_nothing() -> None:
    made = offer(NOT_FOR_THEM)

    to_them, to_others = (run(made, with_member(facts(1_000), id=each)) for each in (HELD_OUT, SERVED))

    assert to_them.earned_on("points") == 0
    assert trace_of(to_them, "offer").outcome is Outcome.NOT_FIRED
    assert trace_of(to_them, "offer").miss == Miss("none", "held_out", "not")
    assert to_others.earned_on("points") == 5


@given(st.uuids().map(MemberId), st.integers(1, CONTROL_PPM_MAX))
def test_an_offer_and_its_exception_share_the_members_out(member_id: MemberId, control_ppm: int) -> None:
    assert (missed(HeldOut(), member_id, control_ppm) is None) is is_held_out(member_id, control_ppm)
    assert (missed(NOT_FOR_THEM, member_id, control_ppm) is None) is not is_held_out(member_id, control_ppm)


def test_a_programme_without_a_group_cannot_ask_who_is_in_it() -> None:
    with pytest.raises(ProgrammeError) as refused:
        compile_programme(offer(NOT_FOR_THEM, control_ppm=0))

    assert dict(refused.value.params) == {
        "path": "rules[0].when.of[0]",
        "reason": "the programme has no control group",
    }
