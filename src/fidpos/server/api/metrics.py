"""What can be counted of the centre's work, for Prometheus: no merchant, no till and no person."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from fidpos.wire.sync.push import PushAnswer

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Those of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "fidpos_sync_requests_total",
            "Requests of tills by what was asked and what became of them: ok, or the refusal's code.",
            ("path", "outcome"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "fidpos_sync_seconds",
            "Time to answer, waiting for changes left out.",
            ("path",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._pushes = Counter(
            "fidpos_sync_pushes_total", "Pushes by verdict.", ("verdict",), registry=self.registry
        )
        self._events = Counter(
            "fidpos_sync_events_total",
            "Pushed events that were not simply applied, by what became of them.",
            ("fate",),
            registry=self.registry,
        )

    def gauge(self, name: str, text: str, value: Callable[[], float]) -> None:
        """A figure that is read whenever it is asked for."""
        Gauge(name, text, registry=self.registry).set_function(value)

    def asked(self, path: str, outcome: str) -> None:
        """A request was answered."""
        self._requests.labels(path, outcome).inc()

    def pushed(self, answer: PushAnswer) -> None:
        """A push was taken, or not."""
        self._pushes.labels(answer.verdict.value).inc()
        for outcome in answer.outcomes:
            self._events.labels(outcome.fate.value).inc()

    @contextmanager
    def timed(self, path: str) -> Iterator[None]:
        """Measure the work of the block."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._seconds.labels(path).observe(time.perf_counter() - begun)

    def text(self) -> bytes:
        """In Prometheus' text format."""
        return generate_latest(self.registry)
