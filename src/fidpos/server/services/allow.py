"""Giving tills allowances, so that what may be lost in a shop never exceeds what the merchant risks there.

The cap is split among the shop's tills (`share`). What a till draws counts against the newest allowance from
the row on that the centre had heard when it gave it: a renewal gives back what was heard, and nothing else. A
till whose store was restored goes on in another lineage, where what it drew before is unknown: the allowance
of the former lineage stays open until it expires, and only what that leaves of the cap is given anew.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from fidpos.domain.ids import AllowanceId, EventId, uuid7
from fidpos.server.allowance_books import Allowances, Given, age, exposed_minor, lineage_of
from fidpos.server.ports import TillRecord, Unit
from fidpos.server.services.share import is_awaited, too_large, too_small
from fidpos.wire.events import Event, VisitClosed
from fidpos.wire.gift_card_events import GiftCardHeld
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, AllowancesHeld, SignedAllowance
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.pull import Change, Pull

GIVEN_FOR = timedelta(hours=48)
RENEWED_AFTER = timedelta(hours=12)
"""While the till is in contact, so that it never has much less left than the whole time."""
LATE = timedelta(minutes=5)
"""How far a till's clock may be behind, and a pull under way: until then an expired one may be drawn on."""
_TICK = timedelta(milliseconds=1)
"""A renewal is the later one, whatever the clock did meanwhile."""

Sign = Callable[[Allowance], SignedAllowance]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What comes of a pull.

    Attributes:
        changes: the allowances that the till is to have and has not.
        concerns_others: tills of the shop that wait have something to hear, once this is committed.
    """

    changes: tuple[Change, ...] = ()
    concerns_others: bool = False


def allow(unit: Unit, till: TillRecord, pull: Pull, have: Anchor, *, now: datetime, sign: Sign) -> Allowed:
    """Give the till what it is to have.

    Args:
        unit: in which the pull is answered.
        till: who pulls.
        pull: says what it has.
        have: its newest row that is here; anything new is given only once nothing waits at the till.
        now: by the centre's clock.
        sign: with the centre's key.
    """
    held = pull.allowances
    if held is None:
        return Allowed()
    book = unit.allowances()
    own = _Own(
        till=till, lineage=pull.lineage, open=tuple(book.of_till(till.shop_id, till.id)), held=held, now=now
    )
    if held.head > have.seq or not own.is_something_to_do:
        return Allowed(changes=own.lacking())
    giving = _Giving(book, own)
    giving.end_what_is_over()
    giving.renew(have, sign)
    giving.share()
    return Allowed(changes=giving.own.lacking(), concerns_others=giving.concerns_others)


def overdrawn(unit: Unit, till: TillRecord, events: Iterable[Event]) -> frozenset[EventId]:
    """Those of applied events that drew on an allowance what it is not for; booked all the same."""
    drawings = {event.id: drawn_on for event in events if (drawn_on := _drawn_on(event))}
    if not drawings:
        return frozenset()
    beyond = unit.allowances().overdrawn(till.id, frozenset().union(*drawings.values()))
    return frozenset(event_id for event_id, drawn_on in drawings.items() if drawn_on & beyond)


def _drawn_on(event: Event) -> frozenset[AllowanceId]:
    match event:
        case GiftCardHeld() if event.allowance_id is not None:
            return frozenset({event.allowance_id})
        case VisitClosed():
            return frozenset(drawn.allowance_id for drawn in event.drawn)
        case _:
            return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """The open allowances of the till that pulls.

    Attributes:
        lineage: in which it goes on.
        held: what it says to have.
    """

    till: TillRecord
    lineage: UUID
    open: Sequence[Given]
    held: AllowancesHeld
    now: datetime

    @property
    def is_something_to_do(self) -> bool:
        return any(map(self.is_due, AllowanceKind)) or bool(self.over())

    def lacking(self) -> tuple[Change, ...]:
        """The newest of each kind, where the till does not have it."""
        newest = [each for kind in AllowanceKind if (each := self.newest(kind)) is not None]
        return tuple(
            Change(allowance=each.signed) for each in newest if each.allowance.id not in self.held.ids
        )

    def over(self) -> set[AllowanceId]:
        """What the till will not draw on any more."""
        return {each.allowance.id for each in self.open if self._is_over(each)}

    def is_due(self, kind: AllowanceKind) -> bool:
        newest = self.newest(kind)
        return newest is None or newest.renew or self.now >= newest.allowance.issued_at + RENEWED_AFTER

    def newest(self, kind: AllowanceKind) -> Given | None:
        good = [
            each
            for each in self.open
            if each.allowance.kind is kind
            and self.is_of_lineage(each)
            and each.allowance.expires_at > self.now
        ]
        return max(good, key=age, default=None)

    def is_of_lineage(self, given: Given) -> bool:
        return lineage_of(given) == (self.till.id, self.lineage)

    def _is_over(self, given: Given) -> bool:
        said = given.allowance
        if self.now > said.expires_at + LATE:
            return True
        held_now = [each for each in self.open if each.allowance.id in self.held.ids]
        return self.is_of_lineage(given) and any(
            each.allowance.kind is said.kind
            and lineage_of(each) == lineage_of(given)
            and age(each) > age(given)
            for each in held_now
        )


class _Giving:
    """What is given to a till, and ended, under the lock of its shop.

    Attributes:
        own: the open allowances of the till, as they are now.
        concerns_others: something changed that other tills are to hear of.
    """

    def __init__(self, book: Allowances, own: _Own) -> None:
        self.concerns_others = False
        self._book, self._has_made_room = book, False
        self._set(own, book.of_shop(own.till.shop_id))
        self._risk = book.risk(own.till.shop_id)

    def end_what_is_over(self) -> None:
        """Of the till, all that it drew has been heard; of one that was locked, nothing more will be."""
        over = self.own.over() | {each.allowance.id for each in self._of_shop if self._is_stray(each)}
        if over:
            self._book.end(over, self.own.now)
            self._set(self.own, [each for each in self._of_shop if each.allowance.id not in over])
            self._has_made_room = True

    def renew(self, heard: Anchor, sign: Sign) -> None:
        """Give what is due."""
        for kind in filter(self.own.is_due, AllowanceKind):
            others = [each for each in self._of_shop if not self.own.is_of_lineage(each)]
            room = self._risk.caps_minor[kind] - exposed_minor(others, kind)
            amount = min(self._risk.part_minor(kind), room)
            if amount > 0:
                self._give(kind, amount, heard, sign)

    def share(self) -> None:
        """Where the till lacks some of its part, others make room; where it made some, others get more."""
        uneven = set[AllowanceId]()
        for kind in AllowanceKind:
            if self._is_short(kind):
                uneven |= too_large(self._risk, self._of_shop, kind)
            if self._has_made_room:
                uneven |= too_small(self._risk, self._of_shop, kind)
                self.concerns_others |= is_awaited(self._risk, self._of_shop, kind)
        uneven -= {each.allowance.id for each in self._of_shop if each.renew}
        if uneven:
            self._book.ask_renewal(uneven)
            self.concerns_others = True

    def _set(self, own: _Own, of_shop: Sequence[Given]) -> None:
        self._of_shop = of_shop
        self.own = replace(own, open=[each for each in of_shop if each.allowance.till_id == own.till.id])

    def _is_short(self, kind: AllowanceKind) -> bool:
        newest = self.own.newest(kind)
        return newest is None or newest.allowance.amount_minor < self._risk.part_minor(kind)

    def _is_stray(self, given: Given) -> bool:
        said = given.allowance
        return said.till_id not in self._risk.tills and self.own.now > said.expires_at + LATE

    def _give(self, kind: AllowanceKind, amount_minor: int, heard: Anchor, sign: Sign) -> None:
        own = self.own
        before = own.newest(kind)
        earliest = before.allowance.issued_at + _TICK if before is not None else own.now
        allowance = Allowance(
            id=AllowanceId(uuid7(own.now)),
            merchant_id=self._risk.merchant_id,
            shop_id=own.till.shop_id,
            till_id=own.till.id,
            lineage=own.lineage,
            heard=heard.seq,
            kind=kind,
            currency=self._risk.currency,
            amount_minor=amount_minor,
            issued_at=max(own.now, earliest),
            expires_at=own.now + GIVEN_FOR,
        )
        given = Given(allowance=allowance, signed=sign(allowance))
        self._book.give(given)
        self._set(own, [*self._of_shop, given])
