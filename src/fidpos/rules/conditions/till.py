"""`till`: at the till of the terrace."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.domain.ids import TillId
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import Items
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """The purchase is made at one of `tills`, by id."""

    code: ClassVar[str] = "till"

    tills: Annotated[tuple[TillId, ...], Items(1, 1000)]

    def compile(self, _binding: Binding, /) -> Test:
        """Needs nothing of the programme: which tills there are is not its business."""
        tills = frozenset(self.tills)

        def test(working: Working) -> Miss | None:
            seen = working.facts.visit.till
            return None if seen in tills else Miss(self.code, str(seen), "till")

        return test
