"""Somebody at the lock screen with a list of PINs: `python -m tests.helpers.pin_thief DIR`.

Tries one PIN after the other for Inès, until the till says that she is disabled. With `--die-before N` there
is one try, and the process kills itself before the N-th statement of it; with `--right` there is one try,
with the right PIN.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from fidpos.paths import TillFolder
from fidpos.till.ports import PinChecker
from tests.helpers.announced import Announcer, Compared, Survived, say
from tests.helpers.counter import INES, PIN
from tests.helpers.headless_till import Countdown, trace_statements
from tests.helpers.real_till import RealTill


class WatchedPins:
    """Says when a PIN is compared, just before it is."""

    def __init__(self, pins: PinChecker) -> None:
        self._pins = pins

    def matches(self, pin_hash: str, pin: str) -> bool:
        say(Compared())
        return self._pins.matches(pin_hash, pin)


def main() -> None:
    """Read the arguments and try."""
    parser = argparse.ArgumentParser(description="Somebody at the lock screen with a list of PINs.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--die-before", type=int, default=0, metavar="N")
    parser.add_argument("--right", action="store_true")
    options = parser.parse_args()
    countdown = Countdown(options.die_before)
    if options.die_before:
        trace_statements(countdown.statement)
    announcer = Announcer()
    till = RealTill(TillFolder(options.folder), announcer.shown, wrap_pins=WatchedPins)
    announcer.start(till.view)
    for pin in _pins(right=options.right, once=bool(options.die_before)):
        till.session.choose_staff(INES.id)
        countdown.light()
        till.session.enter_pin(pin)
        countdown.put_out()
        banner = till.view.banner
        if banner is not None and banner.message.key == "sign_in.disabled":
            break
    say(Survived(statements=countdown.counted))


def _pins(*, right: bool, once: bool) -> Iterator[str]:
    if right:
        yield PIN
        return
    for number in range(1 if once else 1_000_000):
        yield f"{number:06d}"


if __name__ == "__main__":
    main()
