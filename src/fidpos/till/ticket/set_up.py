"""The choice of the printer at the checkout: from a list, or by an address on the network.

Tickets name customers, so that where they go is a manager's to say: whoever else stands here by now is asked
for one.
"""

from collections.abc import Callable

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.settings.till_settings import PrinterKind
from fidpos.till.announce import Said
from fidpos.till.identify import Identified
from fidpos.till.reads import Seen
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn, PressKey, TaskAct
from fidpos.till.task.task import Bench
from fidpos.till.task.view import Field, FieldKind, FormBody, Line, ListBody, TaskKey, TaskView
from fidpos.till.ticket.choosing import PrinterChoosing, PrinterLine
from fidpos.till.ticket.printer import PrinterSetUp
from fidpos.till.ticket.visit_ticket import ticket_head
from fidpos.till.view import Message, TillState, Tone
from fidpos.wire.events import StaffActKind

TEST_KEY, PAPER_KEY = "f5", "f6"
ADDRESS_LENGTH_MAX = 120
_ADDRESS = "address"


class PrinterTask:
    """A list of what there is; one on the network is named by its address. For managers, whoever opens it."""

    state = TillState.TASK
    takes: frozenset[Seen] = frozenset()

    def __init__(self, bench: Bench, set_up: PrinterSetUp) -> None:
        self._bench = bench
        self._choosing = PrinterChoosing(
            set_up,
            bench.workplace.printer,
            head=lambda: ticket_head(bench.station),
            audit=lambda detail: bench.audit(StaffActKind.SETTINGS_SAVED, detail),
        )
        self._address: str | None = None
        self._fault: Message | None = None
        self._shown = self._choosing.state

    def view(self) -> TaskView:
        """The list, or the line in which an address is typed."""
        is_typing = self._address is not None
        return TaskView(
            place="print.address" if is_typing else "print.printer",
            title=Message(key="task.printer.title"),
            lead=Message(key="task.printer.lead.address" if is_typing else "task.printer.lead"),
            body=self._form() if is_typing else self._list(),
            enter=Message(key="task.printer.use") if is_typing else None,
            keys=() if is_typing else self._keys(),
            help="task.printer.help",
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses; an address is typed; the keys try and set the paper.

        Raises:
            StoreError: there is no trace of it; the printer is the former one.
        """
        match act:
            case ChooseLine(number) if self._address is None:
                self._choose(number)
            case FillIn(key, text, move) if key == _ADDRESS and self._address is not None:
                self._address, self._fault = text, None
                if move == 1:
                    self._take_address()
            case GoOn() if self._address is not None:
                self._take_address()
            case PressKey(key) if key == PAPER_KEY and self._address is None:
                self._change(self._choosing.turn_paper)
            case PressKey(key) if key == TEST_KEY and self._address is None:
                self._test()

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:
        """It takes none."""

    def tick(self) -> bool:
        """Whether the printer is in another state by now."""
        before, self._shown = self._shown, self._choosing.state
        return before is not self._shown

    def locked(self) -> None:
        """Nothing here is for one pair of eyes."""

    def ended(self) -> None:
        """Nothing is held."""

    def back(self) -> bool:
        """From the address to the list, then out."""
        was_typing, self._address, self._fault = self._address is not None, None, None
        return was_typing

    def _choose(self, number: int) -> None:
        lines = self._choosing.lines()
        if not 1 <= number <= len(lines):
            return
        line = lines[number - 1]
        if line.kind is PrinterKind.NETWORK:
            self._address = line.address
        else:
            self._change(lambda: self._choosing.use(line))

    def _take_address(self) -> None:
        address = (self._address or "").strip()
        if not address or " " in address or not address.isprintable() or len(address) > ADDRESS_LENGTH_MAX:
            self._fault = Message(key="task.printer.fault.address")
            return
        line = PrinterLine(kind=PrinterKind.NETWORK, title=address, address=address)
        self._address = None
        self._change(lambda: self._choosing.use(line))

    def _change(self, change: Callable[[], Message | None]) -> None:
        """On a manager's word, which is not asked for twice."""
        self._bench.with_manager(Message(key="task.printer.why"), lambda _: self._say(change()))

    def _say(self, refused: Message | None) -> None:
        saved = Said(tone=Tone.SUCCESS, message=Message(key="task.printer.saved"))
        said = saved if refused is None else Said(tone=Tone.WARNING, message=refused)
        self._bench.station.dialogue.say(said)

    def _test(self) -> None:
        sent, dialogue = self._choosing.test(), self._bench.station.dialogue
        if sent is not None and sent.document:
            dialogue.document = sent.document
        key = "task.printer.tried" if sent is not None else "task.print.too_many"
        dialogue.say(Said(tone=Tone.INFO, message=Message(key=key)))

    def _list(self) -> ListBody:
        return ListBody(lines=tuple(_line(each) for each in self._choosing.lines()))

    def _form(self) -> FormBody:
        field = Field(
            key=_ADDRESS,
            label=Message(key="task.printer.address"),
            kind=FieldKind.TEXT,
            text=self._address or "",
            placeholder="192.168.1.50",
            fault=self._fault,
            length_max=ADDRESS_LENGTH_MAX,
        )
        return FormBody(fields=(field,))

    def _keys(self) -> tuple[TaskKey, ...]:
        paper = Message(key="task.printer.paper", params={"paper": self._choosing.choice.paper.value})
        return (
            TaskKey(key=TEST_KEY, label=Message(key="task.printer.test")),
            TaskKey(key=PAPER_KEY, label=paper),
        )


def _line(line: PrinterLine) -> Line:
    is_used, is_none = line.state is not None, line.kind is PrinterKind.NONE
    light = Message(key=f"light.printer.{line.state.value}") if line.state is not None else ""
    return Line(
        title=line.title,
        detail=Message(key="task.printer.none.detail") if is_none else line.address,
        aside="" if is_none else light,
        lamp=line.lamp if is_used else None,
        is_chosen=is_used,
    )
