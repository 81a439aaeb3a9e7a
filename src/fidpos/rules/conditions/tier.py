"""`tier`: the member holds one of these tiers."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import Code, Items
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """The tier held is one of `tiers`; a tier reached by this visit counts from the next one on."""

    code: ClassVar[str] = "tier"

    tiers: Annotated[tuple[Code, ...], Items(1, 20)]

    def compile(self, binding: Binding, /) -> Test:
        """Check that the programme has the tiers."""
        binding.check_tiers(self.tiers)
        tiers, wanted = frozenset(self.tiers), ",".join(self.tiers)

        def test(working: Working) -> Miss | None:
            return None if working.tier in tiers else Miss(self.code, working.tier, wanted)

        return test
