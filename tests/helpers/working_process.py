"""A process that does queued jobs, as a server does beside its pages; its one kind of job waits to be let go.

    python -m tests.helpers.working_process <conninfo> <folder>

A job says that it is at work by a line of output, and ends once the file `go` lies in the folder.
"""

import logging
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from fidpos.bootstrap.clock import SystemClock
from fidpos.server.db.engine import Database
from fidpos.server.db.queueing import Errand, to_queue
from fidpos.server.db.store import PostgresCentre
from fidpos.server.jobs import worker
from fidpos.server.jobs.job import JobKind, JobRun
from fidpos.server.jobs.running import Workshop

KIND = "waits"
MASTER_KEY = bytes(32)
POLL_S = 0.2
"""Somebody waits for what is found by looking."""


def main() -> None:
    """Until standard input ends."""
    logging.disable()
    worker.POLL_S = POLL_S
    conninfo, folder = sys.argv[1], Path(sys.argv[2])

    def wait(run: JobRun) -> Mapping[str, object]:
        sys.stdout.write("at work\n")
        sys.stdout.flush()
        pause = threading.Event()
        while not (folder / "go").exists():
            run.report(0, 1)
            pause.wait(0.02)
        with (folder / "done").open("a", encoding="utf-8") as done:
            done.write("done\n")
        return {}

    stopping = threading.Event()
    database = Database(conninfo, size=4).open()
    workshop = Workshop(
        store=PostgresCentre(database, clock=SystemClock(), master_key=MASTER_KEY),
        clock=SystemClock(),
        folder=folder,
        kinds={KIND: JobKind(name=KIND, run=wait)},
        announce=lambda merchant_id: None,
        is_stopping=stopping.is_set,
    )
    with worker.Worker(
        to_queue(database.conninfo), {Errand.OFFICE_JOB: workshop.run}, lambda: None, stopping
    ):
        sys.stdin.read()
    database.close()


if __name__ == "__main__":
    main()
