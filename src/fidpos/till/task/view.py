"""What a task shows: one step at a time, in a vocabulary that one screen draws for all of them.

A task says what it needs (fields, a choice, a card, a yes) and never how it looks. Words are `Message`s; a
plain string is final as it stands, such as a name or a code that somebody typed.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from fidpos.till.view import Lamp, Message, StaffView

Words = Message | str


class FieldKind(StrEnum):
    """What is typed into a field; decides what the keys mean and how it is shown, not whether it is right."""

    TEXT = "text"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    """Digits; the separators of the language are put in as they are shown, `text` holds what was typed."""
    AMOUNT = "amount"
    """As at the checkout: cents implied or comma, by the till's setting; `text` is in minor units."""
    NUMBER = "number"
    CODE = "code"
    """Such as a card's or ticket's number: letters and digits, in groups where they were typed so."""
    CHOICE = "choice"
    """One of `options` by its digit; `text` is the number chosen, empty for none. Never chosen beforehand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One line of a form.

    Attributes:
        key: names it in `FillIn`.
        text: as the task has it; what is being typed now is the screen's until it is filled in.
        placeholder: an example, while nothing is typed.
        note: what the task made of it, such as the number as it will be dialled.
        fault: why it cannot be taken as it is, and what to do.
        live: each key is filled in at once, since the task answers while one types (a search).
        is_secret: shown as dots, and by no repr.
    """

    key: str
    label: Words
    kind: FieldKind = FieldKind.TEXT
    text: str = field(default="", repr=False)
    placeholder: Words = ""
    note: Words = ""
    fault: Message | None = None
    options: tuple[Words, ...] = ()
    length_max: int = 80
    is_optional: bool = False
    live: bool = False
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something to choose by its digit, or to read.

    Attributes:
        aside: at the right end, such as an amount or a day.
        is_open: can be chosen.
    """

    title: Words
    detail: Words = ""
    aside: Words = ""
    icon: str = ""
    lamp: Lamp | None = None
    is_chosen: bool = False
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label and what it stands for; `is_strong` for the figure that matters."""

    label: Words
    value: Words
    is_strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormBody:
    """Fields one below another; keys go into the field numbered `at`, counted from 0.

    Attributes:
        lines: found while one types, below the fields; chosen by Up and Down, then Enter.
        empty: what stands there while nothing is found; empty for no such place.
    """

    fields: tuple[Field, ...]
    at: int = 0
    lines: tuple[Line, ...] = ()
    empty: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBody:
    """Lines chosen by digits 1 to 9, further ones by pages; `empty` stands there when there is none."""

    lines: tuple[Line, ...]
    empty: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewBody:
    """What will be done, or was; Enter goes on where the view says what Enter does.

    Attributes:
        tone: of the word above the facts: INFO to be checked, SUCCESS once it is done.
        qr: text of a code that the customer scans or that stands on the card; empty for none.
        picture: path of an image made for it, such as a ticket's preview; empty for none.
    """

    facts: tuple[Fact, ...]
    title: Words = ""
    detail: Words = ""
    lamp: Lamp | None = None
    qr: str = field(default="", repr=False)
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentBody:
    """A card is to be held to a reader, or something else is awaited, such as the centre's answer.

    Attributes:
        icon: of what is awaited.
        is_busy: nobody has to do anything.
    """

    icon: str
    title: Words
    detail: Words = ""
    is_busy: bool = False
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalBody:
    """A manager is to say yes with their own PIN: chosen by digit or badge, then typed.

    Attributes:
        managers: who may, by the digits 1 to 9.
        named: whose PIN is typed now; None while somebody is to be chosen.
        why: what is approved.
    """

    why: Message
    managers: tuple[StaffView, ...]
    named: StaffView | None = None


Body = FormBody | ListBody | ReviewBody | PresentBody | ApprovalBody


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskKey:
    """A key of the step beside Enter, Esc and digits: `f2`, `f4` to `f8` or `delete`."""

    key: str
    label: Message
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """The task as it stands.

    Attributes:
        place: names the step, so that what was being typed is kept while it stays and dropped when it goes.
        title: of the task.
        steps: short names of all steps, `step` being the one that is on; empty for a task of one step.
        lead: what to do now, in one sentence.
        problem: what stood in the way, in the banner's place; `hint` says what to do next.
        enter: what Enter does; None where it does nothing.
        keys: what else there is.
        help: key of the sentences that F1 shows.
    """

    place: str
    title: Message
    lead: Message
    body: Body
    steps: tuple[Message, ...] = ()
    step: int = 0
    problem: Message | None = None
    hint: Message | None = None
    enter: Message | None = None
    keys: tuple[TaskKey, ...] = ()
    help: str = ""
