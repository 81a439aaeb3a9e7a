"""Vouchers held: which can be used on this visit, and what those that are presented give."""

from typing import NamedTuple

from fidpos.domain.ids import VoucherId
from fidpos.rules.binding import Needs
from fidpos.rules.compiler import binder
from fidpos.rules.effect import NOTHING, Act
from fidpos.rules.evaluation import VoucherOffer, VoucherState, VoucherUsed
from fidpos.rules.facts import VoucherHeld
from fidpos.rules.programme import Programme
from fidpos.rules.scope import Scope, ScopeIndex
from fidpos.rules.working import Working

_SOURCE = "voucher:"


def is_voucher(source: str) -> bool:
    """Whether the source of a discount is a voucher that was used; no rule or reward has such a code."""
    return source.startswith(_SOURCE)


def use_vouchers(
    programme: Programme, working: Working
) -> tuple[tuple[VoucherUsed, ...], tuple[VoucherOffer, ...]]:
    """Use the vouchers that are presented, in their order, as far as term and amount due allow.

    Returns:
        What was used, and every voucher that the member holds as it stands after that.
    """
    held = {voucher.id: voucher for voucher in working.facts.vouchers}
    used: list[VoucherUsed] = []
    states: dict[VoucherId, VoucherState] = {}
    for voucher_id in dict.fromkeys(working.facts.presented):
        voucher = held.get(voucher_id)
        if voucher is None or _standing(voucher, working).state is not VoucherState.AVAILABLE:
            continue
        before = working.discount_minor
        if _apply(_compiled(programme, voucher), working) == NOTHING:
            states[voucher_id] = VoucherState.NOTHING_DUE
        else:
            states[voucher_id] = VoucherState.APPLIED
            used.append(VoucherUsed(id=voucher_id, granted_minor=working.discount_minor - before))
    offers = (
        VoucherOffer(id=voucher.id, state=states[voucher.id])
        if voucher.id in states
        else _standing(voucher, working)
        for voucher in working.facts.vouchers
    )
    return tuple(used), tuple(offers)


class _Right(NamedTuple):
    """What a voucher gives, ready to run: its scopes are its own, not the programme's."""

    act: Act
    scopes: tuple[Scope, ...]


def _compiled(programme: Programme, voucher: VoucherHeld) -> _Right:
    needs = Needs()
    act = voucher.effect.compile(binder(programme, needs)(f"{_SOURCE}{voucher.id}", "voucher.effect"))
    return _Right(act, tuple(needs.scopes))


def _apply(right: _Right, working: Working) -> str:
    lines_of = working.lines_of
    working.lines_of = ScopeIndex(right.scopes).lines_of(working.facts.visit.lines)
    answer = right.act(working)
    working.lines_of = lines_of
    return answer


def _standing(voucher: VoucherHeld, working: Working) -> VoucherOffer:
    """Whether a voucher could be used now."""
    if working.day < voucher.valid_from:
        return VoucherOffer(id=voucher.id, state=VoucherState.TOO_EARLY)
    if voucher.valid_until is not None and working.day > voucher.valid_until:
        return VoucherOffer(id=voucher.id, state=VoucherState.EXPIRED)
    missing = voucher.least_minor - working.amount_minor
    if missing > 0:
        return VoucherOffer(id=voucher.id, state=VoucherState.PURCHASE_TOO_SMALL, missing_minor=missing)
    return VoucherOffer(id=voucher.id, state=VoucherState.AVAILABLE)
