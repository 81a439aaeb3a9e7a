"""Wrong PINs that are counted beside the keys."""

from pathlib import Path

import pytest

from fidpos.bootstrap.tries import KeptTries
from fidpos.domain.errors import StoreCorrupt, StoreFull
from fidpos.paths import TillFolder
from tests.helpers.counter import INES, PAUL


@pytest.fixture
def till(tmp_path: Path) -> TillFolder:
    return TillFolder(tmp_path)


def test_nobody_has_failed_at_first(till: TillFolder) -> None:
    assert KeptTries(till).of(PAUL.id) == 0
    assert list(till.root.iterdir()) == []


def test_failures_are_kept_for_each_person(till: TillFolder) -> None:
    KeptTries(till).count(PAUL.id)
    KeptTries(till).count(PAUL.id)
    KeptTries(till).count(INES.id)

    kept = KeptTries(till)

    assert (kept.of(PAUL.id), kept.of(INES.id)) == (2, 1)
    (file,) = till.root.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_success_forgets_them_all(till: TillFolder) -> None:
    tries = KeptTries(till)
    tries.count(PAUL.id)

    tries.forget()
    tries.forget()

    assert KeptTries(till).of(PAUL.id) == tries.of(PAUL.id) == 0


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"x": 1}', '{"00000000-0000-0000-0000-000000000001": null}']
)
def test_a_file_that_cannot_be_understood_is_not_taken_for_none(till: TillFolder, content: str) -> None:
    (till.root / "pin_tries.json").write_text(content)

    with pytest.raises(StoreCorrupt):
        KeptTries(till)


def test_what_cannot_be_written_down_is_no_try(till: TillFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fidpos.bootstrap.tries.sync_file", full)

    with pytest.raises(StoreFull):
        KeptTries(till).count(PAUL.id)

    assert list(till.root.iterdir()) == []
