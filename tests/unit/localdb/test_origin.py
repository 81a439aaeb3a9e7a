"""The stamp of a journal row."""

from pathlib import Path
from uuid import UUID

import pytest

from fidpos.localdb import origin as origin_module
from fidpos.localdb.origin import Origin, boot_id
from tests.helpers.fake_clock import FakeClock


def test_a_stamp_says_both_clocks_and_the_boot() -> None:
    origin = Origin(FakeClock(), boot=UUID(int=5))

    stamp = origin.stamp()

    assert (stamp.wall_ts, stamp.monotonic) == (1_795_167_000_000_000, 1_000_000_000)
    assert (stamp.boot_id, stamp.server_offset) == (UUID(int=5).bytes, None)


def test_a_clock_set_back_shows_against_the_other_one() -> None:
    clock = FakeClock()
    origin = Origin(clock)
    before = origin.stamp()
    clock.advance(10)
    clock.wall = clock.wall.replace(year=2001)

    after = origin.stamp()

    assert after.wall_ts < before.wall_ts
    assert after.monotonic == before.monotonic + 10_000_000


def test_one_boot_has_one_id() -> None:
    if Path("/proc/sys/kernel/random/boot_id").exists():
        assert boot_id() == boot_id()


def test_a_system_that_names_no_boot_names_each_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(origin_module, "_LINUX_BOOT_ID", tmp_path / "none")

    assert boot_id() != boot_id()
