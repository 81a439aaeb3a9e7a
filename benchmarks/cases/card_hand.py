"""Puts one virtual chip in and takes it out again, line by line.

A program of its own, run where the virtual readers listen: `python -m benchmarks.cases.card_hand NUMBER`.
Each line on standard input changes what is: in, out, in. Ends with its input.
"""

import os
import sys
import threading

from fidpos.bootstrap.demo.virtual_card import FIRST_SLOT_PORT, insert
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard


def main() -> int:
    """Until standard input ends."""
    card = AppletCard(sys.argv[1])
    while sys.stdin.readline():
        listening, telling = os.pipe()
        with os.fdopen(listening, "rb", buffering=0) as until:
            held = threading.Thread(
                target=insert, args=(card,), kwargs={"port": FIRST_SLOT_PORT, "until": until}
            )
            held.start()
            sys.stdin.readline()
            os.close(telling)
            held.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
