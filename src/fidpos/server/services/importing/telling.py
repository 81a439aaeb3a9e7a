"""What the office tells of a row: dated opening entries and the events of whoever, or whatever, is taken in.

Every id follows from the number in the file, so that the same row is the same event whenever it is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from fidpos.domain.card import Medium, TokenKind
from fidpos.domain.gift_card import GiftMove, Inscription
from fidpos.domain.ids import (
    AccountId,
    CardId,
    ConsentId,
    EntryId,
    EventId,
    GiftCardId,
    GiftEntryId,
    LotId,
    MemberId,
    StaffId,
    VoucherId,
)
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import Member, MemberStatus
from fidpos.posting.adjust import granting
from fidpos.server.services.importing.cells import Part
from fidpos.server.services.importing.gift_row import GiftRow
from fidpos.server.services.importing.member_row import MemberRow
from fidpos.server.services.importing.naming import Naming
from fidpos.server.services.importing.setting import Setting
from fidpos.server.services.office import OFFICE
from fidpos.wire.events import CardLinked, ConsentStated, EntryBody, LotBody, MemberEnrolled
from fidpos.wire.gift_card_events import GiftCardIssued, GiftCardMoved, GiftMoveBody
from fidpos.wire.member_events import MemberStatusChanged, StatusReason
from fidpos.wire.office_events import (
    LabelsChanged,
    OfficeEvent,
    OfficeReason,
    PointsAdjusted,
    TierSet,
    VoucherGranted,
)
from fidpos.wire.sealed import seal_inscription, seal_parent, seal_person, seal_token
from fidpos.wire.sync.pull import MemberState

MEMBER, GIFT_CARD = "member", "gift_card"
"""Kinds of things that are named; see `Naming.id`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Who tells it, and when.

    Attributes:
        done_by: who answers for it.
    """

    setting: Setting
    naming: Naming
    now: datetime
    done_by: UUID

    def member_id(self, number: str) -> MemberId:
        """Who the number becomes here."""
        return MemberId(self.naming.id(MEMBER, number))

    def gift_card_id(self, number: str) -> GiftCardId:
        """Which card the number becomes here."""
        return GiftCardId(self.naming.id(GIFT_CARD, number))

    def member(self, row: MemberRow, key: bytes) -> Iterator[tuple[OfficeEvent, AccountId]]:
        """Everything about a member, each event with their account; `key` is their own, made for them."""
        account_id = AccountId(self.naming.id("account", row.number))
        for event in self._member(row, account_id, key):
            yield event, account_id

    def _member(self, row: MemberRow, account_id: AccountId, key: bytes) -> Iterator[OfficeEvent]:
        member_id = self.member_id(row.number)
        person = Member(
            id=member_id,
            account_id=account_id,
            number=row.number,
            profile=row.profile,
            enrolled_on=row.enrolled_on,
        )
        yield MemberEnrolled(
            id=self._event(row.number, "enrolled"),
            at=self.now,
            member_id=member_id,
            account_id=account_id,
            enrolled_on=row.enrolled_on,
            sealed=seal_person(key, person),
            staff_id=StaffId(self.done_by),
        )
        yield from self._brought(row, member_id, account_id, key)
        if row.is_blocked:
            yield MemberStatusChanged(
                id=self._event(row.number, "blocked"),
                at=self.now,
                member_id=member_id,
                status=MemberStatus.BLOCKED,
                reason=StatusReason.OTHER,
                staff_id=StaffId(self.done_by),
            )

    def brought(self, row: MemberRow, member: MemberState) -> Iterator[tuple[OfficeEvent, AccountId]]:
        """What the row has of somebody who is there: the same events, whoever they are by now."""
        standing = replace(row, tier=None) if member.tier is not None else row
        for event in self._brought(standing, member.id, member.account_id, member.key):
            yield event, member.account_id

    def _brought(
        self, row: MemberRow, member_id: MemberId, account_id: AccountId, key: bytes
    ) -> Iterator[OfficeEvent]:
        yield from self._cards(row, member_id, key)
        yield from self._consents(row, member_id, key)
        for counter, parts in row.balances.items():
            yield PointsAdjusted(
                id=self._event(row.number, f"opening {counter}"),
                at=self.now,
                member_id=member_id,
                account_id=account_id,
                business_day=self._opened_on,
                entries=tuple(self._entries(row, counter, parts)),
                reason=OfficeReason.FORMER_SYSTEM,
                done_by=self.done_by,
            )
        if row.tier is not None:
            yield TierSet(
                id=self._event(row.number, "tier"),
                at=self.now,
                member_id=member_id,
                account_id=account_id,
                tier=row.tier,
                reason=OfficeReason.FORMER_SYSTEM,
                done_by=self.done_by,
            )
        for place, voucher in enumerate(row.vouchers):
            yield VoucherGranted(
                id=self._event(row.number, f"voucher {place}"),
                at=self.now,
                member_id=member_id,
                account_id=account_id,
                voucher=voucher.body(VoucherId(self.naming.id("voucher", row.number, str(place)))),
                reason=OfficeReason.FORMER_SYSTEM,
                done_by=self.done_by,
            )
        if row.labels:
            yield LabelsChanged(
                id=self._event(row.number, "labels"),
                at=self.now,
                member_id=member_id,
                added=row.labels,
                done_by=self.done_by,
            )

    def _cards(self, row: MemberRow, member_id: MemberId, key: bytes) -> Iterator[CardLinked]:
        for token in row.cards:
            yield CardLinked(
                id=self._event(row.number, f"card {token.text}"),
                at=self.now,
                card_id=CardId(self.naming.id("card", row.number, token.text)),
                member_id=member_id,
                medium=Medium.CONTACTLESS if token.kind is TokenKind.UID else Medium.BARCODE,
                sealed=seal_token(key, member_id, token),
                staff_id=StaffId(self.done_by),
            )

    def _consents(self, row: MemberRow, member_id: MemberId, key: bytes) -> Iterator[ConsentStated]:
        for stated in row.consents:
            said = f"{stated.channel.value} {stated.granted} {stated.at.date()}"
            yield ConsentStated(
                id=self._event(row.number, f"consent {said}"),
                at=stated.at,
                consent_id=ConsentId(self.naming.id("consent", row.number, said)),
                member_id=member_id,
                channel=stated.channel,
                granted=stated.granted,
                wording=stated.wording,
                staff_id=StaffId(self.done_by),
                sealed=seal_parent(key, member_id, stated.parent),
            )

    def _entries(self, row: MemberRow, counter: str, parts: Sequence[Part]) -> Iterator[EntryBody]:
        """What lasts as the file says, or as points earned on the day of the opening do."""
        for place, part in enumerate(parts):
            name = f"{counter} {place}" if place else counter
            yield EntryBody(
                id=EntryId(self.naming.id("entry", row.number, name)),
                counter=counter,
                kind=EntryKind.OPENING,
                amount=part.amount,
                lot=LotBody(
                    id=LotId(self.naming.id("lot", row.number, name)),
                    expires_on=part.until
                    if part.is_said
                    else row.balances_until or self._last_day(counter, part.amount),
                ),
            )

    def _last_day(self, counter: str, amount: int) -> date | None:
        programme = self.setting.programme
        assert programme is not None, "there are counters"
        defined = next(each for each in programme.counters if each.code == counter)
        granted = granting(programme, defined, amount, self._opened_on, lambda: UUID(int=0))
        return granted.lot.expires_on if granted.lot is not None else None

    def gift_card(self, row: GiftRow, key: bytes) -> Iterator[tuple[OfficeEvent, None]]:
        """A card that was made elsewhere, and what is left on it."""
        number = row.number.canonical
        card_id = self.gift_card_id(number)
        yield (
            GiftCardIssued(
                id=self._event(number, "issued"),
                at=self.now,
                gift_card_id=card_id,
                till_id=OFFICE,
                staff_id=StaffId(self.done_by),
                vat=row.vat,
                currency=self.setting.currency.code,
                face_minor=row.balance_minor,
                sealed=seal_inscription(key, card_id, Inscription(number=row.number)),
            ),
            None,
        )
        body = GiftMoveBody(
            id=GiftEntryId(self.naming.id("gift_entry", number)),
            gift_card_id=card_id,
            amount_minor=row.balance_minor,
        )
        yield (
            GiftCardMoved(
                id=self._event(number, "opened"),
                at=self.now,
                business_day=self._opened_on,
                move=GiftMove.OPENING,
                moves=(body,),
                staff_id=StaffId(self.done_by),
                expires_on=row.expires_on,
                reason=OfficeReason.FORMER_SYSTEM.value,
            ),
            None,
        )

    @property
    def _opened_on(self) -> date:
        return self.setting.choices.opened_on

    def _event(self, number: str, what: str) -> EventId:
        return EventId(self.naming.id("event", number, what))
