"""One driver through all its lives: built, failed, closed, built anew after a pause."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.logs.redaction import Code
from fidpos.readers.backoff import Backoff
from fidpos.readers.driver import (
    CardRecogniser,
    Decoder,
    DeviceStatus,
    DriverContext,
    Fault,
    FaultCode,
    ReaderDriver,
)
from fidpos.readers.errors import DriverError, DriverStuck
from fidpos.readers.registry import PreparedDriver

log = logging.getLogger(__name__)

STEADY_S = 10.0
"""A driver that ran this long before it failed is tried again after the shortest delay."""

REPLACED_LIMIT_S = 0.5
"""How long the remains of a failed driver may take to close before a new one is built beside them."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A card left a device."""

    driver: str
    device: str


@dataclass(frozen=True, slots=True)
class Report:
    """Something a driver said, and which of its lives said it."""

    source: "DriverSink"
    message: CardRead | RefusedRead | DeviceStatus | Removed


class DriverSink:
    """The `ReaderSink` of one life of a driver; once detached it swallows what a hung thread says late."""

    def __init__(self, owner: "SupervisedDriver", post: Callable[[Report], None]) -> None:
        self.owner = owner
        self.is_attached = True
        self._post = post

    def read(self, read: CardRead | RefusedRead) -> None:
        """Pass it on."""
        self._put(read)

    def removed(self, *, driver: str, device: str) -> None:
        """Pass it on."""
        self._put(Removed(driver, device))

    def status(self, status: DeviceStatus) -> None:
        """Pass it on."""
        self._put(status)

    def _put(self, message: CardRead | RefusedRead | DeviceStatus | Removed) -> None:
        if self.is_attached:
            self._post(Report(self, message))


class SupervisedDriver:
    """A chosen driver; `due_s` is when its next life begins, None for not by itself.

    Args:
        post: takes what the driver says, from any thread.
    """

    def __init__(
        self,
        prepared: PreparedDriver,
        *,
        decoder: Decoder,
        cards: CardRecogniser,
        monotonic_s: Callable[[], float],
        post: Callable[[Report], None],
    ) -> None:
        self.prepared = prepared
        self.driver: ReaderDriver | None = None
        self.due_s: float | None = monotonic_s()
        self._decoder = decoder
        self._cards = cards
        self._monotonic_s = monotonic_s
        self._post = post
        self._sink: DriverSink | None = None
        self._built_s = 0.0
        self._backoff = Backoff()

    def build(self) -> Fault | None:
        """Begin a life; the fault for which it ended at once, if it did."""
        self.due_s = None
        self._built_s = self._monotonic_s()
        self._sink = DriverSink(self, self._post)
        context = DriverContext(
            name=self.prepared.name,
            sink=self._sink,
            cards=self._cards,
            decoder=self._decoder,
            monotonic_s=self._monotonic_s,
        )
        try:
            self.driver = self.prepared.create(context)
            self.driver.start()
        except DriverError as error:
            log.warning("reader driver %s cannot work: %s", Code(self.prepared.name), error)
            return error.fault
        except Exception as error:
            log.exception("reader driver %s failed while it was built", Code(self.prepared.name))
            return Fault(code=FaultCode.CRASHED, native_code=type(error).__name__)
        return None

    def retire(self, fault: Fault | None) -> None:
        """End a life and, if that may cure the fault, set the time of the next one."""
        self.close(REPLACED_LIMIT_S)
        if fault is None or fault.retryable:
            if self._monotonic_s() - self._built_s >= STEADY_S:
                self._backoff.reset()
            self.due_s = self._monotonic_s() + self._backoff.next_s()

    def close(self, timeout_s: float) -> bool:
        """Stop listening to the driver and close it; False when it did not stop in time."""
        driver, sink = self.driver, self._sink
        self.driver, self._sink = None, None
        if sink is not None:
            sink.is_attached = False
        if driver is None:
            return True
        try:
            driver.close(timeout_s)
        except DriverStuck as error:
            log.warning("reader driver %s did not stop: %s", Code(self.prepared.name), error)
            return False
        except Exception:
            log.exception("reader driver %s failed while it was closed", Code(self.prepared.name))
        return True
