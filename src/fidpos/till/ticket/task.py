"""F12: the ticket of the last visit once more, or of the past visit that is looked at. Only ever on request.

Whoever prints waits for nothing: Esc leaves while the printer works, and a printer in trouble says so here
and in its light, and nowhere else.
"""

from fidpos.domain.authority import Authority
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.ids import VisitId
from fidpos.domain.staff import Role
from fidpos.till.announce import Said
from fidpos.till.identify import Identified
from fidpos.till.reads import Seen
from fidpos.till.task.acts import GoOn, PressKey, TaskAct
from fidpos.till.task.task import Bench, Occasion
from fidpos.till.task.view import Body, Fact, PresentBody, ReviewBody, TaskKey, TaskView
from fidpos.till.ticket.printer import JobState, PrinterState
from fidpos.till.ticket.set_up import PrinterTask
from fidpos.till.ticket.ticket import VisitTicket
from fidpos.till.ticket.visit_ticket import is_just_closed, visit_ticket, without_numbers
from fidpos.till.view import Lamp, Message, TillState, Tone
from fidpos.wire.events import StaffActKind

PRINTER_KEY, FILE_KEY, NUMBERS_KEY = "f4", "f5", "f6"


def begin_printing(bench: Bench, occasion: Occasion) -> "PrintTask | PrinterTask | None":
    """The visit that is looked at, else this till's last one.

    Raises:
        StoreError: the store cannot say.
    """
    station = bench.station
    visit_id = occasion.visit_id or station.store.last_visit_id()
    ticket = visit_ticket(station, visit_id) if visit_id is not None else None
    set_up = bench.workplace.printer_set_up
    if ticket is None and set_up is not None and bench.staff.role is Role.MANAGER:
        return PrinterTask(bench, set_up)
    if visit_id is None or ticket is None:
        key = "task.print.no_visit"
        said = Said(tone=Tone.INFO, message=Message(key=key), detail=Message(key=f"hint.{key}"))
        station.dialogue.say(said)
        return None
    return PrintTask(bench, visit_id, ticket)


class PrintTask:
    """One ticket, looked at and then printed.

    A voucher's number is worth something to whoever reads it: some time after the visit it is cut short,
    unless a manager says otherwise.
    """

    state = TillState.TASK
    takes: frozenset[Seen] = frozenset()

    def __init__(self, bench: Bench, visit_id: VisitId, ticket: VisitTicket) -> None:
        self._bench = bench
        self._visit_id = visit_id
        self._whole = ticket
        self._printer = bench.workplace.printer
        self._set_up = bench.workplace.printer_set_up
        self._other: PrinterTask | None = None
        self._shown = ticket if is_just_closed(bench.station, ticket, visit_id) else without_numbers(ticket)
        self._ticket = self._shown
        self._picture = self._printer.preview(self._ticket)
        self._job = 0
        self._problem: Message | None = None

    def view(self) -> TaskView:
        """The ticket as it will be printed, the printer at work, or the choice of another one."""
        if self._other is not None:
            return self._other.view()
        is_file = self._printer.state is PrinterState.NONE
        waits = self._job != 0
        return TaskView(
            place="print.working" if waits else "print",
            title=Message(key="task.print.title"),
            lead=Message(key="task.print.lead.working" if waits else "task.print.lead"),
            body=self._working() if waits else self._review(),
            problem=self._problem,
            hint=Message(key=f"hint.{self._problem.key}") if self._problem is not None else None,
            enter=None if waits else Message(key="task.print.file" if is_file else "task.print.go"),
            keys=() if waits else self._keys(is_file=is_file),
            help="task.print.help",
        )

    def act(self, act: TaskAct) -> None:
        """Enter prints; a key makes a file, or asks a manager for the numbers."""
        if self._other is not None:
            self._other.act(act)
            return
        if self._job:
            return
        match act:
            case GoOn():
                self._print()
            case PressKey(key) if key == FILE_KEY:
                self._hand_over(self._printer.make_file(self._ticket))
            case PressKey(key) if key == PRINTER_KEY and self._set_up is not None:
                self._bench.with_manager(Message(key="task.printer.why"), self._open_set_up)
            case PressKey(key) if key == NUMBERS_KEY and self._ticket != self._whole:
                self._bench.with_manager(Message(key="task.print.numbers.why"), self._show_numbers)

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:
        """It takes none."""

    def back(self) -> bool:
        """From the choice of a printer to the ticket, then out; what is being printed goes on."""
        if self._other is None:
            return False
        if not self._other.back():
            self._other = None
        return True

    def tick(self) -> bool:
        """Whether the printer has got any further."""
        if self._other is not None:
            return self._other.tick()
        if not self._job:
            return False
        match self._printer.outcome(self._job):
            case JobState.WAITING:
                return False
            case JobState.PRINTED:
                self._done(Said(tone=Tone.SUCCESS, message=Message(key="task.print.printed")))
            case JobState.FAILED:
                self._job, self._problem = 0, self._trouble()
                hint = Message(key=f"hint.{self._problem.key}")
                self._bench.station.dialogue.say(Said(tone=Tone.WARNING, message=self._problem, detail=hint))
        return True

    def locked(self) -> None:
        """Numbers that a manager has shown are cut short again, and the printer is chosen by nobody."""
        self._other = None
        self._show(self._shown)

    def ended(self) -> None:
        """Nobody looks at the picture any more."""
        self._printer.forget(self._picture)

    def _print(self) -> None:
        self._problem = None
        sent = self._printer.print_ticket(self._ticket)
        if sent is None:
            self._problem = Message(key="task.print.too_many")
        elif sent.job:
            self._job = sent.job
        else:
            self._hand_over(sent.document)

    def _hand_over(self, document: str) -> None:
        station = self._bench.station
        station.dialogue.document = document or station.dialogue.document
        key = "task.print.made" if document else "task.print.nothing"
        detail = Message(key=f"hint.{key}", params={"path": document})
        tone = Tone.SUCCESS if document else Tone.WARNING
        self._done(Said(tone=tone, message=Message(key=key), detail=detail))

    def _done(self, said: Said) -> None:
        self._bench.end()
        self._bench.station.dialogue.say(said)

    def _open_set_up(self, authority: Authority) -> None:
        """A manager's word is enough; what is changed leaves its own trace."""
        del authority
        if self._set_up is not None:
            self._other = PrinterTask(self._bench, self._set_up)

    def _show_numbers(self, authority: Authority) -> None:
        """With a trace of who wanted them.

        Raises:
            StoreError: they stay as they are.
        """
        self._bench.audit(StaffActKind.OVERRIDE, "task.print.numbers.why", authority)
        self._show(self._whole)

    def _show(self, ticket: VisitTicket) -> None:
        if ticket == self._ticket:
            return
        self._printer.forget(self._picture)
        self._ticket = ticket
        self._picture = self._printer.preview(ticket)

    def _trouble(self) -> Message:
        state = self._printer.state
        return Message(key=f"printer.{(state if state.is_trouble else PrinterState.FAULTY).value}")

    def _working(self) -> Body:
        return PresentBody(icon="receipt-text", title=Message(key="task.print.working"), is_busy=True)

    def _review(self) -> Body:
        ticket = self._ticket
        facts = [
            Fact(label=Message(key="task.print.visit"), value=_instant(ticket)),
            Fact(label=Message(key="task.print.amount"), value=_amount(ticket), is_strong=True),
        ]
        if ticket.holder.given_name:
            facts.insert(0, Fact(label=Message(key="task.print.member"), value=ticket.holder.given_name))
        return ReviewBody(facts=tuple(facts), lamp=Lamp.OK, picture=self._picture)

    def _keys(self, *, is_file: bool) -> tuple[TaskKey, ...]:
        keys = [] if is_file else [TaskKey(key=FILE_KEY, label=Message(key="task.print.file"))]
        if self._ticket != self._whole:
            keys.append(TaskKey(key=NUMBERS_KEY, label=Message(key="task.print.numbers")))
        if self._set_up is not None:
            keys.insert(0, TaskKey(key=PRINTER_KEY, label=Message(key="task.print.printer")))
        return tuple(keys)


def _instant(ticket: VisitTicket) -> Message:
    return Message(key="task.print.at", params={"at": ticket.closed_at})


def _amount(ticket: VisitTicket) -> Message:
    return Message(key="task.print.of", params={"amount": ticket.amount})
