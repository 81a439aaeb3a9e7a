"""Kills a process before each step of what it does to files and stores, one step after the other.

A step is a file opened for writing, renamed, removed, linked or made, as Python's audit events tell, or a
statement that begins, ends or copies a transaction. Each life is a fork, so this must run in a process of its
own, with one thread and no store open: `python -m tests.helpers.cut_upkeep`.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from tests.helpers.headless_till import trace_statements

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_FILE_STEPS = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.chmod", "os.truncate"}
_STATEMENTS = ("BEGIN", "COMMIT", "VACUUM", "PRAGMA rekey", "PRAGMA wal_checkpoint", "PRAGMA journal_mode")


class Fuse:
    """Counts steps; before the fatal one it writes down which it was, and kills the process."""

    def __init__(self, fatal: int, note: Path, statements: tuple[str, ...]) -> None:
        self._left = fatal
        self._note = note
        self._statements = statements
        sys.addaudithook(self._event)
        trace_statements(self._statement)

    def _event(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in _FILE_STEPS:
            self._step(event)
        elif event == "open" and isinstance(flags := arguments[2], int) and flags & _WRITING:
            self._step("open")

    def _statement(self, sql: str) -> None:
        if sql.startswith(self._statements):
            self._step(sql.partition("'")[0].strip())

    def _step(self, step: str) -> None:
        self._left -= 1
        if self._left == 0:
            self._note.write_text(step, encoding="utf-8")
            os.kill(os.getpid(), signal.SIGKILL)


def cut_before_each_step(
    act: Callable[[Path], None],
    template: Path,
    *,
    check: Callable[[Path], None],
    statements: tuple[str, ...] = _STATEMENTS,
) -> list[str]:
    """Do `act` on a copy of the folder `template`, killed before its first step, its second, and so on.

    Args:
        act: what is done, given the copy.
        template: how the folder is before.
        check: asserts what must hold of the copy, after each kill and after the run that was not killed.
        statements: how those begin that are steps.

    Returns:
        The steps, in order.
    """
    steps: list[str] = []
    while True:
        folder = template.with_name(f"{template.name}.{len(steps) + 1}")
        note = template.with_name("step")
        shutil.copytree(template, folder)
        child = os.fork()
        if child == 0:
            Fuse(len(steps) + 1, note, statements)
            act(folder)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert status in {0, signal.SIGKILL}, "the act failed by itself"
        check(folder)
        shutil.rmtree(folder)
        if status == 0:
            return steps
        steps.append(note.read_text(encoding="utf-8"))
