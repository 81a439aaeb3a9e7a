"""F3 on the checkout: a new card for the member attached, from the key to the card handed over."""

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.staff import Staff
from fidpos.till import announce
from fidpos.till.new_card import CardWorkshop, Linked, NewCard, NewCardView, NotTaken, may_get_card
from fidpos.till.station import Station
from fidpos.till.work import Work


class CardMaking:
    """At most one card is being made at a till."""

    def __init__(self, station: Station, workshop: CardWorkshop) -> None:
        self._station = station
        self._workshop = workshop
        self._new_card: NewCard | None = None

    @property
    def is_open(self) -> bool:
        """Whether a card is being made."""
        return self._new_card is not None

    def view(self) -> NewCardView | None:
        """As it stands, for the screen."""
        return self._new_card.view() if self._new_card is not None else None

    def open(self, work: Work | None, by: Staff) -> bool:
        """Begin, if this person may; otherwise says why not. Whether it was begun."""
        station = self._station
        if work is None or work.file is None:
            station.dialogue.say(announce.new_card_needs_member())
            return False
        if not may_get_card(station.store.files.cards_of(work.file.member.id), by):
            station.dialogue.say(station.for_a_manager(announce.new_card_needs_manager()))
            return False
        self._new_card = NewCard(
            store=station.store,
            workshop=self._workshop,
            member=work.file.member,
            by=by.id,
            new_id=station.new_id,
        )
        return True

    def choose(self, number: int) -> None:
        """Which kind of blank is held out next, or that the card is printed."""
        if self._new_card is not None:
            self._hand_over(self._new_card.choose(number, self._station.clock.now()))

    def take(self, read: CardRead | RefusedRead) -> None:
        """A card that may become the member's was held there."""
        if self._new_card is None:
            return
        match self._new_card.take(read, self._station.clock.now()):
            case NotTaken() as reason:
                problem = self._new_card.view().problem
                self._station.dialogue.say(announce.card_not_taken(reason, problem))
            case Linked() as linked:
                self._hand_over(linked)

    def passed_over(self) -> None:
        """A card that is none for this was held there."""
        if self._new_card is not None:
            self._new_card.passed_over()

    def end(self) -> None:
        """Give the work up, if there is any."""
        if self._new_card is not None:
            self._new_card.end()
        self._new_card = None

    def _hand_over(self, linked: Linked | None) -> None:
        """The card is the member's."""
        if linked is not None:
            self.end()
            self._station.dialogue.document = linked.document or self._station.dialogue.document
            self._station.dialogue.say(announce.card_linked(linked))
