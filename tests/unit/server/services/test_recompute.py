"""What a till computed, the centre computes again: the same to the last point, or told where not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.control_group import is_held_out
from fidpos.domain.ids import AllowanceId
from fidpos.domain.member import TierStanding
from fidpos.domain.visit import Redemption
from fidpos.posting.worth import reward_worth_minor
from fidpos.rules.codec import facts_together
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.facts import Facts
from fidpos.server.services.recompute import Fuller, fuller, recompute
from fidpos.wire.events import (
    CountBody,
    DrawnBody,
    RedemptionBody,
    RuleUseBody,
    VisitClosed,
    VisitUndone,
    VisitVoided,
    VoucherUseBody,
)
from fidpos.wire.sealed import unseal
from tests.helpers.busy_programme import any_shopping, busy
from tests.helpers.counter import IDENTITY
from tests.helpers.lived_visits import PEOPLE, Life
from tests.helpers.memory_store import MemoryStore


def lived(seed: int, visits: int = 40, **changes: Any) -> Life:
    random = Random(seed)
    programme = replace(busy(random), **changes)
    store = MemoryStore(IDENTITY, programme)
    store.load(*PEOPLE)
    life = Life(store=store, programme=programme)
    for _ in range(visits):
        life.live(any_shopping(random))
    return life


def facts_of(life: Life, event: VisitClosed) -> Facts:
    assert isinstance(life.store, MemoryStore)
    key = life.store._keys[event.member_id]
    private = unseal(key, event.member_id, event.sealed) if event.sealed else b""
    return facts_together(bytes(event.facts), private)


@pytest.fixture(scope="module")
def life() -> Life:
    return lived(1)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_programme_an_honest_visit_is_the_same(seed: int) -> None:
    lived_here = lived(seed)
    compiled = compile_programme(lived_here.programme)

    for event in lived_here.closed:
        assert recompute(event, facts_of(lived_here, event), compiled) == ()


def test_a_till_that_leaves_nobody_out_is_found_out_by_its_offers_to_the_control_group() -> None:
    at_the_centre = busy(Random(1))
    loose = lived(1, control_ppm=1)
    compiled = compile_programme(at_the_centre)

    found_out = {
        event.member_id for event in loose.closed if recompute(event, facts_of(loose, event), compiled)
    }

    held_out = {each.member.id for each in PEOPLE if is_held_out(each.member.id, at_the_centre.control_ppm)}
    assert found_out == held_out
    assert len(held_out) < len(PEOPLE)


CHANGES: dict[str, Callable[[VisitClosed], dict[str, Any]]] = {
    "visit": lambda event: {"amount_minor": event.amount_minor + 1},
    "discount": lambda event: {"discount_minor": event.discount_minor + 1},
    "entries": lambda event: {
        "entries": (structs.replace(event.entries[-1], amount=10**6), *event.entries[:-1]),
    },
    "redemptions": lambda event: {
        "redemptions": (
            *event.redemptions,
            RedemptionBody(id=event.visit_id, reward="coffee", counter="points", cost=1),  # type: ignore[arg-type]  # any id
        )
    },
    "vouchers": lambda event: {"vouchers": event.vouchers[1:]},
    "vouchers_used": lambda event: {"vouchers_used": (VoucherUseBody(id=event.visit_id),)},  # type: ignore[arg-type]  # any id
    "gifts": lambda event: {"gifts": (*event.gifts, "car")},
    "rule_uses": lambda event: {"rule_uses": (*event.rule_uses, RuleUseBody(rule="more"))},
    "tier": lambda _: {"tier": TierStanding(code="platinum", since=date(2026, 1, 1))},
    "counts": lambda event: {"counts": (*event.counts, CountBody(scope="gold", revenue_minor=1))},
}


@pytest.mark.parametrize("part", list(CHANGES))
def test_a_part_that_was_changed_is_named(life: Life, part: str) -> None:
    compiled = compile_programme(life.programme)
    event = next(each for each in life.closed if each.entries and (part != "vouchers" or each.vouchers))
    changed = structs.replace(event, **CHANGES[part](event))
    differences = recompute(changed, facts_of(life, event), compiled)

    assert part in {difference.part for difference in differences}
    assert all(difference.told != difference.computed for difference in differences)


def rewarded(life: Life) -> tuple[VisitClosed, int]:
    """A visit with one reward and no voucher, and what that cost the shop."""
    event = next(each for each in life.closed if len(each.redemptions) == 1 and not each.vouchers_used)
    (spent,) = event.redemptions
    compiled = compile_programme(life.programme)
    used = Redemption(id=spent.id, reward=spent.reward, counter=spent.counter, cost=spent.cost)
    return event, reward_worth_minor(compiled.programme, evaluate(compiled, facts_of(life, event)), used)


@pytest.mark.parametrize(("beside_minor", "parts"), [(0, []), (-1, ["drawn"]), (1, ["drawn"])])
def test_what_is_drawn_on_an_allowance_is_what_the_reward_cost_the_shop(
    life: Life, beside_minor: int, parts: list[str]
) -> None:
    event, worth_minor = rewarded(life)
    drawn = DrawnBody(allowance_id=AllowanceId(UUID(int=1)), amount_minor=worth_minor + beside_minor)
    told = structs.replace(event, drawn=(drawn,))
    differences = recompute(told, facts_of(life, event), compile_programme(life.programme))

    assert [difference.part for difference in differences] == parts


def test_a_visit_without_a_choice_draws_nothing(life: Life) -> None:
    event = next(each for each in life.closed if not each.redemptions and not each.vouchers_used)
    drawn = DrawnBody(allowance_id=AllowanceId(UUID(int=1)), amount_minor=1)
    differences = recompute(
        structs.replace(event, drawn=(drawn,)), facts_of(life, event), compile_programme(life.programme)
    )

    assert [difference.part for difference in differences] == ["drawn"]


def test_longer_lived_points_are_found(life: Life) -> None:
    event = next(each for each in life.closed if any(entry.lot for entry in each.entries))
    *before, last = event.entries
    assert last.lot is not None
    longer = structs.replace(last, lot=structs.replace(last.lot, expires_on=date(2099, 1, 1)))
    changed = structs.replace(event, entries=(*before, longer))
    differences = recompute(changed, facts_of(life, event), compile_programme(life.programme))

    assert [difference.part for difference in differences] == ["entries"]


def test_facts_of_another_visit_do_not_stand_for_it(life: Life) -> None:
    first, second = life.closed[:2]
    differences = recompute(first, facts_of(life, second), compile_programme(life.programme))

    assert "visit" in {difference.part for difference in differences}


@pytest.mark.parametrize("seed", range(6))
def test_where_the_till_knew_everything_the_fuller_history_gives_the_same(seed: int) -> None:
    lived_here = lived(seed)
    compiled = compile_programme(lived_here.programme)
    main = lived_here.programme.counters[0].code
    assert isinstance(lived_here.store, MemoryStore)
    told: list[VisitClosed | VisitUndone] = []
    for event in lived_here.store.events:
        if isinstance(event, VisitClosed):
            mine = [each for each in told if each.member_id == event.member_id]
            evaluation = lived_here.said[event.visit_id]
            given = Fuller(discount_minor=evaluation.discount_minor, earned=evaluation.earned_on(main))
            assert fuller(facts_of(lived_here, event), compiled, mine) == given
        if isinstance(event, VisitClosed | VisitVoided):
            told.append(event)


def test_what_the_till_did_not_know_of_the_member_makes_a_difference(life: Life) -> None:
    compiled = compile_programme(life.programme)
    changed = 0
    for event in life.closed:
        earlier = [each for each in life.closed if each.at < event.at and each.member_id == event.member_id]
        facts = facts_of(life, event)
        changed += fuller(facts, compiled, earlier) != fuller(facts, compiled, ())

    assert changed > 0
