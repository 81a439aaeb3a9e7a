"""What a store on disk knows of members and accounts, read back as the states that a centre would send."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from fidpos.columns import day_from_int, instant_from_int
from fidpos.domain.card import CardStatus, Medium
from fidpos.domain.ids import AccountId, CardId, ConsentId, LotId, MemberId, RelativeId, VisitId
from fidpos.domain.member import Channel
from fidpos.localdb.engine import Reader, Row
from fidpos.localdb.mapping.ledger import lot_from_row
from fidpos.localdb.mapping.people import MEMBER_COLUMNS, RELATIVE_COLUMNS, member_from_row
from fidpos.posting.lot_state import lot_state
from fidpos.wire.events import VoucherBody
from fidpos.wire.sync.pull import (
    AccountState,
    CardState,
    ConsentState,
    MemberState,
    MemberVoucher,
    RuleUseState,
    SumState,
    VisitState,
)

_MEMBER = f"SELECT {', '.join(column.name for column in MEMBER_COLUMNS)} FROM members WHERE id = ?"
_RELATIVES = (
    f"SELECT {', '.join(column.name for column in RELATIVE_COLUMNS)} FROM relatives "
    "WHERE member_id = ? ORDER BY position"
)
_CONSENTS = (
    "SELECT id, channel, granted, wording, at, by_parent FROM consents"
    " WHERE member_id = ? ORDER BY at, granted DESC"
)
_SUMS = "scope, visits, revenue_minor, points_earned, quantity"
_USES = (
    "SELECT rule, subject, cause_id, count, business_day, at FROM rule_uses "
    "WHERE member_id = ? AND state <> 'released' ORDER BY at, rule, subject"
)
_VOUCHERS = (
    "SELECT body, given_by, used_by FROM vouchers WHERE member_id = ? AND state <> 'withdrawn' ORDER BY id"
)
_VISITS = (
    "SELECT id, closed_at, business_day, currency, amount_minor, discount_minor, points, "
    "EXISTS (SELECT 1 FROM visit_voids WHERE visit_id = id) FROM visits WHERE member_id = ? "
    "ORDER BY closed_at DESC, id DESC"
)


def member_ids(reader: Reader) -> list[MemberId]:
    """Of everybody who was neither erased nor let go: these have a number that no card shows."""
    rows = reader.all("SELECT id FROM members WHERE length(number) <> 32 ORDER BY id")
    return [MemberId(UUID(bytes=row[0])) for row in rows]


def account_ids(reader: Reader) -> list[AccountId]:
    """Of every account."""
    return [AccountId(UUID(bytes=row[0])) for row in reader.all("SELECT id FROM accounts ORDER BY id")]


def member_state(reader: Reader, member_id: MemberId) -> MemberState:
    """The member with every row of theirs."""
    blob = member_id.bytes

    def rows(sql: str) -> list[Row]:
        return reader.all(sql, blob)

    member = member_from_row(rows(_MEMBER)[0], rows(_RELATIVES))
    key = reader.one("SELECT key FROM member_keys WHERE member_id = ?", blob)
    return MemberState(
        id=member.id,
        account_id=member.account_id,
        key=key[0] if key else b"",
        number=member.number,
        profile=member.profile,
        status=member.status,
        enrolled_on=member.enrolled_on,
        tier=member.tier,
        labels=tuple(sorted(member.labels)),
        merged_into=member.merged_into,
        cards=tuple(
            _card(row) for row in rows("SELECT * FROM cards WHERE member_id = ? ORDER BY linked_at, id")
        ),
        consents=_latest([_consent(row) for row in rows(_CONSENTS)]),
        days=tuple(
            _sums(row) for row in rows(f"SELECT day, {_SUMS} FROM day_aggregates WHERE member_id = ?")
        ),
        lifetime=tuple(
            _sums((None, *row)) for row in rows(f"SELECT {_SUMS} FROM lifetimes WHERE member_id = ?")
        ),
        uses=tuple(_use(row) for row in rows(_USES)),
        vouchers=tuple(_voucher(row) for row in rows(_VOUCHERS)),
        visits=tuple(_visit(row) for row in rows(_VISITS)),
    )


def account_state(reader: Reader, account_id: AccountId) -> AccountState:
    """The account with the lots that hold or owe something."""
    blob = account_id.bytes
    ((opened_on,),) = reader.all("SELECT opened_on FROM accounts WHERE id = ?", blob)
    lots = reader.all("SELECT * FROM lots WHERE account_id = ? AND remaining <> 0 ORDER BY id", blob)
    return AccountState(
        id=account_id,
        opened_on=day_from_int(opened_on),
        lots=tuple(lot_state(lot_from_row(row)) for row in lots),
    )


def tidy_member(state: MemberState) -> MemberState:
    """The same with everything in one order, to be compared."""
    return state.but(
        cards=tuple(sorted(state.cards, key=lambda card: card.id)),
        consents=tuple(sorted(state.consents, key=lambda consent: consent.id)),
        days=tuple(sorted(state.days, key=str)),
        lifetime=tuple(sorted(state.lifetime, key=str)),
        uses=tuple(sorted(state.uses, key=str)),
        vouchers=tuple(sorted(state.vouchers, key=lambda each: each.voucher.id)),
        visits=tuple(sorted(state.visits, key=lambda visit: visit.id)),
    )


def tidy_account(state: AccountState) -> AccountState:
    """The same in one order, without the lots that hold nothing."""
    return state.but(lots=tuple(sorted((lot for lot in state.lots if lot.remaining), key=lambda lot: lot.id)))


def lots_held(state: AccountState) -> dict[LotId, int]:
    """By lot, what it holds or owes."""
    return {lot.id: lot.remaining for lot in state.lots if lot.remaining}


def _card(row: Row) -> CardState:
    token, blob, medium, _, holder_id, status, linked_at = row
    return CardState(
        id=CardId(UUID(bytes=blob)),
        token=token,
        medium=Medium(medium),
        status=CardStatus(status),
        linked_at=instant_from_int(linked_at),
        holder_id=RelativeId(UUID(bytes=holder_id)) if holder_id else None,
    )


def _consent(row: Row) -> ConsentState:
    blob, channel, granted, wording, at, by_parent = row
    return ConsentState(
        id=ConsentId(UUID(bytes=blob)),
        channel=Channel(channel),
        granted=bool(granted),
        wording=wording,
        at=instant_from_int(at),
        by_parent=bool(by_parent),
    )


def _latest(stated: Sequence[ConsentState]) -> tuple[ConsentState, ...]:
    return tuple({each.channel: each for each in stated}.values())


def _sums(row: Row) -> SumState:
    day, scope, visits, revenue, points, quantity = row
    return SumState(None if day is None else day_from_int(day), scope, visits, revenue, points, quantity)


def _use(row: Row) -> RuleUseState:
    rule, subject, cause, count, day, at = row
    return RuleUseState(
        rule=rule,
        subject=subject,
        cause_id=UUID(bytes=cause),
        count=count,
        business_day=day_from_int(day),
        at=None if at is None else instant_from_int(at),
    )


def _voucher(row: Row) -> MemberVoucher:
    body, given_by, used_by = row
    return MemberVoucher(
        voucher=msgspec.json.decode(body, type=VoucherBody),
        given_by=VisitId(UUID(bytes=given_by)) if given_by else None,
        used_by=VisitId(UUID(bytes=used_by)) if used_by else None,
    )


def _visit(row: Row) -> VisitState:
    blob, closed_at, day, currency, amount, discount, points, voided = row
    return VisitState(
        id=VisitId(UUID(bytes=blob)),
        closed_at=instant_from_int(closed_at),
        business_day=day_from_int(day),
        currency=currency,
        amount_minor=amount,
        discount_minor=discount,
        points=points,
        voided=bool(voided),
    )
