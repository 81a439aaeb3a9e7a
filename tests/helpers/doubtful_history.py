"""Histories of tills that contradict each other: refunds asked, files changed twice, numbers sold twice."""

from collections.abc import Callable
from dataclasses import replace

from msgspec import structs

from fidpos.domain.gift_card import GiftMove, Inscription
from fidpos.domain.gift_card_number import GiftCardNumber, make
from fidpos.domain.member import Channel
from fidpos.wire.events import Event, VisitClosed
from fidpos.wire.gift_card_events import GiftCardIssued
from fidpos.wire.sealed import seal_inscription
from tests.helpers.centre_events import SOMEBODY, Happenings
from tests.helpers.centre_file_events import profile_changed
from tests.helpers.centre_refund_events import refund_asked
from tests.helpers.random_history import History

_PHONES = ("+33600000001", "+33600000002", "+33600000003")


class DoubtfulHistory(History):
    """A third of what happens is what the office will have to settle."""

    def _next(self) -> Event:
        if len(self.members) < 2 or not self._visits or self.random.random() < 0.65:
            return super()._next()
        make_event: Callable[[], Event] = self.random.choice(
            (
                *(self._ask_refund, self._owe, self._change_phone, self._agree_for_a_child),
                *(self._print_again, self._pay_with_card, self._end_card),
            )
        )
        return make_event()

    def _visit(self) -> VisitClosed:
        return self.random.choice(self._visits[-6:])

    def _ask_refund(self) -> Event:
        """Of a part, of all that is left, or of more than there ever was."""
        amount = self.random.choice((None, 1, 300, 1_500, 50_000))
        return refund_asked(self.told, self._visit(), amount_minor=amount)

    def _owe(self) -> Event:
        """A purchase comes back, of which an ended card had paid."""
        undone = self.told.voided(self._visit())
        return undone.owing(self.random.choice((100, 1_200, 9_000)))

    def _change_phone(self) -> Event:
        """Two tills start from the same file."""
        after = replace(SOMEBODY, phone=self.random.choice(_PHONES))
        return profile_changed(self.told, self._member(), SOMEBODY, after)

    def _agree_for_a_child(self) -> Event:
        channel, granted = self.random.choice((Channel.SMS, Channel.EMAIL)), self.random.random() < 0.6
        return self.told.stated(self._member(), channel, granted=granted, parent="Anna" if granted else "")

    def _print_again(self) -> Event:
        """A card of one of three numbers, which others may have."""
        number = make(lambda size: bytes([self.random.randrange(3)]) * size)
        self._gift_cards.append(printed(self.told, number))
        return self._gift_cards[-1]

    def _pay_with_card(self) -> Event:
        if not self._gift_cards:
            return self._print_again()
        card_id = self.random.choice(self._gift_cards).gift_card_id
        paid = self.told.moved(card_id, GiftMove.SPENT, -self.random.randint(1, 2_000))
        return structs.replace(paid, visit_id=self._visit().visit_id)

    def _end_card(self) -> Event:
        if not self._gift_cards:
            return self._print_again()
        return self.told.moved(self.random.choice(self._gift_cards).gift_card_id, GiftMove.EXPIRED, 0)


def printed(told: Happenings, number: GiftCardNumber) -> GiftCardIssued:
    """A card of this number, whoever else has one of it."""
    card = told.gift_card()
    sealed = seal_inscription(told.keys[card.gift_card_id], card.gift_card_id, Inscription(number=number))
    return structs.replace(card, sealed=sealed)
