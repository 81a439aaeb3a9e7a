"""Gift cards as the office looks at them: found, opened with everything that moved on them, added up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import TupleRow

from fidpos.domain.gift_card import GiftCardState, GiftMove, VatKind
from fidpos.domain.gift_card_number import named_by
from fidpos.domain.ids import GiftCardId, ShopId
from fidpos.server.db.people import subject_keys
from fidpos.server.db.work import Work
from fidpos.server.services.gift_desk import DeskCard
from fidpos.server.services.gift_limits import Limits, Loaded
from fidpos.wire.sealed import open_inscription

SHOWN = 50
_MASKED_LENGTH = 4

_SEEN: LiteralString = """
    (%(shops)s::uuid[] IS NULL OR EXISTS (
        SELECT FROM gift_card_shops s WHERE s.gift_card_id = g.id AND s.shop_id = ANY(%(shops)s)
    ))
"""
_LIST: LiteralString = """
    SELECT g.id, g.masked, g.state, g.vat, g.currency, g.balance_minor, g.held_minor, g.receivable_minor,
        g.issued_at, g.expires_on, g.withheld, g.disowned
    FROM gift_cards g
    WHERE (%(state)s::text IS NULL OR g.state = %(state)s)
        AND (NOT %(holding)s OR g.balance_minor > 0)
        AND (NOT %(owing)s OR g.receivable_minor > 0) AND (NOT %(withheld)s OR g.withheld)
        AND (%(at)s::timestamptz IS NULL OR (g.issued_at, g.id) < (%(at)s, %(after)s::uuid))
        AND (%(sought)s = '' OR g.number_hash = %(digest)s::bytea OR g.masked = %(masked)s
            OR g.id = ANY(ARRAY(SELECT gift_card_id FROM gift_entries WHERE ticket = %(sought)s))
            OR g.id = ANY(ARRAY(
                SELECT e.gift_card_id FROM members m JOIN visits v ON v.member_id = m.id
                JOIN gift_entries e ON e.visit_id = v.id WHERE m.number = %(sought)s
            )))
        AND
"""
_LATEST_FIRST: LiteralString = " ORDER BY g.issued_at DESC, g.id DESC LIMIT %(at_most)s"
_FILE: LiteralString = """
    SELECT id, masked, state, vat, currency, balance_minor, held_minor, receivable_minor, issued_at,
        expires_on, withheld, disowned, valid_months, grace_days, face_minor, sealed
    FROM gift_cards g WHERE id = %(id)s AND
"""
_ENTRIES: LiteralString = """
    SELECT e.move, e.amount_minor, e.uncovered_minor, e.at, e.business_day, t.name, s.name, e.ticket,
        e.visit_id, v.member_id
    FROM gift_entries e
    LEFT JOIN tills t ON t.id = e.till_id LEFT JOIN shops s ON s.id = t.shop_id
    LEFT JOIN visits v ON v.id = e.visit_id
    WHERE e.gift_card_id = %s ORDER BY e.at, e.id
"""
_LOCK: LiteralString = " FOR NO KEY UPDATE"
_MONTHS: LiteralString = """
    SELECT g.vat, e.contra, e.move, sum(e.amount_minor)::bigint, count(*)
    FROM gift_entries e JOIN gift_cards g ON g.id = e.gift_card_id
    WHERE e.business_day BETWEEN %s AND %s GROUP BY g.vat, e.contra, e.move
"""
_OUTSTANDING: LiteralString = """
    SELECT g.vat, coalesce(sum(e.amount_minor + e.uncovered_minor), 0)::bigint,
        coalesce(sum(e.uncovered_minor), 0)::bigint
    FROM gift_entries e JOIN gift_cards g ON g.id = e.gift_card_id
    WHERE e.business_day <= %s GROUP BY g.vat
"""
_ABOVE: LiteralString = """
    SELECT g.id, g.masked, g.balance_minor FROM gift_cards g
    WHERE g.balance_minor > %s AND g.vat != 'free' ORDER BY g.balance_minor DESC LIMIT %s
"""
_LOADED: LiteralString = """
    SELECT e.gift_card_id, g.masked, sum(e.amount_minor)::bigint
    FROM gift_entries e JOIN gift_cards g ON g.id = e.gift_card_id
    WHERE e.move IN ('sold', 'reloaded', 'sale_voided', 'reload_voided') AND e.business_day > %s
        AND g.vat != 'free'
    GROUP BY e.gift_card_id, g.masked HAVING sum(e.amount_minor) > %s
    ORDER BY 3 DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A gift card in a list.

    Attributes:
        withheld: the centre froze it for doubtful money.
        disowned: its number is another card's.
    """

    id: GiftCardId
    masked: str
    state: GiftCardState
    vat: VatKind
    currency: str
    balance_minor: int
    held_minor: int
    receivable_minor: int
    issued_at: datetime
    expires_on: date | None
    withheld: bool
    disowned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A movement of a card.

    Attributes:
        uncovered_minor: what of it the card did not hold; negative where such a debt was paid.
        till, shop: empty for what the office did.
    """

    move: GiftMove
    amount_minor: int
    uncovered_minor: int
    at: datetime
    business_day: date
    till: str
    shop: str
    ticket: str
    visit_id: UUID | None
    member_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is looked for.

    Attributes:
        sought: a whole number, its last four characters, a ticket, or a member's number.
        after: the last of the former page.
    """

    sought: str = ""
    state: GiftCardState | None = None
    holding: bool = False
    owing: bool = False
    withheld: bool = False
    after: tuple[datetime, UUID] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSum:
    """What one kind of movement of one kind of card came to."""

    vat: VatKind
    contra: str
    move: GiftMove
    amount_minor: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outstanding:
    """What cards of one kind hold at the end of a day, and what was spent beyond."""

    vat: VatKind
    held_minor: int
    receivable_minor: int


def find_cards(work: Work, wanted: Filter, shops: Collection[ShopId] | None) -> list[Listed]:
    """The latest first, one page of them."""
    sought = wanted.sought.strip()
    number = named_by(sought)
    at, after = wanted.after or (None, None)
    asked = {
        "sought": sought,
        "digest": number.digest if number is not None else None,
        "masked": sought.upper() if len(sought) == _MASKED_LENGTH else "",
        "state": wanted.state,
        "holding": wanted.holding,
        "owing": wanted.owing,
        "withheld": wanted.withheld,
        "at": at,
        "after": after,
        "at_most": SHOWN,
        **_scope(shops),
    }
    return [_listed(row) for row in work.run(_LIST + _SEEN + _LATEST_FIRST, asked)]


def find_card(
    work: Work, card_id: UUID, shops: Collection[ShopId] | None, *, lock: bool = False
) -> tuple[Listed, DeskCard] | None:
    """The card as it is listed and as the desk needs it, if one of these shops holds it."""
    asked = {"id": card_id, **_scope(shops)}
    row = work.run(_FILE + _SEEN + (_LOCK if lock else ""), asked).fetchone()
    if row is None:
        return None
    listed, (months, grace, _, sealed) = _listed(row[:12]), row[12:]
    key = subject_keys(work, [listed.id]).get(listed.id)
    desk = DeskCard(
        id=listed.id,
        state=listed.state,
        vat=listed.vat,
        valid_months=months,
        grace_days=grace,
        currency=listed.currency,
        balance_minor=listed.balance_minor,
        held_minor=listed.held_minor,
        receivable_minor=listed.receivable_minor,
        expires_on=listed.expires_on,
        inscription=open_inscription(key, listed.id, sealed) if key is not None else None,
        disowned=listed.disowned,
    )
    return listed, desk


def key_of(work: Work, card_id: GiftCardId) -> bytes | None:
    """The card's own key, while it is there."""
    return subject_keys(work, [card_id]).get(card_id)


def entries_of(work: Work, card_id: GiftCardId) -> list[FileEntry]:
    """Everything that moved on it, the first first."""
    return [_entry(row) for row in work.run(_ENTRIES, [card_id])]


def sums_between(work: Work, first: date, last: date) -> list[MonthSum]:
    """What moved on business days, both ends included."""
    return [
        MonthSum(vat=VatKind(vat), contra=contra, move=GiftMove(move), amount_minor=minor, count=count)
        for vat, contra, move, minor, count in work.run(_MONTHS, [first, last])
    ]


def outstanding(work: Work, day: date) -> list[Outstanding]:
    """What cards held at the end of a day."""
    return [
        Outstanding(vat=VatKind(vat), held_minor=held, receivable_minor=uncovered)
        for vat, held, uncovered in work.run(_OUTSTANDING, [day])
    ]


def beyond_limits(work: Work, limits: Limits, since: date) -> tuple[Sequence[Loaded], Sequence[Loaded]]:
    """Cards that hold more than they may, and those that took more since a day than they may."""
    above = work.run(_ABOVE, [limits.balance_max_minor, SHOWN])
    loaded = work.run(_LOADED, [since, limits.load_max_minor, SHOWN])
    return (
        [Loaded(id=GiftCardId(card), masked=masked, minor=minor) for card, masked, minor in above],
        [Loaded(id=GiftCardId(card), masked=masked, minor=minor) for card, masked, minor in loaded],
    )


def _listed(row: TupleRow) -> Listed:
    values = dict(zip(Listed.__dataclass_fields__, row, strict=True))
    kinds = {"state": GiftCardState(values["state"]), "vat": VatKind(values["vat"])}
    return Listed(**(values | kinds))


def _entry(row: TupleRow) -> FileEntry:
    move, amount, uncovered, at, day, till, shop, ticket, visit_id, member_id = row
    return FileEntry(
        move=GiftMove(move),
        amount_minor=amount,
        uncovered_minor=uncovered,
        at=at,
        business_day=day,
        till=till or "",
        shop=shop or "",
        ticket=ticket,
        visit_id=visit_id,
        member_id=member_id,
    )


def _scope(shops: Collection[ShopId] | None) -> dict[str, object]:
    return {"shops": None if shops is None else sorted(shops)}
