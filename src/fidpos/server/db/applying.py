"""Events become rows: read and lock, decide, write, tell; all undone where the database refuses a row."""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from psycopg import errors

from fidpos.domain.ids import EventId, GiftCardId, MemberId, ShopId, TillId
from fidpos.server.db import at_hand, feed, journals, people, rows
from fidpos.server.db.arrays import uuids
from fidpos.server.db.projection import project
from fidpos.server.db.work import Work
from fidpos.server.hold_books import Heard
from fidpos.server.ports import Minting
from fidpos.server.reason import EventRefused, Reason
from fidpos.wire.codec import decode
from fidpos.wire.events import Event, VisitClosed
from fidpos.wire.gift_card_events import GiftCardMoved
from fidpos.wire.office_events import LikeATill

_HOLDERS: LiteralString = """
    SELECT id FROM members WHERE id = ANY(%(wanted)s)
    UNION SELECT id FROM members
    WHERE account_id = ANY(%(wanted)s) AND merged_into IS NULL AND erased_at IS NULL
"""
_VOUCHER_OWNERS: LiteralString = """
    SELECT DISTINCT member_id FROM vouchers WHERE id = ANY(%(wanted)s) AND member_id <> ALL(%(wanted)s)
"""
_GIFT_CARDS: LiteralString = "SELECT id FROM gift_cards WHERE id = ANY(%s)"
_BODY: LiteralString = "SELECT body FROM journal_rows WHERE event_id = %s AND NOT repeats"
_LOCK_ACCOUNT: LiteralString = "SELECT FROM accounts WHERE id = %s FOR NO KEY UPDATE"
_FREE_LOTS: LiteralString = "UPDATE lots SET withheld = false WHERE id = ANY(%s) AND withheld"
_FREE_VOUCHERS: LiteralString = "UPDATE vouchers SET withheld = false WHERE id = ANY(%s) AND withheld"
_THAW: LiteralString = """
    UPDATE gift_cards SET state = 'active', withheld = false
    WHERE id = ANY(%s) AND state = 'frozen' AND withheld AND NOT disowned
"""

_OFFICE = TillId(UUID(int=0))

_IMPOSSIBLE = (errors.DataError, errors.IntegrityError, struct.error, UnicodeEncodeError)
"""What no table takes: a number too large, a text with a NUL, a sum that is below zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What is to be said of events that were applied.

    Attributes:
        doubts: see `ports.Unit.apply`.
        something_waits: whether anything was in quarantine then.
    """

    doubts: Mapping[EventId, Reason]
    something_waits: bool


def apply(work: Work, till_id: TillId, lineage: UUID | None, mintings: Sequence[Minting]) -> Applied:
    """Everything that follows from the events; see `ports.Unit.apply`.

    Raises:
        EventRefused: nothing was changed.
    """
    till = people.till(work, till_id)
    assert till is not None
    at = at_hand.read(work, [each.event for each in mintings])
    projected, doubts = project(at, Heard(till_id=till_id, at=work.clock.now()), mintings)
    today = till.calendar.business_day(work.clock.now())
    for each in mintings:
        if each.minor and not each.held:
            key = (till_id, today)
            projected.minted[key] = projected.minted.get(key, 0) + each.minor
    with _all_or_nothing(work, mintings[0].event):
        rows.write(work, at, projected)
        feed.tell(work, till.shop_id, projected.touched, lineage)
        feed.tell_of_gift_cards(work, till.shop_id, projected.gift_touched, lineage)
        waits = journals.something_waits(work)
    answer = waits.fetchone()
    assert answer is not None
    return Applied(doubts=doubts, something_waits=answer[0])


def apply_own(work: Work, events: Sequence[LikeATill]) -> None:
    """The same for what the office itself did; everybody is told.

    Raises:
        EventRefused: nothing was changed.
    """
    at = at_hand.read(work, events)
    mintings = [Minting(event=event) for event in events]
    projected, _ = project(at, Heard(till_id=_OFFICE, at=work.clock.now()), mintings)
    with _all_or_nothing(work, events[0]):
        rows.write(work, at, projected)
        feed.tell(work, None, dict.fromkeys(projected.touched, feed.Touch(loud=True)), None)
        feed.tell_of_gift_cards(work, None, dict.fromkeys(projected.gift_touched, True), None)


@contextmanager
def _all_or_nothing(work: Work, first: Event) -> Iterator[None]:
    """Write in one round trip; a row that is refused undoes them all.

    The service then asks for each event by itself, so that the one named here is the one that is refused.
    """
    try:
        with work.connection.pipeline() as pipeline:
            work.run("SAVEPOINT applying")
            try:
                yield
                work.run("RELEASE SAVEPOINT applying")
                pipeline.sync()
            except _IMPOSSIBLE:
                # What came after it in the pipeline was not even tried.
                with suppress(errors.PipelineAborted):
                    pipeline.sync()
                raise
    except _IMPOSSIBLE as fault:
        work.distrust()
        work.run("ROLLBACK TO SAVEPOINT applying")
        known = isinstance(fault, errors.UniqueViolation)
        raise EventRefused(first.id, Reason.ALREADY_THERE if known else Reason.CONTRADICTORY) from fault


def tell_again(work: Work, shop_id: ShopId | None, subjects: Iterable[UUID]) -> None:
    """Send these members and gift cards to everybody who holds them, and to the shop that spoke of them.

    So is whoever collects on these accounts: a visit of somebody unknown here gave its points to one of them.

    Whose the vouchers are hears of it where they are held, for one for the bearer is used by others.
    """
    wanted = uuids(set(subjects))
    members = work.run(_HOLDERS, {"wanted": wanted}).fetchall()
    owners = work.run(_VOUCHER_OWNERS, {"wanted": wanted}).fetchall()
    cards = work.run(_GIFT_CARDS, [wanted]).fetchall()
    feed.tell(work, shop_id, {MemberId(id_): feed.Touch(loud=True) for (id_,) in members}, None)
    feed.tell(work, None, {MemberId(id_): feed.Touch(loud=True) for (id_,) in owners}, None)
    feed.tell_of_gift_cards(work, shop_id, {GiftCardId(id_): True for (id_,) in cards}, None)


def free(work: Work, event_id: EventId) -> bool:
    """What the event made may be spent from now on; whether anything of it was withheld."""
    row = work.run(_BODY, [event_id]).fetchone()
    if row is None:
        return False
    event = decode(row[0])
    match event:
        case VisitClosed():
            return _free_visit(work, event)
        case GiftCardMoved():
            cards = {move.gift_card_id for move in event.moves if move.amount_minor > 0}
            thawed = work.changed(_THAW, [uuids(cards)])
            if thawed:
                tell_again(work, None, cards)
            return thawed > 0
        case _:
            return False


def _free_visit(work: Work, event: VisitClosed) -> bool:
    work.run(_LOCK_ACCOUNT, [event.account_id])
    lots = [entry.lot.id for entry in event.entries if entry.lot is not None]
    freed = work.changed(_FREE_LOTS, [uuids(lots)])
    freed += work.changed(_FREE_VOUCHERS, [uuids(each.id for each in event.vouchers)])
    if freed:
        tell_again(work, None, [event.member_id])
    return freed > 0
