"""What was not foreseen leaves a report without personal data, and one line on the terminal."""

import faulthandler
import json
import logging
import platform
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from fidpos.logs.correlation import current_visit
from fidpos.logs.faults import fault_of, fields_of
from fidpos.logs.json_lines import instant_text

REPORTS_MAX = 20

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrashReporter:
    """Writes reports into one folder, the newest `REPORTS_MAX` of which are kept.

    Attributes:
        program: its name and version, such as `till 0.1.0`.
        recent: gives the last log lines.
    """

    folder: Path
    program: str
    recent: Callable[[], tuple[str, ...]]

    @property
    def native_file(self) -> Path:
        """Where `faulthandler` writes the threads' places when the process dies of a signal."""
        return self.folder / f"native-{self.program.split()[0]}.txt"

    def report(self, error: BaseException) -> Path | None:
        """Log the error and write a report; None if not even that was possible."""
        _log.critical("unforeseen", exc_info=error)
        now = time.time()
        content = {
            "at": instant_text(now),
            "program": self.program,
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.release()} {platform.machine()}",
            "thread": threading.current_thread().name,
            "visit": str(current_visit() or ""),
            "fault": fields_of(fault_of(error)),
            "recent": [json.loads(line) for line in self.recent()],
        }
        path = self.folder / f"crash-{instant_text(now).replace(':', '').replace('.', '-')}.json"
        try:
            path.touch(mode=0o600)
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
            self._forget_old()
        except OSError:
            return None
        return path

    def keep_native(self) -> Path | None:
        """Set aside what the last run left when it died of a signal; None if it ended well."""
        left = self.native_file
        try:
            if left.stat().st_size == 0:
                return None
            died_at = instant_text(left.stat().st_mtime).replace(":", "").replace(".", "-")
            return left.rename(self.folder / f"crash-{died_at}-native.txt")
        except OSError:
            return None

    def _forget_old(self) -> None:
        for path in sorted(self.folder.glob("crash-*"))[:-REPORTS_MAX]:
            path.unlink(missing_ok=True)


@contextmanager
def reporting(reporter: CrashReporter) -> Iterator[None]:
    """While the context lasts, what nobody caught in any thread, or kills the process, leaves a report."""
    if reporter.keep_native() is not None:
        _log.error("the last run died of a signal; where its threads were stands in the crash folder")
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    sys.excepthook = _on_exception(reporter)
    threading.excepthook = lambda event: _in_thread(reporter, event)
    sys.unraisablehook = lambda event: _unraisable(reporter, event)
    try:
        with _native_file(reporter.native_file):
            yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before


def _on_exception(
    reporter: CrashReporter,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def hook(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        path = reporter.report(error)
        sys.stderr.write(f"fidpos: {kind.__name__}, see {path or 'the log'}\n")

    return hook


def _in_thread(reporter: CrashReporter, event: threading.ExceptHookArgs) -> None:
    if event.exc_value is not None and not isinstance(event.exc_value, SystemExit):
        reporter.report(event.exc_value)


def _unraisable(reporter: CrashReporter, event: "sys.UnraisableHookArgs") -> None:
    if event.exc_value is not None:
        reporter.report(event.exc_value)


@contextmanager
def _native_file(path: Path) -> Iterator[None]:
    try:
        file: IO[str] = path.open("w", encoding="utf-8")
    except OSError:
        yield
        return
    with file:
        faulthandler.enable(file)
        try:
            yield
        finally:
            faulthandler.disable()
    path.unlink(missing_ok=True)
