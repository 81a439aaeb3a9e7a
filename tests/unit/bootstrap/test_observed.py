"""Every program logs, and reports what was not foreseen."""

import json
from pathlib import Path

import pytest

from fidpos.bootstrap.observed import observed
from fidpos.domain.errors import StoreFull
from fidpos.paths import TillFolder


@pytest.fixture
def folder(tmp_path: Path) -> TillFolder:
    return TillFolder(tmp_path / "till")


def reports(folder: TillFolder) -> list[Path]:
    return list(folder.crashes.glob("crash-*.json"))


def test_what_was_not_foreseen_leaves_a_report_and_goes_on(folder: TillFolder) -> None:
    with pytest.raises(ZeroDivisionError), observed(folder, "cli"):
        raise ZeroDivisionError

    (report,) = reports(folder)
    assert json.loads(report.read_text())["program"].startswith("cli ")
    assert (folder.logs / "cli.log").exists()


def test_what_was_foreseen_is_no_crash(folder: TillFolder) -> None:
    with pytest.raises(StoreFull), observed(folder, "cli"):
        raise StoreFull

    assert reports(folder) == []
