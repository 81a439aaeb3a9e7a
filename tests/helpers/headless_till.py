"""A till at work until somebody pulls the plug: `python -m tests.helpers.headless_till DIR [--seed N]`.

Opens the store of a `real_shop`, finishes the visit it finds in progress, then serves one member after the
other, as fast as it can. What it announces stands on standard output (`announced`). With `--die-before N` it
serves one member who uses and earns everything there is, and kills itself before the N-th statement between
Enter and the announcement.
"""

import argparse
import os
import random
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from fidpos.paths import TillFolder
from fidpos.till.view import CheckoutView, TillState
from tests.helpers.announced import Announcer, Dying, Gesture, Survived, say
from tests.helpers.real_shop import MEMBERS, member_id
from tests.helpers.real_till import RealTill, keystrokes


class Countdown:
    """Kills the process before the statement whose number is `fatal`, counted from the moment it is lit."""

    def __init__(self, fatal: int) -> None:
        self.counted = 0
        self._fatal = fatal
        self._is_lit = False

    def light(self) -> None:
        self._is_lit = True

    def put_out(self) -> None:
        self._is_lit = False

    def statement(self, sql: str) -> None:
        if not self._is_lit:
            return
        self.counted += 1
        if self.counted == self._fatal:
            say(Dying(statement=sql))
            os.kill(os.getpid(), signal.SIGKILL)


def trace_statements(traced: Callable[[str], None]) -> None:
    """Have every statement of every connection called out before it runs."""
    connect = dbapi2.connect

    def connect_traced(*args: Any, **kwargs: Any) -> Any:
        connection = connect(*args, **kwargs)
        connection.set_trace_callback(traced)
        return connection

    dbapi2.connect = connect_traced


class Cashier:
    """Serves members; each gesture is said before it is made."""

    def __init__(self, till: RealTill, chance: random.Random) -> None:
        self._till = till
        self._chance = chance

    def finish(self) -> None:
        """Close the visit that was in progress when the power went."""
        view = self._till.view
        if view.visit_id is None:
            return
        if view.member is None:
            self._present()
        if view.amount is None:
            self._type(self._chance.randrange(100, 4_000))
        self._enter()

    def serve(self) -> None:
        """One member, in one of the ways in which it happens."""
        amount = self._chance.randrange(100, 4_000)
        if self._chance.random() < 0.3:
            self._type(amount)
            self._present()
        else:
            self._present()
            self._type(amount)
        if self._chance.random() < 0.4:
            self._choose_reward(self._chance.randrange(1, 5))
        if self._chance.random() < 0.1:
            self._back()
        elif self._till.view.state is TillState.READY:
            self._enter()
            if self._chance.random() < 0.2:
                self._void()
        if self._chance.random() < 0.1:
            self._switch()

    def serve_newcomer(self, number: int) -> None:
        """A first visit with all there is: welcome, birthdays, a new tier, a reward out of two lots.

        One member in four has all of it, so that every such visit is made of the same statements.
        """
        self._present(4 * number)
        self._choose_reward(4)
        self._type(99_000)
        self._enter()

    def _present(self, number: int | None = None) -> None:
        chosen = number or self._chance.randrange(1, MEMBERS + 1)
        say(Gesture(act="present", member=member_id(chosen)))
        self._till.tap(chosen)

    def _type(self, minor: int) -> None:
        for shown in keystrokes(minor):
            say(Gesture(act="amount", amount=shown))
            self._till.type_amount(shown)

    def _choose_reward(self, number: int) -> None:
        say(Gesture(act="reward"))
        self._till.session.choose_reward(number)

    def _enter(self) -> None:
        say(Gesture(act="enter"))
        self._till.session.confirm()
        if self._till.view.question is not None:
            self._till.session.confirm()

    def _back(self) -> None:
        say(Gesture(act="back"))
        self._till.session.back()

    def _void(self) -> None:
        say(Gesture(act="void"))
        self._till.session.void_last()

    def _switch(self) -> None:
        say(Gesture(act="switch"))
        self._till.session.lock()
        self._till.sign_in()


def main() -> None:
    """Read the arguments and work."""
    parser = argparse.ArgumentParser(description="A till at work until somebody pulls the plug.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--die-before", type=int, default=0, metavar="N")
    options = parser.parse_args()
    countdown = Countdown(options.die_before)
    if options.die_before:
        trace_statements(countdown.statement)
    announcer = Announcer()

    def shown(view: CheckoutView) -> None:
        announcer.shown(view)
        if view.state is not TillState.CLOSING:
            countdown.put_out()
        elif is_last_visit:
            countdown.light()

    is_last_visit = False
    till = RealTill(TillFolder(options.folder), shown)
    announcer.start(till.view)
    till.sign_in()
    cashier = Cashier(till, random.Random(options.seed))
    cashier.finish()
    is_last_visit = bool(options.die_before)
    if is_last_visit:
        cashier.serve_newcomer(options.die_before)
        say(Survived(statements=countdown.counted))
        return
    while True:
        cashier.serve()


if __name__ == "__main__":
    main()
