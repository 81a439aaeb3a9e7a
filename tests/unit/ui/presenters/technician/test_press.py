"""What each key means at the technician's desk: one test a page, every key of it."""

from dataclasses import replace

import pytest

from fidpos.till.technician.acts import (
    AddReader,
    BeginPairing,
    CheckHealth,
    EnterLine,
    ExportDiagnostics,
    GoBack,
    GoOn,
    Move,
    Pick,
    Reconfigure,
    RemoveReader,
    ShowCentre,
    ShowPlugIns,
    ShowPrinter,
    ShowRaw,
    TechnicianAct,
    TestFeedback,
    TryCentre,
    TryPrinter,
    TurnPaper,
    Unpair,
)
from fidpos.till.technician.view import Page, PairingStep, TechnicianView, WizardStep
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.technician.line_entry import LineEntry
from fidpos.ui.presenters.technician.press import AtDeskPress, press_at_desk, still_asked
from tests.helpers.centre_samples import ALONE, ASKING, NAME, PAIRED, UP_TO_DATE, centre
from tests.helpers.centre_samples import DONE as PAIRING_DONE
from tests.helpers.desk_samples import (
    BASE,
    DEVICE,
    DEVICES,
    DONE,
    HEALTH_PAGE,
    KIND,
    PCSC,
    PLUG_IN_PAGE,
    PLUG_INS,
    PRESENT_CARD,
    PRINTER_PAGE,
    RESULT,
    TEST,
    wizard,
)

NOTHING = AtDeskPress(refused=True)
MANY = replace(BASE, devices=tuple(replace(PCSC, device=str(number)) for number in range(12)), chosen=6)


def pressed(
    desk: TechnicianView, press: Key | str, *, asked: bool = False, may_leave: bool = False
) -> AtDeskPress:
    one = Press.of(press) if isinstance(press, Key) else Press.typing(press)
    question = PLUG_INS[0] if asked else None
    return press_at_desk(desk, one, asked=question, line=LineEntry(), may_leave=may_leave)


@pytest.mark.parametrize(
    ("key", "act"),
    [
        (Key.DOWN, Move(1)),
        (Key.RIGHT, Move(2)),
        ("2", Pick(2)),
        (Key.F2, AddReader()),
        (Key.F3, Reconfigure()),
        (Key.F4, ShowRaw()),
        (Key.F5, TestFeedback()),
        (Key.DELETE, RemoveReader()),
        (Key.F6, CheckHealth()),
        (Key.F7, ShowPlugIns()),
        (Key.F8, ExportDiagnostics()),
        (Key.F10, ShowCentre()),
        (Key.F12, ShowPrinter()),
    ],
)
def test_on_the_list_of_devices_each_key_does_what_its_button_says(
    key: Key | str, act: TechnicianAct
) -> None:
    assert pressed(BASE, key) == AtDeskPress(act=act)


@pytest.mark.parametrize("key", [Key.ENTER, Key.ESCAPE, Key.UP, Key.LEFT, Key.F11, "4", "0", "x"])
def test_on_the_list_of_devices_other_keys_are_refused(key: Key | str) -> None:
    assert pressed(BASE, key) == NOTHING


def test_esc_leaves_the_desk_for_whoever_has_somewhere_to_go() -> None:
    assert pressed(BASE, Key.ESCAPE, may_leave=True).act == GoBack()


def test_esc_closes_the_bytes_first() -> None:
    assert pressed(replace(BASE, raw_open=True), Key.ESCAPE).act == GoBack()


@pytest.mark.parametrize("key", [Key.F3, Key.F4, Key.F5, Key.DELETE])
def test_without_a_reader_there_is_nothing_to_do_with_one(key: Key) -> None:
    assert pressed(TechnicianView(), key) == NOTHING


def test_digits_choose_from_the_page_that_is_shown() -> None:
    assert pressed(MANY, "1").act == Pick(6)
    assert pressed(MANY, "5").act == Pick(10)
    assert pressed(MANY, "6") == NOTHING


def test_the_keys_to_the_sides_turn_the_page() -> None:
    assert pressed(MANY, Key.LEFT).act == Move(-5)
    assert pressed(replace(MANY, chosen=9), Key.RIGHT).act == Move(2)


def test_nothing_is_exported_twice_at_once() -> None:
    assert pressed(replace(BASE, is_busy=True), Key.F8) == NOTHING


@pytest.mark.parametrize("desk", [KIND, DEVICE])
def test_where_the_wizard_offers_a_choice_digits_and_arrows_choose_and_enter_goes_on(
    desk: TechnicianView,
) -> None:
    assert pressed(desk, "1").act == Pick(1)
    assert pressed(desk, Key.UP).act == Move(-1)
    assert pressed(desk, Key.ENTER).act == GoOn()
    assert pressed(desk, Key.ESCAPE).act == GoBack()


def test_a_key_to_the_side_goes_to_the_other_column() -> None:
    assert pressed(KIND, Key.RIGHT).act == Move(3)


@pytest.mark.parametrize("desk", [RESULT, DONE])
def test_a_step_that_waits_for_enter_takes_it(desk: TechnicianView) -> None:
    assert pressed(desk, Key.ENTER).act == GoOn()


@pytest.mark.parametrize("desk", [PRESENT_CARD, TEST])
def test_a_step_that_waits_for_a_card_takes_no_enter(desk: TechnicianView) -> None:
    assert pressed(desk, Key.ENTER) == NOTHING
    assert pressed(desk, Key.ESCAPE).act == GoBack()


@pytest.mark.parametrize("step", [WizardStep.KIND, WizardStep.DEVICE])
def test_while_there_is_nothing_to_choose_enter_chooses_nothing(step: WizardStep) -> None:
    assert pressed(wizard(step, "desk.wizard.plug_in"), Key.ENTER) == NOTHING


@pytest.mark.parametrize("key", [Key.F2, Key.F3, Key.F4, Key.F5, Key.F6, Key.F7, Key.F8, Key.DELETE])
@pytest.mark.parametrize("desk", [KIND, PRESENT_CARD, RESULT])
def test_no_function_key_leads_out_of_the_wizard(desk: TechnicianView, key: Key) -> None:
    assert pressed(desk, key) == NOTHING


def test_enter_asks_before_it_approves_a_plug_in() -> None:
    assert pressed(PLUG_IN_PAGE, Key.ENTER) == AtDeskPress(asked=PLUG_INS[0])


def test_a_second_enter_approves_the_plug_in_that_was_asked_about() -> None:
    assert pressed(PLUG_IN_PAGE, Key.ENTER, asked=True) == AtDeskPress(act=GoOn())


def test_esc_approves_nothing_and_stays() -> None:
    assert pressed(PLUG_IN_PAGE, Key.ESCAPE, asked=True) == AtDeskPress()


@pytest.mark.parametrize("key", [Key.DOWN, "2", Key.F6])
def test_while_a_question_waits_other_keys_are_refused(key: Key | str) -> None:
    assert pressed(PLUG_IN_PAGE, key, asked=True) == AtDeskPress(asked=PLUG_INS[0], refused=True)


def test_a_plug_in_that_changed_since_the_question_is_not_approved() -> None:
    swapped = replace(PLUG_INS[0], fingerprint="0000000000000000")
    desk = replace(PLUG_IN_PAGE, plug_ins=(swapped, *PLUG_INS[1:]))

    assert pressed(desk, Key.ENTER, asked=True).act is None
    assert still_asked(desk, PLUG_INS[0]) is None


def test_the_question_lasts_while_its_plug_in_is_chosen() -> None:
    assert still_asked(PLUG_IN_PAGE, PLUG_INS[0]) == PLUG_INS[0]
    assert still_asked(replace(PLUG_IN_PAGE, chosen=1), PLUG_INS[0]) is None
    assert still_asked(BASE, PLUG_INS[0]) is None
    assert still_asked(None, PLUG_INS[0]) is None


def test_a_plug_in_that_is_approved_already_is_not_asked_about() -> None:
    assert pressed(replace(PLUG_IN_PAGE, chosen=1), Key.ENTER) == NOTHING


def test_an_empty_list_of_plug_ins_has_nothing_to_approve() -> None:
    assert pressed(TechnicianView(page=Page.PLUG_INS), Key.ENTER) == NOTHING


@pytest.mark.parametrize("desk", [PLUG_IN_PAGE, HEALTH_PAGE])
def test_the_lists_lead_back_and_to_each_other_and_touch_no_reader(desk: TechnicianView) -> None:
    assert pressed(desk, Key.ESCAPE).act == GoBack()
    assert pressed(desk, Key.F6).act == CheckHealth()
    assert pressed(desk, Key.F7).act == ShowPlugIns()
    assert pressed(desk, Key.F8).act == ExportDiagnostics()
    for key in (Key.F2, Key.F3, Key.F4, Key.F5, Key.DELETE):
        assert pressed(replace(desk, devices=DEVICES), key) == NOTHING


def test_the_checks_are_looked_through_line_by_line_and_page_by_page() -> None:
    assert pressed(HEALTH_PAGE, Key.DOWN).act == Move(1)
    assert pressed(HEALTH_PAGE, Key.RIGHT).act == Move(6)
    assert pressed(replace(HEALTH_PAGE, chosen=3), Key.LEFT).act == Move(-3)
    assert pressed(HEALTH_PAGE, Key.ENTER) == NOTHING


# The centre


@pytest.mark.parametrize(
    ("desk", "key", "act"),
    [
        (ALONE, Key.F2, BeginPairing()),
        (PAIRED, Key.F2, BeginPairing()),
        (PAIRED, Key.F3, TryCentre()),
        (PAIRED, Key.DELETE, Unpair()),
        (PAIRED, Key.ESCAPE, GoBack()),
        (PAIRED, Key.F6, CheckHealth()),
        (PAIRED, Key.F10, ShowCentre()),
    ],
)
def test_on_the_centres_page_each_key_does_what_its_button_says(
    desk: TechnicianView, key: Key, act: TechnicianAct
) -> None:
    assert pressed(desk, key) == AtDeskPress(act=act)


@pytest.mark.parametrize("key", [Key.F3, Key.DELETE, Key.F4, Key.F5, Key.ENTER, Key.DOWN, "1"])
def test_a_till_alone_has_nobody_to_try_and_nobody_to_leave(key: Key | str) -> None:
    assert pressed(ALONE, key) == NOTHING


@pytest.mark.parametrize("key", [Key.F2, Key.DELETE])
def test_while_an_answer_is_awaited_nothing_else_is_asked(key: Key) -> None:
    assert pressed(centre(UP_TO_DATE, is_asked=True), key) == NOTHING


def line(text: str) -> LineEntry:
    return LineEntry(step=PairingStep.NAME, text=text)


def typed(press: Key | str, text: str) -> AtDeskPress:
    one = Press.of(press) if isinstance(press, Key) else Press.typing(press)
    return press_at_desk(NAME, one, asked=None, line=line(text), may_leave=True)


def test_what_is_typed_into_the_pairing_goes_into_its_line() -> None:
    assert typed("1", "Caisse ") == AtDeskPress(line=line("Caisse 1"))
    assert typed(Key.BACKSPACE, "Caisse 1") == AtDeskPress(line=line("Caisse "))


def test_enter_gives_the_line_and_not_an_empty_one() -> None:
    assert typed(Key.ENTER, "Caisse 1").act == EnterLine("Caisse 1")
    assert typed(Key.ENTER, "  ").refused


@pytest.mark.parametrize("key", [Key.F2, Key.F6, Key.F8, Key.F10, Key.UP])
def test_no_function_key_leads_out_of_a_line(key: Key) -> None:
    assert typed(key, "Caisse 1") == AtDeskPress(line=line("Caisse 1"), refused=True)


def test_while_the_centre_is_asked_esc_alone_means_something() -> None:
    assert pressed(ASKING, Key.ESCAPE) == AtDeskPress(act=GoBack())
    assert pressed(ASKING, Key.ENTER) == pressed(ASKING, "1") == pressed(ASKING, Key.F2) == NOTHING


def test_once_paired_enter_ends_the_pairing() -> None:
    assert pressed(PAIRING_DONE, Key.ENTER) == AtDeskPress(act=GoOn())


@pytest.mark.parametrize(
    ("key", "act"),
    [
        (Key.DOWN, Move(1)),
        ("4", Pick(4)),
        (Key.ENTER, GoOn()),
        (Key.ESCAPE, GoBack()),
        (Key.F3, TurnPaper()),
        (Key.F5, TryPrinter()),
        (Key.F6, CheckHealth()),
        (Key.F10, ShowCentre()),
    ],
)
def test_on_the_page_of_the_printer_each_key_does_what_the_page_says(
    key: Key | str, act: TechnicianAct
) -> None:
    assert pressed(PRINTER_PAGE, key) == AtDeskPress(act=act)


@pytest.mark.parametrize("key", [Key.ENTER, Key.F3, Key.F5, "1"])
def test_on_the_page_of_a_till_without_tickets_there_is_nothing_to_press(key: Key | str) -> None:
    assert pressed(replace(PRINTER_PAGE, printers=()), key) == NOTHING
