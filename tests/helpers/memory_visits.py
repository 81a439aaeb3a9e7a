"""The centre's book of visits in memory, out of the events that were applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import AccountId, EventId, MemberId, VisitId, VoucherId
from fidpos.domain.member import TierStanding
from fidpos.posting.prolong import OtherTerm, shorten
from fidpos.posting.redirect import Redirects
from fidpos.posting.standing import TierChange, standing_back
from fidpos.server.visit_book import KnownVisit
from fidpos.wire.events import Event, TermBody, VisitClosed, VisitRefunded, VisitVoided, VoucherUseBody
from fidpos.wire.gift_card_events import GiftCardMoved
from tests.helpers.memory_books import Books


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryVisitBook:
    """See `server.visit_book.VisitBook`.

    Attributes:
        applied: what tills told, in the order in which it was applied.
    """

    books: Books
    applied: Mapping[EventId, Event]

    def visit(self, visit_id: VisitId) -> KnownVisit | None:
        told = next((each for each in self._closed() if each.visit_id == visit_id), None)
        if told is None:
            return None
        redirects = self._redirects
        member_id, account_id = redirects.member(told.member_id), self._account(told)
        held = {lot.id: lot.remaining for lot in self.books.accounts[account_id].lots}
        return KnownVisit(
            told=told,
            refunds=tuple(self._refunds(visit_id)),
            is_over=visit_id in self.books.ended,
            member_id=member_id,
            account_id=account_id,
            lots_hold={
                entry.lot.id: held.get(entry.lot.id, 0) for entry in told.entries if entry.lot is not None
            },
            tier_back=self._tier_back(member_id, told) if told.tier is not None else None,
            terms_back=self._terms_back(account_id, told),
            vouchers_spent=tuple(self._spent(told)),
            on_cards_minor=self._on_cards_minor(told),
            key=self.books.keys.get(told.member_id),
        )

    def of_ticket(self, number: str, day: date | None) -> Sequence[VisitId]:
        return sorted(
            each.visit_id
            for each in self._closed()
            if each.ticket == number and day in {None, each.ticket_day or each.business_day}
        )

    def _on_cards_minor(self, told: VisitClosed) -> int:
        purchase = {told.visit_id}
        while told.corrects is not None:
            told = next(each for each in self._closed() if each.visit_id == told.corrects)
            purchase.add(told.visit_id)
        moved = [event for event in self.applied.values() if isinstance(event, GiftCardMoved)]
        paid = {
            move.id: -move.amount_minor
            for event in moved
            if event.move is GiftMove.SPENT and event.visit_id in purchase
            for move in event.moves
        }
        back = (
            move.amount_minor
            for event in moved
            if event.move is GiftMove.REFUNDED
            for move in event.moves
            if move.reverses in paid
        )
        return sum(paid.values()) - sum(back)

    @property
    def _redirects(self) -> Redirects:
        return self.books.office.redirects

    def _account(self, told: VisitClosed) -> AccountId:
        member = self.books.members[self._redirects.member(told.member_id)]
        return member.account_id

    def _closed(self) -> list[VisitClosed]:
        return [each for each in self.applied.values() if isinstance(each, VisitClosed)]

    def _undone(self) -> list[VisitVoided | VisitRefunded]:
        events = [*self.applied.values(), *self.books.office.events.values()]
        return [each for each in events if isinstance(each, VisitVoided | VisitRefunded)]

    def _refunds(self, visit_id: VisitId) -> list[VisitRefunded]:
        mine = [
            each for each in self._undone() if isinstance(each, VisitRefunded) and each.visit_id == visit_id
        ]
        return sorted(mine, key=lambda each: (each.at, each.refund_id))

    def _tier_back(self, member_id: MemberId, told: VisitClosed) -> TierStanding | None:
        changes = [
            (each.at, each.id, each.tier, each.visit_id)
            for each in (*self._closed(), *self._undone())
            if each.tier is not None and self._redirects.member(each.member_id) == member_id
        ]
        history = [
            TierChange(standing=tier if tier.code else None, visit_id=visit_id)
            for _, _, tier, visit_id in sorted(changes, key=lambda change: change[:2])
        ]
        return standing_back(history, told.visit_id, gone=self.books.ended, day=told.business_day)

    def _terms_back(self, account_id: AccountId, told: VisitClosed) -> tuple[TermBody, ...]:
        others = (
            OtherTerm(term=term, stands=each.visit_id not in self.books.ended)
            for each in self._closed()
            if each.visit_id != told.visit_id and self._account(each) == account_id
            for term in each.terms
        )
        return shorten(told.terms, others)

    def _spent(self, told: VisitClosed) -> list[VoucherUseBody]:
        given = {each.id for each in told.vouchers}
        used_by: dict[VoucherId, VisitId] = {
            each.voucher.id: each.used_by
            for member in self.books.members.values()
            for each in member.vouchers
            if each.voucher.id in given and each.used_by is not None
        }
        uses = {use.id: use for visit in self._closed() for use in visit.vouchers_used if use.id in used_by}
        return [uses.get(each, VoucherUseBody(id=each)) for each in sorted(used_by)]
