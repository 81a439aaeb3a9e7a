"""A till with its link until somebody pulls the plug: `python -m tests.helpers.register_victim DIR [...]`.

Opens the store of a `real_shop`, says its port and its register's token in one line of JSON, and serves the
first member. With `--die-before N` it kills itself before the N-th statement of a close, with `--die-after`
once the close is done and before its answer leaves.
"""

import argparse
import json
import os
import queue
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from fidpos.domain.register_ticket import RegisterTicket
from fidpos.link.asking import Till
from fidpos.link.keys import RegisterKeys
from fidpos.link.serving import LinkServer, Place
from fidpos.paths import TillFolder
from fidpos.till.register.door import RegisterDoor
from fidpos.till.register.standing import TicketAnswer
from tests.helpers.headless_till import Countdown, trace_statements
from tests.helpers.real_till import RealTill

NEVER = 10**9


class DyingDoor:
    """The door of the till, which does not survive a close."""

    def __init__(self, door: RegisterDoor, countdown: Countdown, *, dies_after: bool) -> None:
        self._countdown = countdown
        self._dies_after = dies_after
        self._close = door.close
        self.put, self.look, self.void, self.glance = door.put, door.look, door.void, door.glance

    def close(self, ticket: RegisterTicket, due_minor: int) -> TicketAnswer:
        self._countdown.light()
        answer = self._close(ticket, due_minor)
        if self._dies_after:
            os.kill(os.getpid(), signal.SIGKILL)
        self._countdown.put_out()
        return answer


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(description="A till with its link until somebody pulls the plug.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--die-before", type=int, default=NEVER)
    parser.add_argument("--die-after", action="store_true")
    options = parser.parse_args()
    countdown = Countdown(options.die_before)
    trace_statements(countdown.statement)
    till = RealTill(TillFolder(options.folder), lambda view: None)
    till.sign_in()
    if till.view.member is None:
        till.tap(1)
    todo: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    keys, token = RegisterKeys().paired("left", datetime(2026, 11, 22, tzinfo=UTC))
    dying = DyingDoor(till.session.register, countdown, dies_after=options.die_after)
    door = cast("RegisterDoor", dying)
    server = LinkServer(
        Till(door=door, on_worker=todo.put), lambda: keys, till.clock.monotonic_s, first_serial=1
    )
    server.start(Place())
    print(json.dumps({"port": server.port, "token": token}), flush=True)
    while True:
        todo.get()()


if __name__ == "__main__":
    main()
