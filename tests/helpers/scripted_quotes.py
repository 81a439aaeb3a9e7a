"""The centre's word on refunds, given by a test when it wants."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fidpos.domain.ids import EventId
from fidpos.till.refund_quotes import FatesTold, Quoted
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sync.refund_quote import QuoteRefusal, RefundQuote, RefundQuoteAnswer


@dataclass
class ScriptedQuotes:
    """Keeps the questions; the test answers the latest."""

    asked: list[tuple[RefundAsked, Quoted]] = field(default_factory=list)
    wondered: list[tuple[tuple[EventId, ...], FatesTold]] = field(default_factory=list)

    def quote(self, event: RefundAsked, quoted: Quoted) -> None:
        self.asked.append((event, quoted))

    def fates(self, events: Sequence[EventId], told: FatesTold) -> None:
        self.wondered.append((tuple(events), told))

    def say(self, quote: RefundQuote) -> None:
        self.asked[-1][1](RefundQuoteAnswer(quote=quote))

    def refuse(self, why: QuoteRefusal) -> None:
        self.asked[-1][1](RefundQuoteAnswer(refused=why))

    def keep_silent(self) -> None:
        self.asked[-1][1](None)
