"""Tells a card that left too soon from a mistake of a card format: the first is the driver's to judge.

A format that raises on one card is not allowed to take the reader with it, as that card would do it again
each time the driver is built anew. What it raised may quote the card: the log names the kind of error only.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from fidpos.logs.redaction import Code
from fidpos.readers.driver import Response, Transmit

log = logging.getLogger(__name__)

T = TypeVar("T")


class FormatFailed(Exception):
    """A card format raised something of its own; it is logged already."""


class _Line:
    """The way to the card, and what it raised."""

    def __init__(self, transmit: Transmit) -> None:
        self.error: BaseException | None = None
        self._transmit = transmit

    def transmit(self, command: bytes) -> Response:
        """See `Transmit`."""
        try:
            return self._transmit(command)
        except BaseException as error:
            self.error = error
            raise


def shielded(name: str, ask: Callable[[Transmit], T], transmit: Transmit) -> T:
    """What a format answers.

    Args:
        name: the format's.
        ask: calls the format with the way to the card.
        transmit: its errors come out of here unchanged, even where the format made others of them.

    Raises:
        FormatFailed: the format raised anything else.
    """
    line = _Line(transmit)
    try:
        return ask(line.transmit)
    except (Exception, SystemExit) as error:
        if line.error is error:
            raise
        if line.error is not None:
            raise line.error from line.error.__cause__
        kind = Code(type(error).__name__)
        log.error("card format %s failed on a card: %s", Code(name), kind)  # noqa: TRY400 - see above
        raise FormatFailed(name) from None
