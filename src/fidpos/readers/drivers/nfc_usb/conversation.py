"""One card asked once: activated, presented to the card formats as a PC/SC reader would, and left."""

from fidpos.domain.card import Refusal
from fidpos.domain.uid_form import UidForm
from fidpos.readers.driver import CardIdentity, CardRecogniser
from fidpos.readers.drivers.nfc_usb.channel import Channel, IsoDep, Remaining
from fidpos.readers.drivers.nfc_usb.faults import CardGone, NoAnswer
from fidpos.readers.drivers.nfc_usb.frontend import Frontend
from fidpos.readers.drivers.nfc_usb.library import Library
from fidpos.readers.drivers.nfc_usb.pseudo_apdu import ChipReader, MemoryReader
from fidpos.readers.drivers.nfc_usb.sensed import Protocol, SensedCard, made_up_atr
from fidpos.readers.uid_order import in_order


class Conversation:
    """The card that is selected now.

    Attributes:
        chip: the card as a chip, once it was activated as one.
    """

    def __init__(
        self, library: Library, frontend: Frontend, card: SensedCard, *, remaining_s: Remaining
    ) -> None:
        self.card = card
        self.chip: IsoDep | None = None
        self._library = library
        self._frontend = frontend
        self._channel = Channel(frontend, card, remaining_s)

    def ask(
        self, cards: CardRecogniser, *, device: str, order: UidForm = UidForm.AS_READ
    ) -> CardIdentity | Refusal:
        """What the card says of itself.

        Raises:
            CardGone: it left, or lost contact.
            CardHung: it did not tell in time.
            DeviceFault: the reader no longer works.
        """
        try:
            return self._ask(cards, device, order)
        except NoAnswer as error:
            raise CardGone from error
        finally:
            if self.chip is not None:
                self.chip.leave()

    def is_selectable(self) -> bool:
        """Whether the card is still there: one that hangs can be selected, one that left cannot.

        Raises:
            DeviceFault: the reader no longer works.
        """
        found = self._frontend.sense(self.card.technology, self.card)
        return found is not None and found.is_same(self.card)

    def _ask(self, cards: CardRecogniser, device: str, order: UidForm) -> CardIdentity | Refusal:
        if self.card.protocol is not Protocol.ISO_DEP:
            memory = MemoryReader(self.card, self._channel)
            return cards.recognise(self.card.storage_atr, in_order(memory.transmit, order), device=device)
        chip = IsoDep(self._library, self._frontend, self._channel)
        historical = chip.activation.historical
        reader = ChipReader(self.card, chip, historical)
        found = cards.recognise(made_up_atr(historical), in_order(reader.transmit, order), device=device)
        self.chip = chip
        return found
