"""A card program for nfcpy's `udp` driver, and the hand that tells it what to hold out."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


class UdpField:
    """A running `nfc_udp_card`."""

    def __init__(self, program: "subprocess.Popen[str]") -> None:
        self._program = program
        self.port = int(self._line())

    @property
    def path(self) -> str:
        """Where nfcpy finds it."""
        return f"udp:localhost:{self.port}"

    def say(self, *words: str) -> None:
        """Tell it and wait until it is done."""
        assert self._program.stdin is not None
        self._program.stdin.write(" ".join(words) + "\n")
        self._program.stdin.flush()
        assert self._line() == "ok\n"

    def kill(self) -> None:
        """End it as if the power were cut."""
        self._program.kill()
        self._program.wait()

    def _line(self) -> str:
        assert self._program.stdout is not None
        return self._program.stdout.readline()


@contextmanager
def udp_field() -> Iterator[UdpField]:
    """A field without a card, for as long as it is wanted."""
    command = [sys.executable, "-m", "tests.helpers.nfc_udp_card"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        field = UdpField(program)
        yield field
        field.kill()
