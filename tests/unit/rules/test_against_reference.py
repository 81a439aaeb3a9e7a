"""The engine and the reference evaluator give the same for any programme on any visit.

A difference names its pair: `random_programme.pair(number)` makes it again. `tests/soak/test_rules.py` goes
on from here; `test_broken_engine` shows that these pairs notice.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import StrEnum

import pytest

from fidpos.rules.engine import compile_programme, evaluate, needs
from fidpos.rules.evaluation import Evaluation, OfferState, Outcome, VoucherState
from fidpos.rules.policy import Policies
from fidpos.rules.registry import CONDITIONS, EFFECTS
from fidpos.rules.windows import Window, WindowKind
from tests.helpers.reference import evaluator
from tests.helpers.reference.differences import differences
from tests.helpers.reference.progress import Progress
from tests.unit.rules.random_programme import Pair, pair

PAIRS, AT_ONCE = 2000, 200
LOOKED_AT = 400
NOT_OF_AN_EVALUATION = (
    "refund",
    "gift_at_refund",
    "voucher_at_refund",
    "spent_at_refund",
    "tier_at_refund",
    "voucher_bound",
)
"""Policies that only corrections and the till read."""


def compare(number: int) -> list[str]:
    """What the two say differently of one pair, each line with the number of the pair."""
    one = pair(number)
    ours = evaluate(compile_programme(one.programme), one.facts)
    theirs = evaluator.evaluate(one.programme, one.facts)
    return [f"pair {number}: {difference}" for difference in differences(ours, theirs)]


@pytest.mark.parametrize("first", range(0, PAIRS, AT_ONCE))
def test_the_engine_gives_what_the_reference_gives(first: int) -> None:
    found = [each for number in range(first, first + AT_ONCE) for each in compare(number)]

    assert found == []


@pytest.fixture(scope="module")
def looked_at() -> list[Pair]:
    return [pair(number) for number in range(LOOKED_AT)]


@pytest.fixture(scope="module")
def evaluations(looked_at: list[Pair]) -> list[Evaluation]:
    return [evaluate(compile_programme(each.programme), each.facts) for each in looked_at]


def parts(value: object) -> Iterator[object]:
    """A value and everything within it."""
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from parts(each)


def test_the_pairs_reach_every_condition_effect_window_and_policy(looked_at: list[Pair]) -> None:
    found = [each for one in looked_at for each in parts(one.programme)]

    codes = {getattr(each, "code", "") for each in found}
    assert set(CONDITIONS) | set(EFFECTS) <= codes
    assert {each.kind for each in found if isinstance(each, Window)} == set(WindowKind)
    for field in fields(Policies):
        chosen = {getattr(one.programme.policies, field.name) for one in looked_at}
        kind: type[StrEnum] | type[bool] = type(getattr(Policies(), field.name))
        every = set(kind) if issubclass(kind, StrEnum) else {False, True}
        assert chosen == every or field.name in NOT_OF_AN_EVALUATION


def test_the_pairs_know_every_fate_of_rules_rewards_and_vouchers(evaluations: list[Evaluation]) -> None:
    outcomes = Counter(entry.outcome for each in evaluations for entry in each.trace)
    causes = {entry.by for each in evaluations for entry in each.trace}

    assert set(outcomes) == set(Outcome)
    assert outcomes[Outcome.FIRED] > sum(outcomes.values()) // 5
    assert {"amount_due", "cap_minor", "cap_points", "rule_cap_minor", "rule_cap_points"} <= causes
    assert {"limit_per_day", "limit_in_total", "earning_visits_a_day", "staff_own_purchase"} <= causes
    assert {offer.state for each in evaluations for offer in each.offers} == set(OfferState)
    assert {offer.state for each in evaluations for offer in each.voucher_offers} == set(VoucherState)


def test_the_pairs_give_something_of_each_kind(evaluations: list[Evaluation]) -> None:
    for name in (
        "discounts",
        "earned",
        "spent",
        "gifts",
        "messages",
        "rule_uses",
        "vouchers",
        "vouchers_used",
    ):
        assert sum(1 for each in evaluations if getattr(each, name)) > len(evaluations) // 40, name
    assert sum(1 for each in evaluations if each.tier is not None and each.tier.changes) > 40


def test_the_reference_reads_nothing_of_the_past_that_the_engine_does_not_ask_for(
    looked_at: list[Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    known, read = Progress.known, set[str]()

    def noted(progress: Progress, key: str) -> int | None:
        read.add(key)
        return known(progress, key)

    monkeypatch.setattr(Progress, "known", noted)
    for one in looked_at:
        read.clear()
        evaluator.evaluate(one.programme, one.facts)
        assert read <= {query.key for query in needs(compile_programme(one.programme))}
