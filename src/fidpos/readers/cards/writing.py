"""Writing a card number to a blank: the contract of a format that can, and the job under way.

A format that can be written has a module `writer.py` beside its profile, whose function

    def create_writer(settings: CardSettings, keys: CardKeyKeeper) -> CardWriter

builds it. Every writer writes so that a card pulled at any moment is either still blank to a reader, or has
the whole number; and so that writing the same number to it again ends what was begun. A card that was written
is then read like any other: only what the usual profile finds on it counts.
"""

import logging
import threading
from typing import Protocol

from fidpos.domain.card_key import CardKey, KeyUse
from fidpos.domain.card_writing import WriteProblem
from fidpos.domain.errors import StoreError
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.driver import Transmit

log = logging.getLogger(__name__)


class CardKeyKeeper(CardSecrets, Protocol):
    """Where a card's own key is kept, durably, before the card gets it."""

    def put_card_key(self, use: KeyUse, card: str, key: CardKey) -> None:
        """Keep a key as the card's newest.

        Raises:
            StoreError: it was not kept; the card was not touched.
        """
        ...

    def is_somebodys(self, uid: str) -> bool:
        """Whether a member's card, of whatever status, or a badge of the staff is known by this UID.

        A store that cannot be read says yes: such a card is left as it is.
        """
        ...


class Attempt(Protocol):
    """One card held there for the number that waits."""

    @property
    def is_resumed(self) -> bool:
        """Some card may have a part of the number by now: a wholly blank one is another card."""
        ...

    def begin(self) -> None:
        """Called before the first command that changes the card."""
        ...


class CardWriter(Protocol):
    """Writes one card format."""

    def matches(self, atr: Atr) -> bool:
        """Whether a card that says this at reset may be such a blank."""
        ...

    def identity(self, transmit: Transmit) -> str:
        """What tells this card from another of its kind, blank or not; empty where nothing does."""
        ...

    def write(self, number: str, transmit: Transmit, attempt: Attempt) -> WriteProblem | None:
        """Write the number, or end what was begun on this card; None once it is all there.

        A writer whose cards have no identity answers ANOTHER_CARD for a blank one where `attempt` is resumed.

        Raises:
            StoreError: the card's key could not be kept.
        """
        ...


class WriterFactory(Protocol):
    """The function `create_writer` of a format's module."""

    def __call__(self, settings: CardSettings, keys: CardKeyKeeper) -> CardWriter:
        """Build the writer."""
        ...


class WriteJob:
    """One number that waits for a blank card; used from readers' threads and from the counter.

    Attributes:
        number: what is written; the card that carries it is nobody's yet.
        is_resumed: see `Attempt`.
    """

    def __init__(self, writer: CardWriter, number: str, keys: CardKeyKeeper) -> None:
        self.number = number
        self.is_resumed = False
        self._writer = writer
        self._keys = keys
        self._is_done = False
        self._lock = threading.Lock()
        self._begun_on = ""
        self._problem: WriteProblem | None = None

    @property
    def problem(self) -> WriteProblem | None:
        """What stood in the way last; None while nothing did."""
        return self._problem

    def begin(self) -> None:
        """See `Attempt.begin`."""
        self.is_resumed = True

    def run(self, atr: Atr, transmit: Transmit, *, uid: str = "") -> WriteProblem | None:
        """Write the card at hand, one card at a time; what `transmit` raises is the card leaving too soon.

        Args:
            atr: what the card said at reset.
            transmit: speaks to it.
            uid: what a format read of it so far.
        """
        with self._lock:
            if self._is_done:
                return WriteProblem.ANOTHER_CARD
            self._problem = WriteProblem.CUT_SHORT
            try:
                self._problem = self._write(atr, transmit, uid)
            except StoreError as fault:
                log.warning("the key of a new card was not kept: %s", fault.code)
                self._problem = WriteProblem.KEY_NOT_KEPT
            self._is_done = self._problem is None
            return self._problem

    def _write(self, atr: Atr, transmit: Transmit, uid: str) -> WriteProblem | None:
        if not self._writer.matches(atr):
            return WriteProblem.OTHER_KIND
        card = self._writer.identity(transmit)
        if any(known and self._keys.is_somebodys(known) for known in (uid, card)):
            return WriteProblem.NOT_BLANK
        if self._begun_on not in {"", card}:
            return WriteProblem.ANOTHER_CARD
        self._begun_on = card
        problem = self._writer.write(self.number, transmit, self)
        if problem in {WriteProblem.NOT_BLANK, WriteProblem.OTHER_KIND}:
            self._begun_on = ""
        return problem


def is_part_of(found: bytes, wanted: bytes) -> bool:
    """Whether memory holds nothing but what is to stand there, as far as it was ever written."""
    return all(there in {wish, 0x00, 0xFF} for there, wish in zip(found, wanted, strict=True))
