"""One walk by hand: `python -m tests.helpers.robot --seed N [--steps N]` says what it came to."""

import argparse
import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Walk, and report; 1 if something broke."""
    parser = argparse.ArgumentParser(description="A robot at the till.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=1_500)
    options = parser.parse_args()
    # Before anything imports Qt.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.helpers.robot.walk import walk

    with tempfile.TemporaryDirectory(prefix="fidpos-robot-") as folder:
        made = walk(Path(folder), options.seed, options.steps)
    if made.fault is not None:
        print(made.report())
        return 1
    print(f"{len(made.gestures)} gestures, {made.visits} visits, {len(made.sentences)} different sentences")
    return 0


if __name__ == "__main__":
    sys.exit(main())
