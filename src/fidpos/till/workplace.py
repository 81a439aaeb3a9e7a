"""What stands around the till besides its store: benches on which things are set up or made, its centre."""

from dataclasses import dataclass, field

from fidpos.till.centre_link import CentreLink, NoLink
from fidpos.till.contact import Contact
from fidpos.till.enrol.policy import Enrolling
from fidpos.till.gift_card_paper import GiftCardPress, NoPress
from fidpos.till.gift_card_trade import GiftCardTrade
from fidpos.till.new_card import CardWorkshop, NoWorkshop
from fidpos.till.practice import NoPractice, Practice
from fidpos.till.refund_quotes import RefundQuotes
from fidpos.till.stored_value import StoredValue
from fidpos.till.strangers import Abroad
from fidpos.till.technician.no_bench import NoBench
from fidpos.till.technician.ports import ReaderBench
from fidpos.till.ticket.printer import NoPrinter, PrinterSetUp, TicketPrinter


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Each may be missing; the till then says what cannot be done here."""

    bench: ReaderBench = field(default_factory=NoBench)
    workshop: CardWorkshop = field(default_factory=NoWorkshop)
    link: CentreLink = field(default_factory=NoLink)
    contact: Contact = field(default_factory=Contact)
    stored_value: StoredValue | None = None
    abroad: Abroad | None = None
    refund_quotes: RefundQuotes | None = None
    enrolling: Enrolling = field(default_factory=Enrolling)
    gift_cards: GiftCardTrade = field(default_factory=GiftCardTrade)
    press: GiftCardPress = field(default_factory=NoPress)
    printer: TicketPrinter = field(default_factory=NoPrinter)
    printer_set_up: PrinterSetUp | None = None
    practice: Practice = field(default_factory=NoPractice)
