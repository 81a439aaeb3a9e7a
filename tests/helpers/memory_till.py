"""A till's store in memory, as the sync sees it: a journal, and what is known of members and accounts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from fidpos.columns import instant_to_int
from fidpos.domain.clock import Clock
from fidpos.domain.ids import (
    AccountId,
    AllowanceId,
    EventId,
    GiftCardId,
    MemberId,
    StaffId,
    TillId,
)
from fidpos.posting.gift_card_standing import standing_after, standing_issued
from fidpos.posting.project import MemberEvent, account_after, enrolled, member_after, opened
from fidpos.posting.rebase import account_rebased, gift_card_rebased, member_rebased
from fidpos.posting.subjects import subjects_of
from fidpos.posting.voucher import turned_for_bearer
from fidpos.wire.chain import ChainRow, row_hash
from fidpos.wire.codec import SCHEMA_VERSION, encode
from fidpos.wire.events import (
    EpochReason,
    EpochStarted,
    Event,
    MemberEnrolled,
    VisitClosed,
    VisitRefunded,
    VisitVoided,
)
from fidpos.wire.gift_card_events import GiftCardEvent, GiftCardIssued
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, AllowancesHeld
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.packing import read
from fidpos.wire.sync.pull import (
    AccountState,
    Change,
    Cursor,
    Gone,
    GoneReason,
    MemberState,
    ProgrammeState,
    StaffState,
)
from fidpos.wire.sync.standing import JournalHead, SyncMemory

_BOOT = bytes(16)
_ABOUT_ACCOUNTS = (VisitClosed, VisitVoided, VisitRefunded)


class MemoryTill:
    """A `SyncStore`; `record` is what the counter does.

    Attributes:
        rows: the journal with its hashes.
        told: the events that can be read, by sequence.
        offered: the newest row that was sent, or about to be.
        heard_out_at: when the centre had its say last, or the letter was written that it answered.
        alone: gift cards that the till spends on its own word, since the centre does not know them.
        given: settings that the centre decides.
    """

    def __init__(self, till_id: TillId, clock: Clock, new_id: Callable[[], UUID]) -> None:
        self.till_id = till_id
        self.rows: list[tuple[ChainRow, bytes]] = []
        self.told: dict[int, Event] = {}
        self.members: dict[MemberId, MemberState] = {}
        self.accounts: dict[AccountId, AccountState] = {}
        self.keys: dict[UUID, bytes] = {}
        self.erased: set[MemberId] = set()
        self.gift_cards: dict[GiftCardId, GiftCardStanding] = {}
        self.alone: set[GiftCardId] = set()
        self.programmes: dict[int, ProgrammeState] = {}
        self.staff: dict[StaffId, StaffState] = {}
        self.given: dict[str, str | None] = {}
        self.allowances: dict[AllowanceKind, Allowance] = {}
        self.offered = 0
        self.heard_out_at: datetime | None = None
        self._clock = clock
        self._new_id = new_id
        self._memory = SyncMemory(acked=START)
        self.begin_epoch(EpochReason.FIRST)

    def programme_body(self, version: int) -> bytes:
        """A version of the programme as it was told."""
        return bytes(self.programmes[version].body)

    def copy(self) -> "MemoryTill":
        """Another disk with the same content, as a backup or a clone is."""
        other = object.__new__(MemoryTill)
        other.__dict__ = {
            name: value.copy() if isinstance(value, list | dict | set) else value
            for name, value in self.__dict__.items()
        }
        return other

    def record(self, event: Event) -> None:
        """What the counter does: one event, with all that follows from it."""
        self._append(EventId(event.id), encode(event), event)
        self._lay_on_top(event)

    def record_raw(self, event_id: EventId, body: bytes) -> None:
        """A row that no program can read."""
        self._append(event_id, body, None)

    def head(self) -> JournalHead:
        row, hash_ = self.rows[-1]
        return JournalHead(
            anchor=Anchor(row.seq, hash_), epoch=UUID(bytes=row.epoch), written_at=self._clock.now()
        )

    def locator(self, at_most: int) -> tuple[Anchor, ...]:
        starts = [row.seq for row, _ in self.rows if row.epoch == row.event_id][-(at_most // 4) :]
        found: list[int] = []
        seq, step = len(self.rows), 1
        while seq > 0 and len(found) < at_most - len(starts):
            found.append(seq)
            step = step * 2 if len(found) >= at_most // 4 else 1
            seq -= step
        chosen = sorted({*starts, *found}, reverse=True)
        return tuple(Anchor(seq, self.rows[seq - 1][1]) for seq in chosen)

    def anchor_at(self, seq: int) -> Anchor | None:
        if seq == 0:
            return START
        return Anchor(seq, self.rows[seq - 1][1]) if 0 < seq <= len(self.rows) else None

    def epoch_at(self, seq: int) -> UUID:
        return UUID(bytes=self.rows[max(seq - 1, 0)][0].epoch)

    def rows_after(self, seq: int, *, at_most: int, bytes_max: int) -> Sequence[ChainRow]:
        found: list[ChainRow] = []
        for row, _ in self.rows[seq : seq + at_most]:
            bytes_max -= len(row.body)
            if found and bytes_max < 0:
                break
            found.append(row)
        return found

    def hashes_of(self, first: int, last: int) -> tuple[bytes, ...]:
        return tuple(hash_ for _, hash_ in self.rows[first - 1 : last])

    def keys_for(self, rows: Sequence[ChainRow]) -> dict[UUID, bytes]:
        begun = [self.told.get(row.seq) for row in rows]
        people = [event.member_id for event in begun if isinstance(event, MemberEnrolled)]
        made = [event.gift_card_id for event in begun if isinstance(event, GiftCardIssued)]
        return {subject: self.keys[subject] for subject in (*people, *made) if subject in self.keys}

    def begin_epoch(self, reason: EpochReason) -> None:
        event = EpochStarted(
            id=EventId(self._new_id()), at=self._clock.now(), till_id=self.till_id, reason=reason
        )
        self._append(event.id, encode(event), event)
        self._lay_on_top(event)

    def memory(self) -> SyncMemory:
        return self._memory

    def remember(self, memory: SyncMemory) -> None:
        self._memory = memory

    def offer(self, seq: int) -> None:
        self.offered = max(self.offered, seq)

    def allowances_held(self) -> AllowancesHeld:
        ids = tuple(AllowanceId(each.id) for each in self.allowances.values())
        return AllowancesHeld(ids=ids, head=len(self.rows))

    def heard_out(self, written_at: datetime | None = None, have: Anchor | None = None) -> None:
        self.heard_out_at = written_at or self._clock.now()

    def locked_out(self) -> None:
        self.heard_out_at = None

    def apply(self, changes: Sequence[Change], *, have: Anchor, cursor: Cursor | None, echo: bool) -> None:
        own = [event for seq, event in self.told.items() if seq > have.seq]
        for change in changes:
            if change.member is not None and change.member.id not in self.erased:
                self.members[change.member.id] = member_rebased(change.member, own)
                self.keys[change.member.id] = change.member.key
            if change.account is not None:
                before = self.accounts.get(change.account.id, change.account)
                known = {lot.id: lot for lot in before.lots}
                self.accounts[change.account.id] = account_rebased(change.account, own, known.get)
            if change.gone is not None:
                self._let_go(change.gone, own)
            self._configure(change)
            if change.gift_card is not None:
                card = change.gift_card
                about = [event for event in own if card.id in subjects_of(event)]
                self.gift_cards[card.id] = gift_card_rebased(card, about)
                self.alone.discard(card.id)
            if change.allowance is not None:
                given = read(change.allowance.body, Allowance)
                self.allowances[given.kind] = given
        self._memory = replace(self._memory, feed=cursor, echo=echo)

    def fill(self, changes: Sequence[Change], *, have: Anchor, memory: SyncMemory) -> None:
        self.apply(changes, have=have, cursor=memory.feed, echo=memory.echo)
        self._memory = memory

    def _configure(self, change: Change) -> None:
        if change.programme is not None:
            self.programmes.setdefault(change.programme.version, change.programme)
        if change.staff is not None:
            self.staff[change.staff.id] = change.staff
        if change.setting is not None:
            self.given[change.setting.name] = change.setting.value

    def _let_go(self, gone: Gone, own: Sequence[Event]) -> None:
        is_needed = any(gone.id in subjects_of(event) for event in own)
        if gone.reason is GoneReason.OUT_OF_SCOPE and is_needed:
            return
        self.members.pop(gone.id, None)
        self.keys.pop(gone.id, None)
        if gone.reason is GoneReason.ERASED:
            self.erased.add(gone.id)

    def _append(self, event_id: EventId, body: bytes, event: Event | None) -> None:
        epoch = event_id.bytes if isinstance(event, EpochStarted) else self.rows[-1][0].epoch
        row = ChainRow(
            seq=len(self.rows) + 1,
            epoch=epoch,
            event_id=event_id.bytes,
            schema_version=SCHEMA_VERSION,
            wall_ts=instant_to_int(self._clock.now()),
            boot_id=_BOOT,
            monotonic=0,
            server_offset=None,
            body=body,
        )
        self.rows.append((row, row_hash(row, self.rows[-1][1] if self.rows else START.hash)))
        if event is not None:
            self.told[row.seq] = event

    def _lay_on_top(self, event: Event) -> None:
        if isinstance(event, MemberEnrolled):
            self.members[event.member_id] = enrolled(event, self.keys[event.member_id])
            self.accounts.setdefault(event.account_id, opened(event.account_id, event.enrolled_on))
        if isinstance(event, MemberEvent):
            self._change_member(event)
        if isinstance(event, _ABOUT_ACCOUNTS):
            self._change_account(event)
        if isinstance(event, EpochStarted) and event.reason is not EpochReason.FIRST:
            self.alone.clear()
            self.gift_cards = {each: card.but(holds=()) for each, card in self.gift_cards.items()}
        if isinstance(event, GiftCardIssued):
            key = self.keys[event.gift_card_id]
            self.gift_cards[event.gift_card_id] = standing_issued(event, key)
            self.alone.add(event.gift_card_id)
        elif isinstance(event, GiftCardEvent):
            for card_id in subjects_of(event):
                card = self.gift_cards[GiftCardId(card_id)]
                self.gift_cards[card.id] = standing_after(card, event)

    def _change_member(self, event: MemberEvent) -> None:
        state = self.members[event.member_id]
        used = event.vouchers_used if isinstance(event, VisitClosed) else ()
        self.members[state.id] = member_after(state, event, others=[each.id for each in used])
        if isinstance(event, _ABOUT_ACCOUNTS):
            for giver in tuple(self.members.values()):
                turned = tuple(turned_for_bearer(kept, event) for kept in giver.vouchers)
                if giver.id != state.id and turned != giver.vouchers:
                    self.members[giver.id] = giver.but(vouchers=turned)

    def _change_account(self, event: VisitClosed | VisitVoided | VisitRefunded) -> None:
        self.accounts[event.account_id] = account_after(self.accounts[event.account_id], event)
