"""The way to a printer: bytes go out and answers come back, never longer than one is willing to wait."""

from typing import Protocol


class Connection(Protocol):
    """An open way to a printer. Each method may raise `PrinterGone`."""

    def send(self, data: bytes, within_s: float) -> int:
        """Hand over what is taken in that time; how many bytes that were, none where the printer stalls."""
        ...

    def receive(self, within_s: float) -> bytes:
        """What the printer said, once it says something; nothing after that time."""
        ...

    def close(self) -> None:
        """Let the printer go; raises nothing."""
        ...


class OpensConnection(Protocol):
    """Opens the way to one printer."""

    def __call__(self) -> Connection:
        """Open it, within a few seconds.

        Raises:
            PrinterGone: it is not there.
        """
        ...
