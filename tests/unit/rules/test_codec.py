"""The codec: what it reads, what it writes, and how it refuses."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.basket import BasketLine
from fidpos.domain.errors import InvalidValue, ProgrammeError
from fidpos.rules.codec import (
    FACTS_PARTS_MAX,
    evaluation_to_json,
    facts_apart,
    facts_from_json,
    facts_to_json,
    facts_together,
    programme_from_json,
    programme_to_json,
)
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.encode import encode
from fidpos.rules.facts import Facts, Who
from fidpos.rules.programme import Programme
from fidpos.rules.shape import shape_of
from tests.unit.rules.build import birthday, programme, rule, run
from tests.unit.rules.build import facts as ordinary_facts
from tests.unit.rules.strategies import facts, fewer, programmes

SMALLEST: dict[str, Any] = {
    "version": 1,
    "name": "Club",
    "currency": "EUR",
    "counters": [{"code": "points", "title": {"fr": "Points", "en": "Points"}}],
}
RULE: dict[str, Any] = {
    "code": "base",
    "title": {"fr": "Base", "en": "Base"},
    "phase": "earning",
    "when": {"type": "all", "of": [{"type": "amount", "bounds": {"at_least": 100}}]},
    "effects": [{"type": "earn_fixed", "counter": "points", "points": 1}],
}
AMOUNT = ("rules", 0, "when", "of", 0)


def with_rule(*steps: str | int, value: object) -> bytes:
    """The smallest programme with one rule, of which one field is another."""
    whole = json.loads(json.dumps({**SMALLEST, "rules": [RULE]}))
    place = whole
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value
    return json.dumps(whole).encode()


def refused(raw: bytes) -> tuple[object, object]:
    with pytest.raises(ProgrammeError) as error:
        programme_from_json(raw)
    return error.value.params["path"], error.value.params["reason"]


def test_what_is_left_out_has_its_default() -> None:
    read = programme_from_json(json.dumps(SMALLEST).encode())

    assert (read.tiers, read.rules, read.safeguards.earning_visits_a_day) == ((), (), 3)
    assert json.loads(programme_to_json(read)) == SMALLEST


@pytest.mark.parametrize(
    ("steps", "value", "path", "reason"),
    [
        (("speed",), 3, "speed", "is not a field that is known here"),
        (("rules", 0, "when", "typ"), "all", "rules[0].when.typ", "is not a field that is known here"),
        (("rules", 0, "code"), "Base Rule", "rules[0].code", "must match [a-z][a-z0-9_]{0,39}"),
        (("rules", 0, "title"), {"fr": "Base"}, "rules[0].title.en", "is missing"),
        (("rules", 0, "phase"), "later", "rules[0].phase", "must be one of: line, basket, earning, after"),
        (("rules", 0, "priority"), 1.0, "rules[0].priority", "must be a whole number"),
        (("rules", 0, "priority"), True, "rules[0].priority", "must be a whole number"),
        (("rules", 0, "priority"), 1001, "rules[0].priority", "must lie between -1000 and 1000"),
        (("rules", 0, "effects"), [], "rules[0].effects", "must have 1 to 10 items"),
        (("rules", 0, "effects"), {}, "rules[0].effects", "must be a list"),
        (("rules", 0, "limits"), 3, "rules[0].limits", "must be an object"),
        (("rules", 0, "when"), [], "rules[0].when", "must be an object"),
        ((*AMOUNT, "bounds"), {}, "rules[0].when.of[0].bounds", "at least one bound is needed"),
        (
            (*AMOUNT, "bounds", "at_least"),
            -1,
            "rules[0].when.of[0].bounds.at_least",
            "must lie between 0 and",
        ),
        ((*AMOUNT, "after_discount"), 0, "rules[0].when.of[0].after_discount", "must be true or false"),
        (
            (*AMOUNT, "type"),
            "amont",
            "rules[0].when.of[0].type",
            "must name one of these conditions: age, all,",
        ),
        (
            ("rules", 0, "effects", 0, "type"),
            None,
            "rules[0].effects[0].type",
            "must name one of these effects: add_to_earned, alert, amount_off",
        ),
        (("name",), 7, "name", "must be a text"),
        (("name",), "", "name", "must have 1 to 200 characters"),
        (("name",), "Club\u202e", "name", "must not contain control characters"),
        (("name",), "Club\x1b@", "name", "must not contain control characters"),
        (
            ("tier_basis",),
            {"metric": "visits", "window": {"kind": "since", "since": "2026-02-30"}},
            "tier_basis.window.since",
            "must be a date such as 2026-11-22",
        ),
        (
            ("tier_basis",),
            {"metric": "visits", "window": {"kind": "since", "since": "20260203"}},
            "tier_basis.window.since",
            "must be a date such as 2026-11-22",
        ),
    ],
)
def test_a_wrong_field_is_refused_with_its_path_and_a_sentence(
    steps: tuple[str | int, ...], value: object, path: str, reason: str
) -> None:
    seen_path, seen_reason = refused(with_rule(*steps, value=value))

    assert seen_path == path
    assert str(seen_reason).startswith(reason)


def test_french_spaces_are_no_control_characters() -> None:
    assert programme_from_json(with_rule("name", value="Club\u202f! 5\u00a0€")).name == "Club\u202f! 5\u00a0€"


def test_the_whole_is_named_by_a_dollar() -> None:
    assert refused(b"[]") == ("$", "must be an object")
    assert refused(b"{")[0] == "$"


def test_a_value_without_a_json_form_is_never_written() -> None:
    with pytest.raises(TypeError):
        encode(1.5)


def test_an_annotation_without_a_shape_is_seen_at_once() -> None:
    for annotation in (float, dict[str, int], bytes):
        with pytest.raises(TypeError):
            shape_of(annotation)


def test_facts_that_are_none_are_refused_with_their_path() -> None:
    with pytest.raises(InvalidValue) as error:
        facts_from_json(
            facts_to_json(ordinary_facts(100)).replace(b'"amount_minor":100', b'"amount_minor":"1"')
        )

    assert error.value.params == {"path": "visit.lines[0].amount_minor", "reason": "must be a whole number"}


def test_facts_beyond_any_visit_are_refused_unread() -> None:
    with pytest.raises(InvalidValue):
        facts_from_json(b" " * (4 * 1024 * 1024 + 1))


def test_facts_of_more_parts_than_any_visit_has_are_refused_before_they_are_parsed() -> None:
    with pytest.raises(InvalidValue) as error:
        facts_from_json(b"[" + b"[]," * FACTS_PARTS_MAX)

    assert error.value.params["reason"] == "has more than 50000 brackets, braces and commas"


def test_a_basket_of_two_thousand_lines_of_which_everything_is_known_is_read() -> None:
    line = BasketLine(
        amount_minor=100,
        article="a",
        label="An article, in a box",
        categories=("food", "bread", "sweet"),
        brand="b",
        labels=frozenset({"organic", "local"}),
        quantity=2000,
        tax_rate_ppm=55_000,
        tax_included=False,
        discounted=True,
        earns=False,
    )
    ordinary = ordinary_facts(100)
    large = replace(ordinary, visit=replace(ordinary.visit, lines=(line,) * 2000))

    assert facts_from_json(facts_to_json(large)) == large


def test_an_ordinary_visit_stays_compact() -> None:
    assert facts_to_json(ordinary_facts(1240, tier="gold", balances={"points": 1284})) == (
        b'{"visit":{"id":"00000000-0000-0000-0000-000000000001","shop":"00000000-0000-0000-0000-000000000002",'
        b'"till":"00000000-0000-0000-0000-000000000003","at":"2026-11-24T09:30:00+01:00",'
        b'"business_day":"2026-11-24","lines":[{"amount_minor":1240}]},'
        b'"member":{"enrolled_on":"2024-05-02","tier":"gold"},'
        b'"history":[{"key":"visits/day","value":0},{"key":"visits/lifetime","value":0},'
        b'{"key":"points_earned/months-12","value":0}],"balances":[{"counter":"points","amount":1284}]}'
    )


def test_birthdays_are_taken_apart_and_put_together_again() -> None:
    twins = [birthday(24, 11, Who.CHILD, person, changed_on=date(2026, 1, 1)) for person in ("ada", "bea")]
    whole = ordinary_facts(100, anniversaries=twins)

    clear, apart = facts_apart(whole)

    assert b"ada" not in clear
    assert facts_from_json(clear) == replace(whole, member=replace(whole.member, anniversaries=()))
    assert facts_together(clear, apart) == whole


def test_facts_without_birthdays_have_nothing_apart() -> None:
    clear, apart = facts_apart(ordinary_facts(100))

    assert apart == b""
    assert facts_together(clear, apart) == ordinary_facts(100)


def test_birthdays_that_are_none_are_refused() -> None:
    with pytest.raises(InvalidValue) as error:
        facts_together(facts_to_json(ordinary_facts(100)), b'{"anniversaries":[{"who":"nobody"}]}')

    assert error.value.params["path"] == "anniversaries[0].who"


def test_an_evaluation_says_only_what_there_is_to_say() -> None:
    evaluation = run(
        programme(rule("bonus", EarnFixed(counter="points", points=5)), tiers=()), ordinary_facts(100)
    )

    assert evaluation_to_json(evaluation) == (
        b'{"programme_version":7,"amount_minor":100,'
        b'"earned":[{"counter":"points","rule":"bonus","amount":5}],"trace":[{"rule":"bonus","outcome":"fired"}]}'
    )


@fewer
@given(programmes())
def test_a_programme_comes_back_the_same(any_programme: Programme) -> None:
    written = programme_to_json(any_programme)

    assert programme_from_json(written) == any_programme
    assert programme_to_json(programme_from_json(written)) == written


@fewer
@given(facts())
def test_facts_come_back_the_same(any_facts: Facts) -> None:
    written = facts_to_json(any_facts)

    assert facts_from_json(written) == any_facts
    assert facts_to_json(facts_from_json(written)) == written
    assert facts_together(*facts_apart(any_facts)) == any_facts


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
paths = st.sampled_from(
    [
        ("counters",),
        ("counters", 0),
        ("counters", 0, "title"),
        ("rules",),
        ("rules", 0, "when"),
        ("rules", 0, "effects", 0),
        AMOUNT,
        (*AMOUNT, "bounds"),
    ]
)


@given(paths, json_values)
def test_nothing_but_a_programme_or_a_refusal_comes_out(steps: tuple[str | int, ...], value: object) -> None:
    try:
        programme_from_json(with_rule(*steps, value=value))
    except ProgrammeError as error:
        assert error.params["path"]  # noqa: PT017 - either outcome is right, and only this one has a path
