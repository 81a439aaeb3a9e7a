"""`channel`: bought at the counter, delivered, ordered online."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.domain.visit import SalesChannel
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import Items
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """The purchase is made in one of these ways."""

    code: ClassVar[str] = "channel"

    channels: Annotated[tuple[SalesChannel, ...], Items(1, 4)]

    def compile(self, _binding: Binding, /) -> Test:
        """Needs nothing of the programme."""
        channels, wanted = frozenset(self.channels), ",".join(self.channels)

        def test(working: Working) -> Miss | None:
            seen = working.facts.visit.channel
            return None if seen in channels else Miss(self.code, seen.value, wanted)

        return test
