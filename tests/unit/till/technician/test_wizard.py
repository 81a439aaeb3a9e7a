"""The wizard as a pure machine: what each key and each piece of news makes of it, and asks of the bench."""

from dataclasses import replace

from fidpos.domain.card import CardRead, CardToken, Medium, Refusal, RefusedRead, TokenKind, Trust
from fidpos.domain.uid_form import UidForm
from fidpos.till.technician import wizard as steps
from fidpos.till.technician.ports import Discovered, Found, HeldOut, Kind, Reader
from fidpos.till.technician.view import Finding, RawKind, RawLine, SettingChange, WizardStep
from fidpos.till.technician.wizard import EndTrial, Leave, Order, Save, Survey, TryOut, Wizard
from fidpos.till.technician.wizard_view import wizard_view
from fidpos.till.view import Lamp, Message
from tests.helpers.scripted_bench import ACS, BROKEN, COUNTER, KINDS, OMNIKEY, PCSC, WEDGE

CODE = "2012345678903"
RAW = (RawLine(kind=RawKind.ATR, hex="3B 8F"),)
LAYOUT = Finding(lamp=Lamp.WARNING, message=Message(key="wedge.layout"))
WHOLE = Discovered(is_whole=True, settings={"layout": "fr"}, findings=(LAYOUT,), raw=RAW)


class Machine:
    """A wizard with what it asked for."""

    def __init__(self, again: Reader | None = None, taken: frozenset[str] = frozenset()) -> None:
        self.orders: list[Order] = []
        self.now = self._obey(steps.begin(taken, again))

    def _obey(self, step: tuple[Wizard, tuple[Order, ...]]) -> Wizard:
        wizard, orders = step
        self.orders.extend(orders)
        return wizard

    def told(self, *kinds: Kind) -> "Machine":
        self.now = self._obey(steps.told_kinds(self.now, kinds or KINDS))
        return self

    def enter(self, line: int = 0) -> "Machine":
        self.now = self._obey(steps.go_on(steps.choose(self.now, line)))
        return self

    def esc(self) -> "Machine":
        self.now = self._obey(steps.go_back(self.now))
        return self

    def read(self, value: str = "04A1B2C3", *, driver: str = "", known: UidForm | None = None) -> "Machine":
        seen = CardRead(
            driver=driver or self.now.reader,
            device="one",
            sequence=1,
            monotonic_s=1.0,
            medium=Medium.CONTACTLESS,
            form="nfc-a/uid",
            token=CardToken(TokenKind.UID, value),
            trust=Trust.COPYABLE,
        )
        self.now = steps.read(self.now, seen, known)
        return self

    def refuse(self, reason: Refusal) -> "Machine":
        seen = RefusedRead(driver=self.now.reader, device="one", sequence=1, monotonic_s=1.0, reason=reason)
        self.now = steps.read(self.now, seen, None)
        return self


def at_present(kind: Kind = PCSC) -> Machine:
    machine = Machine().told().enter(KINDS.index(kind))
    return machine.enter(1) if kind.is_detected else machine


def at_result() -> Machine:
    return at_present().read()


def at_test() -> Machine:
    machine = at_result().enter()
    machine.now = steps.told_saved(machine.now)
    return machine


def test_a_new_reader_goes_through_every_step() -> None:
    machine = Machine()
    seen = [machine.now.step]
    seen.append(machine.told().now.step)
    seen.append(machine.enter().now.step)
    seen.append(machine.enter(1).now.step)
    seen.append(machine.read().now.step)
    machine.enter()
    machine.now = steps.told_saved(machine.now)
    seen.append(machine.now.step)
    for _ in range(3):
        machine.read()
    seen.append(machine.now.step)
    machine.enter()

    assert list(dict.fromkeys(seen)) == list(WizardStep)
    assert [type(order) for order in machine.orders] == [Survey, Survey, TryOut, Save, Leave]


def test_a_kind_with_a_code_of_its_own_is_calibrated_with_that_and_proven_with_a_number() -> None:
    typing = replace(WEDGE, calibration_code="AzQwM-0123456789")
    machine = Machine().told(typing).enter()
    assert wizard_view(machine.now, CODE).test_code == "AzQwM-0123456789"

    machine.now = replace(machine.now, step=WizardStep.TEST)
    assert wizard_view(machine.now, CODE).test_code == CODE


def test_a_kind_that_sees_no_devices_goes_straight_to_the_test_code() -> None:
    machine = at_present(WEDGE)

    assert machine.now.step is WizardStep.PRESENT
    view = wizard_view(machine.now, CODE)
    assert view.test_code == CODE
    assert view.instruction.key == "desk.wizard.present.code"


def test_a_card_reader_shows_no_code() -> None:
    view = wizard_view(at_present().now, CODE)

    assert view.test_code == ""
    assert view.instruction.key == "desk.wizard.present.card"


def test_a_kind_that_cannot_be_set_up_says_why_and_stays() -> None:
    machine = Machine().told().enter(KINDS.index(BROKEN))

    assert machine.now.step is WizardStep.KIND
    assert machine.now.problem == BROKEN.fault
    assert machine.now.hint == BROKEN.hint


def test_the_chosen_line_stays_on_its_device_while_others_come_and_go() -> None:
    machine = Machine().told().enter()
    machine.now = steps.choose(machine.now, 1)

    machine.told(replace(PCSC, found=(OMNIKEY,)))

    assert machine.now.chosen == 0
    machine.told(replace(PCSC, found=(*PCSC.found,)))
    assert machine.now.chosen == 1


def test_the_chosen_line_stays_on_its_kind() -> None:
    machine = Machine().told()
    machine.now = steps.choose(machine.now, 1)

    machine.told(BROKEN, PCSC, WEDGE)

    assert machine.now.chosen == 2


def test_without_a_device_it_waits_and_asks_to_plug_one_in() -> None:
    machine = Machine().told(replace(PCSC, found=())).enter().enter()

    assert machine.now.step is WizardStep.DEVICE
    assert wizard_view(machine.now, CODE).instruction.key == "desk.wizard.plug_in"


def test_a_device_of_another_reader_is_not_taken_from_it() -> None:
    machine = Machine(taken=frozenset({"counter"})).told().enter().enter(0)

    assert machine.now.step is WizardStep.DEVICE
    assert machine.now.problem == Message(key="desk.device_in_use", params={"reader": "counter"})


def test_a_device_that_cannot_be_used_says_why() -> None:
    taken = replace(OMNIKEY, fault=Message(key="reader.fault.kernel_driver"))

    machine = Machine().told(replace(PCSC, found=(taken,))).enter().enter()

    assert machine.now.problem == taken.fault


def test_the_device_found_sets_what_follows_from_it() -> None:
    (order,) = [order for order in at_present().orders if isinstance(order, TryOut)]

    assert order.candidate.reader == "pcsc"
    assert order.candidate.device == OMNIKEY.device
    assert order.candidate.settings == {"match": "^OMNIKEY"}


def test_a_second_reader_of_a_kind_gets_a_name_of_its_own() -> None:
    machine = Machine(taken=frozenset({"pcsc", "pcsc_2"})).told().enter()

    assert machine.now.reader == "pcsc_3"


def test_setting_up_again_begins_at_the_devices_with_its_own_chosen() -> None:
    machine = Machine(again=COUNTER, taken=frozenset({"counter"})).told()

    assert machine.now.step is WizardStep.DEVICE
    assert machine.now.chosen == 0
    machine.enter(0)
    assert machine.now.step is WizardStep.PRESENT
    assert machine.now.reader == "counter"


def test_setting_up_again_shows_what_changes_from_before() -> None:
    again = Reader(name="scanner", driver="keyboard_wedge", settings={"layout": "us", "prefix": "F11"})
    machine = Machine(again=again).told()
    machine.now = steps.discover(machine.now, WHOLE)

    assert wizard_view(machine.now, CODE).changes == (SettingChange(name="layout", before="us", after="fr"),)
    (save,) = [order for order in machine.enter().orders if isinstance(order, Save)]
    assert save.candidate.settings == {"layout": "fr", "prefix": "F11"}


def test_a_default_that_stays_is_no_change() -> None:
    again = Reader(name="scanner", driver="keyboard_wedge", settings={})
    machine = Machine(again=again).told()
    machine.now = steps.discover(machine.now, replace(WHOLE, settings={"layout": "us"}))

    assert wizard_view(machine.now, CODE).changes == ()


def test_a_new_reader_shows_everything_that_will_be_written() -> None:
    machine = at_present(WEDGE)
    machine.now = steps.discover(machine.now, replace(WHOLE, settings={"lengths": ("13", "18"), "aim": True}))

    assert wizard_view(machine.now, CODE).changes == (
        SettingChange(name="aim", before="", after="true"),
        SettingChange(name="lengths", before="", after="13, 18"),
    )


def test_part_of_the_code_tells_something_and_saves_nothing() -> None:
    machine = at_present(WEDGE)

    machine.now = steps.discover(machine.now, replace(WHOLE, is_whole=False))

    assert machine.now.step is WizardStep.PRESENT
    assert machine.now.findings == (LAYOUT,)
    assert machine.enter().now.step is WizardStep.PRESENT


def test_a_refused_card_is_said_and_the_wizard_waits_for_another() -> None:
    machine = at_present().refuse(Refusal.BANK_CARD)

    assert machine.now.step is WizardStep.PRESENT
    assert machine.now.problem == Message(key="read.bank_card")
    assert machine.read().now.step is WizardStep.RESULT


def test_what_another_reader_reads_is_not_looked_at() -> None:
    assert at_present().read(driver="other").now.step is WizardStep.PRESENT
    assert at_test().read(driver="other").now.streak.reads == 0


def test_bytes_come_before_what_they_mean_and_are_shown_with_it() -> None:
    machine = at_present()
    machine.now = steps.told_trace(machine.now, "other", ())
    machine.now = steps.told_trace(machine.now, "pcsc", RAW)

    assert machine.read().now.raw == RAW


def test_a_uid_that_is_the_wrong_way_round_is_found_and_set() -> None:
    machine = at_present().read(known=UidForm.REVERSED)

    assert machine.now.candidate.settings == {"match": "^OMNIKEY", "uid_order": "reversed"}
    assert machine.now.findings[1] == Finding(
        lamp=Lamp.WARNING, message=Message(key="desk.finding.uid.reversed")
    )


def test_a_uid_in_the_right_order_changes_nothing() -> None:
    machine = at_present().read(known=UidForm.AS_READ)

    assert machine.now.candidate.settings == {"match": "^OMNIKEY"}
    assert machine.now.findings[1].lamp is Lamp.OK


def test_a_uid_turned_round_by_its_setting_is_turned_back() -> None:
    machine = at_present()
    turned = Reader(name="pcsc", driver="pcsc", settings={"uid_order": "reversed"})
    machine.now = replace(machine.now, again=turned)

    assert machine.read(known=UidForm.REVERSED).now.candidate.settings["uid_order"] == "as_read"


def test_a_driver_that_cannot_turn_a_uid_is_only_told_of() -> None:
    plain = replace(PCSC, defaults={"match": ""})
    machine = Machine().told(plain).enter().enter(1).read(known=UidForm.REVERSED)

    assert machine.now.candidate.settings == {"match": "^OMNIKEY"}
    assert machine.now.findings[1].lamp is Lamp.WARNING


def test_three_reads_in_a_row_end_it_and_another_card_begins_again() -> None:
    machine = at_test().read().read().read("04FFFFFF")

    assert machine.now.streak.reads == 1
    assert machine.now.problem == Message(key="desk.other_card")
    machine.read("04FFFFFF").read("04FFFFFF")
    assert machine.now.step is WizardStep.DONE
    assert machine.now.problem is None


def test_a_bad_read_in_the_test_begins_again() -> None:
    machine = at_test().read().read().refuse(Refusal.BAD_READ)

    assert machine.now.streak.reads == 0
    assert machine.now.problem == Message(key="read.bad_read")


def test_enter_cannot_skip_the_test() -> None:
    assert at_test().enter().now.step is WizardStep.TEST


def test_esc_goes_back_step_by_step_and_lets_go_of_the_device() -> None:
    machine = at_result()
    machine.orders.clear()

    path = [machine.esc().now.step for _ in range(3)]

    assert path == [WizardStep.PRESENT, WizardStep.DEVICE, WizardStep.KIND]
    assert [type(order) for order in machine.orders] == [TryOut, EndTrial, Survey, Survey]
    machine.orders.clear()
    machine.esc()
    assert machine.orders == [EndTrial(), Leave()]


def test_esc_from_a_kind_without_devices_leads_to_the_kinds() -> None:
    machine = at_present(WEDGE).esc()

    assert machine.now.step is WizardStep.KIND
    assert machine.now.driver == ""


def test_esc_while_setting_up_again_leaves_the_wizard() -> None:
    assert Machine(again=COUNTER).told().esc().orders[-1] == Leave()


def test_esc_after_saving_leaves_the_reader_as_it_was_saved() -> None:
    assert at_test().esc().orders[-2:] == [EndTrial(), Leave()]


def test_a_save_that_failed_says_why_and_may_be_tried_again() -> None:
    machine = at_result().enter()
    machine.now = steps.told_fault(machine.now, Message(key="setting.unwritable"), None)

    assert machine.now.step is WizardStep.RESULT
    machine.enter()
    assert len([order for order in machine.orders if isinstance(order, Save)]) == 2


def test_a_device_that_fails_while_it_is_tried_says_so() -> None:
    fault, hint = Message(key="reader.fault.device_lost"), Message(key="technician.hint.device_lost")
    machine = at_present()

    machine.now = steps.told_device(machine.now, "other", fault, hint)
    assert machine.now.problem is None
    machine.now = steps.told_device(machine.now, "pcsc", fault, hint)
    assert machine.now.problem == fault


def test_news_of_a_step_that_is_over_change_nothing() -> None:
    machine = at_result()

    assert steps.discover(machine.now, WHOLE) == machine.now
    assert steps.told_saved(at_present().now).step is WizardStep.PRESENT


SERIAL = Kind(
    driver="serial_line",
    title=Message(key="reader.kind.serial_line"),
    detail=Message(key="reader.detail.serial_line"),
    level="tested",
    held_out=HeldOut.CODE,
    is_detected=True,
    is_tried=True,
    defaults={"device": ""},
    found=(Found(device="/dev/ttyACM0", label="Printer", settings={"device": "/dev/ttyACM0"}),),
)


def test_a_chosen_device_that_is_unplugged_leaves_nothing_chosen_and_nothing_is_tried() -> None:
    machine = Machine().told().enter()
    machine.now = steps.choose(machine.now, 1)

    machine.told(replace(PCSC, found=(ACS,)))
    machine.now = machine._obey(steps.go_on(machine.now))

    assert machine.now.step is WizardStep.DEVICE
    assert machine.now.problem == Message(key="desk.device_gone", params={"device": "OMNIKEY"})
    assert wizard_view(machine.now, CODE).chosen == -1
    assert not any(isinstance(order, TryOut) for order in machine.orders)


def test_a_device_that_comes_back_is_the_chosen_one_again() -> None:
    machine = Machine().told().enter()
    machine.now = steps.choose(machine.now, 1)

    machine.told(replace(PCSC, found=(ACS,))).told(replace(PCSC, found=(ACS,))).told(PCSC)

    assert (machine.now.chosen, machine.now.problem) == (1, None)


def test_another_device_may_be_chosen_in_place_of_the_one_that_is_gone() -> None:
    machine = Machine().told().enter()
    machine.now = steps.choose(machine.now, 1)
    machine.told(replace(PCSC, found=(ACS,)))

    machine.now = steps.choose(machine.now, 0)

    assert (machine.now.chosen, machine.now.problem) == (0, None)


def test_the_first_device_plugged_in_is_chosen_by_itself() -> None:
    machine = Machine().told(replace(PCSC, found=())).enter()

    machine.told(PCSC)

    assert (machine.now.chosen, machine.now.problem) == (0, None)


def test_setting_up_again_offers_the_port_of_the_settings_first_although_no_search_finds_it() -> None:
    again = Reader(name="scanner", driver="serial_line", settings={"device": "/dev/ttyS9"})
    machine = Machine(again=again).told(SERIAL)

    devices = [choice.device for choice in wizard_view(machine.now, CODE).devices]
    assert devices == ["/dev/ttyS9", "/dev/ttyACM0"]
    machine.now = machine._obey(steps.go_on(machine.now))

    (order,) = [each for each in machine.orders if isinstance(each, TryOut)]
    assert order.candidate.device == "/dev/ttyS9"


def test_a_driver_that_finds_nothing_out_is_tried_and_says_what_may_have_to_be_written_by_hand() -> None:
    scale = replace(WEDGE, driver="scale", is_tried=False, defaults={"port": "", "baud": 9600})
    machine = Machine().told(scale).enter()

    (order,) = [each for each in machine.orders if isinstance(each, TryOut)]
    assert order.candidate.driver == "scale"
    (finding,) = wizard_view(machine.now, CODE).findings
    assert finding.message.key == "desk.finding.by_hand"
    assert finding.message.params == {"reader": "scale", "names": "baud, port"}
