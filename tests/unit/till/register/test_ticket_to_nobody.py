"""A ticket that a linked register closed for nobody is credited as what it was, and as nothing else."""

import pytest

from fidpos.till.task.view import ReviewBody
from tests.helpers.corrector import Corrector
from tests.helpers.counter import MALO, Counter, counter
from tests.helpers.registers import BREAD, JAM, TICKET, basket, stands


@pytest.fixture
def at() -> Counter:
    """The register closed a ticket of 12.40, nobody's card was held out, and the till started anew since."""
    made = counter()
    register = made.session.register
    register.put(TICKET, basket(BREAD, JAM))
    stands(register.close(TICKET, 1_240))
    made.start()
    made.sign_in()
    made.tap_member(MALO)
    return made


def credit(at: Counter, minor: str) -> Corrector:
    work = Corrector(at)
    work.open()
    work.press("f5")
    work.fill("ticket", TICKET.number)
    work.fill("amount", minor)
    work.fill("day", "")
    return work


def test_another_amount_is_not_typed_for_it(at: Counter) -> None:
    before = at.points(MALO)
    work = credit(at, "49000")

    assert work.problem == "correction.wrong_amount"
    assert at.points(MALO) == before


def test_its_own_amount_is_credited(at: Counter) -> None:
    before = at.points(MALO)
    work = credit(at, "1240")
    assert isinstance(work.view.body, ReviewBody)
    work.enter()

    assert at.points(MALO) == before + 12
