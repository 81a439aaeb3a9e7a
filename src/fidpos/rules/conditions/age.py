"""`age`: the member is young, or is not."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.facts import Asked
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """The member's completed years lie within bounds.

    The year of birth is given freely: of a member who did not, the age is unknown and never holds.
    """

    code: ClassVar[str] = "age"

    bounds: Bounds

    def compile(self, binding: Binding, /) -> Test:
        """Needs the age, which facts do not hold for programmes that have no use for it."""
        binding.ask(Asked.AGE)
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.NONE)

        def test(working: Working) -> Miss | None:
            age = working.facts.member.age
            return None if age is not None and low <= age <= high else miss(age)

        return test
