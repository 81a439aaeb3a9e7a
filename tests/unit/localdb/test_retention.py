"""Which backups are kept as they age."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.retention import Retention
from fidpos.localdb.backup import Backup, backups_in, prune, to_keep

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""A Sunday."""

KEY, ANOTHER_TILLS = bytes(32), bytes(range(32))
OWNER, ANOTHER = "599b2cc1", "5ce4be28"


def backup(days_ago: float, owner: str = OWNER) -> Backup:
    made_at = NOON - timedelta(days=days_ago)
    return Backup(made_at=made_at, path=Path(f"{made_at:%Y%m%dT%H%M%SZ}-{owner}.fidpos-backup"))


def kept_ages(ages: list[float], **counts: int) -> list[float]:
    retention = Retention(**({"days": 0, "weeks": 0, "months": 0} | counts))
    kept = to_keep([backup(age) for age in ages], retention)
    return [age for age in ages if backup(age) in kept]


def test_the_newest_is_kept_whatever_is_asked() -> None:
    assert kept_ages([0, 1, 2]) == [0]


def test_of_each_day_the_newest_is_kept() -> None:
    assert kept_ages([0, 0.25, 1, 1.25, 2], days=2) == [0, 1]


def test_days_without_a_backup_do_not_count() -> None:
    assert kept_ages([0, 9, 30], days=3) == [0, 9, 30]


def test_of_each_week_and_month_the_newest_is_kept() -> None:
    assert kept_ages([0, 6, 7, 13, 14], weeks=3) == [0, 7, 14]
    assert kept_ages([0, 21, 22, 52, 53], months=3) == [0, 22, 53]


@given(st.lists(st.integers(0, 1000), unique=True, min_size=1))
def test_a_backup_a_day_for_years_leaves_no_more_than_the_sum_of_the_counts(ages: list[int]) -> None:
    kept = to_keep([backup(age) for age in ages], Retention())

    assert backup(min(ages)) in kept
    assert len(kept) <= 7 + 5 + 12


def test_only_whole_copies_are_backups(tmp_path: Path) -> None:
    for name in (
        backup(1).path.name,
        f"20261122T120000Z-{OWNER}.fidpos-backup.part",
        "20261122T120000Z.fidpos-backup",
        f"nonsense-{OWNER}.fidpos-backup",
        "before-0002.fidpos-backup",
        "x",
    ):
        (tmp_path / name).write_bytes(b"")

    assert [found.path.name for found in backups_in(tmp_path, KEY)] == [backup(1).path.name]


def test_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert backups_in(tmp_path / "nowhere", KEY) == ()


def test_pruning_deletes_what_is_not_kept(tmp_path: Path) -> None:
    for age in (0, 0.5, 1):
        (tmp_path / backup(age).path).write_bytes(b"")

    deleted = prune(tmp_path, KEY, Retention(days=7, weeks=0, months=0))

    assert [path.name for path in deleted] == [backup(0.5).path.name]
    assert len(backups_in(tmp_path, KEY)) == 2


def test_tills_that_share_a_folder_neither_see_nor_delete_each_others(tmp_path: Path) -> None:
    mine, others = backup(40), [backup(age, ANOTHER) for age in (0, 1, 2)]
    for one in (mine, *others):
        (tmp_path / one.path).write_bytes(b"")

    assert [found.path.name for found in backups_in(tmp_path, KEY)] == [mine.path.name]
    assert len(backups_in(tmp_path, ANOTHER_TILLS)) == 3
    assert prune(tmp_path, KEY, Retention(days=1, weeks=0, months=0)) == ()
    assert len(list(tmp_path.iterdir())) == 4
