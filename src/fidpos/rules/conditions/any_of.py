"""`any`: at least one part holds."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.condition import Condition, Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import Items
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """Holds when one of its parts does; its miss is that of the first part with a distance, or the first."""

    code: ClassVar[str] = "any"

    of: Annotated[tuple[Condition, ...], Items(1, 20)]

    def compile(self, binding: Binding, /) -> Test:
        """Test the parts in order, until one holds."""
        tests = tuple(part.compile(binding.inside(f"of[{i}]")) for i, part in enumerate(self.of))

        def test(working: Working) -> Miss | None:
            told: Miss | None = None
            for part in tests:
                miss = part(working)
                if miss is None:
                    return None
                if told is None or (told.missing is None and miss.missing is not None):
                    told = miss
            return told

        return test
