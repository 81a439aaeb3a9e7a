"""One driver through all its lives: built, failed, closed, built anew after a pause."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

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
from fidpos.readers.life import Life
from fidpos.readers.registry import PreparedDriver

log = logging.getLogger(__name__)

STEADY_S = 10.0
"""A driver that ran this long before it failed is tried again after the shortest delay."""

BUILD_LIMIT_S = 2.0
"""How long a driver may take to be imported, built and started; meanwhile what others read waits in line."""

STUCK = Fault(code=FaultCode.STUCK, retryable=False)

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
        self.due_s: float | None = monotonic_s()
        self._decoder = decoder
        self._cards = cards
        self._monotonic_s = monotonic_s
        self._post = post
        self._sink: DriverSink | None = None
        self._life: Life | None = None
        self._is_stuck = False
        self._may_wait = True
        self._built_s = 0.0
        self._backoff = Backoff()

    @property
    def driver(self) -> ReaderDriver | None:
        """The driver while it is listened to; from any thread."""
        life = self._life
        return life.driver if life is not None and self._sink is not None else None

    def build(self) -> Fault | None:
        """Begin a life; the fault for which it ended at once, if it did."""
        self.due_s = None
        self._is_stuck = False
        self._built_s = self._monotonic_s()
        self._sink = DriverSink(self, self._post)
        context = DriverContext(
            name=self.prepared.name,
            sink=self._sink,
            cards=self._cards,
            decoder=self._decoder,
            monotonic_s=self._monotonic_s,
        )
        self._life = Life(self.prepared.name, partial(self.prepared.create, context))
        if not self._may_wait:
            self._life.wait_no_longer()
        try:
            if self._life.has_begun(BUILD_LIMIT_S):
                return None
        except DriverError as error:
            log.warning("reader driver %s cannot work: %s", Code(self.prepared.name), error)
            return error.fault
        except (Exception, SystemExit) as error:
            log.exception("reader driver %s failed while it was built", Code(self.prepared.name))
            return Fault(code=FaultCode.CRASHED, native_code=type(error).__name__)
        log.error("reader driver %s does not come out of its start", Code(self.prepared.name))
        return STUCK

    def wait_no_longer(self) -> None:
        """Let go of a thread that waits in `build`, now or later; from any thread."""
        self._may_wait = False
        life = self._life
        if life is not None:
            life.wait_no_longer()

    def retire(self, fault: Fault | None) -> Fault | None:
        """End a life and, if that may cure the fault, set the time of the next one.

        Returns:
            The fault that it has now: a driver that does not come out of its own code has no next life before
            it does.
        """
        self.close(REPLACED_LIMIT_S)
        if self._is_stuck:
            return STUCK
        if fault is None or fault.retryable or fault is STUCK:
            if self._monotonic_s() - self._built_s >= STEADY_S:
                self._backoff.reset()
            self.due_s = self._monotonic_s() + self._backoff.next_s()
        return fault

    def look_again(self) -> None:
        """Set the time of the next life once a driver that was stuck let go after all."""
        if self._is_stuck and self._has_ended(0.0):
            self._is_stuck = False
            self.due_s = self._monotonic_s()

    def close(self, timeout_s: float) -> bool:
        """Stop listening to the driver and close it; False when it did not stop in time."""
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.is_attached = False
        try:
            self._is_stuck = not self._has_ended(timeout_s)
        except DriverStuck as error:
            log.warning("reader driver %s did not stop: %s", Code(self.prepared.name), error)
            return False
        if self._is_stuck:
            log.error("reader driver %s does not come out of its own code", Code(self.prepared.name))
        return not self._is_stuck

    def _has_ended(self, limit_s: float) -> bool:
        """Whether nothing of the life runs any more; what is over is forgotten, however it ended.

        Raises:
            DriverStuck: the driver says that a device did not let go.
        """
        life = self._life
        try:
            if life is not None and not life.has_ended(limit_s):
                return False
        except DriverStuck:
            self._life = None
            raise
        except (Exception, SystemExit):
            log.exception("reader driver %s failed while it was closed", Code(self.prepared.name))
        self._life = None
        return True
