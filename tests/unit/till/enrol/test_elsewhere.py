"""The centre is asked who is a member already, and nobody waits for it."""

import pytest

from fidpos.till.strangers import AWAITED_S
from fidpos.till.view import Message
from fidpos.wire.sync.find import Find, FindBy
from tests.helpers.counter import snapshot
from tests.helpers.enrolling_till import LINA, NUMBER, EnrollingTill, enrolling_till

ADA = snapshot(777, "Ada", card="2047110000055")
"""Of another shop, with Lina's number plan: 06 39 98 07 77."""
CARD = "2047110000055"


@pytest.fixture
def till() -> EnrollingTill:
    return enrolling_till(is_online=True).open()


def note(till: EnrollingTill) -> str:
    said = till.field("phone").note
    return said.key if isinstance(said, Message) else said


def test_the_whole_number_is_asked_for_once_it_was_typed(till: EnrollingTill) -> None:
    for length in range(4, 11):
        till.type("phone", LINA["phone"][:length], move=0)
    before = len(till.finder.asked)
    till.type("phone", LINA["phone"])

    assert before == 0
    assert [asked for asked, _ in till.finder.asked] == [Find(by=FindBy.PHONE, text="+33639980777")]
    assert note(till) == "task.enrol.elsewhere.waiting"


def test_the_same_number_is_asked_for_once(till: EnrollingTill) -> None:
    for _ in range(3):
        till.type("phone", LINA["phone"])

    assert len(till.finder.asked) == 1


def test_an_address_is_asked_for_too(till: EnrollingTill) -> None:
    till.type("email", "Lina@Example.org")

    assert [asked for asked, _ in till.finder.asked] == [Find(by=FindBy.EMAIL, text="lina@example.org")]


@pytest.mark.parametrize("text", ["", "0639"])
def test_nothing_is_asked_for_what_is_no_number(till: EnrollingTill, text: str) -> None:
    till.type("phone", text)

    assert till.finder.asked == []


def test_who_is_known_here_is_not_asked_for(till: EnrollingTill) -> None:
    till.type("phone", "0639980201")

    assert till.finder.asked == []


def test_whoever_is_found_is_shown_once_they_have_come(till: EnrollingTill) -> None:
    till.type("phone", LINA["phone"])
    till.finder.answer(1)
    coming = note(till)
    till.store.load(ADA)
    till.session.tick()

    assert coming == "task.enrol.elsewhere.coming"
    assert [str(line.title) for line in till.form.lines] == ["Ada Durand"]


def test_who_comes_late_is_no_longer_waited_for(till: EnrollingTill) -> None:
    till.type("phone", LINA["phone"])
    till.finder.answer(1)
    till.clock.advance(AWAITED_S + 1)
    till.store.load(ADA)
    till.session.tick()

    assert till.form.lines == ()


def test_who_came_late_is_noticed_at_enter(till: EnrollingTill) -> None:
    till.to_check(**LINA)
    till.store.load(ADA)
    till.enter()

    assert till.task.place == "approval"


def test_nobody_found_leaves_the_number_as_it_will_be_dialled(till: EnrollingTill) -> None:
    till.type("phone", LINA["phone"])
    till.finder.answer(0)

    assert note(till) == "06 39 98 07 77"


def test_out_of_contact_one_goes_on_and_is_told_that_a_double_is_settled_later(till: EnrollingTill) -> None:
    till.type("phone", LINA["phone"])
    till.finder.answer(None)
    said = note(till)
    till.fill(**LINA)
    till.fill()
    till.enter()
    till.enter()

    assert said == "task.enrol.elsewhere.unanswered"
    assert till.attached.profile.given_name == "Lina"


def test_nobody_waits_for_the_answer(till: EnrollingTill) -> None:
    till.to_check(**LINA)
    till.enter()
    till.enter()

    assert till.attached.profile.given_name == "Lina"
    till.finder.answer(1)
    assert till.attached.profile.given_name == "Lina"


def test_a_card_that_is_somebodys_elsewhere_is_let_go_and_said(till: EnrollingTill) -> None:
    till.tap(CARD)
    asked = till.finder.asked[0][0]
    till.finder.answer(1)
    said = till.said
    till.fill(**LINA)
    till.fill()
    till.enter()

    assert asked == Find(by=FindBy.CARD, text=f"num:{CARD}")
    assert said == "task.enrol.card_of_another"
    assert till.review.qr == NUMBER


def test_an_answer_to_a_form_that_was_given_up_says_nothing(till: EnrollingTill) -> None:
    till.tap(CARD)
    till.session.back()
    shown = len(till.views)
    till.finder.answer(1)

    assert till.view.task is None
    assert len(till.views) == shown


def test_a_till_that_is_alone_asks_nobody() -> None:
    till = enrolling_till().open()
    till.type("phone", LINA["phone"])

    assert note(till) == "06 39 98 07 77"
