"""What a scanner typed, as the read that a driver hands on."""

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.readers.driver import DriverContext, ReadOrigin
from fidpos.readers.keystrokes.decoder import Damaged, Scanned


def read_of(
    outcome: Scanned | Damaged, context: DriverContext, *, device: str, sequence: int
) -> CardRead | RefusedRead:
    """The read, dated when its first key was hit; keys that make no whole code are a bad read."""
    span_ms = outcome.span_ms if isinstance(outcome, Scanned) else 0
    origin = ReadOrigin(
        driver=context.name,
        device=device,
        sequence=sequence,
        monotonic_s=context.monotonic_s() - span_ms / 1000,
    )
    if isinstance(outcome, Damaged):
        return context.decoder.card(Refusal.BAD_READ, origin)
    return context.decoder.scan(outcome.text.encode("ascii"), origin)
