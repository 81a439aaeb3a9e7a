"""What the screen asks of the checkout session: values made on the GUI thread, performed on the worker."""

from dataclasses import dataclass, field
from typing import Protocol, assert_never

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.ids import MemberId, StaffId
from fidpos.domain.money import Money
from fidpos.till.task.acts import Act
from fidpos.till.technician.acts import TechnicianAct
from fidpos.till.view import Shown


class Session(Protocol):
    """The checkout session (`fidpos.till.checkout`) as the screen uses it; called on the worker only.

    Each call publishes a new view by itself. What it raises changed nothing.
    """

    def choose_staff(self, staff_id: StaffId) -> None:
        """Name the person who is about to type a PIN."""
        ...

    def enter_pin(self, pin: str, staff_id: StaffId) -> None:
        """Try the PIN, if this is the person named."""
        ...

    def lock(self) -> None:
        """Lock the till; the visit in progress stays."""
        ...

    def present(self, read: CardRead | RefusedRead) -> None:
        """Something was presented to a reader."""
        ...

    def set_amount(self, amount: Money | None) -> None:
        """The amount typed so far."""
        ...

    def confirm(self, shown: Shown) -> None:
        """Enter, if this is still what it would be about."""
        ...

    def back(self) -> None:
        """Esc."""
        ...

    def open_rewards(self) -> None:
        """F5."""
        ...

    def choose_reward(self, number: int) -> None:
        """Take the reward with this number, or put it back."""
        ...

    def set_aside(self, number: int) -> None:
        """Refuse the effect with this number, or take it back."""
        ...

    def open_codes(self) -> None:
        """F6."""
        ...

    def enter_code(self, text: str) -> None:
        """The code of an offer, whole."""
        ...

    def remove_code(self, code: str) -> None:
        """Take a code out again."""
        ...

    def open_new_card(self) -> None:
        """F3."""
        ...

    def choose_card_kind(self, number: int) -> None:
        """Which kind of card is made, by its number."""
        ...

    def search(self, text: str) -> None:
        """F2, and each letter after it."""
        ...

    def pick_member(self, member_id: MemberId) -> None:
        """Take a member out of the search results."""
        ...

    def close_search(self) -> None:
        """Leave the search."""
        ...

    def void_last(self) -> None:
        """F8."""
        ...

    def in_task(self, act: Act) -> None:
        """A task is opened, or something is done in it."""
        ...

    def at_desk(self, act: TechnicianAct) -> None:
        """What a technician does."""
        ...

    def tick(self) -> None:
        """About once a second."""
        ...


class AssistantSession(Protocol):
    """The assistant of the first run (`fidpos.till.first_run.assistant`), in place of a checkout session."""

    def in_task(self, act: Act) -> None:
        """Something done on its page."""
        ...

    def back(self) -> None:
        """Esc."""
        ...


@dataclass(frozen=True, slots=True)
class ChooseStaff:
    """A name of the lock screen's list."""

    staff_id: StaffId


@dataclass(frozen=True, slots=True)
class EnterPin:
    """The PIN, never shown in a repr, and the person whose PIN the screen asked for."""

    pin: str = field(repr=False)
    staff_id: StaffId


@dataclass(frozen=True, slots=True)
class SetAmount:
    """The amount as typed so far."""

    amount: Money | None


@dataclass(frozen=True, slots=True)
class ChooseReward:
    """A reward by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """An effect by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class EnterCode:
    """The code of an offer, as typed."""

    text: str


@dataclass(frozen=True, slots=True)
class RemoveCode:
    """A code that was entered."""

    code: str


@dataclass(frozen=True, slots=True)
class Search:
    """A name or phone number, as typed so far."""

    text: str


@dataclass(frozen=True, slots=True)
class PickMember:
    """A line of the search results."""

    member_id: MemberId


@dataclass(frozen=True, slots=True)
class Present:
    """Something presented to a reader."""

    read: CardRead | RefusedRead


@dataclass(frozen=True, slots=True)
class Confirm:
    """Enter, and what was on screen when it was pressed."""

    shown: Shown


@dataclass(frozen=True, slots=True)
class Back:
    """Esc."""


@dataclass(frozen=True, slots=True)
class OpenRewards:
    """F5."""


@dataclass(frozen=True, slots=True)
class OpenCodes:
    """F6, which also closes."""


@dataclass(frozen=True, slots=True)
class OpenNewCard:
    """F3, which also gives up."""


@dataclass(frozen=True, slots=True)
class ChooseCardKind:
    """A kind of card by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class CloseSearch:
    """F2 or Esc in the search."""


@dataclass(frozen=True, slots=True)
class VoidLast:
    """F8."""


@dataclass(frozen=True, slots=True)
class Lock:
    """F9."""


@dataclass(frozen=True, slots=True)
class InTask:
    """A task opened, or something done in it."""

    act: Act


@dataclass(frozen=True, slots=True)
class AtDesk:
    """Something done at the technician's desk."""

    act: TechnicianAct


@dataclass(frozen=True, slots=True)
class Tick:
    """A second has passed."""


Command = (
    ChooseStaff
    | EnterPin
    | SetAmount
    | ChooseReward
    | SetAside
    | EnterCode
    | RemoveCode
    | Search
    | PickMember
    | Present
    | Confirm
    | Back
    | OpenRewards
    | OpenCodes
    | OpenNewCard
    | ChooseCardKind
    | CloseSearch
    | VoidLast
    | Lock
    | InTask
    | AtDesk
    | Tick
)


def perform(session: Session, command: Command) -> None:  # noqa: PLR0912 - one branch a command
    """Ask the session for it.

    Raises:
        FidposError: what the session could not do; nothing was changed.
    """
    match command:
        case ChooseStaff(staff_id):
            session.choose_staff(staff_id)
        case EnterPin(pin, staff_id):
            session.enter_pin(pin, staff_id)
        case SetAmount(amount):
            session.set_amount(amount)
        case ChooseReward(number):
            session.choose_reward(number)
        case SetAside(number):
            session.set_aside(number)
        case EnterCode(text):
            session.enter_code(text)
        case RemoveCode(code):
            session.remove_code(code)
        case Search(text):
            session.search(text)
        case PickMember(member_id):
            session.pick_member(member_id)
        case Present(read):
            session.present(read)
        case Confirm(shown):
            session.confirm(shown)
        case Back():
            session.back()
        case OpenRewards():
            session.open_rewards()
        case OpenCodes():
            session.open_codes()
        case OpenNewCard():
            session.open_new_card()
        case ChooseCardKind(number):
            session.choose_card_kind(number)
        case CloseSearch():
            session.close_search()
        case VoidLast():
            session.void_last()
        case Lock():
            session.lock()
        case InTask(doing):
            session.in_task(doing)
        case AtDesk(act):
            session.at_desk(act)
        case Tick():
            session.tick()
        case _:
            assert_never(command)


def perform_first(assistant: AssistantSession, command: Command) -> None:
    """Ask the assistant for it; what is for a till means nothing yet.

    Raises:
        FidposError: what the assistant could not do; nothing was changed.
    """
    match command:
        case InTask(doing):
            assistant.in_task(doing)
        case Back():
            assistant.back()
        case _:
            """Such as the tick of every second."""
