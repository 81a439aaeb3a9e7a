"""What a screen draws: frozen values of ready strings, made by the presenters beside this module.

A string here is final: in the cashier's language, formatted, never to be joined or cut by a widget.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fidpos.till.view import Lamp
from fidpos.ui.presenters.keys import Press

if TYPE_CHECKING:
    from fidpos.ui.presenters.task.models import TaskModel


class Accent(StrEnum):
    """What a coloured thing means; a colour never says it alone, an icon and words go with it."""

    PLAIN = "plain"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


class Sound(StrEnum):
    """What is heard."""

    CARD = "card"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonModel:
    """A button is a key that can also be touched: it carries the press and prints the key's name."""

    press: Press
    label: str
    key: str = ""
    icon: str = ""
    enabled: bool = True
    accent: Accent = Accent.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderModel:
    """The strip at the top: whose card this is, where, who is signed in, what time it is.

    Attributes:
        is_practice: nothing counts here; the strip has another colour, and `merchant` says so.
    """

    merchant: str
    place: str
    day: str
    hour: str
    staff: str
    staff_initials: str
    lock: ButtonModel | None
    is_practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerModel:
    """The one place where something is said; PLAIN is the next step when nothing has happened."""

    accent: Accent
    icon: str
    title: str
    detail: str = ""
    action: ButtonModel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Part of the amount: typed so far, or standing in for what may still be typed."""

    text: str
    typed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureModel:
    """A figure with its name; `pending` while there is none yet."""

    label: str
    value: str
    accent: Accent = Accent.PLAIN
    pending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteModel:
    """A reason, a gift or a hint about the visit in progress."""

    icon: str
    text: str
    accent: Accent = Accent.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountModel:
    """The amount and what comes of it."""

    title: str
    segments: tuple[Segment, ...]
    figures: tuple[FigureModel, FigureModel, FigureModel]


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteModel:
    """The member column while nobody is attached."""

    title: str
    subtitle: str
    card_name: str
    merchant: str
    media: tuple[tuple[str, str], ...]
    """Icon and word of each way to present a card."""
    find: ButtonModel | None
    """None while a task has the keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardLine:
    """A reward in a list.

    Attributes:
        terms: cost and state in one line, such as "500 points · Disponible".
        state: what it needs or what became of it, such as "Encore 220 points".
        progress_ppm: how far the points reach.
        set_aside: the cashier refused it.
    """

    number: str
    title: str
    cost: str
    state: str
    terms: str
    progress_ppm: int
    affordable: bool
    chosen: bool
    set_aside: bool = False
    press: Press


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberModel:
    """The member column; without its keys while a task has them."""

    name: str
    initials: str
    card: str
    since: str
    tier: str
    counter: str
    points: str
    progress: str
    progress_ppm: int | None
    alerts: tuple[str, ...]
    offers_title: str
    offers: tuple[RewardLine, ...]
    offers_empty: str
    rewards: ButtonModel
    codes: ButtonModel
    file: ButtonModel
    has_keys: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """One past visit."""

    day: str
    amount: str
    discount: str
    points: str
    voided: bool
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsModel:
    """The history column."""

    title: str
    headers: tuple[str, str, str, str]
    lines: tuple[VisitLine, ...]
    empty: str
    why: ButtonModel


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailModel:
    """Why the visit in progress gives what it gives, or a past one gave what it did, and may be corrected."""

    title: str
    figures: tuple[FigureModel, ...]
    notes: tuple[NoteModel, ...]
    empty: str
    correct: ButtonModel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryModel:
    """The third column while a member is attached: past visits, and this one."""

    visits: VisitsModel
    detail: DetailModel


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardsModel:
    """The third column while rewards are chosen, or effects set aside; `turn` is F5 once more."""

    title: str
    balance: str
    lines: tuple[RewardLine, ...]
    turn: ButtonModel


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLine:
    """A kind of card that can be made."""

    number: str
    icon: str
    title: str
    chosen: bool
    press: Press


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCardModel:
    """The third column while a card is being made.

    Attributes:
        icon, word, detail: what is expected now, or what stood in the way.
        failed: the latter.
    """

    title: str
    member: str
    lines: tuple[KindLine, ...]
    icon: str
    word: str
    detail: str
    failed: bool
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HitLine:
    """One member found."""

    name: str
    phone: str
    tier: str
    seen: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchModel:
    """The third column while a member is being looked for."""

    title: str
    text: str
    placeholder: str
    lines: tuple[HitLine, ...]
    hint: str
    close: ButtonModel


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLine:
    """The code of an offer that is on the visit."""

    text: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesModel:
    """The third column while the code of an offer is typed."""

    title: str
    text: str
    placeholder: str
    lines: tuple[CodeLine, ...]
    empty: str
    hint: str
    remove: ButtonModel


@dataclass(frozen=True, slots=True, kw_only=True)
class StepModel:
    """One of the three gestures of a visit."""

    number: str
    title: str
    detail: str
    done: bool
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsModel:
    """The third column while nobody is attached: how a visit goes, and what else can be done."""

    title: str
    steps: tuple[StepModel, ...]
    more: str
    buttons: tuple[ButtonModel, ...]


Column = HistoryModel | RewardsModel | CodesModel | NewCardModel | SearchModel | StepsModel


@dataclass(frozen=True, slots=True, kw_only=True)
class LightModel:
    """One light.

    Attributes:
        label: what it stands for.
        words: the same with its state, the fullest first: as much is shown as there is room for.
        comes_first: has room before the others, unless they are in trouble.
    """

    label: str
    words: tuple[str, ...]
    lamp: Lamp
    comes_first: bool = False

    @property
    def text(self) -> str:
        """All that is to be said."""
        return self.words[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusModel:
    """The strip at the bottom."""

    lights: tuple[LightModel, ...]
    keys: tuple[ButtonModel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpModel:
    """The overlay of F1."""

    title: str
    keys: tuple[tuple[str, str], ...]
    """Name of the key, and what it does."""
    note: str
    close: ButtonModel


@dataclass(frozen=True, slots=True, kw_only=True)
class PadModel:
    """The keypad; `corner` is what its last key types: `00`, the comma, or nothing."""

    corner: str = "00"
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutModel:
    """The checkout screen; a task lies over amount and third column."""

    header: HeaderModel
    member: MemberModel | InviteModel
    banner: BannerModel
    amount: AmountModel
    pad: PadModel
    back: ButtonModel
    primary: ButtonModel
    column: Column
    status: StatusModel
    help: HelpModel | None
    task: "TaskModel | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRunModel:
    """The assistant of the first run; its task fills the window."""

    header: HeaderModel
    task: "TaskModel"
    status: StatusModel
    help: HelpModel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffTile:
    """A name to sign in with."""

    number: str
    name: str
    initials: str
    role: str
    press: Press


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesModel:
    """The lock screen while nobody is named."""

    title: str
    subtitle: str
    tiles: tuple[StaffTile, ...]
    empty: str
    page: str
    earlier: ButtonModel | None
    later: ButtonModel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PinModel:
    """The lock screen while a PIN is typed; `places` circles, the first `filled` of them full."""

    title: str
    name: str
    initials: str
    role: str
    filled: int
    places: int
    other: ButtonModel
    enter: ButtonModel


@dataclass(frozen=True, slots=True, kw_only=True)
class LockModel:
    """The lock screen."""

    header: HeaderModel
    card_name: str
    greeting: str
    waiting: str
    panel: NamesModel | PinModel
    banner: BannerModel
    status: StatusModel
    help: HelpModel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartModel:
    """Before the store is open, or when it cannot be opened; `retry` is None while it is being opened."""

    title: str
    detail: str
    failed: bool
    retry: ButtonModel | None
    code: str = ""
