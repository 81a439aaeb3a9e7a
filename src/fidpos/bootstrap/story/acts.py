"""Each kind of step, by the till's own use cases; what the till refuses is told by its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from fidpos.bootstrap.story.format import (
    CorrectStep,
    CreditStep,
    LookStep,
    RefundStep,
    Step,
    VisitStep,
    VoidStep,
)
from fidpos.bootstrap.story.refusal import StoryRefusal, lapsed
from fidpos.bootstrap.story.stage import Stage
from fidpos.bootstrap.story.values import basket_of, instant_of, minor_of
from fidpos.domain.card import CardRead, CardToken, Medium, TokenKind, Trust
from fidpos.domain.ids import MemberId, RedemptionId, RefundId, VisitId, VoucherId
from fidpos.domain.member import Member
from fidpos.domain.money import Money
from fidpos.domain.visit import GiftPick, Redemption, VisitDraft
from fidpos.till.close_visit import Closing, close_visit
from fidpos.till.correct import Corrected, correct_amount, move_to_member
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.credit import ForgottenCard, credit_forgotten_card
from fidpos.till.identify import Recognised, identify, recognise_without_card
from fidpos.till.member_file import MemberFile, read_member_file
from fidpos.till.ports import RecordedVisit
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from fidpos.till.void_visit import Voided, check_void, void_visit
from fidpos.till.work import Work
from fidpos.wire.events import VisitClosed

_REASON = "story"
_USUAL_TRUST = {
    Medium.CHIP: Trust.AUTHENTICATED,
    Medium.CONTACTLESS: Trust.COPYABLE,
    Medium.BARCODE: Trust.COPYABLE,
    Medium.PHONE: Trust.SIGNED_STATIC,
    Medium.TYPED: Trust.CLAIMED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The till did nothing, for this reason."""

    member_id: MemberId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Nothing happened."""

    member_id: MemberId


Outcome = VisitClosed | Refunded | Voided | Looked | Refusal
"""What became of a step; a correction is told by the visit that stands in the place of the other."""


def act(stage: Stage, step: Step) -> Outcome:
    """Do what the step says, at the instant that the stage's clock shows."""
    match step:
        case VisitStep():
            return _visit(stage, step)
        case RefundStep():
            return _refund(stage, step)
        case VoidStep():
            return _void(stage, step)
        case CorrectStep():
            return _correct(stage, step)
        case CreditStep():
            return _credit(stage, step)
        case LookStep():
            return Looked(member_id=stage.members[step.look].id)
        case _:
            assert_never(step)


def _visit(stage: Stage, step: VisitStep) -> Outcome:
    member = stage.members[step.member]
    stage.buyers[step.visit] = member.id
    recognised = _recognised(stage, member, step)
    if recognised is None:
        return Refusal(member_id=member.id, reason=StoryRefusal.BLOCKED)
    file = read_member_file(stage.store, stage.compiled, recognised, stage.today)
    vouchers = _vouchers(file, step.vouchers)
    if vouchers is None:
        return Refusal(member_id=member.id, reason=StoryRefusal.NO_VOUCHER)
    work = Work(draft=_draft(stage, step, recognised, vouchers), file=file)
    own = stage.members[step.served_by].id if step.served_by is not None else None
    ready = work.evaluated(stage.surroundings(own)).ready
    assert ready is not None
    reason = lapsed(ready.evaluation, step.rewards, vouchers)
    if reason:
        return Refusal(member_id=member.id, reason=reason)
    closing = Closing(closed_by=stage.manager.id, at=stage.clock.now(), new_id=stage.new_id)
    stage.visits[step.visit] = ready.draft.id
    return close_visit(stage.store, ready, closing)


def _recognised(stage: Stage, member: Member, step: VisitStep) -> Recognised | None:
    """The card is held out, unless the member is looked up by name."""
    if step.medium is Medium.TYPED:
        return recognise_without_card(stage.store, member.id)
    read = CardRead(
        driver="story",
        device="story",
        sequence=1,
        monotonic_s=stage.clock.monotonic_s(),
        medium=step.medium,
        form="story",
        token=CardToken(TokenKind.NUMBER, member.number),
        trust=step.trust if step.trust is not None else _USUAL_TRUST[step.medium],
    )
    return identify(stage.store, read, attached=None).member


def _vouchers(file: MemberFile, sources: Iterable[str]) -> tuple[VoucherId, ...] | None:
    """For each source, the voucher that expires first; None when the member holds too few."""
    held = list(file.vouchers)
    picked = []
    for source in sources:
        voucher = next((each for each in held if each.source == source), None)
        if voucher is None:
            return None
        held.remove(voucher)
        picked.append(voucher.id)
    return tuple(picked)


def _draft(
    stage: Stage, step: VisitStep, recognised: Recognised, vouchers: tuple[VoucherId, ...]
) -> VisitDraft:
    costs = {reward.code: reward for reward in stage.compiled.programme.rewards}
    return VisitDraft(
        id=VisitId(stage.new_id()),
        opened_at=stage.clock.now(),
        opened_by=stage.manager.id,
        presented=recognised.presented,
        basket=basket_of(step.amount, step.lines, stage.identity.currency),
        redemptions=tuple(
            Redemption(
                id=RedemptionId(stage.new_id()),
                reward=code,
                counter=costs[code].counter,
                cost=costs[code].cost,
            )
            for code in step.rewards
        ),
        vouchers=vouchers,
        gift_picks=tuple(GiftPick(source=code, option=option) for code, option in (step.gifts or {}).items()),
        channel=step.channel,
        codes=step.codes,
        refused=step.refuse,
        gift_card_minor=minor_of(step.gift_card, stage.identity.currency),
    )


def _refund(stage: Stage, step: RefundStep) -> Outcome:
    visit = _found(stage, step.refund)
    if isinstance(visit, Refusal):
        return visit
    currency = stage.identity.currency
    request = RefundRequest(
        id=RefundId(stage.new_id()),
        amount=Money(minor_of(step.amount, currency), currency) if step.amount is not None else None,
        lines=frozenset(step.lines),
        returned=frozenset(step.returned) if step.returned is not None else None,
        reason=_REASON,
    )
    return _answered(visit, refund_visit(stage.correction(), visit, request))


def _void(stage: Stage, step: VoidStep) -> Outcome:
    visit = _found(stage, step.void)
    if isinstance(visit, Refusal):
        return visit
    allowed = check_void(stage.store, visit.id, by=stage.manager, fresh=False)
    if isinstance(allowed, CorrectionRefusal):
        return Refusal(member_id=visit.member_id, reason=allowed)
    return void_visit(
        stage.store,
        allowed,
        by=stage.manager,
        reason=_REASON,
        at=stage.clock.now(),
        new_id=stage.new_id,
    )


def _correct(stage: Stage, step: CorrectStep) -> Outcome:
    visit = _found(stage, step.correct)
    if isinstance(visit, Refusal):
        return visit
    work, visit_id = stage.correction(), VisitId(stage.new_id())
    if step.member is None:
        basket = basket_of(step.amount, step.lines, stage.identity.currency)
        corrected = correct_amount(work, visit, visit_id=visit_id, basket=basket, reason=_REASON)
    else:
        member_id = stage.members[step.member].id
        corrected = move_to_member(work, visit, visit_id=visit_id, member_id=member_id, reason=_REASON)
    if isinstance(corrected, Corrected):
        stage.visits[step.correct] = corrected.after.id
        stage.buyers[step.correct] = corrected.after.member_id
        return corrected.after.told
    return Refusal(member_id=visit.member_id, reason=corrected)


def _credit(stage: Stage, step: CreditStep) -> Outcome:
    member = stage.members[step.member]
    stage.buyers[step.credit] = member.id
    recognised = recognise_without_card(stage.store, member.id)
    if recognised is None:
        return Refusal(member_id=member.id, reason=StoryRefusal.BLOCKED)
    forgotten = ForgottenCard(
        visit_id=VisitId(stage.new_id()),
        recognised=recognised,
        ticket=step.ticket,
        basket=basket_of(step.amount, step.lines, stage.identity.currency),
        bought_at=instant_of(step.bought_at, stage.identity.calendar),
    )
    credited = credit_forgotten_card(stage.correction(), forgotten)
    if isinstance(credited, RecordedVisit):
        stage.visits[step.credit] = credited.id
        return credited.told
    return Refusal(member_id=member.id, reason=credited)


def _found(stage: Stage, name: str) -> RecordedVisit | Refusal:
    visit = stage.store.visit(stage.visits[name]) if name in stage.visits else None
    return visit or Refusal(member_id=stage.buyers[name], reason=StoryRefusal.NO_VISIT)


def _answered(visit: RecordedVisit, answer: Refunded | CorrectionRefusal) -> Outcome:
    if isinstance(answer, Refunded):
        return answer
    return Refusal(member_id=visit.member_id, reason=answer)
