"""The sounds are made by the script, and are told apart."""

import io
import wave
from pathlib import Path

import pytest

from fidpos.ui.presenters.models import Sound
from fidpos.ui.sound.tones import MELODIES, sound_file, write_sounds

SHIPPED = Path(__file__).parents[4] / "resources" / "sounds"


@pytest.mark.parametrize("sound", list(Sound))
def test_the_sound_that_is_shipped_is_the_one_the_script_makes(sound: Sound) -> None:
    assert (SHIPPED / f"{sound.value}.wav").read_bytes() == sound_file(sound)


@pytest.mark.parametrize("sound", list(Sound))
def test_a_sound_is_short_and_plays_anywhere(sound: Sound) -> None:
    with wave.open(io.BytesIO(sound_file(sound))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        assert 0.05 < file.getnframes() / file.getframerate() < 0.5


def test_success_rises_and_an_error_falls() -> None:
    success, error = (MELODIES[sound] for sound in (Sound.SUCCESS, Sound.ERROR))

    assert success[0].hertz < success[-1].hertz
    assert error[0].hertz > error[-1].hertz


def test_no_two_sounds_are_alike() -> None:
    assert len({MELODIES[sound] for sound in Sound}) == len(Sound)


def test_the_script_writes_one_file_a_sound(tmp_path: Path) -> None:
    write_sounds(tmp_path)

    assert {file.name for file in tmp_path.iterdir()} == {f"{sound.value}.wav" for sound in Sound}
