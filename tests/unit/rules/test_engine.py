"""The engine as a whole: exact, deterministic, explained, whatever the programme and the visit."""

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.rules.codec import (
    evaluation_to_json,
    facts_from_json,
    facts_to_json,
    programme_from_json,
    programme_to_json,
)
from fidpos.rules.conditions.anniversary import SOON_DAYS
from fidpos.rules.effect import Effect, Phase
from fidpos.rules.engine import compile_programme, evaluate, needs
from fidpos.rules.evaluation import Evaluation, Outcome
from fidpos.rules.facts import Facts
from fidpos.rules.programme import Per, Programme
from tests.unit.rules.any_effect import discounts
from tests.unit.rules.build import facts as ordinary_facts
from tests.unit.rules.build import programme as ordinary_programme
from tests.unit.rules.build import rule, run
from tests.unit.rules.random_programme import pair
from tests.unit.rules.strategies import facts, fewer, programmes

ROOT = Path(__file__).parents[3]
BAKERY = ROOT / "resources" / "programmes" / "boulangerie.json"

T = TypeVar("T")

DIGEST = """
import sys
from fidpos.rules.codec import evaluation_to_json, facts_from_json, programme_from_json
from fidpos.rules.engine import compile_programme, evaluate
programme, facts = sys.stdin.buffer.read().split(b"\\n")
sys.stdout.buffer.write(
    evaluation_to_json(evaluate(compile_programme(programme_from_json(programme)), facts_from_json(facts)))
)
"""


def leaves(value: object) -> Iterator[object]:
    """Every value of a decoded JSON text that is neither an object nor a list."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)
    else:
        yield value


@fewer
@given(programmes(), facts())
def test_the_same_facts_give_the_same_bytes_and_touch_nothing(
    programme: Programme, given_facts: Facts
) -> None:
    before = facts_to_json(given_facts)
    compiled = compile_programme(programme)

    first, second = evaluate(compiled, given_facts), evaluate(compiled, given_facts)

    assert evaluation_to_json(first) == evaluation_to_json(second)
    assert facts_to_json(given_facts) == before


@fewer
@given(programmes(), facts())
def test_stored_facts_give_the_same_evaluation_on_the_server(
    programme: Programme, given_facts: Facts
) -> None:
    compiled = compile_programme(programme)

    stored = facts_from_json(facts_to_json(given_facts))

    assert evaluate(compiled, stored) == evaluate(compiled, given_facts)


@fewer
@given(programmes(), facts())
def test_discounts_sum_line_by_line_and_never_exceed_a_line(programme: Programme, given_facts: Facts) -> None:
    evaluation = evaluate(compile_programme(programme), given_facts)

    lines = [line.amount_minor for line in given_facts.visit.lines]
    off = [0] * len(lines)
    for discount in evaluation.discounts:
        off[discount.line] += discount.amount_minor
    assert sum(off) == evaluation.discount_minor <= evaluation.amount_minor == sum(lines)
    assert all(0 <= each <= max(0, amount) for each, amount in zip(off, lines, strict=True))


@fewer
@given(programmes(), facts())
def test_no_float_ever_appears(programme: Programme, given_facts: Facts) -> None:
    evaluation = evaluate(compile_programme(programme), given_facts)

    assert not any(isinstance(leaf, float) for leaf in leaves(json.loads(evaluation_to_json(evaluation))))


@fewer
@given(programmes(), facts(), st.randoms(use_true_random=False))
def test_the_order_in_which_rules_are_listed_means_nothing(
    programme: Programme, given_facts: Facts, chance: random.Random
) -> None:
    shuffled = list(programme.rules)
    chance.shuffle(shuffled)

    listed = evaluate(compile_programme(programme), given_facts)
    other = evaluate(compile_programme(replace(programme, rules=tuple(shuffled))), given_facts)

    assert other == listed


@fewer
@given(programmes(), facts())
def test_the_trace_has_one_entry_for_each_rule_and_explains_it(
    programme: Programme, given_facts: Facts
) -> None:
    evaluation = evaluate(compile_programme(programme), given_facts)

    assert sorted(entry.rule for entry in evaluation.trace) == sorted(rule.code for rule in programme.rules)
    for entry in evaluation.trace:
        assert (entry.miss is not None) == (entry.outcome is Outcome.NOT_FIRED)
        assert bool(entry.by) == (entry.outcome in {Outcome.LOST, Outcome.CAPPED})


@fewer
@given(programmes(), facts())
def test_whatever_is_given_comes_from_a_rule_that_fired_or_a_reward_that_was_requested(
    programme: Programme, given_facts: Facts
) -> None:
    evaluation = evaluate(compile_programme(programme), given_facts)

    gave = {each.rule for each in evaluation.trace if each.outcome in {Outcome.FIRED, Outcome.CAPPED}}
    requested = set(given_facts.requested) | {f"voucher:{each.id}" for each in evaluation.vouchers_used}
    assert {each.rule for each in evaluation.earned} <= gave
    assert {each.source for each in evaluation.discounts} <= gave | requested
    assert {each.source for each in evaluation.gifts} <= gave | requested
    assert {each.reward for each in evaluation.spent} <= requested
    assert {each.rule for each in evaluation.rule_uses} <= gave | requested
    assert not given_facts.refused & ({each.rule for each in evaluation.earned} | set(sources(evaluation)))


def sources(evaluation: Evaluation) -> Iterator[str]:
    yield from (each.source for each in evaluation.discounts)
    yield from (each.source for each in evaluation.gifts)


@fewer
@given(programmes(), facts())
def test_at_most_one_rule_of_a_group_is_given(programme: Programme, given_facts: Facts) -> None:
    evaluation = evaluate(compile_programme(programme), given_facts)

    for group in programme.groups:
        if group.per is Per.LINE:
            continue
        members = {rule.code for rule in programme.rules if rule.group == group.code}
        assert len(members & ({each.rule for each in evaluation.earned} | set(sources(evaluation)))) <= 1


@fewer
@given(programmes(), facts())
def test_on_each_line_at_most_one_rule_of_a_group_per_line_is_given(
    programme: Programme, given_facts: Facts
) -> None:
    evaluation = evaluate(compile_programme(programme), given_facts)

    for group in programme.groups:
        members = {rule.code for rule in programme.rules if rule.group == group.code}
        pairs = {(each.line, each.source) for each in evaluation.discounts if each.source in members}
        if group.per is Per.LINE:
            assert len(pairs) == len({line for line, _ in pairs})


@fewer
@given(programmes(), facts())
def test_caps_and_prohibitions_hold(programme: Programme, given_facts: Facts) -> None:
    evaluation = evaluate(compile_programme(programme), given_facts)

    outcomes = {entry.rule: entry for entry in evaluation.trace}
    for one in programme.rules:
        off = sum(each.amount_minor for each in evaluation.discounts if each.source == one.code)
        assert one.cap_minor is None or off <= one.cap_minor
        gave = outcomes[one.code].outcome is Outcome.FIRED
        assert not gave or all(
            outcomes[code].outcome in {Outcome.NOT_FIRED, Outcome.LOST, Outcome.REFUSED}
            for code in one.forbids
        )


@fewer
@given(programmes(), facts())
def test_what_never_earns_is_left_alone_by_discounts_unless_the_policy_says_so(
    programme: Programme, given_facts: Facts
) -> None:
    evaluation = evaluate(compile_programme(programme), given_facts)

    reduced = {each.line for each in evaluation.discounts}
    fees = {index for index, line in enumerate(given_facts.visit.lines) if not line.earns}
    assert programme.policies.unearning_reduced or not reduced & fees


@given(discounts, facts(), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_no_total(
    effect: Effect, given_facts: Facts, chance: random.Random
) -> None:
    made = ordinary_programme(rule("off", effect, phase=Phase.LINE))
    lines = list(given_facts.visit.lines)
    chance.shuffle(lines)
    other = replace(given_facts, visit=replace(given_facts.visit, lines=tuple(lines)), vouchers=())

    listed, shuffled = run(made, replace(given_facts, vouchers=())), run(made, other)

    assert shuffled.discount_minor == listed.discount_minor
    assert shuffled.trace == listed.trace


@fewer
@given(programmes(), facts(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_known_and_asked_for_means_nothing(
    programme: Programme, given_facts: Facts, chance: random.Random
) -> None:
    def mixed(values: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(chance.sample(values, len(values)))

    other = replace(
        given_facts,
        history=mixed(given_facts.history),
        balances=mixed(given_facts.balances),
        uses=mixed(given_facts.uses),
        overall=mixed(given_facts.overall),
        requested=mixed(given_facts.requested),
    )
    compiled = compile_programme(programme)

    assert evaluate(compiled, other) == evaluate(compiled, given_facts)


@fewer
@given(programmes(), facts())
def test_what_is_not_needed_changes_nothing(programme: Programme, given_facts: Facts) -> None:
    compiled = compile_programme(programme)
    keys = {query.key for query in needs(compiled)}
    reach = compiled.anniversary_reach_days
    day = given_facts.visit.business_day
    near = tuple(each for each in given_facts.member.anniversaries if abs(each.day.days_from(day)) <= reach)
    trimmed = replace(
        given_facts,
        history=tuple(value for value in given_facts.history if value.key in keys),
        member=replace(given_facts.member, anniversaries=near),
    )

    assert evaluate(compiled, trimmed) == evaluate(compiled, given_facts)


@settings(max_examples=3)
@given(programmes(), facts())
def test_every_process_gives_the_same_bytes_whatever_its_hash_seed(
    programme: Programme, given_facts: Facts
) -> None:
    expected = evaluation_to_json(evaluate(compile_programme(programme), given_facts))
    digests = {hashlib.sha256(expected).hexdigest()}

    for seed in ("0", "1", "4711"):
        digests.add(hashlib.sha256(evaluated_elsewhere(programme, given_facts, seed)).hexdigest())

    assert len(digests) == 1


def evaluated_elsewhere(programme: Programme, given_facts: Facts, seed: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-c", DIGEST],
        input=programme_to_json(programme) + b"\n" + facts_to_json(given_facts),
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    ).stdout


def test_the_bakery_s_programme_asks_for_little() -> None:
    compiled = compile_programme(programme_from_json(BAKERY.read_bytes()))

    assert [query.key for query in needs(compiled)] == [
        "points_earned/months-12",
        "visits/day",
        "visits/lifetime",
    ]
    assert compiled.anniversary_reach_days == 7 + SOON_DAYS


def test_a_card_without_an_amount_already_shows_offers_tier_and_birthday() -> None:
    compiled = compile_programme(programme_from_json(BAKERY.read_bytes()))

    evaluation = evaluate(compiled, ordinary_facts(history={"points_earned/months-12": 1284}))

    assert [offer.reward for offer in evaluation.offers] == [
        "cafe_offert",
        "viennoiserie_offerte",
        "remise_5",
        "remise_12",
    ]
    assert evaluation.tier is not None
    assert (evaluation.tier.next, evaluation.tier.missing) == ("platine", 2000 - 1284 - 20)
    assert evaluation.amount_minor == evaluation.due_minor == 0


def test_the_phases_run_in_the_order_in_which_they_are_declared() -> None:
    assert list(Phase) == [Phase.LINE, Phase.BASKET, Phase.EARNING, Phase.AFTER]


def test_without_explanation_only_the_conditions_that_do_not_hold_are_left_unsaid() -> None:
    for one in (pair(number) for number in range(300)):
        compiled = compile_programme(one.programme)
        explained = evaluate(compiled, one.facts)

        given = [entry for entry in explained.trace if entry.outcome is not Outcome.NOT_FIRED]

        assert evaluate(compiled, one.facts, explained=False) == replace(explained, trace=tuple(given))
