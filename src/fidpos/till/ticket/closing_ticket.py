"""The closing of a day on paper, to be kept with the register's own."""

from collections.abc import Iterable

from fidpos.till.day.book import Closing
from fidpos.till.day.summary import compared, figure_facts
from fidpos.till.station import Station
from fidpos.till.task.view import Fact
from fidpos.till.ticket.ticket import ClosingTicket, FigureLine
from fidpos.till.ticket.visit_ticket import ticket_head

_HEAD_BYTES_SHOWN = 8


def closing_ticket(station: Station, closing: Closing) -> ClosingTicket:
    """Its figures, the register's beside them, and the head of the journal, which was fixed with them."""
    currency = station.identity.currency
    figures = figure_facts(closing.figures, station.programme, currency, station.language)
    return ClosingTicket(
        head=ticket_head(station),
        day=closing.day,
        made_up=closing.made_up,
        figures=_lines(figures),
        register=_lines(compared(closing.figures, closing.register, currency)),
        journal_seq=closing.head.seq,
        journal_hash=shown_hash(closing.head.hash),
    )


def shown_hash(hash_: bytes) -> str:
    """The beginning of a hash in groups of four hexadecimal digits, as it is printed and compared by eye."""
    text = hash_[:_HEAD_BYTES_SHOWN].hex()
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def _lines(facts: Iterable[Fact]) -> tuple[FigureLine, ...]:
    return tuple(FigureLine(label=fact.label, value=fact.value) for fact in facts)
