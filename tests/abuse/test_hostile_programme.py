"""A hostile programme is refused with a path and little work; the largest one allowed hangs no till.

The time they take is measured by `rules.hostile`.
"""

import json
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

import pytest

from fidpos.domain.basket import BasketLine
from fidpos.domain.errors import ProgrammeError
from fidpos.rules.codec import PROGRAMME_BYTES_MAX, programme_from_json
from fidpos.rules.earning import EARNED_MAX, VISIT_CAP
from fidpos.rules.engine import compile_programme, evaluate
from tests.unit.rules.build import facts

REFUSAL_CALLS_MAX = 200_000
CALLS_MAX = 5_000_000
TITLE = {"fr": "Titre", "en": "Title"}
HEAD: dict[str, Any] = {
    "version": 1,
    "name": "Club",
    "currency": "EUR",
    "counters": [{"code": "points", "title": TITLE}],
}
BONUS: dict[str, Any] = {"type": "earn_fixed", "counter": "points", "points": 1}
LESS: dict[str, Any] = {"type": "percent_off", "share_ppm": 1000}
AGAIN = {"consumes": False, "on_consumed": True}
T = TypeVar("T")


def rule(code: str, **changes: Any) -> dict[str, Any]:
    return {"code": code, "title": TITLE, "phase": "earning", "effects": [BONUS], **changes}


def whole(**changes: Any) -> bytes:
    return json.dumps({**HEAD, **changes}, separators=(",", ":")).encode()


def nested(depth: int, inner: str = '{"type":"first_visit"}') -> bytes:
    condition = '{"type":"all","of":[' * depth + inner + "]}" * depth
    return whole(rules=[rule("deep", when="HERE")]).replace(b'"HERE"', condition.encode())


def wide_tree(branches: int, depth: int) -> dict[str, Any]:
    if depth == 0:
        return {"type": "first_visit"}
    return {"type": "any", "of": [wide_tree(branches, depth - 1)] * branches}


HOSTILE: dict[str, bytes] = {
    "ten megabytes": whole(name="x" * 10_000_000),
    "a million brackets": b"[" * 1_000_000,
    "as many brackets as fit": b"[" * PROGRAMME_BYTES_MAX,
    "ten thousand conditions deep": nested(10_000),
    "conditions deeper than allowed": nested(15),
    "wide trees of conditions": whole(
        rules=[rule("a", when=wide_tree(20, 3)), rule("b", when=wide_tree(12, 3))]
    ),
    "a hundred thousand numbers": whole(rules=list(range(9))).replace(b"[0,", b"[" + b"0," * 100_000),
    "more rules than allowed": whole(rules=[rule(f"r{n}") for n in range(301)]),
    "a number of a thousand digits": whole(version=10**1000),
    "more digits than Python reads": whole().replace(b'"version":1', b'"version":' + b"9" * 50_000),
    "a number beyond 64 bits": whole(version=2**64),
    "an exponent beyond any float": whole().replace(b'"version":1', b'"version":1e999'),
    "not a number": whole().replace(b'"version":1', b'"version":NaN'),
    "infinity": whole().replace(b'"version":1', b'"version":-Infinity'),
    "a float": whole(version=1.5),
    "a field that is there twice": whole().replace(b'"version":1', b'"version":1,"version":2'),
    "as many fields as fit, each there twice": whole(rules=[{"code": f"r{n}"} for n in range(9000)]).replace(
        b'"code":"r', b'"code":"r","code":"r'
    ),
    "a field that is there twice behind all others": whole(**{f"f{n}": 1 for n in range(18_000)}).replace(
        b'"f17999":', b'"f0":'
    ),
    "a flood of unknown fields": whole(**{f"field{n}": n for n in range(9000)}),
    "an unknown field with an endless name": whole(**{"x" * 200_000: 1}),
    "an endless code": whole(rules=[rule("a" * 200_000)]),
    "an endless code that almost matches": whole(rules=[rule("a_" * 60_000 + "!")]),
    "bytes that are no text": b'{"name":"\xff\xfe"}',
    "half a character": whole().replace(b"Club", rb"\ud800"),
    "a right-to-left override": whole(name="Club\u202eevil"),
    "printer commands": whole(name="Club\x1b@\x1dV\x00"),
    "a list where an object belongs": whole(rules=[[]]),
    "an object where a list belongs": whole(rules={"0": rule("base")}),
    "a condition that names itself": whole(rules=[rule("odd", when={"type": ["all"]})]),
    "a window without end": whole(
        rules=[
            rule("long", when={"type": "every_n_visits", "n": 2, "window": {"kind": "days", "count": 10**9}})
        ]
    ),
    "dates that overflow": whole(rules=[rule("late", when={"type": "dates", "last": "99999-01-01"})]),
    "points that overflow": whole(rules=[rule("rich", effects=[{**BONUS, "points": 10**18}])]),
    "nothing at all": b"",
    "null": b"null",
}


def worked(call: Callable[[], T]) -> tuple[T, int]:
    """The result, and how many calls of functions it took: the same on every machine, busy or not."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        result = call()
    finally:
        sys.setprofile(before)
    return result, calls


def refusal_of(raw: bytes) -> ProgrammeError:
    with pytest.raises(ProgrammeError) as refused:
        programme_from_json(raw)
    return refused.value


@pytest.mark.parametrize("attack", HOSTILE)
def test_it_is_refused_after_little_work_with_a_path_and_a_sentence(attack: str) -> None:
    refused, calls = worked(lambda: refusal_of(HOSTILE[attack]))

    assert calls <= REFUSAL_CALLS_MAX
    assert refused.params["path"]
    assert 0 < len(str(refused)) < 1000


def test_the_largest_programme_allowed_neither_hangs_reading_nor_the_till() -> None:
    categories = [
        {"type": "amount", "bounds": {"at_least": n}, "scope": {"only": {"categories": [f"c{n}"]}}}
        for n in range(5)
    ]
    rules = [rule(f"r{n}", when={"type": "none", "of": categories}) for n in range(300)]
    basket = [BasketLine(amount_minor=100, categories=("food", f"c{n % 9}")) for n in range(1000)]
    raw = whole(rules=rules)
    assert len(raw) <= PROGRAMME_BYTES_MAX

    compiled, reading = worked(lambda: compile_programme(programme_from_json(raw)))
    evaluation, evaluating = worked(lambda: evaluate(compiled, facts(lines=basket)))

    assert len(evaluation.trace) == 300
    assert reading <= CALLS_MAX
    assert evaluating <= CALLS_MAX


@pytest.mark.parametrize(
    ("count", "effects", "group"),
    [
        (250, [LESS], {}),
        (25, [LESS] * 10, {}),
        (125, [{**LESS, "type": "percent_off_units", "pick": "dearest", "n": 900, **AGAIN}], {}),
        (83, [{**LESS, "type": "buy_x_get_y", "buy": 2, **AGAIN}], {}),
        (50, [LESS, LESS], {"choice": "best"}),
        (12, [LESS] * 10, {"choice": "best", "per": "line"}),
    ],
)
def test_as_many_discounts_as_are_allowed_do_not_hang_the_till(
    count: int, effects: list[dict[str, Any]], group: dict[str, str]
) -> None:
    named = {"group": "deal"} if group else {}
    rules = [rule(f"r{n}", phase="basket", effects=effects, **named) for n in range(count)]
    groups = [{"code": "deal", **group}] if group else []
    basket = [
        BasketLine(amount_minor=10_000 + n, quantity=5_000, tax_rate_ppm=(55_000, 200_000)[n % 2])
        for n in range(1000)
    ]
    compiled = compile_programme(programme_from_json(whole(rules=rules, groups=groups)))

    evaluation, calls = worked(lambda: evaluate(compiled, facts(lines=basket)))

    assert evaluation.discount_minor > 0
    assert calls <= CALLS_MAX


def test_the_largest_number_of_points_fits_every_ledger() -> None:
    rich = rule("rich", effects=[{**BONUS, "points": 10**9}] * 10)
    earn = {"type": "earn_per_amount", "counter": "points", "points": 10**9, "per_minor": 1}
    compiled = compile_programme(programme_from_json(whole(rules=[rich, rule("all", effects=[earn])])))

    evaluation = evaluate(compiled, facts(10**11))

    assert evaluation.earned_on("points") == EARNED_MAX
    assert 10**6 * EARNED_MAX < 2**63
    assert [(entry.rule, entry.by) for entry in evaluation.trace] == [("all", VISIT_CAP), ("rich", VISIT_CAP)]
