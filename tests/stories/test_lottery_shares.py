"""The lottery of the examples gives what its notice promises: the share of wins over many visits."""

from math import isqrt
from random import Random
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.domain.ids import MemberId, VisitId
from fidpos.paths import resources_dir
from fidpos.rules.codec import programme_from_json
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.facts import Facts
from tests.unit.rules.build import facts, with_member, with_visit

LOTTERY = compile_programme(
    programme_from_json((resources_dir() / "programmes" / "lottery.json").read_bytes())
)
VISITS = 4_000
BIG, SMALL = "gros_lot", "petit_lot"
ONE_IN_TWENTY = 50_000
A_QUARTER_OF_THE_OTHERS = 237_500


def visit_of(member: int, number: int, amount_minor: int = 1500, labels: tuple[str, ...] = ()) -> Facts:
    """The so many-th visit of a member, the first of its day."""
    visit = facts(amount_minor, history={"visits/lifetime": number - 1}, labels=labels)
    return with_member(visit, id=MemberId(UUID(int=member)))


def prize(visit: Facts) -> str:
    """Which of the two prizes the visit wins, empty for none."""
    evaluation = evaluate(LOTTERY, visit)
    won = {*(each.source for each in evaluation.vouchers), *(each.source for each in evaluation.gifts)}
    assert len(won) <= 1
    return next(iter(won), "")


def is_near(count: int, share_ppm: int) -> bool:
    """Within six standard deviations of the share: chance leaves it once in 500 million times."""
    spread = isqrt(VISITS * share_ppm * (1_000_000 - share_ppm)) // 1_000_000 + 1
    return abs(count - VISITS * share_ppm // 1_000_000) <= 6 * spread


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_of_many_members_one_in_twenty_wins_the_voucher_and_a_quarter_of_the_others_a_cheese(
    seed: int,
) -> None:
    chance = Random(seed)
    prizes = [prize(visit_of(chance.getrandbits(128), chance.randint(1, 500))) for _ in range(VISITS)]

    assert is_near(prizes.count(BIG), ONE_IN_TWENTY)
    assert is_near(prizes.count(SMALL), A_QUARTER_OF_THE_OTHERS)


@settings(max_examples=10)
@given(st.integers(1, 2**128 - 1))
def test_one_member_who_comes_back_for_ever_wins_as_often(member: int) -> None:
    prizes = [prize(visit_of(member, number)) for number in range(1, VISITS + 1)]

    assert is_near(prizes.count(BIG), ONE_IN_TWENTY)
    assert is_near(prizes.count(SMALL), A_QUARTER_OF_THE_OTHERS)


@given(st.integers(1, 2**128 - 1), st.integers(1, 500), st.uuids())
def test_a_visit_that_is_begun_anew_wins_what_it_won(member: int, number: int, other: UUID) -> None:
    visit = visit_of(member, number)

    assert prize(with_visit(visit, id=VisitId(other))) == prize(visit)


def test_a_cent_too_little_never_wins_and_staff_never_play() -> None:
    numbers = range(1, 201)

    assert any(prize(visit_of(7, number)) for number in numbers)
    assert not any(prize(visit_of(7, number, amount_minor=1499)) for number in numbers)
    assert not any(prize(visit_of(7, number, labels=("personnel",))) for number in numbers)
