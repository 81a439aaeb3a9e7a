"""Bursts made at random: with lost, repeated and delayed keys, from two scanners, from a hand, after a stall.

The generator draws from `random.Random`, so that hypothesis runs it in CI and a plain loop runs millions of
bursts at night.
"""

import itertools
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.readers.own_number import make_ean13
from tests.helpers.key_bursts import Stroke, Window, hit, keys_for, play
from tests.helpers.random_bursts import arrive_in_clumps, card_numbers, damage, own_number, scan, typing
from tests.helpers.reader_context import MERCHANT_CODE

ECHO_LIMIT_MS = 50
NIGHTLY_ROUNDS = 1_000_000
"""Of one to three bursts each."""

randoms = st.randoms(use_true_random=False)


def accepted(window: Window) -> list[str]:
    """The card numbers that the till would have taken."""
    return card_numbers(window.scans)


def check_a_faultless_scan_is_read(rng: random.Random) -> None:
    number = own_number(rng)

    window = play(arrive_in_clumps(rng, scan(rng, number)))

    assert accepted(window) == [number]
    assert window.delivered == []
    assert window.damaged == 0


def check_faults_never_yield_another_number(rng: random.Random) -> None:
    numbers = [own_number(rng) for _ in range(rng.randint(1, 3))]
    strokes: list[Stroke] = []
    start_ms = 10_000
    for number in numbers:
        strokes += damage(rng, scan(rng, number, start_ms=start_ms))
        start_ms = max((s.timestamp_ms for s in strokes), default=start_ms) + rng.randint(29, 400)

    window = play(arrive_in_clumps(rng, strokes) if rng.random() < 0.3 else strokes)

    assert set(accepted(window)) <= set(numbers)


def check_two_scanners_at_once_never_mix(rng: random.Random) -> None:
    numbers = [own_number(rng), own_number(rng)]
    first = scan(rng, numbers[0])
    second = scan(rng, numbers[1], start_ms=rng.randint(10_000, first[-1].timestamp_ms + 40))

    window = play(sorted([*first, *second], key=lambda stroke: stroke.timestamp_ms))

    assert set(accepted(window)) <= set(numbers)


def check_typing_is_delivered_unchanged_and_soon(rng: random.Random) -> None:
    strokes = typing(rng)

    window = play(strokes)

    assert [replace(s, serial=0, received_ms=0) for s in window.delivered] == strokes
    assert window.outcomes == []
    assert window.latest_ms <= ECHO_LIMIT_MS


def check_typing_into_a_busy_window_is_delivered_unchanged(rng: random.Random) -> None:
    strokes = typing(rng)

    window = play(arrive_in_clumps(rng, strokes))

    assert [replace(s, serial=0, received_ms=0) for s in window.delivered] == strokes
    assert window.outcomes == []


def check_as_many_repeats_as_losses_do_not_make_up_for_them(rng: random.Random) -> None:
    number = own_number(rng)
    strokes = scan(rng, number)
    digits = [strokes[at : at + 2] for at in range(2, len(strokes) - 2, 2)]
    faults = rng.sample(range(len(digits)), 2 * rng.randint(1, 3))
    for lost, repeated in zip(faults[::2], faults[1::2], strict=True):
        digits[lost] = []
        digits[repeated].insert(1, digits[repeated][0])

    window = play([*strokes[:2], *itertools.chain(*digits), *strokes[-2:]])

    assert accepted(window) == []


def check_the_halves_of_two_numbers_never_make_one(rng: random.Random) -> None:
    numbers = [make_ean13(MERCHANT_CODE, rng.randrange(10**6)) for _ in range(2)]
    cut = rng.randint(1, 12)
    keys = keys_for(f"<F11>{numbers[0][:cut]}<F11>{numbers[1][cut:]}<Enter>")

    window = play(stroke for index, key in enumerate(keys) for stroke in hit(key, 10_000 + 5 * index))

    assert accepted(window) == []


def check_a_key_sent_twice_is_refused_if_none_is_lost(rng: random.Random) -> None:
    number = own_number(rng)
    digits = list(number)
    twice = rng.randrange(len(digits))
    digits[twice] += digits[twice]

    window = play(scan(rng, "".join(digits)))

    assert accepted(window) == []


CHECKS: list[Callable[[random.Random], None]] = [
    check_a_faultless_scan_is_read,
    check_faults_never_yield_another_number,
    check_two_scanners_at_once_never_mix,
    check_typing_is_delivered_unchanged_and_soon,
    check_typing_into_a_busy_window_is_delivered_unchanged,
    check_as_many_repeats_as_losses_do_not_make_up_for_them,
    check_the_halves_of_two_numbers_never_make_one,
    check_a_key_sent_twice_is_refused_if_none_is_lost,
]


@pytest.mark.parametrize("check", CHECKS)
@settings(max_examples=300)
@given(rng=randoms)
def test_generated_bursts(check: Callable[[random.Random], None], rng: random.Random) -> None:
    check(rng)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(4))
def test_millions_of_bursts_with_faults_never_yield_another_number(seed: int) -> None:
    rng = random.Random(seed)

    for _ in range(NIGHTLY_ROUNDS // 4):
        state = rng.getstate()
        try:
            check_faults_never_yield_another_number(rng)
        except AssertionError as error:
            error.add_note(f"random state: {state}")
            raise
