"""The contract between a reader driver and the rest of fidpos.

A driver is a folder with a `manifest.toml` and a module `driver.py` whose public function

    def create(settings: DriverSettings, context: DriverContext) -> ReaderDriver

builds it. `create` only validates: threads, devices and services wait for `start`. It imports its library,
whose absence it reports by raising `LibraryMissing`. A driver never decides what bytes mean: it hands them to
`context.decoder`, lets `context.cards` talk to a chip, and gives the result to `context.sink`. The manager
builds a driver anew, with backoff, whenever `start` raises, or one of its devices reports FAILED with a
retryable fault.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from fidpos.domain.card import CardRead, Medium, Refusal, RefusedRead, Trust

SettingValue = bool | int | str | tuple[str, ...]
"""What a setting of a driver may hold once its manifest has validated it."""

DriverSettings = Mapping[str, SettingValue]
"""Every setting that the manifest declares, defaults filled in, types and bounds checked."""

STOP_LIMIT_S = 2.0
"""Within this time every driver stops, even while a card hangs."""


class ReaderState(StrEnum):
    """What a device, or a driver as a whole, can do at this moment."""

    STOPPED = "stopped"
    STARTING = "starting"
    NO_SERVICE = "no_service"
    """The system service below the driver is away; the driver keeps trying."""
    NO_DEVICE = "no_device"
    """The driver works and sees no device, or no longer sees this one."""
    READY = "ready"
    BUSY = "busy"
    """A card is being read."""
    DEGRADED = "degraded"
    """Present, yet cannot read just now; `fault` says why."""
    FAILED = "failed"
    """Given up; a retryable fault makes the manager build the driver anew."""


class FaultCode(StrEnum):
    """What went wrong, for the log, the screen and the technician's hint."""

    SERVICE_STOPPED = "service_stopped"
    DEVICE_LOST = "device_lost"
    DEVICE_IN_USE = "device_in_use"
    """Another program holds the device exclusively."""
    ACCESS_DENIED = "access_denied"
    CARD_HUNG = "card_hung"
    """A card does not answer and blocks its reader: take it away."""
    CARD_MUTE = "card_mute"
    """A card is there and says nothing: wrong way round, dirty or dead."""
    COMMUNICATION = "communication"
    KERNEL_DRIVER = "kernel_driver"
    """A module of the Linux kernel took the device; `native_code` names it for the blacklist."""
    LIBRARY_MISSING = "library_missing"
    MANIFEST_REFUSED = "manifest_refused"
    NO_SUCH_DRIVER = "no_such_driver"
    """The settings ask for a driver that is not installed; `native_code` is its name."""
    SETTINGS_REFUSED = "settings_refused"
    NOT_APPROVED = "not_approved"
    """A plug-in that no technician has approved: it is listed, never imported."""
    NOT_ALLOWED = "not_allowed"
    """A simulated reader on a production store."""
    NO_FEEDBACK = "no_feedback"
    """The reader has neither light nor buzzer that we know to switch, or its service does not let us."""
    WRONG_SYSTEM = "wrong_system"
    """This operating system has no readers of the kind."""
    LOOKS_LIKE_KEYBOARD = "looks_like_keyboard"
    """What was to be kept from every window may be somebody's keyboard."""
    STUCK = "stuck"
    """The driver did not stop in time."""
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a device is not READY.

    Attributes:
        native_code: the library's own code or text, such as `0x8010001D`; for log and technician only.
        retryable: whether time or a replugged cable may cure it without a change of settings.
    """

    code: FaultCode
    native_code: str = ""
    retryable: bool = True

    @property
    def message_key(self) -> str:
        """Key of the sentence that says what happened."""
        return f"reader.fault.{self.code.value}"

    @property
    def hint_key(self) -> str:
        """Key of the sentence that says what the technician does next."""
        return f"reader.hint.{self.code.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus:
    """State and statistics of one device of a driver.

    Attributes:
        device: stable id within its driver; empty for the driver as a whole (its service, "no reader yet").
        label: what a person calls the device, such as the reader's own name.
        good_reads: reads handed on since the driver was built.
        faults: refused reads and faults since the driver was built.
    """

    driver: str
    device: str = ""
    label: str = ""
    state: ReaderState
    fault: Fault | None = None
    good_reads: int = 0
    faults: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOrigin:
    """Where and when something was presented; the decoder copies it into what it returns."""

    driver: str
    device: str
    sequence: int
    monotonic_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CardIdentity:
    """What a card profile found on a card, before it is checked.

    Attributes:
        form: name of the format, such as `iso7816/fidpos`.
        number: digits stored on the card, to be checked as one of our own numbers.
        uid: upper-case hex in reader order; exactly one of `number` and `uid` is set.
        evidence: see `CardRead.evidence`.
        doubt: why the card is refused even though it is the merchant's by its number: a false signature, for
            one. Of another merchant's card only that is said.
    """

    medium: Medium
    form: str
    trust: Trust
    number: str = ""
    uid: str = ""
    evidence: str = field(default="", repr=False)
    doubt: Refusal | None = None


SW_SUCCESS = 0x9000


@dataclass(frozen=True, slots=True)
class Response:
    """What a card answered: data and status word (ISO/IEC 7816-4, section 5.6)."""

    data: bytes
    status: int

    @property
    def is_success(self) -> bool:
        """Whether the status word is 9000."""
        return self.status == SW_SUCCESS


Transmit = Callable[[bytes], Response]
"""Sends one command and waits for its answer; raises what the transport raises when the card is gone.

The language is that of PC/SC: ISO/IEC 7816-4 for chips, the pseudo-commands of part 3 (class FF) for memory
cards. A transport that speaks otherwise translates.
"""


class CardRecogniser(Protocol):
    """Knows the card formats that the merchant enabled; may be used from several threads at once."""

    def recognise(self, atr: bytes, transmit: Transmit, *, device: str) -> CardIdentity | Refusal:
        """What the card at hand says of itself; `transmit` is used as little as that takes.

        Args:
            atr: as the card or its reader said it at reset; a transport without one makes it up as PC/SC
                part 3 does.
            transmit: its errors come out of here unchanged.
            device: id of the device that holds the card.
        """
        ...


class Decoder(Protocol):
    """Turns what was presented into a read; never raises, never returns part of a number."""

    def scan(self, frame: bytes, origin: ReadOrigin) -> CardRead | RefusedRead:
        """One complete frame of a scanner without its framing (sentinels, CR, LF); an AIM id may lead it."""
        ...

    def card(self, found: CardIdentity | Refusal, origin: ReadOrigin) -> CardRead | RefusedRead:
        """What a card profile said of a card, or why the driver could not read it."""
        ...


class ReaderSink(Protocol):
    """Where a driver reports to; every method may be called from any thread and returns at once."""

    def read(self, read: CardRead | RefusedRead) -> None:
        """Something was presented. A card that stays is reported once; `removed` re-arms its device."""
        ...

    def removed(self, *, driver: str, device: str) -> None:
        """The card left the device. Scanners, whose codes never stay, do not call this."""
        ...

    def status(self, status: DeviceStatus) -> None:
        """A device changed its state, its fault or its statistics."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverContext:
    """What a driver is given of the rest of fidpos.

    Attributes:
        name: what settings call this driver, and what it calls itself in all that it reports; two scanners
            of one kind are two drivers with two names.
    """

    name: str
    sink: ReaderSink
    cards: CardRecogniser
    decoder: Decoder
    monotonic_s: Callable[[], float]


class ReaderDriver(Protocol):
    """A running connection to one kind of reader, with the devices it finds.

    From `start` on, it has at least one status: its devices', or its own (device "") while it has none.
    """

    def start(self) -> None:
        """Begin to watch and return at once; called once.

        Raises:
            ReaderError: it cannot work now; the manager shows why and tries again if the fault is retryable.
        """
        ...

    def close(self, timeout_s: float = STOP_LIMIT_S) -> None:
        """Interrupt every wait, let go of the devices and report STOPPED.

        May be called from any thread, on a driver that never started, and twice.

        Raises:
            DriverStuck: a device did not let go in time; its thread is a daemon and dies with the program.
        """
        ...


class DriverFactory(Protocol):
    """The function `create` of a driver module."""

    def __call__(self, settings: DriverSettings, context: DriverContext) -> ReaderDriver:
        """Build the driver without touching a device.

        Raises:
            ReaderError: a missing library or settings that contradict each other.
        """
        ...


class GivesFeedback(Protocol):
    """A driver whose readers have a light or a buzzer.

    They follow each read by themselves, as the driver's setting `feedback` says: `light_and_buzzer`, `light`
    or `off`.
    """

    def feedback(self, device: str) -> None:
        """Show once what an accepted card looks and sounds like; returns at once.

        Raises:
            ReaderError: the device is not there, or has neither light nor buzzer.
        """
        ...
