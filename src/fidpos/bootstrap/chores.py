"""What the till does by itself while nobody looks: backups, and the drill that proves they can be restored.

One thread, which never takes the store's write lock: a copy is a reading transaction of its own, and a drill
reads the copy. What is left half done by stopping has no name yet, and later ones clear it away. Whatever is
to be tidied up in the store every minute is only called for here.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from fidpos.domain.clock import Clock
from fidpos.domain.errors import BackupError
from fidpos.domain.retention import Retention
from fidpos.localdb.backup import backups_in, make_backup, prune, verify_backup

log = logging.getLogger(__name__)

STOP_LIMIT_S = 0.5
"""A copy or a drill that still goes on holds nothing that the till needs, and nobody waits for it."""
HOUR_S = 3_600.0
DRILL_EVERY_S = 24 * HOUR_S
SETTLE_S = 30.0
"""A till that starts has a first customer waiting: nothing is copied before."""
FIRST_DRILL_S = 600.0
TIDY_EVERY_S = 60.0
RETRY_S = 900.0
"""After a backup that could not be made: the disk may have space again, the folder may be back."""


class Backups(Protocol):
    """The backups of one store."""

    def newest_good(self) -> datetime | None:
        """When the newest one was made that no drill has found damaged; None when there is none."""
        ...

    def make(self, now: datetime) -> None:
        """Make one, and thin out the old ones. Raises `BackupError`."""
        ...

    def drill(self) -> None:
        """Read the newest one as a restore would; `BackupError` when it is damaged."""
        ...


@dataclass(slots=True, kw_only=True)
class FolderBackups:
    """The backups that lie in a folder (`localdb.backup`), of the store at `path` with its `key`.

    Used by one thread. Folder and store need not be on the same disk, and better are not; other tills may
    keep theirs in the same folder.
    """

    path: Path
    key: bytes = field(repr=False)
    folder: Path
    retention: Retention
    _damaged: set[Path] = field(default_factory=set, init=False)

    def newest_good(self) -> datetime | None:
        """By the names of the files; a folder that cannot be read holds none."""
        found = backups_in(self.folder, self.key)
        return max((backup.made_at for backup in found if backup.path not in self._damaged), default=None)

    def make(self, now: datetime) -> None:
        """Copy first, delete then."""
        make_backup(self.path, self.key, self.folder, now=now)
        prune(self.folder, self.key, self.retention)

    def drill(self) -> None:
        """Every page, every row of the journal, every balance; on the copy."""
        found = backups_in(self.folder, self.key)
        if not found:
            return
        try:
            verify_backup(found[-1].path, self.key)
        except BackupError:
            self._damaged.add(found[-1].path)
            raise
        self._damaged.discard(found[-1].path)


class Chores:
    """Does the chores as they fall due; `start` once, `stop` once.

    Args:
        backups: what is made and drilled.
        clock: the wall clock dates a backup; what is due when is counted on the monotonic one.
        every_h: hours between two backups.
        on_backup: called on the chores' thread at the start and after each chore, with the instant of the
            newest good backup; the age alarm is the light's.
        tidy: called on the chores' thread every minute; returns at once.
        wait: waits so many seconds, True when it is time to stop. Tests bring one that does not wait.
    """

    def __init__(
        self,
        backups: Backups,
        clock: Clock,
        *,
        every_h: int,
        on_backup: Callable[[datetime | None], None],
        tidy: Callable[[], None] = lambda: None,
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        self._backups = backups
        self._clock = clock
        self._every_s = every_h * HOUR_S
        self._on_backup = on_backup
        self._tidy = tidy
        self._stopping = threading.Event()
        self._wait = wait or self._stopping.wait
        self._thread = threading.Thread(target=self.run, name="chores", daemon=True)
        self._backup_due_s = 0.0
        self._drill_due_s = 0.0
        self._tidy_due_s = 0.0

    def start(self) -> None:
        """Begin, on a thread of its own."""
        self._thread.start()

    def stop(self, timeout_s: float = STOP_LIMIT_S) -> bool:
        """Stop; False when a copy or a drill was still going on, which then ends with the program."""
        self._stopping.set()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def run(self) -> None:
        """Do what is due until it is time to stop; `start` calls it."""
        now_s = self._clock.monotonic_s()
        self._backup_due_s = now_s + max(SETTLE_S, self._until_first_backup_s())
        self._drill_due_s = now_s + FIRST_DRILL_S
        self._tidy_due_s = now_s + TIDY_EVERY_S
        self._report()
        while not self._wait(max(0.0, self._next_due_s() - self._clock.monotonic_s())):
            now_s = self._clock.monotonic_s()
            if now_s >= self._tidy_due_s:
                self._have_tidied()
                continue
            if now_s >= self._backup_due_s:
                self._back_up()
            elif now_s >= self._drill_due_s:
                self._drill()
            self._report()

    def _next_due_s(self) -> float:
        return min(self._backup_due_s, self._drill_due_s, self._tidy_due_s)

    def _until_first_backup_s(self) -> float:
        """What is left of the interval since the newest one; a backup dated in the future proves nothing."""
        newest = self._backups.newest_good()
        if newest is None:
            return 0.0
        age_s = (self._clock.now() - newest).total_seconds()
        return self._every_s - age_s if age_s >= 0 else 0.0

    def _back_up(self) -> None:
        pause_s = self._every_s
        try:
            self._backups.make(self._clock.now())
            log.info("backup made")
        except Exception:
            log.exception("no backup could be made")
            pause_s = min(RETRY_S, self._every_s)
        self._backup_due_s = self._clock.monotonic_s() + pause_s

    def _drill(self) -> None:
        """A damaged backup is replaced at once; the drill of the new one can wait for its day."""
        try:
            self._backups.drill()
            log.info("restore drill passed")
        except Exception:
            log.exception("the newest backup could not be restored")
            self._backup_due_s = self._clock.monotonic_s()
        self._drill_due_s = self._clock.monotonic_s() + DRILL_EVERY_S

    def _have_tidied(self) -> None:
        self._tidy_due_s = self._clock.monotonic_s() + TIDY_EVERY_S
        try:
            self._tidy()
        except Exception:
            log.exception("nothing was tidied up")

    def _report(self) -> None:
        try:
            self._on_backup(self._backups.newest_good())
        except Exception:
            log.exception("an observer of backups failed")
