"""What the technician's desk draws: ready strings, as in `fidpos.ui.presenters.models`.

Bytes, ids and names of settings are shown as they are, in letters of one width: they are compared, not read.
"""

from dataclasses import dataclass
from enum import StrEnum

from fidpos.till.view import Lamp
from fidpos.ui.presenters.models import (
    BannerModel,
    ButtonModel,
    HeaderModel,
    HelpModel,
    StatusModel,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerModel:
    """Of a list that does not fit: which page is shown, and the keys of the others."""

    text: str
    earlier: ButtonModel
    later: ButtonModel


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """One reader; `place` is its line in the whole list, `number` the digit that chooses it."""

    place: int
    number: str
    label: str
    kind: str
    state: str
    lamp: Lamp
    seen: str
    reads: str
    faults: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """Something presented, or a change of state."""

    hour: str
    lamp: Lamp
    text: str
    form: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsModel:
    """What happened last, newest first."""

    title: str
    headers: tuple[str, str, str, str]
    rows: tuple[EventRow, ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """Up to twelve bytes; `kind` says whose they are, on the first row of each message only."""

    kind: str
    hex: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawModel:
    """What went to and fro, newest last, as on a terminal."""

    title: str
    rows: tuple[RawRow, ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactModel:
    """Something known of the chosen reader."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicesModel:
    """All readers to the left, the chosen one to the right."""

    title: str
    rows: tuple[DeviceRow, ...]
    empty: str
    pager: PagerModel | None
    tools: tuple[ButtonModel, ...]
    banner: BannerModel
    busy_ppm: int | None
    name: str
    lamp: Lamp | None
    facts: tuple[FactModel, ...]
    log: EventsModel | RawModel
    actions: tuple[ButtonModel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMark:
    """A step of the wizard in the strip at the top."""

    number: str
    label: str
    done: bool
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceModel:
    """A kind of reader, or a device; `tag` says what matters beside it, `fault` what stands in the way."""

    place: int
    number: str
    title: str
    detail: str
    code: str
    tag: str
    lamp: Lamp | None
    fault: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesModel:
    """What there is to choose from; where there is nothing, `empty` says what to do."""

    choices: tuple[ChoiceModel, ...]
    empty: str
    icon: str
    pager: PagerModel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeModel:
    """A code to be scanned: widths of bars and gaps in turn, and what they say."""

    widths: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """Something found out."""

    lamp: Lamp
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsModel:
    """What was found out so far."""

    title: str
    rows: tuple[FindingRow, ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentModel:
    """A card or a code is waited for."""

    waiting: str
    code: CodeModel | None
    findings: FindingsModel
    raw: RawModel


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A setting, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesModel:
    """What will be written."""

    title: str
    headers: tuple[str, str, str]
    rows: tuple[ChangeRow, ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultModel:
    """What was found out, and what will be set."""

    findings: FindingsModel
    changes: ChangesModel
    raw: RawModel


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofModel:
    """The reads that prove a reader: one mark each, and how many are still to come."""

    marks: tuple[bool, ...]
    progress: str
    code: CodeModel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneModel:
    """It works."""

    title: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FootModel:
    """What is to be said, and the keys that lead back and on."""

    said: BannerModel
    busy_ppm: int | None
    back: ButtonModel
    go_on: ButtonModel


@dataclass(frozen=True, slots=True, kw_only=True)
class WizardModel:
    """One step of the wizard."""

    steps: tuple[StepMark, ...]
    reader: str
    instruction: str
    body: ChoicesModel | PresentModel | ResultModel | ProofModel | DoneModel
    foot: FootModel


class ListKind(StrEnum):
    """Which list it is."""

    PLUG_INS = "plug_ins"
    HEALTH = "health"
    PRINTERS = "printers"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A plug-in, a check or a printer: `title` and `detail` to the left, `code` and `state` to the right."""

    place: int
    number: str
    lamp: Lamp
    title: str
    detail: str
    code: str
    state: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListModel:
    """The plug-ins, the checks, or the printers."""

    kind: ListKind
    title: str
    subtitle: str
    headers: tuple[str, str, str]
    rows: tuple[ListRow, ...]
    empty: str
    pager: PagerModel | None
    foot: FootModel


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """Events of one kind that wait, and since when the oldest of them does."""

    what: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingModel:
    """What waits for the centre."""

    title: str
    headers: tuple[str, str]
    rows: tuple[WaitingRow, ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreModel:
    """The link to the centre.

    Attributes:
        alone: stands in place of the facts of a till that has none.
        allowances: what the till may let go while nobody answers; empty without a centre.
    """

    title: str
    lamp: Lamp
    banner: BannerModel
    busy_ppm: int | None
    facts: tuple[FactModel, ...]
    alone: str
    allowances: tuple[FactModel, ...]
    waiting: WaitingModel
    actions: tuple[ButtonModel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineModel:
    """A line is typed; `aside` says where what is typed comes from, or what it is for."""

    label: str
    icon: str
    text: str
    placeholder: str
    hint: str
    aside_icon: str
    aside_title: str
    aside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingModel:
    """The centre is asked."""

    title: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesModel:
    """What the till is now, to be compared."""

    names: tuple[FactModel, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingModel:
    """One step of the pairing."""

    steps: tuple[StepMark, ...]
    instruction: str
    body: LineModel | AskingModel | NamesModel
    foot: FootModel


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicianModel:
    """The technician's desk."""

    header: HeaderModel
    page: DevicesModel | WizardModel | ListModel | CentreModel | PairingModel
    status: StatusModel
    help: HelpModel | None
