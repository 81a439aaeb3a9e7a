"""The rows that follow from some events, gathered table by table and then written together.

What is summed up (balances, aggregates) or ends in one state (lots, vouchers) has one row for each key,
however many events change it.
"""

from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from uuid import UUID

from fidpos.domain.ids import (
    AccountId,
    AllowanceId,
    CardId,
    GiftCardId,
    GiftHoldId,
    LotId,
    MemberId,
    TillId,
    VisitId,
    VoucherId,
)
from fidpos.domain.ledger import Lot
from fidpos.posting.apply import Movements
from fidpos.rules.past import DayAggregate
from fidpos.server.books import contra_of_points
from fidpos.server.db import sinks
from fidpos.server.db.at_hand import AtHand
from fidpos.server.db.feed import Touch
from fidpos.server.db.figures.keeping import Sums
from fidpos.server.db.retaining import note_contacts
from fidpos.server.db.sinks import Row
from fidpos.server.db.work import Work
from fidpos.server.gift_books import CardBook
from fidpos.server.hold_books import Drawn, HoldBook
from fidpos.server.mail.outbox import send_gift_card

Mailed = tuple[UUID, UUID, bytes, str]


@dataclass(slots=True, kw_only=True)
class Totals:
    """Sums of one member over a day, or over the whole lifetime."""

    visits: int = 0
    revenue_minor: int = 0
    points_earned: int = 0
    quantity: int = 0

    def add(self, more: DayAggregate) -> None:
        """Count these visits too."""
        self.visits += more.visits
        self.revenue_minor += more.revenue_minor
        self.points_earned += more.points_earned
        self.quantity += more.quantity

    @property
    def row(self) -> Row:
        """As the statements take them."""
        return self.visits, self.revenue_minor, self.points_earned, self.quantity


@dataclass(slots=True, kw_only=True)
class Rows:
    """What is to be written.

    Attributes:
        opened: lots that were not there before, with whether they are withheld.
        changed: lots that were.
        given: vouchers that were not there before.
        turned: vouchers that were.
        sums: what the figures of the office are read from.
        contacts: when members said something of themselves.
        mails: gift cards that somebody is sent: the event, the card, the sealed address and the language.
        touched: members who are to be told, and how.
        gift_touched: gift cards that are to be told, and whether to everybody.
    """

    accounts: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)
    cards: list[Row] = field(default_factory=list)
    card_states: dict[CardId, str] = field(default_factory=dict)
    consents: list[Row] = field(default_factory=list)
    profiles: dict[MemberId, Row] = field(default_factory=dict)
    statuses: dict[MemberId, str] = field(default_factory=dict)
    visits: list[Row] = field(default_factory=list)
    bought: list[Row] = field(default_factory=list)
    tickets: list[Row] = field(default_factory=list)
    voids: list[Row] = field(default_factory=list)
    refunds: list[Row] = field(default_factory=list)
    gift_debts: list[Row] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    opened: dict[LotId, tuple[Lot, bool]] = field(default_factory=dict)
    changed: set[LotId] = field(default_factory=set)
    allocations: list[Row] = field(default_factory=list)
    balances: dict[tuple[AccountId, str], int] = field(default_factory=dict)
    days: dict[tuple[MemberId, date, str], Totals] = field(default_factory=dict)
    lifetimes: dict[tuple[MemberId, str], Totals] = field(default_factory=dict)
    uses: list[Row] = field(default_factory=list)
    uses_released: set[Row] = field(default_factory=set)
    given: dict[VoucherId, Row] = field(default_factory=dict)
    turned: set[VoucherId] = field(default_factory=set)
    tiers: dict[MemberId, Row] = field(default_factory=dict)
    tier_history: list[Row] = field(default_factory=list)
    minted: dict[tuple[TillId, date], int] = field(default_factory=dict)
    gift_cards: list[Row] = field(default_factory=list)
    gift_changed: set[GiftCardId] = field(default_factory=set)
    gift_entries: list[Row] = field(default_factory=list)
    gift_held: set[GiftHoldId] = field(default_factory=set)
    gift_ended: set[GiftHoldId] = field(default_factory=set)
    visits_held: set[VisitId] = field(default_factory=set)
    drawn: dict[AllowanceId, int] = field(default_factory=dict)
    sums: Sums = field(default_factory=Sums)
    mails: list[Mailed] = field(default_factory=list)
    contacts: dict[MemberId, date] = field(default_factory=dict)
    touched: dict[MemberId, Touch] = field(default_factory=dict)
    gift_touched: dict[GiftCardId, bool] = field(default_factory=dict)

    def move(self, moves: Movements) -> None:
        """The entries of an event with their allocations, and what they add to balances and aggregates."""
        self.entries += [
            (
                *(entry.account_id, entry.id, entry.counter, entry.kind, entry.amount),
                *(contra_of_points(entry.kind, entry.amount), entry.at, entry.business_day, entry.visit_id),
                *(entry.cause, entry.reverses),
            )
            for entry in moves.entries
        ]
        self.allocations += [(taken.entry_id, taken.lot_id, taken.amount) for taken in moves.allocations]
        for counter, delta in moves.balance_deltas.items():
            key = (moves.account_id, counter)
            self.balances[key] = self.balances.get(key, 0) + delta
        for day in moves.days:
            self.days.setdefault((moves.member_id, day.day, day.scope), Totals()).add(day)
            self.lifetimes.setdefault((moves.member_id, day.scope), Totals()).add(day)

    def contact(self, member_id: MemberId, day: date) -> None:
        """The member said something of themselves on this day."""
        self.contacts[member_id] = max(day, self.contacts.get(member_id, day))

    def touch(self, member_id: MemberId, *, loud: bool = False, own: bool = False) -> None:
        """The member was seen and changed.

        Args:
            member_id: who.
            loud: the till whose event it was has to be told as well.
            own: the event enrols them.
        """
        before = self.touched.get(member_id, Touch())
        self.touched[member_id] = Touch(loud=before.loud or loud, own=bool(before.own) or own)

    def touch_beside(self, member_id: MemberId, *, loud: bool) -> None:
        """What the member shares with somebody changed; they were not seen."""
        before = self.touched.get(member_id, Touch(own=None))
        self.touched[member_id] = before._replace(loud=before.loud or loud)

    def touch_gift_card(self, gift_card_id: GiftCardId, *, loud: bool = False) -> None:
        """The card changed; with `loud`, the till whose event it was has to be told as well."""
        self.gift_touched[gift_card_id] = self.gift_touched.get(gift_card_id, False) or loud

    def draw(self, drawn: Drawn | None) -> None:
        """Something was let go on a till's own word, or came back."""
        if drawn is not None:
            allowance_id, minor = drawn
            self.drawn[allowance_id] = self.drawn.get(allowance_id, 0) + minor


_WARE_AND_DAY = itemgetter(0, 1, 2)
"""As the key of the table goes; of one day, visits come in the order of their ids already, or nearly."""


def write(work: Work, at: AtHand, rows: Rows) -> None:
    """Write everything; what lots, vouchers and gift cards came to stands in `at`."""
    today = work.clock.now().date()
    sinks.ACCOUNTS.write(work, rows.accounts)
    sinks.MEMBERS.write(work, rows.members)
    sinks.CARDS.write(work, rows.cards)
    sinks.CARD_STATES.write(work, list(rows.card_states.items()))
    sinks.CONSENTS.write(work, rows.consents)
    sinks.PROFILES.write(work, [(member_id, *row) for member_id, row in rows.profiles.items()])
    sinks.STATUSES.write(work, list(rows.statuses.items()))
    sinks.VISITS.write(work, rows.visits)
    sinks.BOUGHT.write(work, sorted(rows.bought, key=_WARE_AND_DAY))
    sinks.TICKETS.write(work, rows.tickets)
    sinks.VOIDS.write(work, rows.voids)
    sinks.REFUNDS.write(work, rows.refunds)
    sinks.GIFT_DEBTS.write(work, rows.gift_debts)
    sinks.ENTRIES.write(work, rows.entries)
    sinks.LOTS.write(work, [_lot_row(lot, at, withheld, today) for lot, withheld in rows.opened.values()])
    sinks.LOT_STATES.write(
        work, [(i, at.lots[i].remaining, at.lots[i].expires_on, today) for i in sorted(rows.changed)]
    )
    sinks.ALLOCATIONS.write(work, rows.allocations)
    sinks.BALANCES.write(work, [(*key, amount) for key, amount in rows.balances.items()])
    sinks.DAYS.write(work, [(*key, *totals.row) for key, totals in rows.days.items()])
    sinks.LIFETIMES.write(work, [(*key, *totals.row) for key, totals in rows.lifetimes.items()])
    sinks.USES.write(work, rows.uses)
    sinks.USES_RELEASED.write(work, rows.uses_released)
    sinks.VOUCHERS.write(work, [(*row, *_voucher_state(at, i)) for i, row in rows.given.items()])
    sinks.VOUCHER_STATES.write(work, [(i, *_voucher_state(at, i)) for i in sorted(rows.turned)])
    sinks.TIERS.write(work, [(member_id, *row) for member_id, row in rows.tiers.items()])
    sinks.TIER_HISTORY.write(work, rows.tier_history)
    sinks.MINTED.write(work, [(*key, minor) for key, minor in rows.minted.items()])
    sinks.REWARD_HOLDS_POSTED.write(work, [(visit_id,) for visit_id in sorted(rows.visits_held)])
    sinks.DRAWN.write(work, list(rows.drawn.items()))
    rows.sums.write(work)
    _write_gift_cards(work, at, rows)
    for mailed in rows.mails:
        send_gift_card(work, *mailed)
    note_contacts(work, rows.contacts)


def _lot_row(lot: Lot, at: AtHand, withheld: bool, today: date) -> Row:
    now = at.lots[lot.id]
    return (
        *(lot.account_id, lot.id, lot.counter, lot.entry_id, lot.earned, now.remaining, lot.earned_on),
        *(now.expires_on, lot.spendable_from, withheld, today),
    )


def _voucher_state(at: AtHand, voucher_id: VoucherId) -> Row:
    voucher = at.vouchers[voucher_id]
    return voucher.state, voucher.used_by


def _write_gift_cards(work: Work, at: AtHand, rows: Rows) -> None:
    sinks.GIFT_CARDS.write(work, rows.gift_cards)
    sinks.GIFT_HOLDS.write(work, [_hold_row(at.holds[i]) for i in sorted(rows.gift_held)])
    sinks.GIFT_HOLD_STATES.write(
        work, [(i, at.holds[i].hold.state, at.holds[i].untold) for i in sorted(rows.gift_ended)]
    )
    sinks.GIFT_ENTRIES.write(work, rows.gift_entries)
    sinks.GIFT_STATES.write(work, [(i, *_gift_state(at.gift_cards[i])) for i in sorted(rows.gift_changed)])


def _hold_row(book: HoldBook) -> Row:
    hold = book.hold
    return (
        *(hold.id, hold.gift_card_id, book.till_id, hold.visit_id, hold.amount_minor, hold.held_at),
        *(hold.expires_at, hold.state, book.allowance_id),
    )


def _gift_state(book: CardBook) -> Row:
    return (
        *(book.state, book.balance_minor, book.held_minor, book.receivable_minor, book.expires_on),
        book.withheld,
    )
