"""What is there of all that some events speak of: read at once, and locked, before anything is decided.

Whoever changes what an account or its members hold has locked the account's row, in the order of their ids:
what is read here stays true until the unit ends, and two units wait for each other instead of failing.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import LiteralString
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import TupleRow

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import GiftCardState, GiftHold, HoldState
from fidpos.domain.ids import (
    AccountId,
    AllowanceId,
    CardId,
    GiftCardId,
    GiftEntryId,
    GiftHoldId,
    LotId,
    MemberId,
    TillId,
    VisitId,
    VoucherId,
)
from fidpos.domain.member import MemberStatus, Profile
from fidpos.domain.voucher import VoucherState
from fidpos.posting.redirect import Redirects
from fidpos.server.db.arrays import blobs, texts, uuids
from fidpos.server.db.mapping import profile_from_json
from fidpos.server.db.people import subject_keys
from fidpos.server.db.work import Work
from fidpos.server.gift_books import CardBook, PaymentBook
from fidpos.server.hold_books import HoldBook
from fidpos.vault.errors import SealBroken
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    Event,
    MemberEnrolled,
    VisitClosed,
    VisitRefunded,
    VisitVoided,
)
from fidpos.wire.gift_card_events import (
    GiftCardHeld,
    GiftCardIssued,
    GiftCardMoved,
    GiftCardReleased,
    GiftCardStateChanged,
)
from fidpos.wire.member_events import (
    JoiningAgreed,
    MemberFileEvent,
    MemberProfileChanged,
    MemberStatusChanged,
)
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sealed import open_inscription, open_token

_ACCOUNTS: LiteralString = """
    SELECT id, merged_into FROM accounts
    WHERE id = ANY(ARRAY(SELECT unnest(%s) UNION SELECT account_id FROM members WHERE id = ANY(%s)))
    ORDER BY id FOR NO KEY UPDATE
"""
_MEMBERS: LiteralString = """
    SELECT id, account_id, merged_into, CASE WHEN erased_at IS NULL THEN status END
    FROM members WHERE id = ANY(%s)
"""
_PROFILES: LiteralString = """
    SELECT id, profile::text FROM members WHERE id = ANY(%s) AND erased_at IS NULL
"""
_ERASED: LiteralString = "SELECT member_id FROM erasures WHERE member_id = ANY(%s)"
_SHARING: LiteralString = (
    "SELECT id, account_id FROM members"
    " WHERE account_id = ANY(%s) AND erased_at IS NULL AND merged_into IS NULL"
)
_LOTS: LiteralString = "SELECT id, account_id, earned, remaining, expires_on FROM lots WHERE id = ANY(%s)"
_VISITS: LiteralString = """
    SELECT v.id, v.member_id,
        EXISTS (SELECT FROM visit_voids u WHERE u.visit_id = v.id)
        OR EXISTS (SELECT FROM visit_refunds u WHERE u.visit_id = v.id AND u.ends),
        v.amount_minor - coalesce(
            (SELECT sum(u.amount_minor) FROM visit_refunds u WHERE u.visit_id = v.id), 0
        )::bigint
    FROM visits v WHERE v.id = ANY(%s)
"""
_TICKETS: LiteralString = "SELECT DISTINCT ticket FROM tickets WHERE ticket = ANY(%s)"
_VOUCHERS: LiteralString = """
    SELECT id, member_id, state, used_by, number_digest IS NOT NULL FROM vouchers WHERE id = ANY(%s)
"""
_CARDS: LiteralString = """
    SELECT c.id, c.member_id, s.id, s.member_id FROM cards c LEFT JOIN cards s ON s.id = c.same_as
    WHERE c.id = ANY(%s)
"""
_HOLDERS: LiteralString = "SELECT token, id, member_id FROM cards WHERE token = ANY(%s)"
_GIFT_CARDS: LiteralString = """
    SELECT id, state, balance_minor - receivable_minor, expires_on, withheld, disowned FROM gift_cards
    WHERE id = ANY(%s) ORDER BY id FOR UPDATE
"""
_GIFT_NUMBERS: LiteralString = "SELECT number_hash FROM gift_cards WHERE number_hash = ANY(%s)"
_PROMISED: LiteralString = """
    SELECT gift_card_id, sum(amount_minor)::bigint FROM gift_holds
    WHERE gift_card_id = ANY(%s) AND state = 'held' GROUP BY gift_card_id
"""
_PAYMENTS: LiteralString = """
    SELECT p.id, -p.amount_minor, coalesce((
        SELECT sum(r.amount_minor) FROM gift_entries r WHERE r.reverses = p.id AND r.move = 'refunded'
    ), 0)::bigint
    FROM gift_entries p WHERE p.id = ANY(%s) AND p.move = 'spent'
"""
_HOLDS: LiteralString = """
    SELECT id, gift_card_id, till_id, visit_id, amount_minor, held_at, expires_at, state, untold, allowance_id
    FROM gift_holds WHERE id = ANY(%s)
"""


@dataclass(slots=True, kw_only=True)
class LotAtHand:
    """What a lot holds as events are walked through."""

    account_id: AccountId
    earned: int
    remaining: int
    expires_on: date | None


@dataclass(slots=True, kw_only=True)
class VoucherAtHand:
    """What became of a voucher as events are walked through; anybody may use one that is for the bearer."""

    member_id: MemberId
    state: VoucherState
    used_by: VisitId | None
    for_bearer: bool


@dataclass(slots=True, kw_only=True)
class AtHand:
    """All that some events speak of, as far as it is there.

    Attributes:
        redirects: who remains of those who were merged.
        erased: members of whom nothing personal is kept any more.
        statuses: of members who were not erased, as events are walked through.
        profiles: of those whose file is changed, likewise.
        sharing: by account, the members whose it is: what moves on it concerns all of them.
        cards: with whose they are.
        same: cards that are another one, which was linked before.
        left: by visit, how much of its basket was not refunded.
        tickets: numbers of tickets that some visit has.
        holders: by the text of a card that is linked, the card and whose it is.
        gift_numbers: digests of the numbers of cards that are made, as far as there are such cards.
    """

    redirects: Redirects = field(default_factory=Redirects)
    erased: set[MemberId] = field(default_factory=set)
    holders: dict[str, tuple[CardId, MemberId]] = field(default_factory=dict)
    same: dict[CardId, CardId] = field(default_factory=dict)
    accounts: set[AccountId] = field(default_factory=set)
    members: dict[MemberId, AccountId] = field(default_factory=dict)
    statuses: dict[MemberId, MemberStatus] = field(default_factory=dict)
    profiles: dict[MemberId, Profile] = field(default_factory=dict)
    sharing: dict[AccountId, set[MemberId]] = field(default_factory=dict)
    keys: dict[UUID, bytes] = field(default_factory=dict)
    lots: dict[LotId, LotAtHand] = field(default_factory=dict)
    visits: dict[VisitId, MemberId] = field(default_factory=dict)
    ended: set[VisitId] = field(default_factory=set)
    left: dict[VisitId, int] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)
    vouchers: dict[VoucherId, VoucherAtHand] = field(default_factory=dict)
    cards: dict[CardId, MemberId] = field(default_factory=dict)
    gift_cards: dict[GiftCardId, CardBook] = field(default_factory=dict)
    gift_numbers: set[bytes] = field(default_factory=set)
    payments: dict[GiftEntryId, PaymentBook] = field(default_factory=dict)
    holds: dict[GiftHoldId, HoldBook] = field(default_factory=dict)


@dataclass(slots=True)
class _Named:
    """The ids that events name."""

    accounts: set[UUID] = field(default_factory=set)
    members: set[UUID] = field(default_factory=set)
    keys: set[UUID] = field(default_factory=set)
    profiles: set[UUID] = field(default_factory=set)
    lots: set[UUID] = field(default_factory=set)
    visits: set[UUID] = field(default_factory=set)
    vouchers: set[UUID] = field(default_factory=set)
    cards: set[UUID] = field(default_factory=set)
    gift_cards: set[UUID] = field(default_factory=set)
    payments: set[UUID] = field(default_factory=set)
    holds: set[UUID] = field(default_factory=set)
    tickets: set[str] = field(default_factory=set)

    def add(self, event: Event) -> None:
        match event:
            case VisitClosed() | VisitVoided() | VisitRefunded():
                self._add_visit(event)
            case MemberEnrolled():
                self.members.add(event.member_id)
                self.keys.add(event.member_id)
            case CardLinked():
                self.members.add(event.member_id)
                self.keys.add(event.member_id)
                self.cards.add(event.card_id)
            case CardStatusChanged():
                self.members.add(event.member_id)
                self.cards.add(event.card_id)
            case ConsentStated():
                self.members.add(event.member_id)
            case MemberProfileChanged() | MemberStatusChanged() | JoiningAgreed():
                self._add_file(event)
            case RefundAsked():
                self._add_refund(event)
            case GiftCardIssued():
                self.keys.add(event.gift_card_id)
                self.gift_cards.add(event.gift_card_id)
            case GiftCardMoved():
                self.gift_cards.update(move.gift_card_id for move in event.moves)
                self.holds.update(move.hold_id for move in event.moves if move.hold_id is not None)
                self.payments.update(move.reverses for move in event.moves if move.reverses is not None)
            case GiftCardHeld() | GiftCardReleased():
                self.gift_cards.add(event.gift_card_id)
                self.holds.add(event.hold_id)
            case GiftCardStateChanged():
                self.gift_cards.add(event.gift_card_id)
            case _:
                """It speaks of nothing that is kept here."""

    def _add_refund(self, event: RefundAsked) -> None:
        if event.visit_id is not None:
            self.visits.add(event.visit_id)
        else:
            self.tickets.add(event.ticket)

    def _add_file(self, event: MemberFileEvent) -> None:
        self.members.add(event.member_id)
        if isinstance(event, MemberProfileChanged):
            self.keys.add(event.member_id)
            self.profiles.add(event.member_id)
        elif isinstance(event, JoiningAgreed) and event.other_id is not None:
            self.members.add(event.other_id)

    def _add_visit(self, event: VisitClosed | VisitVoided | VisitRefunded) -> None:
        self.members.add(event.member_id)
        self.accounts.add(event.account_id)
        for entry in event.entries:
            for taken in entry.taken:
                self.lots.add(taken.lot_id)
        for term in event.terms:
            self.lots.add(term.lot_id)
        if isinstance(event, VisitClosed):
            self.vouchers.update(used.id for used in event.vouchers_used)
        else:
            self.visits.add(event.visit_id)
            self.vouchers.update(event.vouchers_released, event.vouchers_withdrawn)


def read(work: Work, events: Sequence[Event]) -> AtHand:
    """What is there of all that the events speak of, in one round trip; in two where somebody was merged."""
    at = _read(work, _named(events))
    if at.redirects.members or at.redirects.accounts:
        at = _read(work, _named([*events, *map(at.redirects.read, events)]))
    tokens = {token for event in events if (token := _token(at, event)) is not None}
    if tokens:
        found = work.run(_HOLDERS, [texts(sorted(tokens))])
        at.holders = {token: (CardId(card), MemberId(member)) for token, card, member in found}
    digests = {digest for event in events if (digest := _digest(at, event)) is not None}
    if digests:
        at.gift_numbers = {digest for (digest,) in work.run(_GIFT_NUMBERS, [blobs(sorted(digests))])}
    return at


def _named(events: Iterable[Event]) -> _Named:
    named = _Named()
    for event in events:
        named.add(event)
    return named


def _token(at: AtHand, event: Event) -> str | None:
    key = at.keys.get(event.member_id) if isinstance(event, CardLinked) else None
    if key is None or not isinstance(event, CardLinked):
        return None
    with suppress(SealBroken):
        return open_token(key, event.member_id, event.sealed).text
    return None


def _digest(at: AtHand, event: Event) -> bytes | None:
    key = at.keys.get(event.gift_card_id) if isinstance(event, GiftCardIssued) else None
    if key is None or not isinstance(event, GiftCardIssued):
        return None
    with suppress(SealBroken, InvalidValue):
        return open_inscription(key, event.gift_card_id, event.sealed).number.digest
    return None


def _read(work: Work, named: _Named) -> AtHand:
    with work.connection.pipeline():
        reading = _Reading(work)
        accounts = reading.ask(_ACCOUNTS, named.accounts or named.members, named.accounts, named.members)
        gift_cards = reading.ask(_GIFT_CARDS, named.gift_cards, named.gift_cards)
        members = reading.ask(_MEMBERS, named.members, named.members)
        profiles = reading.ask(_PROFILES, named.profiles, named.profiles)
        erased = reading.ask(_ERASED, named.keys, named.keys)
        sharing = reading.ask(_SHARING, named.accounts, named.accounts)
        lots = reading.ask(_LOTS, named.lots, named.lots)
        visits = reading.ask(_VISITS, named.visits, named.visits)
        vouchers = reading.ask(_VOUCHERS, named.vouchers, named.vouchers)
        cards = reading.ask(_CARDS, named.cards, named.cards)
        promised = reading.ask(_PROMISED, named.gift_cards, named.gift_cards)
        payments = reading.ask(_PAYMENTS, named.payments, named.payments)
        holds = reading.ask(_HOLDS, named.holds, named.holds)
        tickets = work.run(_TICKETS, [texts(sorted(named.tickets))]) if named.tickets else None
    account_rows, member_rows, visit_rows = _rows(accounts), _rows(members), _rows(visits)
    card_rows = _rows(cards)
    sums: dict[UUID, int] = dict(_rows(promised))
    return AtHand(
        redirects=Redirects(
            members={MemberId(id_): MemberId(into) for id_, _, into, _ in member_rows if into is not None},
            accounts={AccountId(id_): AccountId(into) for id_, into in account_rows if into is not None},
        ),
        erased={MemberId(id_) for (id_,) in _rows(erased)},
        accounts={AccountId(id_) for id_, _ in account_rows},
        members={MemberId(id_): AccountId(account) for id_, account, _, _ in member_rows},
        statuses={MemberId(id_): MemberStatus(status) for id_, _, _, status in member_rows if status},
        profiles={MemberId(id_): profile_from_json(profile) for id_, profile in _rows(profiles)},
        sharing=_by_account(_rows(sharing)),
        keys=subject_keys(work, named.keys) if named.keys else {},
        lots={
            LotId(id_): LotAtHand(
                account_id=AccountId(account), earned=earned, remaining=remaining, expires_on=expires_on
            )
            for id_, account, earned, remaining, expires_on in _rows(lots)
        },
        visits={VisitId(id_): MemberId(member) for id_, member, *_ in visit_rows},
        ended={VisitId(id_) for id_, _, ended, _ in visit_rows if ended},
        left={VisitId(id_): left for id_, _, _, left in visit_rows},
        tickets={number for (number,) in _rows(tickets)},
        vouchers={VoucherId(row[0]): _voucher(row) for row in _rows(vouchers)},
        cards={
            CardId(id_): MemberId(member)
            for row in card_rows
            for id_, member in (row[:2], row[2:])
            if id_ is not None
        },
        same={CardId(row[0]): CardId(row[2]) for row in card_rows if row[2] is not None},
        gift_cards={
            GiftCardId(id_): CardBook(
                state=GiftCardState(state),
                total_minor=total,
                promised_minor=sums.get(id_, 0),
                expires_on=expires_on,
                withheld=withheld,
                disowned=disowned,
            )
            for id_, state, total, expires_on, withheld, disowned in _rows(gift_cards)
        },
        payments={
            GiftEntryId(id_): PaymentBook(paid_minor=paid, returned_minor=returned)
            for id_, paid, returned in _rows(payments)
        },
        holds={GiftHoldId(row[0]): _hold(row) for row in _rows(holds)},
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    work: Work

    def ask(self, statement: LiteralString, wanted: set[UUID], *ids: set[UUID]) -> Cursor[TupleRow] | None:
        return self.work.run(statement, [uuids(each) for each in ids]) if wanted else None


def _rows(cursor: Cursor[TupleRow] | None) -> Sequence[TupleRow]:
    return cursor.fetchall() if cursor is not None else ()


def _by_account(rows: Sequence[TupleRow]) -> dict[AccountId, set[MemberId]]:
    found: dict[AccountId, set[MemberId]] = {}
    for id_, account in rows:
        found.setdefault(AccountId(account), set()).add(MemberId(id_))
    return found


def _voucher(row: TupleRow) -> VoucherAtHand:
    _, member, state, used_by, for_bearer = row
    return VoucherAtHand(
        member_id=MemberId(member),
        state=VoucherState(state),
        used_by=VisitId(used_by) if used_by is not None else None,
        for_bearer=for_bearer,
    )


def _hold(row: TupleRow) -> HoldBook:
    id_, card, till, visit, amount, held_at, expires_at, state, untold, allowance = row
    hold = GiftHold(
        id=GiftHoldId(id_),
        gift_card_id=GiftCardId(card),
        visit_id=VisitId(visit),
        amount_minor=amount,
        held_at=held_at,
        expires_at=expires_at,
        state=HoldState(state),
    )
    return HoldBook(
        hold=hold,
        till_id=TillId(till),
        untold=untold,
        allowance_id=AllowanceId(allowance) if allowance else None,
    )
