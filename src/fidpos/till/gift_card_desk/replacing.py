"""What a lost or damaged card holds stands on a new one from now on; the old number never pays again."""

from dataclasses import dataclass, replace

from fidpos.domain.gift_card import GiftCard, GiftCardState
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId
from fidpos.domain.money import Money
from fidpos.till.gift_card_care import replace_gift_card
from fidpos.till.gift_card_desk.finding import FindPage
from fidpos.till.gift_card_desk.handing_over import HandOverPage
from fidpos.till.gift_card_desk.known import Known, Need
from fidpos.till.gift_card_desk.letting_go import let_go
from fidpos.till.gift_card_desk.medium import MediumPage
from fidpos.till.gift_card_desk.sale import NOT_WRITTEN, OnSale
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.gift_card_desk.writing import WritingPage
from fidpos.till.gift_cards import GiftCardRefusal, GiftCardWork, Moved, make_gift_card
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.view import Line, ListBody, TaskView
from fidpos.till.view import Message

REASONS = ("lost", "stolen", "damaged")
"""As the journal has them."""

_IN_USE = frozenset({GiftCardState.ACTIVE, GiftCardState.FROZEN})


def open_replacing(walk: Walk) -> Page:
    """Which card is it?"""
    return FindPage(
        walk, "replace", need=Need.TAKE, then=lambda known: _reason_page(walk, known), is_lost=True
    )


def _reason_page(walk: Walk, known: Known) -> Page | None:
    if known.card.state in _IN_USE and known.card.balance_minor:
        return ReasonPage(walk, known)
    let_go(walk, known.hold)
    walk.refuse(GiftCardRefusal.WRONG_STATE)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heir:
    """The card that takes the place; its id is made before it is."""

    gift_card_id: GiftCardId
    kind: str
    number: GiftCardNumber | None


class ReasonPage(Page):
    """Why; then the medium of the new card. What the centre set aside lasts as long as this page."""

    def __init__(self, walk: Walk, known: Known) -> None:
        self._walk = walk
        self._known = known
        self._place = walk.place("replace")

    def view(self) -> TaskView:
        """As it stands."""
        card = self._known.card
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.replace.title"),
            lead=Message(
                key="task.gift.replace.lead", params={"ending": card.masked, "amount": card.balance}
            ),
            body=ListBody(lines=tuple(Line(title=Message(key=f"task.gift.why.{why}")) for why in REASONS)),
            help="task.gift.replace.help",
        )

    def act(self, act: TaskAct) -> None:
        """A reason."""
        if not isinstance(act, ChooseLine) or not 1 <= act.number <= len(REASONS):
            return
        reason, walk = REASONS[act.number - 1], self._walk

        def chosen(kind: str, number: GiftCardNumber | None) -> None:
            gift_card_id = GiftCardId(walk.bench.station.new_id())
            self._make(_Heir(gift_card_id=gift_card_id, kind=kind, number=number), reason)

        walk.go(MediumPage(walk, self._known.card.balance, chosen))

    def left(self) -> None:
        """What was set aside is let go, unless it moved."""
        let_go(self._walk, self._known.hold)

    def _make(self, heir: _Heir, reason: str) -> None:
        walk, lost = self._walk, self._known.card

        def made(_: GiftCard) -> None:
            page = ConfirmPage(walk, self._known, heir, reason)
            if heir.kind in NOT_WRITTEN:
                walk.swap(page)
            else:
                walk.swap(WritingPage(walk, heir.gift_card_id, kind=heir.kind, then=lambda: walk.swap(page)))

        walk.attempt(lambda work: _draft(work, lost, heir), made, why=_why(lost))


class ConfirmPage(Page):
    """The new card is ready; with a digit the money moves, on a manager's word."""

    def __init__(self, walk: Walk, known: Known, heir: _Heir, reason: str) -> None:
        self._walk = walk
        self._known = known
        self._heir = heir
        self._reason = reason
        self._place = walk.place("replace_confirm")

    def view(self) -> TaskView:
        """As it stands."""
        card = self._known.card
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.replace.title"),
            lead=Message(key="task.gift.replace.confirm.lead", params={"ending": card.masked}),
            body=ListBody(
                lines=(
                    Line(
                        title=Message(key="task.gift.replace.confirm"),
                        detail=Message(key="task.gift.replace.confirm.detail"),
                        aside=Message(key="task.gift.money", params={"amount": card.balance}),
                    ),
                )
            ),
            help="task.gift.replace.help",
        )

    def act(self, act: TaskAct) -> None:
        """The one line."""
        if act != ChooseLine(1):
            return
        known, heir = self._known, self._heir
        self._walk.attempt(
            lambda work: replace_gift_card(
                work,
                known.card.id,
                by_draft_id=heir.gift_card_id,
                reason=self._reason,
                hold=known.hold,
            ),
            self._moved,
            why=_why(known.card),
        )

    def _moved(self, moved: Moved) -> None:
        del moved
        walk = self._walk
        card = walk.bench.station.store.gift_card(self._heir.gift_card_id)
        assert card is not None, "it holds the money now"
        walk.home(HandOverPage(walk, [OnSale(card=card, kind=self._heir.kind)], is_sale=False))


def _draft(work: GiftCardWork, lost: GiftCard, heir: _Heir) -> GiftCard | GiftCardRefusal:
    """With the terms and the words of the card whose place it takes."""
    words = work.store.inscription(lost.id)
    face = Money(min(lost.balance_minor, work.policy.balance_max_minor), lost.currency)
    return make_gift_card(
        replace(work, policy=replace(work.policy, terms=lost.terms)),
        gift_card_id=heir.gift_card_id,
        face=face,
        offered_by=words.offered_by if words is not None else "",
        message=words.message if words is not None else "",
        number=heir.number,
    )


def _why(lost: GiftCard) -> Message:
    return Message(key="task.gift.why.replace", params={"ending": lost.masked, "amount": lost.balance})
