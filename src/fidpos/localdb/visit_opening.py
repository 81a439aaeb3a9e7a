"""What a store knows of the time before a member's first visit here: days, totals, lots, tier, uses.

All of it came with a snapshot. Days and totals are kept together with those of the visits made here, so that
what lies before is what remains when these are taken away.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select, union, union_all

from fidpos.columns import day_from_int, day_to_int
from fidpos.domain.consent import Word
from fidpos.domain.ids import AccountId, MemberId
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import TierStanding
from fidpos.localdb.engine import Reader, Row
from fidpos.localdb.mapping.ledger import DAY_COLUMNS, day_from_row, lifetime_from_row
from fidpos.localdb.mapping.people import WORD_COLUMNS, tier_from_row, word_from_row
from fidpos.localdb.statements import sql
from fidpos.localdb.tables import (
    balances,
    consents,
    day_aggregates,
    ledger_entries,
    lifetimes,
    lot_allocations,
    lots,
    rule_uses,
    tier_history,
)
from fidpos.rules.past import DayAggregate, LifetimeTotals, PastUse
from fidpos.rules.replay.stored import OpeningLot

_ZERO: ColumnElement[int] = literal_column("0")
_OPENING: ColumnElement[str] = literal_column(f"'{EntryKind.OPENING.value}'")
_SUMS = ("visits", "revenue_minor", "points_earned", "quantity")

_DAYS = sql(
    select(*DAY_COLUMNS)
    .where(
        day_aggregates.c.member_id == bindparam("member"),
        day_aggregates.c.day < bindparam("first_day"),
    )
    .order_by(day_aggregates.c.day, day_aggregates.c.scope),
    "member",
    "first_day",
)
_kept = union_all(
    select(lifetimes.c.scope, *(lifetimes.c[name] for name in _SUMS)).where(
        lifetimes.c.member_id == bindparam("member")
    ),
    select(day_aggregates.c.scope, *((-day_aggregates.c[name]).label(name) for name in _SUMS)).where(
        day_aggregates.c.member_id == bindparam("same_member"), day_aggregates.c.day >= bindparam("first_day")
    ),
).subquery("kept")
_LIFETIME = sql(
    select(_kept.c.scope, *(func.sum(_kept.c[name]) for name in _SUMS))
    .group_by(_kept.c.scope)
    .order_by(_kept.c.scope),
    "member",
    "same_member",
    "first_day",
)
_USES = sql(
    select(rule_uses.c.rule, rule_uses.c.subject, rule_uses.c.business_day, rule_uses.c["count"])
    .where(rule_uses.c.member_id == bindparam("member"), rule_uses.c.at.is_(None))
    .order_by(rule_uses.c.business_day, rule_uses.c.rule, rule_uses.c.subject),
    "member",
)
_TIER = sql(
    select(tier_history.c.tier, tier_history.c.since, tier_history.c.until).where(
        tier_history.c.member_id == bindparam("member"),
        tier_history.c.position == _ZERO,
        tier_history.c.visit_id.is_(None),
    ),
    "member",
)
_CONSENTS = sql(
    select(*WORD_COLUMNS)
    .where(consents.c.member_id == bindparam("member"))
    .order_by(consents.c.at, consents.c.granted.desc()),
    "member",
)
_BALANCES = sql(
    select(balances.c.counter, balances.c.amount).where(balances.c.account_id == bindparam("account")),
    "account",
)
_opening = ledger_entries.alias("opening")
_LOT = (lots.c.id, lots.c.counter, lots.c.earned, lots.c.earned_on, lots.c.expires_on, lots.c.spendable_from)
_LOTS = sql(
    union(
        select(*_LOT)
        .join_from(lots, _opening, _opening.c.id == lots.c.entry_id)
        .where(
            lots.c.account_id == bindparam("account"), lots.c.remaining != _ZERO, _opening.c.kind == _OPENING
        ),
        select(*_LOT)
        .join_from(ledger_entries, lot_allocations, lot_allocations.c.entry_id == ledger_entries.c.id)
        .join(lots, lots.c.id == lot_allocations.c.lot_id)
        .join(_opening, _opening.c.id == lots.c.entry_id)
        .where(ledger_entries.c.account_id == bindparam("same_account"), _opening.c.kind == _OPENING),
    ).order_by(literal_column("1")),
    "account",
    "same_account",
)
"""A lot that is empty by now is found by what was taken from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberOpening:
    """Of one member; see `rules.replay.stored.MemberPast`. `words` are those on consents, oldest first."""

    tier: TierStanding | None
    days: tuple[DayAggregate, ...]
    lifetime: tuple[LifetimeTotals, ...]
    uses: tuple[tuple[PastUse, str], ...]
    words: tuple[Word, ...]


def member_opening(reader: Reader, member_id: MemberId, first_day: date) -> MemberOpening:
    """How a member stood on the eve of `first_day`.

    Raises:
        StoreError: see `faults`.
    """
    blob, first = member_id.bytes, day_to_int(first_day)
    tier = reader.one(_TIER, blob)
    standing = tier_from_row(tier) if tier is not None and tier[0] else None
    return MemberOpening(
        tier=standing if standing is not None and standing.since <= first_day else None,
        days=tuple([day_from_row(row) for row in reader.all(_DAYS, blob, first)]),
        lifetime=tuple(
            [lifetime_from_row(row) for row in reader.all(_LIFETIME, blob, blob, first) if any(row[1:])]
        ),
        uses=tuple([_use(row) for row in reader.all(_USES, blob)]),
        words=tuple([word_from_row(row) for row in reader.all(_CONSENTS, blob)]),
    )


def opening_lots(
    reader: Reader, account_id: AccountId, told: dict[str, int], first_untold: date | None
) -> tuple[OpeningLot, ...]:
    """What an account held before its visits.

    Args:
        reader: of the store.
        account_id: whose.
        told: by counter, the sum of the movements that its visits tell; where it is the balance, there was
            nothing before, and the lots are not looked for.
        first_untold: day of the first visit that no event tells; what such visits earned is in the lots of
            these days, and is earned again. None when every visit is told.

    Raises:
        StoreError: see `faults`.
    """
    blob = account_id.bytes
    held: dict[str, int] = dict(reader.all(_BALANCES, blob))
    if all(amount == told.get(counter, 0) for counter, amount in held.items()):
        return ()
    found = (_lot(row) for row in reader.all(_LOTS, blob, blob))
    return tuple(lot for lot in found if first_untold is None or lot.earned_on < first_untold)


def _use(row: Row) -> tuple[PastUse, str]:
    rule, subject, day, count = row
    return PastUse(rule=rule, day=day_from_int(day), count=count), subject


def _lot(row: Row) -> OpeningLot:
    _, counter, earned, earned_on, expires_on, spendable_from = row
    return OpeningLot(
        counter=counter,
        amount=earned,
        earned_on=day_from_int(earned_on),
        expires_on=None if expires_on is None else day_from_int(expires_on),
        spendable_from=None if spendable_from is None else day_from_int(spendable_from),
    )
