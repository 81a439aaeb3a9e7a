"""Visits corrected or credited after others: what those have used since is not given a second time."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from fidpos.domain.ids import VisitId
from fidpos.localdb.store import LocalStore
from fidpos.rules.codec import facts_from_json, programme_from_json
from fidpos.till.correct import Corrected
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.ports import RecordedVisit
from fidpos.wire.events import VoucherUseBody
from tests.helpers.correcting_till import CorrectingTill, correcting_till
from tests.helpers.corrections import recorded
from tests.helpers.counter import BERENICE, MALO

A_DAY_S = 86_400
TITLE = {"fr": "Titre", "en": "Title"}
VOUCHER = {"type": "voucher", "title": TITLE, "effect": {"type": "amount_off", "amount_minor": 1_000}}
WELCOME = {
    "code": "welcome",
    "title": TITLE,
    "phase": "after",
    "when": {"type": "amount", "bounds": {"at_least": 2_000}},
    "effects": [VOUCHER],
}
ONCE = {**WELCOME, "limits": {"in_total": 1}}
ONCE_A_YEAR = {**WELCOME, "limits": {"per_year": 1}}
FIRST_OF_ALL = {**WELCOME, "limits": {"overall": 1}}
EVERY_200 = {
    "code": "loyal",
    "title": TITLE,
    "phase": "after",
    "when": {
        "type": "revenue",
        "window": {"kind": "since_last_use"},
        "bounds": {"at_least": 20_000},
        "including_this": True,
    },
    "effects": [VOUCHER],
}


@pytest.fixture(params=["memory", "disk"])
def till(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CorrectingTill]:
    made = correcting_till(request.param, tmp_path)
    yield made
    if isinstance(made.store, LocalStore):
        made.store.close()


def publish(till: CorrectingTill, rule: Mapping[str, object]) -> None:
    counters = [{"code": "points", "title": TITLE}]
    programme = {"version": 2, "name": "Test", "currency": "EUR", "counters": counters, "rules": [rule]}
    till.store.put_programme(programme_from_json(json.dumps(programme).encode()))
    till.restart()


def given(till: CorrectingTill, visit_id: VisitId) -> int:
    return len(recorded(till.store, visit_id).vouchers)


def corrected(result: object) -> RecordedVisit:
    assert isinstance(result, Corrected), result
    return result.after


@pytest.mark.parametrize("rule", [ONCE, ONCE_A_YEAR, FIRST_OF_ALL], ids=["in total", "a year", "overall"])
def test_a_limit_that_a_later_visit_has_used_up_gives_nothing_to_a_correction(
    till: CorrectingTill, rule: Mapping[str, object]
) -> None:
    publish(till, rule)
    first, second = till.buy(BERENICE, 500), till.buy(BERENICE, 2_500)

    done = corrected(till.amount(first, 2_500))

    assert given(till, second) == 1
    assert done.vouchers == ()


@pytest.mark.parametrize("rule", [ONCE, ONCE_A_YEAR, FIRST_OF_ALL], ids=["in total", "a year", "overall"])
def test_what_the_visit_itself_has_used_is_its_own_again(
    till: CorrectingTill, rule: Mapping[str, object]
) -> None:
    publish(till, rule)
    first = till.buy(BERENICE, 2_500)
    till.buy(BERENICE, 2_500)

    done = corrected(till.amount(first, 3_000))

    assert len(done.vouchers) == 1


def test_uses_that_the_correction_knew_stay_as_they_were(till: CorrectingTill) -> None:
    publish(till, {**WELCOME, "limits": {"in_total": 3}})
    till.buy(BERENICE, 2_500)
    till.clock.advance(A_DAY_S)
    visit_id = till.buy(BERENICE, 2_500)
    before = facts_from_json(bytes(recorded(till.store, visit_id).told.facts))

    done = corrected(till.amount(visit_id, 3_000))

    assert facts_from_json(bytes(done.told.facts)).uses == before.uses


def test_a_visit_that_moves_takes_its_use_of_an_overall_limit_along(till: CorrectingTill) -> None:
    publish(till, FIRST_OF_ALL)

    done = corrected(till.move(till.buy(BERENICE, 2_500), MALO))

    assert len(done.vouchers) == 1


def test_what_a_later_use_has_counted_counts_for_no_ticket_of_before(till: CorrectingTill) -> None:
    publish(till, EVERY_200)
    till.buy(BERENICE, 10_000)
    till.clock.advance(A_DAY_S)
    bought_at = till.clock.now()
    till.clock.advance(A_DAY_S)
    assert given(till, till.buy(BERENICE, 10_000)) == 1
    till.clock.advance(A_DAY_S)

    credited = till.credit(BERENICE, 10_000, bought_at)

    assert isinstance(credited, RecordedVisit), credited
    assert credited.vouchers == ()


def test_a_later_use_of_the_same_day_closes_the_window_too(till: CorrectingTill) -> None:
    publish(till, EVERY_200)
    first = till.buy(BERENICE, 10_000)
    assert given(till, till.buy(BERENICE, 10_000)) == 1

    done = corrected(till.amount(first, 25_000))

    assert done.vouchers == ()


def test_without_a_later_use_the_window_is_open(till: CorrectingTill) -> None:
    publish(till, EVERY_200)
    first = till.buy(BERENICE, 1_000)
    till.clock.advance(A_DAY_S)

    credited = till.credit(BERENICE, 10_000, till.clock.now() - timedelta(seconds=1))
    done = corrected(till.amount(first, 20_000))

    assert isinstance(credited, RecordedVisit), credited
    assert credited.vouchers == ()
    assert len(done.vouchers) == 1


def test_a_visit_does_not_move_to_who_has_used_the_limit_since(till: CorrectingTill) -> None:
    publish(till, ONCE)
    first = till.buy(BERENICE, 2_500)
    till.buy(MALO, 2_500)

    done = corrected(till.move(first, MALO))

    assert done.vouchers == ()


def test_a_visit_whose_voucher_was_withdrawn_since_is_not_corrected_and_can_be_undone(
    till: CorrectingTill,
) -> None:
    publish(till, ONCE)
    first = till.buy(BERENICE, 2_500)
    (voucher,) = recorded(till.store, first).vouchers
    spending = structs.replace(
        till.events.closed(BERENICE.member, 5_000), vouchers_used=(VoucherUseBody(id=voucher),)
    )
    till.store.commit(spending)
    till.undo(first)

    refused = till.amount(spending.visit_id, 6_000)
    till.undo(spending.visit_id)

    assert refused is CorrectionRefusal.VOUCHER_LOST
    assert till.store.vouchers(BERENICE.member.id, till.events.today) == ()
