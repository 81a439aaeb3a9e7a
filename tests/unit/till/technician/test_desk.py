"""The technician's desk inside a real session: who may sit at it, what is shown, what is asked and kept."""

from dataclasses import replace

import pytest

from fidpos.domain.card import CardRead, CardToken, Medium, Refusal, TokenKind, Trust
from fidpos.domain.errors import StoreFull
from fidpos.till.technician.acts import (
    AddReader,
    CheckHealth,
    ExportDiagnostics,
    GoBack,
    GoOn,
    Move,
    OpenDesk,
    Pick,
    Reconfigure,
    RemoveReader,
    ShowPlugIns,
    ShowRaw,
    TechnicianAct,
    TestFeedback,
)
from fidpos.till.technician.desk import EVENTS_MAX
from fidpos.till.technician.ports import (
    Candidate,
    ChecksTold,
    Discovered,
    Exported,
    FeedbackGiven,
    NotDone,
    PlugInsTold,
    Saved,
    TraceTold,
    TrialRefused,
)
from fidpos.till.technician.view import (
    CheckLine,
    EventLine,
    Page,
    RawKind,
    RawLine,
    TechnicianView,
    WizardStep,
)
from fidpos.till.view import Lamp, Message, TillState
from fidpos.till.workplace import Workplace
from fidpos.wire.events import StaffActed, StaffActKind
from tests.helpers.counter import BERENICE, INES, PAUL, TAREK, Counter, PlainPins, counter
from tests.helpers.scripted_bench import COUNTER, PCSC, PLUG_IN, READY, WEDGE, ScriptedBench, device_line

LOST = Message(key="reader.fault.device_lost")
RAW = RawLine(kind=RawKind.FRAME, hex="5D 45 30", text="]E0")


class AtDesk:
    """A session with a scripted bench, and a technician at its desk."""

    def __init__(self) -> None:
        self.bench = ScriptedBench()
        self.at: Counter = counter(signed_in=False)
        self.at.session = self.at.session.__class__(
            self.at.store,
            PlainPins(),
            self.at.clock,
            self.at.views.append,
            workplace=Workplace(bench=self.bench),
        )

    def sign_in(self) -> "AtDesk":
        self.at.sign_in(TAREK)
        self.bench.tell_devices(device_line("counter", feedback=True), device_line("scanner"))
        return self

    @property
    def view(self) -> TechnicianView:
        shown = self.at.view.technician
        assert shown is not None
        return shown

    @property
    def events(self) -> list[EventLine]:
        return list(self.view.events)

    def do(self, *acts: TechnicianAct) -> "AtDesk":
        for act in acts:
            self.at.session.at_desk(act)
        return self

    @property
    def audited(self) -> list[tuple[StaffActKind, str]]:
        acts = [event for event in self.at.store.events if isinstance(event, StaffActed)]
        usual = {StaffActKind.SIGNED_IN, StaffActKind.LOCKED}
        return [(act.act, act.detail) for act in acts if act.act not in usual]


@pytest.fixture
def desk() -> AtDesk:
    return AtDesk().sign_in()


# Who may


def test_a_technician_sees_the_desk_in_place_of_the_checkout(desk: AtDesk) -> None:
    view = desk.at.view

    assert view.state is TillState.TECHNICIAN
    assert [line.reader for line in desk.view.devices] == ["counter", "scanner"]
    assert desk.bench.is_open


def test_nothing_of_the_visit_in_progress_is_shown_and_it_waits_for_the_next_cashier() -> None:
    made = AtDesk()
    made.at.sign_in(INES)
    made.at.tap_member(BERENICE)
    made.at.type_amount(1240)
    made.at.session.lock()

    made.sign_in()
    shown = made.at.view
    made.at.session.lock()
    made.at.sign_in(INES)

    assert (shown.member, shown.amount, shown.preview, shown.visit_id, shown.visits) == (None,) * 4 + ((),)
    assert made.at.view.state is TillState.READY
    assert made.at.view.member is not None
    assert made.at.view.member.member_id == BERENICE.member.id


def test_no_act_of_the_checkout_works_at_the_desk(desk: AtDesk) -> None:
    session = desk.at.session
    before = desk.at.view

    session.set_amount(None)
    desk.at.type_amount(1240)
    session.search("Bér")
    session.pick_member(BERENICE.member.id)
    session.open_rewards()
    session.choose_reward(1)
    session.void_last()
    session.confirm()
    session.back()

    assert replace(desk.at.view, banner=None) == replace(before, banner=None)
    assert desk.at.store.draft() is None


@pytest.mark.parametrize("staff", [None, INES])
def test_acts_of_anybody_else_are_not_heard(staff: object) -> None:
    made = AtDesk()
    if staff is not None:
        made.at.sign_in(INES)

    made.do(OpenDesk(), AddReader(), ExportDiagnostics(), CheckHealth())

    assert made.at.view.technician is None
    assert made.bench.asked == []
    assert made.audited == []


def test_a_manager_comes_to_the_desk_and_goes_back_to_the_visit_in_progress() -> None:
    made = AtDesk()
    made.at.sign_in(PAUL)
    made.at.tap_member(BERENICE)

    made.do(OpenDesk(), CheckHealth(), GoBack())
    assert made.at.view.state is TillState.TECHNICIAN
    made.do(GoBack())

    assert made.at.view.state is TillState.MEMBER
    assert not made.bench.is_open


def test_a_technician_has_no_checkout_to_go_back_to(desk: AtDesk) -> None:
    desk.do(GoBack(), GoBack())

    assert desk.at.view.state is TillState.TECHNICIAN


def test_locking_sweeps_the_desk_and_closes_the_bench(desk: AtDesk) -> None:
    desk.at.tap("2047119999999")
    desk.at.session.lock()

    assert desk.at.view.technician is None
    assert desk.bench.names()[-1] == "close"
    desk.sign_in()
    assert desk.events == []


def test_news_that_come_after_the_desk_was_left_are_not_heard(desk: AtDesk) -> None:
    tell = desk.bench._tell
    assert tell is not None
    desk.at.session.lock()
    views = len(desk.at.views)

    tell(Exported(path="x"))

    assert len(desk.at.views) == views


def test_news_do_not_keep_a_deserted_till_open(desk: AtDesk) -> None:
    desk.at.clock.advance(200)
    desk.bench.tell_devices(device_line("counter"))
    desk.at.clock.advance(101)
    desk.at.session.tick()

    assert desk.at.view.state is TillState.LOCKED


# Reads


def test_a_read_is_shown_whole_and_no_member_is_looked_up(desk: AtDesk) -> None:
    desk.at.tap_member(BERENICE)

    event = desk.view.events[0]
    assert (event.message.key, event.form, event.token) == (
        "desk.event.read",
        "iso7816/fidpos",
        BERENICE.cards[0].token.value,
    )
    assert desk.at.view.member is None
    assert desk.at.store.draft() is None


def test_a_refused_read_shows_its_reason_and_nothing_else(desk: AtDesk) -> None:
    desk.at.show(Refusal.BANK_CARD)

    event = desk.view.events[0]
    assert (event.message.key, event.lamp, event.token) == ("read.bank_card", Lamp.WARNING, "")


def test_the_newest_events_come_first_and_old_ones_go(desk: AtDesk) -> None:
    for number in range(EVENTS_MAX + 5):
        desk.at.tap(str(2047110000000 + number))

    assert len(desk.view.events) == EVENTS_MAX
    assert desk.view.events[0].token == str(2047110000000 + EVENTS_MAX + 4)


def test_a_device_in_trouble_is_an_event_and_the_first_look_is_none(desk: AtDesk) -> None:
    assert desk.events == []

    desk.bench.tell_devices(device_line("counter", lamp=Lamp.WARNING, message=LOST), device_line("scanner"))

    assert [(event.reader, event.message) for event in desk.events] == [("counter", LOST)]


def test_bytes_stand_in_place_of_the_events_while_they_are_asked_for(desk: AtDesk) -> None:
    desk.bench.tell(TraceTold(reader="counter", lines=(RAW,)))

    assert desk.do(ShowRaw()).view.raw_open
    assert desk.view.raw == (RAW,)
    assert not desk.do(GoBack()).view.raw_open


# The list


def test_the_chosen_device_stays_chosen_when_others_come(desk: AtDesk) -> None:
    desk.do(Move(1))
    desk.bench.tell_devices(device_line("new"), device_line("counter"), device_line("scanner"))

    assert desk.view.devices[desk.view.chosen].reader == "scanner"
    assert desk.do(Move(9)).view.chosen == 2
    assert desk.do(Pick(1)).view.chosen == 0


def test_facts_of_the_chosen_reader_are_shown(desk: AtDesk) -> None:
    told = replace(COUNTER, facts=((Message(key="desk.fact.driver"), "pcsc"),))
    desk.bench.tell_devices(device_line("counter"), readers=(told,))

    assert desk.view.facts == told.facts


def test_a_reader_is_taken_out_only_when_it_is_asked_twice_in_a_row(desk: AtDesk) -> None:
    desk.do(RemoveReader(), Move(1), Move(-1), RemoveReader())
    assert "remove" not in desk.bench.names()
    assert desk.view.notice == Message(key="desk.remove_again", params={"reader": "counter"})

    desk.do(RemoveReader())

    assert ("remove", "counter") in desk.bench.asked
    assert desk.audited == [(StaffActKind.SETTINGS_SAVED, "readers.counter")]


def test_feedback_is_first_tested_then_changed_mode_by_mode(desk: AtDesk) -> None:
    desk.do(TestFeedback())
    desk.bench.tell(FeedbackGiven(reader="counter"))
    assert desk.bench.asked[-1] == ("feedback", ("counter", "one"))
    assert desk.view.notice == Message(key="desk.feedback.light_and_buzzer")

    desk.do(TestFeedback())

    saved = Candidate(reader="counter", driver="pcsc", settings={"match": "^ACS", "feedback": "light"})
    assert desk.bench.asked[-1] == ("save", saved)
    assert desk.view.notice == Message(key="desk.feedback.light")


def test_another_key_between_two_tests_of_feedback_begins_again(desk: AtDesk) -> None:
    desk.do(TestFeedback(), Move(0), TestFeedback())

    assert desk.bench.names().count("feedback") == 2
    assert "save" not in desk.bench.names()


def test_a_reader_without_light_or_sound_says_so(desk: AtDesk) -> None:
    desk.do(Move(1), TestFeedback())

    assert desk.view.notice == Message(key="desk.no_feedback")


# The wizard


def test_the_wizard_looks_for_devices_each_second_once_at_a_time(desk: AtDesk) -> None:
    desk.do(AddReader())
    for _ in range(3):
        desk.at.session.tick()
    assert desk.bench.names().count("survey") == 1

    desk.bench.tell_kinds()
    desk.at.session.tick()

    assert desk.bench.names().count("survey") == 2


def test_a_reader_is_set_up_saved_with_a_trace_and_proven(desk: AtDesk) -> None:
    desk.do(AddReader())
    desk.bench.tell_kinds()
    desk.do(Pick(2), GoOn())
    assert desk.view.page is Page.WIZARD
    desk.bench.tell(Discovered(is_whole=True, settings={"layout": "fr"}, findings=(), raw=()))

    desk.do(GoOn())
    assert desk.audited == [(StaffActKind.SETTINGS_SAVED, "readers.keyboard_wedge")]
    desk.bench.tell(Saved(reader="keyboard_wedge"))

    assert desk.view.wizard is not None
    assert desk.view.wizard.step is WizardStep.TEST
    assert desk.view.wizard.test_code == desk.bench.test_code


def test_what_cannot_be_kept_in_the_journal_is_not_saved(desk: AtDesk) -> None:
    desk.do(AddReader())
    desk.bench.tell_kinds(WEDGE)
    desk.do(GoOn())
    desk.bench.tell(Discovered(is_whole=True, settings={}, findings=(), raw=()))
    desk.at.break_disk(StoreFull("full"))

    desk.do(GoOn())

    assert "save" not in desk.bench.names()
    assert desk.at.said == "error.store_full"


def test_a_device_that_cannot_be_opened_says_why_in_the_wizard(desk: AtDesk) -> None:
    desk.do(AddReader())
    desk.bench.tell_kinds(WEDGE)
    desk.do(GoOn())

    desk.bench.tell(TrialRefused(fault=LOST))

    assert desk.view.wizard is not None
    assert desk.view.wizard.problem == LOST


def with_a_contactless_card(made: AtDesk) -> CardToken:
    """The UID under which the store knows a card of Bérénice."""
    known = CardToken(TokenKind.UID, "04A1B2C3")
    card = replace(BERENICE.cards[0], token=known)
    made.at.store.load(replace(BERENICE, cards=(card,)))
    return known


def tap_at(made: AtDesk, reader: str, token: CardToken) -> None:
    made.at.session.present(
        CardRead(
            driver=reader,
            device="one",
            sequence=1,
            monotonic_s=1.0,
            medium=Medium.CONTACTLESS,
            form="nfc-a/uid",
            token=token,
            trust=Trust.COPYABLE,
        )
    )


def test_the_order_of_a_uid_is_learned_from_a_known_card(desk: AtDesk) -> None:
    known = with_a_contactless_card(desk)
    desk.do(Reconfigure())
    desk.bench.tell_kinds(PCSC)
    desk.do(GoOn())

    tap_at(desk, "counter", CardToken(TokenKind.UID, bytes.fromhex(known.value)[::-1].hex().upper()))

    assert desk.view.wizard is not None
    assert "desk.finding.uid.reversed" in [each.message.key for each in desk.view.wizard.findings]
    assert desk.view.wizard.changes[0].name == "uid_order"


def test_no_card_is_looked_up_unless_the_wizard_waits_for_it(
    desk: AtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = with_a_contactless_card(desk)
    asked: list[CardToken] = []
    monkeypatch.setattr(desk.at.store, "card", asked.append)

    tap_at(desk, "counter", known)
    desk.do(Reconfigure())
    tap_at(desk, "counter", known)

    assert asked == []


def test_setting_up_again_takes_the_chosen_reader(desk: AtDesk) -> None:
    desk.do(Reconfigure())
    desk.bench.tell_kinds()

    assert desk.view.wizard is not None
    assert (desk.view.wizard.reader, desk.view.wizard.step) == ("counter", WizardStep.DEVICE)


def test_beginning_anew_lets_go_of_what_was_tried(desk: AtDesk) -> None:
    desk.do(AddReader(), AddReader())

    assert desk.bench.names()[-2:] == ["end_trial", "survey"]


def test_esc_at_the_first_step_leads_back_to_the_devices(desk: AtDesk) -> None:
    desk.do(AddReader(), GoBack())

    assert desk.view.page is Page.DEVICES
    assert desk.view.wizard is None


# Plug-ins, checks, diagnostics


def test_a_plug_in_is_approved_by_who_is_signed_in_and_leaves_a_trace(desk: AtDesk) -> None:
    desk.do(ShowPlugIns())
    desk.bench.tell(PlugInsTold(plug_ins=(PLUG_IN,)))

    desk.do(GoOn())

    assert desk.bench.asked[-1] == ("approve", ("acme", TAREK.id))
    assert desk.audited == [(StaffActKind.PLUG_IN_APPROVED, "acme-reader 1.2")]


def test_an_approved_plug_in_is_not_approved_again(desk: AtDesk) -> None:
    desk.do(ShowPlugIns())
    desk.bench.tell(PlugInsTold(plug_ins=(replace(PLUG_IN, may_approve=False),)))

    desk.do(GoOn())

    assert "approve" not in desk.bench.names()


def test_checks_are_under_way_until_they_are_told(desk: AtDesk) -> None:
    assert desk.do(CheckHealth()).view.is_busy

    line = CheckLine(name="disk", title=READY, lamp=Lamp.OK, message=READY)
    wrong = CheckLine(name="keys", title=READY, lamp=Lamp.WARNING, message=READY)
    desk.bench.tell(ChecksTold(checks=(line, wrong)))

    assert desk.view.checks == (wrong, line)
    assert desk.view.chosen == 0
    assert not desk.view.is_busy


def test_a_bundle_leaves_a_trace_and_says_where_it_lies(desk: AtDesk) -> None:
    assert desk.do(ExportDiagnostics()).view.is_busy

    desk.bench.tell(Exported(path="diagnostics/a.zip"))

    assert desk.view.notice == Message(key="desk.exported", params={"path": "diagnostics/a.zip"})
    assert desk.audited == [(StaffActKind.DIAGNOSTICS_EXPORTED, "")]


def test_what_could_not_be_done_is_said(desk: AtDesk) -> None:
    desk.do(ExportDiagnostics())

    desk.bench.tell(NotDone(fault=LOST))

    assert (desk.view.notice, desk.view.notice_lamp, desk.view.is_busy) == (LOST, Lamp.WARNING, False)
