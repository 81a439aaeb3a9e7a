"""The way from a till to the centre: bytes there, bytes back, and all that happens to bytes on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import TypeVar

import msgspec

from fidpos.sync.ports import CentreAway, CentreRefused
from fidpos.wire.sync.packing import Malformed, pack, unpack
from fidpos.wire.sync.refusal import Refusal

Answer = TypeVar("Answer", bound=msgspec.Struct)

Serve = Callable[[str, bytes], bytes]
"""The centre: path and packed request in, packed answer or refusal out."""


class Fate(StrEnum):
    """What happens to one request."""

    ARRIVES = "arrives"
    REQUEST_LOST = "request_lost"
    ANSWER_LOST = "answer_lost"
    TWICE = "twice"
    LATE = "late"
    """The till hears nothing; the request arrives at some later time."""
    CUT = "cut"
    """The answer is cut off."""
    PORTAL = "portal"
    """A login page answers."""


FAULTS = tuple(fate for fate in Fate if fate is not Fate.ARRIVES)


@dataclass(slots=True)
class Network:
    """All lines of a simulated merchant.

    Attributes:
        fault_rate: of requests that do not simply arrive.
        late: requests that will arrive some time.
        asked: requests so far.
    """

    serve: Serve
    random: Random
    fault_rate: float
    late: list[tuple[str, bytes]]
    asked: int = 0

    def deliver_late(self) -> None:
        """One of the late requests arrives, and nobody hears the answer."""
        if self.late:
            self.serve(*self.late.pop(self.random.randrange(len(self.late))))

    def send(self, path: str, body: bytes) -> bytes:
        """The answer as it comes back.

        Raises:
            CentreAway: none does.
        """
        self.asked += 1
        faulty = self.random.random() < self.fault_rate
        fate = self.random.choice(FAULTS) if faulty else Fate.ARRIVES
        match fate:
            case Fate.ARRIVES:
                return self.serve(path, body)
            case Fate.TWICE:
                self.serve(path, body)
                return self.serve(path, body)
            case Fate.CUT:
                return self.serve(path, body)[: self.random.randrange(20)]
            case Fate.PORTAL:
                return b"<html>Welcome to our wireless network</html>"
            case Fate.ANSWER_LOST:
                self.serve(path, body)
            case Fate.LATE:
                self.late.append((path, body))
            case Fate.REQUEST_LOST:
                """Nothing happens anywhere."""
        raise CentreAway(fate)


class Line:
    """A till's `Centre`."""

    def __init__(self, network: Network, sender: bytes) -> None:
        self._network = network
        self._sender = sender

    def ask(self, path: str, request: msgspec.Struct, answer: type[Answer], *, wait_s: float = 0.0) -> Answer:
        """See `sync.ports.Centre`."""
        body = self._network.send(path, self._sender + pack(request))
        try:
            if body[:1] == b"!":
                raise CentreRefused(unpack(body[1:], Refusal))
            return unpack(body, answer)
        except Malformed as fault:
            raise CentreAway(str(fault)) from fault
