"""The cash register beside the demonstration's till: that of the command line, on a thread of its own."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from fidpos.bootstrap.errands import Errands
from fidpos.bootstrap.register_keys import read_keys
from fidpos.bootstrap.register_line import RegisterLine, register_at
from fidpos.bootstrap.whole_file import whole_file
from fidpos.paths import TillFolder

log = logging.getLogger(__name__)

NAME = "demo"
STOP_S = 1.0


def pair(folder: TillFolder, at: datetime) -> str:
    """Let the demonstration's register in; nobody is asked, since nothing here is real. Gives its token."""
    keys, token = read_keys(folder.registers).paired(NAME, at)
    with whole_file(folder.registers) as file:
        file.write(keys.to_bytes())
    return token


class DemoRegister:
    """Rings up what it is told, one command after the other.

    Args:
        token: as `pair` gave it.
        port: where the till's link listens; None until it does.
        now: for the business day.
    """

    def __init__(self, token: str, port: Callable[[], int | None], now: Callable[[], datetime]) -> None:
        self._token = token
        self._port = port
        self._now = now
        self._line: RegisterLine | None = None
        self._errands = Errands("demo-register", _failed)

    def ring(self, *commands: str) -> None:
        """Do these, without anybody waiting for it."""
        for command in commands:
            self._errands.send(partial(self._perform, command))

    def close(self) -> None:
        """Nothing is rung up any more."""
        self._errands.stop(STOP_S)

    def _perform(self, command: str) -> None:
        if self._line is None:
            url = f"http://127.0.0.1:{self._port()}"
            self._line = register_at(url, self._token, day=self._now().date(), currency="EUR")
        self._line.perform(command)


def _failed(error: BaseException) -> None:
    log.warning("the register could not ring up", exc_info=error)
