"""The visit in progress: draft, member's file and what the programme gives, always evaluated as a whole."""

from dataclasses import dataclass, replace
from datetime import datetime

from fidpos.domain.basket import Basket
from fidpos.domain.ids import MemberId, RedemptionId, VoucherId
from fidpos.domain.money import Money
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.domain.shop import TillIdentity
from fidpos.domain.visit import GiftPick, Redemption, VisitDraft
from fidpos.rules.engine import CompiledProgramme, evaluate
from fidpos.rules.programme import RewardDef
from fidpos.till.close_visit import ReadyVisit
from fidpos.till.identify import Recognised
from fidpos.till.member_file import MemberFile, VisitContext, facts_of
from fidpos.till.view import TillState


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an evaluation takes from the till rather than from the draft."""

    compiled: CompiledProgramme
    identity: TillIdentity
    at: datetime
    own_member_id: MemberId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A draft with the member's file; `ready` holds the evaluation as soon as there is a member."""

    draft: VisitDraft
    file: MemberFile | None = None
    ready: ReadyVisit | None = None

    @property
    def state(self) -> TillState:
        """Where the till stands with it."""
        if self.file is None:
            return TillState.AMOUNT
        return TillState.MEMBER if self.draft.basket is None else TillState.READY

    @property
    def amount(self) -> Money | None:
        """What is typed."""
        return self.draft.basket.amount if self.draft.basket is not None else None

    @property
    def requested(self) -> tuple[str, ...]:
        """Codes of the rewards chosen, once for each time."""
        return tuple(redemption.reward for redemption in self.draft.redemptions)

    @property
    def promise(self) -> tuple[object, ...]:
        """What the screen has promised for the visit: what is due, and all that is given."""
        if self.ready is None:
            return ()
        evaluation = self.ready.evaluation
        given = evaluation.earned, evaluation.spent, evaluation.gifts, evaluation.vouchers
        return evaluation.due_minor, *given

    def with_amount(self, amount: Money | None) -> "Work":
        """The same work with an amount that was typed; evaluate it next."""
        basket = Basket.of_amount(amount) if amount is not None else None
        return replace(self, draft=replace(self.draft, basket=basket, register_ticket=None))

    def with_basket(self, basket: Basket, ticket: RegisterTicket) -> "Work":
        """The same work with what the register hands over under its ticket."""
        return replace(self, draft=replace(self.draft, basket=basket, register_ticket=ticket))

    def with_member(self, file: MemberFile) -> "Work":
        """The same amount for this member; what another one had chosen is let go."""
        presented = file.recognised.presented
        return replace(self, file=file, draft=replace(without_choices(self.draft), presented=presented))

    def with_proof(self, recognised: Recognised) -> "Work":
        """The same member, who has now shown a card that proves more; everything chosen stays."""
        assert self.file is not None
        file = replace(self.file, recognised=recognised)
        return replace(self, file=file, draft=replace(self.draft, presented=recognised.presented))

    def with_reward(self, reward: RewardDef, redemption_id: RedemptionId) -> "Work":
        """Hold the reward, or let it go if it is held."""
        held = self.draft.redemptions
        kept = tuple(redemption for redemption in held if redemption.reward != reward.code)
        if len(kept) == len(held):
            hold = Redemption(id=redemption_id, reward=reward.code, counter=reward.counter, cost=reward.cost)
            kept = (*held, hold)
        return replace(self, draft=replace(self.draft, redemptions=kept))

    def with_voucher(self, voucher_id: VoucherId) -> "Work":
        """Hold the voucher, or let it go if it is held."""
        held = self.draft.vouchers
        kept = tuple(each for each in held if each != voucher_id)
        if len(kept) == len(held):
            kept = (*held, voucher_id)
        return replace(self, draft=replace(self.draft, vouchers=kept))

    def with_refusal(self, rule: str) -> "Work":
        """Set the rule aside, or take it back if it is set aside."""
        refused = self.draft.refused
        kept = tuple(each for each in refused if each != rule)
        if len(kept) == len(refused):
            kept = (*refused, rule)
        return replace(self, draft=replace(self.draft, refused=kept))

    def with_code(self, code: str) -> "Work":
        """The code of an offer beside those entered before."""
        return replace(self, draft=replace(self.draft, codes=(*self.draft.codes, code)))

    def without_code(self, code: str) -> "Work":
        """The same work as if the code had not been entered."""
        kept = tuple(each for each in self.draft.codes if each != code)
        return replace(self, draft=replace(self.draft, codes=kept))

    def with_gift_card(self, minor: int) -> "Work":
        """The same purchase, of which a gift card pays so much; whether that earns is a policy."""
        return replace(self, draft=replace(self.draft, gift_card_minor=minor))

    def with_gift(self, pick: GiftPick) -> "Work":
        """The gift that the member takes from a rule that offers several."""
        others = tuple(each for each in self.draft.gift_picks if each.source != pick.source)
        return replace(self, draft=replace(self.draft, gift_picks=(*others, pick)))

    def evaluated(self, around: Surroundings) -> "Work":
        """The same work with what the programme gives for it now."""
        if self.file is None:
            return replace(self, ready=None)
        facts = facts_of(
            self.file,
            self.draft.basket or Basket.of_amount(Money(0, around.identity.currency)),
            context=VisitContext(
                draft=self.draft,
                identity=around.identity,
                at=around.at,
                staff_own=self.file.member.id == around.own_member_id,
            ),
            requested=self.requested,
            compiled=around.compiled,
        )
        evaluation = evaluate(around.compiled, facts)
        ready = ReadyVisit(
            compiled=around.compiled, draft=self.draft, file=self.file, facts=facts, evaluation=evaluation
        )
        return replace(self, ready=ready)


def without_choices(draft: VisitDraft) -> VisitDraft:
    """The purchase alone: what was chosen, said or set aside was one member's, and went with them."""
    return replace(draft, presented=None, redemptions=(), vouchers=(), gift_picks=(), codes=(), refused=())
