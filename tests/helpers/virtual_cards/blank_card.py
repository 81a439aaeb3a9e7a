"""A blank held out to a virtual reader, that can be pulled away or held on to in the middle of its writing.

What is written to it is kept in a file, so that the same card can be held out again. With `--pull-at N` it
leaves in place of its N-th answer, with `--hold-at N` it gives none until it is ended.
"""

import argparse
import pickle
import sys
from pathlib import Path

from fidpos.bootstrap.demo.empty_slot import wait_until_empty
from fidpos.bootstrap.demo.pcscd import FIRST_READER
from fidpos.bootstrap.demo.virtual_card import EMPTY_LIMIT_S, FIRST_SLOT_PORT, CardTakenAway, insert
from fidpos.readers.drivers.pcsc.api import Api, load_scard
from fidpos.readers.drivers.simulated.virtual_cards import VirtualChip
from tests.helpers.virtual_cards.blank_cards import BLANKS


class KeptCard:
    """A chip whose memory outlives the program."""

    def __init__(self, file: Path, kind: str, *, pull_at: int = 0, hold_at: int = 0) -> None:
        self._file = file
        self._pull_at = pull_at
        self._hold_at = hold_at
        self._answers = 0
        self._chip: VirtualChip = pickle.loads(file.read_bytes()) if file.exists() else BLANKS[kind]()

    @property
    def atr(self) -> bytes:
        return self._chip.atr

    def reset(self) -> None:
        self._chip.reset()

    def respond(self, command: bytes) -> bytes:
        self._answers += 1
        if self._answers == self._pull_at:
            print("pulled", flush=True)
            raise CardTakenAway
        if self._answers == self._hold_at:
            print("held", flush=True)
            sys.stdin.buffer.read()
            raise CardTakenAway
        answer = self._chip.respond(command)
        self._file.write_bytes(pickle.dumps(self._chip))
        return answer


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=BLANKS)
    parser.add_argument("file", type=Path)
    parser.add_argument("--pull-at", type=int, default=0)
    parser.add_argument("--hold-at", type=int, default=0)
    options = parser.parse_args()
    if not wait_until_empty(Api(load_scard()), FIRST_READER, EMPTY_LIMIT_S):
        return 1
    card = KeptCard(options.file, options.kind, pull_at=options.pull_at, hold_at=options.hold_at)
    return insert(card, port=FIRST_SLOT_PORT)


if __name__ == "__main__":
    raise SystemExit(main())
