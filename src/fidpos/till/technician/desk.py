"""The technician's desk: what lies on it, and what each act and each word of the bench changes.

Lives on the till's worker, inside the checkout session, which checks at every act that a technician or a
manager is signed in. Acts that leave a trace in the journal do so before they are done: what was asked for is
known even if the power goes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from fidpos.domain.card import CardRead, CardToken, RefusedRead
from fidpos.domain.ids import StaffId
from fidpos.domain.uid_form import UidForm
from fidpos.till.allowance import AllowanceStanding
from fidpos.till.centre_link import (
    CentreLink,
    LinkNews,
    Paired,
    PairingRefused,
    StandingTold,
    Unpaired,
    WaitingTold,
)
from fidpos.till.technician import wizard as steps
from fidpos.till.technician.acts import (
    AddReader,
    BeginPairing,
    CheckHealth,
    EnterLine,
    ExportDiagnostics,
    GoBack,
    GoOn,
    Move,
    OpenDesk,
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
from fidpos.till.technician.centre_desk import CentreAct, CentreDesk, Notice
from fidpos.till.technician.event_lines import event_of_read, event_of_state
from fidpos.till.technician.pairing import scanned_code
from fidpos.till.technician.ports import (
    Candidate,
    ChecksTold,
    DevicesTold,
    Discovered,
    Exported,
    FeedbackGiven,
    KindsTold,
    News,
    NotDone,
    PlugInsTold,
    Reader,
    ReaderBench,
    Saved,
    TraceTold,
    TrialRefused,
)
from fidpos.till.technician.printer_desk import PrinterDesk
from fidpos.till.technician.uid_forms import known_form
from fidpos.till.technician.view import (
    CheckLine,
    DeviceLine,
    EventLine,
    Page,
    PlugInLine,
    RawLine,
    TechnicianView,
    WizardStep,
)
from fidpos.till.technician.wizard import EndTrial, Leave, Order, Save, Step, Survey, TryOut, Wizard
from fidpos.till.technician.wizard_view import wizard_view
from fidpos.till.ticket.choosing import PrinterChoosing
from fidpos.till.view import Lamp, Message
from fidpos.wire.events import StaffActKind

EVENTS_MAX = 50
RAW_MAX = 200
FEEDBACK_MODES = ("light_and_buzzer", "light", "off")
"""What the setting `feedback` of a reader may be, in the order in which the desk offers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskContext:
    """What the desk is given of the session.

    Attributes:
        now: the wall clock.
        is_known: whether a card has this token; nothing else of the card leaves the store.
        audit: leaves a trace of a sensitive act, and gives who does it; raises `StoreError` when it cannot.
        till_name: what this till is called.
        allowances: how those stand that the centre gave.
        is_staff_list_old: whether what lets others in, or leaves the centre, is held back.
        printers: the ticket printers there are; None at a till that makes no tickets.
    """

    now: Callable[[], datetime]
    is_known: Callable[[CardToken], bool]
    audit: Callable[[StaffActKind, str], StaffId]
    till_name: Callable[[], str]
    allowances: Callable[[], tuple[AllowanceStanding, ...]]
    is_staff_list_old: Callable[[], bool]
    printers: PrinterChoosing | None = None


@dataclass(slots=True, kw_only=True)
class _Lying:
    """What lies on the desk; swept away when it is left."""

    page: Page = Page.DEVICES
    devices: tuple[DeviceLine, ...] = ()
    readers: tuple[Reader, ...] = ()
    chosen: int = 0
    events: tuple[EventLine, ...] = ()
    raw: tuple[RawLine, ...] = ()
    raw_open: bool = False
    wizard: Wizard | None = None
    plug_ins: tuple[PlugInLine, ...] = ()
    checks: tuple[CheckLine, ...] = ()
    notice: Message | None = None
    notice_lamp: Lamp = Lamp.OK
    is_busy: bool = False
    is_surveying: bool = False
    felt: tuple[str, str] | None = None
    """Reader and device whose feedback was tested last: the next test is the next mode's."""
    to_remove: str = ""
    """The reader that is taken out if it is asked once more."""


class TechnicianDesk:
    """At most one at a till; nothing is asked of bench and link while it is closed."""

    def __init__(self, bench: ReaderBench, link: CentreLink, context: DeskContext) -> None:
        self._bench = bench
        self._context = context
        self._centre = CentreDesk(
            link,
            till_name=context.till_name,
            allowances=context.allowances,
            audit=lambda detail: context.audit(StaffActKind.SETTINGS_SAVED, detail),
        )
        self._printer = PrinterDesk(context.printers)
        self._lying = _Lying()
        self._is_open = False

    @property
    def is_open(self) -> bool:
        """Whether somebody is at it."""
        return self._is_open

    @property
    def is_at_rest(self) -> bool:
        """Whether Esc has nothing to close but the desk itself."""
        return self._lying.page is Page.DEVICES and not self._lying.raw_open

    def open(self, tell: Callable[[News | LinkNews], None]) -> None:
        """Somebody sits down; `tell` is called on the till's worker with the news of bench and link."""
        if not self._is_open:
            self._is_open = True
            self._lying = _Lying()
            self._bench.open(tell)
            self._centre.open(tell)

    def close(self) -> None:
        """Sweep everything away: nothing of what was read stays."""
        if self._is_open:
            self._is_open = False
            self._lying = _Lying()
            self._bench.close()
            self._centre.close()

    def tick(self) -> bool:
        """About once a second: whether there is something else to show.

        While the wizard asks for a device, one is looked for.
        """
        wizard = self._lying.wizard
        waits = wizard is not None and wizard.step in {WizardStep.KIND, WizardStep.DEVICE}
        if waits and not self._lying.is_surveying:
            self._survey()
        if self._lying.page is Page.PRINTER:
            return self._printer.tick()
        return self._lying.page is Page.CENTRE and self._centre.tick()

    def view(self) -> TechnicianView:
        """What the screen shows now."""
        lying = self._lying
        reader = self._chosen_reader()
        return TechnicianView(
            page=self._centre.page if lying.page is Page.CENTRE else lying.page,
            devices=lying.devices,
            chosen=lying.chosen,
            events=lying.events,
            raw_open=lying.raw_open,
            raw=lying.raw,
            wizard=wizard_view(lying.wizard, self._bench.test_code) if lying.wizard is not None else None,
            centre=self._centre.view,
            pairing=self._centre.pairing,
            plug_ins=lying.plug_ins,
            checks=lying.checks,
            printers=self._printer.lines if lying.page is Page.PRINTER else (),
            paper=self._printer.paper,
            notice=lying.notice,
            notice_lamp=lying.notice_lamp,
            is_busy=lying.is_busy,
            facts=reader.facts if reader is not None else (),
        )

    # Acts

    def perform(self, act: TechnicianAct) -> None:  # noqa: PLR0912 - one branch an act
        """Do it. Raises `StoreError` when its trace cannot be kept; it is not done then."""
        lying = self._lying
        asked_before, lying.to_remove, lying.notice = lying.to_remove, "", None
        lying.felt = lying.felt if isinstance(act, TestFeedback) else None
        match act:
            case OpenDesk():
                pass
            case Move(by):
                self._choose(self._line() + by)
            case Pick(number):
                self._choose(number - 1)
            case GoOn():
                self._go_on()
            case GoBack():
                self._go_back()
            case AddReader():
                self._begin(None)
            case Reconfigure():
                self._begin(self._chosen_reader())
            case RemoveReader():
                self._remove(asked_before)
            case TestFeedback():
                self._feel()
            case ShowRaw():
                lying.raw_open = not lying.raw_open
            case CheckHealth():
                self._turn_to(Page.HEALTH)
                lying.checks, lying.is_busy = (), True
                self._bench.check()
            case ShowPlugIns():
                self._turn_to(Page.PLUG_INS)
                lying.plug_ins = ()
                self._bench.list_plug_ins()
            case ExportDiagnostics():
                self._context.audit(StaffActKind.DIAGNOSTICS_EXPORTED, "")
                self._lying.is_busy = True
                self._bench.export()
            case ShowCentre():
                self._turn_to(Page.CENTRE)
                self._centre.look()
            case ShowPrinter():
                self._turn_to(Page.PRINTER)
                self._printer.look()
            case TryPrinter() | TurnPaper():
                self._note(self._printer.perform(act))
            case BeginPairing() | EnterLine() | TryCentre() | Unpair():
                self._at_centre(act)
            case _:
                assert_never(act)

    def read(self, seen: CardRead | RefusedRead) -> None:
        """Something was presented: it is shown, and the wizard looks at it. No member is looked up."""
        lying = self._lying
        event = event_of_read(self._context.now(), seen, lying.devices)
        lying.events = (event, *lying.events)[:EVENTS_MAX]
        if lying.wizard is not None:
            lying.wizard = steps.read(lying.wizard, seen, self._known_form(lying.wizard, seen))

    def hear(self, news: News | LinkNews) -> None:  # noqa: PLR0912 - one branch a kind of news
        """Bench or link have something to tell; what comes after the desk was left is not heard."""
        if not self._is_open:
            return
        match news:
            case DevicesTold():
                self._told_devices(news)
            case TraceTold(reader=reader, lines=lines):
                self._told_trace(reader, lines)
            case KindsTold(kinds=kinds):
                self._lying.is_surveying = False
                if (wizard := self._lying.wizard) is not None:
                    self._step(steps.told_kinds(wizard, kinds))
            case Discovered():
                if (wizard := self._lying.wizard) is not None:
                    self._lying.wizard = steps.discover(wizard, news)
            case TrialRefused(fault=fault, hint=hint):
                self._told_fault(fault, hint)
            case Saved(reader=reader):
                self._told_saved(reader)
            case PlugInsTold(plug_ins=plug_ins):
                self._lying.plug_ins = plug_ins
                self._choose(self._lying.chosen if self._lying.page is Page.PLUG_INS else self._line())
            case ChecksTold(checks=checks):
                self._lying.checks = tuple(sorted(checks, key=lambda check: check.lamp is not Lamp.WARNING))
                self._lying.is_busy = False
            case Exported(path=path):
                self._lying.is_busy = False
                self._say(Message(key="desk.exported", params={"path": path}))
            case FeedbackGiven(reader=name):
                self._say(Message(key=f"desk.feedback.{self._mode_of(name)}"))
            case NotDone(fault=fault, hint=hint):
                self._lying.is_busy = False
                self._told_fault(fault, hint)
            case StandingTold() | WaitingTold() | Paired() | PairingRefused() | Unpaired():
                self._note(self._centre.hear(news))
            case _:
                assert_never(news)

    def _known_form(self, wizard: Wizard, seen: CardRead | RefusedRead) -> UidForm | None:
        """How it relates to a known card; the store is asked only where the answer may set something."""
        if isinstance(seen, RefusedRead) or not wizard.awaits(seen.driver):
            return None
        return known_form(seen.token, self._context.is_known)

    # What acts lead to

    def _go_on(self) -> None:
        lying = self._lying
        if lying.wizard is not None:
            self._step(steps.go_on(lying.wizard))
        elif lying.page is Page.CENTRE:
            self._centre.back()
        elif lying.page is Page.PRINTER:
            self._note(self._printer.use(lying.chosen))
        elif lying.page is Page.PLUG_INS and lying.plug_ins:
            self._approve(lying.plug_ins[lying.chosen])

    def _go_back(self) -> None:
        lying = self._lying
        if lying.wizard is not None:
            self._step(steps.go_back(lying.wizard))
        elif lying.page is Page.CENTRE and self._centre.back():
            pass
        elif lying.page is not Page.DEVICES:
            self._turn_to(Page.DEVICES)
        else:
            self._lying.raw_open = False

    def _begin(self, again: Reader | None) -> None:
        taken = frozenset(reader.name for reader in self._lying.readers)
        if self._lying.wizard is not None:
            self._bench.end_trial()
        self._turn_to(Page.WIZARD)
        self._step(steps.begin(taken, again))

    def _step(self, step: Step) -> None:
        wizard, orders = step
        self._lying.wizard = wizard
        for order in orders:
            self._obey(order)

    def _obey(self, order: Order) -> None:
        match order:
            case Survey():
                self._survey()
            case TryOut(candidate):
                self._bench.try_out(candidate)
            case EndTrial():
                self._bench.end_trial()
            case Save(candidate):
                self._save(candidate)
            case Leave():
                self._turn_to(Page.DEVICES)
            case _:
                assert_never(order)

    def _survey(self) -> None:
        self._lying.is_surveying = True
        self._bench.survey()

    def _save(self, candidate: Candidate) -> None:
        self._context.audit(StaffActKind.SETTINGS_SAVED, f"readers.{candidate.reader}")
        self._bench.save(candidate)

    def _remove(self, asked_before: str) -> None:
        reader = self._chosen_reader()
        if reader is None:
            return
        if reader.name != asked_before:
            self._lying.to_remove = reader.name
            self._say(Message(key="desk.remove_again", params={"reader": reader.name}), Lamp.WARNING)
            return
        self._context.audit(StaffActKind.SETTINGS_SAVED, f"readers.{reader.name}")
        self._bench.remove(reader.name)

    def _feel(self) -> None:
        """The first press tests what is set; each further one sets the next mode."""
        reader, device = self._chosen_reader(), self._chosen_device()
        if reader is None or device is None or not device.gives_feedback:
            self._say(Message(key="desk.no_feedback"), Lamp.WARNING)
            return
        if self._lying.felt != (device.reader, device.device):
            self._lying.felt = (device.reader, device.device)
            self._bench.feedback(device.reader, device.device)
            return
        position = FEEDBACK_MODES.index(reader.feedback) if reader.feedback in FEEDBACK_MODES else 0
        mode = FEEDBACK_MODES[(position + 1) % len(FEEDBACK_MODES)]
        settings = {**reader.settings, "feedback": mode}
        self._save(Candidate(reader=reader.name, driver=reader.driver, settings=settings))
        self._say(Message(key=f"desk.feedback.{mode}"))

    def _at_centre(self, act: CentreAct) -> None:
        """Pairing needs a code of the office; to leave the centre needs somebody who still works here."""
        if not (isinstance(act, Unpair) and self._is_held_back()):
            self._note(self._centre.perform(act))

    def _is_held_back(self) -> bool:
        """Whether an old list of staff stands in the way, which is said then."""
        is_old = self._context.is_staff_list_old()
        if is_old:
            self._say(Message(key="contact.desk_held_back"), Lamp.WARNING)
        return is_old

    def _approve(self, line: PlugInLine) -> None:
        if not line.may_approve:
            self._say(line.message, Lamp.WARNING)
            return
        if self._is_held_back():
            return
        by = self._context.audit(StaffActKind.PLUG_IN_APPROVED, f"{line.distribution} {line.version}")
        self._bench.approve(line, by=by)
        self._say(Message(key="desk.approved", params={"name": line.name}))

    # What news lead to

    def _told_devices(self, told: DevicesTold) -> None:
        """All devices as they are; the first time, that is no news."""
        lying, chosen = self._lying, self._chosen_device()
        before = {(line.reader, line.device): line for line in lying.devices}
        news = [line for line in told.devices if _is_news(before.get((line.reader, line.device)), line)]
        if before:
            now = self._context.now()
            events = (event_of_state(now, line) for line in news)
            lying.events = (*events, *lying.events)[:EVENTS_MAX]
        lying.devices, lying.readers = told.devices, told.readers
        for line in news:
            if lying.wizard is not None:
                lying.wizard = steps.told_device(lying.wizard, line.reader, line.message, line.hint)
        if lying.page is Page.DEVICES:
            places = [(line.reader, line.device) for line in told.devices]
            kept = (chosen.reader, chosen.device) if chosen is not None else None
            self._choose(places.index(kept) if kept in places else lying.chosen)

    def _told_trace(self, reader: str, lines: tuple[RawLine, ...]) -> None:
        """Bytes are shown; a pairing code, which is a secret for a while, is taken and not shown."""
        code = next(filter(None, (scanned_code(bytes.fromhex(line.hex)) for line in lines)), "")
        if code:
            if self._lying.page is Page.CENTRE:
                self._note(self._centre.scan(code))
            return
        self._lying.raw = (*self._lying.raw, *lines)[-RAW_MAX:]
        if self._lying.wizard is not None:
            self._lying.wizard = steps.told_trace(self._lying.wizard, reader, lines)

    def _told_saved(self, reader: str) -> None:
        if self._lying.wizard is not None:
            self._lying.wizard = steps.told_saved(self._lying.wizard)
        elif self._lying.notice is None:
            self._say(Message(key="desk.saved", params={"reader": reader}))

    def _told_fault(self, fault: Message, hint: Message | None) -> None:
        if self._lying.wizard is not None:
            self._lying.wizard = steps.told_fault(self._lying.wizard, fault, hint)
        else:
            self._say(fault, Lamp.WARNING)

    # Lines

    def _line(self) -> int:
        wizard = self._lying.wizard
        return wizard.chosen if wizard is not None else self._lying.chosen

    def _choose(self, index: int) -> None:
        lying = self._lying
        if lying.wizard is not None:
            self._lying.wizard = steps.choose(lying.wizard, index)
            return
        lines = {
            Page.DEVICES: len(lying.devices),
            Page.PLUG_INS: len(lying.plug_ins),
            Page.HEALTH: len(lying.checks),
            Page.PRINTER: len(self._printer.lines),
        }.get(lying.page, 0)
        self._lying.chosen = max(0, min(index, lines - 1))

    def _chosen_device(self) -> DeviceLine | None:
        lying = self._lying
        on_list = lying.page is Page.DEVICES and lying.chosen < len(lying.devices)
        return lying.devices[lying.chosen] if on_list else None

    def _chosen_reader(self) -> Reader | None:
        device = self._chosen_device()
        name = device.reader if device is not None else ""
        return next((reader for reader in self._lying.readers if reader.name == name), None)

    def _mode_of(self, name: str) -> str:
        mode = next((reader.feedback for reader in self._lying.readers if reader.name == name), "")
        return mode if mode in FEEDBACK_MODES else FEEDBACK_MODES[0]

    # State

    def _say(self, message: Message, lamp: Lamp = Lamp.OK) -> None:
        self._lying.notice = message
        self._lying.notice_lamp = lamp

    def _note(self, notice: Notice | None) -> None:
        if notice is not None:
            self._say(notice.message, notice.lamp)

    def _turn_to(self, page: Page) -> None:
        lying = self._lying
        lying.page, lying.chosen, lying.wizard, lying.raw_open = page, 0, None, False
        self._centre.leave()


def _is_news(before: DeviceLine | None, now: DeviceLine) -> bool:
    return before is None or (before.lamp, before.message) != (now.lamp, now.message)
