"""What follows from events at the centre in memory, one by one, by `posting.project`."""

from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from uuid import UUID

from msgspec import structs

from fidpos.domain.card import CardStatus
from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import GiftCardState, HoldState
from fidpos.domain.ids import (
    AccountId,
    GiftCardId,
    GiftEntryId,
    GiftHoldId,
    LotId,
    MemberId,
    VisitId,
    VoucherId,
)
from fidpos.posting.apply import movements
from fidpos.posting.checks import check_given_back, check_movements
from fidpos.posting.gift_card import GiftCardChange, changes
from fidpos.posting.gift_card_standing import entry_state, hold_state, standing_issued
from fidpos.posting.project import MemberEvent, Unknown, account_after, enrolled, member_after, opened
from fidpos.posting.redirect import members_of
from fidpos.posting.subjects import subjects_of
from fidpos.posting.voucher import turned_for_bearer
from fidpos.server.db.states import NEVER
from fidpos.server.gift_books import (
    CardBook,
    PaymentBook,
    booked,
    doubt_of,
    exceeds_payment,
    freed,
    waits_for_sale,
)
from fidpos.server.hold_books import Drawn, Heard, HoldBook, drawn, hold_of, told
from fidpos.server.reason import EventRefused, Reason
from fidpos.server.stored_value import HoldRecord
from fidpos.vault.errors import SealBroken
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    Event,
    MemberEnrolled,
    VisitClosed,
    VisitRefunded,
    VisitUndone,
    VisitVoided,
)
from fidpos.wire.gift_card_events import GiftCardEvent, GiftCardIssued, GiftCardMoved
from fidpos.wire.member_events import JoiningAgreed, MemberProfileChanged, MemberStatusChanged
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sealed import open_inscription, open_token
from fidpos.wire.sync.gift_card_standing import GIFT_ENTRIES_MAX, GiftCardStanding, GiftEntryState
from fidpos.wire.sync.pull import AccountState, CardState, MemberState, MemberVoucher
from tests.helpers.memory_file import Booked, change_file, spent_unserved
from tests.helpers.memory_office import OfficeData, nobody

_REASONS = {"voucher": Reason.UNKNOWN_VOUCHER, "lot": Reason.UNKNOWN_LOT, "card": Reason.UNKNOWN_MEMBER}


@dataclass(slots=True)
class Books:
    """What members, accounts and gift cards came to.

    Attributes:
        ended: visits of which nothing is left.
        left: by visit, how much of its basket was not refunded.
        tickets: numbers of tickets that some visit has.
        withheld_lots: with the day from which each could be spent.
        withheld_vouchers: likewise.
    """

    office: OfficeData = field(default_factory=OfficeData)
    keys: dict[UUID, bytes] = field(default_factory=dict)
    members: dict[MemberId, MemberState] = field(default_factory=dict)
    accounts: dict[AccountId, AccountState] = field(default_factory=dict)
    visits: dict[VisitId, MemberId] = field(default_factory=dict)
    ended: set[VisitId] = field(default_factory=set)
    left: dict[VisitId, int] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)
    withheld_lots: dict[LotId, date | None] = field(default_factory=dict)
    withheld_vouchers: dict[VoucherId, date] = field(default_factory=dict)
    gift_cards: dict[GiftCardId, CardBook] = field(default_factory=dict)
    gift_holds: dict[GiftHoldId, HoldBook] = field(default_factory=dict)
    drawn: list[Drawn] = field(default_factory=list)
    reward_holds: dict[UUID, HoldRecord] = field(default_factory=dict)
    released_holds: set[UUID] = field(default_factory=set)
    gift_numbers: dict[bytes, GiftCardIssued] = field(default_factory=dict)
    gift_drafts: dict[GiftCardId, GiftCardStanding] = field(default_factory=dict)
    gift_entries: dict[GiftCardId, tuple[GiftEntryState, ...]] = field(default_factory=dict)
    gift_payments: dict[GiftEntryId, PaymentBook] = field(default_factory=dict)


def book(books: Books, heard: Heard, as_told: Event, *, withheld: bool) -> Booked:
    """Book an event that a till tells, for those who remain of those whom it names.

    Raises:
        EventRefused: it cannot be booked; whoever called puts back what was changed.
    """
    event = books.office.redirects.read(as_told)
    try:
        if isinstance(event, GiftCardEvent):
            return Booked(_move_gift_cards(books, heard, event, withheld=withheld), [])
        booked = _book(books, event, as_told, withheld=withheld)
    except Unknown as unknown:
        raise EventRefused(event.id, _REASONS[unknown.args[0]]) from unknown
    except (SealBroken, InvalidValue):
        raise EventRefused(event.id, Reason.CONTRADICTORY) from None
    booked = booked._replace(beside=sharing(books, event))
    if event is as_told:
        return booked
    named = (*members_of(as_told), *members_of(event))
    return booked._replace(touched=tuple(dict.fromkeys((*booked.touched, *named))), loud=True)


def _book(books: Books, event: Event, as_told: Event, *, withheld: bool) -> Booked:
    match event:
        case MemberEnrolled():
            _enrol(books, event)
            return Booked(None, [event.member_id], loud=event.member_id in books.office.erased)
        case CardLinked():
            return _link(books, event, sealed_for=next(members_of(as_told)))
        case MemberProfileChanged() | MemberStatusChanged() | JoiningAgreed():
            return change_file(books.office, books.members, books.keys, event, as_told)
        case CardStatusChanged() if event.card_id in books.office.same:
            return _set_same(books, event)
        case RefundAsked():
            return _ask_refund(books, event)
        case _ if isinstance(event, MemberEvent):
            overspent, touched = _change(books, event, withheld=withheld)
        case _:
            overspent, touched = False, []
    if overspent:
        return Booked(Reason.OVERSPENT, touched)
    unserved = isinstance(event, VisitClosed) and spent_unserved(books.office, books.members, event)
    return Booked(Reason.NOT_SERVED if unserved else None, touched)


def _ask_refund(books: Books, event: RefundAsked) -> Booked:
    is_known = event.ticket in books.tickets if event.visit_id is None else event.visit_id in books.visits
    if not is_known:
        raise EventRefused(event.id, Reason.UNKNOWN_VISIT)
    return Booked(Reason.NOT_REFUNDED, [])


def _link(books: Books, event: CardLinked, *, sealed_for: MemberId) -> Booked:
    state = books.members.get(event.member_id)
    if state is None:
        raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)
    if state.id in books.office.erased:
        token = f"erased:{event.card_id}"
    elif sealed_for in books.keys:
        token = open_token(books.keys[sealed_for], sealed_for, event.sealed).text
    else:
        raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)
    cards = [(card, owner.id) for owner in books.members.values() for card in owner.cards]
    if event.card_id in {*books.office.same, *(card.id for card, _ in cards)}:
        raise EventRefused(event.id, Reason.ALREADY_THERE)
    there = next(((card.id, owner) for card, owner in cards if card.token == token), None)
    if there is not None:
        card_id, holder = there
        books.office.same[event.card_id] = (card_id, state.id)
        return Booked(None if holder == state.id else Reason.CARD_OF_ANOTHER, [state.id], loud=True)
    card = CardState(
        id=event.card_id,
        token=token,
        medium=event.medium,
        status=CardStatus.ACTIVE,
        linked_at=event.at,
        holder_id=event.holder_id,
    )
    books.members[state.id] = state.but(cards=(*state.cards, card))
    return Booked(None, [state.id], loud=True)


def gift_card_standing(books: Books, card_id: GiftCardId) -> GiftCardStanding:
    """A gift card as tills are sent it."""
    book_ = books.gift_cards[card_id]
    held = [
        each.hold
        for each in books.gift_holds.values()
        if each.hold.gift_card_id == card_id and each.hold.state is HoldState.HELD
    ]
    entries = sorted(books.gift_entries[card_id], key=lambda entry: entry.id)
    return books.gift_drafts[card_id].but(
        state=book_.state,
        balance_minor=book_.balance_minor,
        expires_on=book_.expires_on,
        disowned=book_.disowned,
        entries=tuple(entries[-GIFT_ENTRIES_MAX:]),
        holds=tuple(hold_state(hold) for hold in sorted(held, key=lambda hold: hold.id)),
    )


def gift_cards_of(event: Event) -> frozenset[GiftCardId]:
    """The cards that the event makes or changes."""
    return frozenset(map(GiftCardId, subjects_of(event))) if isinstance(event, GiftCardEvent) else frozenset()


def sharing(books: Books, event: Event) -> list[MemberId]:
    """Who shares the account that the event moves, beside the member it is about."""
    if not isinstance(event, VisitClosed | VisitVoided | VisitRefunded):
        return []
    members = books.members.values()
    return [each.id for each in members if each.account_id == event.account_id and each.id != event.member_id]


def _set_same(books: Books, event: CardStatusChanged) -> Booked:
    card_id, linked_to = books.office.same[event.card_id]
    if books.office.redirects.member(linked_to) != event.member_id:
        raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)
    for owner in list(books.members.values()):
        if card_id in {card.id for card in owner.cards}:
            other = structs.replace(event, card_id=card_id, member_id=owner.id)
            books.members[owner.id] = member_after(owner, other)
            return Booked(None, [event.member_id, owner.id], loud=True)
    return Booked(None, [event.member_id])


def free(books: Books, event: Event) -> bool:
    """Let what the event minted be spent; whether anything of it was held."""
    match event:
        case VisitClosed():
            return _free_lots(books, event) | _free_vouchers(books, event)
        case GiftCardMoved():
            cards = {move.gift_card_id for move in event.moves if move.amount_minor > 0}
            known = {each: books.gift_cards[each] for each in cards}
            frozen = [each for each, card in known.items() if card.withheld and not card.disowned]
            for each in frozen:
                books.gift_cards[each] = replace(
                    books.gift_cards[each], state=GiftCardState.ACTIVE, withheld=False
                )
            return bool(frozen)
        case _:
            return False


def _enrol(books: Books, event: MemberEnrolled) -> None:
    key = books.keys.get(event.member_id)
    if event.member_id in books.office.erased:
        if event.member_id in books.members:
            raise EventRefused(event.id, Reason.ALREADY_THERE)
        books.members[event.member_id] = nobody(event)
        books.accounts.setdefault(event.account_id, opened(event.account_id, event.enrolled_on))
        return
    if key is None:
        raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)
    state = enrolled(event, key) if event.member_id not in books.members else None
    if state is None or state.number in {each.number for each in books.members.values()}:
        raise EventRefused(event.id, Reason.ALREADY_THERE)
    books.members[event.member_id] = state
    books.accounts.setdefault(event.account_id, opened(event.account_id, event.enrolled_on))


def _change(books: Books, event: MemberEvent, *, withheld: bool) -> tuple[bool, list[MemberId]]:
    if event.member_id not in books.members:
        raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)
    if isinstance(event, VisitClosed | VisitVoided | VisitRefunded):
        return _change_by_visit(books, event, withheld=withheld)
    books.members[event.member_id] = member_after(books.members[event.member_id], event)
    return False, [event.member_id]


def _change_by_visit(
    books: Books, event: VisitClosed | VisitVoided | VisitRefunded, *, withheld: bool
) -> tuple[bool, list[MemberId]]:
    _check_visit(books, event)
    owners = _take_from_others(books, event)
    others = _others_vouchers(books, event)
    books.members[event.member_id] = member_after(books.members[event.member_id], event, others=others)
    overspent = _book_account(books, event) | _used_twice(books, event)
    if withheld and isinstance(event, VisitClosed):
        _withhold(books, event)
    return overspent, [event.member_id, *owners]


def _check_visit(books: Books, event: VisitClosed | VisitUndone) -> None:
    if event.account_id not in books.accounts:
        raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)
    if isinstance(event, VisitClosed):
        if event.visit_id in books.visits:
            raise EventRefused(event.id, Reason.ALREADY_THERE)
        books.visits[event.visit_id] = event.member_id
        books.left[event.visit_id] = event.amount_minor
        books.tickets |= {event.ticket} - {""}
        _settle(books, event)
    else:
        if event.visit_id not in books.visits:
            raise EventRefused(event.id, Reason.UNKNOWN_VISIT)
        if books.visits[event.visit_id] != event.member_id:
            raise EventRefused(event.id, Reason.CONTRADICTORY)
        if event.visit_id in books.ended:
            raise EventRefused(event.id, Reason.ALREADY_THERE)
        if isinstance(event, VisitRefunded):
            if event.amount_minor > books.left[event.visit_id]:
                raise EventRefused(event.id, Reason.ALREADY_THERE)
            books.left[event.visit_id] -= event.amount_minor
        if isinstance(event, VisitVoided) or event.ends:
            books.ended.add(event.visit_id)
        if event.owed_minor:
            books.office.gift_debts[event.id] = event.owed_minor
    check_movements(movements(event))


def _book_account(books: Books, event: VisitClosed | VisitUndone) -> bool:
    before = books.accounts[event.account_id]
    after = account_after(before, event)
    owed = {lot.id for lot in before.lots if lot.remaining < 0}
    held = {lot.id: lot.remaining for lot in before.lots}
    for lot in after.lots:
        if lot.id in held:
            check_given_back(lot.earned, held[lot.id], lot.remaining)
    books.accounts[event.account_id] = after
    return any(lot.remaining < 0 and lot.id not in owed for lot in after.lots)


def _take_from_others(books: Books, event: VisitClosed | VisitUndone) -> list[MemberId]:
    owners = []
    for owner in list(books.members.values()):
        turned = tuple(turned_for_bearer(each, event) for each in owner.vouchers)
        if owner.id != event.member_id and turned != owner.vouchers:
            books.members[owner.id] = owner.but(vouchers=turned)
            owners.append(owner.id)
    return owners


def _used_twice(books: Books, event: VisitClosed | VisitUndone) -> bool:
    if not isinstance(event, VisitClosed):
        return False
    used = {use.id for use in event.vouchers_used}
    kept = [each for member in books.members.values() for each in member.vouchers]
    return any(each.voucher.id in used and each.used_by not in {None, event.visit_id} for each in kept)


def _others_vouchers(books: Books, event: MemberEvent) -> frozenset[VoucherId]:
    if not isinstance(event, VisitClosed):
        return frozenset()
    bearers = {
        each.voucher.id
        for member in books.members.values()
        for each in member.vouchers
        if each.voucher.number_digest
    }
    own = {each.voucher.id for each in books.members[event.member_id].vouchers}
    return frozenset({used.id for used in event.vouchers_used} & bearers - own)


def _withhold(books: Books, event: VisitClosed) -> None:
    account, member = books.accounts[event.account_id], books.members[event.member_id]
    opened_lots = {entry.lot.id: entry.lot for entry in event.entries if entry.lot is not None}
    books.withheld_lots |= {id_: lot.spendable_from for id_, lot in opened_lots.items()}
    books.withheld_vouchers |= {each.id: each.valid_from for each in event.vouchers}
    books.accounts[account.id] = account.but(
        lots=tuple(lot.but(spendable_from=NEVER) if lot.id in opened_lots else lot for lot in account.lots)
    )
    given = {each.id for each in event.vouchers}
    books.members[member.id] = member.but(
        vouchers=tuple(
            _valid_from(each, NEVER) if each.voucher.id in given else each for each in member.vouchers
        )
    )


def _free_lots(books: Books, event: VisitClosed) -> bool:
    ids = {entry.lot.id for entry in event.entries if entry.lot is not None} & books.withheld_lots.keys()
    days = {id_: books.withheld_lots.pop(id_) for id_ in ids}
    account = books.accounts[event.account_id]
    books.accounts[account.id] = account.but(
        lots=tuple(lot.but(spendable_from=days[lot.id]) if lot.id in days else lot for lot in account.lots)
    )
    return bool(days)


def _free_vouchers(books: Books, event: VisitClosed) -> bool:
    ids = {each.id for each in event.vouchers} & books.withheld_vouchers.keys()
    days = {id_: books.withheld_vouchers.pop(id_) for id_ in ids}
    member = books.members[event.member_id]
    books.members[member.id] = member.but(
        vouchers=tuple(
            _valid_from(each, days[each.voucher.id]) if each.voucher.id in days else each
            for each in member.vouchers
        )
    )
    return bool(days)


def _valid_from(kept: MemberVoucher, day: date) -> MemberVoucher:
    return kept.but(voucher=structs.replace(kept.voucher, valid_from=day))


def _move_gift_cards(books: Books, heard: Heard, event: GiftCardEvent, *, withheld: bool) -> Reason | None:
    if isinstance(event, GiftCardIssued):
        _issue(books, event)
        return None
    doubt = None
    for change in changes(event):
        before = books.gift_cards.get(change.gift_card_id)
        if before is None or waits_for_sale(before, change):
            raise EventRefused(event.id, Reason.UNKNOWN_GIFT_CARD)
        exceeds = exceeds_payment(books.gift_payments, change)
        left = _follow_hold(books, heard, event, change)
        before = freed(before, change) if heard.is_office else before
        after = booked(before, left, withheld=withheld or exceeds)
        books.gift_cards[change.gift_card_id] = after
        if change.entry is not None:
            books.gift_entries[change.gift_card_id] += (entry_state(change.entry),)
        doubt = doubt_of(before, after, exceeds=exceeds) or doubt
    return doubt


def _follow_hold(books: Books, heard: Heard, event: GiftCardEvent, change: GiftCardChange) -> GiftCardChange:
    hold_id = hold_of(change)
    if hold_id is None:
        return change
    known = books.gift_holds.get(hold_id)
    after, left = told(event, heard, known, change)
    books.gift_holds[after.hold.id] = after
    if (minor := drawn(known, after)) is not None:
        books.drawn.append(minor)
    return left


def _settle(books: Books, event: VisitClosed) -> None:
    books.drawn += [(each.allowance_id, each.amount_minor) for each in event.drawn]
    if event.redemptions or event.vouchers_used:
        books.reward_holds |= {
            record.id: replace(record, state=HoldState.POSTED)
            for record in books.reward_holds.values()
            if record.visit_id == event.visit_id and record.state is HoldState.HELD
        }


def _issue(books: Books, event: GiftCardIssued) -> None:
    key = books.keys.get(event.gift_card_id)
    if key is None:
        raise EventRefused(event.id, Reason.UNKNOWN_GIFT_CARD)
    number = open_inscription(key, event.gift_card_id, event.sealed).number.canonical
    digest = sha256(number.encode()).digest()
    if event.gift_card_id in books.gift_cards:
        raise EventRefused(event.id, Reason.ALREADY_THERE)
    books.gift_cards[event.gift_card_id] = CardBook(disowned=digest in books.gift_numbers)
    books.gift_drafts[event.gift_card_id] = standing_issued(event, key)
    books.gift_entries[event.gift_card_id] = ()
    books.gift_numbers.setdefault(digest, event)
