"""`fidpos till pair` without the terminal.

As a program, `python -m tests.helpers.paired_in_folder DIR URL CODE`, it does so once and may be killed.
"""

import sys
from pathlib import Path

import pytest

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.pairing import NotDone, wish
from fidpos.bootstrap.pairing_folder import pair_folder
from fidpos.paths import TillFolder
from fidpos.till.centre_link import PairingRefused
from fidpos.wire.sync.pairing_code import PairingCode, typed
from tests.helpers.centre_process import Network
from tests.helpers.counter import PIN


class AtTheTill:
    """Somebody who chooses the first name and knows this PIN."""

    def __init__(self, pin: str = PIN) -> None:
        self._pin = pin

    def who(self, names: tuple[str, ...]) -> int | None:
        return 0

    def pin(self, name: str) -> str:
        return self._pin


def pair(
    root: Path, url: str, code: PairingCode | str, *, name: str = "Till 1", asking: AtTheTill | None = None
) -> None:
    """Pair the till in the folder, its keys in a file."""
    wished = wish(url, code if isinstance(code, str) else typed(code), name)
    pair_folder(TillFolder(root), wished, asking or AtTheTill(), SystemClock(), use_system_keys=False)


def refused(root: Path, url: str, code: PairingCode) -> PairingRefused:
    """Why the till is not paired."""
    with pytest.raises(NotDone) as fault:
        pair(root, url, code)
    return fault.value.said


def tills_of(network: Network) -> list[str]:
    """The names under which the centre knows tills."""
    with network.place.operator() as operator:
        return [till.name for till in operator.tills(network.number)]


def main() -> None:
    """Once."""
    pair(Path(sys.argv[1]), sys.argv[2], sys.argv[3])


if __name__ == "__main__":
    main()
