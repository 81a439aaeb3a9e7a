"""Push: the new rows of a till's journal become part of the merchant's ledger.

Whatever comes is kept, and the cursor always moves: an event that cannot be applied goes to the quarantine,
one that should not have been allowed is applied and flagged. A visit is never refused.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import EventId
from fidpos.server.ports import LineageHead, Minting, Quarantined, StoredRow, TillRecord, Unit
from fidpos.server.reason import NEVER, WAITING, EventRefused, Reason
from fidpos.server.services.allow import overdrawn
from fidpos.server.services.authorise import Verdict, authorise
from fidpos.server.services.doubled import settle_card
from fidpos.server.services.former_name import under_its_name
from fidpos.server.services.joining import settle_joining
from fidpos.server.services.links import Broken, Link, links
from fidpos.server.services.office import Office
from fidpos.server.services.refund_elsewhere import settle_refund
from fidpos.vault.sealing import KEY_BYTES
from fidpos.wire.codec import decode
from fidpos.wire.events import CardLinked, Event, VisitUndone
from fidpos.wire.member_events import JoiningAgreed
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.push import EventFate, EventOutcome, Push, PushAnswer, PushVerdict

OpenBox = Callable[[UUID, bytes], bytes]
"""Opens the box of a subject's key with the centre's own key.

Raises:
    SealBroken: it is not for this centre, or not this subject's.
"""


def take(unit: Unit, till: TillRecord, push: Push, *, now: datetime, open_box: OpenBox) -> PushAnswer:
    """Store the rows that are new and everything that follows from them; the same push again changes nothing.

    Raises:
        InvalidValue: the push contradicts itself.
        SealBroken: a key in it is not for this centre.
    """
    known = unit.lineage(till.id, push.lineage)
    if known is not None and (answer := _known(unit, till, push, known)):
        return answer
    try:
        chain = links(push)
    except Broken:
        return PushAnswer(verdict=PushVerdict.BROKEN, have=known.head if known else START)
    if known is None:
        known = _base(unit, till, push, chain)
        if known is None:
            return PushAnswer(verdict=PushVerdict.GAP, have=START)
        unit.begin_lineage(till.id, push.lineage, known)
    place = known.head.seq - push.base.seq
    if place and chain[place - 1].hash != known.head.hash:
        return PushAnswer(verdict=PushVerdict.FORK, have=known.head)
    unit.keep_keys(_keys(push, open_box))
    rows = _book(unit, till, push.lineage, chain[place:], now)
    unit.append(till.id, push.lineage, rows)
    if any(row.fate in {None, EventFate.FLAGGED} for row in rows):
        replay(unit)
    return PushAnswer(
        verdict=PushVerdict.OK,
        have=rows[-1].anchor if rows else known.head,
        outcomes=tuple(_outcome(row) for row in rows if row.fate is not None),
    )


def _known(unit: Unit, till: TillRecord, push: Push, known: LineageHead) -> PushAnswer | None:
    """The answer to a push that holds nothing new, or that does not go on from what is there."""
    head = known.head
    if push.base.seq > head.seq:
        return PushAnswer(verdict=PushVerdict.GAP, have=head)
    if unit.hash_at(till.id, push.lineage, push.base.seq) != push.base.hash:
        return PushAnswer(verdict=PushVerdict.FORK, have=head)
    last = push.base.seq + len(push.rows)
    if last > head.seq:
        return None
    same = unit.hash_at(till.id, push.lineage, last) == (push.head if push.rows else push.base.hash)
    return PushAnswer(verdict=PushVerdict.OK if same else PushVerdict.FORK, have=head)


def _base(unit: Unit, till: TillRecord, push: Push, chain: Sequence[Link]) -> LineageHead | None:
    """The newest row that a new lineage shares with what is known; None when not even its base is."""
    anchors = [Anchor(link.row.seq, link.hash) for link in chain]
    known = unit.newest_known(till.id, [push.base, *anchors])
    if known is None or known.head.seq < push.base.seq:
        return None
    return None if known.head.seq == push.base.seq and known.head != push.base else known


def _keys(push: Push, open_box: OpenBox) -> Mapping[UUID, bytes]:
    """In the boxes; what is not as long as a key is none, and would stand where the real one belongs."""
    opened = {key.subject: open_box(key.subject, key.box) for key in push.keys}
    return {subject: key for subject, key in opened.items() if len(key) == KEY_BYTES}


@dataclass(slots=True)
class _Judged:
    """A new row on its way to being booked."""

    link: Link
    fate: EventFate | None = None
    reason: str = ""
    minting: Minting | None = None
    doubt: Reason | None = None

    def quarantine(self, reason: str) -> None:
        self.fate, self.reason, self.minting = EventFate.QUARANTINED, reason, None

    def stored(self) -> StoredRow:
        return StoredRow(row=self.link.row, hash=self.link.hash, fate=self.fate, reason=self.reason)


def _book(
    unit: Unit, till: TillRecord, lineage: UUID, chain: Sequence[Link], now: datetime
) -> list[StoredRow]:
    judged = [_read(link) for link in chain]
    _sort_out_known(unit, judged)
    readable = [each for each in judged if each.minting is not None]
    for each in readable:
        assert each.minting is not None
        each.minting = Minting(event=under_its_name(unit, till, lineage, each.minting.event))
    verdicts = authorise(unit, till, [each.minting.event for each in readable if each.minting], now)
    for each, verdict in zip(readable, verdicts, strict=True):
        _judge(each, verdict)
    _apply(unit, till, lineage, [each for each in judged if each.minting is not None])
    for each in judged:
        _settle(unit, till, each, now)
    wrong = [each.link.event for each in judged if each.link.event is not None and each.minting is None]
    if wrong:
        unit.tell_again(wrong)
    return [each.stored() for each in judged]


def _read(link: Link) -> _Judged:
    judged = _Judged(link=link)
    if link.event is None:
        judged.quarantine(link.reason)
    else:
        judged.minting = Minting(event=link.event)
    return judged


def _sort_out_known(unit: Unit, judged: Sequence[_Judged]) -> None:
    """An event that is known already is not applied again, and another one under its id is not at all."""
    known = dict(unit.known_events([_event_id(each) for each in judged]))
    for each in judged:
        event_id, body = _event_id(each), each.link.row.body
        if event_id not in known:
            known[event_id] = body
        elif known[event_id] == body:
            each.fate, each.reason, each.minting = EventFate.DUPLICATE, "", None
        else:
            each.quarantine(Reason.ID_REUSED)


def _judge(judged: _Judged, verdict: Verdict) -> None:
    assert judged.minting is not None
    if verdict.refused:
        judged.quarantine(verdict.refused)
        return
    judged.minting = replace(judged.minting, minor=verdict.minted_minor, held=verdict.held)
    if verdict.flag:
        judged.fate, judged.reason = EventFate.FLAGGED, verdict.flag


def _apply(unit: Unit, till: TillRecord, lineage: UUID, judged: Sequence[_Judged]) -> None:
    """All at once; when one is refused, one by one, so that the others count."""
    try:
        doubts = unit.apply(till.id, lineage, [each.minting for each in judged if each.minting])
    except EventRefused:
        for each in judged:
            _apply_alone(unit, till, lineage, each)
    else:
        for each in judged:
            _doubt(each, doubts)
    _doubt_drawings(unit, till, judged)


def _apply_alone(unit: Unit, till: TillRecord, lineage: UUID, judged: _Judged) -> None:
    assert judged.minting is not None
    try:
        doubts = unit.apply(till.id, lineage, [judged.minting])
    except EventRefused as refused:
        judged.quarantine(refused.reason)
    else:
        _doubt(judged, doubts)


def _doubt(judged: _Judged, doubts: Mapping[EventId, Reason]) -> None:
    judged.doubt = doubts.get(_event_id(judged))


def _doubt_drawings(unit: Unit, till: TillRecord, judged: Sequence[_Judged]) -> None:
    applied = [each.minting.event for each in judged if each.minting is not None]
    beyond = overdrawn(unit, till, applied)
    for each in judged:
        if each.minting is not None and each.minting.event.id in beyond:
            each.doubt = each.doubt or Reason.OVER_ALLOWANCE


def _settle(unit: Unit, till: TillRecord, judged: _Judged, now: datetime) -> None:
    """Flag what was doubted, unless that can be settled at once."""
    if judged.minting is None:
        return
    if not _settled(unit, till, judged.minting.event, judged.doubt, now):
        judged.fate, judged.reason = EventFate.FLAGGED, judged.reason or judged.doubt or ""


def _settled(unit: Unit, till: TillRecord, event: Event, doubt: Reason | None, now: datetime) -> bool:
    if isinstance(event, VisitUndone):
        is_owed = Office(book=unit.office(), now=now).owed_after(event)
        return doubt is None or (doubt is Reason.OVERSPENT and not is_owed)
    if doubt is None:
        return True
    if isinstance(event, JoiningAgreed):
        return settle_joining(unit, till, event, now)
    if isinstance(event, RefundAsked):
        return settle_refund(unit, till, event, now)
    if doubt is not Reason.CARD_OF_ANOTHER or not isinstance(event, CardLinked):
        return False
    return settle_card(unit.office(), till, event, now)


def replay(unit: Unit, reasons: Collection[Reason] = WAITING) -> int:
    """Apply what waits in the quarantine and can be applied by now, oldest first; returns how many were."""
    applied = 0
    waiting = [each for each in unit.quarantined(reasons) if each.reason not in NEVER]
    while waiting:
        left = [each for each in waiting if not _retry(unit, each)]
        if len(left) == len(waiting):
            break
        applied += len(waiting) - len(left)
        waiting = left
    return applied


def _retry(unit: Unit, waiting: Quarantined) -> bool:
    try:
        event = decode(waiting.row.body)
        till = unit.till(waiting.till_id)
        if till is None:
            return False
        verdict = authorise(unit, till, [event], waiting.received_at)[0]
        if verdict.refused:
            return False
        minting = Minting(event=event, minor=verdict.minted_minor, held=verdict.held)
        doubts = unit.apply(till.id, None, [minting])
    except (EventRefused, StoreCorrupt):
        return False
    doubt = doubts.get(event.id)
    settled = _settled(unit, till, event, doubt, waiting.received_at)
    unit.release(event.id, verdict.flag or ("" if settled else doubt or ""))
    return True


def _event_id(judged: _Judged) -> EventId:
    return EventId(UUID(bytes=judged.link.row.event_id))


def _outcome(row: StoredRow) -> EventOutcome:
    assert row.fate is not None
    return EventOutcome(
        seq=row.row.seq,
        event_id=EventId(UUID(bytes=row.row.event_id)),
        fate=row.fate,
        reason=row.reason,
    )
