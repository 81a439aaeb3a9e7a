"""The link on a port, served by a thread of its own with an event loop of its own."""

import asyncio
import ipaddress
import logging
import os
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from fidpos.domain.errors import FidposError
from fidpos.link.asking import Till
from fidpos.link.changes import ChangeLog
from fidpos.link.gate import LinkGate, hosts_of
from fidpos.link.keys import RegisterKeys
from fidpos.link.service import LinkService
from fidpos.till.register.watch import Happened

log = logging.getLogger(__name__)

STOP_S = 1
CHAIN, KEY = "chain.pem", "key.pem"
_IDLE_S = 60
_CONNECTIONS_MAX = 64
_HEAD_BYTES_MAX = 16 * 1024


class LinkUnsafe(FidposError):
    """Beyond this machine the link needs a certificate; `params` holds `address`."""

    code = "link_unsafe"


class LinkCertificateUnusable(FidposError):
    """No certificate with its key in that folder; `params` holds `path`."""

    code = "link_certificate_unusable"


class LinkPortTaken(FidposError):
    """Nobody can listen there; `params` holds `address` and `port`."""

    code = "link_port_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the link listens.

    Attributes:
        address: an IP address; another one than this machine's own needs `certificate`.
        port: 0 for any free one.
        certificate: folder of `chain.pem` and `key.pem`; None for no TLS.
    """

    address: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None


class LinkServer:
    """The link at work, from `start` to `stop`; `hear` may be called from any thread.

    Args:
        till: asked on its worker.
        keys: the registers, as they are now; called on the link's thread.
        monotonic_s: a clock that never goes back.
        first_serial: number before the first change; higher than any of the starts before.

    Attributes:
        port: where it listens, once it was started.
    """

    def __init__(
        self,
        till: Till,
        keys: Callable[[], RegisterKeys],
        monotonic_s: Callable[[], float],
        *,
        first_serial: int,
    ) -> None:
        self.port = 0
        self._till = till
        self._keys = keys
        self._monotonic_s = monotonic_s
        self._first_serial = first_serial
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changes: ChangeLog | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self, place: Place) -> None:
        """Listen; requests are answered from now on.

        Raises:
            LinkUnsafe: others than this machine could listen in.
            LinkCertificateUnusable: the certificate or its key is not there, or they do not belong together.
            LinkPortTaken: another program has the port, or the address is none of this machine's.
        """
        if place.certificate is None and not ipaddress.ip_address(place.address).is_loopback:
            raise LinkUnsafe(f"no certificate for {place.address}", address=place.address)
        _check_certificate(place.certificate)
        listener = _listening(place)
        self.port = listener.getsockname()[1]
        is_ready = threading.Event()
        self._thread = threading.Thread(
            target=self._serve, args=(place, listener, is_ready), name="register-link", daemon=True
        )
        self._thread.start()
        is_ready.wait()

    def hear(self, happened: Happened) -> None:
        """Something happened at the till."""
        loop, changes = self._loop, self._changes
        if loop is not None and changes is not None:
            _call_if_open(loop, lambda: changes.add(happened))

    def stop(self, limit_s: float = STOP_S + 1.0) -> bool:
        """Answer whoever waits, and end; whether it ended in time."""
        loop, changes, server, thread = self._loop, self._changes, self._server, self._thread
        if thread is None:
            return True
        if server is not None:
            server.should_exit = True
        if loop is not None and changes is not None:
            _call_if_open(loop, changes.stop)
        thread.join(limit_s)
        return not thread.is_alive()

    def _serve(self, place: Place, listener: socket.socket, is_ready: threading.Event) -> None:
        try:
            asyncio.run(self._run(place, listener, is_ready))
        except Exception:
            log.exception("the link to the cash register ended")
        finally:
            is_ready.set()
            listener.close()

    async def _run(self, place: Place, listener: socket.socket, is_ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._changes = ChangeLog(self._first_serial)
        gate = LinkGate(hosts_of(place.address, self.port), self._keys, self._monotonic_s)
        service = LinkService(self._till, gate, self._changes)
        self._server = uvicorn.Server(_config(service, place))
        is_ready.set()
        await self._server.serve(sockets=[listener])


def _config(service: LinkService, place: Place) -> uvicorn.Config:
    certificate = place.certificate
    return uvicorn.Config(
        service.app(),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        limit_concurrency=_CONNECTIONS_MAX,
        h11_max_incomplete_event_size=_HEAD_BYTES_MAX,
        timeout_keep_alive=_IDLE_S,
        timeout_graceful_shutdown=STOP_S,
        ssl_certfile=certificate / CHAIN if certificate is not None else None,
        ssl_keyfile=certificate / KEY if certificate is not None else None,
    )


def _check_certificate(folder: Path | None) -> None:
    if folder is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(folder / CHAIN, folder / KEY)
    except OSError as fault:  # An `SSLError` is one.
        raise LinkCertificateUnusable(f"no certificate in {folder}", path=str(folder)) from fault


def _listening(place: Place) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((place.address, place.port))
        listener.listen()
        return listener
    except OSError as fault:
        listener.close()
        raise LinkPortTaken(
            f"cannot listen on {place.address} port {place.port}", address=place.address, port=place.port
        ) from fault


def _call_if_open(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(call)
    except RuntimeError:  # The loop has ended between the look and the call.
        log.debug("the link has ended")
