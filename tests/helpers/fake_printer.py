"""A ticket printer that does not exist: it understands ESC/POS as far as we speak it, and can fail.

`PaperTrail` is the mechanics: bytes in, dots on paper and answers out. It hangs on a TCP port or on the far
end of a pseudo-terminal.
"""

import os
import select
import socket
import threading
import tty
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

_WAIT_S = 60.0
_OFFLINE, _PAPER = 2, 4


class PaperTrail:
    """What a printer does with bytes.

    Attributes:
        has_paper: False once the roll is at its end.
        is_open: the cover stands open.
        is_silent: it answers nothing, as cheap ones do.
        rows_left: rows until the roll ends; None for a new roll.
        tickets: what was cut off, each as its rows of dots.
        strange: bytes that are no command of ours.
    """

    def __init__(self) -> None:
        self.has_paper = True
        self.is_open = False
        self.is_silent = False
        self.rows_left: int | None = None
        self.tickets: list[bytes] = []
        self.strange = bytearray()
        self._paper = bytearray()
        self._pending = bytearray()
        self._waiting = bytearray()

    def take(self, data: bytes) -> bytes:
        """Work on what came; what is to be answered."""
        self._pending += data
        answer = bytearray()
        while (done := self._next(answer)) > 0:
            del self._pending[:done]
        while not self.has_paper and (place := self._pending.find(b"\x10\x04")) >= 0:
            answer.append(self._status(self._pending[place + 2]))
            del self._pending[place : place + 3]
        return b"" if self.is_silent else bytes(answer)

    def _next(self, answer: bytearray) -> int:
        """Perform one command; how many bytes it had, none where more must come first."""
        at, size = self._pending, len(self._pending)
        if at.startswith(b"\x10\x04"):
            if size < 3:
                return 0
            answer.append(self._status(at[2]))
            return 3
        if not self.has_paper and size:
            return 0
        if at.startswith(b"\x1b@"):
            return 2
        if at.startswith(b"\x1dv0\x00"):
            return self._raster(size)
        if at.startswith(b"\x1dVB"):
            if size < 4:
                return 0
            self.tickets.append(bytes(self._paper))
            self._paper.clear()
            return 4
        if at.startswith(b"\x1dr"):
            if size < 3:
                return 0
            answer.append(0)
            return 3
        if size and size < 4 and any(known.startswith(bytes(at)) for known in _KNOWN):
            return 0
        self.strange += at[:1]
        return min(size, 1)

    def _raster(self, size: int) -> int:
        if size < 8:
            return 0
        row_bytes = int.from_bytes(self._pending[4:6], "little")
        rows = int.from_bytes(self._pending[6:8], "little")
        whole = 8 + row_bytes * rows
        if size < whole:
            return 0
        self._paper += self._pending[8:whole]
        if self.rows_left is not None:
            self.rows_left -= rows
            self.has_paper = self.rows_left > 0
        return whole

    def _status(self, question: int) -> int:
        if question == _OFFLINE:
            return 0x12 | (0x04 if self.is_open else 0) | (0x20 if not self.has_paper else 0)
        assert question == _PAPER
        return 0x12 | (0x60 if not self.has_paper else 0)


_KNOWN = (b"\x1b@", b"\x1dv0\x00", b"\x1dVB", b"\x1dr", b"\x10\x04")


class FakePrinter(ABC):
    """The mechanics on their own thread.

    Attributes:
        is_stalled: set, nothing is read any more.
    """

    def __init__(self) -> None:
        self.trail = PaperTrail()
        self.is_stalled = threading.Event()
        self._changed = threading.Condition()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fake printer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join(_WAIT_S)
        self._let_go()

    def wait_for(self, what: Callable[[PaperTrail], bool]) -> None:
        """Until the mechanics are so."""
        with self._changed:
            assert self._changed.wait_for(lambda: what(self.trail), _WAIT_S), "the printer never got there"

    def _run(self) -> None:
        while not self._ending.is_set():
            if self.is_stalled.is_set():
                self._ending.wait(0.01)
                continue
            with suppress(OSError):
                self._serve()

    def _worked(self, data: bytes) -> bytes:
        with self._changed:
            answer = self.trail.take(data)
            self._changed.notify_all()
        return answer

    @abstractmethod
    def _serve(self) -> None:
        """One look for bytes."""

    @abstractmethod
    def _let_go(self) -> None:
        """The end of what it listens on."""


class TcpPrinter(FakePrinter):
    """On a port of the loopback; `vanish` closes it for good.

    Attributes:
        vanishes_after: bytes after which it does so by itself; None for never.
    """

    def __init__(self) -> None:
        super().__init__()
        self.vanishes_after: int | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._client: socket.socket | None = None
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"

    def vanish(self) -> None:
        """Pull its plug."""
        self._listener.close()
        if self._client is not None:
            self._client.close()

    def _serve(self) -> None:
        heard = [self._listener, *([self._client] if self._client is not None else [])]
        readable, _, _ = select.select([each for each in heard if each.fileno() >= 0], [], [], 0.02)
        if self._listener in readable:
            newcomer, _ = self._listener.accept()
            if self._client is not None:
                self._client.close()
            self._client = newcomer
        elif self._client is not None and self._client in readable:
            data = self._client.recv(4096)
            if not data:
                self._client.close()
                self._client = None
                return
            if self.vanishes_after is not None:
                self.vanishes_after -= len(data)
                if self.vanishes_after <= 0:
                    self.vanish()
                    return
            self._client.sendall(self._worked(data))

    def _let_go(self) -> None:
        self.vanish()


class PtyPrinter(FakePrinter):
    """On a pseudo-terminal: `device` is its serial port."""

    def __init__(self) -> None:
        super().__init__()
        self._far, self._near = os.openpty()
        tty.setraw(self._near)
        self.device = Path(os.ttyname(self._near))

    def _serve(self) -> None:
        readable, _, _ = select.select([self._far], [], [], 0.02)
        if readable:
            os.write(self._far, self._worked(os.read(self._far, 4096)))

    def _let_go(self) -> None:
        os.close(self._far)
        os.close(self._near)
