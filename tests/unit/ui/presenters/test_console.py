"""What each press does, state by state."""

from dataclasses import replace

import pytest

from fidpos.domain.money import EUR, Money
from fidpos.till.task.acts import OpenTask, TaskKind
from fidpos.till.technician.acts import AddReader, GoBack, OpenDesk, Pick
from fidpos.till.view import CheckoutView, Message, Panel, Shown, TillState
from fidpos.ui.presenters.amount_entry import AmountEntry, AmountStyle
from fidpos.ui.presenters.commands import (
    AtDesk,
    Back,
    ChooseCardKind,
    ChooseReward,
    ChooseStaff,
    CloseSearch,
    Command,
    Confirm,
    EnterPin,
    InTask,
    Lock,
    OpenNewCard,
    OpenRewards,
    PickMember,
    Search,
    SetAmount,
    VoidLast,
)
from fidpos.ui.presenters.console import Console, Step, follow, unclosed
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.pin_entry import PinEntry
from fidpos.ui.presenters.press import pick_line, pick_result, press
from fidpos.ui.presenters.search_entry import SearchEntry
from tests.helpers.desk_samples import BASE, PLUG_IN_PAGE, PLUG_INS, at
from tests.helpers.sample_views import (
    AMOUNT,
    CHOSEN,
    CLOSED,
    CUT_SHORT,
    ELODIE,
    FINDING,
    FOUND,
    IDLE,
    KARIM,
    LOCKED,
    MEMBER,
    NEW_CARD,
    OTHER_MEMBER,
    READY,
    STAFF,
    UNUSUAL,
    WRITING,
    refused,
)

EMPTY = Console(entry=AmountEntry(currency=EUR, style=AmountStyle.CENTS))
NAMED = replace(LOCKED, sign_in=ELODIE)
SIGNED_IN = {
    "idle": IDLE,
    "amount": AMOUNT,
    "member": MEMBER,
    "ready": READY,
    "closed": CLOSED,
    "asking": UNUSUAL,
    "rewards": CHOSEN,
    "finding": FINDING,
    "new_card": NEW_CARD,
    "writing_card": WRITING,
}
EVERY = SIGNED_IN | {"locked": LOCKED, "named": NAMED}
COMMITTING = (Confirm, EnterPin, PickMember, ChooseReward, VoidLast)


def with_amount(minor: int) -> Console:
    return replace(EMPTY, entry=EMPTY.entry.showing(Money(minor, EUR)))


def command(view: CheckoutView, key: Key | str, console: Console = EMPTY) -> Command | None:
    """The command that a press leads to."""
    return after(view, key, console).command


def after(view: CheckoutView, key: Key | str, console: Console = EMPTY) -> Step:
    pressed = Press.of(key) if isinstance(key, Key) else Press.typing(key)
    return press(console, view, pressed)


def test_a_digit_echoes_at_once_and_is_sent() -> None:
    step = after(IDLE, "5")

    assert step.console.entry.amount == Money(5, EUR)
    assert step.command == SetAmount(Money(5, EUR))
    assert not step.awaits


def test_enter_closes_once_there_is_something_to_close() -> None:
    assert command(READY, Key.ENTER, with_amount(1240)) == Confirm(Shown.on(READY))
    assert command(MEMBER, Key.ENTER) == Confirm(Shown.on(MEMBER))
    assert command(IDLE, Key.ENTER, with_amount(5)) == Confirm(Shown.on(IDLE))


def test_enter_on_nothing_is_refused() -> None:
    assert after(IDLE, Key.ENTER).refused
    assert after(CLOSED, Key.ENTER).refused


@pytest.mark.parametrize("name", EVERY)
def test_esc_never_commits(name: str) -> None:
    pin, search = PinEntry("123456"), SearchEntry(text="lef")
    for console in (EMPTY, with_amount(1240), replace(EMPTY, pin=pin, search=search, help_open=True)):
        assert not isinstance(command(EVERY[name], Key.ESCAPE, console), COMMITTING)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_f9_locks_from_any_screen(name: str) -> None:
    assert command(SIGNED_IN[name], Key.F9) == Lock()


@pytest.mark.parametrize("name", EVERY)
def test_f1_opens_help_on_any_screen(name: str) -> None:
    step = after(EVERY[name], Key.F1)

    assert step.console.help_open
    assert step.command is None


@pytest.mark.parametrize("key", [Key.F1, Key.ESCAPE, Key.ENTER])
def test_help_closes_without_doing_anything_else(key: Key) -> None:
    step = after(READY, key, replace(with_amount(1240), help_open=True))

    assert not step.console.help_open
    assert step.command is None


def test_a_digit_over_help_closes_it_and_counts() -> None:
    step = after(IDLE, "5", replace(EMPTY, help_open=True))

    assert not step.console.help_open
    assert step.command == SetAmount(Money(5, EUR))


def test_function_keys_of_the_checkout() -> None:
    assert command(IDLE, Key.F2) == Search("")
    assert command(READY, Key.F5) == OpenRewards()
    assert command(IDLE, Key.F8) == VoidLast()


def test_f5_needs_a_member() -> None:
    assert after(IDLE, Key.F5).refused
    assert after(AMOUNT, Key.F5).refused
    assert after(CLOSED, Key.F5).refused


def test_keys_typed_after_a_deciding_one_wait_for_its_answer() -> None:
    assert after(READY, Key.ENTER, with_amount(1240)).awaits
    assert after(IDLE, Key.F2).awaits
    assert not after(FINDING, "c").awaits


@pytest.mark.parametrize("view", [UNUSUAL, OTHER_MEMBER])
def test_a_question_is_answered_by_enter_or_esc_and_nothing_else(view: CheckoutView) -> None:
    assert command(view, Key.ENTER) == Confirm(Shown.on(view))
    assert command(view, Key.ESCAPE) == Back()
    assert after(view, "5").refused
    assert after(view, Key.F8).refused


def test_digits_choose_a_reward_while_the_rewards_are_open() -> None:
    step = after(CHOSEN, "3", with_amount(1240))

    assert step.command == ChooseReward(3)
    assert step.console.entry == with_amount(1240).entry


def test_a_digit_beyond_the_rewards_is_refused() -> None:
    assert after(CHOSEN, "9").refused
    assert after(CHOSEN, "0").refused


def test_no_reward_is_chosen_before_there_is_an_amount() -> None:
    assert after(replace(MEMBER, panel=Panel.REWARDS), "1").refused


@pytest.mark.parametrize("key", [Key.ENTER, Key.ESCAPE])
def test_rewards_close_without_closing_the_visit(key: Key) -> None:
    assert command(CHOSEN, key) == Back()


@pytest.mark.parametrize("view", [MEMBER, READY, SIGNED_IN["closed"]])
def test_f3_opens_the_file_of_the_member_on_screen(view: CheckoutView) -> None:
    step = after(view, Key.F3)

    assert step.command == InTask(OpenTask(TaskKind.MEMBER))
    assert step.awaits


@pytest.mark.parametrize("name", ["idle", "amount"])
def test_f3_with_nobody_on_screen_begins_an_enrolment(name: str) -> None:
    assert after(SIGNED_IN[name], Key.F3).command == InTask(OpenTask(TaskKind.ENROL))


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (Key.F7, TaskKind.GIFT_CARDS),
        (Key.SHIFT_F3, TaskKind.MEMBER),
        (Key.SHIFT_F8, TaskKind.CORRECT),
        (Key.F10, TaskKind.SHOP),
        (Key.F12, TaskKind.PRINT),
    ],
)
def test_a_key_of_the_checkout_opens_its_task(key: Key, kind: TaskKind) -> None:
    step = after(MEMBER, key)

    assert step.command == InTask(OpenTask(kind))
    assert step.awaits


def test_f7_pays_once_an_amount_is_typed() -> None:
    paying = after(READY, Key.F7, with_amount(1240))

    assert paying.command == InTask(OpenTask(TaskKind.GIFT_CARD_PAYMENT))


@pytest.mark.parametrize("key", [Key.SHIFT_F8, Key.F12])
def test_the_past_visit_that_is_looked_at_goes_along(key: Key) -> None:
    looking = after(READY, Key.F4, with_amount(1240)).console

    command = after(READY, key, looking).command

    assert isinstance(command, InTask)
    assert isinstance(command.act, OpenTask)
    assert command.act.visit_id == READY.visits[0].past.id


@pytest.mark.parametrize("name", ["asking", "rewards"])
def test_f3_is_refused_while_something_else_is_open(name: str) -> None:
    assert after(SIGNED_IN[name], Key.F3).refused


KEYS_WHILE_A_CARD_IS_MADE: dict[Key | str, Command | None] = {
    **{str(number): ChooseCardKind(number) for number in range(1, 5)},
    "é": ChooseCardKind(2),
    **dict.fromkeys(["0", "5", "9", "00", ",", "a", "12"]),
    **dict.fromkeys(key for key in Key if key is not Key.F1),
    Key.ESCAPE: Back(),
    Key.F3: OpenNewCard(),
    Key.F9: Lock(),
}


@pytest.mark.parametrize("view", [NEW_CARD, WRITING], ids=["choosing", "waiting"])
@pytest.mark.parametrize("key", KEYS_WHILE_A_CARD_IS_MADE, ids=str)
def test_while_a_card_is_made_keys_choose_or_give_up_and_type_no_amount(
    view: CheckoutView, key: Key | str
) -> None:
    console, expected = with_amount(1240), KEYS_WHILE_A_CARD_IS_MADE[key]
    step = after(view, key, console)

    assert step.command == expected
    assert step.refused is (expected is None)
    assert step.console.entry == console.entry


def test_what_stood_in_the_way_is_no_longer_said_once_another_kind_is_chosen() -> None:
    assert CUT_SHORT.banner is not None

    assert after(CUT_SHORT, "1").console.hushed == CUT_SHORT.banner.serial


def test_a_new_card_hushes_what_was_said_before_it() -> None:
    earlier = replace(NEW_CARD, banner=refused("unknown"))

    assert earlier.banner is not None
    assert follow(EMPTY, earlier, settled=True).hushed == earlier.banner.serial


def test_letters_are_typed_into_the_search() -> None:
    step = after(FINDING, "é", replace(EMPTY, search=SearchEntry(text="b")))

    assert step.command == Search("bé")
    assert step.console.entry.is_empty


def test_arrows_and_enter_pick_a_result() -> None:
    console = after(FINDING, Key.DOWN).console

    assert command(FINDING, Key.ENTER, console) == PickMember(FOUND[1].member_id)


def test_the_results_of_an_earlier_text_are_not_to_be_chosen_from() -> None:
    typed = after(FINDING, "b").console

    assert after(FINDING, Key.ENTER, typed).refused
    assert after(FINDING, Key.DOWN, typed).refused
    assert pick_result(typed, FINDING, 0).refused
    assert after(FINDING, Key.ESCAPE, typed).command == CloseSearch()


def test_the_results_count_once_all_texts_are_answered() -> None:
    typed = after(FINDING, "b").console

    assert after(FINDING, Key.ENTER, follow(typed, FINDING, settled=False)).refused
    assert command(FINDING, Key.ENTER, follow(typed, FINDING, settled=True)) == PickMember(FOUND[0].member_id)


def test_an_arrow_at_the_end_of_the_results_is_refused() -> None:
    assert after(FINDING, Key.UP).refused


def test_enter_without_results_picks_nobody() -> None:
    assert after(replace(IDLE, found=()), Key.ENTER).refused


@pytest.mark.parametrize("key", [Key.ESCAPE, Key.F2])
def test_the_search_closes(key: Key) -> None:
    step = after(FINDING, key, replace(EMPTY, search=SearchEntry(text="b")))

    assert step.command == CloseSearch()
    assert step.console.search == SearchEntry()


def test_a_touched_result_is_picked() -> None:
    assert pick_result(EMPTY, FINDING, 2).command == PickMember(FOUND[2].member_id)
    assert pick_result(EMPTY, FINDING, 99).refused


def test_a_digit_names_a_person_on_the_lock_screen() -> None:
    assert command(LOCKED, "2") == ChooseStaff(STAFF[1].staff_id)
    assert after(LOCKED, "9").refused
    assert after(LOCKED, "0").refused
    assert after(LOCKED, Key.ENTER).refused


def test_the_second_page_of_names_begins_at_the_tenth() -> None:
    names = tuple(
        replace(ELODIE, staff_id=STAFF[place % 5].staff_id, name=f"n{place}") for place in range(12)
    )
    view = replace(LOCKED, staff_names=names)

    console = after(view, Key.RIGHT).console

    assert command(view, "3", console) == ChooseStaff(names[11].staff_id)
    assert after(view, "4", console).refused
    assert after(view, Key.RIGHT, console).console.staff_page == 0
    assert after(view, Key.LEFT).console.staff_page == 1


def test_enter_tries_the_pin_and_forgets_it() -> None:
    step = after(NAMED, Key.ENTER, replace(EMPTY, pin=PinEntry("123456")))

    assert step.command == EnterPin("123456", ELODIE.staff_id)
    assert step.console.pin == PinEntry()


def test_a_pin_that_is_too_short_is_not_tried() -> None:
    assert after(NAMED, Key.ENTER, replace(EMPTY, pin=PinEntry("12"))).refused


def test_esc_clears_the_pin_and_then_the_name() -> None:
    first = after(NAMED, Key.ESCAPE, replace(EMPTY, pin=PinEntry("12")))

    assert first.command is None
    assert first.console.pin == PinEntry()
    assert command(NAMED, Key.ESCAPE, first.console) == Back()


def test_nothing_is_done_while_a_visit_closes() -> None:
    assert after(replace(READY, state=TillState.CLOSING), Key.ENTER).refused


def test_a_close_that_was_answered_leaves_the_visit_as_it_stands() -> None:
    assert unclosed(replace(READY, state=TillState.CLOSING)) == READY
    assert unclosed(replace(MEMBER, state=TillState.CLOSING)) == MEMBER
    assert unclosed(UNUSUAL) == UNUSUAL


def test_a_fault_goes_with_the_next_press_and_the_amount_stays() -> None:
    console = replace(with_amount(1240), fault=Message(key="error.store_full"))

    step = after(READY, Key.ENTER, console)

    assert step.console.fault is None
    assert step.command == Confirm(Shown.on(READY))
    assert step.console.entry.amount == Money(1240, EUR)


def test_the_entry_follows_the_session_once_all_amounts_are_answered() -> None:
    assert follow(with_amount(1240), CLOSED, settled=True).entry.is_empty
    assert follow(EMPTY, READY, settled=True).entry.amount == Money(1240, EUR)


def test_the_entry_stays_ahead_of_an_older_view() -> None:
    assert follow(with_amount(124), replace(READY, amount=Money(12, EUR)), settled=False) == with_amount(124)


def test_a_comma_just_typed_is_not_undone_by_the_view() -> None:
    entry = AmountEntry(currency=EUR, style=AmountStyle.COMMA, whole="12", decimals="")
    console = replace(EMPTY, entry=entry)

    assert follow(console, replace(READY, amount=Money(1200, EUR)), settled=True) == console


def test_a_greeting_gives_way_once_the_amount_is_typed() -> None:
    assert MEMBER.banner is not None

    assert after(MEMBER, "5").console.hushed == MEMBER.banner.serial


def test_what_can_be_undone_stays_until_something_else_is_said() -> None:
    assert after(CLOSED, "5").console.hushed == 0


def test_search_and_rewards_hush_what_was_said_before_them_and_nothing_later() -> None:
    earlier, later = refused("unknown"), replace(refused("bank_card"), serial=9)

    opened = follow(EMPTY, replace(FINDING, banner=earlier), settled=True)
    spoken = follow(opened, replace(FINDING, banner=later), settled=True)

    assert opened.hushed == earlier.serial
    assert spoken.hushed == earlier.serial


def test_a_pin_is_forgotten_once_nobody_is_named() -> None:
    assert follow(replace(EMPTY, pin=PinEntry("12")), LOCKED, settled=True).pin == PinEntry()


def test_a_pin_is_forgotten_once_another_person_is_named() -> None:
    typed = after(NAMED, "1", follow(EMPTY, NAMED, settled=True)).console
    other = replace(LOCKED, sign_in=KARIM)

    assert follow(typed, NAMED, settled=True).pin == PinEntry("1")
    assert follow(typed, other, settled=True).pin == PinEntry()


def test_a_search_is_forgotten_once_it_is_closed() -> None:
    typed = replace(EMPTY, search=SearchEntry(text="b"))

    assert follow(typed, IDLE, settled=True).search == SearchEntry()
    assert follow(typed, FINDING, settled=True).search == SearchEntry(text="b")


def test_delete_takes_back_a_digit_as_backspace_does() -> None:
    assert command(AMOUNT, Key.DELETE, with_amount(1240)) == SetAmount(Money(124, EUR))


def test_f11_leads_a_manager_to_the_technicians_desk_and_nobody_else() -> None:
    assert command(replace(IDLE, staff=KARIM), Key.F11) == AtDesk(OpenDesk())
    assert after(IDLE, Key.F11).refused


def test_at_the_technicians_desk_keys_are_acts_and_the_session_answers_each() -> None:
    step = after(at(BASE), Key.F2)

    assert step.command == AtDesk(AddReader())
    assert step.awaits


def test_esc_leaves_the_desk_for_a_manager_only() -> None:
    assert after(at(BASE), Key.ESCAPE).refused
    assert command(replace(at(BASE), staff=KARIM), Key.ESCAPE) == AtDesk(GoBack())


def test_a_line_of_the_desk_is_picked_by_touch_but_not_over_a_question() -> None:
    desk = at(PLUG_IN_PAGE)

    assert pick_line(EMPTY, desk, 1).command == AtDesk(Pick(2))
    assert pick_line(replace(EMPTY, asked=PLUG_INS[0]), desk, 1).refused


def test_a_question_about_a_plug_in_ends_when_another_view_shows_something_else() -> None:
    asked = after(at(PLUG_IN_PAGE), Key.ENTER).console

    assert asked.asked == PLUG_INS[0]
    assert follow(asked, at(PLUG_IN_PAGE), settled=True).asked == PLUG_INS[0]
    assert follow(asked, at(BASE), settled=True).asked is None
    assert follow(asked, LOCKED, settled=True).asked is None
