"""The enrolment itself: with which card, on whose word, and recorded as one."""

import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from fidpos.domain.authority import Authority
from fidpos.domain.card import CardRead, CardToken, Medium, TokenKind
from fidpos.domain.errors import StoreError
from fidpos.domain.ids import MemberId
from fidpos.till.enrol.consents import Stated, answers, open_to, statements
from fidpos.till.enrol.newcomer import Newcomer, NewcomersCard, NewIds
from fidpos.till.enrol.policy import Enrolling
from fidpos.till.enrol.typed import Read, Typed
from fidpos.till.new_card import CardWorkshop
from fidpos.till.task.task import Bench
from fidpos.till.view import Message
from fidpos.wire.events import StaffActKind

_NUMBER_BYTES = 16
"""Of a member number that no card shows."""
_DRAWS_MAX = 20


class Wish(StrEnum):
    """What the member holds out from now on, when no card was held out before."""

    VIRTUAL = "virtual"
    """The number of a code that they photograph."""
    MADE = "made"
    """A card that is written or printed next."""


class Doubt(StrEnum):
    """Why a manager is asked; each has a sentence."""

    SAME_CONTACT = "same_contact"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Registered:
    """They are a member; `number` is that of their virtual card, empty for none."""

    member_id: MemberId
    number: str = field(repr=False)


class Registration:
    """Of one person; ids and numbers are made once, so that Enter twice enrols once.

    Attributes:
        card: that was held out and is nobody's.
    """

    def __init__(self, bench: Bench) -> None:
        self.card: NewcomersCard | None = None
        self._bench = bench
        self._ids = NewIds.made(bench.station.new_id)
        self._nobodys = secrets.token_hex(_NUMBER_BYTES)
        self._drawn = ""
        self._is_counted = False

    @property
    def can_make_cards(self) -> bool:
        """Whether blanks can be written here, or cards printed."""
        return bool(self._workshop.kinds())

    def take(self, read: CardRead) -> str:
        """This card will be the member's; gives its last signs."""
        self.card = NewcomersCard(read.token, read.medium)
        return read.token.masked

    def is_card_taken(self) -> bool:
        """Whether the card that was held out has become somebody's since; it is let go of then.

        Raises:
            StoreError: it cannot be said.
        """
        if self.card is None or self._bench.station.store.card(self.card.token) is None:
            return False
        self.card = None
        return True

    def doubt(self, *, is_reached: bool) -> Doubt | None:
        """Why this person alone may not enrol them; counts the enrolment, once."""
        if is_reached:
            return Doubt.SAME_CONTACT
        if self._is_counted:
            return None
        station = self._bench.station
        self._is_counted = self._enrolling.pace.allows(station.staff_id, station.clock.monotonic_s())
        return None if self._is_counted else Doubt.MANY

    def record(self, typed: Typed, read: Read, wish: Wish) -> Registered:
        """Member, card and consents in one transaction.

        Raises:
            StoreError: nothing was recorded.
        """
        station, staff, policy = self._bench.station, self._bench.staff, self._enrolling.policy
        now = station.clock.now()
        virtual = self._virtual_number() if wish is Wish.VIRTUAL else ""
        card = self.card or (_virtual(virtual) if virtual else None)
        stated = Stated(
            member_id=self._ids.member_id,
            staff_id=staff.id,
            at=now,
            new_id=self._ids.consents.again(),
            wording=policy.wording,
            parent=read.parent if read.needs_parent else "",
        )
        newcomer = Newcomer(
            ids=self._ids,
            read=read,
            number=self._number(card),
            card=card,
            consents=statements(answers(open_to(policy, read), typed), stated),
            staff_id=staff.id,
            at=now,
            day=station.today,
        )
        station.store.enrol(newcomer.enrolment(), at=now, new_id=self._ids.events.again())
        return Registered(self._ids.member_id, virtual)

    def audit(self, doubt: Doubt, authority: Authority) -> None:
        """On whose word it is done all the same; who typed a PIN for it left a trace by that.

        Raises:
            StoreError: nothing is to be done.
        """
        if authority.approved_by is None:
            self._bench.audit(StaffActKind.OVERRIDE, why(doubt).key, authority)

    def _virtual_number(self) -> str:
        """Of a virtual card; none beside another one, nor where this till draws no numbers."""
        if self.card is not None or not self.can_make_cards:
            return ""
        self._drawn = self._drawn or self._free_number()
        return self._drawn

    def _free_number(self) -> str:
        """A number that no card has that this till knows of."""
        for _ in range(_DRAWS_MAX):
            number = self._workshop.draw_number()
            if self._bench.station.store.card(CardToken(TokenKind.NUMBER, number)) is None:
                return number
        raise StoreError("no free card number was found")

    def _number(self, card: NewcomersCard | None) -> str:
        """The member's own: what their card shows, or a number that nobody sees."""
        is_numbered = card is not None and card.token.kind is TokenKind.NUMBER
        return card.token.value if card is not None and is_numbered else self._nobodys

    @property
    def _workshop(self) -> CardWorkshop:
        return self._bench.workplace.workshop

    @property
    def _enrolling(self) -> Enrolling:
        return self._bench.workplace.enrolling


def why(doubt: Doubt) -> Message:
    """What a manager is asked."""
    return Message(key=f"task.enrol.why.{doubt.value}")


def _virtual(number: str) -> NewcomersCard:
    return NewcomersCard(CardToken(TokenKind.NUMBER, number), Medium.PHONE)
