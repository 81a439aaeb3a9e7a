"""The office's book of the centre in memory, by `posting.merge` and `posting.expire`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from fidpos.domain.folding import family_first, fold_phone, given_first
from fidpos.domain.ids import AccountId, CardId, EventId, LotId, MemberId, ShopId, VisitId
from fidpos.domain.member import MemberStatus, Profile
from fidpos.posting.adjust import account_adjusted, check_adjustment
from fidpos.posting.expire import account_expired, check_expiry
from fidpos.posting.merge import accounts_merged, members_merged
from fidpos.posting.redirect import Redirects
from fidpos.server.office_port import Doubled, Likeness, OwnHead, OwnRow
from fidpos.server.reason import EventRefused, Reason
from fidpos.server.stored_value import HoldRecord
from fidpos.wire.chain import ChainRow
from fidpos.wire.events import CardLinked, MemberEnrolled
from fidpos.wire.office_events import (
    AccountParted,
    AccountsPooled,
    GiftCardProlonged,
    GiftDebtSettled,
    LabelsChanged,
    LikeATill,
    LotsExpired,
    MemberErased,
    MembersMerged,
    OfficeEvent,
    PointsAdjusted,
    TierSet,
    VoucherGranted,
    VoucherTakenBack,
)
from fidpos.wire.sealed import open_token
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.pull import AccountState, MemberState, MemberVoucher

Id = TypeVar("Id", MemberId, AccountId)


@dataclass(slots=True)
class OfficeData:
    """What the office wrote and what it knows besides the states.

    Attributes:
        same: cards that are another one, and whose they were said to be.
        rows: the merchant's journal at the centre, with its hashes.
        settled: what was suspected and is not any more.
    """

    merged: dict[MemberId, MemberId] = field(default_factory=dict)
    merged_accounts: dict[AccountId, AccountId] = field(default_factory=dict)
    erased: set[MemberId] = field(default_factory=set)
    same: dict[CardId, tuple[CardId, MemberId]] = field(default_factory=dict)
    rows: list[tuple[ChainRow, bytes]] = field(default_factory=list)
    events: dict[EventId, OfficeEvent] = field(default_factory=dict)
    suspects: list[Doubled] = field(default_factory=list)
    settled: list[Doubled] = field(default_factory=list)
    audit: list[tuple[str, UUID | None]] = field(default_factory=list)
    gift_debts: dict[EventId, int] = field(default_factory=dict)

    def copy(self) -> "OfficeData":
        """As a backup is."""
        return OfficeData(
            merged=self.merged.copy(),
            merged_accounts=self.merged_accounts.copy(),
            erased=self.erased.copy(),
            same=self.same.copy(),
            rows=self.rows.copy(),
            events=self.events.copy(),
            suspects=self.suspects.copy(),
            settled=self.settled.copy(),
            audit=self.audit.copy(),
            gift_debts=self.gift_debts.copy(),
        )

    @property
    def redirects(self) -> Redirects:
        return Redirects(self.merged, self.merged_accounts)


@dataclass(slots=True, kw_only=True)
class MemoryOfficeBook:
    """See `server.office_port.OfficeBook`.

    Attributes:
        tell: everybody who holds these members hears of them.
        hold_at: a shop holds a member from now on.
        withheld: lots that may not be spent yet.
        promised: what is set aside of points and vouchers.
        book: books what a till could have told as well.
    """

    data: OfficeData
    members: dict[MemberId, MemberState]
    accounts: dict[AccountId, AccountState]
    keys: dict[UUID, bytes]
    visits: dict[VisitId, MemberId]
    withheld: Collection[UUID]
    promised: dict[UUID, HoldRecord]
    life: str
    tell: Callable[[Collection[MemberId]], None]
    merge_shops: Callable[[MemberId, MemberId], None]
    hold_at: Callable[[ShopId, MemberId], None]
    book: Callable[[LikeATill], None]
    prolong: Callable[[GiftCardProlonged], None]

    def boot(self) -> UUID:
        return UUID(bytes=self.life.encode().ljust(16, b"\0")[:16])

    def head(self) -> OwnHead | None:
        if not self.data.rows:
            return None
        row, row_hash = self.data.rows[-1]
        return OwnHead(
            anchor=Anchor(row.seq, row_hash), epoch=UUID(bytes=row.epoch), boot=UUID(bytes=row.boot_id)
        )

    def append(self, rows: Sequence[OwnRow]) -> None:
        self.data.rows.extend((each.row, each.hash) for each in rows)

    def apply(self, events: Sequence[OfficeEvent]) -> None:
        for event in events:
            self._apply(event)

    def _apply(self, event: OfficeEvent) -> None:
        self.data.events[event.id] = event
        match event:
            case MembersMerged():
                self._merge(event)
            case AccountsPooled():
                self._move_account(event)
                self.tell(self._sharing(event.account_id))
            case MemberErased():
                self._erase(event.member_id)
            case LotsExpired():
                check_expiry(event)
                self.accounts[event.account_id] = account_expired(self.accounts[event.account_id], event)
                self.tell(self._sharing(event.account_id))
            case _ if isinstance(event, LikeATill):
                self.book(event)
            case _:
                self._apply_to_file(event)

    def _apply_to_file(self, event: OfficeEvent) -> None:
        match event:
            case PointsAdjusted():
                check_adjustment(event)
                self.accounts[event.account_id] = account_adjusted(self.accounts[event.account_id], event)
                self.tell(self._sharing(event.account_id))
            case LabelsChanged():
                labels = {*self.members[event.member_id].labels, *event.added} - {*event.removed}
                self._change(event.member_id, labels=tuple(sorted(labels)))
            case TierSet():
                self._change(event.member_id, tier=event.tier)
            case VoucherGranted():
                held = self.members[event.member_id].vouchers
                given = MemberVoucher(voucher=event.voucher, given_by=None, used_by=None)
                self._change(event.member_id, vouchers=(*held, given))
            case VoucherTakenBack():
                self._take_back(event)
            case GiftCardProlonged():
                self.prolong(event)
            case GiftDebtSettled():
                if self.data.gift_debts.pop(event.debt_id, 0) != event.amount_minor:
                    raise EventRefused(event.id, Reason.ALREADY_THERE)
            case AccountParted():
                self.accounts[event.account_id] = AccountState(
                    id=event.account_id, opened_on=event.business_day
                )
                self._change(event.member_id, account_id=event.account_id)
                self.tell(self._sharing(event.former_account_id))
            case _:
                """It changes nothing but the journal."""

    def _take_back(self, event: VoucherTakenBack) -> None:
        held = self.members[event.member_id].vouchers
        left = tuple(each for each in held if each.voucher.id != event.voucher_id or each.used_by is not None)
        if len(left) == len(held):
            raise EventRefused(event.id, Reason.UNKNOWN_VOUCHER)
        self._change(event.member_id, vouchers=left)

    def _change(self, member_id: MemberId, **changes: object) -> None:
        self.members[member_id] = self.members[member_id].but(**changes)
        self.tell([member_id])

    def member(self, member_id: MemberId) -> MemberState | None:
        remains = self.data.redirects.member(member_id)
        return None if remains in self.data.erased else self.members.get(remains)

    def led_to(self, member_id: MemberId) -> Sequence[MemberId]:
        return [each for each, into in self.data.merged.items() if into == member_id]

    def contact_digests(self, member_id: MemberId) -> Sequence[bytes]:
        """Nothing is imported into this one."""
        return ()

    def account(self, account_id: AccountId) -> AccountState:
        return self.accounts[account_id]

    def balances(self, account_id: AccountId) -> Mapping[str, int]:
        sums: dict[str, int] = {}
        for lot in self.accounts[account_id].lots:
            sums[lot.counter] = sums.get(lot.counter, 0) + lot.remaining
        return {counter: amount for counter, amount in sums.items() if amount}

    def expired(self, account_id: AccountId) -> Mapping[LotId, int]:
        lots = {lot.id for lot in self.accounts[account_id].lots}
        lost: dict[LotId, int] = {}
        ended = (event for event in self.data.events.values() if isinstance(event, LotsExpired))
        for part in (part for event in ended for entry in event.entries for part in entry.taken):
            if part.lot_id in lots:
                lost[part.lot_id] = lost.get(part.lot_id, 0) + part.amount
        return lost

    def past_lots(self, day: date, at_most: int) -> Sequence[AccountId]:
        return [
            account.id
            for account in sorted(self.accounts.values(), key=lambda each: each.id)
            if any(
                lot.remaining > 0
                and lot.expires_on is not None
                and lot.expires_on < day
                and (lot.spendable_from is None or lot.spendable_from <= day)
                and lot.id not in self.withheld
                for lot in account.lots
            )
        ][:at_most]

    def holder(self, event: CardLinked) -> MemberId | None:
        token = open_token(self.keys[event.member_id], event.member_id, event.sealed).text
        owners = (state.id for state in self.members.values() for card in state.cards if card.token == token)
        return next(owners, None)

    def suspect(self, doubled: Doubled) -> None:
        known = {_who(each) for each in (*self.data.suspects, *self.data.settled)}
        if _who(doubled) not in known:
            self.data.suspects.append(doubled)

    def suspects(self) -> Sequence[Doubled]:
        return tuple(self.data.suspects)

    def settle(self, member_ids: Sequence[MemberId], outcome: str, at: datetime) -> None:
        named = set(member_ids)
        ended = [
            each
            for each in self.data.suspects
            if len({each.first, each.second} & named) == (2 if len(named) > 1 else 1)
        ]
        self.data.settled += ended
        self.data.suspects = [each for each in self.data.suspects if each not in ended]

    def alike(self, at_most: int) -> Sequence[tuple[MemberId, MemberId, Likeness]]:
        known = {_who(each) for each in (*self.data.suspects, *self.data.settled)}
        found = [
            (first.id, second.id, likeness)
            for likeness, name in ((Likeness.PHONE, _phone), (Likeness.EMAIL, _email), (Likeness.NAME, _name))
            for first, second in self._pairs(name)
            if (first.id, second.id, likeness) not in known
        ]
        return found[:at_most]

    def by_card(self, token: str) -> Sequence[MemberId]:
        return [state.id for state in self._known() for card in state.cards if card.token == token]

    def by_number(self, number: str) -> Sequence[MemberId]:
        living = (state for state in self.members.values() if state.id not in self.data.erased)
        return [self.data.redirects.member(state.id) for state in living if state.number == number]

    def by_phone(self, digits: str, at_most: int) -> Sequence[MemberId]:
        return [state.id for state in self._known() if fold_phone(state.profile.phone) == digits][:at_most]

    def by_email(self, address: str, at_most: int) -> Sequence[MemberId]:
        return [state.id for state in self._known() if state.profile.email == address][:at_most]

    def by_name(self, words: Sequence[str], at_most: int) -> Sequence[MemberId]:
        return [
            state.id
            for key in (family_first, given_first)
            for state in sorted(self._known(), key=lambda each: (key(each.profile), each.id))
            if key(state.profile).startswith(words[0])
            and all(f" {word}" in key(state.profile) for word in words[1:])
        ]

    def _known(self) -> list[MemberState]:
        gone = {*self.data.merged, *self.data.erased}
        return [state for state in self.members.values() if state.id not in gone]

    def hold(self, shop_id: ShopId, member_ids: Sequence[MemberId]) -> None:
        for member_id in member_ids:
            self.hold_at(shop_id, member_id)
        self.tell(member_ids)

    def audit(self, act: str, done_by: UUID | None, subject: UUID | None, detail: Mapping[str, str]) -> None:
        self.data.audit.append((act, done_by))

    def _pairs(self, name: Callable[[MemberState], object]) -> list[tuple[MemberState, MemberState]]:
        """Each with the first one of the same name."""
        firsts: dict[object, MemberState] = {}
        pairs = []
        for state in sorted(self.members.values(), key=lambda each: (each.enrolled_on, each.id)):
            known = state.status is not MemberStatus.PROVISIONAL and state.merged_into is None
            called = name(state) if known and state.id not in self.data.erased else None
            if called is None:
                continue
            first = firsts.setdefault(called, state)
            if first is not state:
                pairs.append((first, state))
        return pairs

    def _merge(self, event: MembersMerged) -> None:
        kept, gone = self.members[event.kept_id], self.members[event.gone_id]
        kept, gone = members_merged(kept, gone, event)
        self._move_account(event)
        for state in self.members.values():
            if state.merged_into == gone.id:
                self.members[state.id] = state.but(merged_into=kept.id)
        self.members |= {kept.id: kept, gone.id: gone}
        self.visits.update({visit: kept.id for visit, member in self.visits.items() if member == gone.id})
        _redirect(self.data.merged, gone.id, kept.id)
        self.merge_shops(kept.id, gone.id)
        self.tell(self._sharing(event.account_id))

    def _move_account(self, event: MembersMerged | AccountsPooled) -> None:
        """All that one account held is in the other one, which everybody shares who shared it."""
        remains, gone = event.account_id, event.gone_account_id
        self.accounts.update(accounts_merged(self.accounts[remains], self.accounts[gone], self.accounts))
        for state in self.members.values():
            if state.account_id == gone:
                self.members[state.id] = state.but(account_id=remains)
        for hold in list(self.promised.values()):
            if hold.subject_id == gone:
                self.promised[hold.id] = replace(hold, subject_id=remains)
        if gone != remains:
            _redirect(self.data.merged_accounts, gone, remains)

    def _erase(self, member_id: MemberId) -> None:
        led = self.led_to(member_id)
        for each in (member_id, *led):
            self.data.erased.add(each)
            self.keys.pop(each, None)
            if each not in self.members:
                continue
            forgotten = Profile(given_name="", family_name="")
            cards = (card.but(token=f"erased:{card.id}") for card in self.members[each].cards)
            self.members[each] = self.members[each].but(
                number=f"erased {each}", profile=forgotten, labels=(), cards=tuple(cards), key=b""
            )
        self.tell([each for each in (member_id, *led) if each in self.members])

    def _sharing(self, account_id: AccountId) -> list[MemberId]:
        return [state.id for state in self.members.values() if state.account_id == account_id]


def nobody(event: MemberEnrolled) -> MemberState:
    """Somebody who is enrolled after they were erased."""
    return MemberState(
        id=event.member_id,
        account_id=event.account_id,
        key=b"",
        number=f"erased {event.member_id}",
        profile=Profile(given_name="", family_name=""),
        status=MemberStatus.LEFT,
        enrolled_on=event.enrolled_on,
    )


def _redirect(redirects: dict[Id, Id], gone: Id, kept: Id) -> None:
    for each, into in redirects.items():
        if into == gone:
            redirects[each] = kept
    redirects[gone] = kept


def _who(doubled: Doubled) -> tuple[MemberId, MemberId, Likeness]:
    return doubled.first, doubled.second, doubled.likeness


def _phone(state: MemberState) -> object:
    return state.profile.phone or None


def _email(state: MemberState) -> object:
    return state.profile.email or None


def _name(state: MemberState) -> object:
    profile = state.profile
    if profile.birthday is None or not profile.family_name:
        return None
    return profile.family_name, profile.given_name, profile.birthday
