"""Gift cards on paper at a running till: the words of its language on the page of its merchant."""

from collections.abc import Sequence
from pathlib import Path

from fidpos.bootstrap.card_printer import CARD_COLOUR
from fidpos.bootstrap.printer_folder import PrinterFolder
from fidpos.domain.shop import TillIdentity
from fidpos.texts.texts import Texts
from fidpos.till.gift_card_paper import PaperGiftCard


class LivePress:
    """A `till.gift_card_paper.GiftCardPress` that makes one PDF a sale.

    Args:
        folder: that of the cards; what an earlier run left there is removed with them.
        identity: whose name stands on the cards.
        texts: in which language.
    """

    def __init__(self, folder: Path, identity: TillIdentity, texts: Texts) -> None:
        self._folder = PrinterFolder(folder)
        self._identity = identity
        self._texts = texts

    def print_gift_cards(self, cards: Sequence[PaperGiftCard]) -> str:
        """See `GiftCardPress.print_gift_cards`."""
        if not cards:
            return ""
        return self._folder.put(f"gift-{cards[0].inscription.number.masked}", self._content(cards))

    def _content(self, cards: Sequence[PaperGiftCard]) -> bytes:
        # Most tills never print one: the libraries that draw it are loaded with the first.
        from fidpos.printing.card_pdf import CardDesign
        from fidpos.printing.gift_card_pdf import GiftCardText, gift_cards

        say = self._texts.say
        design = CardDesign(
            merchant_name=self._identity.merchant_name,
            card_name=say("gift_card.paper.title" if self._identity.production else "ticket.practice"),
            colour=CARD_COLOUR,
        )
        texts = [
            GiftCardText(
                number=card.inscription.number,
                amount=say("task.gift.money", amount=card.amount),
                offered_by=say("gift_card.paper.offered_by", name=card.inscription.offered_by)
                if card.inscription.offered_by
                else "",
                message=card.inscription.message,
                until=say("gift_card.paper.until", until=card.until) if card.until is not None else "",
            )
            for card in cards
        ]
        return gift_cards(design, texts)
