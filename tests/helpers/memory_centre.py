"""The centre's store in memory: it passes the contract suite of the real one, and can be put back."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from secrets import randbits
from uuid import UUID

from fidpos.domain.ids import AccountId, EventId, GiftCardId, MemberId, MerchantId, ShopId, StaffId, TillId
from fidpos.posting.subjects import subjects_of
from fidpos.rules.programme import Programme
from fidpos.server.allowance_books import Allowances
from fidpos.server.configuration import Configuration
from fidpos.server.db.feed import Subject
from fidpos.server.hold_books import Heard
from fidpos.server.ports import (
    LineageHead,
    Listing,
    Minting,
    Offered,
    Quarantined,
    StaffRecord,
    StoredRow,
    TillRecord,
    Unit,
)
from fidpos.server.reason import EventRefused, Reason
from fidpos.server.stored_value import Holdings
from fidpos.wire.events import Event, MemberEnrolled, VisitClosed
from fidpos.wire.gift_card_events import GiftCardIssued
from fidpos.wire.office_events import GiftCardProlonged, LikeATill
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.command import Command, Report
from fidpos.wire.sync.hello import TillHealth
from fidpos.wire.sync.pull import Change, Cursor, Gone, GoneReason, Pull, PullAnswer
from fidpos.wire.sync.push import EventFate
from fidpos.wire.sync.snapshot import SnapshotHead
from fidpos.wire.sync.statement import Statement
from tests.helpers.memory_allowances import GivenBooks, MemoryAllowances
from tests.helpers.memory_books import Books, book, free, gift_card_standing, gift_cards_of
from tests.helpers.memory_configuration import Decided, MemoryConfiguration, configuration_change
from tests.helpers.memory_holdings import MemoryHoldings
from tests.helpers.memory_office import MemoryOfficeBook
from tests.helpers.memory_visits import MemoryVisitBook

_NO_EPOCH = UUID(int=0)
_NO_MERCHANT = MerchantId(UUID(int=0))


@dataclass(slots=True)
class Lineage:
    """One way in which a till's journal went on."""

    base: int
    parent: UUID | None
    head: LineageHead
    rows: dict[int, StoredRow] = field(default_factory=dict)


Key = MemberId | AccountId | GiftCardId | Subject


@dataclass(slots=True)
class Feed:
    """One change for the tills of a shop: of what, and by which lineage if by one alone."""

    key: Key
    origin: UUID | None
    token: int
    shop_id: ShopId


@dataclass(slots=True)
class Data(Books):
    """Everything of one merchant.

    Attributes:
        reused: events under an id that another one has.
        shops: by member, the shops that hold them.
        seen_on: the day on which a member was last seen in a shop.
        own: members and the shops that enrolled them.
        card_shops: by gift card, the shops that hold it.
    """

    tills: dict[TillId, TillRecord] = field(default_factory=dict)
    people: dict[StaffId, StaffRecord] = field(default_factory=dict)
    programmes: dict[int, Programme] = field(default_factory=dict)
    lineages: dict[tuple[TillId, UUID], Lineage] = field(default_factory=dict)
    events: dict[EventId, bytes] = field(default_factory=dict)
    applied: dict[EventId, Event] = field(default_factory=dict)
    quarantine: dict[EventId, Quarantined] = field(default_factory=dict)
    reused: list[Quarantined] = field(default_factory=list)
    shops: dict[MemberId, frozenset[ShopId]] = field(default_factory=dict)
    seen_on: dict[tuple[MemberId, ShopId], date] = field(default_factory=dict)
    own: set[tuple[MemberId, ShopId]] = field(default_factory=set)
    card_shops: dict[GiftCardId, frozenset[ShopId]] = field(default_factory=dict)
    decided: Decided = field(default_factory=Decided)
    minted: dict[tuple[TillId, date], int] = field(default_factory=dict)
    nonces: set[tuple[TillId, str]] = field(default_factory=set)
    feed: list[Feed] = field(default_factory=list)
    commands: dict[UUID, tuple[Command, Statement]] = field(default_factory=dict)
    allowed: GivenBooks = field(default_factory=GivenBooks)

    def copy(self) -> "Data":
        """States are values: copying what holds them is enough."""
        copied = Data(**{each.name: getattr(self, each.name).copy() for each in fields(self)})
        copied.lineages = {
            key: Lineage(base=one.base, parent=one.parent, head=one.head, rows=one.rows.copy())
            for key, one in self.lineages.items()
        }
        return copied


class MemoryCentre:
    """A `CentreStore` that forgets everything when it is dropped.

    Attributes:
        data: by merchant, what was committed.
        restored: how often the centre was restored in a way that it knows of.
        now: stamps what is received.
    """

    def __init__(self, now: datetime) -> None:
        self.data: dict[MerchantId, Data] = {}
        self.restored = 0
        self.now = now

    def generation(self) -> str:
        return f"memory:{self.restored}"

    @contextmanager
    def unit(self, merchant_id: MerchantId) -> Iterator[Unit]:
        work = self.data.setdefault(merchant_id, Data()).copy()
        yield MemoryUnit(self, work, merchant_id)
        self.data[merchant_id] = work

    @contextmanager
    def configuration(self, merchant_id: MerchantId) -> Iterator[Configuration]:
        """What the office decides, in a transaction of its own."""
        work = self.data.setdefault(merchant_id, Data()).copy()
        unit = MemoryUnit(self, work)
        yield MemoryConfiguration(
            merchant_id=merchant_id,
            decided=work.decided,
            programmes=work.programmes,
            people=work.people,
            tills=work.tills,
            tell=unit.tell_shops,
        )
        self.data[merchant_id] = work

    def let_go(self, merchant_id: MerchantId, days: int) -> int:
        """As `db.leaving` does: shops let go of whom they have not seen for so long."""
        work = self.data[merchant_id].copy()
        before = self.now.date() - timedelta(days=days)
        gone = [key for key, seen in work.seen_on.items() if seen < before and key not in work.own]
        for member_id, shop_id in gone:
            work.shops[member_id] -= {shop_id}
            del work.seen_on[member_id, shop_id]
            MemoryUnit(self, work).tell_shops(member_id, [shop_id])
        self.data[merchant_id] = work
        return len(gone)

    @contextmanager
    def still(self, merchant_id: MerchantId) -> Iterator[Unit]:
        yield MemoryUnit(self, self.data[merchant_id].copy())


class MemoryUnit:
    """A transaction on a copy."""

    def __init__(self, centre: MemoryCentre, data: Data, merchant_id: MerchantId = _NO_MERCHANT) -> None:
        self._centre = centre
        self._merchant_id = merchant_id
        self._data = data
        self._speaking: TillId | None = None

    def till(self, till_id: TillId) -> TillRecord | None:
        return self._data.tills.get(till_id)

    def saw_till(self, till_id: TillId, health: TillHealth, at: datetime, clock: datetime) -> None:
        """Nothing depends on it."""

    def first_seen(self, till_id: TillId, nonce: str, at: datetime) -> bool:
        is_first = (till_id, nonce) not in self._data.nonces
        self._data.nonces.add((till_id, nonce))
        return is_first

    def staff(self, ids: Collection[StaffId]) -> Mapping[StaffId, StaffRecord]:
        return {each: self._data.people[each] for each in ids if each in self._data.people}

    def programme(self, version: int) -> Programme | None:
        return self._data.programmes.get(version)

    def offered(self, shop_id: ShopId, versions: Collection[int], at: datetime) -> Offered:
        """One that nobody released is meant for all shops, and in force for ever."""
        released = {version: release for version, (release, _) in self._data.decided.released.items()}
        meant = {
            version: one
            for version, one in self._data.programmes.items()
            if version not in released or released[version].concerns(shop_id)
        }
        begun = [each for each in meant if each not in released or released[each].since <= at]
        named = {version: one for version, one in meant.items() if version in versions}
        return Offered(named=named, now=meant[max(begun)] if begun else None)

    def lineage(self, till_id: TillId, lineage: UUID) -> LineageHead | None:
        self._speaking = till_id
        found = self._data.lineages.get((till_id, lineage))
        return found.head if found else None

    def begin_lineage(self, till_id: TillId, lineage: UUID, base: LineageHead) -> None:
        parent = self._find(till_id, base.head)
        self._data.lineages[till_id, lineage] = Lineage(base=base.head.seq, parent=parent, head=base)

    def newest_known(self, till_id: TillId, anchors: Sequence[Anchor]) -> LineageHead | None:
        for anchor in sorted((*anchors, START), key=lambda each: each.seq, reverse=True):
            lineage = self._find(till_id, anchor)
            if lineage is not None:
                row = self._data.lineages[till_id, lineage].rows[anchor.seq]
                return LineageHead(head=anchor, epoch=UUID(bytes=row.row.epoch))
            if anchor == START:
                return LineageHead(head=START, epoch=_NO_EPOCH)
        return None

    def hash_at(self, till_id: TillId, lineage: UUID, seq: int) -> bytes | None:
        if seq == 0:
            return START.hash
        one: Lineage | None = self._data.lineages.get((till_id, lineage))
        while one is not None and seq <= one.base:
            one = self._data.lineages.get((till_id, one.parent)) if one.parent else None
        row = one.rows.get(seq) if one else None
        return row.hash if row else None

    def known_events(self, ids: Collection[EventId]) -> Mapping[EventId, bytes]:
        return {each: self._data.events[each] for each in ids if each in self._data.events}

    def append(self, till_id: TillId, lineage: UUID, rows: Sequence[StoredRow]) -> None:
        one = self._data.lineages[till_id, lineage]
        for stored in rows:
            row = stored.row
            assert row.seq == one.head.head.seq + 1
            one.rows[row.seq] = stored
            one.head = LineageHead(head=stored.anchor, epoch=UUID(bytes=row.epoch))
            event_id = EventId(UUID(bytes=row.event_id))
            if stored.fate is EventFate.QUARANTINED:
                waiting = Quarantined(
                    till_id=till_id, row=row, reason=Reason(stored.reason), received_at=self._centre.now
                )
                if event_id in self._data.events:
                    self._data.reused.append(waiting)
                else:
                    self._data.quarantine[event_id] = waiting
            self._data.events.setdefault(event_id, row.body)

    def keep_keys(self, keys: Mapping[UUID, bytes]) -> None:
        for subject, key in keys.items():
            if subject not in self._data.office.erased:
                self._data.keys.setdefault(subject, key)

    def apply(
        self, till_id: TillId, lineage: UUID | None, events: Sequence[Minting]
    ) -> Mapping[EventId, Reason]:
        before = self._data.copy()
        doubts: dict[EventId, Reason] = {}
        heard = Heard(till_id=till_id, at=self._centre.now)
        for minting in events:
            event = minting.event
            try:
                booked = book(self._data, heard, event, withheld=minting.held)
            except EventRefused:
                for each in fields(Data):
                    setattr(self._data, each.name, getattr(before, each.name))
                raise
            self._data.applied[event.id] = event
            origin = None if minting.held or booked.loud else lineage
            for member_id in booked.touched:
                self._touch(member_id, till_id, origin)
            for member_id in booked.beside:
                self._touch(member_id, None, origin)
            if isinstance(event, MemberEnrolled):
                self._data.own.add((event.member_id, self._data.tills[till_id].shop_id))
            is_loud = isinstance(event, GiftCardIssued) or booked.doubt is not None
            for card_id in gift_cards_of(event):
                self._touch_card(card_id, till_id, None if is_loud else origin)
            if booked.doubt is not None:
                doubts[event.id] = booked.doubt
            if minting.minor and not minting.held:
                key = (till_id, self._today(till_id))
                self._data.minted[key] = self._data.minted.get(key, 0) + minting.minor
        return doubts

    def tell_again(self, events: Sequence[Event]) -> None:
        for event in events:
            for member_id in self._concerned(event):
                self._touch(member_id, self._speaking, None)
            self._tell_all(self._owners(subjects_of(event)))
            for card_id in gift_cards_of(event) & self._data.gift_cards.keys():
                self._touch_card(card_id, self._speaking, None)

    def _concerned(self, event: Event) -> list[MemberId]:
        """Whom the event is about, and who collects on the account to which it gave or from which it took."""
        subjects = subjects_of(event)
        return [
            member_id
            for member_id, state in self._data.members.items()
            if member_id in subjects or (state.account_id in subjects and state.merged_into is None)
        ]

    def minted_minor(self, till_id: TillId) -> int:
        return self._data.minted.get((till_id, self._today(till_id)), 0)

    def _today(self, till_id: TillId) -> date:
        return self._data.tills[till_id].calendar.business_day(self._centre.now)

    def quarantined(self, reasons: Collection[Reason] = ()) -> Sequence[Quarantined]:
        kept = (*self._data.quarantine.values(), *self._data.reused)
        return [one for one in kept if not reasons or one.reason in reasons]

    def release(self, event_id: EventId, flag: str = "") -> None:
        del self._data.quarantine[event_id]

    def free(self, event_id: EventId) -> bool:
        event = self._data.applied.get(event_id)
        if event is None or not free(self._data, event):
            return False
        if isinstance(event, VisitClosed):
            self._touch(event.member_id, None, None)
        for card_id in gift_cards_of(event):
            self._touch_card(card_id, None, None)
        return True

    def issue(self, command: Command, statement: Statement, by: UUID) -> None:
        self._data.commands[command.id] = (command, statement)

    def commands(self, till_id: TillId) -> Sequence[Statement]:
        return [
            statement
            for command, statement in self._data.commands.values()
            if command.till_id == till_id and command.expires_at > self._centre.now
        ]

    def reported(self, till_id: TillId, report: Report) -> bool:
        waiting = self._data.commands.get(report.command_id)
        if waiting is None or waiting[0].till_id != till_id:
            return False
        del self._data.commands[report.command_id]
        return True

    def office(self) -> MemoryOfficeBook:
        data = self._data
        return MemoryOfficeBook(
            data=data.office,
            members=data.members,
            accounts=data.accounts,
            keys=data.keys,
            visits=data.visits,
            withheld=data.withheld_lots.keys(),
            promised=data.reward_holds,
            life=self._centre.generation(),
            tell=self._tell_all,
            merge_shops=self._merge_shops,
            hold_at=self._hold_at,
            book=self._book_own,
            prolong=self._prolong,
        )

    def _book_own(self, event: LikeATill) -> None:
        heard = Heard(till_id=TillId(UUID(int=0)), at=self._centre.now)
        booked = book(self._data, heard, event, withheld=False)
        self._tell_all({*booked.touched, *booked.beside})
        for card_id in gift_cards_of(event):
            self._touch_card(card_id, None, None)

    def _prolong(self, event: GiftCardProlonged) -> None:
        card = self._data.gift_cards[event.gift_card_id]
        self._data.gift_cards[event.gift_card_id] = replace(card, expires_on=event.expires_on)
        self._touch_card(event.gift_card_id, None, None)

    def visits(self) -> MemoryVisitBook:
        return MemoryVisitBook(books=self._data, applied=self._data.applied)

    def holdings(self) -> Holdings:
        return MemoryHoldings(self._data, lambda card_id: self._touch_card(card_id, None, None))

    def allowances(self) -> Allowances:
        data = self._data
        return MemoryAllowances(self._merchant_id, data.tills, data.allowed, data.drawn)

    def changes(self, till: TillRecord, pull: Pull) -> PullAnswer | None:
        known = self.lineage(till.id, pull.lineage)
        if known is None:
            return None
        feed, after = self._data.feed, pull.after
        is_ours = after is not None and after.seq <= len(feed) and feed[after.seq - 1].token == after.token
        start = after.seq if after is not None and is_ours else 0
        window = feed[start : start + pull.limit]
        everything = pull.echo or start == 0
        touched = {
            one.key: None
            for one in window
            if one.shop_id == till.shop_id
            and (everything or one.origin != pull.lineage)
            and (pull.members or not self._is_of_member(one.key))
        }
        end = start + len(window)
        return PullAnswer(
            cursor=Cursor(end, feed[end - 1].token) if end else None,
            have=known.head,
            changes=tuple(change for key in touched if (change := self._change(key, till))),
            more=end < len(feed),
            reset=after is not None and not is_ours,
        )

    def listing(self, shop_id: ShopId) -> Listing:
        feed, held = self._data.feed, [each for each, shops in self._data.shops.items() if shop_id in shops]
        lineages: dict[TillId, set[UUID]] = {}
        for till_id, lineage in self._of_shop(shop_id):
            lineages.setdefault(till_id, set()).add(lineage)
        return Listing(
            cursor=Cursor(len(feed), feed[-1].token) if feed else None,
            members=b"".join(each.bytes for each in reversed(held)),
            lineages={till_id: frozenset(some) for till_id, some in lineages.items()},
        )

    def heads(self, shop_id: ShopId) -> tuple[SnapshotHead, ...]:
        of = self._of_shop(shop_id)
        return tuple(SnapshotHead(key[1], self._data.lineages[key].head.head) for key in of)

    def held(self, members: Collection[MemberId]) -> tuple[Change, ...]:
        there = self._data.members.keys() - self._data.office.erased
        found = [self._data.members[each] for each in members if each in there]
        accounts = dict.fromkeys(state.account_id for state in found)
        erased = [each for each in members if each not in there]
        return (
            *(Change(gone=Gone(id=each, reason=GoneReason.ERASED)) for each in erased),
            *(Change(member=state) for state in found),
            *(Change(account=self._data.accounts[each]) for each in accounts),
        )

    def _of_shop(self, shop_id: ShopId) -> list[tuple[TillId, UUID]]:
        return [key for key in self._data.lineages if self._data.tills[key[0]].shop_id == shop_id]

    def _is_of_member(self, key: Key) -> bool:
        return key in self._data.members or key in self._data.accounts

    def _change(self, key: Key, till: TillRecord) -> Change | None:
        if isinstance(key, Subject):
            return configuration_change(self._data.decided, till, key)
        if key in self._data.gift_cards:
            return Change(gift_card=gift_card_standing(self._data, GiftCardId(key)))
        account = self._data.accounts.get(AccountId(key))
        if account is not None:
            return Change(account=account) if self._is_held(account.id, till.shop_id) else None
        if key in self._data.office.erased:
            return Change(gone=Gone(id=MemberId(key), reason=GoneReason.ERASED))
        if till.shop_id not in self._data.shops.get(MemberId(key), frozenset()):
            return Change(gone=Gone(id=MemberId(key), reason=GoneReason.OUT_OF_SCOPE))
        return Change(member=self._data.members[MemberId(key)])

    def _is_held(self, account_id: AccountId, shop_id: ShopId) -> bool:
        erased = self._data.office.erased
        owners = [
            each.id
            for each in self._data.members.values()
            if each.account_id == account_id and each.id not in erased
        ]
        return any(shop_id in self._data.shops.get(each, frozenset()) for each in owners)

    def _find(self, till_id: TillId, anchor: Anchor) -> UUID | None:
        for (owner, name), one in self._data.lineages.items():
            row = one.rows.get(anchor.seq)
            if owner == till_id and row is not None and row.hash == anchor.hash:
                return name
        return None

    def _touch(self, member_id: MemberId, till_id: TillId | None, origin: UUID | None) -> None:
        """Tell the shops that hold the member; one that did not tells all of its tills."""
        keys = (member_id, self._data.members[member_id].account_id)
        held = self._data.shops.get(member_id, frozenset())
        self._tell(origin, sorted(held), *keys)
        till = self._data.tills.get(till_id) if till_id is not None else None
        if till is None:
            return
        self._data.seen_on[member_id, till.shop_id] = self._centre.now.date()
        if till.shop_id not in held:
            self._data.shops[member_id] = held | {till.shop_id}
            self._tell(None, [till.shop_id], *keys)

    def _touch_card(self, card_id: GiftCardId, till_id: TillId | None, origin: UUID | None) -> None:
        held = self._data.card_shops.get(card_id, frozenset())
        self._tell(origin, sorted(held), card_id)
        till = self._data.tills.get(till_id) if till_id is not None else None
        if till is not None and till.shop_id not in held:
            self._data.card_shops[card_id] = held | {till.shop_id}
            self._tell(None, [till.shop_id], card_id)

    def _owners(self, vouchers: Collection[UUID]) -> list[MemberId]:
        members = self._data.members.values()
        return [each.id for each in members if any(kept.voucher.id in vouchers for kept in each.vouchers)]

    def _tell_all(self, member_ids: Collection[MemberId]) -> None:
        for member_id in member_ids:
            self._touch(member_id, None, None)

    def _merge_shops(self, kept: MemberId, gone: MemberId) -> None:
        shops, seen_on, own = self._data.shops, self._data.seen_on, self._data.own
        former = shops.get(gone, frozenset())
        shops[kept] = shops.get(kept, frozenset()) | former
        for shop_id in former:
            if (seen := seen_on.get((gone, shop_id))) is not None:
                seen_on[kept, shop_id] = max(seen, seen_on.get((kept, shop_id), seen))
        own |= {(kept, shop_id) for shop_id in former if (gone, shop_id) in own}

    def _hold_at(self, shop_id: ShopId, member_id: MemberId) -> None:
        self._data.shops[member_id] = self._data.shops.get(member_id, frozenset()) | {shop_id}
        self._data.seen_on.setdefault((member_id, shop_id), self._centre.now.date())

    def tell_shops(self, key: Key, shops: Iterable[ShopId]) -> None:
        self._tell(None, shops, key)

    def _tell(self, origin: UUID | None, shops: Iterable[ShopId], *keys: Key) -> None:
        self._data.feed += [
            Feed(key=key, origin=origin, token=randbits(32), shop_id=shop) for shop in shops for key in keys
        ]
