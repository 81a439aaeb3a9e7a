"""Programmes as the office works on them: drafts, published versions, and where each version is in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from fidpos.domain.ids import ShopId, uuid7
from fidpos.server.db.names import open_shop_names
from fidpos.server.db.work import Work
from fidpos.settings.pushed import pushed_value

_DRAFTS: LiteralString = """
    SELECT d.id, d.name, d.body, d.based_on, d.changed_by, d.changed_at, p.name
    FROM programme_drafts d LEFT JOIN office_people p ON p.id = d.changed_by
"""
_OPEN: LiteralString = f"{_DRAFTS} WHERE d.ended_at IS NULL ORDER BY d.changed_at DESC, d.id LIMIT 200"
_ONE: LiteralString = f"{_DRAFTS} WHERE d.id = %s AND d.ended_at IS NULL"
_LOCK: LiteralString = f"{_ONE} FOR UPDATE OF d"
_NEW: LiteralString = """
    INSERT INTO programme_drafts (
        merchant_id, id, name, body, based_on, made_by, made_at, changed_by, changed_at
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_SAVE: LiteralString = """
    UPDATE programme_drafts SET body = %s, name = %s, changed_by = %s, changed_at = %s WHERE id = %s
"""
_END: LiteralString = "UPDATE programme_drafts SET ended_at = %s WHERE id = %s AND ended_at IS NULL"
_VERSIONS: LiteralString = """
    SELECT v.version, v.since, p.name,
        ARRAY(SELECT s.shop_id FROM programme_shops s WHERE s.version = v.version ORDER BY s.shop_id)
    FROM programmes v LEFT JOIN office_people p ON p.id = v.published_by
    ORDER BY v.version DESC
"""
_BODY: LiteralString = "SELECT body FROM programmes WHERE version = %s"
_MERCHANT: LiteralString = (
    "SELECT name, card_name, currency, costly_rule_minor, gifts_a_day_max FROM merchants"
)
_TILLS: LiteralString = """
    SELECT t.id, s.name || ' – ' || t.name FROM tills t JOIN shops s ON s.id = t.shop_id
    WHERE t.revoked_at IS NULL ORDER BY s.name, t.name, t.id
"""
_BOUND_GIFTS: LiteralString = "UPDATE merchants SET gifts_a_day_max = %s"
_BOUND: LiteralString = "UPDATE merchants SET costly_rule_minor = %s"
_LOGO: LiteralString = """
    SELECT value FROM settings_pushed WHERE name = 'logo' AND place = %s ORDER BY version DESC LIMIT 1
"""
_CARD: LiteralString = "UPDATE merchants SET card_name = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody is writing; `body` need not be a programme yet.

    Attributes:
        based_on: the version it began with, None for an empty one.
        changed_by: a person's id; `changed_by_name` is empty for one who is no more.
    """

    id: UUID
    name: str
    body: object
    based_on: int | None
    changed_by: UUID
    changed_at: datetime
    changed_by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published version, without its body.

    Attributes:
        shops: for which it is meant; empty for all.
    """

    version: int
    since: datetime
    published_by: str
    shops: frozenset[ShopId]

    def concerns(self, shop_id: ShopId) -> bool:
        """Whether the shop's tills take it up."""
        return not self.shops or shop_id in self.shops


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the merchant's programme is called and paid in.

    Attributes:
        costly_rule_minor: a rule that costs more a month needs a second person; None for no bound.
        gifts_a_day_max: how often one person gives members what has no worth in money, in a day.
    """

    merchant: str
    card_name: str
    currency: str
    costly_rule_minor: int | None
    gifts_a_day_max: int


def drafts(work: Work) -> Sequence[Draft]:
    """Those that were not thrown away, the one changed last first."""
    return [_draft(row) for row in work.run(_OPEN)]


def draft(work: Work, draft_id: UUID, *, lock: bool = False) -> Draft | None:
    """The draft; locked until the transaction ends for who changes it."""
    row = work.run(_LOCK if lock else _ONE, [draft_id]).fetchone()
    return _draft(row) if row else None


def new_draft(work: Work, name: str, body: object, based_on: int | None, by: UUID) -> UUID:
    """A draft from now on; returns its id."""
    now = work.clock.now()
    draft_id = uuid7(now)
    work.run(_NEW, [work.merchant_id, draft_id, name, Jsonb(body), based_on, by, now, by, now])
    return draft_id


def save_draft(work: Work, draft_id: UUID, name: str, body: object, by: UUID) -> None:
    """What stands in it from now on."""
    work.run(_SAVE, [Jsonb(body), name, by, work.clock.now(), draft_id])


def end_draft(work: Work, draft_id: UUID) -> bool:
    """It is thrown away; False when it was before."""
    return work.changed(_END, [work.clock.now(), draft_id]) == 1


def versions(work: Work) -> Sequence[Version]:
    """Every published version, the newest first."""
    return [
        Version(
            version=version,
            since=since,
            published_by=by or "",
            shops=frozenset(ShopId(shop) for shop in shops),
        )
        for version, since, by, shops in work.run(_VERSIONS)
    ]


def version_body(work: Work, version: int) -> bytes | None:
    """A published programme as JSON."""
    row = work.run(_BODY, [version]).fetchone()
    return bytes(row[0]) if row else None


def in_force(found: Sequence[Version], now: datetime, shop_id: ShopId | None = None) -> Version | None:
    """The newest version that has begun in a shop; with None, the newest that is meant for all of them."""
    begun = [each for each in found if each.since <= now]
    meant = [each for each in begun if (each.concerns(shop_id) if shop_id else not each.shops)]
    return max(meant, key=lambda each: each.version, default=None)


def card(work: Work) -> Card:
    """What the merchant's programme is called."""
    row = work.run(_MERCHANT).fetchone()
    assert row is not None
    name, card_name, currency, bound, gifts = row
    return Card(
        merchant=name,
        card_name=card_name,
        currency=currency.strip(),
        costly_rule_minor=bound,
        gifts_a_day_max=gifts,
    )


def logo(work: Work) -> str | None:
    """The picture that tills are told to show, as the setting has it."""
    row = work.run(_LOGO, [work.merchant_id]).fetchone()
    return str(pushed_value(row[0])) if row is not None and row[0] is not None else None


def change_card(work: Work, card_name: str) -> None:
    """From now on the card has this name."""
    work.run(_CARD, [card_name])


def bound_costs(work: Work, costly_rule_minor: int | None) -> None:
    """What a rule may cost a month without a second person."""
    work.run(_BOUND, [costly_rule_minor])


def bound_gifts(work: Work, gifts_a_day_max: int) -> None:
    """How often one person gives members what has no worth in money, in a day."""
    work.run(_BOUND_GIFTS, [gifts_a_day_max])


def shops_and_tills(work: Work) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Those that conditions can name: ids with names."""
    shops = {str(id_): name for id_, name in open_shop_names(work).items()}
    return shops, {str(id_): name for id_, name in work.run(_TILLS)}


def _draft(row: TupleRow) -> Draft:
    draft_id, name, body, based_on, changed_by, changed_at, changed_by_name = row
    return Draft(
        id=draft_id,
        name=name,
        body=body,
        based_on=based_on,
        changed_by=changed_by,
        changed_at=changed_at,
        changed_by_name=changed_by_name or "",
    )
