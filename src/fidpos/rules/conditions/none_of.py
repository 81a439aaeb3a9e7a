"""`none`: no part holds."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.condition import Condition, Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import Items
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneOf:
    """Holds when none of its parts does; its miss names the part that held."""

    code: ClassVar[str] = "none"

    of: Annotated[tuple[Condition, ...], Items(1, 20)]

    def compile(self, binding: Binding, /) -> Test:
        """Test the parts in order, until one holds."""
        tests = tuple(
            (part.compile(binding.inside(f"of[{i}]")), Miss(self.code, part.code, "not"))
            for i, part in enumerate(self.of)
        )

        def test(working: Working) -> Miss | None:
            for part, miss in tests:
                if part(working) is None:
                    return miss
            return None

        return test
