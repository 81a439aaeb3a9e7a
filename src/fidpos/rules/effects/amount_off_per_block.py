"""`amount_off_per_block`: each hundred points take a euro off, as many hundreds as there are."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.discount import grant, portion
from fidpos.rules.effect import NOTHING, Act, Phase
from fidpos.rules.fields import PositiveMinor, Within
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountOffPerBlock:
    """For rewards only: `amount_minor` for each block of points, the reward's cost being one block.

    One use takes as many whole blocks as the balance and the amount due allow, but always one.

    Attributes:
        blocks_max: most blocks on one use, None for as many as there are.
    """

    code: ClassVar[str] = "amount_off_per_block"
    phases: ClassVar[frozenset[Phase]] = frozenset()
    redeemable: ClassVar[bool] = True

    amount_minor: PositiveMinor
    blocks_max: Annotated[int, Within(1, 1_000_000)] | None = None
    scope: Scope = EVERYTHING

    def compile(self, binding: Binding, /) -> Act:
        """The catalogue says how many blocks there are, and is told how many were taken."""
        owner, amount_minor, blocks_max = binding.owner, self.amount_minor, self.blocks_max
        scope = binding.scope(self.scope)

        def act(working: Working) -> str:
            part = portion(working, scope, on_consumed=True)
            if part.left == 0:
                return NOTHING
            blocks = min(working.blocks, max(1, part.left // amount_minor))
            working.blocks = blocks if blocks_max is None else min(blocks, blocks_max)
            working.full_discount_minor = working.blocks * amount_minor
            return grant(working, owner, working.full_discount_minor, part)

        return act
