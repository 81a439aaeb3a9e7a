"""Members, gift cards and staff as somebody who begins elsewhere takes them in again; see `jobs.own_rows`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import TupleRow

from fidpos.domain.ids import GiftCardId
from fidpos.domain.member import MemberStatus, Profile, TierStanding
from fidpos.server.db.consenting import Parents
from fidpos.server.db.first_shop import first_zone
from fidpos.server.db.mapping import profile_from_json, voucher_from_json
from fidpos.server.db.people import subject_keys
from fidpos.server.db.work import Work
from fidpos.wire.events import VoucherBody
from fidpos.wire.sealed import open_inscription

_AT_ONCE = 1_000
_MEMBERS: LiteralString = """
    SELECT m.number, m.status, m.profile, m.enrolled_on, m.labels, m.tier, m.tier_since, m.tier_until,
        (SELECT o.number FROM members o WHERE o.account_id = m.account_id
            AND o.erased_at IS NULL AND o.merged_into IS NULL AND o.profile IS NOT NULL
            AND o.status IN ('active', 'blocked') ORDER BY o.id LIMIT 1),
        ARRAY(SELECT c.token FROM cards c WHERE c.member_id = m.id AND c.status = 'active'
            AND c.same_as IS NULL ORDER BY c.token),
        ARRAY(SELECT jsonb_build_array(counter, expires_on, sum(remaining)) FROM lots
            WHERE account_id = m.account_id AND open AND remaining <> 0
                AND (expires_on IS NULL OR expires_on >= %(today)s)
            GROUP BY counter, expires_on ORDER BY counter, expires_on NULLS LAST),
        ARRAY(SELECT jsonb_build_array(channel, granted, (w.at AT TIME ZONE %(zone)s)::date, wording,
                encode(sealed, 'hex'), sealed_for)
            FROM (SELECT DISTINCT ON (channel) * FROM consents WHERE member_id = m.id
                ORDER BY channel, at DESC, id DESC) w),
        ARRAY(SELECT v.body FROM vouchers v WHERE v.member_id = m.id AND v.state = 'held'
            AND (v.valid_until IS NULL OR v.valid_until >= %(today)s) ORDER BY v.id)
    FROM members m
    WHERE m.erased_at IS NULL AND m.merged_into IS NULL AND m.profile IS NOT NULL ORDER BY m.id
"""
_GIFT_CARDS: LiteralString = """
    SELECT id, sealed, balance_minor, expires_on, vat, state FROM gift_cards
    WHERE state IN ('active', 'frozen') AND balance_minor > 0 ORDER BY id
"""
_STAFF: LiteralString = """
    SELECT DISTINCT ON (v.staff_id) v.name, v.role, v.employed, ARRAY(
        SELECT s.name FROM staff_shops p JOIN shops s ON s.id = p.shop_id
        WHERE p.staff_id = v.staff_id ORDER BY s.name, s.id
    )
    FROM staff_versions v ORDER BY v.staff_id, v.version DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a member said last on a channel, and when; `parent` agreed for a child."""

    channel: str
    granted: bool
    on: date
    wording: str
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member as the import takes them in again.

    Attributes:
        first: number of the first of those who share the account, who is perhaps the member.
        lots: by counter, what the account holds until each last day, the first to end first.
        consents: what was said last on each channel.
    """

    number: str
    status: MemberStatus
    profile: Profile
    enrolled_on: date
    labels: tuple[str, ...]
    tier: TierStanding | None
    first: str
    cards: tuple[str, ...]
    lots: Mapping[str, Sequence[tuple[int, date | None]]]
    consents: tuple[Stated, ...]
    vouchers: tuple[VoucherBody, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLine:
    """Somebody who works for the merchant, as somebody who begins elsewhere has to type them."""

    name: str
    role: str
    shops: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardLine:
    """A gift card that holds something, as the import takes it in again."""

    number: str
    balance_minor: int
    expires_on: date | None
    vat: str
    is_frozen: bool


def member_lines(work: Work, today: date) -> Iterator[MemberLine]:
    """Everybody who was not forgotten, with what has not ended before the day."""
    with work.connection.cursor("own_members") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(_MEMBERS, {"today": today, "zone": str(first_zone(work))})
        while rows := cursor.fetchmany(_AT_ONCE):
            parents = Parents(work, [UUID(said[5]) for row in rows for said in row[11] if said[5]])
            yield from (_member_line(row, parents) for row in rows)


def staff_lines(work: Work) -> Iterator[StaffLine]:
    """Everybody who works there."""
    for name, role, employed, shops in work.run(_STAFF).fetchall():
        if employed:
            yield StaffLine(name=name, role=role, shops=tuple(shops))


def gift_card_lines(work: Work) -> Iterator[GiftCardLine]:
    """Every card that still holds something, with its number."""
    with work.connection.cursor("own_gift_cards") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(_GIFT_CARDS)
        while rows := cursor.fetchmany(_AT_ONCE):
            found = subject_keys(work, [row[0] for row in rows])
            for id_, sealed, balance, until, vat, state in rows:
                if id_ in found:
                    inscription = open_inscription(found[id_], GiftCardId(id_), bytes(sealed))
                    yield GiftCardLine(
                        number=inscription.number.canonical,
                        balance_minor=balance,
                        expires_on=until,
                        vat=vat,
                        is_frozen=state == "frozen",
                    )


def _member_line(row: TupleRow, parents: Parents) -> MemberLine:
    number, status, profile, enrolled_on, labels, tier, since, until, first, cards, lots, said, vouchers = row
    held: dict[str, list[tuple[int, date | None]]] = {}
    for counter, ends_on, amount in lots:
        held.setdefault(counter, []).append((amount, date.fromisoformat(ends_on) if ends_on else None))
    return MemberLine(
        number=number,
        status=MemberStatus(status),
        profile=profile_from_json(json.dumps(profile)),
        enrolled_on=enrolled_on,
        labels=tuple(labels),
        tier=TierStanding(code=tier, since=since, until=until) if tier else None,
        first=first or number,
        cards=tuple(cards),
        lots=held,
        consents=tuple(_stated(each, parents) for each in said),
        vouchers=tuple(voucher_from_json(bytes(body)) for body in vouchers),
    )


def _stated(said: Sequence[Any], parents: Parents) -> Stated:
    channel, granted, on, wording, sealed, child = said
    return Stated(
        channel=channel,
        granted=granted,
        on=date.fromisoformat(on),
        wording=wording,
        parent=parents.name(bytes.fromhex(sealed), UUID(child)) if sealed and child else "",
    )
