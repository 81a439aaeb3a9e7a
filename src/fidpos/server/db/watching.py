"""Loss prevention in the books: journals are read once, and what they show is kept by cashier and day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import LiteralString
from uuid import UUID

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import GiftCardId, MemberId, ShopId, StaffId, TillId
from fidpos.server.db.arrays import dates, instants, integers, texts, uuids
from fidpos.server.db.work import Work
from fidpos.server.services.losses.assessing import Tally
from fidpos.server.services.losses.sign import Sign
from fidpos.server.services.losses.signs import REMEMBERED, Found, Known, Showing, signs_of
from fidpos.wire.codec import decode
from fidpos.wire.events import Event, VisitClosed
from fidpos.wire.gift_card_events import GiftCardMoved

ROWS_AT_ONCE = 500
KEPT_FOR = timedelta(days=400)

_BEHIND: LiteralString = """
    SELECT l.till_id, t.shop_id, l.lineage, greatest(l.watched_seq, l.base_seq)
    FROM lineages l JOIN tills t ON t.id = l.till_id
    WHERE l.head_seq > greatest(l.watched_seq, l.base_seq)
    ORDER BY l.till_id, l.lineage LIMIT 1
"""
_ROWS: LiteralString = """
    SELECT seq, body, repeats OR fate IS NOT DISTINCT FROM 'quarantined' FROM journal_rows
    WHERE till_id = %s AND lineage = %s AND seq > %s ORDER BY seq LIMIT %s
"""
_WATCHED: LiteralString = """
    UPDATE lineages SET watched_seq = %s
    WHERE till_id = %s AND lineage = %s AND greatest(watched_seq, base_seq) = %s
"""
_OF_STAFF: LiteralString = """
    SELECT coalesce(m.merged_into, s.own_member_id)
    FROM (SELECT DISTINCT ON (staff_id) own_member_id FROM staff_versions ORDER BY staff_id, version DESC) s
    LEFT JOIN members m ON m.id = s.own_member_id
    WHERE s.own_member_id IS NOT NULL
"""
_SHOWN: LiteralString = """
    SELECT member_id, closed_by, closed_at, business_day FROM visits
    WHERE member_id = ANY(%s) AND closed_at BETWEEN %s AND %s
"""
_SOLD: LiteralString = """
    SELECT subject_id, staff_id, at FROM cashier_signs WHERE sign = 'gift_sold' AND subject_id = ANY(%s)
    ORDER BY at
"""
_ADD_DAYS: LiteralString = """
    INSERT INTO cashier_days AS d (merchant_id, day, shop_id, staff_id, visits)
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s) r
    ON CONFLICT (merchant_id, day, shop_id, staff_id) DO UPDATE SET visits = d.visits + excluded.visits
"""
_ADD_SIGNS: LiteralString = """
    INSERT INTO cashier_signs (merchant_id, day, shop_id, staff_id, sign, event_id, subject_id, at, till_id)
    SELECT %s, r.*, %s FROM unnest(%s, %s, %s, %s, %s, %s, %s) r
    ON CONFLICT (merchant_id, day, shop_id, staff_id, sign, event_id) DO NOTHING
"""
_DAYS: LiteralString = """
    SELECT day, shop_id, staff_id, visits FROM cashier_days
    WHERE day BETWEEN %(first)s AND %(last)s AND (%(shops)s::uuid[] IS NULL OR shop_id = ANY(%(shops)s))
"""
_SIGNS: LiteralString = """
    SELECT day, shop_id, staff_id, sign, count(*) FROM cashier_signs
    WHERE day BETWEEN %(first)s AND %(last)s AND (%(shops)s::uuid[] IS NULL OR shop_id = ANY(%(shops)s))
    GROUP BY day, shop_id, staff_id, sign
"""


@dataclass(slots=True, kw_only=True)
class _Kept:
    """What is to be written of some rows.

    Attributes:
        visits: closed, by day, shop and cashier.
    """

    visits: dict[tuple[date, ShopId, StaffId], int] = field(default_factory=dict)
    found: list[tuple[ShopId, Found]] = field(default_factory=list)


def watch(work: Work) -> bool:
    """Look at some rows of one journal that nobody has looked at; whether there were any."""
    behind = work.run(_BEHIND).fetchone()
    if behind is None:
        return False
    till_id, shop_id, lineage, watched = behind
    rows = work.run(_ROWS, [till_id, lineage, watched, ROWS_AT_ONCE]).fetchall()
    if not rows or not work.changed(_WATCHED, [rows[-1][0], till_id, lineage, watched]):
        return False
    events = [event for _, body, passes in rows if not passes and (event := _decoded(body)) is not None]
    _keep(work, TillId(till_id), _looked_at(events, ShopId(shop_id), _known(work, events)))
    return True


def cashier_days(
    work: Work, first: date, last: date, shops: Collection[ShopId] | None = None
) -> dict[date, list[Tally]]:
    """What everybody did on each of these days, both ends included."""
    asked = {"first": first, "last": last, "shops": None if shops is None else sorted(shops)}
    with work.connection.pipeline():
        worked, shown = work.run(_DAYS, asked), work.run(_SIGNS, asked)
    signs: dict[tuple[date, UUID, UUID], dict[Sign, int]] = {}
    for day, shop, staff, sign, count in shown:
        signs.setdefault((day, shop, staff), {})[Sign(sign)] = count
    days: dict[date, list[Tally]] = {}
    for day, shop, staff, visits in worked:
        did = signs.get((day, shop, staff), {})
        days.setdefault(day, []).append(Tally(staff_id=staff, shop_id=shop, visits=visits, signs=did))
    return days


def forget(work: Work) -> None:
    """What is too old to be compared with anything."""
    before = work.clock.now().date() - KEPT_FOR
    work.run("DELETE FROM cashier_signs WHERE day < %s", [before])
    work.run("DELETE FROM cashier_days WHERE day < %s", [before])


def _looked_at(events: Sequence[Event], shop_id: ShopId, known: Known) -> _Kept:
    kept = _Kept()
    for event in events:
        place = event.shop_id if isinstance(event, VisitClosed) else shop_id
        if isinstance(event, VisitClosed) and event.corrects is None:
            key = (event.business_day, place, event.closed_by)
            kept.visits[key] = kept.visits.get(key, 0) + 1
        for found in signs_of(event, known):
            kept.found.append((place, found))
            kept.visits.setdefault((found.day, place, found.staff_id), 0)
    return kept


def _known(work: Work, events: Sequence[Event]) -> Known:
    visits = [event for event in events if isinstance(event, VisitClosed)]
    shown: dict[tuple[MemberId, StaffId], list[Showing]] = {}
    if visits:
        instants_ = [visit.at for visit in visits]
        members = uuids({visit.member_id for visit in visits})
        since, until = min(instants_) - REMEMBERED, max(instants_)
        for member, by, at, day in work.run(_SHOWN, [members, since, until]):
            shown.setdefault((member, by), []).append(Showing(at=at, day=day))
    of_staff = frozenset(MemberId(member) for (member,) in work.run(_OF_STAFF))
    return Known(of_staff=of_staff, shown=shown, sold=_sold(work, events))


def _sold(work: Work, events: Sequence[Event]) -> dict[GiftCardId, tuple[StaffId, datetime]]:
    """Sales of an earlier look, and those of these events themselves."""
    moved = [event for event in events if isinstance(event, GiftCardMoved)]
    cards = {each.gift_card_id for event in moved if event.move is GiftMove.SPENT for each in event.moves}
    sold = {}
    if cards:
        sold = {GiftCardId(card): (StaffId(staff), at) for card, staff, at in work.run(_SOLD, [uuids(cards)])}
    for event in moved:
        if event.move is GiftMove.SOLD:
            seller = (event.asked_by or event.staff_id, event.at)
            sold |= {each.gift_card_id: seller for each in event.moves}
    return sold


def _keep(work: Work, till_id: TillId, kept: _Kept) -> None:
    days, shops, staff = zip(*kept.visits, strict=True) if kept.visits else ((), (), ())
    counts = integers(list(kept.visits.values()))
    work.run(_ADD_DAYS, [work.merchant_id, dates(days), uuids(shops), uuids(staff), counts])
    found = [each for _, each in kept.found]
    columns = (
        *(dates(each.day for each in found), uuids(shop for shop, _ in kept.found)),
        *(uuids(each.staff_id for each in found), texts(each.sign for each in found)),
        *(uuids(each.event_id for each in found), uuids(each.subject_id for each in found)),
        instants(each.at for each in found),
    )
    work.run(_ADD_SIGNS, [work.merchant_id, till_id, *columns])


def _decoded(body: bytes) -> Event | None:
    """None for what nobody can read: the office hears of it from the quarantine."""
    try:
        return decode(body)
    except StoreCorrupt:
        return None
