"""Giving tills allowances, so that what may be lost in a shop never exceeds what the merchant risks there.

The cap is split among the shop's tills. What a till draws counts against the newest allowance from the row on
that the centre had heard when it gave it: a renewal gives back what was heard, and nothing else. A till whose
store was restored goes on in another lineage, where what it drew before is unknown: the allowance of the
former lineage stays open until it expires, and only what that leaves of the cap is given anew.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from fidpos.domain.ids import AllowanceId, EventId, uuid7
from fidpos.server.allowance_books import Allowances, Given, ShopRisk, exposed_minor
from fidpos.server.ports import TillRecord, Unit
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

Sign = Callable[[Allowance], SignedAllowance]


def allow(
    unit: Unit, till: TillRecord, pull: Pull, have: Anchor, *, now: datetime, sign: Sign
) -> tuple[Change, ...]:
    """The allowances that the till is to have and has not.

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
        return ()
    giving = _Giving(unit.allowances(), till, pull, now)
    if held.head <= have.seq:
        giving.end_what_is_over(held)
        giving.renew(have, sign)
    return tuple(Change(allowance=given.signed) for given in giving.lacking(held))


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


class _Giving:
    """The open allowances of one till, brought up to date."""

    def __init__(self, book: Allowances, till: TillRecord, pull: Pull, now: datetime) -> None:
        self._book, self._till, self._lineage, self._now = book, till, pull.lineage, now
        self._open = list(book.of_till(till.shop_id, till.id))

    def end_what_is_over(self, held: AllowancesHeld) -> None:
        """What the till will not draw on any more; all that it did has been heard."""
        over = {each.allowance.id for each in self._open if self._is_over(each, held)}
        if over:
            self._book.end(over, self._now)
            self._open = [each for each in self._open if each.allowance.id not in over]

    def renew(self, heard: Anchor, sign: Sign) -> None:
        """Give what is due, under the shop's lock."""
        due = [kind for kind in AllowanceKind if self._is_due(kind)]
        if not due:
            return
        of_shop = self._without_stray(self._book.of_shop(self._till.shop_id))
        risk = self._book.risk(self._till.shop_id)
        self._open = [each for each in of_shop if each.allowance.till_id == self._till.id]
        for kind in due:
            if not self._is_due(kind):
                continue
            others = [each for each in of_shop if not self._is_of_lineage(each)]
            cap = risk.caps_minor[kind]
            amount = min(cap // max(len(risk.tills), 1), cap - exposed_minor(others, kind))
            if amount > 0:
                self._give(risk, kind, amount, heard, sign)

    def lacking(self, held: AllowancesHeld) -> Sequence[Given]:
        """The newest of each kind, where the till does not have it."""
        newest = [each for kind in AllowanceKind if (each := self._newest(kind)) is not None]
        return [each for each in newest if each.allowance.id not in held.ids]

    def _is_over(self, given: Given, held: AllowancesHeld) -> bool:
        said = given.allowance
        if self._now > said.expires_at + LATE:
            return True
        held_now = (each.allowance for each in self._open if each.allowance.id in held.ids)
        return self._is_of_lineage(given) and any(
            each.kind is said.kind and each.lineage == said.lineage and _age(each) > _age(said)
            for each in held_now
        )

    def _is_due(self, kind: AllowanceKind) -> bool:
        newest = self._newest(kind)
        return newest is None or newest.renew or self._now >= newest.allowance.issued_at + RENEWED_AFTER

    def _newest(self, kind: AllowanceKind) -> Given | None:
        good = [
            each
            for each in self._open
            if each.allowance.kind is kind
            and self._is_of_lineage(each)
            and each.allowance.expires_at > self._now
        ]
        return max(good, key=lambda each: _age(each.allowance), default=None)

    def _is_of_lineage(self, given: Given) -> bool:
        said = given.allowance
        return said.till_id == self._till.id and said.lineage == self._lineage

    def _without_stray(self, of_shop: Sequence[Given]) -> list[Given]:
        """Without what tills still had that were locked: nothing more is heard of those."""
        tills = self._book.risk(self._till.shop_id).tills
        stray = {
            each.allowance.id
            for each in of_shop
            if each.allowance.till_id not in tills and self._now > each.allowance.expires_at + LATE
        }
        if stray:
            self._book.end(stray, self._now)
        return [each for each in of_shop if each.allowance.id not in stray]

    def _give(
        self, risk: ShopRisk, kind: AllowanceKind, amount_minor: int, heard: Anchor, sign: Sign
    ) -> None:
        allowance = Allowance(
            id=AllowanceId(uuid7(self._now)),
            merchant_id=risk.merchant_id,
            shop_id=self._till.shop_id,
            till_id=self._till.id,
            lineage=self._lineage,
            heard=heard.seq,
            kind=kind,
            currency=risk.currency,
            amount_minor=amount_minor,
            issued_at=self._now,
            expires_at=self._now + GIVEN_FOR,
        )
        given = Given(allowance=allowance, signed=sign(allowance))
        self._book.give(given)
        self._open.append(given)


def _age(allowance: Allowance) -> tuple[int, datetime]:
    """Of one lineage, the later given is the greater."""
    return allowance.heard, allowance.issued_at
