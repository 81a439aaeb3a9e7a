"""Training: the shop to practise in, behind the same screen, with data of its own.

Nothing of the till knows whether it serves or practises; it can only ask to change over.
"""

from enum import StrEnum
from typing import Protocol


class PracticeStanding(StrEnum):
    """Where the till stands."""

    NONE = "none"
    """There is nowhere to practise, as in a demonstration."""
    OFFERED = "offered"
    """It serves customers, and may change over."""
    ON = "on"
    """It practises, and may go back."""


class Practice(Protocol):
    """Changes between the shop and the one to practise in. Called on the till's worker."""

    @property
    def standing(self) -> PracticeStanding:
        """Which way it goes from here."""
        ...

    def change_over(self) -> None:
        """Have the till closed and opened again as the other one, once what is being done is done.

        Raises:
            StoreError: what the other one needs cannot be read; the till stays what it is.
        """
        ...


class NoPractice:
    """A till with nowhere to practise."""

    standing = PracticeStanding.NONE

    def change_over(self) -> None:
        """There is nowhere to go."""
