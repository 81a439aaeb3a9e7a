"""The power fails at each step of what is done to whole stores: made, backed up, restored, enrolled into.

What must hold after each cut is asserted in `tests.helpers.cut_upkeep`, which runs in a process of its own.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.victim import LIMIT_S, ROOT

CLEARED = ["os.remove"] * 4
"""The file at work, and what SQLite may have left beside it."""


@pytest.mark.parametrize(
    ("act", "last_steps"),
    [
        pytest.param("making", ["COMMIT", "open", "os.rename", *CLEARED], id="making"),
        pytest.param("backing-up", ["VACUUM INTO", "os.chmod", "open", "os.rename"], id="backing-up"),
        pytest.param("restoring", ["COMMIT", "os.rename", "os.rename", *CLEARED], id="restoring"),
        pytest.param("enrolling", ["BEGIN IMMEDIATE", "COMMIT"], id="enrolling"),
    ],
)
def test_a_power_cut_at_any_step_leaves_a_whole_store_or_a_remedy(
    act: str, last_steps: list[str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.cut_upkeep", act, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=10 * LIMIT_S,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[-len(last_steps) - 1 : -1] == last_steps
