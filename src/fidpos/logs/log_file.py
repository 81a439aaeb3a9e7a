"""The program's log file: rotated, capped, private, and never in the way of the counter."""

import io
import logging
import logging.handlers
import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from fidpos.logs.json_lines import JsonLines

RECENT_LINES = 50
"""How many of the last lines a crash report repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLimits:
    """All files of one program together take at most `file_bytes * files`."""

    file_bytes: int = 2_000_000
    files: int = 6


LIMITS = LogLimits()


@contextmanager
def logging_to(path: Path, limits: LogLimits = LIMITS) -> Iterator["RecentLines"]:
    """Write the log into `path` and its rotated companions while the context lasts.

    Gives the last lines, for crash reports. fidpos speaks from `info` on, libraries from `warning` on.
    """
    root, own = logging.getLogger(), logging.getLogger("fidpos")
    before = root.level, own.level
    file, recent = _PrivateFile(path, limits), RecentLines()
    for handler in (file, recent):
        handler.setFormatter(JsonLines())
        root.addHandler(handler)
    root.setLevel(logging.WARNING)
    own.setLevel(logging.INFO)
    try:
        yield recent
    finally:
        for handler in (file, recent):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(before[0])
        own.setLevel(before[1])


class RecentLines(logging.Handler):
    """Keeps the last lines in memory."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=RECENT_LINES)

    @property
    def lines(self) -> tuple[str, ...]:
        """Oldest first."""
        return tuple(self._lines)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line, unless it cannot be made: who logs is not disturbed."""
        with suppress(Exception):
            self._lines.append(self.format(record))


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """A rotating file for its user alone, which gives up a line rather than disturb who logs it."""

    def __init__(self, path: Path, limits: LogLimits) -> None:
        super().__init__(
            path,
            maxBytes=limits.file_bytes,
            backupCount=limits.files - 1,
            encoding="utf-8",
            delay=True,
            errors="backslashreplace",
        )

    def _open(self) -> io.TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        raw = os.fdopen(os.open(self.baseFilename, flags, 0o600), "ab")
        return io.TextIOWrapper(raw, encoding=self.encoding, errors=self.errors)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say nothing: a full disk has its own alarm, and logging would print the values to the terminal."""
