"""What follows from events at the centre in memory, one by one, by `posting.project`."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from msgspec import structs

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import GiftCardState, GiftHold, HoldState
from fidpos.domain.ids import AccountId, GiftCardId, GiftHoldId, LotId, MemberId, VisitId, VoucherId
from fidpos.posting.apply import movements
from fidpos.posting.checks import check_movements
from fidpos.posting.gift_card import changes, check_end
from fidpos.posting.project import Unknown, account_after, enrolled, member_after, opened
from fidpos.server.db.states import NEVER
from fidpos.server.gift_books import CardBook, booked
from fidpos.server.ports import EventRefused, Reason
from fidpos.vault.errors import SealBroken
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    EpochStarted,
    Event,
    MemberEnrolled,
    StaffActed,
    VisitClosed,
    VisitRefunded,
    VisitUndone,
    VisitVoided,
)
from fidpos.wire.gift_card_events import GiftCardEvent, GiftCardIssued, GiftCardMoved
from fidpos.wire.sealed import open_inscription
from fidpos.wire.sync.pull import AccountState, MemberState, MemberVoucher

MemberEvent = CardLinked | CardStatusChanged | ConsentStated | VisitClosed | VisitVoided | VisitRefunded
ABOUT_MEMBERS = (CardLinked, CardStatusChanged, ConsentStated, VisitClosed, VisitVoided, VisitRefunded)
_REASONS = {"voucher": Reason.UNKNOWN_VOUCHER, "lot": Reason.UNKNOWN_LOT, "card": Reason.UNKNOWN_MEMBER}


@dataclass(slots=True)
class Books:
    """What members, accounts and gift cards came to.

    Attributes:
        ended: visits of which nothing is left.
        withheld_lots: with the day from which each could be spent.
        withheld_vouchers: likewise.
    """

    keys: dict[UUID, bytes] = field(default_factory=dict)
    members: dict[MemberId, MemberState] = field(default_factory=dict)
    accounts: dict[AccountId, AccountState] = field(default_factory=dict)
    visits: dict[VisitId, MemberId] = field(default_factory=dict)
    ended: set[VisitId] = field(default_factory=set)
    withheld_lots: dict[LotId, date | None] = field(default_factory=dict)
    withheld_vouchers: dict[VoucherId, date] = field(default_factory=dict)
    gift_cards: dict[GiftCardId, CardBook] = field(default_factory=dict)
    gift_holds: dict[GiftHoldId, GiftHold] = field(default_factory=dict)
    gift_numbers: set[str] = field(default_factory=set)


def book(books: Books, event: Event, *, withheld: bool) -> tuple[bool, list[MemberId]]:
    """Whether the event spent what was spent before, and whom it touched.

    Raises:
        EventRefused: it cannot be booked; whoever called puts back what was changed.
    """
    try:
        match event:
            case MemberEnrolled():
                _enrol(books, event)
                return False, [event.member_id]
            case _ if isinstance(event, ABOUT_MEMBERS):
                return _change(books, event, withheld=withheld)
            case EpochStarted() | StaffActed():
                return False, []
            case _:
                return _move_gift_cards(books, event, withheld=withheld), []
    except Unknown as unknown:
        raise EventRefused(event.id, _REASONS[unknown.args[0]]) from unknown
    except (SealBroken, InvalidValue):
        raise EventRefused(event.id, Reason.CONTRADICTORY) from None


def free(books: Books, event: Event) -> bool:
    """Let what the event minted be spent; whether anything of it was held."""
    match event:
        case VisitClosed():
            return _free_lots(books, event) | _free_vouchers(books, event)
        case GiftCardMoved():
            cards = {move.gift_card_id for move in event.moves if move.amount_minor > 0}
            frozen = [each for each in cards if books.gift_cards[each].state is GiftCardState.FROZEN]
            for each in frozen:
                books.gift_cards[each] = replace(books.gift_cards[each], state=GiftCardState.ACTIVE)
            return bool(frozen)
        case _:
            return False


def _enrol(books: Books, event: MemberEnrolled) -> None:
    key = books.keys.get(event.member_id)
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
    if isinstance(event, CardLinked):
        _check_token(books, event)
    return False, [event.member_id]


def _change_by_visit(
    books: Books, event: VisitClosed | VisitVoided | VisitRefunded, *, withheld: bool
) -> tuple[bool, list[MemberId]]:
    _check_visit(books, event)
    owners = _take_from_others(books, event)
    own = _without_foreign_vouchers(books, event)
    books.members[event.member_id] = member_after(books.members[event.member_id], own)
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
    else:
        if event.visit_id not in books.visits:
            raise EventRefused(event.id, Reason.UNKNOWN_VISIT)
        if books.visits[event.visit_id] != event.member_id:
            raise EventRefused(event.id, Reason.CONTRADICTORY)
        if event.visit_id in books.ended:
            raise EventRefused(event.id, Reason.ALREADY_THERE)
        if isinstance(event, VisitVoided) or event.ends:
            books.ended.add(event.visit_id)
    check_movements(movements(event))


def _book_account(books: Books, event: VisitClosed | VisitUndone) -> bool:
    before = books.accounts[event.account_id]
    after = account_after(before, event)
    owed = {lot.id for lot in before.lots if lot.remaining < 0}
    books.accounts[event.account_id] = after
    return any(lot.remaining < 0 and lot.id not in owed for lot in after.lots)


def _check_token(books: Books, event: CardLinked) -> None:
    cards = [card for member in books.members.values() for card in member.cards]
    linked = next(card for card in cards if card.id == event.card_id)
    if sum(card.token == linked.token for card in cards) > 1:
        raise EventRefused(event.id, Reason.ALREADY_THERE)


def _used(event: VisitClosed | VisitUndone) -> set[VoucherId]:
    if isinstance(event, VisitClosed):
        return {use.id for use in event.vouchers_used}
    return set(event.vouchers_released)


def _take_from_others(books: Books, event: VisitClosed | VisitUndone) -> list[MemberId]:
    owners = []
    for owner in list(books.members.values()):
        turned = tuple(_turned(each, event) for each in owner.vouchers)
        if owner.id != event.member_id and turned != owner.vouchers:
            books.members[owner.id] = owner.but(vouchers=turned)
            owners.append(owner.id)
    return owners


def _turned(kept: MemberVoucher, event: VisitClosed | VisitUndone) -> MemberVoucher:
    if kept.voucher.id not in _used(event) or not kept.voucher.number_digest:
        return kept
    if isinstance(event, VisitClosed):
        return kept.but(used_by=event.visit_id) if kept.used_by is None else kept
    return kept.but(used_by=None) if kept.used_by == event.visit_id else kept


def _used_twice(books: Books, event: VisitClosed | VisitUndone) -> bool:
    kept = [each for member in books.members.values() for each in member.vouchers]
    return isinstance(event, VisitClosed) and any(
        each.voucher.id in _used(event) and each.used_by not in {None, event.visit_id} for each in kept
    )


def _without_foreign_vouchers(
    books: Books, event: VisitClosed | VisitVoided | VisitRefunded
) -> VisitClosed | VisitVoided | VisitRefunded:
    if not isinstance(event, VisitClosed):
        return event
    foreign = {
        each.voucher.id
        for member in books.members.values()
        for each in member.vouchers
        if member.id != event.member_id and each.voucher.number_digest
    }
    return structs.replace(
        event, vouchers_used=tuple(use for use in event.vouchers_used if use.id not in foreign)
    )


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


def _move_gift_cards(books: Books, event: GiftCardEvent, *, withheld: bool) -> bool:
    if isinstance(event, GiftCardIssued):
        _issue(books, event)
        return False
    overspent = False
    for change in changes(event):
        before = books.gift_cards.get(change.gift_card_id)
        if before is None:
            raise EventRefused(event.id, Reason.UNKNOWN_GIFT_CARD)
        if change.hold is not None:
            if change.hold.id in books.gift_holds:
                raise EventRefused(event.id, Reason.ALREADY_THERE)
            books.gift_holds[change.hold.id] = change.hold
        if change.ended is not None:
            hold = books.gift_holds.get(change.ended.hold_id)
            if hold is None:
                raise EventRefused(event.id, Reason.UNKNOWN_GIFT_CARD)
            if hold.state is not HoldState.HELD:
                raise EventRefused(event.id, Reason.ALREADY_THERE)
            check_end(hold, change.gift_card_id, change.ended)
            books.gift_holds[hold.id] = replace(hold, state=change.ended.state)
        after = booked(before, change, withheld=withheld)
        books.gift_cards[change.gift_card_id] = after
        overspent |= after.lacking_minor > before.lacking_minor
    return overspent


def _issue(books: Books, event: GiftCardIssued) -> None:
    key = books.keys.get(event.gift_card_id)
    if key is None:
        raise EventRefused(event.id, Reason.UNKNOWN_GIFT_CARD)
    number = open_inscription(key, event.gift_card_id, event.sealed).number.canonical
    if event.gift_card_id in books.gift_cards or number in books.gift_numbers:
        raise EventRefused(event.id, Reason.ALREADY_THERE)
    books.gift_cards[event.gift_card_id] = CardBook()
    books.gift_numbers.add(number)
