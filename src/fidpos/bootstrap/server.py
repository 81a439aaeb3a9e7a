"""`fidpos server`: the centre's parts put together, and served until somebody stops it."""

import _thread
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from tempfile import TemporaryFile
from types import FrameType
from typing import IO

from fidpos.bootstrap.back_office import back_office
from fidpos.bootstrap.centre import OpenCentre, open_centre
from fidpos.bootstrap.centre_operations import LookingAfter, looked_after
from fidpos.bootstrap.centre_work import at_work, postman_of, workshop
from fidpos.bootstrap.observed import observed
from fidpos.paths import ServerFolder
from fidpos.server.api.desk import Desk, Gifts
from fidpos.server.api.gate import Gate
from fidpos.server.api.hub import Hub
from fidpos.server.api.metrics import Metrics
from fidpos.server.api.pair import Reception, door
from fidpos.server.api.serving import Certificate, Serving, listening
from fidpos.server.api.sync import SyncRoutes
from fidpos.server.api.workers import Workers
from fidpos.server.app import make_app
from fidpos.server.db.announcing import Announcer
from fidpos.server.db.engine import OFFICE_CONNECTIONS, POOL_SIZE
from fidpos.server.db.nightly import Nightly
from fidpos.server.db.recomputing import Recomputing
from fidpos.server.operations.lapse import Lapsing
from fidpos.server.services.upgraded import AfterUpgrade
from fidpos.server.shelf import Shelf
from fidpos.server.tls import own_certificate, pin_for

_log = logging.getLogger(__name__)

ORPHANED_AFTER_S = 1.0
"""How often a server that joined the database of another program sees whether that one is still there."""
FOR_TILLS = POOL_SIZE - OFFICE_CONNECTIONS - 2
FOR_COUNTERS = 2
"""Connections to the database for what somebody at a counter waits for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to listen.

    Attributes:
        bind: an address of this machine; only the loopback is reached without TLS.
        certificate: None to make one where one is needed.
        behind_proxy: TLS ends before us, at a proxy that is the only one to reach us.
    """

    bind: str = "127.0.0.1"
    port: int = 8750
    certificate: Certificate | None = None
    behind_proxy: bool = False


class _Stopped(BaseException):
    """Somebody asked the program to end."""


def run_server(
    folder: ServerFolder, place: Place, environment: Mapping[str, str], serving: Callable[[str], None]
) -> None:
    """Serve until SIGTERM or SIGINT; what is being worked on is finished.

    The embedded database may be run by an operator's command that was there first, and end with it: then
    everything is put together anew, on a database of our own.

    Args:
        folder: of the centre's data.
        place: where to listen.
        environment: may name a database.
        serving: is told the address once requests are taken.

    Raises:
        FidposError: it cannot serve; nothing was half done.
    """
    folder.create()
    try:
        with _until_stopped(), observed(folder, "server"), _said():
            is_orphaned = True
            while is_orphaned:
                with open_centre(folder, environment) as centre:
                    is_orphaned = _serve(
                        centre,
                        folder,
                        _certified(place, folder),
                        environment=environment,
                        serving=serving,
                        looking_after=partial(looked_after, folder, environment),
                    )
    except _Stopped:
        """As was asked."""


def end_when_left_alone() -> None:
    """From now on the program is stopped, in good order, once its standard input is closed.

    Whoever started it holds the other end, so that it ends with that program, however that one ends.
    """
    descriptor = sys.stdin.fileno()

    def attend() -> None:
        while os.read(descriptor, 1):
            """Nobody means what is typed."""
        _thread.interrupt_main(signal.SIGTERM)

    threading.Thread(target=attend, name="attended", daemon=True).start()


def _serve(
    centre: OpenCentre,
    folder: ServerFolder,
    place: Place,
    *,
    environment: Mapping[str, str],
    serving: Callable[[str], None],
    looking_after: LookingAfter,
) -> bool:
    """Until it ends; whether that was because the database went with the program that ran it."""
    hub, metrics, workers = Hub(), Metrics(), Workers(FOR_TILLS, counter_threads=FOR_COUNTERS)
    store = centre.store()
    announcer = Announcer(centre.database.conninfo, hub.tell)
    shelf = Shelf(store, centre.clock, partial(_nameless_file, folder))
    desk = Desk(
        store,
        Gate(store, centre.clock),
        centre.clock,
        open_box=centre.keyring.open_box,
        announce=announcer.tell,
        gifts=Gifts(shelf=shelf, allow=centre.keyring.allow),
    )
    pin = pin_for(place.certificate) if place.certificate else None
    reception = Reception(centre.register, centre.keyring, centre.clock, tls_pin=pin)
    routes = SyncRoutes(desk, hub, workers, metrics)
    stopping = threading.Event()
    postman = postman_of(centre, store, environment)
    works = workshop(centre, store, folder, announcer.tell, stopping)
    office = back_office(centre, store, works, _address(place), folder)
    app = make_app(
        routes=[*routes.routes(), *door(reception, routes, workers), *office.routes()],
        hub=hub,
        workers=workers,
        metrics=metrics,
        ready=centre.database.check,
    )
    again = Recomputing(database=centre.database, clock=centre.clock, master_key=centre.keyring.master)
    newer = AfterUpgrade(store=store, merchants=centre.merchants)
    nightly = Nightly(database=centre.database, store=store, clock=centre.clock, announce=announcer.tell)
    lapsing = Lapsing(store=store, merchants=centre.merchants, clock=centre.clock)
    socket = listening(place.bind, place.port)
    with (
        looking_after((again.run, newer.run, nightly.run, lapsing.run), metrics.gauge),
        announcer,
        closing(shelf),
        closing(office),
        at_work(centre, works, postman, stopping),
        Serving(app, hub, socket, place.certificate, behind_proxy=place.behind_proxy) as served,
    ):
        _settle_in()
        _log.info("serving on port %d", served.port)
        serving(_address(place, served.port))
        while not served.ended.wait(ORPHANED_AFTER_S):
            if centre.is_orphaned():
                _log.warning("the program that ran the database has ended: starting anew")
                return True
    _log.error("serving ended by itself")
    return False


def _address(place: Place, port: int | None = None) -> str:
    scheme = "https" if place.certificate else "http"
    host = f"[{place.bind}]" if ":" in place.bind else place.bind
    return f"{scheme}://{host}:{port or place.port}"


def _settle_in() -> None:
    """What is there from the start stays: the collector need not look through it again and again.

    Taking in a push of 500 visits makes enough objects for several full collections. Without this they took a
    third of the processor's time (docs/benchmarks.md, ingest.pg).
    """
    gc.collect()
    gc.freeze()


def _nameless_file(folder: ServerFolder) -> IO[bytes]:
    """Room that is given back when it is closed, or when the process ends, however it ends."""
    return TemporaryFile(dir=folder.root)


def _certified(place: Place, folder: ServerFolder) -> Place:
    """Whoever listens beyond the machine speaks TLS, here or at a proxy."""
    if place.certificate is not None or place.behind_proxy or _is_loopback(place.bind):
        return place
    return Place(bind=place.bind, port=place.port, certificate=own_certificate(folder.tls_key))


def _is_loopback(bind: str) -> bool:
    try:
        return ip_address(bind).is_loopback
    except ValueError:
        return bind == "localhost"


@contextmanager
def _said() -> Iterator[None]:
    """The log says when the program ends, and whether that was wanted."""
    try:
        yield
    except _Stopped:
        _log.info("stopped, as was asked")
        raise


@contextmanager
def _until_stopped() -> Iterator[None]:
    """The first signal unwinds the program from wherever it is; from then on it ends in good order."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise _Stopped

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
