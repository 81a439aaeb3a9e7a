"""The size of live batches follows the time they take."""

import pytest

from fidpos.localdb.bulk import LIVE_BATCH_S, next_size


def test_a_batch_that_took_the_time_allowed_stays_as_it_is() -> None:
    assert next_size(40, LIVE_BATCH_S) == 40


@pytest.mark.parametrize(("held_s", "size"), [(LIVE_BATCH_S / 1.5, 60), (LIVE_BATCH_S / 50, 80)])
def test_a_quick_batch_lets_the_next_one_grow_to_twice_its_size(held_s: float, size: int) -> None:
    assert next_size(40, held_s) == size


@pytest.mark.parametrize(("held_s", "size"), [(LIVE_BATCH_S * 2, 20), (LIVE_BATCH_S * 4, 10)])
def test_a_slow_batch_is_followed_by_one_that_fits(held_s: float, size: int) -> None:
    assert next_size(40, held_s) == size


def test_there_is_always_a_next_member_and_never_a_crowd() -> None:
    assert next_size(1, 10.0) == 1
    assert next_size(500, LIVE_BATCH_S / 10) == 500
