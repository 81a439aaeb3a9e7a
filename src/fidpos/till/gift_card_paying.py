"""One purchase paid with gift cards, step by step: the centre is asked first, then the cashier decides.

    READY ──present──> ASKING ──held──> READY           a card that only this till knows needs no question
                         └─no answer──> UNANSWERED ──draw, try again or go without it──> ...

Nothing here waits: an answer comes when it comes, on the till's worker. A question that was given up is let
go at the centre, and an answer to it changes nothing any more. What is held stands in the journal, under ids
made before the first attempt, so that a till that stops finds it again by the visit.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from fidpos.domain.errors import StoreError
from fidpos.domain.gift_card import GiftHold, HoldState
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftHoldId, VisitId
from fidpos.domain.money import Money
from fidpos.till.gift_card_draw import CardDraw, card_draw
from fidpos.till.gift_card_paying_view import PayingStep, PayingView
from fidpos.till.gift_card_payment import (
    GiftCardLookup,
    HeldOut,
    HoldAsked,
    held_event,
    hold_gift_card,
    may_spend,
    post_holds,
    release_holds,
)
from fidpos.till.gift_card_renewal import Confirmed, HoldRenewal, kept_for, overdue
from fidpos.till.gift_cards import GiftCardRefusal, GiftCardWork, Moved
from fidpos.till.stored_value import StoredValue
from fidpos.vault.errors import SealBroken
from fidpos.wire.sealed import open_inscription
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.hold import GiftCardClaim, Held, Hold, HoldAnswer, HoldRefusal, Release


@dataclass(slots=True, kw_only=True)
class _Question:
    """A card about which the centre is asked, each time under the same id, until that one has ended."""

    number: GiftCardNumber
    wanted: Money
    hold_id: GiftHoldId
    renewed: bool = False


@dataclass(slots=True, kw_only=True)
class GiftCardPaying:
    """Of one visit, and of one thread.

    Args:
        due: what is to be paid; cards pay up to that.
        work: at which till, on whose word, and when; made anew for each act.
        stored_value: None for a till that has no centre.
        changed: called after an answer.
        confirmed: until when the centre keeps what it was asked about again.
    """

    visit_id: VisitId
    due: Money
    work: Callable[[], GiftCardWork]
    lookup: GiftCardLookup
    stored_value: StoredValue | None
    changed: Callable[[], None]
    confirmed: Confirmed = field(default_factory=dict)
    _renewal: HoldRenewal | None = field(default=None, init=False)
    _question: _Question | None = field(default=None, init=False)
    _is_unanswered: bool = field(default=False, init=False)
    _refusal: GiftCardRefusal | None = field(default=None, init=False)
    _fault: StoreError | None = field(default=None, init=False)

    @property
    def step(self) -> PayingStep:
        """Where it stands."""
        if self._renewing is not None:
            return PayingStep.ASKING
        if self._question is None:
            return PayingStep.READY
        return PayingStep.UNANSWERED if self._is_unanswered else PayingStep.ASKING

    def view(self) -> PayingView:
        """Everything a screen shows now.

        Raises:
            StoreError: the store cannot be read.
        """
        holds, question, drawn = self._open_holds(), self._question, self._draw()
        return PayingView(
            step=self.step,
            holds=holds,
            left=self._left(holds),
            masked=question.number.masked if question is not None else self._renewed_ending(),
            drawable=Money(drawn.amount_minor if drawn is not None else 0, self.due.currency),
            refusal=self._refusal,
            fault=self._fault,
        )

    def present(self, text: str, now_s: float) -> None:
        """A number was scanned or typed; right and wrong ones count alike against guessing.

        Raises:
            StoreError: nothing was held.
        """
        if self._question is not None:
            return
        self._refusal, self._fault = None, None
        left, work = self._left(self._open_holds()), self.work()
        held_out = self.lookup.look(work, text, now_s)
        if isinstance(held_out, GiftCardRefusal):
            self._refusal = held_out
        elif left.minor <= 0:
            self._refusal = GiftCardRefusal.WRONG_AMOUNT
        else:
            self._take(work, held_out, left)

    def try_again(self) -> None:
        """Ask once more about the same card."""
        if self._is_unanswered:
            self._ask()

    def draw(self) -> None:
        """The centre does not answer: hold on the allowance what it covers, and what the card had last.

        Raises:
            StoreError: nothing was held; the cashier can still choose.
        """
        work, drawn = self.work(), self._draw()
        if drawn is None:
            return
        if not may_spend(work, drawn.card, drawn.amount_minor):
            self._refusal = GiftCardRefusal.NEEDS_MANAGER
            return
        asked = HoldAsked(
            hold_id=GiftHoldId(work.new_id()),
            visit_id=self.visit_id,
            amount_minor=drawn.amount_minor,
            allowance_id=drawn.allowance_id,
        )
        work.store.commit(held_event(work, drawn.card.id, asked))
        self.go_without()

    def go_without(self) -> None:
        """This card does not pay: whatever the centre holds of it, or is about to, is let go."""
        question, self._question, self._is_unanswered = self._question, None, False
        self._refusal = None
        if self._renewal is not None:
            self._renewal.give_up()
        if question is not None:
            self._let_go(question.hold_id)

    def take_back(self, hold: GiftHold) -> None:
        """This card does not pay after all.

        Raises:
            StoreError: it is still held.
        """
        self._refusal, self._fault = None, None
        release_holds(self.work(), (hold,))

    def give_up(self) -> None:
        """No card pays: everything is let go.

        Raises:
            StoreError: some of it is still held; it is let go once it is stale.
        """
        self.go_without()
        release_holds(self.work(), self._open_holds())

    @property
    def is_overdue(self) -> bool:
        """Whether the centre may have let go what it set aside.

        Raises:
            StoreError: the store cannot be read.
        """
        return bool(self._overdue())

    def renew(self) -> bool:
        """Ask about what the centre may have let go, before it pays; False where there is no need.

        Raises:
            StoreError: nothing was asked.
        """
        holds, stored_value = self._overdue(), self.stored_value
        if not holds or stored_value is None:
            return False
        self._refusal, self._fault = None, None
        self._renewal = HoldRenewal(
            visit_id=self.visit_id,
            work=self.work,
            stored_value=stored_value,
            confirmed=self.confirmed,
            done=self._renewed,
        )
        self._renewal.ask(holds)
        return True

    def post(self, ticket: str) -> Moved | GiftCardRefusal:
        """The ticket is paid: what is held is spent; again gives the first result.

        Raises:
            StoreError: nothing was spent; it is still held.
        """
        if self._question is not None:
            return GiftCardRefusal.HELD
        return post_holds(self.work(), self.visit_id, ticket)

    # Asking

    def _overdue(self) -> tuple[GiftHold, ...]:
        return overdue(self.work(), self.stored_value, self.visit_id, self.confirmed)

    @property
    def _renewing(self) -> GiftHold | None:
        return self._renewal.hold if self._renewal is not None else None

    def _renewed(self) -> None:
        self._fault = self._renewal.fault if self._renewal is not None else None
        self.changed()

    def _renewed_ending(self) -> str:
        hold = self._renewing
        card = self.work().store.gift_card(hold.gift_card_id) if hold is not None else None
        return card.masked if card is not None else ""

    def _take(self, work: GiftCardWork, held_out: HeldOut, left: Money) -> None:
        """On the till's own word where nobody else knows the card, else the centre's."""
        hold_id, card = GiftHoldId(work.new_id()), held_out.card
        if self.stored_value is not None and not self._is_ours_alone(held_out):
            self._question = _Question(number=held_out.number, wanted=left, hold_id=hold_id)
            self._ask()
        elif card is None:
            self._refusal = GiftCardRefusal.UNUSABLE
        else:
            held = hold_gift_card(work, card.id, hold_id=hold_id, visit_id=self.visit_id, wanted=left)
            self._refusal = held if isinstance(held, GiftCardRefusal) else None

    def _is_ours_alone(self, held_out: HeldOut) -> bool:
        assert self.stored_value is not None
        card = held_out.card
        is_ours = card is not None and card.only_at == held_out.at.till_id
        return card is not None and is_ours and self.stored_value.store.is_gift_card_untold(card.id)

    def _ask(self) -> None:
        question, stored_value, work = self._question, self.stored_value, self.work()
        assert question is not None
        assert stored_value is not None
        self._is_unanswered, self._refusal, self._fault = False, None, None
        claim = GiftCardClaim(
            hold_id=question.hold_id,
            number_digest=question.number.digest,
            wanted_minor=question.wanted.minor,
            currency=question.wanted.currency.code,
        )
        request = Hold(
            visit_id=self.visit_id,
            staff_id=work.authority.answers.id,
            at=work.at,
            business_day=work.today,
            claims=(claim,),
        )
        stored_value.asker.hold(request, lambda answer: self._answered(question, claim.hold_id, answer))

    def _answered(self, question: _Question, hold_id: GiftHoldId, answer: HoldAnswer | None) -> None:
        """Whatever comes after the cashier has decided is late: it is let go once more, in case."""
        if question is not self._question or question.hold_id != hold_id:
            if answer is not None:
                self._let_go_unless_kept(hold_id)
            return
        if answer is None:
            self._is_unanswered = True
        else:
            self._told(question, answer.held[0], kept_for(answer))
        self.changed()

    def _told(self, question: _Question, told: Held, lasts: timedelta) -> None:
        if told.refused is HoldRefusal.ENDED and not question.renewed:
            question.renewed, question.hold_id = True, GiftHoldId(self.work().new_id())
            self._ask()
            return
        self._question, self._is_unanswered = None, False
        try:
            self._refusal = self._accept(question, told, lasts)
        except StoreError as fault:
            self._fault = fault
        if self._refusal is not None or self._fault is not None:
            self._let_go(question.hold_id)

    def _accept(self, question: _Question, told: Held, lasts: timedelta) -> GiftCardRefusal | None:
        """Book what was granted, with the card as the centre knows it."""
        standing, work = told.gift_card, self.work()
        if standing is None or not 0 < told.granted <= question.wanted.minor:
            return GiftCardRefusal.UNUSABLE
        if not _is_about(standing, question.number):
            return GiftCardRefusal.UNUSABLE
        known = work.store.gift_card(standing.id)
        limit_minor = work.policy.spent_a_day_max_minor
        may = may_spend(work, known, told.granted) if known is not None else told.granted <= limit_minor
        if not may and not work.authority.is_manager:
            return GiftCardRefusal.NEEDS_MANAGER
        asked = HoldAsked(
            hold_id=question.hold_id, visit_id=self.visit_id, amount_minor=told.granted, lasts=lasts
        )
        is_learnt = work.store.learn_gift_card(standing, held_event(work, standing.id, asked))
        return None if is_learnt else GiftCardRefusal.UNUSABLE

    def _let_go(self, hold_id: GiftHoldId) -> None:
        if self.stored_value is not None:
            self.stored_value.asker.release(Release(visit_id=self.visit_id, hold_ids=(hold_id,)))

    def _let_go_unless_kept(self, hold_id: GiftHoldId) -> None:
        """The same answer may come twice: what the journal holds, it settles."""
        if self.work().store.gift_hold(hold_id) is None:
            self._let_go(hold_id)

    # What there is

    def _open_holds(self) -> tuple[GiftHold, ...]:
        holds = self.work().store.gift_holds(self.visit_id)
        return tuple(hold for hold in holds if hold.state is HoldState.HELD)

    def _left(self, holds: tuple[GiftHold, ...]) -> Money:
        return Money(self.due.minor - sum(hold.amount_minor for hold in holds), self.due.currency)

    def _draw(self) -> CardDraw | None:
        question, stored_value = self._question, self.stored_value
        if question is None or stored_value is None or not self._is_unanswered:
            return None
        return card_draw(self.work(), stored_value, question.number, question.wanted)


def _is_about(standing: GiftCardStanding, number: GiftCardNumber) -> bool:
    """Whether the card that the centre speaks of is the one that was held out."""
    try:
        return open_inscription(standing.key, standing.id, standing.sealed).number == number
    except SealBroken:
        return False
