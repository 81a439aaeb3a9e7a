"""How things stand after a step: what it did, and what the member has now, as the till would show it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from fidpos.bootstrap.story.acts import Looked, Outcome, Refusal
from fidpos.bootstrap.story.stage import Stage
from fidpos.bootstrap.story.values import text_of
from fidpos.bootstrap.story.words import said
from fidpos.domain.ids import MemberId, VisitId
from fidpos.domain.ledger import EntryKind
from fidpos.domain.visit import VisitDraft
from fidpos.rules.codec import facts_together
from fidpos.rules.engine import evaluate
from fidpos.rules.evaluation import Evaluation
from fidpos.rules.evaluation import Outcome as RuleOutcome
from fidpos.till.close_visit import ReadyVisit
from fidpos.till.identify import recognise_without_card
from fidpos.till.member_file import read_member_file
from fidpos.till.refund import Refunded
from fidpos.till.void_visit import Voided
from fidpos.till.work import Work
from fidpos.wire.events import EntryBody, VisitClosed, VisitUndone

Units = Mapping[str, int]
"""By counter; counters on which nothing moved are left out of what a step did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """How things stand, field by field as `format.Expected` says them."""

    discount: str
    due: str
    earned: Units
    spent: Units
    balance: Units
    tier: str
    vouchers_given: tuple[str, ...]
    vouchers_held: tuple[str, ...]
    gifts: tuple[str, ...]
    fired: tuple[str, ...]
    not_fired: tuple[str, ...]
    messages: tuple[str, ...]
    refused: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a step did, before it is put into words.

    Attributes:
        evaluation: of the visit that the step recorded, None where it recorded none.
    """

    member_id: MemberId
    discount_minor: int = 0
    due_minor: int = 0
    earned: Units
    spent: Units
    vouchers_given: tuple[str, ...] = ()
    evaluation: Evaluation | None = None
    refused: str = ""


def done_by(stage: Stage, outcome: Outcome) -> Done:
    """What the step did, from what it recorded."""
    match outcome:
        case VisitClosed():
            return Done(
                member_id=outcome.member_id,
                discount_minor=outcome.discount_minor,
                due_minor=outcome.amount_minor - outcome.discount_minor,
                earned=_moved(EntryKind.EARN, outcome.entries),
                spent=_moved(EntryKind.SPEND, outcome.entries),
                vouchers_given=tuple(voucher.source for voucher in outcome.vouchers),
                evaluation=_evaluation(stage, outcome),
            )
        case Refunded(event=event, pay_back=pay_back):
            return _undone(stage, event, due_minor=-pay_back.minor)
        case Voided(event=event):
            return _undone(stage, event, due_minor=event.discount_minor - event.amount_minor)
        case Refusal(member_id=member_id, reason=reason):
            return Done(member_id=member_id, earned={}, spent={}, refused=reason)
        case Looked(member_id=member_id):
            return Done(member_id=member_id, earned={}, spent={})
        case _:
            assert_never(outcome)


def state_after(stage: Stage, done: Done, language: str) -> StepState:
    """What the step did, and how the member stands now."""
    ready = _looked_at(stage, done.member_id)
    tier, evaluation = ready.evaluation.tier, done.evaluation
    fired = _fired(evaluation) if evaluation is not None else ()
    return StepState(
        discount=text_of(done.discount_minor, stage.identity.currency),
        due=text_of(done.due_minor, stage.identity.currency),
        earned=done.earned,
        spent=done.spent,
        balance={counter: ready.file.points(counter) for counter in ready.file.lots},
        tier=tier.held if tier is not None else "",
        vouchers_given=done.vouchers_given,
        vouchers_held=tuple(voucher.source for voucher in ready.file.vouchers),
        gifts=tuple(gift.source for gift in evaluation.gifts) if evaluation is not None else (),
        fired=fired,
        not_fired=tuple(entry.rule for entry in evaluation.trace if entry.rule not in fired)
        if evaluation is not None
        else (),
        messages=said(evaluation, language) if evaluation is not None else (),
        refused=done.refused,
    )


def _undone(stage: Stage, event: VisitUndone, *, due_minor: int) -> Done:
    told = stage.told(event.visit_id)
    return Done(
        member_id=event.member_id,
        discount_minor=-event.discount_minor,
        due_minor=due_minor,
        earned=_moved(EntryKind.EARN, event.entries, of=told),
        spent=_moved(EntryKind.SPEND, event.entries, of=told),
    )


def _moved(kind: EntryKind, entries: Iterable[EntryBody], of: VisitClosed | None = None) -> Units:
    """Units of this kind by counter, less what is reversed; debits count as what they spend."""
    kinds = {entry.id: entry.kind for entry in of.entries} if of is not None else {}
    sign = -1 if kind is EntryKind.SPEND else 1
    sums: Counter[str] = Counter()
    for entry in entries:
        whose = kinds[entry.reverses] if entry.reverses is not None else entry.kind
        if whose is kind:
            sums[entry.counter] += sign * entry.amount
    return {counter: amount for counter, amount in sorted(sums.items()) if amount}


def _evaluation(stage: Stage, told: VisitClosed) -> Evaluation:
    """What the programme gave: the facts that were recorded give it again."""
    private = stage.store.unseal(told.member_id, told.sealed) if told.sealed else b""
    assert private is not None
    return evaluate(stage.compiled, facts_together(bytes(told.facts), private))


def _looked_at(stage: Stage, member_id: MemberId) -> ReadyVisit:
    """The member at the counter at that moment, who has bought nothing yet."""
    recognised = recognise_without_card(stage.store, member_id)
    assert recognised is not None
    file = read_member_file(stage.store, stage.compiled, recognised, stage.today)
    draft = VisitDraft(
        id=VisitId(stage.new_id()),
        opened_at=stage.clock.now(),
        opened_by=stage.manager.id,
        presented=recognised.presented,
    )
    ready = Work(draft=draft, file=file).evaluated(stage.surroundings()).ready
    assert ready is not None
    return ready


def _fired(evaluation: Evaluation) -> tuple[str, ...]:
    """Rules that gave something: those that fired, and those of which a cap left something."""
    sources = {discount.source for discount in evaluation.discounts}
    sources |= {gift.source for gift in evaluation.gifts}
    sources |= {voucher.source for voucher in evaluation.vouchers}
    sources |= {message.source for message in evaluation.messages}
    sources |= {earned.rule for earned in evaluation.earned if earned.amount}
    return tuple(
        entry.rule
        for entry in evaluation.trace
        if entry.outcome is RuleOutcome.FIRED
        or (entry.outcome is RuleOutcome.CAPPED and entry.rule in sources)
    )
