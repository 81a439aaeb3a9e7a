"""The robot walks for half an hour, in one shop after the other; `ROBOT_MINUTES` says otherwise.

A walk that failed is repeated with `python -m tests.helpers.robot --seed N`.
"""

import os
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.helpers.robot.walk import walk

MINUTES = 30.0
STEPS = 1_500
FIRST_SEED = 1_000


def seeds(minutes: float) -> Iterator[int]:
    """One after the other until the time is over."""
    end_s = time.monotonic() + minutes * 60
    for seed in count(FIRST_SEED):
        if time.monotonic() > end_s:
            return
        yield seed


def test_half_an_hour_of_anything_at_all_loses_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    gestures, visits, sentences = 0, 0, set[str]()
    for seed in seeds(float(os.environ.get("ROBOT_MINUTES", MINUTES))):
        made = walk(tmp_path / str(seed), seed, STEPS)
        assert made.fault is None, made.report()
        gestures, visits = gestures + len(made.gestures), visits + made.visits
        sentences |= made.sentences

    print(f"{gestures} gestures, {visits} visits announced, {len(sentences)} different sentences")
    assert visits > 0
