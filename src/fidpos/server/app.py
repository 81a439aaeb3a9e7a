"""The centre as an application: tills at `/sync`, the health of the process, its figures."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI, Response
from starlette.routing import BaseRoute

from fidpos import __version__
from fidpos.domain.errors import FidposError
from fidpos.server.api.hub import Hub
from fidpos.server.api.metrics import Metrics
from fidpos.server.api.workers import Workers

_FIGURES = "text/plain; version=0.0.4; charset=utf-8"


def make_app(
    *,
    routes: Sequence[BaseRoute],
    hub: Hub,
    workers: Workers,
    metrics: Metrics,
    ready: Callable[[], None],
) -> FastAPI:
    """The application of one process.

    Args:
        routes: beside those for people and machines that watch.
        hub: where tills wait.
        workers: threads for what blocks; they end with the application.
        metrics: what is counted.
        ready: returns when the store answers, and raises a `FidposError` when it does not. Blocking.
    """
    metrics.gauge("fidpos_sync_waiting", "Tills that wait for a change.", lambda: hub.waiting)
    metrics.gauge("fidpos_sync_busy", "Requests that are worked on or wait for it.", lambda: workers.busy)
    app = FastAPI(
        title="fidpos", version=__version__, lifespan=_living(hub, workers), docs_url=None, redoc_url=None
    )
    app.router.routes.extend(routes)

    @app.get("/healthz", response_class=Response)
    async def healthz() -> Response:
        """The process lives."""
        return Response("ok\n", media_type="text/plain")

    @app.get("/readyz", response_class=Response, responses={503: {"description": "It cannot serve now."}})
    async def readyz() -> Response:
        """The process can serve: it is not stopping, and its database answers."""
        if hub.stopping:
            return Response("stopping\n", 503, media_type="text/plain")
        try:
            await workers.run(ready)
        except FidposError as fault:
            return Response(f"{fault.code}\n", 503, media_type="text/plain")
        return Response("ok\n", media_type="text/plain")

    @app.get("/metrics", response_class=Response)
    async def figures() -> Response:
        """Figures for Prometheus."""
        return Response(metrics.text(), media_type=_FIGURES)

    return app


def _living(hub: Hub, workers: Workers) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        hub.live_in(asyncio.get_running_loop())
        yield
        workers.close()

    return lifespan
