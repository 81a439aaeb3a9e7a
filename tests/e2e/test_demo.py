"""The demonstration without a display: the whole story in real processes, with the power really cut."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fidpos.bootstrap.demo.act import FIRST_ACT_PICTURES

STORY_LIMIT_S = 240


def play(tmp_path: Path, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "fidpos", "demo", "--members", "60", "--out", str(tmp_path / "out"), *options],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=STORY_LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_story_is_told_to_its_end_with_a_picture_of_each_screen(tmp_path: Path) -> None:
    told = play(tmp_path, "--language", "fr")

    lines = [line for line in told.splitlines() if line.lstrip()[:1].isdigit() and " ms " in line]
    assert len(lines) == 138
    assert "Coupure de courant" in told
    assert "Journal vérifié" in told
    pictures = sorted(path.name for path in (tmp_path / "out").glob("*.png"))
    assert len(pictures) == FIRST_ACT_PICTURES + 4
    assert pictures[-1] == f"{FIRST_ACT_PICTURES + 4:02d}-restored-closed.png"


@pytest.mark.pcscd
@pytest.mark.xdist_group("hardware")
def test_the_story_is_told_in_english_on_the_real_smart_card_service(tmp_path: Path) -> None:
    told = play(tmp_path, "--pcsc", "--language", "en")

    assert "Chip card: Camille is recognised" in told
    assert "The reader is back: by itself" in told
    assert "Journal verified" in told
