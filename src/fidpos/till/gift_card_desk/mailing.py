"""The cards of a sale by mail as well: the address is sealed with each of them, and the centre sends it."""

from collections.abc import Callable, Sequence

from fidpos.contact.email import mask_email, read_email
from fidpos.domain.gift_card import GiftCard
from fidpos.domain.ids import EventId
from fidpos.till.gift_card_desk.form import Form
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import Field, FieldKind, FormBody, TaskView
from fidpos.till.view import Message
from fidpos.wire.gift_card_events import GiftCardMailAsked

ADDRESS_LENGTH_MAX = 254


class MailPage(Page):
    """One address for all of them; Enter pressed twice asks once.

    Args:
        walk: of the desk.
        cards: that were just sold.
        asked: is told the address, masked.
    """

    def __init__(self, walk: Walk, cards: Sequence[GiftCard], asked: Callable[[str], None]) -> None:
        self._walk = walk
        self._asked = asked
        self._ids = {card.id: EventId(walk.bench.station.new_id()) for card in cards}
        self._place = walk.place("mail")
        self._form = Form(keys=("email",))

    def view(self) -> TaskView:
        """As it stands."""
        address = Field(
            key="email",
            label=Message(key="task.gift.mail.label"),
            kind=FieldKind.EMAIL,
            text=self._form.text("email"),
            fault=self._form.faults.get("email"),
            length_max=ADDRESS_LENGTH_MAX,
        )
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.mail.title"),
            lead=Message(key="task.gift.mail.lead"),
            body=FormBody(fields=(address,)),
            enter=Message(key="task.gift.mail.enter"),
            help="task.gift.mail.help",
        )

    def act(self, act: TaskAct) -> None:
        """What was typed."""
        if not self._form.fill(act):
            return
        address = read_email(self._form.text("email"))
        if not address:
            self._form.object_to("email", Message(key="task.gift.mail.malformed"))
            return
        station = self._walk.bench.station
        station.store.commit_together(
            [
                GiftCardMailAsked(
                    id=event_id,
                    at=station.clock.now(),
                    gift_card_id=card_id,
                    staff_id=self._walk.bench.staff.id,
                    sealed=station.store.seal_address(card_id, address),
                    language=station.language,
                )
                for card_id, event_id in self._ids.items()
            ]
        )
        self._asked(mask_email(address))
        self._walk.back()
