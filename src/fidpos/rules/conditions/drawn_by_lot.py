"""`drawn_by_lot`: one visit in a hundred wins."""

from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

from fidpos.domain.money import PPM
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import SharePpm
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnByLot:
    """The visit is drawn, with the chance that is given.

    The lot is the visit's own id, hashed with the code of the rule: whoever evaluates the visit again,
    anywhere and at any time, draws the same, and two rules draw apart.

    Attributes:
        chance_ppm: 10,000 for one visit in a hundred.
    """

    code: ClassVar[str] = "drawn_by_lot"

    chance_ppm: SharePpm

    def compile(self, binding: Binding, /) -> Test:
        """The first 64 bits of SHA-256 over the 16 bytes of the id and the code, as a share of 2**64."""
        rule, chance_ppm = binding.owner.encode(), self.chance_ppm

        def test(working: Working) -> Miss | None:
            lot = sha256(working.facts.visit.id.bytes + rule).digest()
            drawn_ppm = int.from_bytes(lot[:8], "big") * PPM >> 64
            return None if drawn_ppm < chance_ppm else Miss(self.code, drawn_ppm, chance_ppm)

        return test
