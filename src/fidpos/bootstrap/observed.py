"""What every program does before it does anything else: write a log, and leave a report should it crash."""

from collections.abc import Iterator
from contextlib import contextmanager

from fidpos import __version__
from fidpos.domain.errors import FidposError
from fidpos.logs.crash import CrashReporter, reporting
from fidpos.logs.log_file import logging_to
from fidpos.paths import ServerFolder, TillFolder


@contextmanager
def observed(folder: TillFolder | ServerFolder, program: str) -> Iterator[CrashReporter]:
    """Log into the data folder, and report what was not foreseen, while the context lasts.

    Raises:
        StoreReadOnly: the folder cannot be made or written.
    """
    folder.create()
    with logging_to(folder.logs / f"{program}.log") as recent:
        reporter = CrashReporter(
            folder=folder.crashes, program=f"{program} {__version__}", recent=lambda: recent.lines
        )
        with reporting(reporter):
            try:
                yield reporter
            except FidposError:
                raise
            except Exception as error:
                reporter.report(error)
                raise
