"""The contract between a driver and the technician's wizard: what is plugged in, and how it is set.

Both are optional modules of a driver's folder, imported only while a reader is set up:

    detect.py    def detect() -> tuple[FoundDevice, ...]
    trial.py     def try_out(device: str, expected: str, context: TrialContext) -> Trial

A kind of reader without `trial` is tried with the driver itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from fidpos.readers.driver import Decoder, Fault, SettingValue


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDevice:
    """A device that is plugged in; finding it opened nothing and took well under a second.

    Attributes:
        device: an id that is the same after a restart and a replug, as the driver's settings take it.
        label: maker and model, as far as the system knows them.
        detail: where it is plugged in, or its serial number.
        settings: what of the driver's settings follows from the device alone.
        fault: why it cannot be used as it is, such as a missing permission.
    """

    device: str
    label: str
    detail: str = ""
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """Something found out about the device: a sentence by key with its parameters.

    Attributes:
        is_trouble: it must be cured, or was; else it is merely worth knowing.
    """

    key: str
    params: Mapping[str, object] = field(default_factory=dict)
    is_trouble: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What one presentation of the test card or code told.

    Attributes:
        is_whole: the expected code was read without doubt, so that `settings` may be saved.
        settings: what the driver must be set to for it.
        raw: the bytes as they came, or the keys by position, one line each.
    """

    is_whole: bool
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    insights: tuple[Insight, ...] = ()
    raw: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialContext:
    """What a trial is given.

    Attributes:
        on_discovery: called from any thread whenever there is something new to say; returns at once.
    """

    decoder: Decoder
    monotonic_s: Callable[[], float]
    on_discovery: Callable[[Discovery], None]


class Trial(Protocol):
    """Listens to one device without knowing how it is set, until it knows."""

    def start(self) -> None:
        """Begin to listen and return at once.

        Raises:
            ReaderError: the device cannot be opened; the fault says what to do.
        """
        ...

    def close(self, timeout_s: float = 2.0) -> None:
        """Let go of the device; from any thread, and twice."""
        ...
