"""What readers say and are told, byte by byte, for whoever sets one up; heard only while somebody listens.

The tap stands between the drivers and what they are given: each driver gets a decoder and a recogniser that
pass everything on, and tell the listener what went through. Nothing is kept and nothing is logged. What
proves to be a bank card's is told without a byte of it, and so is the secret part of a command that opens a
card.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.logs.redaction import Code
from fidpos.readers.bank_card import is_bank_data
from fidpos.readers.driver import CardIdentity, CardRecogniser, Decoder, ReadOrigin, Response, Transmit

log = logging.getLogger(__name__)

HEADER_LENGTH = 5
STATUS_LENGTH = 2
_CARRIES_A_SECRET = frozenset({0x20, 0x24, 0x82, 0xD0, 0xD2, 0xD6, 0xDA, 0xDB})
"""Instructions whose data opens a card or becomes what does: VERIFY and CHANGE PIN (ISO/IEC 7816-4, and the
memory cards' own), LOAD KEY (PC/SC part 3) or EXTERNAL AUTHENTICATE, the change of a memory card's PIN, and
all that writes: WRITE BINARY, WRITE RECORD, UPDATE BINARY and PUT DATA put keys and passwords on a card."""


class TraceKind(StrEnum):
    """What a line of a trace is."""

    ATR = "atr"
    COMMAND = "command"
    ANSWER = "answer"
    FRAME = "frame"


@dataclass(frozen=True, slots=True)
class TraceLine:
    """Bytes in one direction; none where they may not be shown."""

    kind: TraceKind
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """All that went to and fro for one card or code, told before what it meant."""

    driver: str
    device: str
    lines: tuple[TraceLine, ...]


Listener = Callable[[Trace], None]
"""Called on readers' threads; returns at once."""


class ReaderTap:
    """One for all drivers; each gets its own decoder and recogniser.

    Args:
        decoder: what every driver's frames go to.
        cards: what every driver's cards go to; may be replaced while drivers run.
    """

    def __init__(self, decoder: Decoder, cards: CardRecogniser) -> None:
        self.inner_decoder = decoder
        self.inner_cards = cards
        self._listener: Listener | None = None

    def listen(self, listener: Listener | None) -> None:
        """Tell it everything from now on; None for nobody."""
        self._listener = listener

    @property
    def is_heard(self) -> bool:
        """Whether somebody listens."""
        return self._listener is not None

    def decoder(self, driver: str) -> Decoder:
        """The decoder that a driver is given."""
        return _TappedDecoder(self, driver)

    def cards(self, driver: str) -> CardRecogniser:
        """The recogniser that a driver is given."""
        return _TappedCards(self, driver)

    def tell(self, trace: Trace) -> None:
        """Pass a trace on; a listener that raises harms no read."""
        listener = self._listener
        if listener is None:
            return
        try:
            listener(trace)
        except Exception:
            log.exception("a listener to reader %s failed", Code(trace.driver))


@dataclass(frozen=True, slots=True)
class _TappedDecoder:
    tap: ReaderTap
    driver: str

    def scan(self, frame: bytes, origin: ReadOrigin) -> CardRead | RefusedRead:
        seen = self.tap.inner_decoder.scan(frame, origin)
        if self.tap.is_heard:
            data = b"" if _is_bank_frame(frame, seen) else frame
            lines = (TraceLine(TraceKind.FRAME, data),)
            self.tap.tell(Trace(driver=self.driver, device=origin.device, lines=lines))
        return seen

    def card(self, found: CardIdentity | Refusal, origin: ReadOrigin) -> CardRead | RefusedRead:
        return self.tap.inner_decoder.card(found, origin)


@dataclass(frozen=True, slots=True)
class _TappedCards:
    tap: ReaderTap
    driver: str

    def recognise(self, atr: bytes, transmit: Transmit, *, device: str) -> CardIdentity | Refusal:
        if not self.tap.is_heard:
            return self.tap.inner_cards.recognise(atr, transmit, device=device)
        lines = [TraceLine(TraceKind.ATR, atr)]

        def overheard(command: bytes) -> Response:
            lines.append(TraceLine(TraceKind.COMMAND, _without_secret(command)))
            answer = transmit(command)
            said = answer.data + answer.status.to_bytes(2, "big")
            lines.append(TraceLine(TraceKind.ANSWER, said))
            return answer

        found: CardIdentity | Refusal | None = None
        try:
            found = self.tap.inner_cards.recognise(atr, overheard, device=device)
            return found
        finally:
            if found is Refusal.BANK_CARD or _say_bank_data(lines):
                lines = [TraceLine(line.kind, b"") for line in lines]
            self.tap.tell(Trace(driver=self.driver, device=device, lines=tuple(lines)))


def _is_bank_frame(frame: bytes, seen: CardRead | RefusedRead) -> bool:
    """A frame that was refused for another reason, cut or garbled, may still hold a bank card's number."""
    if isinstance(seen, CardRead):
        return False
    return seen.reason is Refusal.BANK_CARD or is_bank_data(frame.decode("latin-1"))


def _say_bank_data(lines: Iterable[TraceLine]) -> bool:
    """A chip may hold a card number as text, in one answer or cut in pieces by several."""
    said = [line.data[:-STATUS_LENGTH] for line in lines if line.kind is TraceKind.ANSWER]
    return any(is_bank_data(data.decode("latin-1")) for data in (*said, b"".join(said)))


def _without_secret(command: bytes) -> bytes:
    is_secret = len(command) > HEADER_LENGTH and command[1] in _CARRIES_A_SECRET
    return command[:HEADER_LENGTH] if is_secret else command
