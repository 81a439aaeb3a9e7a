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

from fidpos.domain.card import CardRead
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.own_number import NumberLayout, make_ean13, make_long
from tests.helpers.key_bursts import ENTER, F11, Key, Stroke, Window, hit, keys_for, play

MERCHANT = "1234"
DECODER = CardDecoder(NumberLayout(merchant_code=MERCHANT))
ORIGIN = ReadOrigin(driver="keyboard_wedge", device="keyboard", sequence=1, monotonic_s=0.0)
ECHO_LIMIT_MS = 50
NIGHTLY_ROUNDS = 1_000_000
"""Of one to three bursts each."""

randoms = st.randoms(use_true_random=False)


def accepted(window: Window) -> list[str]:
    """The card numbers that the till would have taken."""
    reads = [DECODER.scan(text.encode("ascii"), ORIGIN) for text in window.scans]
    return [read.token.value for read in reads if isinstance(read, CardRead)]


def own_number(rng: random.Random) -> str:
    if rng.random() < 0.7:
        return make_ean13(MERCHANT, rng.randrange(10**6))
    return make_long(MERCHANT, rng.randrange(10**10))


def scan(rng: random.Random, number: str, *, start_ms: int = 10_000) -> list[Stroke]:
    """A faultless scan: 1 to 25 ms from key to key, each key up before the next one goes down."""
    strokes: list[Stroke] = []
    at_ms = start_ms
    slowest_ms = rng.randint(1, 25)
    for key in keys_for(f"<F11>{number}<Enter>"):
        gap_ms = rng.randint(1, slowest_ms)
        strokes += hit(key, at_ms, up_after_ms=rng.randint(0, gap_ms))
        at_ms += gap_ms
    return strokes


def damage(rng: random.Random, strokes: list[Stroke]) -> list[Stroke]:
    """Lose, repeat and delay: any stroke, whole keys, the head or the tail; several at once."""
    rate = rng.choice((0.02, 0.1, 0.3))
    damaged: list[Stroke] = []
    late_ms = 0
    is_lost_key: dict[int, bool] = {}
    for stroke in strokes:
        if rng.random() < rate:
            late_ms += rng.choice((1, 5, 20, 28, 29, 60, 300))
        if stroke.pressed:
            is_lost_key[stroke.scan_code] = rng.random() < rate
        if is_lost_key.get(stroke.scan_code) or rng.random() < rate / 4:
            continue
        late = replace(stroke, timestamp_ms=stroke.timestamp_ms + late_ms)
        damaged.append(late)
        while stroke.pressed and rng.random() < rate / 2:
            damaged.append(replace(late, auto_repeat=rng.random() < 0.8))
    cut = rng.randrange(len(damaged) + 1) if damaged and rng.random() < 0.2 else None
    return damaged if cut is None else rng.choice((damaged[:cut], damaged[cut:]))


def arrive_in_clumps(rng: random.Random, strokes: list[Stroke]) -> list[Stroke]:
    """The window is busy now and then: keys arrive late and together, in their order."""
    arriving: list[Stroke] = []
    now_ms = 0
    busy_until_ms = 0
    for stroke in strokes:
        if rng.random() < 0.1:
            busy_until_ms = stroke.timestamp_ms + rng.randint(1, 400)
        now_ms = max(now_ms, stroke.timestamp_ms, busy_until_ms)
        arriving.append(replace(stroke, received_ms=now_ms))
    return arriving


def typing(rng: random.Random) -> list[Stroke]:
    """A person: 30 ms and more from key to key, keys overlapping, held and repeating, some with Shift."""
    codes = (*range(1, 15), *range(16, 28), ENTER, F11, 15, 57, 59, 63, 79, 96, 103, 111)
    strokes: list[Stroke] = []
    at_ms = 10_000
    for _ in range(rng.randint(1, 25)):
        key = Key(rng.choice(codes), shift=rng.random() < 0.2)
        next_ms = at_ms + rng.choice((30, 31, rng.randint(30, 90), rng.randint(90, 900)))
        up_ms = at_ms + rng.choice((rng.randint(0, 120), rng.randint(120, 900)))
        strokes += hit(key, at_ms, up_after_ms=up_ms - at_ms)
        strokes += [
            Stroke(scan_code=key.code, pressed=True, timestamp_ms=repeat_ms, auto_repeat=True)
            for repeat_ms in range(at_ms + 500, min(up_ms, next_ms), 20)
        ]
        at_ms = next_ms
    return sorted(strokes, key=lambda stroke: stroke.timestamp_ms)


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
    numbers = [make_ean13(MERCHANT, rng.randrange(10**6)) for _ in range(2)]
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
