"""What the technician's desk needs of the readers: asked on the till's worker, and answered there, later.

Whatever is slow happens on the bench's own thread. Everything it has to say comes as one of the `News`
below, through the callable that `open` was given, in the order in which it happened.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from fidpos.domain.ids import StaffId
from fidpos.till.technician.view import (
    CheckLine,
    DeviceLine,
    Finding,
    PlugInLine,
    RawLine,
)
from fidpos.till.view import Message

SettingValue = bool | int | str | tuple[str, ...]
"""What a setting of a reader holds."""

Settings = Mapping[str, SettingValue]


class HeldOut(StrEnum):
    """What proves a reader of some kind."""

    CARD = "card"
    CODE = "code"
    """The code on the technician's screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A device that is plugged in.

    Attributes:
        device: its stable id.
        settings: what of the driver's settings follows from the device alone.
        in_use_by: name of the reader that uses it already, or empty.
    """

    device: str
    label: str
    detail: str = ""
    settings: Settings = field(default_factory=dict)
    in_use_by: str = ""
    fault: Message | None = None
    hint: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A driver that may be set up.

    Attributes:
        is_detected: its devices can be looked for; the wizard then asks for one.
        is_tried: it has a trial, which finds out its settings; else the driver itself is tried.
        has_feedback: its readers have a light or a buzzer that the setting `feedback` rules.
        calibration_code: shown in the test code's place while the settings are found out; empty for none.
        defaults: every setting of the driver as it is when nobody says otherwise.
        found: what is plugged in now.
    """

    driver: str
    title: Message
    detail: Message
    level: str
    held_out: HeldOut
    is_detected: bool
    is_tried: bool
    has_feedback: bool = False
    calibration_code: str = ""
    defaults: Settings = field(default_factory=dict)
    found: tuple[Found, ...] = ()
    fault: Message | None = None
    hint: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A reader as it may be set up: its name in the settings, its driver, and what is set."""

    reader: str
    driver: str
    device: str = ""
    settings: Settings = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A reader of the settings: what they say of it, and what is known of its driver.

    Attributes:
        settings: as they stand in the file, without defaults.
        facts: driver, level, library, settings in force.
    """

    name: str
    driver: str
    settings: Settings
    feedback: str = ""
    facts: tuple[tuple[Message, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicesTold:
    """A device changed its state, or the settings were written; all readers as they are now."""

    devices: tuple[DeviceLine, ...]
    readers: tuple[Reader, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceTold:
    """What went to and fro for one card or code; `driver` is the reader's name."""

    reader: str
    lines: tuple[RawLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindsTold:
    """What can be set up, with what is plugged in at this moment."""

    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """What one presentation told the trial.

    Attributes:
        is_whole: the settings may be saved.
    """

    is_whole: bool
    settings: Settings
    findings: tuple[Finding, ...]
    raw: tuple[RawLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRefused:
    """The device cannot be opened."""

    fault: Message
    hint: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The settings file says so now, and this reader, and no other one, was started anew."""

    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlugInsTold:
    """Drivers and card formats of other distributions."""

    plug_ins: tuple[PlugInLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksTold:
    """What the checks of `fidpos doctor` say."""

    checks: tuple[CheckLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The diagnostics bundle lies there."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackGiven:
    """The reader was told to light up and buzz."""

    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDone:
    """What was asked last could not be done; nothing was changed."""

    fault: Message
    hint: Message | None = None


News = (
    DevicesTold
    | TraceTold
    | KindsTold
    | Discovered
    | TrialRefused
    | Saved
    | PlugInsTold
    | ChecksTold
    | Exported
    | FeedbackGiven
    | NotDone
)
Tell = Callable[[News], None]


class ReaderBench(Protocol):
    """The readers of this till as a technician handles them. Every method returns at once."""

    @property
    def test_code(self) -> str:
        """A number of this merchant that is nobody's, to be shown as a code and scanned."""
        ...

    def open(self, tell: Tell) -> None:
        """The desk is open: tell what is and what changes, raw traces included, until `close`."""
        ...

    def close(self) -> None:
        """The desk is left: end a trial, tell nothing more."""
        ...

    def survey(self) -> None:
        """What can be set up and is plugged in now? `KindsTold` follows."""
        ...

    def try_out(self, candidate: Candidate) -> None:
        """Listen to a device, its reader set aside meanwhile. `Discovered` follows, or reads do."""
        ...

    def end_trial(self) -> None:
        """Let go of the device; the reader that was set aside works again as before."""
        ...

    def save(self, candidate: Candidate) -> None:
        """Write the reader into the settings and start it anew. `Saved` or `NotDone` follows."""
        ...

    def remove(self, reader: str) -> None:
        """Take the reader out of the settings and stop it. `Saved` or `NotDone` follows."""
        ...

    def feedback(self, reader: str, device: str) -> None:
        """Light up and buzz once. `FeedbackGiven` or `NotDone` follows."""
        ...

    def list_plug_ins(self) -> None:
        """`PlugInsTold` follows."""
        ...

    def approve(self, plug_in: PlugInLine, *, by: StaffId) -> None:
        """Allow exactly this distribution, version and fingerprint; who needs it is started anew.

        `PlugInsTold` or `NotDone` follows.
        """
        ...

    def check(self) -> None:
        """`ChecksTold` follows."""
        ...

    def export(self) -> None:
        """Write the diagnostics bundle. `Exported` or `NotDone` follows."""
        ...
