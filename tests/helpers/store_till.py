"""A till's real store, encrypted, with the face of `MemoryTill`: what simulation and contracts drive."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from fidpos.domain.clock import Clock
from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import AccountId, EventId, GiftCardId, MemberId, StaffId, TillId
from fidpos.localdb.bulk import LIVE_FIRST, Pace
from fidpos.localdb.configuration import write_identity
from fidpos.localdb.engine import Connection, connect
from fidpos.localdb.gift_cards import write_gift_card_key
from fidpos.localdb.journal import head, journal_row
from fidpos.localdb.lock import Priority
from fidpos.localdb.membership import write_key
from fidpos.localdb.origin import Origin
from fidpos.localdb.recording import record
from fidpos.localdb.store import LocalStore
from fidpos.localdb.sync_store import LocalSyncStore
from fidpos.localdb.upgrade import migrate
from fidpos.localdb.verify import VerifyReport, verify
from fidpos.paths import migrations_dir
from fidpos.wire.chain import ChainRow
from fidpos.wire.codec import SCHEMA_VERSION, decode
from fidpos.wire.events import EpochReason, EpochStarted, Event, MemberEnrolled
from fidpos.wire.gift_card_events import GiftCardIssued
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.pull import AccountState, MemberState, StaffState
from tests.helpers.counter import IDENTITY
from tests.helpers.real_store import KEY
from tests.helpers.store_states import account_ids, account_state, member_ids, member_state
from tests.helpers.store_told import (
    cards_alone,
    gift_card_ids,
    gift_card_standing,
    programme_body,
    staff_states,
)

_BOOT = UUID(int=0)
_APPEND = f"INSERT INTO journal VALUES ({', '.join('?' * 12)})"
_ALL = 10**12


class Disks:
    """Where stores lie.

    Attributes:
        folder: of its own, on whatever is quick.
        batch: how many changes of a pull are written together.
    """

    def __init__(self, folder: Path, *, batch: int = LIVE_FIRST) -> None:
        self.folder = folder
        self.batch = batch
        self._open: list[StoreTill] = []

    def till(self, till_id: TillId, clock: Clock, new_id: Callable[[], UUID]) -> "StoreTill":
        """A new till, whose journal has its first row."""
        path = self.free_place()
        shutil.copyfile(self._empty, path)
        _begin(path, till_id, clock, new_id)
        return self.opened(path, till_id, clock)

    @cached_property
    def _empty(self) -> Path:
        return _empty_store(self.folder / "empty.db")

    def opened(self, path: Path, till_id: TillId, clock: Clock) -> "StoreTill":
        """The store that lies there."""
        self._open.append(StoreTill(self, path, till_id, clock))
        return self._open[-1]

    def free_place(self) -> Path:
        """Where nothing lies yet."""
        return self.folder / f"till-{len(self._open)}.db"

    def close(self) -> None:
        """Close every store and forget it."""
        for till in self._open:
            till.close()
            till.path.unlink(missing_ok=True)
        self._open = []


class StoreTill:
    """A `SyncStore`; `record` is what the counter does.

    Attributes:
        keys: own keys of members who are about to be enrolled.
        changed: whom the sync changed, in order.
    """

    def __init__(self, disks: Disks, path: Path, till_id: TillId, clock: Clock) -> None:
        self.till_id = till_id
        self.path = path
        self.keys: dict[UUID, bytes] = {}
        self.changed: list[frozenset[MemberId]] = []
        self.store = LocalStore.open(path, KEY, clock)
        self.reader = self.store.database.reader()
        self._disks = disks
        self._clock = clock
        self._origin = Origin(clock, _BOOT)
        sync = LocalSyncStore(self.store.database, self._origin, clock, changed=self.changed.append)
        # By the time that they take, batches would be other ones on a busy machine, and so the whole life.
        sync._live = sync._quiet = Pace(allowed_s=_ALL, most=disks.batch, size=disks.batch)
        self.head = sync.head
        self.locator = sync.locator
        self.anchor_at = sync.anchor_at
        self.epoch_at = sync.epoch_at
        self.offer = sync.offer
        self.rows_after = sync.rows_after
        self.hashes_of = sync.hashes_of
        self.keys_for = sync.keys_for
        self.begin_epoch = sync.begin_epoch
        self.memory = sync.memory
        self.remember = sync.remember
        self.allowances_held = sync.allowances_held
        self.heard_out = sync.heard_out
        self.locked_out = sync.locked_out
        self.apply = sync.apply
        self.fill = sync.fill
        self.sync = sync

    def copy(self) -> "StoreTill":
        """Another disk with the same content, as a backup or a clone is."""
        self.store.database.checkpoint()
        path = self._disks.free_place()
        shutil.copyfile(self.path, path)
        return self._disks.opened(path, self.till_id, self._clock)

    def record(self, event: Event) -> None:
        """What the counter does: one event, with all that follows from it."""
        if isinstance(event, MemberEnrolled):
            member_id, key = event.member_id, self.keys.pop(event.member_id)
            self.write(lambda connection: write_key(connection, member_id, key))
        if isinstance(event, GiftCardIssued):
            card_id, card_key = event.gift_card_id, self.keys.pop(event.gift_card_id)
            self.write(lambda connection: write_gift_card_key(connection, card_id, card_key))
        self.store.commit(event)

    def record_raw(self, event_id: EventId, body: bytes) -> None:
        """A row that no program can read."""
        self.write(lambda connection: self._append_raw(connection, event_id, body))

    def write(self, work: Callable[[Connection], object]) -> None:
        """In a transaction of its own."""
        self.store.database.write(Priority.CHECKOUT, work)

    @property
    def rows(self) -> list[tuple[ChainRow, bytes]]:
        """The journal with its hashes."""
        rows = self.rows_after(0, at_most=_ALL, bytes_max=_ALL)
        return list(zip(rows, self.hashes_of(1, _ALL), strict=True))

    @property
    def told(self) -> dict[int, Event]:
        """The events that can be read, by sequence."""
        found: dict[int, Event] = {}
        for row in self.rows_after(0, at_most=_ALL, bytes_max=_ALL):
            try:
                found[row.seq] = decode(row.body)
            except StoreCorrupt:
                continue
        return found

    @property
    def members(self) -> Mapping[MemberId, MemberState]:
        """As the store knows them now."""
        return _Read(lambda: member_ids(self.reader), lambda each: member_state(self.reader, each))

    @property
    def accounts(self) -> Mapping[AccountId, AccountState]:
        """As the store knows them now, without the lots that hold nothing."""
        return _Read(lambda: account_ids(self.reader), lambda each: account_state(self.reader, each))

    @property
    def gift_cards(self) -> Mapping[GiftCardId, GiftCardStanding]:
        """As the store knows them now."""
        return _Read(lambda: gift_card_ids(self.reader), lambda each: gift_card_standing(self.reader, each))

    @property
    def alone(self) -> set[GiftCardId]:
        """Gift cards that the till spends on its own word."""
        return cards_alone(self.reader)

    @property
    def staff(self) -> Mapping[StaffId, StaffState]:
        """Everybody who was ever told of."""
        return staff_states(self.reader)

    @property
    def given(self) -> Mapping[str, str]:
        """Settings that the centre decides."""
        return self.sync.settings()

    def programme_body(self, version: int) -> bytes:
        """A version of the programme as it was told."""
        return programme_body(self.reader, version)

    def verified(self) -> VerifyReport:
        """What a verification of the store finds."""
        return verify(self.reader.connection)

    def close(self) -> None:
        """Close every connection."""
        self.reader.close()
        self.sync.close()
        self.store.close()

    def _append_raw(self, connection: Connection, event_id: EventId, body: bytes) -> None:
        last, stamp = head(connection), self._origin.stamp()
        assert last is not None
        row = ChainRow(
            seq=last.seq + 1,
            epoch=last.epoch,
            event_id=event_id.bytes,
            schema_version=SCHEMA_VERSION,
            wall_ts=stamp.wall_ts,
            boot_id=stamp.boot_id,
            monotonic=stamp.monotonic,
            server_offset=None,
            body=body,
        )
        connection.execute(_APPEND, journal_row(row, last.hash))


class _Read(Mapping[Any, Any]):
    """Rows of a store by id, read whenever they are asked for."""

    def __init__(self, ids: Callable[[], list[Any]], read: Callable[[Any], Any]) -> None:
        self._ids = ids
        self._read = read

    def __getitem__(self, key: Any) -> Any:
        if key not in self._ids():
            raise KeyError(key)
        return self._read(key)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._ids())

    def __len__(self) -> int:
        return len(self._ids())


def _empty_store(path: Path) -> Path:
    """A store without a journal: each till begins with a copy of it, since migrating takes its time."""
    connection = connect(path, KEY, writing=True, creating=True)
    migrate(connection, migrations_dir())
    connection.close()
    return path


def _begin(path: Path, till_id: TillId, clock: Clock, new_id: Callable[[], UUID]) -> None:
    stamp = Origin(clock, _BOOT).stamp()
    first = EpochStarted(id=EventId(new_id()), at=clock.now(), till_id=till_id, reason=EpochReason.FIRST)
    connection = connect(path, KEY, writing=True)
    connection.execute("BEGIN")
    write_identity(connection, replace(IDENTITY, till_id=till_id), stamp)
    record(connection, first, stamp)
    connection.execute("COMMIT")
    connection.close()
