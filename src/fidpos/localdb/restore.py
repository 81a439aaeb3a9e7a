"""Bringing a backup back: the store it replaces is kept, and what was erased since stays erased.

So does what was learnt since of cards and plug-ins: a key that was retired, a counter that rose.

The journal begins a new epoch, whose id is random: what the till did after the backup may be known elsewhere,
and numbers may not be used twice. At no instant does a wrong store stand in its place: should the power fail
half way, there is none, and restoring again is the remedy.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from fidpos.domain.clock import Clock
from fidpos.domain.errors import BackupError, InvalidValue, StoreError
from fidpos.domain.ids import EventId, MemberId, uuid7
from fidpos.localdb.backup import copy_store, remove_copy, sync_folder, verify_backup
from fidpos.localdb.booking import DROP_DRAFT, DROP_GIFT_SALE
from fidpos.localdb.carried_over import Knowledge, carry_over, knowledge_of
from fidpos.localdb.configuration import identity_in
from fidpos.localdb.engine import Connection, connect
from fidpos.localdb.faults import Fault
from fidpos.localdb.heard_out import FORGET
from fidpos.localdb.journal import Head, head
from fidpos.localdb.membership import erase_member, members_erased
from fidpos.localdb.origin import Origin
from fidpos.localdb.recording import record
from fidpos.localdb.schema import HEAD, stamp_of
from fidpos.localdb.upgrade import migrate, refuse_newer
from fidpos.wire.events import EpochReason, EpochStarted

_PARTS = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did.

    Attributes:
        kept: where the replaced store lies now, None when there was none.
        head: the end of the restored journal, as it was in the backup.
        erased_again: members who had been erased since the backup was made.
    """

    kept: Path | None
    head: Head
    erased_again: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePlan:
    """What to restore, and where.

    Attributes:
        backup: the copy, opened by `backup_key`.
        store: the till's store, which nobody has open; it need not exist.
        migrations: to bring an old backup to this program's schema.
    """

    backup: Path
    backup_key: bytes
    store: Path
    store_key: bytes = field(repr=False)
    migrations: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Replaced:
    """What the store that is replaced still tells; `knowledge` is None when it tells nothing."""

    erased: frozenset[MemberId] = frozenset()
    knowledge: Knowledge | None = None


def restore(plan: RestorePlan, clock: Clock) -> Restored:
    """Put the backup in the place of the store.

    Raises:
        BackupError: the backup is damaged, or could not be put in place; the store stands where it stood.
    """
    verify_backup(plan.backup, plan.backup_key)
    part = plan.store.with_name(f"{plan.store.name}.restoring")
    try:
        remove_copy(part)
        copy_store(plan.backup, plan.backup_key, part, new_key=plan.store_key)
        last, again = _prepare(part, plan, clock)
        kept = _exchange(part, plan, clock)
    except (OSError, StoreError, Fault) as fault:
        raise BackupError(f"{plan.backup.name} was not restored: {fault}") from fault
    finally:
        with suppress(OSError):
            remove_copy(part)
    return Restored(kept=kept, head=last, erased_again=again)


def _prepare(part: Path, plan: RestorePlan, clock: Clock) -> tuple[Head, int]:
    connection = connect(part, plan.store_key, writing=True)
    try:
        if stamp_of(connection) != HEAD:
            refuse_newer(connection, plan.migrations)
            migrate(connection, plan.migrations)
        last = head(connection)
        if last is None:
            raise BackupError("the backup has no journal")
        return last, _begin_epoch(connection, last, _replaced(plan), clock)
    finally:
        connection.close()


def _begin_epoch(connection: Connection, last: Head, replaced: _Replaced, clock: Clock) -> int:
    """Returns how many members had to be erased again."""
    erased_since = replaced.erased - set(members_erased(connection))
    stamp = Origin(clock).stamp()
    event = EpochStarted(
        id=EventId(uuid7(clock.now())),
        at=clock.now(),
        till_id=identity_in(connection).till_id,
        reason=EpochReason.RESTORED,
        previous_head=last.hash.hex(),
    )
    connection.execute("BEGIN IMMEDIATE")
    record(connection, event, stamp)
    connection.execute(DROP_DRAFT)
    connection.execute(DROP_GIFT_SALE)
    connection.execute(FORGET)
    if replaced.knowledge is not None:
        carry_over(connection, replaced.knowledge)
    again = 0
    for member_id in erased_since:
        with suppress(InvalidValue):  # Enrolled after the backup was made, and so not in it.
            erase_member(connection, member_id, stamp)
            again += 1
    connection.execute("COMMIT")
    return again


def _replaced(plan: RestorePlan) -> _Replaced:
    """What the store that is replaced tells, as far as it can still be read.

    Opening and closing it also folds its log into the file.
    """
    replaced = _Replaced()
    with suppress(StoreError, Fault):
        connection = connect(plan.store, plan.store_key)
        try:
            replaced = replace(replaced, erased=frozenset(members_erased(connection)))
            replaced = replace(replaced, knowledge=knowledge_of(connection))
        finally:
            connection.close()
    return replaced


def _exchange(part: Path, plan: RestorePlan, clock: Clock) -> Path | None:
    """Name the old store away, log and all, then the new one into its place; undone if that fails.

    The file goes before its log: without it the till finds no store, where without its log it would find one
    that forgot its last visits. A log alone, from a restore that was interrupted here, is named away too.
    """
    kept = plan.store.with_name(f"{plan.store.name}.replaced-{clock.now():%Y%m%dT%H%M%S.%fZ}")
    moved = [end for end in _PARTS if Path(f"{plan.store}{end}").exists()]
    try:
        for end in moved:
            Path(f"{plan.store}{end}").rename(f"{kept}{end}")
        part.rename(plan.store)
        sync_folder(plan.store.parent)
    except OSError:
        for end in reversed(moved):
            with suppress(OSError):
                Path(f"{kept}{end}").rename(f"{plan.store}{end}")
        raise
    return kept if moved else None
