"""A new card for the member at the counter: written to a blank, printed, or one that was made beforehand.

The number is drawn and looked up first, written second, read back third, and linked last: only a card that
the usual reader has read belongs to anybody. What a pull or a power cut leaves behind is a blank, or a card
with a number that is nobody's; presented again it is taken as it is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from fidpos.domain.card import Card, CardRead, CardStatus, CardToken, Medium, RefusedRead, TokenKind
from fidpos.domain.card_writing import WriteProblem
from fidpos.domain.errors import StoreError
from fidpos.domain.ids import CardId, EventId, RelativeId, StaffId
from fidpos.domain.member import Member
from fidpos.domain.staff import Role, Staff
from fidpos.till.ports import TillStore
from fidpos.wire.events import CardLinked

PRINTED = "printed"
"""The kind of card that is a file for the printer."""

_DRAWS_MAX = 20


class CardWorkshop(Protocol):
    """Where cards are made. Called on the till's worker; all of it returns at once."""

    def kinds(self) -> tuple[str, ...]:
        """Formats that can be written here by name, and `PRINTED` where cards can be printed."""
        ...

    def draw_number(self) -> str:
        """A number of the merchant's own, drawn at random with its check digits."""
        ...

    def begin(self, kind: str, number: str) -> None:
        """Let the next blank of this kind that comes to any reader get the number, whosever it is."""
        ...

    def problem(self) -> WriteProblem | None:
        """What stood in the way of the number that waits; None while nothing did."""
        ...

    def stop(self) -> None:
        """No number waits any more."""
        ...

    def print_card(self, number: str) -> str:
        """Make the file for the printer; gives its path.

        Raises:
            StoreError: it cannot be written.
        """
        ...


class NoWorkshop:
    """A till on which no card can be made; cards made beforehand can still be linked."""

    def kinds(self) -> tuple[str, ...]:
        """None."""
        return ()

    def draw_number(self) -> str:
        """Never asked, for want of kinds."""
        raise AssertionError

    def begin(self, kind: str, number: str) -> None:
        """Never asked."""

    def problem(self) -> WriteProblem | None:
        """None."""
        return None

    def stop(self) -> None:
        """There is nothing to stop."""

    def print_card(self, number: str) -> str:
        """Never asked."""
        raise AssertionError(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCardView:
    """The work on a new card, for the screen.

    Attributes:
        kinds: what digits choose, from 1 on.
        chosen: the kind whose blank is waited for; empty while none is chosen.
        problem: why the card just held there was not written.
        ending: last digits of the number that waits.
    """

    kinds: tuple[str, ...]
    chosen: str = ""
    problem: WriteProblem | None = None
    ending: str = ""


class NotTaken(StrEnum):
    """Why a card presented to the work was not taken."""

    CHOOSE_FIRST = "choose_first"
    """A blank, and no kind was chosen."""
    NUMBERED = "numbered"
    """It has a number already, and was not written: it may be the member's as it is, without a kind."""
    PROBLEM = "problem"
    """Writing it failed; the view says how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The card is the member's; `document` is the file to print, if it is a printed one."""

    token: CardToken
    document: str = ""


def _number_of(read: CardRead | RefusedRead) -> str:
    is_number = isinstance(read, CardRead) and read.token.kind is TokenKind.NUMBER
    return read.token.value if isinstance(read, CardRead) and is_number else ""


def may_get_card(cards: Iterable[Card], by: Staff) -> bool:
    """A first card anybody may hand out; one more is how accounts are taken over, and needs a manager.

    Args:
        cards: all that the member has or had: whoever says that the old one is lost is not yet the member.
        by: who would hand it out.
    """
    had = any(card.status is not CardStatus.EXPIRED for card in cards)
    return by.role is Role.MANAGER or not had


@dataclass(slots=True, kw_only=True)
class NewCard:
    """One member's new card, from the choice of its kind to the link.

    Attributes:
        holder_id: who of the household carries it; None for the member.
    """

    store: TillStore
    workshop: CardWorkshop
    member: Member
    by: StaffId
    new_id: Callable[[], UUID]
    holder_id: RelativeId | None = None
    _kind: str = field(default="", init=False)
    _number: str = field(default="", init=False)
    _problem: WriteProblem | None = field(default=None, init=False)

    def view(self) -> NewCardView:
        """As it stands."""
        return NewCardView(
            kinds=self._kinds, chosen=self._kind, problem=self._problem, ending=self._number[-4:]
        )

    def choose(self, number: int, at: datetime) -> Linked | None:
        """Choose a kind by its digit; a printed card is made and linked at once.

        Raises:
            StoreError: it could not be made or linked; nothing was.
        """
        if not 1 <= number <= len(self._kinds):
            return None
        self.workshop.stop()
        self._kind, self._problem = self._kinds[number - 1], None
        self._number = self._drawn()
        if self._kind != PRINTED:
            self.workshop.begin(self._kind, self._number)
            return None
        document = self.workshop.print_card(self._number)
        token = CardToken(TokenKind.NUMBER, self._number)
        self._link(token, Medium.BARCODE, at)
        return Linked(token=token, document=document)

    def take(self, read: CardRead | RefusedRead, at: datetime) -> Linked | NotTaken:
        """A card that is nobody's, or a blank, was held there.

        Raises:
            StoreError: it could not be linked; it can be presented again.
        """
        if self._kind:
            self._problem = self.workshop.problem()
            number = _number_of(read)
            if self._problem is None and number not in {"", self._number}:
                return NotTaken.NUMBERED
            if self._problem is not None or not number:
                self._problem = self._problem or WriteProblem.NOT_KEPT
                return NotTaken.PROBLEM
        if isinstance(read, RefusedRead):
            return NotTaken.CHOOSE_FIRST
        self._link(read.token, read.medium, at)
        self.workshop.stop()
        return Linked(token=read.token)

    def passed_over(self) -> None:
        """A card that is none for this was held there: what was wrong with the one before is no news now."""
        self._problem = None

    def end(self) -> None:
        """Give the work up; a card that was begun is nobody's."""
        self.workshop.stop()

    @property
    def _kinds(self) -> tuple[str, ...]:
        return self.workshop.kinds()

    def _drawn(self) -> str:
        """A number that no card has that this till knows of."""
        for _ in range(_DRAWS_MAX):
            number = self.workshop.draw_number()
            if self.store.card(CardToken(TokenKind.NUMBER, number)) is None:
                return number
        raise StoreError("no free card number was found")

    def _link(self, token: CardToken, medium: Medium, at: datetime) -> None:
        self.store.commit(
            CardLinked(
                id=EventId(self.new_id()),
                at=at,
                card_id=CardId(self.new_id()),
                member_id=self.member.id,
                medium=medium,
                sealed=self.store.seal_token(self.member.id, token),
                holder_id=self.holder_id,
                staff_id=self.by,
            )
        )
