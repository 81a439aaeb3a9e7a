"""Shift+F8 with the keys of the counter, on every store; what it leaves is what a careful till would have."""

from pathlib import Path

import pytest

from fidpos.till.task.view import ApprovalBody
from tests.helpers.correcting_till import CorrectingTill, correcting_till
from tests.helpers.corrector import AMOUNT, MEMBER, REFUND, VOID, Corrector
from tests.helpers.counter import BERENICE, MALO


@pytest.fixture(params=["memory", "disk"])
def till(request: pytest.FixtureRequest, tmp_path: Path) -> CorrectingTill:
    return correcting_till(request.param, tmp_path)


@pytest.fixture
def at_work(till: CorrectingTill) -> Corrector:
    """Bérénice has just bought for 40 euros."""
    till.buy(BERENICE, 4_000)
    return Corrector(till)


def done(at_work: Corrector) -> None:
    """The first reason, Paul's word where it is asked for, Enter."""
    at_work.line(1)
    if isinstance(at_work.view.body, ApprovalBody):
        at_work.approve()
    at_work.enter()
    assert not at_work.is_open


def test_a_visit_whose_amount_was_corrected_is_the_one_that_was_bought(
    till: CorrectingTill, at_work: Corrector, tmp_path: Path
) -> None:
    at_work.open(at_work.last_visit())
    at_work.line(AMOUNT)
    at_work.fill("amount", "1500")
    done(at_work)

    careful = correcting_till("memory", tmp_path)
    careful.buy(BERENICE, 1_500)
    assert till.state(BERENICE) == careful.state(BERENICE)


def test_a_visit_that_went_to_somebody_else_is_theirs_from_the_beginning(
    till: CorrectingTill, at_work: Corrector, tmp_path: Path
) -> None:
    at_work.open(at_work.last_visit())
    at_work.line(MEMBER)
    at_work.fill("search", "malo", move=0)
    at_work.line(1)
    done(at_work)

    careful = correcting_till("memory", tmp_path)
    careful.buy(MALO, 4_000)
    assert till.state(MALO) == careful.state(MALO)
    assert till.points(BERENICE) == 120


@pytest.mark.parametrize("steps", [(VOID,), (REFUND, 1)])
def test_nothing_is_left_of_a_visit_that_is_undone_or_comes_back_whole(
    till: CorrectingTill, at_work: Corrector, steps: tuple[int, ...], tmp_path: Path
) -> None:
    at_work.open(at_work.last_visit())
    for number in steps:
        at_work.line(number)
    done(at_work)

    assert till.points(BERENICE) == correcting_till("memory", tmp_path).points(BERENICE)
    assert [past.voided for past in till.store.recent_visits(BERENICE.member.id, 9)] == [True]


def test_an_hour_later_a_manager_gives_the_word(till: CorrectingTill, at_work: Corrector) -> None:
    visit_id = at_work.last_visit()
    till.clock.advance(290)
    till.buy(MALO, 1_000)
    at_work.open(visit_id)
    at_work.line(VOID)
    at_work.line(1)
    assert isinstance(at_work.view.body, ApprovalBody)
    at_work.approve()
    at_work.enter()

    assert till.points(BERENICE) == 120


def test_after_a_restart_the_visit_is_still_found_and_corrected(
    till: CorrectingTill, at_work: Corrector
) -> None:
    till.restart()
    till.buy(MALO, 1_000)
    till.clock.advance(60)
    till.session.tick()
    at_work.open()
    assert at_work.titles() == ["Malo D.", "Bérénice D."]

    at_work.line(2)
    at_work.line(VOID)
    done(at_work)

    assert till.points(BERENICE) == 120
