"""The part of the technician's desk that is about the ticket printer: chosen, tried, and looked at."""

from fidpos.till.technician.acts import TryPrinter, TurnPaper
from fidpos.till.technician.centre_desk import Notice
from fidpos.till.ticket.choosing import PrinterChoosing, PrinterLine
from fidpos.till.ticket.printer import PrinterState
from fidpos.till.view import Lamp, Message


class PrinterDesk:
    """At a till that prints nothing there is nothing to choose.

    Args:
        choosing: what there is; None at such a till.
    """

    def __init__(self, choosing: PrinterChoosing | None) -> None:
        self._choosing = choosing
        self._shown: PrinterState | None = None

    @property
    def lines(self) -> tuple[PrinterLine, ...]:
        """What may be printed on."""
        return self._choosing.lines() if self._choosing is not None else ()

    @property
    def paper(self) -> str:
        """How wide the paper is."""
        return self._choosing.choice.paper.value if self._choosing is not None else ""

    def look(self) -> None:
        """Somebody turned to the page: what is plugged in by now."""
        if self._choosing is not None:
            self._choosing.look()
            self._shown = self._choosing.state

    def tick(self) -> bool:
        """Whether the printer is in another state by now."""
        if self._choosing is None:
            return False
        before, self._shown = self._shown, self._choosing.state
        return before is not self._shown

    def use(self, place: int) -> Notice | None:
        """Print on this line's from now on. On the network only where an address was set before.

        Raises:
            StoreError: there is no trace of it; nothing is changed.
        """
        lines = self.lines
        if self._choosing is None or not 0 <= place < len(lines):
            return None
        if lines[place].is_unnamed:
            return Notice(message=Message(key="desk.printer.address"), lamp=Lamp.WARNING)
        return _notice(self._choosing.use(lines[place]))

    def perform(self, act: TryPrinter | TurnPaper) -> Notice | None:
        """One of the page's keys.

        Raises:
            StoreError: as `use`.
        """
        if self._choosing is None:
            return None
        if isinstance(act, TurnPaper):
            return _notice(self._choosing.turn_paper())
        sent = self._choosing.test()
        if sent is None:
            return Notice(message=Message(key="task.print.too_many"), lamp=Lamp.WARNING)
        if sent.document:
            return Notice(message=Message(key="hint.task.print.made", params={"path": sent.document}))
        return Notice(message=Message(key="task.printer.tried"))


def _notice(refused: Message | None) -> Notice:
    if refused is not None:
        return Notice(message=refused, lamp=Lamp.WARNING)
    return Notice(message=Message(key="task.printer.saved"))
