"""The member's cards: which there are, who carries them, and one that is lost, blocked or found again."""

from fidpos.domain.authority import Authority
from fidpos.domain.card import Card, CardStatus
from fidpos.domain.ids import CardId, EventId
from fidpos.till.membership.new_card import begin_new_card
from fidpos.till.membership.step import Step
from fidpos.till.membership.walk import HELP, Walk
from fidpos.till.membership.words import card_lamp, holder_words, name_of
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.view import Line, ListBody, TaskView
from fidpos.till.view import Message
from fidpos.wire.events import CardStatusChanged

_ACTS = {
    CardStatus.ACTIVE: (CardStatus.LOST, CardStatus.BLOCKED),
    CardStatus.LOST: (CardStatus.ACTIVE,),
    CardStatus.BLOCKED: (CardStatus.ACTIVE, CardStatus.LOST),
}
"""What may become of a card at the counter; a card that was replaced or has expired stays so."""


class Cards(Step):
    """All of them, the newest first."""

    def __init__(self, walk: Walk, *, only_active: bool = False) -> None:
        self._walk = walk
        self._only_active = only_active

    def view(self) -> TaskView:
        """A line for each card."""
        member = self._walk.member
        lead = "task.member.lead.lost" if self._only_active else "task.member.lead.cards"
        return TaskView(
            place=f"member.cards:{self._only_active}",
            title=Message(key="task.member.cards.title"),
            lead=Message(key=lead, params={"name": name_of(member)}),
            body=ListBody(
                lines=tuple(self._line(card) for card in self._cards),
                empty=Message(key="task.member.no_cards"),
            ),
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses the card."""
        cards = self._cards
        if not isinstance(act, ChooseLine) or not 0 < act.number <= len(cards):
            return
        card = cards[act.number - 1]
        if self._only_active:
            lose_card(self._walk, card)
        elif _ACTS.get(card.status):
            self._walk.go(OneCard(self._walk, card.id))

    @property
    def _cards(self) -> tuple[Card, ...]:
        found = self._walk.files.cards_of(self._walk.member.id)[::-1]
        return tuple(card for card in found if card.status is CardStatus.ACTIVE or not self._only_active)

    def _line(self, card: Card) -> Line:
        day = self._walk.station.identity.calendar.business_day(card.linked_at)
        return Line(
            title=Message(
                key="task.member.card",
                params={
                    "medium": Message(key=f"task.member.medium.{card.medium.value}"),
                    "ending": card.token.masked,
                },
            ),
            detail=holder_words(self._walk.member, card),
            aside=Message(key=f"task.member.card.{card.status.value}", params={"day": day}),
            icon="credit-card",
            lamp=card_lamp(card),
            is_open=bool(_ACTS.get(card.status)),
        )


class OneCard(Step):
    """What may become of one card."""

    def __init__(self, walk: Walk, card_id: CardId) -> None:
        self._walk = walk
        self._card_id = card_id
        self._event_id = walk.new_event_id()

    def view(self) -> TaskView:
        """A line for each thing that may be done with it."""
        card = self._card
        return TaskView(
            place=f"member.card:{card.id}",
            title=Message(key="task.member.cards.title"),
            lead=Message(
                key="task.member.lead.card",
                params={"ending": card.token.masked, "holder": holder_words(self._walk.member, card)},
            ),
            body=ListBody(
                lines=tuple(
                    Line(
                        title=Message(key=f"task.member.make.{status.value}"),
                        detail=Message(key=f"task.member.make.{status.value}.detail"),
                    )
                    for status in _ACTS.get(card.status, ())
                )
            ),
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """A card is stopped on anybody's word, and used again on a manager's alone."""
        card = self._card
        statuses = _ACTS.get(card.status, ())
        if not isinstance(act, ChooseLine) or not 0 < act.number <= len(statuses):
            return
        match statuses[act.number - 1]:
            case CardStatus.LOST:
                lose_card(self._walk, card)
            case CardStatus.BLOCKED:
                self._change(self._walk.bench.own_authority, CardStatus.BLOCKED)
            case status:
                self._walk.with_manager(
                    "task.member.why.card_again",
                    lambda authority: self._change(authority, status),
                    ending=card.token.masked,
                )

    @property
    def _card(self) -> Card:
        cards = self._walk.files.cards_of(self._walk.member.id)
        return next(card for card in cards if card.id == self._card_id)

    def _change(self, authority: Authority, status: CardStatus) -> None:
        card = self._card
        change_card(self._walk, card, status, authority, self._event_id)
        self._walk.done(f"task.member.done.card_{status.value}", ending=card.token.masked)


def change_card(walk: Walk, card: Card, status: CardStatus, authority: Authority, event_id: EventId) -> None:
    """Record it.

    Raises:
        StoreError: the card is as it was.
    """
    walk.station.store.commit(
        CardStatusChanged(
            id=event_id,
            at=walk.station.clock.now(),
            card_id=card.id,
            member_id=card.member_id,
            status=status,
            staff_id=authority.answers.id,
        )
    )


def lose_card(walk: Walk, card: Card) -> None:
    """Nobody pays with a lost card any more, from this instant on; the new one comes next.

    Raises:
        StoreError: the card is as it was.
    """
    change_card(walk, card, CardStatus.LOST, walk.bench.own_authority, walk.new_event_id())
    walk.home()
    begin_new_card(walk, card.holder_id, replaces=card.token.masked)
