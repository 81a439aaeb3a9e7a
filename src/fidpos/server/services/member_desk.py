"""The office at a member's file: each act an event of the office's journal, which tills hear as states.

Who a member is, is changed field by field as at a counter; what was stated or moved is never changed, but
followed by another statement or entry. What somebody writes beside an act is sealed under the member's key.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from fidpos.domain.card import CardStatus, CardToken, Medium
from fidpos.domain.consent import needs_parent
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import (
    AccountId,
    CardId,
    ConsentId,
    EventId,
    MemberId,
    RelativeId,
    ShopId,
    StaffId,
    VoucherId,
)
from fidpos.domain.member import Channel, Member, MemberStatus, Profile, Relative, TierStanding
from fidpos.posting.adjust import granting, taking
from fidpos.posting.lot_state import lot_of
from fidpos.posting.spend import spendable
from fidpos.rules.programme import CounterDef, Programme
from fidpos.server.ports import Unit
from fidpos.server.services.office import Office
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    MemberEnrolled,
    VoucherBody,
)
from fidpos.wire.member_events import MemberProfileChanged, MemberStatusChanged, ProfileChange, StatusReason
from fidpos.wire.member_events import seal_change as seal_profile
from fidpos.wire.office_events import (
    AccountParted,
    LabelsChanged,
    MemberNoted,
    OfficeReason,
    PointsAdjusted,
    TierSet,
    VoucherGranted,
    VoucherTakenBack,
    seal_note,
)
from fidpos.wire.sealed import seal_parent, seal_person, seal_token
from fidpos.wire.sync.pull import MemberState

LABELS_MAX = 40
"""Groups that one member may be in."""


class NobodyThere(FidposError):
    """There is no such member, or not any more."""

    code = "nobody_there"


class TooLittleThere(FidposError):
    """The account does not hold that much; `params` says what it holds."""

    code = "too_little_there"


class CardOfSomebody(FidposError):
    """The card is another member's."""

    code = "card_of_somebody"


class ParentNeeded(FidposError):
    """Somebody that young agrees only with a parent, and none is named."""

    code = "parent_needed"


class NotShared(FidposError):
    """The member shares their account with nobody."""

    code = "not_shared"


class _Told(TypedDict):
    """What every event has."""

    id: EventId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody whom the office enrols.

    Attributes:
        key: of their own, made for them.
        number: their member number; what their card shows, if they have one.
        card: that is theirs from now on.
        shop_id: whose member they are.
        channels: to which they consented, in the wording that was read to them.
        parent: who agreed, for a child.
    """

    member_id: MemberId
    account_id: AccountId
    key: bytes = field(repr=False)
    number: str
    profile: Profile
    shop_id: ShopId
    wording: str
    card: CardToken | None = None
    channels: Sequence[Channel] = ()
    parent: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDesk:
    """Acts on members, within one transaction.

    Attributes:
        unit: the transaction.
        now: by the centre's clock.
        day: the business day that it is where it is done.
        alone_from: `age_of_consent` there.
        done_by: who answers for it.
        new_id: makes ids; in a bulk action they follow from the job and the member.
    """

    unit: Unit
    now: datetime
    day: date
    alone_from: int
    done_by: UUID
    new_id: Callable[[], UUID]

    @property
    def office(self) -> Office:
        """The journal that tells it all."""
        return Office(
            book=self.unit.office(), now=self.now, done_by=self.done_by, new_id=lambda _: self.new_id()
        )

    def member(self, member_id: MemberId) -> MemberState:
        """The member, locked with their account.

        Raises:
            NobodyThere: they are not known, or were forgotten.
        """
        state = self.unit.office().member(member_id)
        if state is None:
            raise NobodyThere("unknown or erased")
        return state

    def enrol(self, newcomer: Newcomer) -> None:
        """A new member, whom the shop's tills hold from now on.

        Raises:
            CardOfSomebody: the card is taken; nothing was changed.
            ParentNeeded: a child agrees to something, and no parent is named.
        """
        book, member_id = self.unit.office(), newcomer.member_id
        if newcomer.card is not None and book.by_card(newcomer.card.text):
            raise CardOfSomebody("taken")
        person = Member(
            id=member_id,
            account_id=newcomer.account_id,
            number=newcomer.number,
            profile=newcomer.profile,
            enrolled_on=self.day,
        )
        self.unit.keep_keys({member_id: newcomer.key})
        enrolled = MemberEnrolled(
            **self._told(),
            member_id=member_id,
            account_id=newcomer.account_id,
            enrolled_on=self.day,
            sealed=seal_person(newcomer.key, person),
            staff_id=self._staff,
        )
        self.office.tell(enrolled, newcomer.account_id)
        book.hold(newcomer.shop_id, (member_id,))
        if newcomer.card is not None:
            self.link(member_id, newcomer.card, Medium.BARCODE)
        for channel in newcomer.channels:
            self.state(member_id, channel, granted=True, wording=newcomer.wording, parent=newcomer.parent)

    def edit(self, member_id: MemberId, before: Profile, after: Profile) -> bool:
        """Complete or put right who they are; whether anything was to be changed.

        A birthday that was another one before counts from 30 days later, like one edited at a counter.

        Args:
            member_id: whose file.
            before: what stood in the form when somebody began to type.
            after: what they say.
        """
        after = _dated(before, after, self.day)
        if after == before:
            return False
        state = self.member(member_id)
        change = ProfileChange(before=before, after=after)
        event = MemberProfileChanged(
            **self._told(),
            member_id=state.id,
            sealed=seal_profile(state.key, state.id, change),
            staff_id=self._staff,
        )
        self.office.tell(event, state.account_id)
        return True

    def stand(self, member_id: MemberId, status: MemberStatus, reason: StatusReason) -> EventId:
        """Block them, serve them again, or let them leave."""
        state = self.member(member_id)
        event = MemberStatusChanged(
            **self._told(), member_id=state.id, status=status, reason=reason, staff_id=self._staff
        )
        self.office.tell(event, state.account_id)
        return event.id

    def label(self, member_id: MemberId, *, added: Sequence[str] = (), removed: Sequence[str] = ()) -> bool:
        """Put them into groups and take them out of others; whether that changed anything."""
        state = self.member(member_id)
        new = tuple(each for each in dict.fromkeys(added) if each not in state.labels)
        gone = tuple(each for each in dict.fromkeys(removed) if each in state.labels)
        if not new and not gone:
            return False
        event = LabelsChanged(
            **self._told(), member_id=state.id, added=new, removed=gone, done_by=self.done_by
        )
        self.office.tell(event, state.account_id)
        return True

    def state(
        self, member_id: MemberId, channel: Channel, *, granted: bool, wording: str, parent: str = ""
    ) -> None:
        """A consent that they gave or took back; `parent` agreed for a child.

        Raises:
            ParentNeeded: a child agrees, and no parent is named.
        """
        state = self.member(member_id)
        is_by_parent = granted and needs_parent(state.profile, self.day, self.alone_from)
        if is_by_parent and not parent:
            raise ParentNeeded("too young to agree alone")
        event = ConsentStated(
            **self._told(),
            consent_id=ConsentId(self.new_id()),
            member_id=state.id,
            channel=channel,
            granted=granted,
            wording=wording,
            staff_id=self._staff,
            sealed=seal_parent(state.key, state.id, parent if is_by_parent else ""),
        )
        self.office.tell(event, state.account_id)

    def link(
        self, member_id: MemberId, token: CardToken, medium: Medium, holder_id: RelativeId | None = None
    ) -> CardId:
        """A card is theirs from now on.

        Raises:
            CardOfSomebody: it is somebody's, perhaps their own; nothing was changed.
        """
        state = self.member(member_id)
        if self.unit.office().by_card(token.text):
            raise CardOfSomebody("taken")
        event = CardLinked(
            **self._told(),
            card_id=CardId(self.new_id()),
            member_id=state.id,
            medium=medium,
            sealed=seal_token(state.key, state.id, token),
            holder_id=holder_id,
            staff_id=self._staff,
        )
        self.office.tell(event, state.account_id)
        return event.card_id

    def set_card(self, member_id: MemberId, card_id: CardId, status: CardStatus) -> None:
        """A card of theirs is blocked, lost, replaced or found again.

        Raises:
            NobodyThere: they have no such card.
        """
        state = self.member(member_id)
        if card_id not in {card.id for card in state.cards}:
            raise NobodyThere("no such card")
        event = CardStatusChanged(
            **self._told(), card_id=card_id, member_id=state.id, status=status, staff_id=self._staff
        )
        self.office.tell(event, state.account_id)

    def give(
        self,
        member_id: MemberId,
        programme: Programme,
        counter: CounterDef,
        amount: int,
        reason: OfficeReason,
    ) -> EventId:
        """Points that no visit earned, or with a negative amount, points taken.

        Raises:
            TooLittleThere: so many cannot be taken; nothing was changed.
        """
        state, day, told = self.member(member_id), self.day, self._told()
        if amount > 0:
            entry = granting(programme, counter, amount, day, self.new_id)
        else:
            states = self.unit.office().account(state.account_id).lots
            lots = [lot_of(each, state.account_id) for each in states if each.counter == counter.code]
            there = spendable(lots, day)
            if there < -amount:
                raise TooLittleThere("the lots hold less", there=there)
            entry = taking(counter.code, lots, -amount, day, self.new_id)
        event = PointsAdjusted(
            **told,
            member_id=state.id,
            account_id=state.account_id,
            business_day=day,
            entries=(entry,),
            reason=reason,
            done_by=self.done_by,
        )
        self.office.tell(event)
        return event.id

    def set_tier(self, member_id: MemberId, tier: TierStanding | None, reason: OfficeReason) -> bool:
        """Their standing, set by hand; whether it was another one."""
        state = self.member(member_id)
        if state.tier == tier:
            return False
        event = TierSet(
            **self._told(),
            member_id=state.id,
            account_id=state.account_id,
            tier=tier,
            reason=reason,
            done_by=self.done_by,
        )
        self.office.tell(event)
        return True

    def grant(self, member_id: MemberId, voucher: VoucherBody, reason: OfficeReason) -> EventId:
        """A voucher that no visit gave."""
        state = self.member(member_id)
        event = VoucherGranted(
            **self._told(),
            member_id=state.id,
            account_id=state.account_id,
            voucher=voucher,
            reason=reason,
            done_by=self.done_by,
        )
        self.office.tell(event)
        return event.id

    def take_back(self, member_id: MemberId, voucher_id: VoucherId, reason: OfficeReason) -> EventId:
        """A voucher that they have not used.

        Raises:
            EventRefused: it was used or withdrawn before; nothing was changed.
        """
        state = self.member(member_id)
        event = VoucherTakenBack(
            **self._told(),
            member_id=state.id,
            account_id=state.account_id,
            voucher_id=voucher_id,
            reason=reason,
            done_by=self.done_by,
        )
        self.office.tell(event)
        return event.id

    def part(self, member_id: MemberId, shared_with: Sequence[MemberId]) -> AccountId:
        """Let them collect alone again, beginning with nothing.

        Raises:
            NotShared: `shared_with` is empty.
        """
        state = self.member(member_id)
        if not shared_with:
            raise NotShared("alone already")
        event = AccountParted(
            **self._told(),
            member_id=state.id,
            account_id=AccountId(self.new_id()),
            former_account_id=state.account_id,
            business_day=self.day,
            done_by=self.done_by,
        )
        self.office.tell(event)
        return event.account_id

    def note(self, member_id: MemberId, text: str, about: EventId | None = None) -> None:
        """What somebody wrote beside an act, or for its own sake; nothing for an empty text."""
        if not text:
            return
        state = self.member(member_id)
        event = MemberNoted(
            **self._told(),
            member_id=state.id,
            sealed=seal_note(state.key, state.id, text),
            about=about,
            done_by=self.done_by,
        )
        self.office.tell(event, state.account_id)

    @property
    def _staff(self) -> StaffId:
        return StaffId(self.done_by)

    def _told(self) -> _Told:
        return {"id": EventId(self.new_id()), "at": self.now}


def _dated(before: Profile, after: Profile, today: date) -> Profile:
    """A birthday that was another one before counts as changed today, whosever in the household it is."""
    changed_on = _changed_on(before, after, today)
    known = {each.id: each for each in before.household}
    household = tuple(_dated_relative(known.get(each.id), each, today) for each in after.household)
    return replace(after, birthday_changed_on=changed_on, household=household)


def _changed_on(before: Profile, after: Profile, today: date) -> date | None:
    return before.birthday_changed_on if after.birthday == before.birthday else today


def _dated_relative(before: Relative | None, after: Relative, today: date) -> Relative:
    was = before.birthday if before is not None else None
    changed_on = before.birthday_changed_on if before is not None else None
    return replace(after, birthday_changed_on=changed_on if after.birthday == was else today)
