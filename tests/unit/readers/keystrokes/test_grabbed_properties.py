"""Bursts made at random for a grabbed scanner, with and without a prefix: nothing lost, nothing mixed."""

import itertools
import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.readers.keystrokes.decoder import Scanned
from fidpos.readers.keystrokes.grabbed import GrabbedDecoder
from fidpos.readers.keystrokes.scanner import ScannerProfile
from tests.helpers.key_bursts import SETTINGS, Stroke, burst, keys_for
from tests.helpers.random_bursts import card_numbers, damage, own_number, scan

NIGHTLY_ROUNDS = 1_000_000
"""Of one to three bursts each."""

Setup = tuple[str, int]
"""Prefix as settings name it, and the largest gap."""

SETUPS: Sequence[Setup] = (("", 28), ("F11", 28), ("F11", 100))


def accepted(rng: random.Random, setup: Setup, strokes: list[Stroke]) -> list[str]:
    """The numbers read; the reading thread may be late, so that `expire` comes when it is due, or never."""
    prefix, gap_max_ms = setup
    profile = ScannerProfile.of_grabbed({**SETTINGS, "prefix": prefix, "gap_max_ms": gap_max_ms})
    decoder = GrabbedDecoder(profile, now_ms=9_000)
    is_late = rng.random() < 0.3
    texts: list[str] = []
    before_ms = 9_000
    for stroke in strokes:
        wait_ms = decoder.wait_ms
        if wait_ms is not None and stroke.timestamp_ms - before_ms > wait_ms and not is_late:
            assert decoder.expire()
        before_ms = stroke.timestamp_ms
        outcome = decoder.offer(stroke)
        if isinstance(outcome, Scanned):
            texts.append(outcome.text)
    return card_numbers(texts)


def mark(setup: Setup) -> str:
    return f"<{setup[0]}>" if setup[0] else ""


def check_a_faultless_scan_is_read(rng: random.Random, setup: Setup) -> None:
    numbers = [own_number(rng) for _ in range(rng.randint(1, 3))]
    strokes: list[Stroke] = []
    start_ms = 10_000
    for number in numbers:
        strokes += scan(rng, number, start_ms=start_ms, prefix=mark(setup))
        start_ms = strokes[-1].timestamp_ms + rng.randint(1, 400)

    assert accepted(rng, setup, strokes) == numbers


def check_faults_never_yield_another_number(rng: random.Random, setup: Setup) -> None:
    numbers = [own_number(rng) for _ in range(rng.randint(1, 3))]
    strokes: list[Stroke] = []
    start_ms = 10_000
    for number in numbers:
        strokes += damage(rng, scan(rng, number, start_ms=start_ms, prefix=mark(setup)))
        latest_ms = max((stroke.timestamp_ms for stroke in strokes), default=start_ms)
        start_ms = latest_ms + rng.randint(setup[1] + 1, 400)

    assert set(accepted(rng, setup, strokes)) <= set(numbers)


def check_the_rest_of_a_scan_is_never_a_number(rng: random.Random, setup: Setup) -> None:
    strokes = scan(rng, own_number(rng), start_ms=9_000, prefix=mark(setup))
    listened_from = 2 * rng.randrange(1, len(strokes) // 2)

    assert accepted(rng, setup, strokes[listened_from:]) == []


def check_as_many_repeats_as_losses_do_not_make_up_for_them(rng: random.Random, setup: Setup) -> None:
    number = own_number(rng)
    strokes = burst(f"{mark(setup)}{number}<Enter>")
    pairs = [strokes[at : at + 2] for at in range(0, len(strokes), 2)]
    first = len(keys_for(mark(setup)))
    faults = rng.sample(range(first, len(pairs) - 1), 2 * rng.randint(1, 3))
    for lost, repeated in zip(faults[::2], faults[1::2], strict=True):
        pairs[lost] = []
        pairs[repeated].insert(1, pairs[repeated][0])

    assert accepted(rng, setup, list(itertools.chain(*pairs))) == []


CHECKS: list[Callable[[random.Random, Setup], None]] = [
    check_a_faultless_scan_is_read,
    check_faults_never_yield_another_number,
    check_the_rest_of_a_scan_is_never_a_number,
    check_as_many_repeats_as_losses_do_not_make_up_for_them,
]


@pytest.mark.parametrize("setup", SETUPS, ids=lambda setup: f"{setup[0] or 'none'}-{setup[1]}ms")
@pytest.mark.parametrize("check", CHECKS)
@settings(max_examples=200)
@given(rng=st.randoms(use_true_random=False))
def test_generated_bursts(
    check: Callable[[random.Random, Setup], None], setup: Setup, rng: random.Random
) -> None:
    check(rng, setup)


@pytest.mark.nightly
@pytest.mark.parametrize("setup", SETUPS, ids=lambda setup: f"{setup[0] or 'none'}-{setup[1]}ms")
def test_a_million_bursts_with_faults_never_yield_another_number(setup: Setup) -> None:
    rng = random.Random(SETUPS.index(setup))

    for _ in range(NIGHTLY_ROUNDS // len(SETUPS)):
        state = rng.getstate()
        try:
            check_faults_never_yield_another_number(rng, setup)
        except AssertionError as error:
            error.add_note(f"random state: {state}")
            raise
