"""What a technician does at the desk: values made on the GUI thread, performed on the till's worker."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Move:
    """Choose the line `by` lines below (negative: above), on whatever page there is."""

    by: int


@dataclass(frozen=True, slots=True)
class Pick:
    """A number was typed or its line touched: 1 is the first line."""

    number: int


@dataclass(frozen=True, slots=True)
class GoOn:
    """Enter: the wizard's next step, or on the list of plug-ins: approve the chosen one."""


@dataclass(frozen=True, slots=True)
class GoBack:
    """Esc: the step before, then the list of devices."""


@dataclass(frozen=True, slots=True)
class AddReader:
    """F2: set up a new reader."""


@dataclass(frozen=True, slots=True)
class Reconfigure:
    """F3: set up the chosen reader again."""


@dataclass(frozen=True, slots=True)
class ShowRaw:
    """F4: bytes in place of events, and back."""


@dataclass(frozen=True, slots=True)
class TestFeedback:
    """F5: let the chosen reader light up and buzz; again: light and buzzer, light only, off."""

    __test__ = False


@dataclass(frozen=True, slots=True)
class CheckHealth:
    """F6: what `fidpos doctor` says."""


@dataclass(frozen=True, slots=True)
class ShowPlugIns:
    """F7."""


@dataclass(frozen=True, slots=True)
class ExportDiagnostics:
    """F8: write the bundle; the notice says where."""


@dataclass(frozen=True, slots=True)
class RemoveReader:
    """Take the chosen reader out of the settings; done when it is asked twice in a row."""


@dataclass(frozen=True, slots=True)
class ShowCentre:
    """F10: where the till stands with its centre."""


@dataclass(frozen=True, slots=True)
class BeginPairing:
    """F2 on the page of the centre."""


@dataclass(frozen=True, slots=True)
class TryCentre:
    """F3 there: do not wait for the next try."""


@dataclass(frozen=True, slots=True)
class Unpair:
    """Work alone from now on; done when it is asked twice in a row."""


@dataclass(frozen=True, slots=True)
class ShowPrinter:
    """F12: which ticket printer there is."""


@dataclass(frozen=True, slots=True)
class TurnPaper:
    """F3 on the page of the printer: its paper is of the other width."""


@dataclass(frozen=True, slots=True)
class TryPrinter:
    """F5 there: print a test ticket."""


@dataclass(frozen=True, slots=True)
class EnterLine:
    """Enter after a line was typed into the pairing; it may be the code, which no repr shows."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A manager comes to the desk; Esc on the list of devices leads back to the checkout."""


TechnicianAct = (
    OpenDesk
    | Move
    | Pick
    | GoOn
    | GoBack
    | AddReader
    | Reconfigure
    | ShowRaw
    | TestFeedback
    | CheckHealth
    | ShowPlugIns
    | ExportDiagnostics
    | RemoveReader
    | ShowCentre
    | ShowPrinter
    | TurnPaper
    | TryPrinter
    | BeginPairing
    | TryCentre
    | Unpair
    | EnterLine
)
