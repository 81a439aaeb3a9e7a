"""What somebody does in a task: values made on the GUI thread, performed on the till's worker."""

from dataclasses import dataclass, field
from enum import StrEnum

from fidpos.domain.ids import StaffId, VisitId


class TaskKind(StrEnum):
    """The tasks of the counter, by what opens them."""

    ENROL = "enrol"
    """F3 with nobody attached."""
    MEMBER = "member"
    """F3 with a member attached: cards, holders, household, consents, blocking, leaving."""
    GIFT_CARDS = "gift_cards"
    """F7 with nothing to pay: sell, reload, balance, freeze, replace, a sale in doubt."""
    GIFT_CARD_PAYMENT = "gift_card_payment"
    """F7 with an amount to pay."""
    CORRECT = "correct"
    """Shift+F8: by ticket, or the past visit that is looked at."""
    SHOP = "shop"
    """F10: the day, alerts, staff, journal of acts, training."""
    PRINT = "print"
    """F12: the last ticket once more, or the ticket of the visit that is looked at."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Begin a task; `visit_id` of the past visit that is looked at, if any."""

    kind: TaskKind
    visit_id: VisitId | None = None


@dataclass(frozen=True, slots=True)
class FillIn:
    """The text of a field, and how many fields further the keys go then: 1, -1, or 0 to stay.

    On the last field, 1 stands for Enter: the form is to be taken as it is.
    """

    key: str
    text: str = field(repr=False)
    move: int = 0


@dataclass(frozen=True, slots=True)
class ChooseLine:
    """A line by its number, 1 being the first of all pages."""

    number: int


@dataclass(frozen=True, slots=True)
class GoOn:
    """Enter, where the view says what it does."""


@dataclass(frozen=True, slots=True)
class PressKey:
    """A key that the view offers."""

    key: str


@dataclass(frozen=True, slots=True)
class NameApprover:
    """Which manager is about to type a PIN."""

    staff_id: StaffId


@dataclass(frozen=True, slots=True)
class Approve:
    """The manager's PIN, never shown in a repr."""

    pin: str = field(repr=False)
    staff_id: StaffId


TaskAct = FillIn | ChooseLine | GoOn | PressKey
Act = OpenTask | TaskAct | NameApprover | Approve
