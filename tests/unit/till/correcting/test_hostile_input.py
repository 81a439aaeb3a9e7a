"""Whatever is typed into a correction is text, or it is refused with a sentence."""

import pytest

from fidpos.wire.codec import encode
from fidpos.wire.events import VisitVoided
from tests.helpers.corrector import AMOUNT, MEMBER, REFUND, VOID, Corrector
from tests.helpers.counter import BERENICE, Counter, counter

HOSTILE = [
    "\N{PILE OF POO}",
    "x" * 10_000,
    "9" * 10_000,
    "\N{RIGHT-TO-LEFT OVERRIDE}0001",
    "<script>alert(1)</script>",
    "'; DROP TABLE visits; --",
    "\x00\x1b[2J\x07",
    "{before.__class__}",
    "-4000",
    "1e9",
    "\N{ARABIC-INDIC DIGIT FOUR}000",
]


@pytest.fixture
def till() -> Counter:
    made = counter()
    made.buy(BERENICE, 4_000)
    return made


@pytest.fixture
def at_work(till: Counter) -> Corrector:
    return Corrector(till)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("steps", [(AMOUNT,), (REFUND, 2)])
def test_no_amount_is_made_of_it(
    till: Counter, at_work: Corrector, text: str, steps: tuple[int, ...]
) -> None:
    before = list(till.store.events)
    at_work.open(at_work.last_visit())
    for number in steps:
        at_work.line(number)

    at_work.fill("amount", text)

    assert at_work.problem == "correction.wrong_amount"
    assert list(till.store.events) == before


@pytest.mark.parametrize("text", HOSTILE)
def test_nobody_is_found_by_it(at_work: Corrector, text: str) -> None:
    at_work.open(at_work.last_visit())
    at_work.line(MEMBER)

    at_work.fill("search", text, move=0)

    assert at_work.titles() == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_ticket_is_made_of_its_letters_and_digits_or_refused(
    till: Counter, at_work: Corrector, text: str
) -> None:
    at_work.open()
    at_work.press("f5")
    at_work.fill("ticket", text)
    at_work.fill("amount", "1200")
    at_work.fill("day", text)
    assert at_work.problem in {"correction.needs_ticket", "correction.too_old"}

    at_work.fill("day", "")
    if at_work.problem != "correction.needs_ticket":
        at_work.enter()
        visit = till.store.visit(at_work.last_visit())
        assert visit is not None
        assert visit.told.ticket.isalnum()
        assert len(visit.told.ticket) <= 40


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reason_is_kept_as_it_was_said_or_refused(till: Counter, at_work: Corrector, text: str) -> None:
    at_work.open(at_work.last_visit())
    at_work.line(VOID)
    at_work.line(4)
    at_work.fill("reason", text)

    if at_work.problem == "correction.needs_reason":
        assert len(text) > 80 or not text.isprintable()
    else:
        at_work.enter()
        event = till.store.events[-1]
        assert isinstance(event, VisitVoided)
        assert event.reason == text
        assert encode(event)
