"""Small parts of random programmes and facts, drawn from a seeded generator so that a number names a pair.

Values lie close together on purpose: a bound that no visit ever reaches would prove nothing.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from fidpos.rules.bounds import Bounds
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.windows import Window, WindowKind

ARTICLES = ("A1", "B2", "C3", "D4")
CATEGORIES = (("food",), ("food", "bread"), ("drinks",), ("drinks", "wine"), ("cards",))
BRANDS = ("", "Ours", "Theirs")
LABELS = ("new", "sale", "fragile")
TAX_RATES = (0, 55_000, 200_000)
FIRST_DAY = date(2026, 1, 1)

T = TypeVar("T")


def often(chance: random.Random, percent: int) -> bool:
    """Whether something happens that happens so often."""
    return chance.randrange(100) < percent


def maybe(chance: random.Random, percent: int, value: T) -> T | None:
    """The value, so often."""
    return value if often(chance, percent) else None


def some(chance: random.Random, values: Sequence[T], most: int = 3, least: int = 1) -> tuple[T, ...]:
    """A few of the values."""
    return tuple(chance.sample(values, chance.randint(least, min(most, len(values)))))


def bounds(chance: random.Random, most: int) -> Bounds:
    """Bounds that about half of the values up to `most` lie within."""
    low, high = sorted((chance.randrange(most), chance.randrange(most)))
    kind = chance.randrange(6)
    if kind < 2:
        return Bounds(at_least=low // 2) if kind else Bounds(above=low // 2)
    if kind < 4:
        return Bounds(at_most=high + 1) if kind == 2 else Bounds(below=high + 1)
    return (
        Bounds(at_least=low // 2, at_most=high + 1) if kind == 4 else Bounds(above=low // 2, below=high + 2)
    )


def scope(chance: random.Random) -> Scope:
    """Everything half of the time, otherwise whatever a scope can name."""
    if often(chance, 50):
        return Scope()
    return named_scope(chance)


def named_scope(chance: random.Random) -> Scope:
    """A scope that is not everything."""
    made = Scope(
        only=selection(chance) if often(chance, 70) else Selection(),
        excluding=selection(chance) if often(chance, 25) else Selection(),
        full_price=often(chance, 15),
        earning=often(chance, 15),
        unit_price=maybe(chance, 20, bounds(chance, 2500)),
    )
    return made if made != Scope() else Scope(only=selection(chance))


def selection(chance: random.Random) -> Selection:
    """One or two kinds of keys."""
    kinds = some(chance, range(5), most=2)
    categories = sorted({key for path in CATEGORIES for key in path})
    return Selection(
        articles=some(chance, ARTICLES) if 0 in kinds else (),
        categories=some(chance, categories) if 1 in kinds else (),
        brands=some(chance, BRANDS[1:], most=1) if 2 in kinds else (),
        labels=some(chance, LABELS, most=2) if 3 in kinds else (),
        tax_rates_ppm=some(chance, TAX_RATES, most=2) if 4 in kinds else (),
    )


def window(chance: random.Random, rules: Sequence[str] = ()) -> Window:
    """Any window; since the last use of one of the rules, or of its own, where rules are given."""
    kind = chance.choice(list(WindowKind))
    match kind:
        case WindowKind.HOURS | WindowKind.DAYS | WindowKind.MONTHS:
            return Window(kind=kind, count=chance.choice((1, 2, 12, 30)))
        case WindowKind.SINCE:
            return Window(kind=kind, since=FIRST_DAY)
        case WindowKind.SINCE_LAST_USE:
            return (
                Window(kind=kind, rule=chance.choice(["", *rules])) if rules else Window(kind=WindowKind.DAY)
            )
        case _:
            return Window(kind=kind)


def day_near(chance: random.Random, day: date, reach: int) -> date:
    """A day not further away than that."""
    return day + timedelta(days=chance.randint(-reach, reach))
