"""The ticket printer beside the demonstration's till: on the loopback, with a roll that can be taken out."""

import socket
import threading
from contextlib import suppress

_RECEIVED_BYTES = 4096
_END_S = 1.0
_STATUS, _IN_TURN, _PICTURE = b"\x10\x04", b"\x1dr", b"\x1dv0\x00"
_PICTURE_HEAD = 8
_LENGTHS = {b"\x1b@": 2, b"\x1dVB": 4, _STATUS: 3, _IN_TURN: 3}
"""Of the other commands that a ticket consists of."""
_OFFLINE_QUESTION = 2
_FINE, _OFFLINE_NO_PAPER, _NO_PAPER = 0x12, 0x20, 0x60


class DemoPrinter:
    """Takes tickets and throws them away; says how it is when it is asked."""

    def __init__(self) -> None:
        self._has_paper = threading.Event()
        self._has_paper.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, name="demo-printer", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """As a till's settings have it."""
        host, port = self._listening.getsockname()[:2]
        return f"{host}:{port}"

    def put_paper(self, is_there: bool, /) -> None:
        """Put a new roll in, or take the roll out: then it prints nothing, and says so."""
        (self._has_paper.set if is_there else self._has_paper.clear)()

    def close(self) -> None:
        """Nothing is printed any more."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(_END_S)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            with client, suppress(OSError):
                self._print_for(client)

    def _print_for(self, client: socket.socket) -> None:
        pending = bytearray()
        while data := client.recv(_RECEIVED_BYTES):
            pending += data
            while (size := command_length(bytes(pending[:_PICTURE_HEAD]))) and size <= len(pending):
                client.sendall(self._answer(bytes(pending[:size])))
                del pending[:size]

    def _answer(self, command: bytes) -> bytes:
        if command.startswith(_IN_TURN):
            return b"\x00"
        if not command.startswith(_STATUS):
            return b""
        if self._has_paper.is_set():
            return bytes([_FINE])
        return bytes([_FINE | (_OFFLINE_NO_PAPER if command[-1] == _OFFLINE_QUESTION else _NO_PAPER)])


def command_length(head: bytes) -> int:
    """How many bytes the command has that begins like this; none while that cannot be told yet."""
    if head.startswith(_PICTURE):
        if len(head) < _PICTURE_HEAD:
            return 0
        row_bytes, rows = int.from_bytes(head[4:6], "little"), int.from_bytes(head[6:8], "little")
        return _PICTURE_HEAD + row_bytes * rows
    return next((length for start, length in _LENGTHS.items() if head.startswith(start)), 0)
