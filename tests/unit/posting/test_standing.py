"""The tier that returns: undone in any order, no visit that is gone leaves its standing behind."""

from datetime import date
from itertools import permutations
from uuid import UUID

import pytest

from fidpos.domain.ids import VisitId
from fidpos.domain.member import TierStanding
from fidpos.posting.standing import TierChange, standing_back

DAY = date(2026, 3, 1)
BRONZE, SILVER, GOLD = (TierStanding(code=code, since=DAY) for code in ("bronze", "silver", "gold"))
FIRST, SECOND = VisitId(UUID(int=1)), VisitId(UUID(int=2))
BEFORE = TierChange(standing=BRONZE)
BY_FIRST, BY_SECOND = TierChange(standing=SILVER, visit_id=FIRST), TierChange(standing=GOLD, visit_id=SECOND)


def back(*history: TierChange, of: VisitId, gone: frozenset[VisitId] = frozenset()) -> TierStanding | None:
    return standing_back(history, of, gone=gone, day=DAY)


def test_the_standing_before_returns() -> None:
    assert back(BEFORE, BY_FIRST, of=FIRST) == BRONZE
    assert back(BEFORE, BY_FIRST, BY_SECOND, of=SECOND) == SILVER


def test_where_there_was_none_none_returns() -> None:
    assert back(BY_FIRST, of=FIRST) == TierStanding(code="", since=DAY)
    assert back(TierChange(standing=None), BY_FIRST, of=FIRST) == TierStanding(code="", since=DAY)


def test_what_was_reached_since_stays() -> None:
    assert back(BEFORE, BY_FIRST, BY_SECOND, of=FIRST) is None
    assert back(BEFORE, BY_FIRST, TierChange(standing=GOLD), of=FIRST) is None


def test_a_visit_that_gave_none_takes_none_back() -> None:
    assert back(BEFORE, BY_FIRST, of=SECOND) is None
    assert back(of=FIRST) is None


def test_the_standing_of_a_visit_that_is_gone_does_not_return() -> None:
    assert back(BEFORE, BY_FIRST, BY_SECOND, of=SECOND, gone=frozenset({FIRST})) == BRONZE


def test_a_standing_is_taken_back_once() -> None:
    undone = TierChange(standing=BRONZE, visit_id=FIRST)

    assert back(BEFORE, BY_FIRST, undone, of=FIRST) is None
    assert back(BEFORE, BY_FIRST, undone, BY_SECOND, of=SECOND) == BRONZE


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_in_whichever_order_all_are_undone_the_first_standing_is_left(order: tuple[int, ...]) -> None:
    visits = {number: VisitId(UUID(int=number)) for number in (1, 2, 3)}
    history = [BEFORE, *(TierChange(standing=GOLD, visit_id=visits[number]) for number in visits)]
    now, gone = GOLD, set[VisitId]()

    for number in order:
        back_to = standing_back(history, visits[number], gone=gone, day=DAY)
        gone.add(visits[number])
        if back_to is not None:
            now = back_to
            history.append(TierChange(standing=back_to, visit_id=visits[number]))

    assert now == BRONZE
