"""What the counter reads, as SQL texts. Ids of merged members lead to the member that remains.

A redirect never leads to another redirect: whoever merges a member re-points the redirects that led to them.
"""

from sqlalchemy import (
    Column,
    ColumnElement,
    ScalarSelect,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
)

from fidpos.domain.voucher import VoucherState
from fidpos.localdb.mapping.ledger import DAY_COLUMNS, LIFETIME_COLUMNS, LOT_COLUMNS
from fidpos.localdb.mapping.people import (
    CARD_COLUMNS,
    MEMBER_COLUMNS,
    RELATIVE_COLUMNS,
    STAFF_COLUMNS,
    WORD_COLUMNS,
)
from fidpos.localdb.mapping.visits import UseState
from fidpos.localdb.statements import AT_MOST, sql
from fidpos.localdb.tables import (
    balances,
    cards,
    consents,
    day_aggregates,
    draft,
    journal,
    ledger_entries,
    lifetimes,
    lots,
    members,
    programmes,
    refunds_told,
    relatives,
    rule_uses,
    settings,
    staff_tries,
    staff_versions,
    tier_history,
    visit_refunds,
    visit_tickets,
    visit_voids,
    visits,
    vouchers,
)

_ZERO: ColumnElement[int] = literal_column("0")
_NOTHING: ColumnElement[str] = literal_column("''")
_CONSUMED: ColumnElement[str] = literal_column(f"'{VoucherState.CONSUMED.value}'")
_HELD: ColumnElement[str] = literal_column(f"'{VoucherState.HELD.value}'")
_WITHDRAWN: ColumnElement[str] = literal_column(f"'{VoucherState.WITHDRAWN.value}'")
"""Said where the index by number, which leaves these out, is to be used."""
_RELEASED: ColumnElement[str] = literal_column(f"'{UseState.RELEASED.value}'")


def _remaining(name: str = "member") -> ScalarSelect[bytes]:
    given = members.alias("given")
    kept = func.coalesce(given.c.merged_into, given.c.id)
    return select(kept).where(given.c.id == bindparam(name)).scalar_subquery()


SETTING = sql(
    select(settings.c.body).where(settings.c.name == bindparam("key")).order_by(settings.c.version.desc()),
    "key",
)
PROGRAMME_VERSION = sql(select(func.max(programmes.c.version)))
_last_written = (
    select(journal.c.wall_ts).order_by(journal.c.seq.desc()).suffix_with(text("LIMIT 1")).scalar_subquery()
)
_begun = select(func.max(programmes.c.version)).where(
    programmes.c.since <= func.max(bindparam("now"), _last_written)
)
PROGRAMME_VERSION_AT = sql(
    select(func.coalesce(_begun.scalar_subquery(), select(func.min(programmes.c.version)).scalar_subquery())),
    "now",
)
"""The newest that has begun, by a clock that is never taken to be behind what the journal tells; while none
has, the first."""
PROGRAMME = sql(select(programmes.c.body).where(programmes.c.version == bindparam("number")), "number")
PROGRAMMES = sql(select(programmes.c.version, programmes.c.body))

CARD = sql(select(*CARD_COLUMNS).where(cards.c.token == bindparam("text")), "text")
CARD_BY_ID = sql(select(*CARD_COLUMNS).where(cards.c.id == bindparam("card")), "card")
MEMBER = sql(select(*MEMBER_COLUMNS).where(members.c.id == bindparam("member")), "member")
MERGED_INTO = sql(select(members.c.id).where(members.c.merged_into == bindparam("member")), "member")
RELATIVES = sql(
    select(*RELATIVE_COLUMNS)
    .where(relatives.c.member_id == bindparam("member"))
    .order_by(relatives.c.position),
    "member",
)

BALANCES = sql(
    select(balances.c.counter, balances.c.amount)
    .where(balances.c.account_id == bindparam("account"))
    .order_by(balances.c.counter),
    "account",
)
SPENT_ON = sql(
    select(ledger_entries.c.counter, func.sum(ledger_entries.c.amount))
    .where(
        ledger_entries.c.account_id == bindparam("account"),
        ledger_entries.c.business_day == bindparam("day"),
        or_(
            ledger_entries.c.kind == literal_column("'spend'"),
            and_(
                ledger_entries.c.kind == literal_column("'reverse'"),
                ledger_entries.c.amount > literal_column("0"),
            ),
        ),
    )
    .group_by(ledger_entries.c.counter)
    .order_by(ledger_entries.c.counter),
    "account",
    "day",
)
OPEN_LOTS = sql(
    select(*LOT_COLUMNS)
    .where(
        lots.c.account_id == bindparam("account"),
        lots.c.counter == bindparam("code"),
        lots.c.remaining != _ZERO,
    )
    .order_by(lots.c.expires_on.asc().nulls_last(), lots.c.earned_on, lots.c.id),
    "account",
    "code",
)
LOT = sql(select(*LOT_COLUMNS).where(lots.c.id == bindparam("lot")), "lot")

_has_any = or_(
    day_aggregates.c.visits > _ZERO,
    and_(
        day_aggregates.c.scope != _NOTHING,
        or_(
            day_aggregates.c.points_earned != _ZERO,
            day_aggregates.c.revenue_minor != _ZERO,
            day_aggregates.c.quantity != _ZERO,
        ),
    ),
)
DAYS = sql(
    select(*DAY_COLUMNS)
    .where(day_aggregates.c.member_id == _remaining(), day_aggregates.c.day >= bindparam("since"), _has_any)
    .order_by(day_aggregates.c.day, day_aggregates.c.scope),
    "member",
    "since",
)
LIFETIME = sql(
    select(*LIFETIME_COLUMNS).where(lifetimes.c.member_id == _remaining()).order_by(lifetimes.c.scope),
    "member",
)
LAST_DAYS = sql(
    select(day_aggregates.c.scope, func.max(day_aggregates.c.day))
    .where(
        day_aggregates.c.member_id == _remaining(),
        day_aggregates.c.day <= bindparam("day"),
        day_aggregates.c.visits > _ZERO,
    )
    .group_by(day_aggregates.c.scope)
    .order_by(day_aggregates.c.scope),
    "member",
    "day",
)
CONSENTS = sql(
    select(*WORD_COLUMNS)
    .where(consents.c.member_id == _remaining())
    .order_by(consents.c.at, consents.c.granted.desc()),
    "member",
)
"""Oldest first; of two words of one instant, the withdrawal comes last."""


def _sum_between(first: str, last: str) -> ColumnElement[int]:
    in_span = rule_uses.c.business_day.between(bindparam(first), bindparam(last))
    return func.sum(case((in_span, rule_uses.c["count"]), else_=_ZERO))


USES = sql(
    select(
        rule_uses.c.rule,
        rule_uses.c.subject,
        func.sum(rule_uses.c["count"]),
        _sum_between("year_begins", "year_ends"),
        _sum_between("month_begins", "month_ends"),
        _sum_between("week_begins", "week_ends"),
        _sum_between("day", "same_day"),
        func.max(rule_uses.c.business_day),
    )
    .where(rule_uses.c.member_id == _remaining(), rule_uses.c.state != _RELEASED)
    .group_by(rule_uses.c.rule, rule_uses.c.subject)
    .order_by(rule_uses.c.rule, rule_uses.c.subject),
    "year_begins",
    "year_ends",
    "month_begins",
    "month_ends",
    "week_begins",
    "week_ends",
    "day",
    "same_day",
    "member",
)

PAST_USES = sql(
    select(rule_uses.c.rule, rule_uses.c.business_day, rule_uses.c.at, rule_uses.c["count"])
    .where(rule_uses.c.member_id == _remaining(), rule_uses.c.state != _RELEASED)
    .order_by(rule_uses.c.business_day, rule_uses.c.at, rule_uses.c.rule, rule_uses.c.subject),
    "member",
)

OVERALL_USES = sql(
    select(func.sum(rule_uses.c["count"])).where(
        rule_uses.c.rule == bindparam("code"), rule_uses.c.state != _RELEASED
    ),
    "code",
)
VOUCHERS = sql(
    select(vouchers.c.body)
    .where(
        vouchers.c.member_id == _remaining(),
        vouchers.c.state == _HELD,
        vouchers.c.number_digest.is_(None),
        or_(vouchers.c.valid_until.is_(None), vouchers.c.valid_until >= bindparam("day")),
    )
    .order_by(vouchers.c.valid_until.asc().nulls_last(), vouchers.c.id),
    "member",
    "day",
)
BEARER_VOUCHER = sql(
    select(vouchers.c.body).where(
        vouchers.c.id == bindparam("voucher"),
        vouchers.c.number_digest.is_not(None),
        vouchers.c.state == _HELD,
    ),
    "voucher",
)
VOUCHER_BY_NUMBER = sql(
    select(vouchers.c.body).where(
        vouchers.c.number_digest == bindparam("digest"),
        vouchers.c.state == _HELD,
        vouchers.c.state != _WITHDRAWN,
    ),
    "digest",
)

SPENT_VOUCHER = sql(
    select(journal.c.body)
    .join_from(vouchers, visits, visits.c.id == vouchers.c.used_by, isouter=True)
    .join(journal, journal.c.seq == visits.c.event_seq, isouter=True)
    .where(vouchers.c.id == bindparam("voucher"), vouchers.c.state == _CONSUMED),
    "voucher",
)
"""Where a voucher was used, with the event if it is this till's."""
OWN_VOUCHER = sql(
    select(vouchers.c.id).where(
        vouchers.c.id == bindparam("voucher"),
        vouchers.c.state == _CONSUMED,
        vouchers.c.used_by == bindparam("visit"),
    ),
    "voucher",
    "visit",
)

_voided = exists().where(visit_voids.c.visit_id == visits.c.id)
_PAST: tuple[Column[object] | ColumnElement[bool], ...] = (
    visits.c.id,
    visits.c.closed_at,
    visits.c.business_day,
    visits.c.currency,
    visits.c.amount_minor,
    visits.c.discount_minor,
    visits.c.points,
    _voided,
    exists().where(visit_refunds.c.visit_id == visits.c.id),
)
RECENT_VISITS = sql(
    select(*_PAST, journal.c.body)
    .join_from(visits, journal, journal.c.seq == visits.c.event_seq, isouter=True)
    .where(visits.c.member_id == _remaining())
    .order_by(visits.c.closed_at.desc(), visits.c.id.desc())
    .suffix_with(AT_MOST),
    "member",
    "rows",
)
COUNTED_VISITS = sql(
    select(
        visits.c.closed_at,
        visits.c.business_day,
        visits.c.amount_minor,
        visits.c.discount_minor,
        visits.c.points,
        visits.c.event_seq,
        journal.c.body,
    )
    .join_from(visits, journal, journal.c.seq == visits.c.event_seq, isouter=True)
    .where(
        visits.c.member_id == _remaining(),
        visits.c.closed_at >= bindparam("since"),
        visits.c.business_day.between(bindparam("first"), bindparam("last")),
        ~_voided,
    )
    .order_by(visits.c.closed_at, visits.c.id),
    "member",
    "since",
    "first",
    "last",
)
"""`since` lies before the first day, so that the index by instant leads to it."""
VISIT = sql(select(*_PAST, visits.c.event_seq).where(visits.c.id == bindparam("visit")), "visit")
LAST_VISIT = sql(
    select(visits.c.id).where(visits.c.event_seq.is_not(None)).order_by(visits.c.event_seq.desc())
)
TILL_VISITS = sql(
    select(visits.c.member_id, members.c.given_name, members.c.family_name, *_PAST)
    .join_from(visits, members, members.c.id == visits.c.member_id, isouter=True)
    .where(visits.c.event_seq.is_not(None))
    .order_by(visits.c.event_seq.desc())
    .suffix_with(AT_MOST),
    "rows",
)
_latest = (
    select(visits.c.amount_minor)
    .where(~_voided)
    .order_by(visits.c.id.desc())
    .suffix_with(AT_MOST)
    .subquery("latest")
)
USUAL = sql(select(func.count(), func.sum(_latest.c.amount_minor)), "rows")
TIERS = sql(
    select(
        tier_history.c.tier,
        tier_history.c.since,
        tier_history.c.until,
        tier_history.c.visit_id,
        exists().where(visit_voids.c.visit_id == tier_history.c.visit_id),
    )
    .where(tier_history.c.member_id == bindparam("member"))
    .order_by(tier_history.c.position),
    "member",
)
TICKET_DAYS = sql(
    select(visit_tickets.c.business_day)
    .where(
        visit_tickets.c.business_day >= bindparam("since"), visit_tickets.c.ticket == bindparam("document")
    )
    .order_by(visit_tickets.c.business_day),
    "since",
    "document",
)
VISITS_OF_TICKET = sql(
    select(visit_tickets.c.visit_id, visit_tickets.c.business_day, visit_tickets.c.register)
    .where(visit_tickets.c.ticket == bindparam("document"))
    .order_by(visit_tickets.c.business_day.desc(), visit_tickets.c.register),
    "document",
)
REFUNDS = sql(
    select(journal.c.body)
    .join_from(visit_refunds, journal, journal.c.seq == visit_refunds.c.event_seq)
    .where(visit_refunds.c.visit_id == bindparam("visit"))
    .order_by(visit_refunds.c.event_seq),
    "visit",
)
REFUNDS_TOLD = sql(
    select(refunds_told.c.refund_id, refunds_told.c.amount_minor).where(
        refunds_told.c.visit_id == bindparam("visit")
    ),
    "visit",
)
VOID = sql(
    select(journal.c.body)
    .join_from(visit_voids, journal, journal.c.seq == visit_voids.c.event_seq)
    .where(visit_voids.c.visit_id == bindparam("visit")),
    "visit",
)
EVENT = sql(select(journal.c.body).where(journal.c.seq == bindparam("number")), "number")

_newer = staff_versions.alias("newer")
_is_current = ~exists().where(
    _newer.c.staff_id == staff_versions.c.staff_id, _newer.c.version > staff_versions.c.version
)
STAFF = sql(
    select(*STAFF_COLUMNS)
    .join_from(staff_versions, staff_tries, staff_tries.c.staff_id == staff_versions.c.staff_id, isouter=True)
    .where(_is_current, staff_versions.c.employed != _ZERO)
    .order_by(staff_versions.c.name, staff_versions.c.staff_id)
)
DRAFT = sql(select(draft.c.body))
