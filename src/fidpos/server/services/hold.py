"""Setting stored value aside for a till, and letting it go.

What can be held is what is there less what is held already. A hold moves nothing: entries are booked when the
till's journal tells them, even if the hold has lapsed by then, for a paid ticket cannot be taken back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from fidpos.domain.gift_card import HoldState
from fidpos.domain.ids import GiftCardId, HoldId
from fidpos.domain.ledger import Lot
from fidpos.posting.lot_state import lot_of
from fidpos.posting.spend import spendable
from fidpos.server.ports import TillRecord, Unit
from fidpos.server.services.authorise import may_serve
from fidpos.server.stored_value import Holdings, HoldKind, HoldRecord, VoucherAtCentre
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.hold import (
    Claim,
    GiftCardClaim,
    Held,
    Hold,
    HoldAnswer,
    HoldRefusal,
    PointsClaim,
    Release,
    ReleaseAnswer,
    VoucherClaim,
)
from fidpos.wire.sync.pull import AccountState

HELD_FOR = timedelta(minutes=15)
"""From the answer until the purchase is paid."""
_BEHIND, _AHEAD = timedelta(hours=12), timedelta(hours=14)
"""No place of the world is farther from UTC: a business day beyond is no day of any shop."""


def hold(unit: Unit, till: TillRecord, asked: Hold, now: datetime) -> HoldAnswer:
    """Set aside what the till asks for, each claim by itself; asked again, the same.

    For who does not serve there, nothing is: each claim is refused as if there were no such thing.
    """
    if not may_serve(unit, till, asked.staff_id):
        refused = tuple(_refused(claim, HoldRefusal.UNUSABLE) for claim in asked.claims)
        return HoldAnswer(held=refused, answered_at=now, expires_at=now + HELD_FOR)
    holdings = unit.holdings()
    granting = _Granting(holdings, till, asked, now)
    answers = [granting.answer(claim) for claim in asked.claims]
    granted = [granting.records[answer.hold_id] for answer in answers if answer.granted]
    holdings.add(granting.made)
    standings = holdings.standings({GiftCardId(card) for card in _subjects(granted, HoldKind.GIFT_CARD)})
    return HoldAnswer(
        held=tuple(_with_card(answer, granting.records, standings) for answer in answers),
        answered_at=now,
        expires_at=min((record.expires_at for record in granted), default=now + HELD_FOR),
    )


def release(unit: Unit, till: TillRecord, asked: Release) -> ReleaseAnswer:
    """Let go what the till does not need any more; what comes later of it is refused.

    Who knows the ids of another till's hold, from the card as the feed tells it, lets nothing go.
    """
    holdings = unit.holdings()
    holdings.begin(asked.visit_id, asked.hold_ids)
    return ReleaseAnswer(released=holdings.release(till.id, asked.visit_id, set(asked.hold_ids)))


class _Granting:
    """One request: what an earlier claim of it takes, a later one finds gone.

    Attributes:
        records: holds of the request, as far as they are there by now.
        made: those that were not there before.
    """

    def __init__(self, holdings: Holdings, till: TillRecord, asked: Hold, now: datetime) -> None:
        self._till, self._asked, self._now = till, asked, now
        self._day = min(max(asked.business_day, (now - _BEHIND).date()), (now + _AHEAD).date())
        self._begun = holdings.begin(asked.visit_id, {claim.hold_id for claim in asked.claims})
        points = [claim for claim in asked.claims if isinstance(claim, PointsClaim)]
        cards = [claim for claim in asked.claims if isinstance(claim, GiftCardClaim)]
        vouchers = [claim for claim in asked.claims if isinstance(claim, VoucherClaim)]
        self._accounts = holdings.accounts({claim.account_id for claim in points})
        self._cards = dict(holdings.gift_cards({claim.number_digest for claim in cards}))
        self._vouchers = holdings.vouchers(
            {claim.voucher_id for claim in vouchers if claim.voucher_id is not None},
            {claim.number_digest for claim in vouchers if claim.number_digest},
        )
        there = {account.id: account for account in self._accounts.values()}
        promised = holdings.promised(there)
        self._points = {
            (account.id, counter): spendable(_lots(account, counter), self._day)
            - promised.get((account.id, counter), 0)
            for account in there.values()
            for counter in {claim.counter for claim in points}
        }
        self.records = dict(self._begun.records)
        self.made: list[HoldRecord] = []

    def answer(self, claim: Claim) -> Held:
        """What becomes of a claim."""
        known = self.records.get(claim.hold_id)
        if known is not None:
            return self._granted(known) if self._is_theirs(known) else _refused(claim, HoldRefusal.ENDED)
        if claim.hold_id in self._begun.overtaken:
            return _refused(claim, HoldRefusal.ENDED)
        match claim:
            case GiftCardClaim():
                return self._money(claim)
            case PointsClaim():
                return self._some_points(claim)
            case VoucherClaim():
                return self._voucher(claim)
            case _:
                assert_never(claim)

    def _is_theirs(self, known: HoldRecord) -> bool:
        asks = (self._till.id, self._asked.visit_id)
        return known.state is HoldState.HELD and (known.till_id, known.visit_id) == asks

    def _money(self, claim: GiftCardClaim) -> Held:
        card = self._cards.get(claim.number_digest)
        if card is None and not claim.wanted_minor:
            return _refused(claim, HoldRefusal.UNKNOWN)
        if card is None or card.currency != claim.currency:
            return _refused(claim, HoldRefusal.UNUSABLE)
        amount = min(claim.wanted_minor, card.available_minor(self._day))
        if amount <= 0:
            return _refused(claim, HoldRefusal.UNUSABLE)
        book = replace(card.book, promised_minor=card.book.promised_minor + amount)
        self._cards[claim.number_digest] = replace(card, book=book)
        return self._granted(self._make(claim, HoldKind.GIFT_CARD, card.id, amount))

    def _some_points(self, claim: PointsClaim) -> Held:
        if self._begun.is_closed:
            return _refused(claim, HoldRefusal.ENDED)
        account = self._accounts.get(claim.account_id)
        if account is None or not 0 < claim.wanted <= self._points[account.id, claim.counter]:
            return _refused(claim, HoldRefusal.NOT_ENOUGH)
        self._points[account.id, claim.counter] -= claim.wanted
        return self._granted(self._make(claim, HoldKind.POINTS, account.id, claim.wanted))

    def _voucher(self, claim: VoucherClaim) -> Held:
        if self._begun.is_closed:
            return _refused(claim, HoldRefusal.ENDED)
        found = next((each for each in self._vouchers if _is_named(claim, each)), None)
        taken = _subjects(self.made, HoldKind.VOUCHER)
        if found is None or not found.is_usable(self._day) or found.id in taken:
            return _refused(claim, HoldRefusal.UNUSABLE)
        return self._granted(self._make(claim, HoldKind.VOUCHER, found.id, 1))

    def _make(self, claim: Claim, kind: HoldKind, subject_id: UUID, amount: int) -> HoldRecord:
        record = HoldRecord(
            id=claim.hold_id,
            kind=kind,
            subject_id=subject_id,
            counter=claim.counter if isinstance(claim, PointsClaim) else "",
            amount=amount,
            till_id=self._till.id,
            visit_id=self._asked.visit_id,
            held_at=self._now,
            expires_at=self._now + HELD_FOR,
        )
        self.records[record.id] = record
        self.made.append(record)
        return record

    def _granted(self, record: HoldRecord) -> Held:
        bodies = (each.body for each in self._vouchers if each.id == record.subject_id)
        return Held(hold_id=HoldId(record.id), granted=record.amount, voucher=next(bodies, None))


def _refused(claim: Claim, why: HoldRefusal) -> Held:
    return Held(hold_id=claim.hold_id, refused=why)


def _is_named(claim: VoucherClaim, voucher: VoucherAtCentre) -> bool:
    """One that is bound to the bearer is only had by its number."""
    if voucher.body.number_digest:
        return claim.number_digest == voucher.body.number_digest
    return claim.voucher_id == voucher.id


def _lots(account: AccountState, counter: str) -> Iterator[Lot]:
    return (lot_of(lot, account.id) for lot in account.lots if lot.counter == counter)


def _subjects(records: list[HoldRecord], kind: HoldKind) -> set[UUID]:
    return {record.subject_id for record in records if record.kind is kind}


def _with_card(
    answer: Held, records: Mapping[UUID, HoldRecord], standings: Mapping[GiftCardId, GiftCardStanding]
) -> Held:
    if not answer.granted:
        return answer
    return answer.with_card(standings.get(GiftCardId(records[answer.hold_id].subject_id)))
