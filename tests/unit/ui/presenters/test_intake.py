"""While the worker answers, presses keep their order."""

from fidpos.domain.money import EUR, Money
from fidpos.till.view import Shown
from fidpos.ui.presenters.commands import Confirm, OpenRewards, Search, SetAmount
from fidpos.ui.presenters.intake import WAITING_MAX, Intake, Kept
from fidpos.ui.presenters.keys import Key, Press
from tests.helpers.sample_views import AMOUNT, OTHER_MEMBER, READY

FIVE = Press.typing("5")
ENTER = Press.of(Key.ENTER)
SHOWN = Shown.on(READY)


def test_a_press_waits_until_the_command_is_answered() -> None:
    intake = Intake()
    confirm = Confirm(SHOWN)
    intake.sent(confirm, awaits=True)

    assert intake.keep(FIVE, SHOWN)
    assert intake.next() is None

    intake.answered(confirm)
    assert intake.next() == Kept(press=FIVE, shown=SHOWN)
    assert intake.next() is None


def test_presses_are_taken_in_the_order_they_came() -> None:
    intake, confirm = Intake(), Confirm(SHOWN)
    intake.sent(confirm, awaits=True)
    for digit in "124":
        intake.keep(Press.typing(digit), SHOWN)

    intake.answered(confirm)

    assert [kept.press.text for kept in iter(intake.next, None)] == ["1", "2", "4"]


def test_a_second_enter_is_refused_while_the_first_is_being_answered() -> None:
    intake = Intake()
    intake.sent(Confirm(SHOWN), awaits=True, by=ENTER)

    assert not intake.keep(ENTER, SHOWN)


def test_an_enter_that_ends_what_was_typed_since_is_kept() -> None:
    intake = Intake()
    intake.sent(Confirm(SHOWN), awaits=True, by=ENTER)

    assert intake.keep(FIVE, SHOWN)
    assert intake.keep(ENTER, SHOWN)


def test_an_enter_after_another_key_is_kept() -> None:
    intake = Intake()
    intake.sent(OpenRewards(), awaits=True, by=Press.of(Key.F5))

    assert intake.keep(ENTER, SHOWN)


def test_more_presses_than_a_person_types_are_refused() -> None:
    intake = Intake()
    intake.sent(Confirm(SHOWN), awaits=True)

    kept = [intake.keep(FIVE, SHOWN) for _ in range(WAITING_MAX + 5)]

    assert kept.count(True) == WAITING_MAX


def test_an_amount_under_way_does_not_hold_up_the_next_key() -> None:
    intake = Intake()

    intake.sent(SetAmount(Money(5, EUR)), awaits=False)

    assert not intake.is_waiting
    assert not intake.is_settled


def test_amounts_are_settled_once_each_was_answered() -> None:
    intake = Intake()
    first, second = SetAmount(Money(1, EUR)), SetAmount(Money(12, EUR))
    intake.sent(first, awaits=False)
    intake.sent(second, awaits=False)

    intake.answered(first)
    assert not intake.is_settled
    intake.answered(second)
    assert intake.is_settled


def test_a_search_is_settled_once_each_text_was_answered() -> None:
    intake = Intake()
    first, second = Search("l"), Search("le")
    intake.sent(first, awaits=False)
    intake.sent(second, awaits=False)

    intake.answered(first)
    assert not intake.is_settled
    intake.answered(second)
    assert intake.is_settled


def test_an_enter_that_waited_is_meant_for_what_was_on_screen_when_it_came() -> None:
    enter = Kept(press=ENTER, shown=SHOWN)

    assert enter.is_meant_for(READY)
    assert not enter.is_meant_for(OTHER_MEMBER)
    assert not enter.is_meant_for(AMOUNT)


def test_any_other_key_that_waited_is_taken_whatever_came() -> None:
    assert Kept(press=FIVE, shown=SHOWN).is_meant_for(OTHER_MEMBER)


def test_the_answer_to_another_command_ends_no_wait() -> None:
    intake = Intake()
    intake.sent(Confirm(SHOWN), awaits=True)

    intake.answered(Confirm(SHOWN))

    assert intake.is_waiting
