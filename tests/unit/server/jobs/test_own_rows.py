"""Balances as they are taken along: what was overspent is taken off, and nothing else changes."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fidpos.server.jobs.own_rows import decimal, settled

SOON, LATER = date(2027, 1, 31), date(2027, 6, 30)


def test_what_was_overspent_is_taken_off_what_ends_first() -> None:
    assert settled([(30, SOON), (-40, SOON), (20, LATER)]) == ([(10, LATER)], 0)
    assert settled([(30, SOON), (-40, None)]) == ([], 10)


@given(st.lists(st.tuples(st.integers(-100, 100), st.none() | st.just(SOON) | st.just(LATER))))
def test_what_is_held_less_what_is_owed_is_the_balance(lots: list[tuple[int, date | None]]) -> None:
    held, owed = settled(lots)

    assert sum(amount for amount, _ in held) - owed == sum(amount for amount, _ in lots)
    assert all(amount > 0 for amount, _ in held)
    assert owed == 0 or not held


def test_an_amount_is_written_with_the_decimals_of_its_currency() -> None:
    assert [decimal(1_250, 2), decimal(5, 2), decimal(-5, 2), decimal(1_250, 0)] == [
        *("12.50", "0.05", "-0.05", "1250")
    ]
