"""SQLite's result codes and the system's error numbers, in the words of the domain."""

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fidpos.domain.errors import (
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreKeyRefused,
    StoreMissing,
    StoreReadOnly,
)
from fidpos.localdb.faults import Fault, from_os, refusal, translate

IOERR_WRITE = 10 | (3 << 8)
CORRUPT_INDEX = 11 | (3 << 8)
CONSTRAINT_FOREIGNKEY = 19 | (3 << 8)


def fault(code: int) -> Exception:
    made = Fault("as SQLite says it")
    made.sqlite_errorcode = code  # type: ignore[attr-defined]
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "till.db"
    made.touch()
    return made


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (13, StoreFull),
        (8, StoreReadOnly),
        (11, StoreCorrupt),
        (CORRUPT_INDEX, StoreCorrupt),
        (26, StoreCorrupt),
        (CONSTRAINT_FOREIGNKEY, StoreCorrupt),
        (5, StoreError),
        (1, StoreError),
    ],
)
def test_a_result_code_has_its_error(path: Path, code: int, error: type[StoreError]) -> None:
    translated = translate(fault(code), path)

    assert type(translated) is error
    assert str(translated) == "till.db: as SQLite says it"


def test_a_fault_without_a_code_is_an_error_of_the_store(path: Path) -> None:
    assert type(translate(Fault("closed"), path)) is StoreError


def test_an_unreadable_first_page_most_likely_means_another_key(path: Path) -> None:
    assert type(refusal(fault(26), path)) is StoreKeyRefused
    assert type(refusal(fault(13), path)) is StoreFull


@pytest.mark.parametrize("code", [10, IOERR_WRITE, 14])
class TestWhereSQLiteDoesNotSay:
    """The file system is asked."""

    def test_a_file_that_went_away(self, path: Path, code: int) -> None:
        path.unlink()

        assert type(translate(fault(code), path)) is StoreMissing

    def test_a_disk_without_room(self, path: Path, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tempfile, "TemporaryFile", refusing(errno.ENOSPC))

        assert type(translate(fault(code), path)) is StoreFull

    def test_a_disk_that_the_system_stopped(
        self, path: Path, code: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tempfile, "TemporaryFile", refusing(errno.EROFS))

        assert type(translate(fault(code), path)) is StoreReadOnly

    def test_a_file_that_may_not_be_written(
        self, path: Path, code: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)

        assert type(translate(fault(code), path)) is StoreReadOnly

    def test_a_disk_that_takes_what_is_written(self, path: Path, code: int) -> None:
        assert type(translate(fault(code), path)) is StoreError


def refusing(number: int) -> Callable[..., object]:
    def refuse(**_: object) -> object:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, StoreFull),
        (errno.EROFS, StoreReadOnly),
        (errno.EACCES, StoreReadOnly),
        (errno.ENOENT, StoreMissing),
        (errno.EIO, StoreError),
    ],
)
def test_an_error_of_the_system_has_its_word(path: Path, number: int, error: type[StoreError]) -> None:
    assert type(from_os(OSError(number, "as the system says it"), path)) is error
