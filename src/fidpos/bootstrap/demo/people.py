"""Invented people: a name, perhaps a telephone, perhaps a family, with birthdays.

Telephone numbers come from the ranges that France's numbering plan keeps free for fiction (ARCEP, decision
2018-0881); there are sixty thousand of them, so that very large demos give one number to several people.
"""

import calendar
from datetime import datetime
from itertools import accumulate
from random import Random

from fidpos.bootstrap.demo.names import FAMILIES, MEN, WOMEN
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import RelativeId, uuid7
from fidpos.domain.member import Profile, Relation, Relative

_PHONE_RANGES = ("+3363998", "+3319900", "+3326191", "+3335301", "+3346571", "+3353649")
_NUMBERS_A_RANGE = 10_000
PHONES = len(_PHONE_RANGES) * _NUMBERS_A_RANGE

_YEAR = tuple(
    DayMonth(day=day, month=month)
    for month in range(1, 13)
    for day in range(1, calendar.monthrange(2000, month)[1] + 1)
)
_CHILDREN = (0, 0, 0, 1, 1, 2, 2, 2, 3, 4)


def _falling(names: tuple[str, ...]) -> tuple[float, ...]:
    """Cumulative weights: the first names are several times as common as the last ones."""
    return tuple(accumulate(1 / (rank + 20) for rank in range(len(names))))


_WOMEN_WEIGHTS, _MEN_WEIGHTS, _FAMILY_WEIGHTS = _falling(WOMEN), _falling(MEN), _falling(FAMILIES)


def person(rng: Random, number: int, at: datetime) -> Profile:
    """Somebody who enrols at that instant; `number` decides the telephone."""
    is_woman = rng.random() < 0.58
    return Profile(
        given_name=_given_name(rng, is_woman=is_woman),
        family_name=_family_name(rng),
        phone=phone(number) if rng.random() < 0.86 else "",
        birthday=rng.choice(_YEAR) if rng.random() < 0.8 else None,
        birth_year=rng.randrange(1938, 2008) if rng.random() < 0.4 else None,
        language="en" if rng.random() < 0.04 else "fr",
        household=_household(rng, at, is_woman=is_woman) if rng.random() < 0.45 else (),
    )


def phone(number: int) -> str:
    """A telephone that rings nowhere; the first ten thousand are mobile ones."""
    block, within = divmod(number % PHONES, _NUMBERS_A_RANGE)
    return f"{_PHONE_RANGES[block]}{within:04d}"


def _household(rng: Random, at: datetime, *, is_woman: bool) -> tuple[Relative, ...]:
    spouse = (_relative(rng, Relation.SPOUSE, at, is_woman=not is_woman),) if rng.random() < 0.85 else ()
    children = (
        _relative(rng, Relation.CHILD, at, is_woman=rng.random() < 0.5) for _ in range(rng.choice(_CHILDREN))
    )
    return (*spouse, *children)


def _relative(rng: Random, relation: Relation, at: datetime, *, is_woman: bool) -> Relative:
    return Relative(
        id=RelativeId(uuid7(at, rng.randbytes)),
        relation=relation,
        given_name=_given_name(rng, is_woman=is_woman) if rng.random() < 0.9 else "",
        birthday=rng.choice(_YEAR) if rng.random() < 0.85 else None,
    )


def _given_name(rng: Random, *, is_woman: bool) -> str:
    if is_woman:
        return rng.choices(WOMEN, cum_weights=_WOMEN_WEIGHTS)[0]
    return rng.choices(MEN, cum_weights=_MEN_WEIGHTS)[0]


def _family_name(rng: Random) -> str:
    name = rng.choices(FAMILIES, cum_weights=_FAMILY_WEIGHTS)[0]
    if rng.random() < 0.04:
        return f"{name}-{rng.choice(FAMILIES)}"
    return name
