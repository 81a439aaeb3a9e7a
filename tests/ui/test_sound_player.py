"""Sounds are played elsewhere, one after another, and never cost the counter anything."""

import stat
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fidpos.ui.presenters.models import Sound
from fidpos.ui.sound import player
from fidpos.ui.sound.player import SoundPlayer, system_player

FOLDER = Path("sounds")


class Recorder:
    """Stands where the system plays."""

    def __init__(self, *, works: bool = True) -> None:
        self.played: list[Path] = []
        self.threads: set[int] = set()
        self.works = works

    def __call__(self, file: Path) -> bool:
        self.played.append(file)
        self.threads.add(threading.get_ident())
        return self.works


@pytest.fixture
def beeps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    heard: list[int] = []
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append(threading.get_ident()))
    return heard


def test_a_sound_is_played_from_its_file_off_the_gui_thread(qtbot: QtBot) -> None:
    recorder = Recorder()
    sounds = SoundPlayer(FOLDER, recorder)

    sounds.play(Sound.SUCCESS)
    qtbot.waitUntil(lambda: bool(recorder.played))
    sounds.stop()

    assert recorder.played == [FOLDER / "success.wav"]
    assert threading.get_ident() not in recorder.threads


def test_where_nothing_can_play_qt_beeps(qtbot: QtBot, beeps: list[int]) -> None:
    sounds = SoundPlayer(FOLDER, Recorder(works=False))

    sounds.play(Sound.ERROR)
    qtbot.waitUntil(lambda: bool(beeps))
    sounds.stop()

    assert beeps == [threading.get_ident()]


def test_a_player_that_raises_costs_nothing(qtbot: QtBot, beeps: list[int]) -> None:
    def broken(file: Path) -> bool:
        raise OSError(file)

    sounds = SoundPlayer(FOLDER, broken)
    for _ in range(2):
        sounds.play(Sound.CARD)
    qtbot.waitUntil(lambda: len(beeps) == 2)
    sounds.stop()


def test_sounds_that_come_too_fast_are_dropped(qapp: object) -> None:
    release, recorder = threading.Event(), Recorder()

    def slow(file: Path) -> bool:
        release.wait()
        return recorder(file)

    sounds = SoundPlayer(FOLDER, slow)
    for _ in range(50):
        sounds.play(Sound.CARD)
    release.set()
    sounds.stop(limit_s=5)

    assert len(recorder.played) < 5


def test_muted_plays_nothing_and_stops_at_once(qapp: object) -> None:
    recorder = Recorder()
    sounds = SoundPlayer(FOLDER, recorder, muted=True)

    sounds.play(Sound.ERROR)
    sounds.stop()

    assert recorder.played == []


def _program(folder: Path, name: str, status: int) -> None:
    file = folder / name
    file.write_text(f'#!/bin/sh\necho "$@" > {folder}/heard\nexit {status}\n', "utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def test_linux_plays_by_the_first_program_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "aplay", 0)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert system_player()(Path("card.wav"))
    assert (tmp_path / "heard").read_text("utf-8") == "-q card.wav\n"


def test_a_program_that_fails_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "paplay", 1)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not system_player()(Path("card.wav"))


def test_a_program_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = tmp_path / "pw-play"
    hanging.write_text("#!/bin/sh\nread forever < /dev/tty0 || exec tail -f /dev/null\n", "utf-8")
    hanging.chmod(0o755)
    monkeypatch.setattr(player, "PLAYERS", ((str(hanging),),))
    monkeypatch.setattr(player, "PLAY_LIMIT_S", 0.1)

    assert not system_player()(Path("card.wav"))


def test_a_program_that_went_away_is_no_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "aplay", 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    plays = system_player()
    (tmp_path / "aplay").unlink()

    assert not plays(Path("card.wav"))


def test_a_system_without_any_player_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not system_player()(Path("card.wav"))
