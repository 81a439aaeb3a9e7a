"""A centre that is served to tills from threads of this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.cases.centre import Served
from fidpos.server.api.desk import Desk
from fidpos.server.api.gate import Gate
from fidpos.server.api.hub import Hub
from fidpos.server.api.metrics import Metrics
from fidpos.server.api.serving import Serving, listening
from fidpos.server.api.sync import SyncRoutes
from fidpos.server.api.workers import Workers
from fidpos.server.app import make_app


@contextmanager
def serving(served: Served, gate: Gate, *, workers: int) -> Iterator[int]:
    """Serve the centre over HTTP on loopback, with so many threads for its requests; gives the port."""
    hub, metrics, pool = Hub(), Metrics(), Workers(workers)
    desk = Desk(served.store, gate, served.clock, open_box=lambda _, box: box, announce=hub.tell)
    app = make_app(
        routes=SyncRoutes(desk, hub, pool, metrics).routes(),
        hub=hub,
        workers=pool,
        metrics=metrics,
        ready=served.database.check,
    )
    with Serving(app, hub, listening("127.0.0.1", 0)) as running:
        yield running.port
