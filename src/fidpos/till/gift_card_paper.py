"""Gift cards on paper, as the counter asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from fidpos.domain.gift_card import Inscription
from fidpos.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperGiftCard:
    """What a gift card on paper says.

    Attributes:
        until: last day of its validity, None for no end.
    """

    inscription: Inscription
    amount: Money
    until: date | None = None


class GiftCardPress(Protocol):
    """Makes gift cards on paper. Called on the till's worker."""

    def print_gift_cards(self, cards: Sequence[PaperGiftCard]) -> str:
        """One file with a page for each card; gives its path, empty where none is made.

        Raises:
            StoreError: it cannot be written.
        """
        ...


class NoPress:
    """A till that makes no files: the code stands on the screen all the same."""

    def print_gift_cards(self, cards: Sequence[PaperGiftCard]) -> str:  # noqa: ARG002
        """No file."""
        return ""
