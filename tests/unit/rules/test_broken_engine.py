"""The differential test bites: an engine that is broken on purpose in one place is found out by its pairs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from fidpos.domain.money import floor_ratio
from fidpos.rules import bounds, compiler, earning, engine, ladder, scope, stacking, unit_discount, vouchers
from fidpos.rules.conditions import anniversary, drawn_by_lot, exceptional_dates, held_out
from fidpos.rules.effects import buy_x_get_y, percent_off
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.evaluation import Evaluation, VoucherOffer, VoucherState
from fidpos.rules.windows import add_months
from tests.helpers.reference import evaluator
from tests.helpers.reference.differences import differences
from tests.unit.rules.random_programme import Pair, pair

PAIRS_MAX = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A pair, and what the reference gives for it."""

    pair: Pair
    expected: Evaluation


@cache
def known(number: int) -> Known:
    one = pair(number)
    return Known(pair=one, expected=evaluator.evaluate(one.programme, one.facts))


def first_difference() -> int:
    """The number of the first pair that notices; `PAIRS_MAX` when none does."""
    for number in range(PAIRS_MAX):
        one = known(number)
        if differences(evaluate(compile_programme(one.pair.programme), one.pair.facts), one.expected):
            return number
    return PAIRS_MAX


def by_code(rules: Iterator[tuple[Any, Any]]) -> tuple[Any, ...]:
    """The rules without their priority."""
    return tuple(compiled for _, compiled in sorted(rules, key=lambda each: each[0].code))


def a_day_late(day: date, months: int) -> date:
    return add_months(day, months) + timedelta(days=1)


def last_weight_first(total: int, weights: list[int]) -> list[int]:
    """An allocation whose odd cents go to the last line."""
    parts = [total * weight // (sum(weights) or 1) for weight in weights]
    return [*parts[:-1], total - sum(parts[:-1])]


BREAKS: dict[str, tuple[object, str, object]] = {
    "no priority": (compiler, "_ordered", by_code),
    "no limits": (stacking, "uses_left", lambda *_: ("", 1000)),
    "the first is the best": (stacking.Stacking, "_worth", lambda *_: 0),
    "half a cent is lost": (percent_off, "half_up_ratio", floor_ratio),
    "odd cents to the last line": ("fidpos.rules.discount", "allocate", last_weight_first),
    "units are never used up": (unit_discount, "use_up", lambda *_: None),
    "the dearest unit is given": (buy_x_get_y, "reversed", iter),
    "the least multiplier counts": (
        earning,
        "_best",
        lambda several: min(several, key=lambda each: each.factor_ppm),
    ),
    "discounts never lower points": (
        engine,
        "earning_base",
        lambda _policies, working, *_: [
            amount if line.earns else 0
            for amount, line in zip(working.gross, working.facts.visit.lines, strict=True)
        ],
    ),
    "staff earn": (engine, "withheld", lambda *_: ""),
    "terms end a day late": (ladder, "add_months", a_day_late),
    "birthdays again and again": (anniversary, "_given_lately", lambda *_: False),
    "everybody wins": (drawn_by_lot, "_share_ppm", lambda *_: 0),
    "nobody is held out": (held_out, "is_held_out", lambda *_: False),
    "yesterday is today": (exceptional_dates, "bisect_right", lambda *_: 0),
    "an upper bound is one too high": (bounds.Bounds, "high", property(lambda _bounds: 10**11)),
    "exclusions mean nothing": (scope.ScopeIndex, "_leave_out", lambda *_: None),
    "expired vouchers are used": (
        vouchers,
        "_standing",
        lambda voucher, _working: VoucherOffer(id=voucher.id, state=VoucherState.AVAILABLE),
    ),
}


@pytest.mark.parametrize("name", list(BREAKS))
def test_an_engine_that_is_broken_is_found_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, attribute, broken = BREAKS[name]
    if isinstance(place, str):
        monkeypatch.setattr(f"{place}.{attribute}", broken)
    else:
        monkeypatch.setattr(place, attribute, broken, raising=False)

    assert first_difference() < PAIRS_MAX
