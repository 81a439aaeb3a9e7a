"""Looking for members and visits at the centre, beside the pump: a long poll that waits delays no customer.

`open_finding` makes one from what pairing has left; close it once. Whoever is found is written by the pump.
"""

from collections.abc import Sequence

from fidpos.domain.clock import Clock
from fidpos.domain.ids import EventId
from fidpos.sync.client import CentreAddress, HttpCentre, HttpLine
from fidpos.sync.inquiry import Inquiries
from fidpos.sync.lane import OnWorker
from fidpos.sync.ports import Centre
from fidpos.till.finding import Found
from fidpos.till.refund_quotes import FatesTold, Quoted
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sync.find import FIND_PATH, FIND_WAIT_S, Find, FindAnswer
from fidpos.wire.sync.refund_fate import FATE_PATH, RefundFatesAnswer, RefundFatesAsk
from fidpos.wire.sync.refund_quote import QUOTE_PATH, QUOTE_WAIT_S, RefundQuoteAnswer, RefundQuoteAsk
from fidpos.wire.sync.signature import Signer

_WAIT_S = max(FIND_WAIT_S, QUOTE_WAIT_S)


class CentreFinder:
    """A `till.finding.Finder` and `till.refund_quotes.RefundQuotes` over a way to the centre; `stop` once.

    Args:
        centre: the way there.
        on_worker: on which answers are told.
        limit_s: after which a question counts as unanswered.
    """

    def __init__(self, centre: Centre, *, on_worker: OnWorker, limit_s: float = _WAIT_S) -> None:
        self._inquiries = Inquiries(centre, on_worker=on_worker, limit_s=limit_s)

    def find(self, asked: Find, found: Found) -> None:
        """Ask for members."""
        self._inquiries.ask(
            FIND_PATH, asked, FindAnswer, lambda answer: found(answer.found if answer is not None else None)
        )

    def quote(self, event: RefundAsked, quoted: Quoted) -> None:
        """Ask what would become of a refund."""
        self._inquiries.ask(QUOTE_PATH, RefundQuoteAsk(event=event), RefundQuoteAnswer, quoted)

    def fates(self, events: Sequence[EventId], told: FatesTold) -> None:
        """Ask what became of refunds."""
        self._inquiries.ask(FATE_PATH, RefundFatesAsk(events=tuple(events)), RefundFatesAnswer, told)

    def stop(self) -> bool:
        """Nothing more is asked; whether the thread ended in time."""
        return self._inquiries.stop()


class Finding:
    """A finder with its line; made by `open_finding`, closed once."""

    def __init__(self, finder: CentreFinder, line: HttpLine) -> None:
        self.finder = finder
        self._line = line

    def close(self) -> bool:
        """Break off what is on its way; whether the thread ended in time."""
        self._line.leave()
        if not self.finder.stop():
            return False
        self._line.close()
        return True


def open_finding(address: CentreAddress, signer: Signer, clock: Clock, *, on_worker: OnWorker) -> Finding:
    """Ask that centre with the till's key, over a connection apart from the pump's."""
    line = HttpLine(address, whole_s=_WAIT_S)
    return Finding(CentreFinder(HttpCentre(line, address, signer, clock), on_worker=on_worker), line)
