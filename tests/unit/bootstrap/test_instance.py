"""One program at a time has a data folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from fidpos.bootstrap.instance import FolderInUse, holding
from fidpos.domain.errors import StoreReadOnly
from fidpos.paths import TillFolder

HOLD_UNTIL_TOLD = """
import sys
from pathlib import Path
from fidpos.bootstrap.instance import holding
from fidpos.paths import TillFolder
with holding(TillFolder(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.readline()
"""


def another_program(folder: Path) -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, "-c", HOLD_UNTIL_TOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "held\n"
    return program


def test_a_second_program_is_turned_away_and_told_which_folder(tmp_path: Path) -> None:
    with another_program(tmp_path) as program:
        with pytest.raises(FolderInUse) as caught, holding(TillFolder(tmp_path)):
            pass
        program.communicate("end\n")

    assert caught.value.params["path"] == str(tmp_path)


def test_the_folder_is_free_again_when_the_program_has_ended(tmp_path: Path) -> None:
    with another_program(tmp_path) as program:
        program.communicate("end\n")

    with holding(TillFolder(tmp_path)):
        pass


def test_the_folder_is_free_again_when_the_program_was_killed(tmp_path: Path) -> None:
    with another_program(tmp_path) as program:
        program.kill()

    with holding(TillFolder(tmp_path)):
        pass


def test_a_program_may_have_the_folder_again_after_it_let_go(tmp_path: Path) -> None:
    for _ in range(2):
        with holding(TillFolder(tmp_path)):
            pass


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreReadOnly), holding(TillFolder(tmp_path / "missing")):
        pass
