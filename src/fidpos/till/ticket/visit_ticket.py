"""The ticket of a closed visit, out of what the store keeps of it: the same today and in a year.

What the visit moved is told as it was booked. What a counter holds is told as it is now, and what it held
before only on the ticket of a visit just closed, when nothing else has moved it since.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from fidpos.domain.errors import StoreError
from fidpos.domain.gift_card import GiftEntry
from fidpos.domain.ids import GiftCardId, VisitId
from fidpos.domain.member import Member
from fidpos.domain.money import Money
from fidpos.posting.spend import spendable
from fidpos.rules.programme import CounterDef, CounterUnit, Programme
from fidpos.till.ports import RecordedVisit
from fidpos.till.station import Station
from fidpos.till.ticket.ticket import (
    Bought,
    CounterLine,
    GiftCardLine,
    Holder,
    TakenOff,
    TicketHead,
    Units,
    VisitStanding,
    VisitTicket,
    VoucherLine,
)
from fidpos.till.vouchers import numbers_of

JUST_CLOSED = timedelta(minutes=15)
"""For so long the customer may still stand there."""

ENDING_LENGTH = 4
"""Characters of a number that a ticket shows."""


def ticket_head(station: Station) -> TicketHead:
    """What stands above every ticket of this till, now."""
    identity = station.identity
    return TicketHead(
        merchant_name=identity.merchant_name,
        shop_name=identity.shop_name,
        till_name=identity.till_name,
        printed_at=station.clock.now(),
        is_practice=not identity.production,
    )


def holder_of(member: Member | None) -> Holder:
    """Of a member; nothing of one who was erased."""
    if member is None:
        return Holder()
    return Holder(given_name=member.profile.given_name, number=member.number[-ENDING_LENGTH:])


def visit_ticket(station: Station, visit_id: VisitId) -> VisitTicket | None:
    """The ticket, with the numbers of the vouchers that the visit handed over; None for no such visit.

    Raises:
        StoreError: the store cannot say.
    """
    visit = station.store.visit(visit_id)
    if visit is None:
        return None
    programme = _programme_of(station, visit)
    titles = _titles(programme, station.language)
    told, used = visit.told, {redemption.reward for redemption in visit.told.redemptions}
    payments = _payments(station, visit)
    return VisitTicket(
        head=ticket_head(station),
        holder=holder_of(station.store.member(visit.member_id)),
        closed_at=visit.closed_at,
        standing=_standing(visit),
        register_ticket=told.ticket or next((entry.ticket for entry in payments), ""),
        lines=_lines(visit),
        amount=visit.amount,
        taken_off=_taken_off(visit, titles),
        discount=visit.discount,
        due=visit.amount - visit.discount,
        rewards=_titled((redemption.reward for redemption in told.redemptions), titles),
        gifts=_titled((source for source in told.gifts if source not in used), titles),
        gift_cards=_gift_cards(station, payments),
        counters=tuple(_counters(station, visit, programme)),
        vouchers=() if visit.voided else _vouchers(station, visit),
    )


def is_just_closed(station: Station, ticket: VisitTicket, visit_id: VisitId) -> bool:
    """Whether it is this till's last visit, and whoever made it may still stand there.

    Raises:
        StoreError: the store cannot say.
    """
    since = station.clock.now() - ticket.closed_at
    return timedelta() <= since <= JUST_CLOSED and station.store.last_visit_id() == visit_id


def without_numbers(ticket: VisitTicket) -> VisitTicket:
    """The same, the numbers of its vouchers cut short: each is worth something to whoever reads it."""
    return replace(
        ticket,
        vouchers=tuple(
            replace(each, number=f"…{each.number[-ENDING_LENGTH:]}" if each.number else "")
            for each in ticket.vouchers
        ),
    )


def _programme_of(station: Station, visit: RecordedVisit) -> Programme:
    """Of the visit's day; a till that never had it says what it can by today's."""
    try:
        return station.store.programme_of(visit.programme_version)
    except StoreError:
        return station.programme


def _titles(programme: Programme, language: str) -> dict[str, str]:
    rules = {rule.code: rule.title.of(language) for rule in programme.rules}
    return rules | {reward.code: reward.title.of(language) for reward in programme.rewards}


def _titled(codes: Iterable[str], titles: dict[str, str]) -> tuple[str, ...]:
    return tuple(titles[code] for code in codes if code in titles)


def _standing(visit: RecordedVisit) -> VisitStanding:
    if visit.voided:
        return VisitStanding.VOIDED
    return VisitStanding.REFUNDED if visit.is_refunded else VisitStanding.STANDS


def _lines(visit: RecordedVisit) -> tuple[Bought, ...]:
    """What the register handed over; one anonymous line says nothing that the amount does not."""
    currency = visit.amount.currency
    return tuple(
        Bought(
            label=line.label or line.article,
            quantity=line.quantity,
            amount=Money(line.amount_minor, currency),
        )
        for line in visit.told.lines
        if not line.is_anonymous
    )


def _taken_off(visit: RecordedVisit, titles: dict[str, str]) -> tuple[TakenOff, ...]:
    """By rule, reward or voucher, where the basket's lines say which took what."""
    sums: dict[str, int] = {}
    for source, amount_minor in ((each.source, each.amount_minor) for each in visit.told.line_discounts):
        sums[source] = sums.get(source, 0) + amount_minor
    currency = visit.amount.currency
    return tuple(
        TakenOff(title=titles.get(source, ""), amount=Money(amount_minor, currency))
        for source, amount_minor in sums.items()
    )


def _payments(station: Station, visit: RecordedVisit) -> tuple[GiftEntry, ...]:
    """What gift cards paid on it."""
    holds = station.store.gift_holds(visit.id)
    return tuple(
        entry
        for hold in holds
        for entry in station.store.gift_entries(hold.gift_card_id)
        if entry.hold_id == hold.id
    )


def _gift_cards(station: Station, payments: Iterable[GiftEntry]) -> tuple[GiftCardLine, ...]:
    """Those that paid, with what is left on them now."""
    paid: dict[GiftCardId, int] = {}
    for entry in payments:
        paid[entry.gift_card_id] = paid.get(entry.gift_card_id, 0) - entry.amount_minor
    cards = ((station.store.gift_card(card_id), minor) for card_id, minor in paid.items())
    return tuple(
        GiftCardLine(ending=card.masked, paid=Money(minor, card.currency), left=card.balance)
        for card, minor in cards
        if card is not None
    )


def _counters(station: Station, visit: RecordedVisit, programme: Programme) -> Iterable[CounterLine]:
    """Those that the visit moved, and the first one in any case."""
    is_known = _is_before_known(station, visit)
    for counter in programme.counters:
        moves = [entry for entry in visit.entries if entry.counter == counter.code]
        if moves or counter.code == programme.counters[0].code:
            earned = sum(entry.amount for entry in moves if entry.amount > 0)
            spent = -sum(entry.amount for entry in moves if entry.amount < 0)
            yield _counter_line(station, visit, counter, earned=earned, spent=spent, is_known=is_known)


def _is_before_known(station: Station, visit: RecordedVisit) -> bool:
    """Whether nothing has moved since: the last visit of till and member, just closed and whole."""
    newest = station.store.recent_visits(visit.member_id, 1)
    is_newest = bool(newest) and newest[0].id == visit.id == station.store.last_visit_id()
    is_whole = not visit.voided and not visit.refunds
    return is_newest and is_whole and station.clock.now() - visit.closed_at <= JUST_CLOSED


def _counter_line(
    station: Station, visit: RecordedVisit, counter: CounterDef, *, earned: int, spent: int, is_known: bool
) -> CounterLine:
    store, code = station.store, counter.code
    after = next((held.amount for held in store.balances(visit.account_id) if held.counter == code), 0)
    usable = spendable(store.open_lots(visit.account_id, code), station.today)
    currency = station.identity.currency

    def units(amount: int) -> Units:
        return Money(amount, currency) if counter.unit is CounterUnit.MONEY else amount

    return CounterLine(
        title=counter.title.of(station.language),
        before=units(after - earned + spent) if is_known else None,
        earned=units(earned),
        spent=units(spent),
        after=units(after),
        usable=units(usable),
    )


def _vouchers(station: Station, visit: RecordedVisit) -> tuple[VoucherLine, ...]:
    """Those that the visit gave; a bearer's with its number, as long as the member's key is kept."""
    numbers = {source: list(found) for source, found in numbers_of(station.store, visit.told).items()}
    lines = []
    for body in visit.told.vouchers:
        of_bearer = numbers.get(body.source) if body.number_digest else None
        lines.append(
            VoucherLine(
                title=body.title.of(station.language),
                number=of_bearer.pop(0).canonical if of_bearer else "",
                until=body.valid_until,
                least=Money(body.least_minor, visit.amount.currency) if body.least_minor else None,
            )
        )
    return tuple(lines)
