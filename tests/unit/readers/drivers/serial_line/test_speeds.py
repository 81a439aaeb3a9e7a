import pytest

from fidpos.readers.drivers.serial_line.settings import LineCoding
from fidpos.readers.drivers.serial_line.speeds import BAUDS, CODINGS, FIRST, Attempt, next_coding

LENGTH = 13


def test_the_first_speed_is_the_one_that_makers_ship() -> None:
    assert LineCoding(baud=9600) == FIRST
    assert CODINGS[0] == FIRST


def test_too_few_bytes_mean_a_faster_line() -> None:
    following = next_coding([Attempt(coding=FIRST, count=3)], LENGTH)

    assert following == LineCoding(baud=115200)


def test_too_many_bytes_mean_a_slower_line() -> None:
    following = next_coding([Attempt(coding=FIRST, count=60)], LENGTH)

    assert following == LineCoding(baud=4800)


def test_as_many_bytes_as_there_should_be_mean_another_parity() -> None:
    following = next_coding([Attempt(coding=FIRST, count=14)], LENGTH)

    assert following == LineCoding(baud=9600, parity="even")


@pytest.mark.parametrize("count", [1, 14, 100])
def test_everything_is_tried_once_whatever_comes_and_then_nothing_is_left(count: int) -> None:
    attempts = [Attempt(coding=FIRST, count=count)]
    while (following := next_coding(attempts, LENGTH)) is not None:
        attempts.append(Attempt(coding=following, count=count))

    assert {attempt.coding for attempt in attempts} == set(CODINGS)
    assert len(attempts) == len(CODINGS)


@pytest.mark.parametrize("baud", BAUDS)
def test_with_the_counts_of_a_real_line_few_scans_find_each_speed(baud: int) -> None:
    attempts: list[Attempt] = []
    coding: LineCoding | None = FIRST
    while coding is not None and coding.baud != baud:
        attempts.append(Attempt(coding=coding, count=max(1, 14 * coding.baud // baud)))
        coding = next_coding(attempts, LENGTH)

    assert coding == LineCoding(baud=baud)
    assert len(attempts) <= 4
