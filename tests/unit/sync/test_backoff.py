"""The time before the next try."""

from random import Random

import pytest

from fidpos.sync.backoff import CAP_S, Backoff


def test_it_grows_with_each_failure_up_to_five_minutes() -> None:
    tries = [[backoff.failed_s() for _ in range(15)] for backoff in map(Backoff, map(Random, range(200)))]
    longest = [max(column) for column in zip(*tries, strict=True)]

    assert longest[0] <= 1.0 < longest[1] <= 2.0 < longest[3] <= 8.0
    assert 0.9 * CAP_S < longest[-1] <= CAP_S


def test_tills_that_fail_together_do_not_come_back_together() -> None:
    waits = {round(Backoff(Random(seed)).failed_s(), 3) for seed in range(100)}

    assert len(waits) > 90


def test_a_success_begins_anew() -> None:
    backoff = Backoff(Random(1))
    for _ in range(10):
        backoff.failed_s()
    backoff.succeeded()

    assert backoff.failed_s() <= 1.0


@pytest.mark.parametrize("seed", range(20))
def test_nobody_comes_back_before_the_time_that_was_named(seed: int) -> None:
    assert 30.0 <= Backoff(Random(seed)).failed_s(retry_after_s=30) <= 45.0


def test_a_centre_that_names_a_year_is_asked_again_within_minutes() -> None:
    assert Backoff(Random(1)).failed_s(retry_after_s=31_536_000) <= 1.5 * CAP_S
