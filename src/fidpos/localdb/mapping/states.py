"""What the centre says of members and accounts, as rows.

A member's own row and their household's are those of `people`: a state has the fields of a member.
"""

from fidpos.columns import (
    DAY_MICROSECONDS,
    blob_or_none,
    day_or_none,
    day_to_int,
    instant_to_int,
)
from fidpos.domain.ids import AccountId, EntryId, MemberId
from fidpos.domain.ledger import EntryKind
from fidpos.localdb.mapping import Values
from fidpos.localdb.mapping.visits import UseState
from fidpos.localdb.vouchers import voucher_row
from fidpos.wire.sync.pull import (
    CardState,
    ConsentState,
    LotState,
    MemberVoucher,
    RuleUseState,
    VisitState,
)

FROM_CENTRE = "@centre"
"""Cause of an adjustment that brings a lot to what the centre says of it; it belongs to no visit."""


def card_state_row(member_id: MemberId, card: CardState) -> Values:
    """For `cards`."""
    return (
        card.token,
        card.id.bytes,
        card.medium.value,
        member_id.bytes,
        blob_or_none(card.holder_id),
        card.status.value,
        instant_to_int(card.linked_at),
    )


def consent_state_row(member_id: MemberId, consent: ConsentState) -> Values:
    """For `consents`."""
    return (
        consent.id.bytes,
        member_id.bytes,
        consent.channel.value,
        int(consent.granted),
        consent.wording,
        instant_to_int(consent.at),
        None,
        int(consent.by_parent),
    )


def visit_state_row(member_id: MemberId, visit: VisitState) -> Values:
    """For `visits`, of a visit that no event of this journal tells."""
    return (
        visit.id.bytes,
        member_id.bytes,
        instant_to_int(visit.closed_at),
        day_to_int(visit.business_day),
        visit.currency,
        visit.amount_minor,
        visit.discount_minor,
        visit.points,
        None,
    )


def refund_rows(visit: VisitState) -> list[Values]:
    """For `refunds_told`."""
    return [(visit.id.bytes, refund.id.bytes, refund.amount_minor) for refund in visit.refunds]


def use_state_row(member_id: MemberId, use: RuleUseState) -> Values:
    """For `rule_uses`."""
    return (
        member_id.bytes,
        use.rule,
        use.subject,
        use.cause_id.bytes,
        use.count,
        day_to_int(use.business_day),
        None if use.at is None else instant_to_int(use.at),
        UseState.CONSUMED.value,
    )


def member_voucher_row(member_id: MemberId, held: MemberVoucher) -> Values:
    """For `vouchers`."""
    return voucher_row(member_id, held.voucher, held.given_by, held.used_by)


def lot_state_row(account_id: AccountId, lot: LotState) -> Values:
    """For `lots`."""
    return (
        lot.id.bytes,
        account_id.bytes,
        lot.counter,
        lot.entry_id.bytes,
        lot.earned,
        lot.remaining,
        day_to_int(lot.earned_on),
        day_or_none(lot.expires_on),
        day_or_none(lot.spendable_from),
    )


def opening_row(account_id: AccountId, lot: LotState) -> Values:
    """For `ledger_entries`: the entry of a lot that was earned elsewhere."""
    day = day_to_int(lot.earned_on)
    return (
        lot.entry_id.bytes,
        account_id.bytes,
        lot.counter,
        EntryKind.OPENING.value,
        lot.earned,
        day * DAY_MICROSECONDS,
        day,
        None,
        "",
        None,
    )


def adjustment_row(entry_id: EntryId, account: bytes, counter: str, amount: int, at: int) -> Values:
    """For `ledger_entries`: what happened to a lot elsewhere, in one sum; `at` as in a column."""
    return (
        entry_id.bytes,
        account,
        counter,
        EntryKind.ADJUST.value,
        amount,
        at,
        at // DAY_MICROSECONDS,
        None,
        FROM_CENTRE,
        None,
    )
