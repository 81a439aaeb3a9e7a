"""When people come to a bakery and what they spend: a few every day, most now and then, some no longer."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import NamedTuple

CLOSED_WEEKDAY = 0
"""The shop rests on Mondays."""
_SUNDAY = 6
_AMOUNT_MIN_MINOR, _AMOUNT_MAX_MINOR = 95, 9_900
_SUNDAY_CAKES_PPM = 1_500_000


class Purchase(NamedTuple):
    """Somebody bought something; the hour is the shop's."""

    day: date
    hour: time
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How somebody shops.

    Attributes:
        visits_a_year: on average.
        usual_minor: what they usually spend.
        comes_until: they were not seen after this day.
    """

    visits_a_year: int
    usual_minor: int
    comes_until: date


class _Kind(NamedTuple):
    """Some of the shoppers: up to which draw out of a hundred, and between which bounds their habits lie."""

    up_to: int
    visits_a_year: tuple[int, int]
    usual_minor: tuple[int, int]
    gone_days: tuple[int, int]


_HOME = (
    _Kind(10, (110, 260), (320, 900), (0, 0)),
    _Kind(30, (40, 90), (400, 1200), (0, 0)),
    _Kind(65, (8, 24), (450, 1600), (0, 0)),
    _Kind(83, (1, 6), (500, 2000), (0, 0)),
    _Kind(88, (60, 160), (350, 900), (60, 400)),
    _Kind(100, (6, 24), (450, 1500), (90, 500)),
)
_ELSEWHERE = (
    _Kind(10, (3, 8), (450, 1600), (0, 0)),
    _Kind(70, (1, 2), (500, 2000), (0, 0)),
    _Kind(100, (1, 2), (500, 2000), (60, 500)),
)

_MORNING, _NOON, _EVENING = (7 * 60, 10 * 60), (11 * 60 + 15, 13 * 60 + 45), (16 * 60 + 15, 19 * 60)
_SLOTS = (_MORNING, _NOON, _EVENING)


def habit(rng: Random, today: date, *, lives_nearby: bool) -> Habit:
    """Somebody's habit until yesterday; whoever lives elsewhere comes rarely."""
    kinds = _HOME if lives_nearby else _ELSEWHERE
    draw = rng.random() * 100
    kind = next(each for each in kinds if draw < each.up_to)
    return Habit(
        visits_a_year=rng.randint(*kind.visits_a_year),
        usual_minor=rng.randint(*kind.usual_minor),
        comes_until=today - timedelta(days=1 + rng.randint(*kind.gone_days)),
    )


def purchases(rng: Random, shopper: Habit, first_day: date) -> Iterator[Purchase]:
    """What the shopper bought from that day on, oldest first, at most once a day."""
    mean_gap = 365 / shopper.visits_a_year
    favourite = rng.choice(_SLOTS)
    day = first_day + timedelta(days=int(rng.random() * mean_gap))
    while True:
        if day.weekday() == CLOSED_WEEKDAY:
            day += timedelta(days=1)
        if day > shopper.comes_until:
            return
        slot = favourite if rng.random() < 0.75 else rng.choice(_SLOTS)
        hour, minute = divmod(rng.randrange(*slot), 60)
        yield Purchase(day, time(hour, minute), _amount(rng, shopper.usual_minor, day))
        day += timedelta(days=1 + int(rng.expovariate(1 / max(mean_gap - 0.7, 0.05))))


def _amount(rng: Random, usual_minor: int, day: date) -> int:
    """Skewed around the usual, in steps of five cents, more on Sundays."""
    amount = int(usual_minor * math.exp(rng.gauss(0, 0.42)))
    if day.weekday() == _SUNDAY:
        amount = amount * _SUNDAY_CAKES_PPM // 1_000_000
    return min(max(amount // 5 * 5, _AMOUNT_MIN_MINOR), _AMOUNT_MAX_MINOR)
