"""A backup takes the place of the centre's database; what it replaces is kept.

The embedded one: the copy is brought into a database beside the one in use, made fit to serve from, and then
renamed into its place. Elsewhere an administrator has made an empty database, and it is brought into that.
Whoever is killed half way leaves the former database in use, or a part that no program serves from.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fidpos.domain.clock import Clock
from fidpos.server.db.after_restore import Begun, begin_again
from fidpos.server.db.dump import programs_for, restored
from fidpos.server.db.embedded import EmbeddedPostgres
from fidpos.server.db.erasing import Erasure
from fidpos.server.db.errors import DatabaseError, SchemaNewer
from fidpos.server.db.exchange import DRAFT, drop_draft, is_empty, is_in_use, make_draft, put_in_place
from fidpos.server.db.former import Former, read_former
from fidpos.server.db.migrate import migrate, refuse_newer
from fidpos.server.db.put_back import Copy
from fidpos.server.db.roles import OWNER
from fidpos.server.db.whole import about, erasures_in, major_of
from fidpos.server.operations.backup_file import Label, SealedBackup
from fidpos.server.operations.erasure_log import ErasureLog
from fidpos.server.operations.errors import BackupDamaged, BackupNewer, RestoreRefused

_STAMP = "%Y%m%dt%H%M%S"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePlan:
    """What to bring back.

    Attributes:
        file: the backup; the list of who was erased since is looked for beside it.
        private_key: of the off-site key.
        migrations: to bring an old copy to this program's schema.
        replace: a database with data in it may be replaced.
    """

    file: Path
    private_key: bytes = field(repr=False)
    migrations: Path
    replace: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did.

    Attributes:
        label: of the backup.
        begun: the life that begins with it.
        kept: name of the database that was replaced, None when there was nothing in it.
    """

    label: Label
    begun: Begun
    kept: str | None = None


def restore_embedded(folder: Path, plan: RestorePlan, clock: Clock) -> Restored:
    """Into the embedded database of a folder, which is made if there is none.

    Raises:
        RestoreRefused: a program uses it, or it has data and may not be replaced.
        CentreBackupError: the backup cannot be brought back; the database is as before.
        DatabaseError: the same.
    """
    with ExitStack() as undo:
        embedded = EmbeddedPostgres.open(folder)
        undo.callback(embedded.close)
        if not embedded.is_ours or is_in_use(embedded.superuser):
            raise RestoreRefused("the centre is running: stop it first", reason="in_use")
        was_empty = is_empty(embedded.owner)
        if not was_empty and not plan.replace:
            raise RestoreRefused("there is a database with data in it", reason="not_empty")
        draft = embedded.conninfo(OWNER, embedded.passwords.owner, database=DRAFT)
        make_draft(embedded.superuser)
        undo.callback(drop_draft, embedded.superuser)
        label, begun = _bring(draft, plan, None if was_empty else embedded.backup, clock.now())
        kept = put_in_place(embedded.superuser, clock.now().strftime(_STAMP))
    return Restored(label=label, begun=begun, kept=kept)


def restore_into(owner: str, plan: RestorePlan, now: datetime | None = None) -> Restored:
    """Into an empty database that an administrator has made.

    Args:
        owner: how its owner connects.
        plan: nothing is ever replaced here.
        now: by the clock of whoever restores; None for this machine's.

    Raises:
        RestoreRefused: it is not empty.
        CentreBackupError: the backup cannot be brought back; the database is still empty.
        DatabaseError: the same, or what is there now is not served from and has to be emptied.
    """
    if not is_empty(owner):
        raise RestoreRefused("the database is not empty", reason="not_empty")
    label, begun = _bring(owner, plan, None, now)
    return Restored(label=label, begun=begun)


def _bring(owner: str, plan: RestorePlan, replaced: str | None, now: datetime | None) -> tuple[Label, Begun]:
    erasures = _erased(plan.file, replaced)
    try:
        with plan.file.open("rb") as file:
            backup = SealedBackup(file, plan.file)
            _refuse_newer(backup.label, plan)
            programs = programs_for(max(major_of(owner), backup.label.major))
            restored(owner, programs, backup.dump(plan.private_key))
    except OSError as fault:
        raise BackupDamaged(f"{plan.file.name}: {fault.strerror}", path=str(plan.file)) from fault
    migrate(owner, plan.migrations)
    made_at = backup.label.made_at
    copy = Copy(made_at=made_at, former=_former(replaced, made_at) if replaced is not None else None)
    return backup.label, begin_again(owner, erasures, copy, now=now)


def _former(replaced: str, made_at: datetime) -> Former | None:
    """What can still be read; a database that does not say it holds up no restore."""
    try:
        return read_former(replaced, made_at)
    except DatabaseError:
        return None


def _refuse_newer(label: Label, plan: RestorePlan) -> None:
    try:
        refuse_newer(label.schema, plan.migrations)
    except SchemaNewer as newer:
        raise BackupNewer(f"{plan.file.name} is of fidpos {label.software}", path=str(plan.file)) from newer


def _erased(file: Path, replaced: str | None) -> frozenset[Erasure]:
    """Everybody of whom it is known: by the list beside the backup, and by the database that is replaced."""
    listed = ErasureLog.beside(file.parent).read()
    if replaced is None:
        return listed
    try:
        about(replaced)
    except DatabaseError:
        # What an interrupted restore left says nothing that the list does not.
        return listed
    return listed | frozenset(erasures_in(replaced))
