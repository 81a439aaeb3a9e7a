"""What each kind of ticket says, from top to bottom, in one language."""

from collections.abc import Iterator

from fidpos.domain.basket import QUANTITY_UNIT
from fidpos.domain.bearer_number import grouped
from fidpos.domain.money import Money
from fidpos.printing.block import Block, Code, Gap, Line, Pair, Ruler, Size
from fidpos.texts.texts import Texts
from fidpos.till.ticket.ticket import (
    Bought,
    ClosingTicket,
    ConsentTicket,
    CounterLine,
    FigureLine,
    GiftCardTicket,
    Holder,
    TestTicket,
    Ticket,
    TicketHead,
    Units,
    VisitStanding,
    VisitTicket,
    VoucherLine,
)

LINES_MAX = 200
"""Lines of a basket that are printed; how many more there are is said."""


def blocks(ticket: Ticket, texts: Texts, *, anchor: str = "") -> tuple[Block, ...]:
    """The whole ticket.

    Args:
        ticket: what it says.
        texts: in whose words, with the shop's zone.
        anchor: where the till's journal stands, so that paper and journal can be compared; empty for none.
    """
    return (*_head(ticket.head, texts), *_body(ticket, texts), *_foot(ticket, texts, anchor))


def _body(ticket: Ticket, texts: Texts) -> Iterator[Block]:
    match ticket:
        case VisitTicket():
            return _visit(ticket, texts)
        case ConsentTicket():
            return _consents(ticket, texts)
        case GiftCardTicket():
            return _gift_card(ticket, texts)
        case ClosingTicket():
            return _closing(ticket, texts)
        case TestTicket():
            return _test(ticket, texts)


def _head(head: TicketHead, texts: Texts) -> Iterator[Block]:
    yield Line(text=head.merchant_name, size=Size.LARGE, is_bold=True, is_centred=True)
    yield Line(text=head.shop_name, is_centred=True)
    if head.is_practice:
        yield Gap()
        yield Line(text=texts.say("ticket.practice"), is_bold=True, is_centred=True)
    yield Gap()


def _foot(ticket: Ticket, texts: Texts, anchor: str) -> Iterator[Block]:
    """What the law wants said, and where the ticket comes from."""
    yield Ruler()
    if not isinstance(ticket, TestTicket | ClosingTicket):
        yield Line(text=texts.say("ticket.legal.no_receipt"), size=Size.SMALL)
    if isinstance(ticket, VisitTicket | ConsentTicket):
        yield Line(text=texts.say("ticket.legal.data"), size=Size.SMALL)
    head = ticket.head
    printed = texts.say("ticket.printed", at=head.printed_at, till=head.till_name)
    yield Line(text=printed, size=Size.SMALL)
    if anchor:
        yield Line(text=texts.say("ticket.anchor", anchor=anchor), size=Size.SMALL)
    yield Gap()


def _visit(ticket: VisitTicket, texts: Texts) -> Iterator[Block]:
    yield Line(text=texts.say("ticket.visit"), is_bold=True, is_centred=True)
    yield Line(text=texts.value(ticket.closed_at), is_centred=True)
    yield from _holder(ticket.holder, texts)
    if ticket.register_ticket:
        yield Line(text=texts.say("ticket.register", number=ticket.register_ticket))
    if ticket.standing is not VisitStanding.STANDS:
        said = texts.say(f"ticket.standing.{ticket.standing.value}")
        yield Line(text=said, is_bold=True, is_centred=True)
    yield Ruler()
    yield from _purchase(ticket, texts)
    yield from _given(ticket, texts)
    for counter in ticket.counters:
        yield from _counter(counter, texts)
    for voucher in ticket.vouchers:
        yield from _voucher(voucher, texts)


def _holder(holder: Holder, texts: Texts) -> Iterator[Block]:
    if holder.given_name:
        yield Line(text=holder.given_name, is_bold=True)
    if holder.number:
        yield Line(text=texts.say("ticket.member", ending=holder.number))


def _purchase(ticket: VisitTicket, texts: Texts) -> Iterator[Block]:
    for line in ticket.lines[:LINES_MAX]:
        yield Pair(left=_bought(line, texts), right=texts.value(line.amount))
    further = len(ticket.lines) - LINES_MAX
    if further > 0:
        yield Line(text=texts.say("ticket.more_lines", count=further))
    if ticket.lines:
        yield Ruler()
    yield Pair(left=texts.say("ticket.amount"), right=texts.value(ticket.amount))
    for taken in ticket.taken_off:
        title = taken.title or texts.say("ticket.discount")
        yield Pair(left=title, right=texts.value(-taken.amount, "signed"))
    if ticket.discount.minor:
        if not ticket.taken_off:
            yield Pair(left=texts.say("ticket.discount"), right=texts.value(-ticket.discount, "signed"))
        yield Pair(left=texts.say("ticket.due"), right=texts.value(ticket.due), is_bold=True)
    for card in ticket.gift_cards:
        yield Pair(left=texts.say("ticket.gift_card_paid", ending=card.ending), right=texts.value(card.paid))
        yield Pair(left=texts.say("ticket.gift_card_left"), right=texts.value(card.left))


def _bought(line: Bought, texts: Texts) -> str:
    whole, rest = divmod(line.quantity, QUANTITY_UNIT)
    if rest or whole in {0, 1}:
        return line.label
    return texts.say("ticket.quantity", quantity=whole, label=line.label)


def _given(ticket: VisitTicket, texts: Texts) -> Iterator[Block]:
    titles = (*ticket.rewards, *ticket.gifts)
    if titles:
        yield Gap()
        yield Line(text=texts.say("ticket.rewards"), is_bold=True)
    for title in titles:
        yield Line(text=title)


def _counter(counter: CounterLine, texts: Texts) -> Iterator[Block]:
    yield Ruler()
    yield Line(text=counter.title, is_bold=True)
    if counter.before is not None:
        yield Pair(left=texts.say("ticket.points.before"), right=texts.value(counter.before))
    yield Pair(left=texts.say("ticket.points.earned"), right=texts.value(counter.earned, "signed"))
    if _is_some(counter.spent):
        yield Pair(left=texts.say("ticket.points.spent"), right=texts.value(-counter.spent, "signed"))
    yield Pair(left=texts.say("ticket.points.after"), right=texts.value(counter.after), is_bold=True)
    if counter.usable != counter.after:
        yield Pair(left=texts.say("ticket.points.usable"), right=texts.value(counter.usable))


def _is_some(units: Units) -> bool:
    return bool(units.minor if isinstance(units, Money) else units)


def _voucher(voucher: VoucherLine, texts: Texts) -> Iterator[Block]:
    yield Ruler()
    yield Line(text=texts.say("ticket.voucher"), is_bold=True)
    yield Line(text=voucher.title)
    if voucher.until is not None:
        yield Line(text=texts.say("ticket.until", day=voucher.until))
    if voucher.least is not None:
        yield Line(text=texts.say("ticket.voucher.least", amount=voucher.least))
    if voucher.number:
        yield from _number(voucher.number)
    else:
        yield Line(text=texts.say("ticket.voucher.kept"))


def _number(number: str) -> Iterator[Block]:
    """As bars and in groups; one that was cut short cannot be scanned."""
    if number.isascii():
        yield Gap()
        yield Code(number)
        yield Line(text=grouped(number), is_centred=True)
    else:
        yield Line(text=number, is_centred=True)


def _consents(ticket: ConsentTicket, texts: Texts) -> Iterator[Block]:
    yield Line(text=texts.say("ticket.consents"), is_bold=True, is_centred=True)
    yield from _holder(ticket.holder, texts)
    yield Ruler()
    for consent in ticket.consents:
        yield Pair(
            left=texts.say(f"ticket.channel.{consent.channel.value}"), right=texts.value(consent.granted)
        )
        if consent.wording:
            yield Line(text=texts.say("ticket.wording", version=consent.wording), size=Size.SMALL)
    if ticket.parent:
        yield Line(text=texts.say("ticket.consents.parent", name=ticket.parent), size=Size.SMALL)
    yield Gap()
    yield Line(text=texts.say("ticket.consents.withdraw"), size=Size.SMALL)


def _gift_card(ticket: GiftCardTicket, texts: Texts) -> Iterator[Block]:
    yield Line(text=texts.say("ticket.gift_card"), is_bold=True, is_centred=True)
    yield Ruler()
    if ticket.offered_by:
        yield Line(text=texts.say("ticket.gift_card.from", name=ticket.offered_by))
    if ticket.message:
        yield Line(text=ticket.message)
    if ticket.paid is not None:
        yield Pair(left=texts.say("ticket.gift_card.loaded"), right=texts.value(ticket.paid))
    yield Pair(left=texts.say("ticket.gift_card.balance"), right=texts.value(ticket.balance), is_bold=True)
    yield Line(text=texts.say("ticket.gift_card.ending", ending=ticket.ending))
    if ticket.number:
        yield from _number(ticket.number)
    if ticket.until is not None:
        yield Line(text=texts.say("ticket.until", day=ticket.until))
        if ticket.grace_days:
            yield Line(text=texts.say("ticket.gift_card.grace", count=ticket.grace_days), size=Size.SMALL)
    yield Line(text=texts.say("ticket.gift_card.terms"), size=Size.SMALL)


def _closing(ticket: ClosingTicket, texts: Texts) -> Iterator[Block]:
    yield Line(text=texts.say("ticket.closing", day=ticket.day), is_bold=True, is_centred=True)
    if ticket.made_up:
        yield Line(text=texts.say("ticket.closing.made_up"), is_centred=True)
    yield Ruler()
    yield from _figures(ticket.figures, texts)
    if ticket.register:
        yield Ruler()
        yield Line(text=texts.say("ticket.closing.register"), is_bold=True)
        yield from _figures(ticket.register, texts)
    yield Ruler()
    yield Pair(left=texts.say("ticket.closing.seq"), right=texts.value(ticket.journal_seq))
    yield Pair(left=texts.say("ticket.closing.hash"), right=ticket.journal_hash, is_bold=True)
    yield Line(text=texts.say("ticket.closing.keep"), size=Size.SMALL)


def _figures(lines: tuple[FigureLine, ...], texts: Texts) -> Iterator[Block]:
    for line in lines:
        label, value = (
            each if isinstance(each, str) else texts.message(each) for each in (line.label, line.value)
        )
        yield Pair(left=label, right=value)


def _test(ticket: TestTicket, texts: Texts) -> Iterator[Block]:
    yield Line(text=texts.say("ticket.test"), is_bold=True, is_centred=True)
    yield Line(text=ticket.printer, size=Size.SMALL, is_centred=True)
    yield Ruler()
    for size in Size:
        yield Line(text=texts.say("ticket.test.letters"), size=size)
    yield Pair(left=texts.say("ticket.test.edges"), right="1 234,56 €", is_bold=True)
    yield Gap()
    yield Code("FIDPOS-TEST-1234")
    yield Ruler()
    yield Line(text=texts.say("ticket.test.done"))
