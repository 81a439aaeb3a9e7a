"""Plays sounds without QtMultimedia (an add-on): by Windows itself, or by the first player Linux has.

Nothing here may disturb the counter: it runs on a thread of its own, drops what comes too fast, and where
nothing can play it asks Qt for a beep.
"""

import logging
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from fidpos.ui.presenters.models import Sound

log = logging.getLogger(__name__)

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))
"""Programs that play the WAV file named after them, the best first."""

PLAY_LIMIT_S = 2.0
_WAITING_MAX = 2

Plays = Callable[[Path], bool]
"""Plays a file to its end; False when it could not."""


class SoundPlayer(QObject):
    """Never fails, never blocks. Lives on the GUI thread.

    Signals:
        _beep: nothing could play; crosses to the GUI thread.
    """

    _beep = Signal()

    def __init__(self, folder: Path, plays: Plays | None = None, *, muted: bool = False) -> None:
        super().__init__()
        self._folder = folder
        self._plays = plays or system_player()
        self._muted = muted
        self._waiting: queue.Queue[Sound | None] = queue.Queue(_WAITING_MAX)
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
        self._beep.connect(self._on_beep, Qt.ConnectionType.QueuedConnection)
        if not muted:
            self._thread.start()

    def play(self, sound: Sound) -> None:
        """Let it be heard, unless others still wait."""
        if self._muted:
            return
        try:
            self._waiting.put_nowait(sound)
        except queue.Full:
            log.debug("a sound was dropped")

    def stop(self, limit_s: float = 0.3) -> None:
        """Let go of the thread; a player that hangs is left behind, it is a daemon."""
        if self._thread.is_alive():
            while not self._waiting.empty():
                self._waiting.get_nowait()
            self._waiting.put_nowait(None)
            self._thread.join(limit_s)

    def _run(self) -> None:
        while (sound := self._waiting.get()) is not None:
            try:
                played = self._plays(self._folder / f"{sound.value}.wav")
            except Exception:
                log.exception("a sound could not be played")
                played = False
            if not played:
                self._beep.emit()

    @Slot()
    def _on_beep(self) -> None:
        QApplication.beep()


def system_player() -> Plays:
    """What this system offers."""
    if sys.platform == "win32":
        return _play_on_windows
    command = next((player for player in PLAYERS if shutil.which(player[0])), None)
    return _play_nothing if command is None else _program(command)


def _program(command: Sequence[str]) -> Plays:
    def play(file: Path) -> bool:
        try:
            ended = subprocess.run(  # noqa: S603 - one of PLAYERS, and a file of ours
                [*command, str(file)], check=False, capture_output=True, timeout=PLAY_LIMIT_S
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return ended.returncode == 0

    return play


def _play_nothing(file: Path) -> bool:
    log.debug("nothing plays %s here", file.name)
    return False


def _play_on_windows(file: Path) -> bool:
    if sys.platform == "win32":
        import winsound

        winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_NODEFAULT)
        return True
    return False
