"""What presses do over F5, the codes of F6 and the past visits of F4; the rest is in `test_console`."""

from dataclasses import replace

import pytest

from fidpos.domain.money import EUR, Money
from fidpos.till.view import CheckoutView
from fidpos.ui.presenters.amount_entry import AmountEntry, AmountStyle
from fidpos.ui.presenters.commands import (
    Back,
    Command,
    EnterCode,
    OpenCodes,
    OpenRewards,
    RemoveCode,
    SetAmount,
    SetAside,
)
from fidpos.ui.presenters.console import Console, Step, follow
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.past import VISITS_SHOWN
from fidpos.ui.presenters.press import pick_line, press
from fidpos.ui.presenters.search_entry import SearchEntry
from tests.helpers.sample_views import (
    AMOUNT,
    CHOSEN,
    CLOSED,
    CODED,
    IDLE,
    MEMBER,
    READY,
    SETTING_ASIDE,
)

EMPTY = Console(entry=AmountEntry(currency=EUR, style=AmountStyle.CENTS))


def after(view: CheckoutView, pressed: Key | str, console: Console = EMPTY) -> Step:
    if isinstance(pressed, Key):
        return press(console, view, Press.of(pressed))
    return press(console, view, Press.typing(pressed))


def command(view: CheckoutView, pressed: Key | str, console: Console = EMPTY) -> Command | None:
    return after(view, pressed, console).command


def coding(text: str = "", line: int = 0) -> Console:
    return replace(EMPTY, code=SearchEntry(text=text, line=line))


# F5


def test_f5_turns_the_page() -> None:
    assert command(CHOSEN, Key.F5) == OpenRewards()
    assert command(SETTING_ASIDE, Key.F5) == OpenRewards()


def test_a_digit_sets_an_effect_aside() -> None:
    assert command(SETTING_ASIDE, "2") == SetAside(2)
    assert command(SETTING_ASIDE, "é") == SetAside(2)


@pytest.mark.parametrize("digit", ["0", "4", "9", "a"])
def test_an_effect_that_does_not_hold_has_no_digit(digit: str) -> None:
    assert after(SETTING_ASIDE, digit).refused


@pytest.mark.parametrize("key", [Key.ENTER, Key.ESCAPE])
def test_the_effects_close_without_closing_the_visit(key: Key) -> None:
    assert command(SETTING_ASIDE, key) == Back()


# F6


@pytest.mark.parametrize("view", [MEMBER, READY])
def test_f6_opens_the_codes_of_a_member(view: CheckoutView) -> None:
    assert command(view, Key.F6) == OpenCodes()


@pytest.mark.parametrize("view", [IDLE, AMOUNT, CLOSED])
def test_f6_needs_a_member_in_a_visit(view: CheckoutView) -> None:
    assert after(view, Key.F6).refused


def test_a_code_is_typed_sign_by_sign_and_sent_whole() -> None:
    console = EMPTY
    for sign in "AUT-26":
        console = after(CODED, sign, console).console

    step = after(CODED, Key.ENTER, console)

    assert step.command == EnterCode("AUT-26")
    assert step.awaits
    assert step.console.code == SearchEntry()


def test_enter_without_a_code_leaves_the_codes() -> None:
    assert command(CODED, Key.ENTER) == Back()
    assert command(CODED, Key.ENTER, coding("  ")) == Back()


def test_f6_and_esc_leave_the_codes() -> None:
    assert command(CODED, Key.F6, coding("AUT")) == OpenCodes()
    assert command(CODED, Key.ESCAPE, coding("AUT")) == Back()


def test_backspace_takes_back_a_sign_and_del_takes_out_a_code() -> None:
    assert after(CODED, Key.BACKSPACE, coding("AUT")).console.code.text == "AU"
    assert command(CODED, Key.DELETE, coding("AUT", line=1)) == RemoveCode("VOISINS")


def test_del_without_any_code_is_refused() -> None:
    assert after(replace(CODED, codes=()), Key.DELETE).refused


def test_arrows_choose_among_the_codes() -> None:
    down = after(CODED, Key.DOWN)

    assert down.console.code.line == 1
    assert after(CODED, Key.DOWN, down.console).refused
    assert command(CODED, Key.DELETE, down.console) == RemoveCode("VOISINS")


def test_a_code_is_chosen_by_touch() -> None:
    assert pick_line(EMPTY, CODED, 1).console.code.line == 1


def test_a_choice_beyond_fewer_codes_falls_on_the_last() -> None:
    assert command(CODED, Key.DELETE, coding(line=5)) == RemoveCode("VOISINS")


def test_a_code_half_typed_is_forgotten_once_the_codes_are_closed() -> None:
    assert follow(coding("AUT"), READY, settled=True).code == SearchEntry()
    assert follow(coding("AUT"), CODED, settled=True).code.text == "AUT"


# F4


def test_f4_goes_back_visit_by_visit_and_round() -> None:
    console, lines = EMPTY, []
    for _ in range(VISITS_SHOWN + 1):
        console = after(READY, Key.F4, console).console
        lines.append(console.past)

    assert lines == [*range(VISITS_SHOWN), 0]


def test_arrows_move_among_the_past_visits_once_one_is_shown() -> None:
    assert after(READY, Key.DOWN).refused
    shown = replace(EMPTY, past=1)

    assert after(READY, Key.UP, shown).console.past == 0
    assert after(READY, Key.DOWN, shown).console.past == 2
    assert after(READY, Key.UP, replace(EMPTY, past=0)).refused


def test_f4_without_past_visits_is_refused() -> None:
    assert after(IDLE, Key.F4).refused


def test_f4_still_tells_of_the_visit_just_closed() -> None:
    assert after(CLOSED, Key.F4).console.past == 0


def test_esc_leaves_the_past_before_anything_else() -> None:
    step = after(READY, Key.ESCAPE, replace(EMPTY, past=2))

    assert step.command is None
    assert step.console.past is None


def test_a_digit_types_the_amount_and_leaves_the_past() -> None:
    step = after(MEMBER, "5", replace(EMPTY, past=2))

    assert step.command == SetAmount(Money(5, EUR))
    assert step.console.past is None


@pytest.mark.parametrize("view", [CHOSEN, CODED, IDLE])
def test_the_past_is_left_when_something_opens_or_the_member_goes(view: CheckoutView) -> None:
    assert follow(replace(EMPTY, past=1), view, settled=True).past is None
