"""Starts the card programs of a test, waits for what they say, and ends them."""

import contextlib
import selectors
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from fidpos.bootstrap.demo.pcscd import VirtualPcscd
from fidpos.bootstrap.demo.virtual_card import FIRST_SLOT_PORT

LIMIT_S = 60.0
ROOT = Path(__file__).parents[3]


class Program:
    """A running program."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=ROOT
        )

    def wait_for(self, line: str) -> None:
        said = self.next_line()
        assert said == line, f"waited for {line!r}, it said {said!r}"

    def next_line(self) -> str:
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            assert selector.select(LIMIT_S), "the program said nothing"
        return self._process.stdout.readline().decode().strip()

    def freeze(self) -> None:
        """The program stands still and sees nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """As when the power goes."""
        self._process.kill()
        self.end()

    def tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")

    def end_input(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def end(self) -> int:
        with contextlib.suppress(BrokenPipeError):
            self.end_input()
        try:
            return self._process.wait(LIMIT_S)
        finally:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()


class Hand:
    """Holds cards out to the virtual readers."""

    def __init__(self, pcscd: VirtualPcscd) -> None:
        self._pcscd = pcscd
        self._programs: list[Program] = []

    def insert(self, number: str, *, slot: int = 0, once_empty: str = "") -> Program:
        """An ordinary card, inserted once this returns."""
        return self._inserted(
            "-m",
            "fidpos.bootstrap.demo.virtual_card",
            *("--profile", "applet", "--number", number, "--port", str(FIRST_SLOT_PORT + slot)),
            *("--once-empty", once_empty),
        )

    def insert_special(self, program: str, number: str, *, slot: int = 0) -> Program:
        """A card of one of the programs beside this module."""
        return self._inserted(
            "-m", f"tests.helpers.virtual_cards.{program}", number, str(FIRST_SLOT_PORT + slot)
        )

    def run(self, program: str, *arguments: str) -> Program:
        """A program that is not a card."""
        running = Program(
            self._pcscd.card_command("-m", f"tests.helpers.virtual_cards.{program}", *arguments)
        )
        self._programs.append(running)
        return running

    def empty(self) -> None:
        """End whatever still runs."""
        for program in self._programs:
            program.end()

    def _inserted(self, *command: str) -> Program:
        program = Program(self._pcscd.card_command(*command))
        self._programs.append(program)
        program.wait_for("inserted")
        return program


@contextlib.contextmanager
def hand(pcscd: VirtualPcscd) -> Iterator[Hand]:
    """A hand that is empty afterwards."""
    holding = Hand(pcscd)
    try:
        yield holding
    finally:
        holding.empty()
