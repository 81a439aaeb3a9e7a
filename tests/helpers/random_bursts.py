"""Bursts made at random from `random.Random`: scans, the faults that befall them, and a person's typing."""

import random
from collections.abc import Iterable
from dataclasses import replace

from fidpos.domain.card import CardRead
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.own_number import make_ean13, make_long
from tests.helpers.key_bursts import ENTER, F11, Key, Stroke, hit, keys_for
from tests.helpers.reader_context import DECODER, MERCHANT_CODE

ORIGIN = ReadOrigin(driver="keyboard_wedge", device="keyboard", sequence=1, monotonic_s=0.0)


def card_numbers(texts: Iterable[str]) -> list[str]:
    """Those of the texts that the till would take for a card."""
    reads = [DECODER.scan(text.encode("ascii"), ORIGIN) for text in texts]
    return [read.token.value for read in reads if isinstance(read, CardRead)]


def own_number(rng: random.Random) -> str:
    if rng.random() < 0.7:
        return make_ean13(MERCHANT_CODE, rng.randrange(10**6))
    return make_long(MERCHANT_CODE, rng.randrange(10**10))


def scan(rng: random.Random, number: str, *, start_ms: int = 10_000, prefix: str = "<F11>") -> list[Stroke]:
    """A faultless scan: 1 to 25 ms from key to key, each key up before the next one goes down."""
    strokes: list[Stroke] = []
    at_ms = start_ms
    slowest_ms = rng.randint(1, 25)
    for key in keys_for(f"{prefix}{number}<Enter>"):
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
