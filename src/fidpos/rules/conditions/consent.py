"""`consent`: the member agreed to be written to."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.domain.member import Channel
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.facts import Asked
from fidpos.rules.fields import Items
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A consent stands for at least one of `channels`."""

    code: ClassVar[str] = "consent"

    channels: Annotated[tuple[Channel, ...], Items(1, 6)]

    def compile(self, binding: Binding, /) -> Test:
        """Needs the consents, which are not read for other programmes."""
        binding.ask(Asked.CONSENTS)
        channels = frozenset(self.channels)
        miss = Miss(self.code, None, ",".join(self.channels))

        def test(working: Working) -> Miss | None:
            return miss if channels.isdisjoint(working.facts.member.consents) else None

        return test
