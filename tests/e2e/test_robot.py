"""A robot presses, taps, unplugs and breaks whatever there is: nothing is lost, nothing lacks words."""

import logging
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.ui.desk import Desk
from fidpos.ui.presenters.keys import Key, Press
from tests.helpers.robot.walk import Walk, walk

STEPS = 600


@pytest.mark.parametrize("seed", [1, 2, pytest.param(3, marks=pytest.mark.nightly)])
def test_whatever_is_done_at_the_till_its_books_hold_and_esc_leads_back(
    seed: int, qtbot: QtBot, tmp_path: Path
) -> None:
    made = walk(tmp_path, seed, STEPS)

    assert made.fault is None, made.report()
    assert made.visits > 0
    assert len(made.sentences) > 150


def failing(tmp_path: Path) -> Walk:
    """A short walk that comes upon a planted fault."""
    made = walk(tmp_path, 1, 200)
    assert made.fault is not None
    return made


def test_a_sentence_that_is_missing_is_found(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    has = Texts.has
    monkeypatch.setattr(Texts, "has", lambda texts, key: has(texts, key) and key != "banner.recognised")

    assert "no sentence for banner.recognised" in failing(tmp_path).report()


@pytest.mark.parametrize("breaks", ["raises", "logs"])
def test_a_fault_is_named_with_the_seed_and_the_gesture_that_led_to_it(
    breaks: str, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press = Desk.press

    def faulty(desk: Desk, pressed: Press) -> None:
        press(desk, pressed)
        if pressed.key is Key.F7:
            if breaks == "raises":
                raise ValueError("planted")
            logging.getLogger("fidpos.planted").error("planted")

    monkeypatch.setattr(Desk, "press", faulty)

    made = failing(tmp_path)
    assert "F7" in repr(made.gestures[-1])
    assert "F7" not in repr(made.gestures[:-1])
    assert made.report().startswith(f"seed 1 fails after {len(made.gestures)} gestures")
