"""The four sounds as sums of sines: `python -m fidpos.ui.sound.tones FOLDER` writes them as WAV files.

Success rises, a card is one soft note, a warning repeats one note, an error falls low. All last less than
half a second, so that a queue of customers stays bearable.
"""

import io
import math
import struct
import sys
import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fidpos.ui.presenters.models import Sound

RATE_HZ = 22_050
_PEAK = 32_767
_LOUDNESS = 0.5
_ATTACK_S = 0.004


@dataclass(frozen=True, slots=True)
class Note:
    """One note, or a silence at 0 Hz."""

    hertz: float
    seconds: float


MELODIES = {
    Sound.CARD: (Note(880.0, 0.11),),
    Sound.SUCCESS: (Note(659.3, 0.09), Note(987.8, 0.20)),
    Sound.WARNING: (Note(587.3, 0.09), Note(0.0, 0.05), Note(587.3, 0.12)),
    Sound.ERROR: (Note(311.1, 0.14), Note(207.7, 0.26)),
}


def sound_file(sound: Sound) -> bytes:
    """The sound as a mono WAV file of 16 bits."""
    samples = [round(_PEAK * _LOUDNESS * level) for level in _levels(MELODIES[sound])]
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return buffer.getvalue()


def write_sounds(folder: Path) -> None:
    """Write every sound as `<name>.wav`."""
    for sound in Sound:
        (folder / f"{sound.value}.wav").write_bytes(sound_file(sound))


def _levels(notes: Iterable[Note]) -> Iterator[float]:
    for note in notes:
        count = round(note.seconds * RATE_HZ)
        for index in range(count):
            at_s = index / RATE_HZ
            fade = min(1.0, at_s / _ATTACK_S) * (1 - index / count) ** 1.5
            turn = 2 * math.pi * note.hertz * at_s
            yield fade * (0.8 * math.sin(turn) + 0.2 * math.sin(2 * turn))


if __name__ == "__main__":
    write_sounds(Path(sys.argv[1]))
