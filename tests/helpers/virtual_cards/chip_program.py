"""What the programs of chips have in common: hold one out, or pull it away in the middle of a command."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from fidpos.bootstrap.demo.virtual_card import FIRST_SLOT_PORT, CardTakenAway, insert
from fidpos.readers.drivers.simulated.virtual_cards import VirtualChip


@dataclass(slots=True)
class Leaving:
    """A chip that is pulled away when it gets a command with this instruction byte."""

    chip: VirtualChip
    instruction: int

    @property
    def atr(self) -> bytes:
        return self.chip.atr

    def reset(self) -> None:
        self.chip.reset()

    def respond(self, command: bytes) -> bytes:
        if command[1] == self.instruction:
            print("pulled", flush=True)
            raise CardTakenAway
        return self.chip.respond(command)


def chip_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=FIRST_SLOT_PORT)
    parser.add_argument("--leave-at", type=lambda text: int(text, 16))
    return parser


def run_chip(parser: argparse.ArgumentParser, make: Callable[[argparse.Namespace], VirtualChip]) -> int:
    options = parser.parse_args()
    chip = make(options)
    return insert(chip if options.leave_at is None else Leaving(chip, options.leave_at), port=options.port)
