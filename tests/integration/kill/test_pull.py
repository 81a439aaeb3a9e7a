"""The power fails before each statement of a pull: it is whole, or is repeated to the same end.

What must hold after each cut is asserted in `tests.helpers.cut_pull`, which runs in a process of its own.
"""

import subprocess
import sys
from pathlib import Path

from tests.helpers.victim import LIMIT_S, ROOT


def test_a_pull_that_is_cut_anywhere_ends_as_one_that_was_not(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.cut_pull", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=10 * LIMIT_S,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    steps = done.stdout.split("\n")[:-1]
    assert len([step for step in steps if step == "COMMIT"]) > 2
    assert len(steps) > 50
