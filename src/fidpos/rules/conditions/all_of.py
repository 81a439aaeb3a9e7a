"""`all`: every part holds."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.condition import Condition, Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import Items
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """Holds when all its parts do.

    Its miss promises "only so much more" when nothing else stands in the way: with two parts missed, the one
    that cannot be made up for is told, or else the first, without a distance.
    """

    code: ClassVar[str] = "all"

    of: Annotated[tuple[Condition, ...], Items(1, 20)]

    def compile(self, binding: Binding, /) -> Test:
        """Test the parts in order."""
        tests = tuple(part.compile(binding.inside(f"of[{i}]")) for i, part in enumerate(self.of))

        def test(working: Working) -> Miss | None:
            near: Miss | None = None
            for part in tests:
                miss = part(working)
                if miss is None:
                    continue
                if miss.missing is None:
                    return miss
                near = miss if near is None else Miss(near.condition, near.seen, near.wanted, None, near.unit)
            return near

        return test
