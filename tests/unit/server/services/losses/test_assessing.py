"""A cashier's week beside the shop's and their own past."""

from math import exp, factorial, log10
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.ids import ShopId, StaffId
from fidpos.server.services.losses.assessing import Tally, assess, ordinary, surprise_of, together
from fidpos.server.services.losses.sign import Sign

SHOP, OTHER = ShopId(UUID(int=1)), ShopId(UUID(int=2))


def tally(number: int, visits: int = 300, shop: ShopId = SHOP, **signs: int) -> Tally:
    shown = {Sign(name): count for name, count in signs.items()}
    return Tally(staff_id=StaffId(UUID(int=number)), shop_id=shop, visits=visits, signs=shown)


COLLEAGUES = [tally(number, typed=10 + number % 3, voided=2) for number in range(2, 9)]
PAST = [tally(each.staff_id.int, visits=2_400, typed=85, voided=15) for each in COLLEAGUES]


def test_who_shows_far_more_than_the_shop_is_found_with_what_is_unusual() -> None:
    found = assess([*COLLEAGUES, tally(1, typed=60, voided=2)], [*PAST, tally(1, visits=2_400, typed=80)])
    assert [each.staff_id.int for each in found] == [1]
    (unusual,) = found[0].unusual
    assert (unusual.sign, unusual.found) == (Sign.TYPED, 60)
    assert unusual.usual == pytest.approx(10.6, abs=1)


def test_who_works_as_the_others_do_is_left_alone() -> None:
    assert assess([*COLLEAGUES, tally(1, typed=14, voided=3)], PAST) == []


def test_who_has_always_stolen_is_not_excused_by_it() -> None:
    old_hand = tally(1, visits=2_400, typed=480)
    found = assess([*COLLEAGUES, tally(1, typed=60)], [*PAST, old_hand])
    assert [each.staff_id.int for each in found] == [1]


def test_who_types_more_by_habit_but_within_what_people_do_is_left_alone() -> None:
    varied = [tally(number, visits=2_400, typed=60 + 20 * number) for number in range(2, 9)]
    week = [tally(number, typed=7 + 3 * number) for number in range(2, 9)]
    assert assess([*week, tally(1, typed=36)], [*varied, tally(1, visits=2_400, typed=250)]) == []


def test_a_day_on_which_a_whole_shop_types_says_nothing_of_anybody() -> None:
    broken = [tally(number, visits=60, typed=40, voided=1) for number in range(1, 8)]
    elsewhere = [tally(number, visits=60, typed=2, shop=OTHER) for number in range(20, 40)]
    cleaned = ordinary([*broken, *elsewhere])
    assert {each.signs.get(Sign.TYPED, 0) for each in cleaned[:7]} == {0}
    assert {each.signs[Sign.VOIDED] for each in cleaned[:7]} == {1}
    assert {each.signs[Sign.TYPED] for each in cleaned[7:]} == {2}


def test_a_few_events_are_no_pattern() -> None:
    assert assess([*COLLEAGUES, tally(1, gift_spent_soon=3)], PAST) == []
    assert assess([*COLLEAGUES, tally(1, gift_spent_soon=8)], PAST) != []


def test_in_a_shop_of_two_all_cashiers_of_the_merchant_are_the_measure() -> None:
    alone = tally(90, shop=OTHER, typed=70)
    found = assess([*COLLEAGUES, alone, tally(91, shop=OTHER, typed=11)], PAST)
    assert [each.staff_id.int for each in found] == [90]


def test_who_closed_nothing_and_voided_much_is_found_too() -> None:
    assert assess([*COLLEAGUES, tally(1, visits=0, voided=9)], PAST)[0].visits == 0


def test_nobody_at_work_is_nobody_to_look_at() -> None:
    assert assess([], []) == []
    assert ordinary([]) == []


def test_days_are_added_up_by_cashier_and_shop() -> None:
    found = together([tally(1, visits=3, typed=1), tally(1, visits=4, voided=2), tally(1, shop=OTHER)])
    assert found == [tally(1, visits=7, typed=1, voided=2), tally(1, shop=OTHER)]


@given(count=st.integers(1, 60), expected=st.floats(0.05, 40))
def test_surprise_is_the_chance_of_so_many_or_more(count: int, expected: float) -> None:
    below = sum(exp(-expected) * expected**k / factorial(k) for k in range(count))
    chance = 1 - below
    if count > expected and chance > 1e-9:
        assert surprise_of(count, expected) == pytest.approx(-log10(chance), rel=1e-4, abs=1e-4)
    elif count <= expected:
        assert surprise_of(count, expected) == 0
