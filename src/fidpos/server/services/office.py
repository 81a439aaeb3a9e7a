"""The office: what the centre itself does to members and accounts, each act an event in a journal of its own.

The journal is one chain for each merchant, like a till's; its rows are signed by the centre. After a restore
of the store it goes on in a new epoch. What is told and what follows from it are written in one transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import AccountId, EntryId, EventId, MemberId, TillId, uuid7
from fidpos.domain.member import Member, MemberStatus
from fidpos.posting.expire import expiring, returning
from fidpos.posting.merge import merged_profile, merged_tier
from fidpos.server.office_port import OfficeBook, OwnHead, OwnRow
from fidpos.wire.chain import NO_HASH, ChainRow, row_hash
from fidpos.wire.codec import SCHEMA_VERSION
from fidpos.wire.events import EntryBody, EpochReason, EpochStarted, VisitRefunded, VisitUndone
from fidpos.wire.office_events import (
    AccountParted,
    AccountsPooled,
    LotsExpired,
    MemberErased,
    MembersMerged,
    MovedBody,
    OfficeEvent,
    PointsAdjusted,
    TierSet,
    VoucherGranted,
    VoucherTakenBack,
    encode_office,
)
from fidpos.wire.sealed import seal_person
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.pull import MemberState

OFFICE = TillId(UUID(int=0))
"""The centre as the origin of a journal, where a till's id stands otherwise."""
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = Anchor(0, NO_HASH)
_ON_ACCOUNTS = (
    MembersMerged
    | AccountsPooled
    | AccountParted
    | LotsExpired
    | PointsAdjusted
    | TierSet
    | VoucherGranted
    | VoucherTakenBack
)
_SERVED = frozenset({MemberStatus.ACTIVE, MemberStatus.PROVISIONAL})


class NotToMerge(FidposError):
    """There are no two members of these names: one is unknown or erased, or both are one already."""

    code = "not_to_merge"


class NotToPool(FidposError):
    """There are no two members of these names who are served, or they share an account already."""

    code = "not_to_pool"


class NotToErase(FidposError):
    """There is no such member, or they were erased before."""

    code = "not_to_erase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The office of one merchant, within one transaction.

    Attributes:
        book: of the transaction's unit.
        done_by: the operator or member of staff who answers; None for the centre itself.
        new_id: makes ids; a seeded one makes simulations repeatable.
    """

    book: OfficeBook
    now: datetime
    done_by: UUID | None = None
    new_id: Callable[[datetime], UUID] = uuid7

    def merge(self, kept_id: MemberId, gone_id: MemberId, day: date) -> MembersMerged:
        """One person out of two members; of a provisional and an enrolled one, the enrolled one remains.

        Args:
            kept_id: who is to remain.
            gone_id: the other.
            day: business day of the merge.

        Raises:
            NotToMerge: nothing was changed.
        """
        kept, gone = self._both(kept_id, gone_id)
        event = MembersMerged(
            id=EventId(self.new_id(self.now)),
            at=self.now,
            kept_id=kept.id,
            gone_id=gone.id,
            account_id=kept.account_id,
            gone_account_id=gone.account_id,
            business_day=day,
            sealed=self._sealed(kept, gone, day),
            tier=merged_tier(kept, gone),
            moved=self._moved(kept, gone),
            done_by=self.done_by,
        )
        self.tell(event)
        self.book.settle((kept.id, gone.id), "merged", self.now)
        self.book.audit("member_merged", self.done_by, kept.id, {"gone": str(gone.id)})
        return event

    def pool(self, member_id: MemberId, other_id: MemberId, day: date) -> AccountsPooled:
        """Let a member collect on another one's account, with all that theirs holds.

        Args:
            member_id: with everybody who shares their account.
            other_id: whose account becomes the common one.
            day: business day on which it moves.

        Raises:
            NotToPool: nothing was changed.
        """
        member, other = self._two(member_id, other_id)
        if member is None or other is None or member.account_id == other.account_id:
            raise NotToPool("no two accounts")
        if not {member.status, other.status} <= _SERVED:
            raise NotToPool("one of them is not served")
        event = AccountsPooled(
            id=EventId(self.new_id(self.now)),
            at=self.now,
            member_id=member.id,
            other_id=other.id,
            account_id=other.account_id,
            gone_account_id=member.account_id,
            business_day=day,
            moved=self._moved(other, member),
            done_by=self.done_by,
        )
        self.tell(event)
        self.book.audit("accounts_pooled", self.done_by, member.id, {"other": str(other.id)})
        return event

    def known_as(self, member_id: MemberId) -> tuple[MemberId, ...]:
        """Every id under which the person is known, all of whom are forgotten with them.

        Raises:
            NotToErase: there is no such member.
        """
        member = self._to_erase(member_id)
        return member.id, *self.book.led_to(member.id)

    def erase(self, member_id: MemberId) -> MemberErased:
        """Forget who a member is, and everybody who was merged into them.

        Whoever asks for it (`operations.forget`) has written down all of `known_as` beside the backups
        before: in an older copy they may not be one person yet.

        Raises:
            NotToErase: nothing was changed.
        """
        member = self._to_erase(member_id)
        event = MemberErased(
            id=EventId(self.new_id(self.now)), at=self.now, member_id=member.id, done_by=self.done_by
        )
        self.tell(event)
        self.book.settle((member.id,), "erased", self.now)
        self.book.audit("member_erased", self.done_by, member.id, {})
        return event

    def expire(self, day: date, *, at_most: int) -> int:
        """End what has its last day before `day`; returns how many accounts that was about.

        Args:
            day: the earliest business day of any shop: nothing ends before it ended everywhere.
            at_most: so many accounts.
        """
        accounts = self.book.past_lots(day, at_most)
        for account_id in accounts:
            lots = self.book.account(account_id).lots
            free = (lot for lot in lots if lot.spendable_from is None or lot.spendable_from <= day)
            self._tell_of_lots(account_id, day, expiring(free, day, lambda: self.new_id(self.now)))
        return len(accounts)

    def refund(self, event: VisitRefunded) -> None:
        """Take back what a visit gave, as was asked at a counter that did not record it.

        Args:
            event: worked out on what the centre knows now.

        Raises:
            EventRefused: it contradicts what is there; nothing was changed.
        """
        self.tell(event)
        self.book.audit("visit_refunded", self.done_by, event.visit_id, {"refund": str(event.refund_id)})

    def owed_after(self, undone: VisitUndone) -> bool:
        """Return to lots what they lost at their end before it was taken back; whether one still owes it.

        Args:
            undone: it was applied.
        """
        member = self.book.member(undone.member_id)
        if member is None:
            return False
        lots = {lot.id: lot for lot in self.book.account(member.account_id).lots if lot.remaining < 0}
        if not lots:
            return False
        expired = self.book.expired(member.account_id)
        entries = returning(lots.values(), expired, lambda: self.new_id(self.now))
        self._tell_of_lots(member.account_id, undone.business_day, entries)
        left = {id_: lot.remaining for id_, lot in lots.items()}
        for part in (part for entry in entries for part in entry.taken):
            left[part.lot_id] -= part.amount
        return any(left.get(part.lot_id, 0) < 0 for entry in undone.entries for part in entry.taken)

    def _tell_of_lots(self, account_id: AccountId, day: date, entries: tuple[EntryBody, ...]) -> None:
        if entries:
            event = LotsExpired(
                id=EventId(self.new_id(self.now)),
                at=self.now,
                account_id=account_id,
                business_day=day,
                entries=entries,
            )
            self.tell(event)

    def _both(self, kept_id: MemberId, gone_id: MemberId) -> tuple[MemberState, MemberState]:
        kept, gone = self._two(kept_id, gone_id)
        if kept is None or gone is None or kept.id == gone.id:
            raise NotToMerge("no two members")
        provisional = [each.status is MemberStatus.PROVISIONAL for each in (kept, gone)]
        return (gone, kept) if provisional == [True, False] else (kept, gone)

    def _two(self, one_id: MemberId, other_id: MemberId) -> tuple[MemberState | None, MemberState | None]:
        """Locked in the order of their ids: two merges that cross wait for each other."""
        for member_id in sorted((one_id, other_id)):
            self.book.member(member_id)
        return self.book.member(one_id), self.book.member(other_id)

    def _to_erase(self, member_id: MemberId) -> MemberState:
        member = self.book.member(member_id)
        if member is None:
            raise NotToErase("no such member")
        return member

    def _sealed(self, kept: MemberState, gone: MemberState, day: date) -> bytes:
        person = Member(
            id=kept.id,
            account_id=kept.account_id,
            number=kept.number,
            profile=merged_profile(kept, gone, day),
            enrolled_on=kept.enrolled_on,
        )
        return seal_person(kept.key, person)

    def _moved(self, kept: MemberState, gone: MemberState) -> tuple[MovedBody, ...]:
        if kept.account_id == gone.account_id:
            return ()
        return tuple(
            MovedBody(
                out_id=EntryId(self.new_id(self.now)),
                in_id=EntryId(self.new_id(self.now)),
                counter=counter,
                amount=amount,
            )
            for counter, amount in sorted(self.book.balances(gone.account_id).items())
        )

    def tell(self, event: OfficeEvent, account_id: AccountId | None = None) -> None:
        """Write down what the office did, with everything that follows from it.

        Args:
            event: one of ours.
            account_id: of the member in whose file it is to be found, where the event names no account.

        Raises:
            EventRefused: it contradicts what is there; nothing was changed.
        """
        self.tell_all([(event, account_id)])

    def tell_all(self, told: Sequence[tuple[OfficeEvent, AccountId | None]]) -> None:
        """The same for many at once: each event with the account of the member in whose file it belongs.

        Raises:
            EventRefused: one of them contradicts what is there; nothing was changed.
        """
        self.book.apply([event for event, _ in told])
        head, boot = self.book.head(), self.book.boot()
        rows: list[OwnRow] = []
        for event, account_id in (*self._begun(head, boot), *told):
            row = _row(event, head, boot)
            moved = event.account_id if isinstance(event, _ON_ACCOUNTS) else account_id
            rows.append(OwnRow(row=row, hash=row_hash(row, _anchor(head).hash), account_id=moved))
            head = OwnHead(anchor=Anchor(row.seq, rows[-1].hash), epoch=UUID(bytes=row.epoch), boot=boot)
        self.book.append(rows)

    def _begun(self, head: OwnHead | None, boot: UUID) -> tuple[tuple[EpochStarted, None], ...]:
        """What stands first in the journal, and again after each restore of the store."""
        if head is not None and head.boot == boot:
            return ()
        begun = EpochStarted(
            id=EventId(self.new_id(self.now)),
            at=self.now,
            till_id=OFFICE,
            reason=EpochReason.FIRST if head is None else EpochReason.RESTORED,
            previous_head="" if head is None else head.anchor.hash.hex(),
        )
        return ((begun, None),)


def _row(event: OfficeEvent, head: OwnHead | None, boot: UUID) -> ChainRow:
    epoch = event.id if isinstance(event, EpochStarted) or head is None else head.epoch
    at = (event.at - _UNIX_EPOCH) // timedelta(microseconds=1)
    return ChainRow(
        seq=_anchor(head).seq + 1,
        epoch=epoch.bytes,
        event_id=event.id.bytes,
        schema_version=SCHEMA_VERSION,
        wall_ts=at,
        boot_id=boot.bytes,
        monotonic=at,
        server_offset=None,
        body=encode_office(event),
    )


def _anchor(head: OwnHead | None) -> Anchor:
    return head.anchor if head is not None else _NEVER
