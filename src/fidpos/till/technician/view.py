"""What the technician's desk shows, as one frozen snapshot; the desk makes it, the screen draws it.

Sentences are `Message`s. Bytes and names of devices are shown as they are: they are no text for people.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from fidpos.till.allowance import AllowanceStanding
from fidpos.till.centre_link import CentreStanding, WaitingList
from fidpos.till.ticket.choosing import PrinterLine
from fidpos.till.view import Lamp, Message


class Page(StrEnum):
    """What lies on the desk."""

    DEVICES = "devices"
    """All readers with their state, and everything about the chosen one."""
    WIZARD = "wizard"
    """A reader is being set up, or set up again."""
    PLUG_INS = "plug_ins"
    """Drivers and card formats of other distributions."""
    HEALTH = "health"
    """What `fidpos doctor` says."""
    CENTRE = "centre"
    """Where the till stands with its centre, and what waits for it."""
    PRINTER = "printer"
    """Which ticket printer there is, and how it is."""
    PAIRING = "pairing"
    """The till is being paired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """One reader.

    Attributes:
        reader: what the settings call its driver.
        driver: the kind of driver.
        device: stable id within the driver; empty for a driver that sees no device.
        message: its state in words; `hint` what to do next, when something is wrong.
        seen_at: when something was last presented to it.
    """

    reader: str
    driver: str
    device: str
    label: str
    lamp: Lamp
    message: Message
    hint: Message | None = None
    good_reads: int = 0
    faults: int = 0
    seen_at: datetime | None = None
    gives_feedback: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """Something presented, or a change of state; newest first.

    Attributes:
        form: card format or symbology of a read, empty otherwise.
        token: what was read, whole: the technician holds the card. Empty for a refusal.
    """

    at: datetime
    reader: str
    label: str
    lamp: Lamp
    message: Message
    form: str = ""
    token: str = ""


class RawKind(StrEnum):
    """What a line of the raw view holds."""

    ATR = "atr"
    COMMAND = "command"
    ANSWER = "answer"
    FRAME = "frame"
    KEYS = "keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLine:
    """Bytes as they came or went, in hex, and in letters where they are printable.

    What proves to be a bank card's is never shown: its line holds no bytes.
    """

    kind: RawKind
    hex: str
    text: str = ""


class WizardStep(StrEnum):
    """Where the wizard stands; each goes on with Enter and back with Esc."""

    KIND = "kind"
    """Which kind of reader?"""
    DEVICE = "device"
    """Which of the devices found? Looked for again about once a second: plug it in now."""
    PRESENT = "present"
    """Present the test card, or scan the code on screen."""
    RESULT = "result"
    """What was read and what will be set."""
    TEST = "test"
    """Saved; three reads in a row prove it."""
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindChoice:
    """A driver that may be set up; `fault` says why it cannot."""

    number: int
    driver: str
    title: Message
    detail: Message
    level: str
    found: int
    """How many devices of its kind are plugged in now."""
    fault: Message | None = None
    hint: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChoice:
    """A device found; `device` is its stable id, which the settings will name."""

    number: int
    device: str
    label: str
    detail: str = ""
    in_use_by: str = ""
    """Name of the reader that uses it already, or empty."""
    fault: Message | None = None
    hint: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was found out, in words, such as "the scanner is set to US, the keyboard is French"."""

    lamp: Lamp
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """A setting that will be written; `before` is empty for a new reader."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WizardView:
    """The wizard.

    Attributes:
        reader: name of the reader being set up again, or that a new one will get.
        chosen: index of the chosen line; -1 while the device that was chosen is unplugged.
        test_code: what is to be scanned, drawn as a code on screen; empty where a card is presented.
        raw: what came of the test card or code.
        reads_done: of the three that prove the reader; another card than the first begins again.
        problem: why it does not go on, with what to do.
    """

    step: WizardStep
    reader: str = ""
    driver: str = ""
    kinds: tuple[KindChoice, ...] = ()
    devices: tuple[DeviceChoice, ...] = ()
    chosen: int = 0
    instruction: Message
    test_code: str = ""
    raw: tuple[RawLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    changes: tuple[SettingChange, ...] = ()
    reads_done: int = 0
    reads_needed: int = 3
    problem: Message | None = None
    hint: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlugInLine:
    """A driver or card format of another distribution."""

    number: int
    name: str
    distribution: str
    version: str
    fingerprint: str
    """First 16 hex digits, to compare with what its maker published."""
    lamp: Lamp
    message: Message
    hint: Message | None = None
    may_approve: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One check of `fidpos doctor`.

    Attributes:
        name: what machines call it; `title` is for people.
    """

    name: str
    title: Message
    lamp: Lamp
    message: Message
    hint: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreView:
    """The link to the centre.

    Attributes:
        waiting: what waits, as last asked; None until the first answer.
        allowances: what the till may let go while it is alone, of each kind.
        is_asked: an answer about pairing is still to come.
    """

    standing: CentreStanding = field(default_factory=CentreStanding)
    waiting: WaitingList | None = None
    allowances: tuple[AllowanceStanding, ...] = ()
    is_asked: bool = False


class PairingStep(StrEnum):
    """Where the pairing stands; Enter goes on, Esc back, and nothing is changed before the centre answers."""

    CODE = "code"
    """The code is typed, or scanned with whatever reads codes here."""
    ADDRESS = "address"
    """Where the centre is; a scanned code says it."""
    NAME = "name"
    """What the office will call this till."""
    ASKING = "asking"
    """The centre is asked."""
    DONE = "done"
    """Paired: the names are compared with what the office sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingView:
    """The pairing.

    Attributes:
        text: what stands in the line when the step begins.
        address: of the centre, once it is known.
        till_name: once it was given.
        standing: what the till became.
        problem: why it does not go on, with what to do.
    """

    step: PairingStep
    text: str = field(default="", repr=False)
    address: str = ""
    till_name: str = ""
    standing: CentreStanding | None = None
    problem: Message | None = None
    hint: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicianView:
    """Everything on the desk.

    Attributes:
        chosen: index of the line that keys act on, on every page that has lines.
        raw_open: the raw view stands in place of the events.
        notice: what came of the last act, such as where the diagnostics bundle lies.
        is_busy: a check or an export is under way.
        printers: what a ticket may be printed on.
        paper: how wide the printer's paper is.
    """

    page: Page = Page.DEVICES
    devices: tuple[DeviceLine, ...] = ()
    chosen: int = 0
    events: tuple[EventLine, ...] = ()
    raw_open: bool = False
    raw: tuple[RawLine, ...] = ()
    wizard: WizardView | None = None
    centre: CentreView = field(default_factory=CentreView)
    pairing: PairingView | None = None
    plug_ins: tuple[PlugInLine, ...] = ()
    checks: tuple[CheckLine, ...] = ()
    printers: tuple[PrinterLine, ...] = ()
    paper: str = ""
    notice: Message | None = None
    notice_lamp: Lamp = Lamp.OK
    is_busy: bool = False
    facts: tuple[tuple[Message, str], ...] = field(default=())
    """What else is known of the chosen reader: driver, settings in force, level, library."""
