"""What becomes, at a refund, of the vouchers that the visit gave.

They are withdrawn with the last of it; those that a rule gave also with a part, where the programme wants it
and the rest would not have given them. One that was used since cannot come back: its uses stay counted, and
what it gave is deducted or told to the owner. One that was bought with points was paid for: used, it stays
bought.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fidpos.domain.basket import BasketLine
from fidpos.domain.ids import VoucherId
from fidpos.domain.money import allocate
from fidpos.posting.refund import RefundPart
from fidpos.posting.refundable import FactsThen, RefundableVisit
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.policy import VoucherAtRefund
from fidpos.rules.programme import Programme
from fidpos.wire.events import VisitRefunded, VoucherBody, VoucherUseBody


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchersBack:
    """What a refund does to the vouchers of its visit.

    Attributes:
        withdrawn: used since or not.
        sources: rules and rewards all of whose vouchers came back unused; not those that gave a gift too.
        spent: those of `withdrawn` that were used since.
    """

    withdrawn: tuple[VoucherId, ...] = ()
    sources: frozenset[str] = field(default_factory=frozenset)
    spent: tuple[VoucherUseBody, ...] = ()


def vouchers_back(
    visit: RefundableVisit, part: RefundPart, programme: Programme, facts_then: FactsThen
) -> VouchersBack:
    """The vouchers that this part takes back.

    Args:
        visit: as the store has it now.
        part: how much of it is refunded.
        programme: under which it was closed.
        facts_then: what it was computed from.
    """
    gone = {voucher_id for refund in visit.refunds for voucher_id in refund.vouchers_withdrawn}
    there = [body for body in visit.told.vouchers if body.id not in gone]
    if not there:
        return VouchersBack()
    uses = (*visit.vouchers_spent, *(use for refund in visit.refunds for use in refund.vouchers_spent))
    used = {use.id for use in uses}
    rewards = {reward.code for reward in programme.rewards}
    if part.ends:
        taken = [body for body in there if not (body.source in rewards and body.id in used)]
    elif programme.policies.voucher_at_refund is VoucherAtRefund.WITHDRAWN:
        given = [body for body in there if body.source not in rewards]
        taken = _not_given_again(visit, part, programme, given, facts_then) if given else []
    else:
        return VouchersBack()
    withdrawn = tuple(body.id for body in taken)
    back = gone.union(withdrawn) - used
    kept = {body.source for body in visit.told.vouchers if body.id not in back}
    return VouchersBack(
        withdrawn=withdrawn,
        sources=frozenset(body.source for body in taken) - kept - frozenset(visit.told.gifts),
        spent=tuple(use for use in visit.vouchers_spent if use.id in withdrawn),
    )


def _not_given_again(
    visit: RefundableVisit,
    part: RefundPart,
    programme: Programme,
    given: Sequence[VoucherBody],
    facts_then: FactsThen,
) -> list[VoucherBody]:
    """Those that the rest of the visit would not have given; all of them when its facts are forgotten."""
    facts = facts_then()
    if facts is None:
        return list(given)
    rest = _rest(facts.visit.lines, visit, part)
    evaluation = evaluate(
        compile_programme(programme), replace(facts, visit=replace(facts.visit, lines=rest))
    )
    again = Counter(voucher.source for voucher in evaluation.vouchers)
    lost: list[VoucherBody] = []
    used = {use.id for use in visit.vouchers_spent}
    for body in sorted(given, key=lambda body: body.id not in used):
        again[body.source] -= 1
        if again[body.source] < 0:
            lost.append(body)
    return lost


def _rest(lines: Sequence[BasketLine], visit: RefundableVisit, part: RefundPart) -> tuple[BasketLine, ...]:
    """The basket that is left; what was refunded as a mere amount comes off its lines in proportion."""
    steps: tuple[VisitRefunded | RefundPart, ...] = (*visit.refunds, part)
    returned = {line for step in steps for line in step.lines}
    left_minor = visit.told.amount_minor - sum(step.amount_minor for step in steps)
    rest = [line for n, line in enumerate(lines) if n not in returned]
    if not rest:
        return (BasketLine(amount_minor=left_minor),)
    amounts = allocate(left_minor, [max(0, line.amount_minor) for line in rest])
    return tuple(replace(line, amount_minor=minor) for line, minor in zip(rest, amounts, strict=True))
