"""`contains`: something of the new range is in the basket."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.domain.errors import InvalidValue
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Contains:
    """At least one line of the scope is bought; what is returned does not count."""

    code: ClassVar[str] = "contains"

    scope: Scope

    def __post_init__(self) -> None:
        """Refuse a scope that every basket has.

        Raises:
            InvalidValue: it is about everything.
        """
        if self.scope == EVERYTHING:
            raise InvalidValue("a scope that names nothing is in every basket")

    def compile(self, binding: Binding, /) -> Test:
        """Of a mere amount nobody can tell what it holds."""
        scope = binding.scope(self.scope)
        unknown, without = Miss(self.code, None, 1), Miss(self.code, 0, 1)

        def test(working: Working) -> Miss | None:
            visit = working.facts.visit
            if not visit.is_itemised:
                return unknown
            lines = visit.lines
            for line in working.lines_of[scope]:
                if lines[line].quantity > 0:
                    return None
            return without

        return test
