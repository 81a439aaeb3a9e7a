"""The desk for gift cards, opened for a visitor: one transaction, one business day, one who answers."""

from uuid import UUID

from fidpos.server.backoffice.answer import NotHere
from fidpos.server.backoffice.asked import Asked
from fidpos.server.db.gift_office import find_card
from fidpos.server.db.work import Work
from fidpos.server.services.gift_desk import DeskCard, GiftDesk
from fidpos.server.services.office import Office


def desk_of(asked: Asked, work: Work) -> GiftDesk:
    """Whose acts stand in the office's journal under the visitor's id."""
    now = asked.now()
    office = Office(book=asked.unit_of(work).office(), now=now, done_by=asked.visitor.person_id)
    return GiftDesk(office=office, day=now.astimezone(asked.zone).date())


def locked(asked: Asked, work: Work, card_id: UUID | None = None) -> DeskCard:
    """The card of the path, or another one, until the transaction ends.

    Raises:
        NotHere: there is none, or none of the visitor's shops holds it.
    """
    wanted = asked.id("card_id") if card_id is None else card_id
    found = find_card(work, wanted, asked.visitor.shops, lock=True)
    if found is None:
        raise NotHere("no such gift card")
    return found[1]
