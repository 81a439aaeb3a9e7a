"""Holds of gift cards that the centre may have let go: asked about anew before they pay.

The centre keeps a hold for some minutes only (docs/decisions/0017). Whoever types the ticket later than that
has the card asked about once more: what the centre still has, or holds again, pays; without an answer it pays
as far as the till's allowance goes, as any card does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fidpos.domain.errors import StoreError
from fidpos.domain.gift_card import GiftHold, HoldState
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftHoldId, VisitId
from fidpos.domain.money import Money
from fidpos.till.gift_card_draw import card_draw
from fidpos.till.gift_card_payment import HoldAsked, held_event, release_holds
from fidpos.till.gift_cards import GiftCardWork
from fidpos.till.stored_value import StoredValue
from fidpos.wire.sync.hold import GiftCardClaim, Held, Hold, HoldAnswer, HoldRefusal, Release

Confirmed = dict[GiftHoldId, datetime]
"""Until when the centre keeps what it was asked about again."""

_SPARE = timedelta(seconds=60)
"""A hold is asked about that long before the centre may let it go: no two clocks run alike."""
_FRESH = timedelta(seconds=10)
"""However soon it ends, a hold that the centre confirmed just now is good for the close that waits for it."""


def kept_for(answer: HoldAnswer) -> timedelta:
    """For how long the till may rely on what was granted."""
    return max(answer.expires_at - answer.answered_at - _SPARE, _FRESH)


def overdue(
    work: GiftCardWork, stored_value: StoredValue | None, visit_id: VisitId, confirmed: Confirmed
) -> tuple[GiftHold, ...]:
    """Open holds of the visit that the centre may have let go; none at a till that never had one.

    Raises:
        StoreError: the store cannot be read.
    """
    if stored_value is None:
        return ()
    holds = (hold for hold in work.store.gift_holds(visit_id) if hold.state is HoldState.HELD)
    late = (hold for hold in holds if work.at >= confirmed.get(hold.id, hold.expires_at))
    return tuple(hold for hold in late if not _is_ours_alone(work, stored_value, hold))


@dataclass(slots=True, kw_only=True)
class HoldRenewal:
    """Of the holds of one visit, on the till's worker.

    Args:
        work: at which till, on whose word, and when; made anew for each act.
        confirmed: what is learnt here.
        done: called once the last answer is there, or is known not to come.

    Attributes:
        fault: of the store, where what the centre said could not be kept.
    """

    visit_id: VisitId
    work: Callable[[], GiftCardWork]
    stored_value: StoredValue
    confirmed: Confirmed
    done: Callable[[], None]
    fault: StoreError | None = field(default=None, init=False)
    _asked: dict[GiftHoldId, GiftHold] = field(default_factory=dict, init=False)

    @property
    def hold(self) -> GiftHold | None:
        """The first one that the centre is asked about; None while it is asked nothing."""
        return next(iter(self._asked.values()), None)

    def ask(self, holds: tuple[GiftHold, ...]) -> None:
        """Whether the centre still has them; under the same ids, so that it can tell.

        Raises:
            StoreError: nothing was asked.
        """
        self.fault = None
        self._send({hold.id: hold for hold in holds})

    def give_up(self) -> None:
        """Nobody waits any more; they are asked about again before they pay."""
        self._asked = {}

    def _send(self, asked: dict[GiftHoldId, GiftHold]) -> None:
        work = self.work()
        claims = tuple(_claim(work, hold_id, hold) for hold_id, hold in asked.items())
        request = Hold(
            visit_id=self.visit_id,
            staff_id=work.authority.answers.id,
            at=work.at,
            business_day=work.today,
            claims=claims,
        )
        self._asked = asked
        self.stored_value.asker.hold(request, lambda answer: self._answered(asked, answer))

    def _answered(self, asked: dict[GiftHoldId, GiftHold], answer: HoldAnswer | None) -> None:
        """An answer that nobody waits for lets go what it holds anew."""
        if asked is not self._asked:
            self._let_go(asked if answer is not None else {})
            return
        self._asked = {}
        try:
            ended = self._take(asked, answer) if answer is not None else self._draw(asked)
            if ended:
                self._send({GiftHoldId(self.work().new_id()): hold for hold in ended})
                return
        except StoreError as fault:
            self.fault = fault
        self.done()

    def _take(self, asked: dict[GiftHoldId, GiftHold], answer: HoldAnswer) -> list[GiftHold]:
        """Keep what was granted, let the rest go; those whose id has ended are to be held anew."""
        ended = []
        for told in answer.held:
            hold, work = asked[GiftHoldId(told.hold_id)], self.work()
            if told.hold_id != hold.id:
                self._replace(hold, told, answer)
            elif told.granted >= hold.amount_minor:
                self.confirmed[hold.id] = work.at + kept_for(answer)
            elif told.refused is HoldRefusal.ENDED:
                ended.append(hold)
            else:
                release_holds(work, (hold,))
        return ended

    def _replace(self, hold: GiftHold, told: Held, answer: HoldAnswer) -> None:
        """What the centre holds anew stands in the place of what it has let go."""
        work, hold_id = self.work(), GiftHoldId(told.hold_id)
        release_holds(work, (hold,))
        standing = told.gift_card
        if standing is None or standing.id != hold.gift_card_id or not 0 < told.granted <= hold.amount_minor:
            return
        asked = HoldAsked(
            hold_id=hold_id,
            visit_id=self.visit_id,
            amount_minor=told.granted,
            lasts=kept_for(answer),
        )
        if not work.store.learn_gift_card(standing, held_event(work, standing.id, asked)):
            self._let_go({hold_id: hold})

    def _draw(self, asked: dict[GiftHoldId, GiftHold]) -> list[GiftHold]:
        """Nobody answers: as far as the allowance covers it."""
        for hold in asked.values():
            work = self.work()
            card = work.store.gift_card(hold.gift_card_id)
            assert card is not None, "a hold is of a card"
            release_holds(work, (hold,))
            wanted = Money(hold.amount_minor, card.currency)
            drawn = card_draw(work, self.stored_value, _number(work, hold), wanted)
            if drawn is not None:
                anew = HoldAsked(
                    hold_id=GiftHoldId(work.new_id()),
                    visit_id=self.visit_id,
                    amount_minor=drawn.amount_minor,
                    allowance_id=drawn.allowance_id,
                )
                work.store.commit(held_event(work, card.id, anew))
        return []

    def _let_go(self, asked: dict[GiftHoldId, GiftHold]) -> None:
        """What was held anew at the centre, and stands in no journal."""
        store = self.work().store
        anew = tuple(hold_id for hold_id in asked if store.gift_hold(hold_id) is None)
        if anew:
            self.stored_value.asker.release(Release(visit_id=self.visit_id, hold_ids=anew))


def _claim(work: GiftCardWork, hold_id: GiftHoldId, hold: GiftHold) -> GiftCardClaim:
    return GiftCardClaim(
        hold_id=hold_id,
        number_digest=_number(work, hold).digest,
        wanted_minor=hold.amount_minor,
        currency=work.store.identity().currency.code,
    )


def _number(work: GiftCardWork, hold: GiftHold) -> GiftCardNumber:
    inscription = work.store.inscription(hold.gift_card_id)
    assert inscription is not None, "a card that is held has its key"
    return inscription.number


def _is_ours_alone(work: GiftCardWork, stored_value: StoredValue, hold: GiftHold) -> bool:
    card = work.store.gift_card(hold.gift_card_id)
    is_ours = card is not None and card.only_at == work.store.identity().till_id
    return is_ours and stored_value.store.is_gift_card_untold(hold.gift_card_id)
