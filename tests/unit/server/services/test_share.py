"""Who has more of what a shop risks than its part, and who could have more."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given as drawn
from hypothesis import strategies as st

from fidpos.domain.ids import AllowanceId, MerchantId, ShopId, TillId
from fidpos.server.allowance_books import Given, ShopRisk
from fidpos.server.services.share import is_awaited, too_large, too_small
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, SignedAllowance

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
GIFT_CARDS, REWARDS = AllowanceKind.GIFT_CARDS, AllowanceKind.REWARDS
MERCHANT, SHOP = MerchantId(UUID(int=1)), ShopId(UUID(int=2))


def risk(tills: int, cap_minor: int = 900) -> ShopRisk:
    return ShopRisk(
        merchant_id=MERCHANT,
        currency="EUR",
        caps_minor={GIFT_CARDS: cap_minor, REWARDS: 0},
        tills=frozenset(TillId(UUID(int=number)) for number in range(1, tills + 1)),
    )


def given(till: int, amount_minor: int, *, later: int = 0, lineage: int = 1) -> Given:
    """The first of a till has the till's number, each later one ten more."""
    allowance = Allowance(
        id=AllowanceId(UUID(int=till + 10 * later)),
        merchant_id=MERCHANT,
        shop_id=SHOP,
        till_id=TillId(UUID(int=till)),
        lineage=UUID(int=lineage),
        heard=0,
        kind=GIFT_CARDS,
        currency="EUR",
        amount_minor=amount_minor,
        issued_at=NOW + timedelta(minutes=later),
        expires_at=NOW,
    )
    return Given(allowance=allowance, signed=SignedAllowance(body=b"", signature=b""))


def large(shop: ShopRisk, *open_: Given) -> list[int]:
    return sorted(each.int for each in too_large(shop, open_, GIFT_CARDS))


def small(shop: ShopRisk, *open_: Given) -> list[int]:
    return sorted(each.int for each in too_small(shop, open_, GIFT_CARDS))


def test_more_than_a_part_is_too_large_and_a_part_is_not() -> None:
    assert large(risk(3), given(1, 301), given(2, 300)) == [1]


def test_what_was_followed_by_a_smaller_one_is_not_asked_for_twice() -> None:
    assert large(risk(3), given(1, 900), given(1, 300, later=1)) == []


def test_a_till_that_was_locked_is_not_asked() -> None:
    assert large(risk(3), given(7, 900)) == []


def test_of_a_shop_that_risks_nothing_any_more_nothing_is_asked_back() -> None:
    assert large(risk(3, cap_minor=0), given(1, 900)) == []


def test_kinds_are_shared_apart() -> None:
    assert too_large(risk(3), [given(1, 900)], REWARDS) == frozenset()


def test_who_has_less_than_a_part_may_have_more_once_the_whole_part_is_free() -> None:
    assert small(risk(3), given(1, 300), given(2, 300), given(3, 200)) == [3]


def test_who_has_little_may_have_more_once_twice_as_much_is_free() -> None:
    assert small(risk(3), given(1, 700), given(3, 100)) == [3]
    assert small(risk(3), given(1, 701), given(3, 100)) == []


def test_the_larger_one_counts_until_it_is_over() -> None:
    assert small(risk(3), given(1, 700), given(1, 300, later=1), given(3, 101)) == []


def test_who_has_nothing_is_awaited_while_anything_is_free() -> None:
    assert is_awaited(risk(2), [given(1, 899)], GIFT_CARDS)
    assert not is_awaited(risk(2), [given(1, 900)], GIFT_CARDS)
    assert not is_awaited(risk(1), [given(1, 450)], GIFT_CARDS)


@drawn(st.lists(st.integers(1, 900), min_size=1, max_size=8))
def test_nobody_has_both_too_much_and_too_little(amounts: Sequence[int]) -> None:
    open_ = [given(number, minor) for number, minor in enumerate(amounts, start=1)]

    assert not set(large(risk(len(amounts)), *open_)) & set(small(risk(len(amounts)), *open_))
