"""What keys do in a task, body by body."""

from dataclasses import replace

import pytest

from fidpos.till.task.acts import Act, Approve, ChooseLine, FillIn, GoOn, NameApprover, PressKey
from fidpos.till.task.view import ApprovalBody, FieldKind, FormBody, ListBody, TaskView
from fidpos.till.view import CheckoutView, Message, TillState
from fidpos.ui.presenters.commands import Back, Command, Confirm, InTask, Lock
from fidpos.ui.presenters.console import Console, Step, follow
from fidpos.ui.presenters.intake import Intake
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.press import pick_line, press
from fidpos.ui.presenters.task.pages import LINES_ON_A_PAGE
from tests.helpers.sample_views import IDLE, KARIM, OTHER_MEMBER
from tests.helpers.task_samples import (
    APPROVAL,
    AT_AMOUNT,
    AT_CHOICE,
    BLANK,
    DONE,
    FIELDS,
    FORM,
    KEYS,
    LINES,
    LISTED,
    LONG_LIST,
    MANAGERS,
    NAMED,
    NOBODY,
    PRESENT,
    REVIEW,
    SEARCHED,
    WHY,
)


def over(task: TaskView) -> CheckoutView:
    return replace(IDLE, state=TillState.TASK, task=task)


def looking_at(task: TaskView) -> Console:
    return follow(Console(entry=BLANK), over(task), settled=True)


def typed(task: TaskView, *presses: Key | str, console: Console | None = None) -> Step:
    """The last step of these presses; what they ask for is not answered in between."""
    step = Step(console=console or looking_at(task))
    for each in presses:
        pressed = Press.of(each) if isinstance(each, Key) else Press.typing(each)
        step = press(step.console, over(task), pressed)
    return step


def act(step: Step) -> Act:
    assert isinstance(step.command, InTask)
    return step.command.act


def command(task: TaskView, *presses: Key | str) -> Command | None:
    return typed(task, *presses).command


def test_typing_into_a_field_asks_the_till_nothing() -> None:
    step = typed(FORM, "D", "u")

    assert step.command is None
    assert step.console.task.text == "Du"


@pytest.mark.parametrize("key", [Key.ENTER, Key.DOWN, Key.TAB])
def test_enter_down_and_tab_fill_in_and_go_to_the_next_field(key: Key) -> None:
    step = typed(FORM, "D", "u", key)

    assert act(step) == FillIn("name", "Du", 1)
    assert step.awaits


@pytest.mark.parametrize("key", [Key.UP, Key.BACKTAB])
def test_up_and_shift_tab_fill_in_and_go_back(key: Key) -> None:
    assert act(typed(FORM, "D", key)) == FillIn("name", "D", -1)


@pytest.mark.parametrize("key", [Key.UP, Key.BACKTAB])
def test_before_the_first_field_there_is_none(key: Key) -> None:
    assert typed(replace(FORM, body=FormBody(fields=FIELDS)), key).refused


def test_on_the_last_field_only_enter_takes_the_form() -> None:
    assert act(typed(AT_AMOUNT, Key.ENTER)) == FillIn("amount", "2500", 1)
    assert typed(AT_AMOUNT, Key.TAB).refused
    assert typed(AT_AMOUNT, Key.DOWN).refused


def test_del_empties_the_field() -> None:
    assert typed(FORM, "D", "u", Key.DELETE).console.task.text == ""
    assert typed(FORM, Key.DELETE).refused


def test_a_sign_that_has_no_room_is_heard() -> None:
    assert typed(replace(FORM, body=FormBody(fields=(replace(FIELDS[0], length_max=10),))), "1").refused


def test_a_digit_chooses_and_goes_on() -> None:
    assert act(typed(AT_CHOICE, "2")) == FillIn("consent", "2", 1)
    assert act(typed(AT_CHOICE, "é")) == FillIn("consent", "2", 1)


@pytest.mark.parametrize("pressed", ["0", "3", "a", " "])
def test_what_is_no_option_chooses_nothing(pressed: str) -> None:
    assert typed(AT_CHOICE, pressed).refused


def test_a_choice_can_be_taken_back() -> None:
    assert act(typed(AT_CHOICE, Key.DELETE)) == FillIn("consent", "", 0)


def test_a_live_field_is_filled_in_at_each_key_without_waiting() -> None:
    step = typed(SEARCHED, "i")

    assert act(step) == FillIn("query", "cami", 0)
    assert not step.awaits


def test_while_a_search_runs_no_line_of_the_one_before_can_be_picked() -> None:
    searching = typed(SEARCHED, "i").console

    assert typed(SEARCHED, Key.DOWN, console=searching).refused
    assert pick_line(searching, over(SEARCHED), 0).refused
    assert act(typed(SEARCHED, Key.ENTER, console=searching)) == FillIn("query", "cami", 1)


def test_what_a_live_field_sends_counts_as_typed_until_it_is_answered() -> None:
    intake, live = Intake(), InTask(FillIn("query", "cam"))
    intake.sent(live, awaits=False)
    assert not intake.is_settled

    intake.answered(live)

    assert intake.is_settled


def test_down_chooses_a_line_that_enter_picks() -> None:
    assert act(typed(SEARCHED, Key.DOWN, Key.DOWN, Key.ENTER)) == ChooseLine(2)
    assert act(typed(SEARCHED, Key.DOWN, Key.UP, Key.ENTER)) == FillIn("query", "cam", 1)


def test_typing_on_lets_the_chosen_line_go() -> None:
    assert typed(SEARCHED, Key.DOWN, "i").console.task.line is None


def test_a_line_that_is_shut_cannot_be_picked() -> None:
    assert typed(SEARCHED, Key.DOWN, Key.DOWN, Key.DOWN, Key.ENTER).refused
    assert pick_line(looking_at(LISTED), over(LISTED), 2).refused


def test_where_nobody_was_found_down_has_nowhere_to_go() -> None:
    assert typed(NOBODY, Key.DOWN).refused


def test_a_digit_chooses_a_line_and_a_touch_does_too() -> None:
    assert act(typed(LISTED, "4")) == ChooseLine(4)
    assert command(LISTED, "4") == pick_line(looking_at(LISTED), over(LISTED), 3).command


@pytest.mark.parametrize("pressed", ["0", "9", "a", Key.ENTER, Key.LEFT, Key.TAB])
def test_what_chooses_no_line_is_heard(pressed: Key | str) -> None:
    assert typed(LISTED, pressed).refused


def test_pages_are_turned_and_digits_count_from_the_page() -> None:
    assert act(typed(LONG_LIST, Key.RIGHT, "1")) == ChooseLine(LINES_ON_A_PAGE + 1)
    assert act(typed(LONG_LIST, Key.RIGHT, Key.LEFT, "1")) == ChooseLine(1)
    assert typed(LONG_LIST, Key.RIGHT, Key.RIGHT, Key.RIGHT).refused


def test_a_page_has_a_line_less_for_each_row_of_keys() -> None:
    with_keys = replace(LONG_LIST, keys=KEYS)
    with_many = replace(LONG_LIST, keys=KEYS * 2)

    assert act(typed(with_keys, Key.RIGHT, "1")) == ChooseLine(LINES_ON_A_PAGE)
    assert act(typed(with_many, Key.RIGHT, "1")) == ChooseLine(LINES_ON_A_PAGE - 1)


def test_enter_goes_on_where_the_step_says_what_it_does() -> None:
    assert act(typed(REVIEW, Key.ENTER)) == GoOn()
    assert typed(PRESENT, Key.ENTER).refused


def test_a_key_that_the_step_offers_is_pressed_and_one_that_is_shut_is_not() -> None:
    assert act(typed(DONE, Key.F4)) == PressKey("f4")
    assert typed(DONE, Key.DELETE).refused
    assert typed(DONE, Key.F6).refused


def test_del_is_a_key_of_the_step_where_it_is_offered() -> None:
    offered = replace(DONE, keys=(replace(KEYS[2], is_open=True),))

    assert act(typed(offered, Key.DELETE)) == PressKey("delete")


def test_a_key_of_the_step_leaves_what_is_typed_alone() -> None:
    with_keys = replace(FORM, keys=KEYS)

    step = typed(with_keys, "D", Key.F4)

    assert act(step) == PressKey("f4")
    assert step.console.task.text == "D"


def test_esc_is_back_and_f9_locks_whatever_is_typed() -> None:
    assert command(FORM, "D", Key.ESCAPE) == Back()
    assert command(FORM, "D", Key.F9) == Lock()


@pytest.mark.parametrize("key", [Key.F2, Key.F3, Key.F7, Key.F8, Key.F10, Key.F11, Key.F12, Key.SHIFT_F8])
@pytest.mark.parametrize("task", [FORM, LISTED, REVIEW, PRESENT, APPROVAL], ids=lambda task: task.place)
def test_keys_of_the_checkout_open_nothing_over_a_task(task: TaskView, key: Key) -> None:
    assert typed(task, key).refused


@pytest.mark.parametrize("task", [LISTED, REVIEW, PRESENT, APPROVAL])
def test_no_amount_is_typed_under_a_task(task: TaskView) -> None:
    assert typed(task, "0").console.entry == BLANK


def test_a_question_is_answered_before_the_task() -> None:
    asked = replace(over(FORM), state=TillState.ASKING, question=OTHER_MEMBER.question)

    assert isinstance(press(looking_at(FORM), asked, Press.of(Key.ENTER)).command, Confirm)
    assert press(looking_at(FORM), asked, Press.typing("D")).refused


def test_a_manager_is_named_by_digit() -> None:
    assert act(typed(APPROVAL, "1")) == NameApprover(KARIM.staff_id)
    assert typed(APPROVAL, "4").refused
    assert typed(APPROVAL, Key.ENTER).refused


def test_more_managers_than_tiles_stand_on_further_pages() -> None:
    many = replace(APPROVAL, body=ApprovalBody(why=WHY, managers=MANAGERS * 3))

    assert act(typed(many, Key.RIGHT, "1")) == NameApprover(MANAGERS[0].staff_id)


def test_the_managers_pin_goes_out_once_and_is_forgotten() -> None:
    step = typed(NAMED, *"482915", Key.ENTER)

    assert act(step) == Approve("482915", KARIM.staff_id)
    assert step.console.pin.digits == ""


def test_a_pin_that_is_too_short_approves_of_nothing() -> None:
    assert typed(NAMED, *"482", Key.ENTER).refused


def test_esc_takes_the_pin_back_before_the_name() -> None:
    cleared = typed(NAMED, *"48", Key.ESCAPE)

    assert (cleared.command, cleared.console.pin.digits) == (None, "")
    assert typed(NAMED, Key.ESCAPE).command == Back()


def test_digits_typed_for_one_manager_are_not_tried_for_another() -> None:
    digits = typed(NAMED, *"48").console
    other = replace(NAMED, body=ApprovalBody(why=WHY, managers=MANAGERS, named=MANAGERS[1]))

    assert follow(digits, over(other), settled=True).pin.digits == ""
    assert follow(digits, over(FORM), settled=True).pin.digits == ""


def test_the_next_field_is_there_once_the_till_has_answered() -> None:
    sent = typed(FORM, "D", Key.ENTER).console
    answered = replace(FORM, body=FormBody(fields=FIELDS, at=3))

    after = follow(sent, over(answered), settled=True)

    assert after.task.text == FIELDS[3].text


def test_a_form_without_fields_goes_on_by_enter() -> None:
    assert act(typed(replace(FORM, body=FormBody(fields=())), Key.ENTER)) == GoOn()


def test_touching_beyond_the_list_picks_nothing() -> None:
    short = replace(LISTED, body=ListBody(lines=LINES[:1]))

    assert pick_line(looking_at(short), over(short), 5).refused
    assert pick_line(looking_at(REVIEW), over(REVIEW), 0).refused


def test_help_lies_over_a_task_and_enter_only_closes_it() -> None:
    opened = typed(REVIEW, Key.F1).console
    assert opened.help_open

    assert typed(REVIEW, Key.ENTER, console=opened).command is None


def test_a_fault_of_the_till_goes_with_the_next_press() -> None:
    faulty = replace(looking_at(FORM), fault=Message(key="error.unexpected"))

    assert typed(FORM, "D", console=faulty).console.fault is None


def test_every_kind_of_field_has_a_sample() -> None:
    assert {each.kind for each in FIELDS} | {FieldKind.NUMBER, FieldKind.CODE} == set(FieldKind)
