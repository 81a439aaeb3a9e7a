"""Correcting a visit that was recorded wrongly: another amount, or another member.

The visit is voided and a new one stands in its place, in one transaction: evaluated at the instant of the
first, with the programme of that instant. For another amount the facts of that instant are evaluated again;
for another member theirs are read, as far as they are known now. What rules gave since counts in both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fidpos.domain.basket import Basket
from fidpos.domain.ids import MemberId, VisitId
from fidpos.domain.member import MemberStatus
from fidpos.domain.visit import Presented, VisitDraft
from fidpos.posting.mirror import lots_after
from fidpos.posting.spend import spendable
from fidpos.rules.codec import facts_from_json
from fidpos.rules.engine import CompiledProgramme, compile_programme, evaluate
from fidpos.rules.facts import Facts
from fidpos.till.close_visit import Closing, ReadyVisit, closing_event
from fidpos.till.closed_draft import draft_again
from fidpos.till.correction import CorrectionRefusal, CorrectionWork, above_ceiling, facts_then, refusal
from fidpos.till.hindsight import overall_now, with_uses_now, without_closed_windows
from fidpos.till.identify import Recognised, may_be_served
from fidpos.till.member_file import MemberFile, VisitContext, facts_of, read_member_file
from fidpos.till.ports import RecordedVisit
from fidpos.till.void_visit import Voiding, void_event
from fidpos.till.vouchers import numbers_of
from fidpos.wire.events import Event, VisitClosed, VisitVoided


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Both are durable: the visit that was voided, and the one in its place."""

    before: RecordedVisit
    after: RecordedVisit


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What a correction will write, both or neither."""

    void: VisitVoided
    closed: VisitClosed


def correct_amount(
    work: CorrectionWork,
    visit: RecordedVisit,
    *,
    visit_id: VisitId,
    basket: Basket,
    reason: str,
    beside: Sequence[Event] = (),
) -> Corrected | CorrectionRefusal:
    """The visit as it would have been with this basket; `visit_id` again gives the first result.

    Args:
        work: on whose word.
        visit: as the store has it now.
        visit_id: of the visit in its place, made before the first attempt.
        basket: what was really bought.
        reason: for the owner.
        beside: what is true together with it or not at all.

    Raises:
        StoreError: the visit stands as it was.
    """
    answered = _first_result(work, visit, visit_id)
    if answered is not None:
        return answered
    exchange = foresee_amount(work, visit, visit_id=visit_id, basket=basket, reason=reason)
    return _exchanged(work, exchange, beside)


def foresee_amount(
    work: CorrectionWork, visit: RecordedVisit, *, visit_id: VisitId, basket: Basket, reason: str
) -> Exchange | CorrectionRefusal:
    """What `correct_amount` would write; nothing is written."""
    refused = _objection(work, visit, reason)
    if refused is not None:
        return refused
    if basket.amount == visit.amount or basket.amount.currency != visit.amount.currency:
        return CorrectionRefusal.WRONG_AMOUNT
    if visit.vouchers_lost:
        return CorrectionRefusal.VOUCHER_LOST
    compiled = compile_programme(work.store.programme_of(visit.programme_version))
    if above_ceiling(work, compiled.programme, basket.amount):
        return CorrectionRefusal.NEEDS_MANAGER
    recognised, facts = _recognised(work, visit, visit.member_id), facts_then(work, visit)
    if recognised is None or recognised.member.status is MemberStatus.LEFT or facts is None:
        return CorrectionRefusal.ERASED
    facts = replace(
        facts,
        visit=replace(facts.visit, lines=basket.lines),
        requested=tuple(redemption.reward for redemption in visit.told.redemptions),
    )
    void = _void(work, visit, visit_id, reason, beneficiary=visit.member_id)
    file = read_member_file(work.store, compiled, recognised, visit.business_day)
    facts = without_closed_windows(with_uses_now(facts, file, visit), compiled, file, visit.closed_at)
    draft = replace(draft_again(visit.told, facts, visit_id, recognised.presented), basket=basket)
    ready = _ready(compiled, draft, _as_after(file, visit, void), facts)
    if not _affordable(ready):
        return CorrectionRefusal.POINTS_SPENT
    if visit.tier_back is None:
        ready = _below_later_tier(ready)
    return _exchange(work, visit, void, ready)


def move_to_member(
    work: CorrectionWork, visit: RecordedVisit, *, visit_id: VisitId, member_id: MemberId, reason: str
) -> Corrected | CorrectionRefusal:
    """The visit belongs to somebody else; `visit_id` again gives the first result.

    The purchase stays as it was: how it was paid, by which channel, codes, rules set aside. A visit on which
    the wrong member used a reward or a voucher is voided instead.

    Raises:
        StoreError: the visit stands as it was.
    """
    answered = _first_result(work, visit, visit_id)
    if answered is not None:
        return answered
    return _exchanged(work, foresee_move(work, visit, visit_id=visit_id, member_id=member_id, reason=reason))


def foresee_move(
    work: CorrectionWork, visit: RecordedVisit, *, visit_id: VisitId, member_id: MemberId, reason: str
) -> Exchange | CorrectionRefusal:
    """What `move_to_member` would write; nothing is written."""
    refused = _objection(work, visit, reason)
    if refused is not None:
        return refused
    if visit.redeemed:
        return CorrectionRefusal.REWARD_USED
    recognised = _recognised(work, visit, member_id)
    same = recognised is not None and recognised.member.id == visit.member_id
    if recognised is None or same or not may_be_served(recognised.member):
        return CorrectionRefusal.WRONG_MEMBER
    compiled = compile_programme(work.store.programme_of(visit.programme_version))
    void = _void(work, visit, visit_id, reason, beneficiary=recognised.member.id)
    draft = draft_again(visit.told, facts_from_json(bytes(visit.told.facts)), visit_id, recognised.presented)
    basket = draft.basket
    assert basket is not None
    file = _as_after(read_member_file(work.store, compiled, recognised, visit.business_day), visit, void)
    context = VisitContext(
        draft=replace(draft, id=visit.id),
        identity=work.store.identity(),
        at=visit.closed_at,
        staff_own=recognised.member.id in work.own_members | _own_of_closer(work, visit),
    )
    facts = facts_of(file, basket, context=context, requested=(), compiled=compiled)
    facts = replace(facts, overall=overall_now(file, visit))
    facts = without_closed_windows(facts, compiled, file, visit.closed_at)
    return _exchange(work, visit, void, _ready(compiled, draft, file, facts))


def _first_result(
    work: CorrectionWork, visit: RecordedVisit, visit_id: VisitId
) -> Corrected | CorrectionRefusal | None:
    """What became of the same correction before; None when it is asked for the first time."""
    known = work.store.visit(visit_id)
    if known is None:
        return None
    is_repeated = known.told.corrects == visit.id
    return Corrected(before=visit, after=known) if is_repeated else CorrectionRefusal.ALREADY


def _objection(work: CorrectionWork, visit: RecordedVisit, reason: str) -> CorrectionRefusal | None:
    """What speaks against any correction; None when the visit may be corrected."""
    refused = refusal(work, visit, reason)
    if refused is not None:
        return refused
    if visit.is_refunded:
        return CorrectionRefusal.REFUNDED
    return CorrectionRefusal.VOUCHER_USED if visit.vouchers_spent else None


def _recognised(work: CorrectionWork, visit: RecordedVisit, member_id: MemberId) -> Recognised | None:
    """Whose visit it is to be; the card that was shown is only ever its holder's."""
    member, told = work.store.member(member_id), visit.told
    if member is None:
        return None
    own = member_id == visit.member_id
    presented = Presented(
        member_id=member.id, card_id=told.card_id if own else None, medium=told.medium, trust=told.trust
    )
    return Recognised(member=member, presented=presented, card=None)


def _void(
    work: CorrectionWork, visit: RecordedVisit, visit_id: VisitId, reason: str, *, beneficiary: MemberId
) -> VisitVoided:
    authority = work.authority
    voiding = Voiding(
        staff_id=authority.answers.id,
        asked_by=authority.asker_id,
        flagged=authority.is_manager and authority.is_doubtful(beneficiary),
        replaced_by=visit_id,
        reason=reason.strip(),
        at=work.at,
        business_day=work.today,
        new_id=work.new_id,
    )
    return void_event(visit, voiding)


def _as_after(file: MemberFile, visit: RecordedVisit, void: VisitVoided) -> MemberFile:
    """The file with the lots as the void leaves them."""
    known = [lot for lots in file.lots.values() for lot in lots]
    mine = [lot for lot in (*visit.lots, *visit.drawn) if lot.account_id == file.member.account_id]
    after = lots_after((*known, *mine), void)
    return replace(file, lots={counter: after.get(counter, ()) for counter in file.lots})


def _ready(compiled: CompiledProgramme, draft: VisitDraft, file: MemberFile, facts: Facts) -> ReadyVisit:
    evaluation = evaluate(compiled, facts)
    return ReadyVisit(compiled=compiled, draft=draft, file=file, facts=facts, evaluation=evaluation)


def _below_later_tier(ready: ReadyVisit) -> ReadyVisit:
    """The same, but that a standing from elsewhere stays unless a better one is reached."""
    status, held = ready.evaluation.tier, ready.file.member.tier
    if status is None or held is None:
        return ready
    codes = ("", *(tier.code for tier in ready.compiled.programme.tiers))
    rank, reached = (codes.index(code) if code in codes else 0 for code in (held.code, status.reached))
    lasts = held.until is None or (status.until is not None and status.until <= held.until)
    if rank < reached or (rank == reached and not lasts):
        return ready
    kept = replace(status, reached=held.code, since=None, until=None)
    return replace(ready, evaluation=replace(ready.evaluation, tier=kept))


def _affordable(ready: ReadyVisit) -> bool:
    """Whether the lots still hold what the rewards cost: other visits may have spent it since."""
    day = ready.file.business_day
    counters = {spent.counter for spent in ready.evaluation.spent}
    return all(
        ready.evaluation.spent_on(counter) <= spendable(ready.file.lots.get(counter, ()), day)
        for counter in counters
    )


def _own_of_closer(work: CorrectionWork, visit: RecordedVisit) -> frozenset[MemberId]:
    closer = visit.told.closed_by
    return frozenset(
        person.own_member_id
        for person in work.store.staff()
        if person.id == closer and person.own_member_id is not None
    )


def _exchange(work: CorrectionWork, visit: RecordedVisit, void: VisitVoided, ready: ReadyVisit) -> Exchange:
    closing = Closing(
        closed_by=visit.told.closed_by,
        at=visit.closed_at,
        new_id=work.new_id,
        recorded_at=work.at,
        corrects=visit.id,
        counted_too=compile_programme(work.store.programme()),
        numbers=numbers_of(work.store, visit.told),
    )
    return Exchange(void=void, closed=closing_event(work.store, ready, closing))


def _exchanged(
    work: CorrectionWork, exchange: Exchange | CorrectionRefusal, beside: Sequence[Event] = ()
) -> Corrected | CorrectionRefusal:
    if isinstance(exchange, CorrectionRefusal):
        return exchange
    work.store.commit_together((*beside, exchange.void, exchange.closed))
    before, after = work.store.visit(exchange.void.visit_id), work.store.visit(exchange.closed.visit_id)
    assert before is not None
    assert after is not None
    return Corrected(before=before, after=after)
