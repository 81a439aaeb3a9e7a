"""Backups fall due, are drilled, are reported, and are in nobody's way."""

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fidpos.bootstrap.chores import (
    DRILL_EVERY_S,
    FIRST_DRILL_S,
    RETRY_S,
    SETTLE_S,
    TIDY_EVERY_S,
    Chores,
    FolderBackups,
)
from fidpos.domain.errors import BackupError
from fidpos.domain.retention import Retention
from fidpos.localdb.engine import Connection
from fidpos.localdb.lock import Priority
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import KEY, new_store

HOUR_S = 3_600.0


@dataclass
class FakeBackups:
    """Backups that are instants; `full` and `damaged` make the next chore fail."""

    made: list[datetime] = field(default_factory=list)
    drilled: list[datetime] = field(default_factory=list)
    full: bool = False
    damaged: bool = False

    def newest_good(self) -> datetime | None:
        return max(self.made, default=None)

    def make(self, now: datetime) -> None:
        if self.full:
            raise BackupError("no space")
        self.made.append(now)

    def drill(self) -> None:
        if self.damaged:
            self.made.pop()
            raise BackupError("damaged")
        self.drilled.extend(self.made[-1:])


class Day:
    """Chores with a clock that jumps to where they would have waited; `passing` runs them for so long."""

    def __init__(self, *, every_h: int = 6) -> None:
        self.clock = FakeClock()
        self.start = self.clock.now()
        self.backups = FakeBackups()
        self.reported: list[datetime | None] = []
        self.every_h = every_h
        self.on_waking: Callable[[], None] = lambda: None

    def passing(self, seconds: float) -> None:
        end_s = self.clock.monotonic_s() + seconds

        def wait(wanted_s: float) -> bool:
            self.clock.advance(min(wanted_s, end_s - self.clock.monotonic_s()))
            self.on_waking()
            return self.clock.monotonic_s() >= end_s

        Chores(
            self.backups, self.clock, every_h=self.every_h, on_backup=self.reported.append, wait=wait
        ).run()

    def ages_s(self, instants: list[datetime]) -> list[float]:
        return [(instant - self.start).total_seconds() for instant in instants]


def test_a_till_without_a_backup_makes_one_once_it_has_settled() -> None:
    day = Day()

    day.passing(HOUR_S)

    assert day.ages_s(day.backups.made) == [SETTLE_S]


def test_a_backup_is_made_every_so_many_hours() -> None:
    day = Day(every_h=6)

    day.passing(19 * HOUR_S)

    assert day.ages_s(day.backups.made) == [SETTLE_S + n * 6 * HOUR_S for n in range(4)]


def test_after_a_restart_what_is_left_of_the_interval_is_waited_for() -> None:
    day = Day(every_h=6)
    day.backups.made.append(day.start - timedelta(hours=5))

    day.passing(2 * HOUR_S)

    assert day.ages_s(day.backups.made[1:]) == [HOUR_S]


def test_a_backup_that_fell_due_while_the_till_was_off_is_made_at_once() -> None:
    day = Day(every_h=6)
    day.backups.made.append(day.start - timedelta(days=3))

    day.passing(HOUR_S)

    assert day.ages_s(day.backups.made[1:]) == [SETTLE_S]


def test_a_backup_dated_in_the_future_stops_nothing_and_hurries_nothing() -> None:
    day = Day(every_h=6)
    day.backups.made.append(day.start + timedelta(days=900))

    day.passing(7 * HOUR_S)

    assert day.ages_s(day.backups.made[1:]) == [SETTLE_S, SETTLE_S + 6 * HOUR_S]


def test_a_clock_that_is_set_back_delays_no_backup() -> None:
    day = Day(every_h=6)
    day.on_waking = lambda: setattr(day.clock, "wall", day.start - timedelta(days=400))

    day.passing(13 * HOUR_S)

    assert len(day.backups.made) == 3


def test_a_backup_that_could_not_be_made_is_tried_again_soon() -> None:
    day = Day()
    space_returns_at = day.start + timedelta(seconds=RETRY_S + 300)

    def look_for_space() -> None:
        day.backups.full = day.clock.now() < space_returns_at

    day.on_waking = look_for_space
    day.passing(2 * HOUR_S)

    assert day.ages_s(day.backups.made) == [SETTLE_S + 2 * RETRY_S]


def test_the_newest_backup_is_drilled_once_a_day() -> None:
    day = Day(every_h=12)

    day.passing(FIRST_DRILL_S + 2 * DRILL_EVERY_S + HOUR_S)

    assert len(day.backups.drilled) == 3
    assert len(set(day.backups.drilled)) == 3


def test_a_damaged_backup_is_replaced_at_once_and_counts_no_more() -> None:
    day = Day(every_h=24)
    older = day.start - timedelta(hours=30)
    day.backups.made.append(older)
    day.backups.damaged = True

    day.passing(FIRST_DRILL_S + 60)

    assert day.reported == [older, day.start + timedelta(seconds=SETTLE_S), older, day.backups.made[-1]]
    assert day.ages_s(day.backups.made[-1:]) == [FIRST_DRILL_S]


def test_the_newest_backup_is_reported_at_the_start_and_after_each_chore() -> None:
    day = Day()

    day.passing(FIRST_DRILL_S + 1)

    made = day.backups.made[0]
    assert day.reported == [None, made, made]


def test_an_observer_that_fails_does_not_end_the_chores() -> None:
    clock, backups = FakeClock(), FakeBackups()
    waits = iter((False, True))

    def wait(wanted_s: float) -> bool:
        clock.advance(wanted_s)
        return next(waits)

    def fail(_newest: datetime | None) -> None:
        raise ValueError("no light")

    Chores(backups, clock, every_h=6, on_backup=fail, wait=wait).run()

    assert len(backups.made) == 1


def test_the_till_is_tidied_every_minute_and_a_failure_ends_nothing() -> None:
    clock, tidied = FakeClock(), list[float]()
    start_s = clock.monotonic_s()

    def wait(wanted_s: float) -> bool:
        clock.advance(wanted_s)
        return clock.monotonic_s() - start_s > 3 * TIDY_EVERY_S

    def tidy() -> None:
        tidied.append(clock.monotonic_s() - start_s)
        raise ValueError("no till any more")

    Chores(FakeBackups(), clock, every_h=6, on_backup=lambda _newest: None, tidy=tidy, wait=wait).run()

    assert tidied == [TIDY_EVERY_S, 2 * TIDY_EVERY_S, 3 * TIDY_EVERY_S]


def test_stopping_interrupts_the_wait_for_the_next_chore() -> None:
    started = threading.Event()
    chores = Chores(FakeBackups(), FakeClock(), every_h=6, on_backup=lambda _newest: started.set())
    chores.start()
    assert started.wait(60)

    assert chores.stop(timeout_s=60)


def test_a_copy_that_takes_long_holds_nobody_up_at_the_end_of_the_day() -> None:
    clock, copying, disk_answers = FakeClock(), threading.Event(), threading.Event()

    class SlowDisk(FakeBackups):
        def make(self, now: datetime) -> None:
            copying.set()
            disk_answers.wait(60)

    def wait(wanted_s: float) -> bool:
        clock.advance(wanted_s)
        return disk_answers.is_set()

    chores = Chores(SlowDisk(), clock, every_h=6, on_backup=lambda _newest: None, wait=wait)
    chores.start()
    assert copying.wait(60)

    assert not chores.stop(timeout_s=0.01)
    disk_answers.set()
    assert chores.stop(timeout_s=60)


class RealFolder:
    """Real backups of a real store, two of them a day apart."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.store = new_store(folder / "till.db", self.clock)
        self.backups = FolderBackups(
            path=folder / "till.db", key=KEY, folder=folder / "backups", retention=Retention(days=2)
        )
        self.make()
        self.clock.advance(24 * HOUR_S)
        self.make()

    def make(self) -> None:
        self.backups.make(self.clock.now())

    @property
    def files(self) -> list[Path]:
        return sorted(self.backups.folder.iterdir())


@pytest.fixture
def real(tmp_path: Path) -> Generator[RealFolder]:
    real = RealFolder(tmp_path)
    yield real
    real.store.close()


def test_the_newest_backup_in_the_folder_is_the_newest_good_one(real: RealFolder) -> None:
    real.backups.drill()

    assert real.backups.newest_good() == real.clock.now()


def test_making_a_backup_thins_out_the_old_ones(real: RealFolder) -> None:
    oldest = real.files[0]

    real.clock.advance(24 * HOUR_S)
    real.make()

    assert len(real.files) == 2
    assert oldest not in real.files


def test_a_backup_found_damaged_is_no_good_one_any_more(real: RealFolder) -> None:
    content = bytearray(real.files[-1].read_bytes())
    content[len(content) // 2] ^= 1
    real.files[-1].write_bytes(content)

    with pytest.raises(BackupError):
        real.backups.drill()

    assert real.backups.newest_good() == real.clock.now() - timedelta(days=1)


def test_backup_and_drill_need_no_lock_that_a_checkout_holds(real: RealFolder) -> None:
    real.clock.advance(60)

    def in_the_middle_of_a_checkout(connection: Connection) -> None:
        assert connection.in_transaction
        real.make()
        real.backups.drill()

    real.store.database.write(Priority.CHECKOUT, in_the_middle_of_a_checkout)

    assert real.backups.newest_good() == real.clock.now()


def test_tills_that_share_a_folder_count_and_delete_only_their_own(real: RealFolder, tmp_path: Path) -> None:
    another = FolderBackups(
        path=real.backups.path,
        key=bytes(reversed(KEY)),
        folder=real.backups.folder,
        retention=Retention(days=1),
    )

    assert another.newest_good() is None
    another.drill()
    assert len(real.files) == 2


def test_without_a_backup_there_is_nothing_to_drill(tmp_path: Path) -> None:
    backups = FolderBackups(
        path=tmp_path / "till.db", key=KEY, folder=tmp_path / "backups", retention=Retention()
    )

    backups.drill()

    assert backups.newest_good() is None
