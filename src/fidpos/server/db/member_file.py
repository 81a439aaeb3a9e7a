"""All that the centre knows of one member, section by section, as the office shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from fidpos.domain.card import CardStatus, Medium
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import AccountId, CardId, LotId, MemberId, ShopId, TillId, VisitId, VoucherId
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import MemberStatus, Profile
from fidpos.domain.voucher import VoucherState
from fidpos.rules.codec import facts_together, programme_from_json
from fidpos.rules.facts import Facts
from fidpos.rules.programme import Programme
from fidpos.server.db.arrays import uuids
from fidpos.server.db.mapping import profile_from_json, voucher_from_json
from fidpos.server.db.people import subject_keys
from fidpos.server.db.work import Work
from fidpos.vault.errors import SealBroken
from fidpos.wire.codec import decode
from fidpos.wire.events import VisitClosed, VoucherBody
from fidpos.wire.office_events import OfficeEvent, decode_office
from fidpos.wire.sealed import unseal

VISITS_PAGE = 30
ENTRIES_PAGE = 60

_MEMBER: LiteralString = """
    SELECT m.id, m.account_id, m.number, m.status, m.enrolled_on, m.profile::text,
        ARRAY(SELECT jsonb_array_elements_text(m.labels)), m.tier, m.tier_since, m.tier_until,
        ARRAY(SELECT o.id FROM members o WHERE o.account_id = m.account_id AND o.id <> m.id
            AND o.merged_into IS NULL AND o.erased_at IS NULL ORDER BY o.id),
        ARRAY(SELECT s.shop_id FROM member_shops s WHERE s.member_id = m.id
            ORDER BY s.own DESC, s.seen_on DESC)
    FROM members m WHERE m.id = %s AND m.erased_at IS NULL AND m.merged_into IS NULL
"""
_REMAINS: LiteralString = "SELECT merged_into FROM members WHERE id = %s AND erased_at IS NULL"
_NAMED: LiteralString = """
    SELECT id, profile ->> 'given_name', profile ->> 'family_name', number FROM members
    WHERE id = ANY(%s) AND erased_at IS NULL
"""
_CARDS: LiteralString = """
    SELECT id, token, medium, status, linked_at, holder_id FROM cards
    WHERE member_id = %s AND same_as IS NULL ORDER BY linked_at DESC, id
"""
_TIERS: LiteralString = """
    SELECT tier, since, until, at, visit_id FROM tier_history WHERE member_id = %s
    ORDER BY at DESC, event_id DESC LIMIT 30
"""
_BALANCES: LiteralString = "SELECT counter, amount FROM balances WHERE account_id = %s ORDER BY counter"
_LOTS: LiteralString = """
    SELECT id, counter, earned, remaining, earned_on, expires_on, spendable_from, withheld FROM lots
    WHERE account_id = %s AND remaining <> 0 ORDER BY counter, expires_on NULLS LAST, earned_on, id
"""
_ENTRIES: LiteralString = """
    SELECT e.id, e.counter, e.kind, e.amount, e.at, e.cause, e.visit_id FROM ledger_entries e
    WHERE e.account_id = ANY(ARRAY(
        SELECT id FROM accounts WHERE id = %(account)s OR merged_into = %(account)s
    )) AND e.id < %(before)s
    ORDER BY e.id DESC LIMIT %(limit)s
"""
_VOUCHERS: LiteralString = """
    SELECT v.id, v.body, v.state, v.given_by, v.used_by, v.withheld FROM vouchers v
    WHERE v.member_id = %s ORDER BY v.state = 'held' DESC, v.id DESC LIMIT 100
"""
_GIFT_CARDS: LiteralString = """
    SELECT g.id, g.masked, g.state, g.currency, g.balance_minor, g.expires_on FROM gift_cards g
    WHERE g.id IN (
        SELECT e.gift_card_id FROM gift_entries e
        WHERE e.visit_id IN (SELECT v.id FROM visits v WHERE v.member_id = %s)
    ) ORDER BY g.id DESC LIMIT 40
"""
_VISITS: LiteralString = """
    SELECT v.id, v.closed_at, v.business_day, v.shop_id, v.till_id, v.closed_by, v.currency, v.amount_minor,
        v.discount_minor, v.points,
        EXISTS (SELECT FROM visit_voids u WHERE u.visit_id = v.id),
        coalesce((SELECT sum(u.amount_minor) FROM visit_refunds u WHERE u.visit_id = v.id), 0)::bigint,
        (SELECT t.ticket FROM tickets t WHERE t.visit_id = v.id LIMIT 1)
    FROM visits v
    WHERE v.member_id = %(member)s AND (v.closed_at, v.id) < (%(at)s, %(before)s)
    ORDER BY v.closed_at DESC, v.id DESC LIMIT %(limit)s
"""
_VISIT: LiteralString = """
    SELECT v.id, v.closed_at, v.business_day, v.shop_id, v.till_id, v.closed_by, v.currency, v.amount_minor,
        v.discount_minor, v.points,
        EXISTS (SELECT FROM visit_voids u WHERE u.visit_id = v.id),
        coalesce((SELECT sum(u.amount_minor) FROM visit_refunds u WHERE u.visit_id = v.id), 0)::bigint,
        (SELECT t.ticket FROM tickets t WHERE t.visit_id = v.id LIMIT 1)
    FROM visits v WHERE v.member_id = %s AND v.id = %s
"""
_LIFETIME: LiteralString = """
    SELECT visits, revenue_minor, points_earned FROM lifetimes WHERE member_id = %s AND scope = ''
"""
_VERSION: LiteralString = "SELECT body FROM programmes WHERE version = %s"
_TOLD: LiteralString = """
    SELECT coalesce(r.body, s.body), v.programme_version FROM visits v
    LEFT JOIN journal_rows r ON r.event_id = v.event_id AND NOT r.repeats
    LEFT JOIN server_journal s ON s.event_id = v.event_id
    WHERE v.id = %s
"""
_OFFICE_ACTS: LiteralString = """
    SELECT seq, body FROM server_journal
    WHERE account_id = ANY(ARRAY(
        WITH RECURSIVE mine (id) AS (
            SELECT %(account)s::uuid
            UNION
            SELECT e.id FROM mine JOIN accounts a ON a.id = mine.id OR a.merged_into = mine.id
            CROSS JOIN LATERAL (VALUES (a.id), (a.parted_from)) e (id)
            WHERE e.id IS NOT NULL
        )
        SELECT id FROM mine
    )) AND seq < %(before)s
    ORDER BY seq DESC LIMIT %(limit)s
"""
_AUDIT: LiteralString = """
    SELECT at, act, actor_id, detail FROM audit WHERE subject_id = %s ORDER BY id DESC LIMIT 60
"""
_ACCESSES: LiteralString = """
    SELECT operator_id, reason, begins_at, coalesce(ended_at, ends_at) FROM support_accesses
    ORDER BY begins_at DESC LIMIT 20
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """Who they are.

    Attributes:
        shared_with: who else collects on the account.
        shops: whose tills hold them, their own first.
    """

    id: MemberId
    account_id: AccountId
    number: str
    status: MemberStatus
    enrolled_on: date
    profile: Profile
    labels: tuple[str, ...]
    tier: str | None
    tier_since: date | None
    tier_until: date | None
    shared_with: tuple[MemberId, ...]
    shops: tuple[ShopId, ...]

    @property
    def name(self) -> str:
        """As one is called; their number where nobody knows."""
        return f"{self.profile.given_name} {self.profile.family_name}".strip() or f"…{self.number[-4:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A card; `ending` is all that is shown of its number."""

    id: CardId
    ending: str
    medium: Medium
    status: CardStatus
    linked_at: datetime
    holder_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRow:
    """A line of the history of standings; an empty code is none."""

    code: str
    since: date
    until: date | None
    at: datetime
    visit_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRow:
    """What was earned together."""

    id: LotId
    counter: str
    earned: int
    remaining: int
    earned_on: date
    expires_on: date | None
    spendable_from: date | None
    withheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """A line of the ledger."""

    id: UUID
    counter: str
    kind: EntryKind
    amount: int
    at: datetime
    cause: str
    visit_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherRow:
    """A voucher and what became of it."""

    id: VoucherId
    body: VoucherBody
    state: VoucherState
    given_by: UUID | None
    used_by: UUID | None
    withheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardRow:
    """A gift card that paid a visit of theirs: it belongs to whoever holds it."""

    id: UUID
    masked: str
    state: str
    currency: str
    balance_minor: int
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """A line of the history."""

    id: VisitId
    closed_at: datetime
    business_day: date
    shop_id: ShopId
    till_id: TillId
    closed_by: UUID
    currency: str
    amount_minor: int
    discount_minor: int
    points: int
    is_void: bool
    refunded_minor: int
    ticket: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """What somebody did to them."""

    at: datetime
    act: str
    actor_id: UUID
    detail: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRow:
    """A support access to the merchant's data."""

    operator_id: UUID
    reason: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """What they came to."""

    visits: int = 0
    revenue_minor: int = 0
    points_earned: int = 0


def read_member(work: Work, member_id: MemberId) -> MemberRow | None:
    """The member; None for nobody, for who was forgotten and for who was merged into another one."""
    row = work.run(_MEMBER, [member_id]).fetchone()
    if row is None:
        return None
    id_, account, number, status, enrolled_on, profile, labels, tier, since, until, shared, shops = row
    return MemberRow(
        id=MemberId(id_),
        account_id=AccountId(account),
        number=number,
        status=MemberStatus(status),
        enrolled_on=enrolled_on,
        profile=profile_from_json(profile),
        labels=tuple(labels),
        tier=tier,
        tier_since=since,
        tier_until=until,
        shared_with=tuple(map(MemberId, shared)),
        shops=tuple(map(ShopId, shops)),
    )


def remains_of(work: Work, member_id: MemberId) -> MemberId | None:
    """Into whom the member was merged."""
    row = work.run(_REMAINS, [member_id]).fetchone()
    return MemberId(row[0]) if row is not None and row[0] is not None else None


def member_names(work: Work, ids: Sequence[MemberId]) -> Mapping[MemberId, str]:
    """As each is called; who was forgotten is left out."""
    rows = work.run(_NAMED, [uuids(ids)]).fetchall() if ids else ()
    return {
        MemberId(id_): f"{given or ''} {family or ''}".strip() or f"…{number[-4:]}"
        for id_, given, family, number in rows
    }


def cards_of(work: Work, member_id: MemberId) -> list[CardRow]:
    """The newest first."""
    return [
        CardRow(
            id=CardId(id_),
            ending=token[-4:],
            medium=Medium(medium),
            status=CardStatus(status),
            linked_at=linked_at,
            holder_id=holder,
        )
        for id_, token, medium, status, linked_at, holder in work.run(_CARDS, [member_id])
    ]


def tiers_of(work: Work, member_id: MemberId) -> list[TierRow]:
    """The latest standings, the newest first."""
    rows = work.run(_TIERS, [member_id])
    return [
        TierRow(code=code, since=since, until=until, at=at, visit_id=visit)
        for code, since, until, at, visit in rows
    ]


def balances_of(work: Work, account_id: AccountId) -> Mapping[str, int]:
    """By counter."""
    return dict(work.run(_BALANCES, [account_id]).fetchall())


def lots_of(work: Work, account_id: AccountId) -> list[LotRow]:
    """Those that hold or owe something, by counter, what ends first first."""
    return [
        LotRow(
            id=LotId(id_),
            counter=counter,
            earned=earned,
            remaining=remaining,
            earned_on=earned_on,
            expires_on=expires_on,
            spendable_from=spendable_from,
            withheld=withheld,
        )
        for id_, counter, earned, remaining, earned_on, expires_on, spendable_from, withheld in work.run(
            _LOTS, [account_id]
        )
    ]


def entries_of(work: Work, account_id: AccountId, before: UUID | None = None) -> list[EntryRow]:
    """A page of the ledger and one line more, the newest first."""
    edge = before or UUID(int=2**128 - 1)
    rows = work.run(_ENTRIES, {"account": account_id, "before": edge, "limit": ENTRIES_PAGE + 1})
    return [
        EntryRow(
            id=id_, counter=counter, kind=EntryKind(kind), amount=amount, at=at, cause=cause, visit_id=visit
        )
        for id_, counter, kind, amount, at, cause, visit in rows
    ]


def vouchers_of(work: Work, member_id: MemberId) -> list[VoucherRow]:
    """Those that can be used first, then what became of others."""
    return [
        VoucherRow(
            id=VoucherId(id_),
            body=voucher_from_json(body),
            state=VoucherState(state),
            given_by=given_by,
            used_by=used_by,
            withheld=withheld,
        )
        for id_, body, state, given_by, used_by, withheld in work.run(_VOUCHERS, [member_id])
    ]


def gift_cards_of(work: Work, member_id: MemberId) -> list[GiftCardRow]:
    """Those that paid visits of theirs."""
    return [
        GiftCardRow(
            id=id_, masked=masked, state=state, currency=currency, balance_minor=minor, expires_on=expires_on
        )
        for id_, masked, state, currency, minor, expires_on in work.run(_GIFT_CARDS, [member_id])
    ]


def visits_of(work: Work, member_id: MemberId, before: tuple[datetime, UUID] | None = None) -> list[VisitRow]:
    """A page of visits and one more, the latest first."""
    at, id_ = before or (None, UUID(int=2**128 - 1))
    values = {"member": member_id, "at": at or "infinity", "before": id_, "limit": VISITS_PAGE + 1}
    return [_visit(row) for row in work.run(_VISITS, values)]


def visit_of(work: Work, member_id: MemberId, visit_id: VisitId) -> VisitRow | None:
    """One visit of theirs."""
    row = work.run(_VISIT, [member_id, visit_id]).fetchone()
    return _visit(row) if row is not None else None


def lifetime_of(work: Work, member_id: MemberId) -> Lifetime:
    """All their visits together."""
    row = work.run(_LIFETIME, [member_id]).fetchone()
    return Lifetime(visits=row[0], revenue_minor=row[1], points_earned=row[2]) if row else Lifetime()


def told_visit(work: Work, visit_id: VisitId) -> tuple[VisitClosed, Programme] | None:
    """What was told of a visit, and the programme by which it was computed."""
    row = work.run(_TOLD, [visit_id]).fetchone()
    if row is None or row[0] is None:
        return None
    event, found = decode(row[0]), work.run(_VERSION, [row[1]]).fetchone()
    if not isinstance(event, VisitClosed) or found is None:
        return None
    return event, programme_from_json(found[0])


def facts_of(work: Work, told: VisitClosed) -> Facts | None:
    """What a visit was computed from; None once what is personal in it was forgotten, and for no facts."""
    key = subject_keys(work, [told.member_id]).get(told.member_id) if told.sealed else None
    if told.sealed and key is None:
        return None
    try:
        sealed = unseal(key, told.member_id, told.sealed) if key is not None else b""
        return facts_together(bytes(told.facts), sealed)
    except (InvalidValue, SealBroken):
        return None


def office_acts(
    work: Work, account_id: AccountId, before: int | None = None
) -> list[tuple[int, OfficeEvent]]:
    """A page of what the office did on the account, and on those it came from, and one more; latest first."""
    values = {"account": account_id, "before": before or 2**62, "limit": ENTRIES_PAGE + 1}
    return [(seq, decode_office(body)) for seq, body in work.run(_OFFICE_ACTS, values)]


def audited(work: Work, subject: UUID) -> list[AuditRow]:
    """What was written down about the member, the latest first."""
    return [
        AuditRow(at=at, act=act, actor_id=actor, detail=detail)
        for at, act, actor, detail in work.run(_AUDIT, [subject])
    ]


def support_accesses(work: Work) -> list[AccessRow]:
    """When somebody of the installation could look at the merchant's members, and why; the latest first."""
    return [
        AccessRow(operator_id=operator, reason=reason, begins_at=begins, ends_at=ends)
        for operator, reason, begins, ends in work.run(_ACCESSES)
    ]


def _visit(row: Sequence[object]) -> VisitRow:
    names = VisitRow.__slots__
    return VisitRow(**dict(zip(names, row, strict=True)))  # type: ignore[arg-type]  # in the order of the columns
