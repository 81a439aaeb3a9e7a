"""A PIN search whose thief pulls the plug again and again, hoping that a try is forgotten."""

import random
from dataclasses import dataclass
from pathlib import Path

from fidpos.domain.staff import PIN_TRIES_MAX
from tests.helpers.announced import Compared, Line, SignedIn, Started, Survived
from tests.helpers.real_shop import found_shop
from tests.helpers.victim import Victim

TRYING_S = 0.03
"""Some five tries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """PINs compared at one till, plugs pulled meanwhile, and whether the right PIN still opened it."""

    compared: int
    power_cuts: int
    opened: bool


def search(folder: Path, chance: random.Random) -> Outcome:
    """Try PINs at a fresh till until the person is disabled, cutting the power at random moments."""
    found_shop(folder)
    lines: list[Line] = []
    power_cuts = 0
    while not any(isinstance(line, Survived) for line in lines):
        with Victim("tests.helpers.pin_thief", str(folder)) as thief:
            thief.hear(Started)
            thief.live(chance.uniform(0, TRYING_S))
            thief.kill()
        lines += thief.lines
        power_cuts += 1
        assert _compared(lines) <= PIN_TRIES_MAX, "a try was forgotten"
    with Victim("tests.helpers.pin_thief", str(folder), "--right") as thief:
        assert thief.end() == 0
    lines += thief.lines
    opened = any(isinstance(line, SignedIn) for line in lines)
    return Outcome(compared=_compared(lines), power_cuts=power_cuts, opened=opened)


def _compared(lines: list[Line]) -> int:
    return sum(isinstance(line, Compared) for line in lines)
