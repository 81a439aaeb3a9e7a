"""An application on a port, served by a thread of its own until it is told to stop.

uvicorn takes the signals of the main thread for itself and sends them again once it has stopped, which would
end the process before its database is closed in good order; on another thread it leaves them alone.
"""

import os
import socket
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from fidpos.domain.errors import FidposError
from fidpos.server.api.hop import LastHop
from fidpos.server.api.hub import Hub

STOP_S = 10
"""For requests that are being answered; what is not done by then is cut off, and the till asks again."""
_IDLE_S = 75
"""A till's connection is kept between two long polls."""
_BACKLOG = 2048
_THIS_MACHINE = ["127.0.0.1", "::1"]


class PortTaken(FidposError):
    """Nobody can listen there; `params` holds `address` and `port`."""

    code = "port_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Files of a TLS certificate with its chain, and of its key."""

    chain: Path
    key: Path


def listening(address: str, port: int) -> socket.socket:
    """A socket that takes connections; port 0 is any free one.

    Raises:
        PortTaken: another program has it, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # Named as TCP, unlike `socket.create_server`: else asyncio leaves Nagle's algorithm on for what is
    # accepted here, and an answer waits 40 ms between its head and its body.
    place = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind((address, port))
        place.listen(_BACKLOG)
        return place
    except OSError as fault:
        place.close()
        raise PortTaken(f"cannot listen on {address} port {port}", address=address, port=port) from fault


class Serving:
    """The application at work, from `with` on.

    Args:
        app: to serve.
        hub: where its tills wait; it lets them go when the serving ends.
        place: where to listen.
        certificate: for TLS; None where it ends before us, or is not needed.
        behind_proxy: whoever connects is the proxy, and is believed about whom it speaks for and how; else
            only a proxy on this machine is.

    Attributes:
        ended: set when it serves no more, whoever wanted that.
        port: where it listens.
    """

    def __init__(
        self,
        app: ASGIApp,
        hub: Hub,
        place: socket.socket,
        certificate: Certificate | None = None,
        *,
        behind_proxy: bool = False,
    ) -> None:
        self.ended = threading.Event()
        self.port: int = place.getsockname()[1]
        self._hub = hub
        self._place = place
        config = uvicorn.Config(
            _spoken_for(app, behind_proxy=behind_proxy),
            http="h11",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_IDLE_S,
            timeout_graceful_shutdown=STOP_S,
            ssl_certfile=certificate.chain if certificate else None,
            ssl_keyfile=certificate.key if certificate else None,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="serving")

    def __enter__(self) -> Self:
        """Begin; requests that come at once are answered as soon as it is up."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let waiting tills go, answer what is being worked on, and end."""
        self._hub.stop()
        self._server.should_exit = True
        self._thread.join()

    def _serve(self) -> None:
        try:
            self._server.run(sockets=[self._place])
        finally:
            self._place.close()
            self.ended.set()


def _spoken_for(app: ASGIApp, *, behind_proxy: bool) -> ASGIApp:
    """With the sender whom a proxy names, where a proxy is believed."""
    if behind_proxy:
        return LastHop(ProxyHeadersMiddleware(app, "*"))  # type: ignore[arg-type]  # uvicorn's own names of ASGI
    return ProxyHeadersMiddleware(app, _THIS_MACHINE)  # type: ignore[arg-type,return-value]  # as above
