"""What a till that nobody sees says, line by line, so that it can be held to its word after a power cut.

A line is written at the moment the screen would be told, and by one `write` small enough for a pipe to take
it whole or not at all: what a killed process printed is exactly what it announced.
"""

import os
from collections.abc import Iterable
from uuid import UUID

import msgspec

from fidpos.till.view import CheckoutView, TillState

CLOSED = {"banner.visit_closed", "banner.visit_closed_without_points"}
VOIDED = {"banner.visit_voided", "banner.visit_voided_balance"}


class Draft(msgspec.Struct, frozen=True, kw_only=True, tag="draft", omit_defaults=True):
    """A visit in progress as the screen shows it."""

    visit: UUID
    member: UUID | None = None
    amount: int | None = None
    rewards: tuple[str, ...] = ()


class Started(msgspec.Struct, frozen=True, kw_only=True, tag="started", omit_defaults=True):
    """The till is up, with what it found of the visit in progress."""

    draft: Draft | None = None


class Gesture(msgspec.Struct, frozen=True, kw_only=True, tag="gesture", omit_defaults=True):
    """The cashier is about to do this: of all lines the only one that announces nothing."""

    act: str
    member: UUID | None = None
    amount: int | None = None


class NoDraft(msgspec.Struct, frozen=True, kw_only=True, tag="no_draft"):
    """No visit is in progress any more."""


class Closed(msgspec.Struct, frozen=True, kw_only=True, tag="closed"):
    """The banner of a closed visit."""

    visit: UUID
    points: int
    balance: int


class Voided(msgspec.Struct, frozen=True, kw_only=True, tag="voided"):
    """The banner of a visit that was undone."""

    points: int


class GiftsPaid(msgspec.Struct, frozen=True, kw_only=True, tag="gifts_paid"):
    """The register has taken the money, and its ticket is about to be typed: this announces nothing."""

    ticket: str
    cards: tuple[UUID, ...]


class GiftsSold(msgspec.Struct, frozen=True, kw_only=True, tag="gifts_sold"):
    """The step that hands the cards over."""

    cards: tuple[UUID, ...]


class Deciding(msgspec.Struct, frozen=True, kw_only=True, tag="deciding"):
    """The key that decides comes next, and the journal's last row is this one: it announces nothing."""

    seq: int


class Decided(msgspec.Struct, frozen=True, kw_only=True, tag="decided"):
    """The screen says that it is done; the journal's last row is this one."""

    seq: int


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """The lock screen says no to a PIN."""

    key: str


class SignedIn(msgspec.Struct, frozen=True, kw_only=True, tag="signed_in"):
    """Somebody is signed in."""


class Compared(msgspec.Struct, frozen=True, kw_only=True, tag="compared"):
    """A PIN is being compared with its hash: from here on the try has been made."""


class Dying(msgspec.Struct, frozen=True, kw_only=True, tag="dying"):
    """The process kills itself before this statement."""

    statement: str


class Survived(msgspec.Struct, frozen=True, kw_only=True, tag="survived"):
    """There was no such statement: everything was done after this many."""

    statements: int


Line = (
    Started
    | Gesture
    | Draft
    | NoDraft
    | Closed
    | Voided
    | GiftsPaid
    | GiftsSold
    | Deciding
    | Decided
    | Refused
    | SignedIn
    | Compared
    | Dying
    | Survived
)
_decoder: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def say(line: Line) -> None:
    """Write the line to standard output."""
    os.write(1, msgspec.json.encode(line) + b"\n")


def heard(output: bytes) -> list[Line]:
    """The lines of what was written."""
    return [_decoder.decode(line) for line in output.splitlines()]


class Announcer:
    """Says what each published view announces that the one before did not. Give `shown` to the session."""

    def __init__(self) -> None:
        self._draft: Draft | None = None
        self._closing: UUID | None = None
        self._serial = 0
        self._is_locked = True

    def start(self, view: CheckoutView) -> None:
        """The first view, which the session does not publish by itself."""
        self._draft = draft_of(view)
        self._serial = view.banner.serial if view.banner else 0
        say(Started(draft=self._draft))

    def shown(self, view: CheckoutView) -> None:
        """A view was published."""
        if view.state is TillState.CLOSING:
            self._closing = view.visit_id
            return
        for line in self._news(view):
            say(line)

    def _news(self, view: CheckoutView) -> Iterable[Line]:
        if view.banner is not None and view.banner.serial > self._serial:
            self._serial = view.banner.serial
            yield from self._from_banner(view.banner.message.key, view.banner.message.params)
        draft = draft_of(view)
        if draft != self._draft:
            self._draft = draft
            yield draft or NoDraft()
        if self._is_locked and view.staff is not None:
            yield SignedIn()
        self._is_locked = view.staff is None

    def _from_banner(self, key: str, params: dict[str, object]) -> Iterable[Line]:
        points, balance = params.get("points"), params.get("balance")
        if key in CLOSED:
            assert self._closing is not None
            assert isinstance(points, int)
            assert isinstance(balance, int)
            yield Closed(visit=self._closing, points=points, balance=balance)
        elif key in VOIDED:
            assert isinstance(points, int)
            yield Voided(points=points)
        elif key.startswith("sign_in."):
            yield Refused(key=key)


def draft_of(view: CheckoutView) -> Draft | None:
    """The visit in progress that a view shows."""
    if view.visit_id is None:
        return None
    member = view.member
    return Draft(
        visit=view.visit_id,
        member=member.member_id if member else None,
        amount=view.amount.minor if view.amount else None,
        rewards=tuple(sorted(offer.code for offer in member.offers if offer.chosen)) if member else (),
    )
