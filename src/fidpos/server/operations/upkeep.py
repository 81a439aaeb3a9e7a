"""What a centre does for itself: a backup each day, thinned out with age, a drill each week, and an alarm.

Of several processes that serve one database, one at a time looks after it. What is due is told by the folder
of the backups, so that a process that just started neither repeats nor forgets.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.server.db.whole import about, alone, erasures_in
from fidpos.server.operations.backup import Backup, BackupPlace, backups_in, make_backup, prune
from fidpos.server.operations.drill import drill
from fidpos.server.operations.drill_key import DrillKey
from fidpos.server.operations.erasure_log import ErasureLog
from fidpos.server.operations.errors import NothingToDrill

_log = logging.getLogger(__name__)

BACKUP_EVERY = timedelta(days=1)
DRILL_EVERY = timedelta(days=7)
LATE_AFTER = timedelta(hours=26)
"""A backup older than this raises the alarm: one was missed."""
RETRY_AFTER = timedelta(minutes=15)
"""The disk may have space again, the folder may be back."""


class _LastDrill(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    backup: str
    sound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepState:
    """How the backups stand.

    Attributes:
        newest_at: None when there is none.
        drilled_at: None when none was ever drilled.
        sound: the last drill found nothing wrong.
    """

    newest_at: datetime | None = None
    count: int = 0
    drilled_at: datetime | None = None
    sound: bool = True

    def is_late(self, now: datetime) -> bool:
        """Whether a backup was missed."""
        return self.newest_at is None or now - self.newest_at > LATE_AFTER


@dataclass(slots=True, kw_only=True)
class Upkeep:
    """Looks after one database from one process; `tick` now and then, from one thread.

    Attributes:
        conninfo: of the role that reads everything.
        data: folder of this process, for the key of the newest backup and the outcome of the last drill.
        state: as of the last tick; any thread may read it.
    """

    conninfo: str
    place: BackupPlace
    data: Path
    migrations: Path
    clock: Clock
    state: UpkeepState = field(default_factory=UpkeepState)
    _not_before: datetime | None = None

    def tick(self) -> None:
        """Do what is due. What fails is logged, and tried again later."""
        now = self.clock.now()
        try:
            identifier = about(self.conninfo).identifier
            with alone(self.conninfo) as ours:
                self._look(identifier)
                if ours and (self._not_before is None or now >= self._not_before):
                    try:
                        self._look_after(identifier, now)
                    finally:
                        self._look(identifier)
        except FidposError as error:
            self._not_before = now + RETRY_AFTER
            _log.exception("upkeep of the centre failed", extra={"code": error.code})

    def figures(self) -> Iterator[tuple[str, str, Callable[[], float]]]:
        """For the metrics: name, what it is, and its value at any time."""
        yield "fidpos_backup_age_seconds", "Age of the newest backup; infinite without one.", self._age_s
        yield (
            "fidpos_backup_drill_sound",
            "1 when the last backup that was restored for trial held, 0 when not.",
            lambda: float(self.state.sound),
        )

    def _age_s(self) -> float:
        newest = self.state.newest_at
        return float("inf") if newest is None else (self.clock.now() - newest).total_seconds()

    def _look_after(self, identifier: str, now: datetime) -> None:
        ErasureLog.beside(self.place.folder).add(erasures_in(self.conninfo))
        if self.state.newest_at is None or now - self.state.newest_at >= BACKUP_EVERY:
            self._back_up(identifier)
        if self.state.drilled_at is None or now - self.state.drilled_at >= DRILL_EVERY:
            self._drill(identifier, now)

    def _back_up(self, identifier: str) -> None:
        backup = make_backup(self.conninfo, self.place, self.clock, self._key.keep)
        _log.info("backup made: %s", backup.path.name)
        prune(self.place.folder, identifier, self.place.retention)

    def _drill(self, identifier: str, now: datetime) -> None:
        newest = self._newest(identifier)
        if newest is None:
            return
        try:
            found = drill(newest, self._key.of(newest.path), self.migrations)
        except NothingToDrill:
            # Another machine made it, and drills it.
            return
        except FidposError:
            self._remember(newest, now, sound=False)
            raise
        for finding in found.findings[:20]:
            _log.error("backup contradicts itself: %s in %s", finding.flaw.value, finding.table)
        self._remember(newest, now, sound=not found.findings)

    def _newest(self, identifier: str) -> Backup | None:
        return max(backups_in(self.place.folder, identifier), default=None)

    def _look(self, identifier: str) -> None:
        backups = backups_in(self.place.folder, identifier)
        last = self._last_drill()
        state = UpkeepState(newest_at=backups[-1].made_at if backups else None, count=len(backups))
        if last is not None:
            state = replace(state, drilled_at=last.at, sound=last.sound)
        self.state = state

    @property
    def _key(self) -> DrillKey:
        return DrillKey(self.data / "drill.key")

    @property
    def _outcome(self) -> Path:
        return self.data / "drilled.json"

    def _last_drill(self) -> _LastDrill | None:
        try:
            return msgspec.json.decode(self._outcome.read_bytes(), type=_LastDrill)
        except (OSError, msgspec.MsgspecError):
            return None

    def _remember(self, backup: Backup, now: datetime, *, sound: bool) -> None:
        draft = self._outcome.with_suffix(".new")
        draft.write_bytes(msgspec.json.encode(_LastDrill(at=now, backup=backup.path.name, sound=sound)))
        draft.replace(self._outcome)
