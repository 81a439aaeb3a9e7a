"""What the screen of tasks draws: ready strings, as in `fidpos.ui.presenters.models`."""

from dataclasses import dataclass, field

from fidpos.till.view import Lamp
from fidpos.ui.presenters.keys import Press
from fidpos.ui.presenters.models import Accent, BannerModel, ButtonModel, StaffTile
from fidpos.ui.presenters.technician.models import PagerModel


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkModel:
    """A step of the task in the strip beside its title."""

    number: str
    label: str
    done: bool
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionModel:
    """One of the things to choose from in a field."""

    number: str
    label: str
    chosen: bool
    press: Press


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldModel:
    """One field of a form.

    Attributes:
        text: before the cursor, as it is to be read; dots for what is secret.
        ghost: after the cursor: an example, or what may still be typed.
        note: below the field; a fault, when `is_faulty`.
        is_current: keys go into it.
        options: stand in place of the text.
    """

    label: str
    text: str = field(repr=False)
    ghost: str
    note: str
    is_faulty: bool
    is_current: bool
    options: tuple[OptionModel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineModel:
    """A line to choose or to read; `place` counts from 0 over all pages."""

    place: int
    number: str
    title: str
    detail: str
    aside: str
    icon: str
    lamp: Lamp | None
    chosen: bool
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormModel:
    """Fields, and what was found while one types.

    Attributes:
        at: the current field, counted from 0.
        position: says which it is, where there is no room for all of them.
    """

    fields: tuple[FieldModel, ...]
    at: int
    position: str
    lines: tuple[LineModel, ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListModel:
    """Lines to choose from."""

    lines: tuple[LineModel, ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """Something known, with its label; `is_strong` for the figure that matters."""

    label: str
    value: str
    is_strong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewModel:
    """What will be done, or was.

    Attributes:
        accent, icon, title, detail: the word above the facts; no title, no word.
        code: rows of a QR code, 1 for each dark module; empty for none.
        picture: path of an image; empty for none.
    """

    accent: Accent
    icon: str
    title: str
    detail: str
    facts: tuple[FactLine, ...]
    code: tuple[bytes, ...] = field(default=(), repr=False)
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitModel:
    """Something is awaited; `busy_ppm` while nobody has to do anything."""

    icon: str
    title: str
    detail: str
    facts: tuple[FactLine, ...]
    busy_ppm: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagersModel:
    """Who may approve; `why` is what is to be approved."""

    why: str
    tiles: tuple[StaffTile, ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproverModel:
    """The manager whose PIN is typed; `places` circles, the first `filled` of them full."""

    why: str
    name: str
    initials: str
    role: str
    title: str
    filled: int
    places: int


BodyModel = FormModel | ListModel | ReviewModel | WaitModel | ManagersModel | ApproverModel


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskModel:
    """A task over amount and history.

    Attributes:
        page: of a list that does not fit.
        keys: of the step, beside Enter and Esc.
        said: what stands in the way, or was said last; None when there is nothing to say.
        enter: None where Enter does nothing.
    """

    title: str
    marks: tuple[MarkModel, ...]
    lead: str
    page: PagerModel | None
    body: BodyModel
    keys: tuple[ButtonModel, ...]
    said: BannerModel | None
    back: ButtonModel
    enter: ButtonModel | None
