"""One reader: what is known of it, the read under way, what it reports. Its driver holds the lock."""

import threading
from dataclasses import dataclass

from fidpos.domain.card import CardRead, Refusal
from fidpos.readers.driver import (
    CardIdentity,
    DeviceStatus,
    DriverContext,
    Fault,
    FaultCode,
    ReaderState,
    ReadOrigin,
)
from fidpos.readers.drivers.pcsc.api import STATE_UNAWARE, SlotState

RETRY_AFTER_S = 0.5
RETRIES_MAX = 3
"""A card that lost contact but is said to be there is tried again: it wobbled, or was swapped unseen."""


@dataclass(slots=True, eq=False)
class Reading:
    """A read on a thread of its own; its result counts while it is its slot's reading and not hung."""

    atr: bytes
    started_s: float
    is_hung: bool = False
    thread: threading.Thread | None = None


class Slot:
    """One reader of the service.

    Attributes:
        device: our id for it; it stays when another reader of the model takes its place.
    """

    def __init__(self, reader: str, context: DriverContext, *, device: str = "") -> None:
        self.device = device or reader
        self.known = SlotState(reader=reader, raw=STATE_UNAWARE)
        self.reading: Reading | None = None
        self._next_try_s: float | None = None
        self._retries = 0
        self._is_refused = False
        self._context = context
        self._state = ReaderState.STARTING
        self._fault: Fault | None = None
        self._silence: Fault | None = None
        self._said: tuple[ReaderState, Fault | None] = (self._state, None)
        self._sequence = 0
        self._good_reads = 0
        self._faults = 0

    @property
    def reader(self) -> str:
        """The service's name for it."""
        return self.known.reader

    @property
    def is_connected(self) -> bool:
        """Whether the service has it."""
        return self._state not in {ReaderState.NO_DEVICE, ReaderState.NO_SERVICE}

    @property
    def is_busy(self) -> bool:
        """Whether a card is being read, or is to be read again soon."""
        return self.reading is not None or self._next_try_s is not None

    @property
    def is_try_due(self) -> bool:
        """Whether to read the card at hand again now."""
        return self._next_try_s is not None and self._next_try_s <= self._context.monotonic_s()

    def is_overdue(self, limit_s: float) -> bool:
        """Whether a card has kept us waiting longer than that, and nobody has said so yet."""
        reading = self.reading
        if reading is None or reading.is_hung:
            return False
        return self._context.monotonic_s() - reading.started_s > limit_s

    def adopt(self, reader: str) -> None:
        """Another reader of the model was plugged in, or the same one elsewhere: it is this one now."""
        self.known = SlotState(reader=reader, raw=STATE_UNAWARE)
        self.set_state(ReaderState.STARTING)

    def begin(self) -> Reading:
        """The card at hand is read, for the first time or, without a word, once more."""
        if self._next_try_s is None:
            self.set_state(ReaderState.BUSY)
        self._next_try_s = None
        self.reading = Reading(atr=self.known.atr, started_s=self._context.monotonic_s())
        return self.reading

    def finish(self, reading: Reading, found: CardIdentity | Refusal) -> bool | None:
        """The card answered: whether it is one of ours; None when that came too late to count."""
        if self.reading is not reading:
            return None
        self.reading = None
        is_ours = None if reading.is_hung else self._report(found, reading.started_s)
        self.set_state(ReaderState.READY)
        return is_ours

    def fail(self, reading: Reading, fault: Fault | None) -> None:
        """The card could not be read; no fault when contact was lost: it may just sit badly, so try again."""
        if self.reading is reading:
            self._give_up_reading()
            if fault is None and self._retries < RETRIES_MAX:
                self._retries += 1
                self._next_try_s = self._context.monotonic_s() + RETRY_AFTER_S
            self.set_state(ReaderState.DEGRADED if fault else ReaderState.READY, fault)

    def hold(self, reading: Reading, fault: Fault) -> None:
        """Another program has the card: read it as soon as it lets go; nothing is refused yet."""
        if self.reading is reading:
            self.reading = None
            self._next_try_s = self._context.monotonic_s()
            self.set_state(ReaderState.DEGRADED, fault)

    def hang(self) -> None:
        """The card keeps us waiting: refuse it, whatever it may say later."""
        if self.reading is not None:
            self._refuse(self.reading.started_s)
            self.reading.is_hung = True
            self.set_state(ReaderState.DEGRADED, Fault(code=FaultCode.CARD_HUNG))

    def mute(self) -> None:
        """A card is there and did not even answer the reset."""
        self._refuse(self._context.monotonic_s())
        self.set_state(ReaderState.DEGRADED, Fault(code=FaultCode.CARD_MUTE))

    def empty(self) -> None:
        """The card is gone; if it was being read, it was pulled away too soon."""
        self._forget_card()
        self._context.sink.removed(driver=self._context.name, device=self.device)
        self.set_state(ReaderState.READY)

    def lose(self, state: ReaderState, fault: Fault) -> None:
        """The reader or its service is gone; a card left in it counts as the same one when they come back."""
        self._forget_card()
        self.known = SlotState(reader=self.reader, raw=STATE_UNAWARE)
        self._faults += 1
        self.set_state(state, fault)

    def stop(self) -> None:
        """The driver closes: what a card may still say does not count."""
        self.reading = None
        self.set_state(ReaderState.STOPPED)

    def fall_silent(self, fault: Fault) -> None:
        """The service does not answer just now; what is known of the reader stays, until it does."""
        self._silence = fault
        self._say_state()

    def be_heard(self) -> None:
        """The service answers again."""
        self._silence = None
        self._say_state()

    def set_state(self, state: ReaderState, fault: Fault | None = None) -> None:
        """Change the state and report it, if it is another one."""
        self._state, self._fault = state, fault
        self._say_state()

    def _say_state(self) -> None:
        silent = (ReaderState.NO_SERVICE, self._silence) if self._silence is not None else None
        state, fault = silent or (self._state, self._fault)
        if (state, fault) == self._said:
            return
        self._said = (state, fault)
        self._context.sink.status(
            DeviceStatus(
                driver=self._context.name,
                device=self.device,
                label=self.reader,
                state=state,
                fault=fault,
                good_reads=self._good_reads,
                faults=self._faults,
            )
        )

    def _forget_card(self) -> None:
        self._give_up_reading()
        self._next_try_s = None
        self._retries = 0
        self._is_refused = False

    def _give_up_reading(self) -> None:
        if self.reading is not None:
            self._refuse(self.reading.started_s)
        self.reading = None

    def _refuse(self, at_s: float) -> None:
        """Say once per card that it could not be read."""
        if not self._is_refused:
            self._is_refused = True
            self._report(Refusal.BAD_READ, at_s)

    def _report(self, found: CardIdentity | Refusal, at_s: float) -> bool:
        self._sequence += 1
        origin = ReadOrigin(
            driver=self._context.name, device=self.device, sequence=self._sequence, monotonic_s=at_s
        )
        read = self._context.decoder.card(found, origin)
        is_ours = isinstance(read, CardRead)
        self._good_reads += is_ours
        self._faults += not is_ours
        self._context.sink.read(read)
        return is_ours
