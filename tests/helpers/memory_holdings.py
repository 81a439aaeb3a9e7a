"""What is set aside at the centre in memory: `stored_value.Holdings` over its books."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from fidpos.domain.gift_card import GiftHold, HoldState
from fidpos.domain.ids import AccountId, GiftCardId, GiftHoldId, MemberId, TillId, VisitId, VoucherId
from fidpos.domain.voucher import VoucherState
from fidpos.server.hold_books import HoldBook
from fidpos.server.stored_value import Begun, CardAtCentre, HoldKind, HoldRecord, VoucherAtCentre
from fidpos.wire.gift_card_events import GiftCardIssued
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.pull import AccountState, MemberVoucher
from tests.helpers.memory_books import Books, gift_card_standing


class MemoryHoldings:
    """Within a unit on a copy: nothing needs a lock.

    Args:
        books: of the merchant.
        tell: the tills that hold a card that it changed.
    """

    def __init__(self, books: Books, tell: Callable[[GiftCardId], None]) -> None:
        self._books = books
        self._tell = tell

    def begin(self, visit_id: VisitId, ids: Collection[UUID]) -> Begun:
        books = self._books
        money = {id_: _record(book) for id_, book in books.gift_holds.items() if id_ in ids}
        return Begun(
            is_closed=visit_id in books.visits,
            records=money | {id_: one for id_, one in books.reward_holds.items() if id_ in ids},
            overtaken=frozenset(books.released_holds & set(ids)),
        )

    def accounts(self, ids: Collection[AccountId]) -> Mapping[AccountId, AccountState]:
        remaining = {each: self._books.office.redirects.account(each) for each in ids}
        there = self._books.accounts
        return {named: there[remains] for named, remains in remaining.items() if remains in there}

    def promised(self, ids: Collection[AccountId]) -> Mapping[tuple[AccountId, str], int]:
        found: dict[tuple[AccountId, str], int] = {}
        for record in self._open():
            key = (AccountId(record.subject_id), record.counter)
            found[key] = found.get(key, 0) + record.amount
        return {key: amount for key, amount in found.items() if key[0] in ids}

    def gift_cards(self, digests: Collection[bytes]) -> Mapping[bytes, CardAtCentre]:
        issued = self._books.gift_numbers
        return {each: self._card(issued[each]) for each in digests if each in issued}

    def vouchers(self, ids: Collection[VoucherId], digests: Collection[bytes]) -> Sequence[VoucherAtCentre]:
        held = {record.subject_id for record in self._open()}
        return [
            _voucher(member.id, each, is_promised=each.voucher.id in held)
            for member in self._books.members.values()
            for each in member.vouchers
            if each.voucher.id in ids
            or (each.voucher.number_digest and each.voucher.number_digest in digests)
        ]

    def add(self, records: Sequence[HoldRecord]) -> None:
        for record in records:
            if record.kind is HoldKind.GIFT_CARD:
                book = HoldBook(hold=_hold(record), till_id=record.till_id, untold=True)
                self._books.gift_holds[GiftHoldId(record.id)] = book
                self._promise(GiftCardId(record.subject_id), record.amount)
            else:
                self._books.reward_holds[record.id] = record

    def standings(self, ids: Collection[GiftCardId]) -> Mapping[GiftCardId, GiftCardStanding]:
        return {each: gift_card_standing(self._books, each) for each in ids}

    def release(self, till_id: TillId, visit_id: VisitId, ids: Collection[UUID]) -> int:
        known = self._books.gift_holds.keys() | self._books.reward_holds.keys()
        self._books.released_holds |= set(ids) - known
        theirs = (till_id, visit_id)
        money = [
            book
            for book in self._books.gift_holds.values()
            if book.hold.id in ids and (book.till_id, book.hold.visit_id) == theirs and book.untold
        ]
        rewards = [
            each for each in self._open() if each.id in ids and (each.till_id, each.visit_id) == theirs
        ]
        return self._let_go(money, rewards)

    def lapse(self, before: datetime) -> int:
        money = [book for book in self._books.gift_holds.values() if book.hold.expires_at < before]
        return self._let_go(money, [each for each in self._open() if each.expires_at < before])

    def _let_go(self, money: Sequence[HoldBook], rewards: Sequence[HoldRecord]) -> int:
        held = [book for book in money if book.hold.state is HoldState.HELD]
        for book in held:
            lapsed = replace(book, hold=replace(book.hold, state=HoldState.LAPSED))
            self._books.gift_holds[book.hold.id] = lapsed
            self._promise(book.hold.gift_card_id, -book.hold.amount_minor)
            self._tell(book.hold.gift_card_id)
        for record in rewards:
            self._books.reward_holds[record.id] = replace(record, state=HoldState.LAPSED)
        return len(held) + len(rewards)

    def _open(self) -> list[HoldRecord]:
        return [each for each in self._books.reward_holds.values() if each.state is HoldState.HELD]

    def _promise(self, card_id: GiftCardId, minor: int) -> None:
        book = self._books.gift_cards[card_id]
        self._books.gift_cards[card_id] = replace(book, promised_minor=book.promised_minor + minor)

    def _card(self, issued: GiftCardIssued) -> CardAtCentre:
        return CardAtCentre(
            id=issued.gift_card_id,
            currency=issued.currency,
            grace_days=issued.grace_days,
            book=self._books.gift_cards[issued.gift_card_id],
        )


def _voucher(member_id: MemberId, kept: MemberVoucher, *, is_promised: bool) -> VoucherAtCentre:
    return VoucherAtCentre(
        id=kept.voucher.id,
        member_id=member_id,
        body=kept.voucher,
        state=VoucherState.HELD if kept.used_by is None else VoucherState.CONSUMED,
        promised=is_promised,
    )


def _hold(record: HoldRecord) -> GiftHold:
    return GiftHold(
        id=GiftHoldId(record.id),
        gift_card_id=GiftCardId(record.subject_id),
        visit_id=record.visit_id,
        amount_minor=record.amount,
        held_at=record.held_at,
        expires_at=record.expires_at,
    )


def _record(book: HoldBook) -> HoldRecord:
    hold = book.hold
    return HoldRecord(
        id=hold.id,
        kind=HoldKind.GIFT_CARD,
        subject_id=hold.gift_card_id,
        amount=hold.amount_minor,
        till_id=book.till_id,
        visit_id=hold.visit_id,
        held_at=hold.held_at,
        expires_at=hold.expires_at,
        state=hold.state,
    )
