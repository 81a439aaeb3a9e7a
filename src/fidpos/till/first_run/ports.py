"""What the assistant needs of the machine, and what it is told of that goes on.

What is slow is only asked for: it is done elsewhere, and the assistant hears of it on the till's worker.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from fidpos.till.centre_link import Paired, PairingRefused
from fidpos.till.first_run.shop import Begun, NewShop
from fidpos.till.view import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeOffer:
    """An example programme.

    Attributes:
        code: its name; `first_run.programme.<code>` says what it is.
        rules: each in a few words, in the language chosen.
    """

    code: str
    rules: tuple[str, ...]


class MakingStep(StrEnum):
    """What is done while a shop is made, in this order; each has a sentence."""

    CENTRE = "centre"
    """The centre's database is made and started: the longest."""
    SHOP = "shop"
    PROGRAMME = "programme"
    PEOPLE = "people"
    TILL = "till"
    """The till is paired with the centre beside it, and learns everything."""


@dataclass(frozen=True, slots=True)
class Making:
    """This is being done now; everything before it is."""

    step: MakingStep


@dataclass(frozen=True, slots=True)
class Made:
    """The shop is there, and the till can be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMade:
    """It broke off; what was made stays, and another try goes on from there."""

    problem: Message
    hint: Message


@dataclass(frozen=True, slots=True)
class Stopped:
    """It was stopped, as somebody asked; what was made stays."""


News = Making | Made | NotMade | Stopped | Paired | PairingRefused


class Place(Protocol):
    """The PC that becomes a till."""

    @property
    def language(self) -> str:
        """Of the screen now."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """All there are."""
        ...

    def speak(self, language: str) -> None:
        """From now on the screen speaks it, and the till after it.

        Raises:
            FidposError: it cannot be kept.
        """
        ...

    @property
    def has_centre_programs(self) -> bool:
        """Whether a centre can be installed here."""
        ...

    @property
    def centre_folder(self) -> str:
        """Where it would keep its data."""
        ...

    def usual_till_name(self) -> str:
        """What a shop's first till is called."""
        ...

    def begun(self) -> Begun | None:
        """The making that was broken off, if any."""
        ...

    def programmes(self) -> tuple[ProgrammeOffer, ...]:
        """To choose from, the simplest first."""
        ...

    def devices(self) -> tuple[str, ...]:
        """Names of the readers that are plugged in now; may take a second."""
        ...

    def new_merchant_code(self) -> str:
        """Four digits drawn by lot."""
        ...

    def is_weak_pin(self, pin: str) -> bool:
        """Whether the centre would refuse it."""
        ...

    def make(self, shop: NewShop) -> None:
        """Have the shop made, or what is missing of it; `Making` and one of the ends are heard."""
        ...

    def stop_making(self) -> None:
        """Stop it before its next step."""
        ...

    def pair(self, *, address: str, code: str, till_name: str) -> None:
        """Have the till paired with a centre; the outcome is heard."""
        ...

    def open_till(self) -> None:
        """The till is there: open it in place of the assistant."""
        ...
