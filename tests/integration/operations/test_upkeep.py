"""A centre looks after itself: what is due is done once, what fails is told and tried again."""

import logging
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from fidpos.domain.ids import MemberId
from fidpos.paths import migrations_dir
from fidpos.server.db.erasing import Erasure
from fidpos.server.db.whole import alone
from fidpos.server.operations.backup import BackupPlace
from fidpos.server.operations.erasure_log import ErasureLog
from fidpos.server.operations.upkeep import Upkeep
from tests.helpers.centre_office import MERCHANT, InPostgres, postgres_office
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_centre import live
from tests.helpers.off_site import OffSite
from tests.helpers.postgres import CentreDatabase

DAY_S = 86_400.0
ONE, TWO = MemberId(UUID(int=1)), MemberId(UUID(int=2))


@pytest.fixture(scope="module")
def database() -> Iterator[CentreDatabase]:
    with postgres_office(FakeClock()) as office:
        live(office)
        assert isinstance(office.kept, InPostgres)
        yield office.kept.made


def looking_after(database: CentreDatabase, place: BackupPlace, data: Path) -> Upkeep:
    return Upkeep(
        conninfo=database.backup, place=place, data=data, migrations=migrations_dir(), clock=FakeClock()
    )


def figures(upkeep: Upkeep) -> dict[str, float]:
    return {name: value() for name, _, value in upkeep.figures()}


def test_a_backup_is_made_each_day_and_a_drill_each_week(
    database: CentreDatabase, off_site: OffSite, tmp_path: Path
) -> None:
    upkeep = looking_after(database, off_site.place(), tmp_path)
    assert isinstance(upkeep.clock, FakeClock)
    assert upkeep.state.is_late(upkeep.clock.now())
    counts = []
    for _ in range(3):
        upkeep.tick()
        upkeep.tick()
        counts.append(upkeep.state.count)
        upkeep.clock.advance(DAY_S)

    assert counts == [1, 2, 3]
    assert upkeep.state.sound
    assert upkeep.state.drilled_at == FakeClock().now()
    assert figures(upkeep) == {"fidpos_backup_age_seconds": DAY_S, "fidpos_backup_drill_sound": 1.0}
    upkeep.clock.advance(DAY_S)
    assert upkeep.state.is_late(upkeep.clock.now())


def test_another_process_that_looks_after_it_is_left_to_it(
    database: CentreDatabase, off_site: OffSite, tmp_path: Path
) -> None:
    upkeep = looking_after(database, off_site.place(), tmp_path)
    with alone(database.backup) as ours:
        assert ours
        upkeep.tick()

    assert upkeep.state.count == 0


def test_a_folder_that_fails_is_told_and_tried_again_later(
    database: CentreDatabase, off_site: OffSite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = off_site.place()
    place.folder.rmdir()
    place.folder.touch()
    upkeep = looking_after(database, place, tmp_path)
    assert isinstance(upkeep.clock, FakeClock)
    with caplog.at_level(logging.ERROR):
        upkeep.tick()
    place.folder.unlink()
    upkeep.tick()
    assert upkeep.state.count == 0
    upkeep.clock.advance(900)
    upkeep.tick()

    assert upkeep.state.count == 1
    assert [record.__dict__["code"] for record in caplog.records] == ["backup_folder_unusable"]


def test_a_newest_backup_that_is_damaged_raises_the_alarm(
    database: CentreDatabase, off_site: OffSite, tmp_path: Path
) -> None:
    upkeep = looking_after(database, off_site.place(), tmp_path)
    assert isinstance(upkeep.clock, FakeClock)
    upkeep.tick()
    upkeep.clock.advance(7 * DAY_S)
    (made,) = off_site.folder.glob("*.fidpos-centre")
    later = made.with_name(made.name.replace("20261120", "20261127"))
    made.rename(later)
    key = (tmp_path / "drill.key").read_bytes().replace(made.name.encode(), later.name.encode())
    (tmp_path / "drill.key").write_bytes(key)
    with later.open("r+b") as file:
        file.truncate(later.stat().st_size - 1)
    upkeep.tick()

    assert figures(upkeep)["fidpos_backup_drill_sound"] == 0.0


def test_a_line_that_was_torn_counts_for_nothing_and_spoils_no_other(tmp_path: Path) -> None:
    log = ErasureLog.beside(tmp_path)
    first, second = (
        Erasure(merchant_id=MERCHANT, member_id=ONE, at=FakeClock().now()),
        Erasure(merchant_id=MERCHANT, member_id=TWO, at=FakeClock().now()),
    )
    assert log.add([first]) == 1
    with (tmp_path / "erased.jsonl").open("ab") as file:
        file.write(b'{"merchant_id":"0000')
    assert log.add([first, second]) == 1

    assert log.read() == {first, second}
