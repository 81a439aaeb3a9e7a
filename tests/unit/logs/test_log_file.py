"""The log file: private, capped, out of the way."""

import json
import logging
import stat
from pathlib import Path

import pytest

from fidpos.logs.log_file import RECENT_LINES, LogLimits, logging_to

log = logging.getLogger("fidpos.test")


def lines(path: Path) -> list[str]:
    return [json.loads(line)["message"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_lines_are_written_in_order_until_the_context_ends(tmp_path: Path) -> None:
    with logging_to(tmp_path / "till.log"):
        log.info("first")
        log.warning("second")
    log.warning("after")

    assert lines(tmp_path / "till.log") == ["first", "second"]


def test_a_second_run_adds_to_the_first(tmp_path: Path) -> None:
    for run in range(2):
        with logging_to(tmp_path / "till.log"):
            log.info("run %d", run)

    assert lines(tmp_path / "till.log") == ["run 0", "run 1"]


def test_only_the_user_may_read_it(tmp_path: Path) -> None:
    with logging_to(tmp_path / "till.log"):
        log.info("first")

    assert stat.S_IMODE((tmp_path / "till.log").stat().st_mode) == 0o600


def test_libraries_are_heard_from_warnings_on(tmp_path: Path) -> None:
    library = logging.getLogger("some.library")
    with logging_to(tmp_path / "till.log"):
        library.info("chatter")
        library.warning("refused %s", "Camille")

    assert lines(tmp_path / "till.log") == ["refused ‹text›"]


def test_all_files_together_stay_below_their_bound(tmp_path: Path) -> None:
    limits = LogLimits(file_bytes=2_000, files=3)
    with logging_to(tmp_path / "till.log", limits):
        for number in range(500):
            log.info("line %d", number)

    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["till.log", "till.log.1", "till.log.2"]
    assert sum(file.stat().st_size for file in files) <= 6_000
    assert lines(files[0])[-1] == "line 499"
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_the_last_lines_are_at_hand_for_a_crash_report(tmp_path: Path) -> None:
    with logging_to(tmp_path / "till.log") as recent:
        for number in range(RECENT_LINES + 5):
            log.info("line %d", number)

    assert len(recent.lines) == RECENT_LINES
    assert json.loads(recent.lines[0])["message"] == "line 5"


def test_a_log_that_cannot_be_written_disturbs_nobody_and_prints_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "till.log").mkdir()

    with logging_to(tmp_path / "till.log"):
        log.error("lost %s", "Camille")

    assert capsys.readouterr() == ("", "")


def test_a_value_that_cannot_be_shown_disturbs_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(record: logging.LogRecord) -> str:
        raise RuntimeError("Camille")

    monkeypatch.setattr("fidpos.logs.json_lines.message_of", broken)

    with logging_to(tmp_path / "till.log") as recent:
        log.error("lost")

    assert recent.lines == ()
    assert capsys.readouterr() == ("", "")


def test_levels_are_as_before_afterwards(tmp_path: Path) -> None:
    before = logging.getLogger().level, logging.getLogger("fidpos").level, logging.getLogger().handlers[:]
    with logging_to(tmp_path / "till.log"):
        pass

    assert (logging.getLogger().level, logging.getLogger("fidpos").level) == before[:2]
    assert logging.getLogger().handlers == before[2]


def test_what_cannot_be_encoded_is_written_all_the_same(tmp_path: Path) -> None:
    with logging_to(tmp_path / "till.log"):
        log.info("half \ud83d")

    assert lines(tmp_path / "till.log")
