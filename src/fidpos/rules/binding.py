"""Binding: what conditions and effects meet when they compile: names to check, needs to declare."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.scope import Scope
from fidpos.rules.windows import HistoryQuery
from fidpos.rules.working import Working

People = Callable[[Working], list[str]]
"""The persons for whom a rule fires."""


def refusal(path: str, reason: str) -> ProgrammeError:
    """The one shape in which a programme is refused."""
    return ProgrammeError(f"{path}: {reason}", path=path, reason=reason)


@dataclass(slots=True, kw_only=True)
class Needs:
    """What the compiled parts will read, collected while they compile; a number stands for each scope."""

    queries: dict[str, HistoryQuery] = field(default_factory=dict)
    scopes: dict[Scope, int] = field(default_factory=dict)
    anniversary_reach_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One place in a programme that is being compiled.

    Attributes:
        owner: code of the rule or reward.
        path: where its arguments stand, such as `rules[2].when.of[0]`.
        half_up_counters: those that round a fraction of a half up; the others round down.
        people: who the owner's anniversaries are about; conditions add to it.
    """

    owner: str
    path: str
    counters: frozenset[str]
    half_up_counters: frozenset[str]
    tiers: frozenset[str]
    anniversary_edit_days: int
    needs: Needs
    people: list[People] = field(default_factory=list)

    def inside(self, step: str) -> "Binding":
        """The same place, one step deeper, for a part that holds other parts."""
        return replace(self, path=f"{self.path}.{step}")

    def refuse(self, argument: str, reason: str) -> ProgrammeError:
        """The error to raise for an argument of this part."""
        return refusal(f"{self.path}.{argument}", reason)

    def check_counter(self, code: str) -> None:
        """Refuse a counter that the programme does not have.

        Raises:
            ProgrammeError: no such counter.
        """
        if code not in self.counters:
            raise self.refuse("counter", f"no counter has the code {code!r}")

    def check_tiers(self, codes: Iterable[str]) -> None:
        """Refuse a tier that the programme does not have.

        Raises:
            ProgrammeError: no such tier.
        """
        for position, code in enumerate(codes):
            if code not in self.tiers:
                raise self.refuse(f"tiers[{position}]", f"no tier has the code {code!r}")

    def history(self, query: HistoryQuery) -> str:
        """Declare a value of the member's past; returns the key under which the test finds it."""
        return self.needs.queries.setdefault(query.key, query).key

    def scope(self, scope: Scope) -> int:
        """Declare a scope; returns its number, under which tests and acts find its lines."""
        return self.needs.scopes.setdefault(scope, len(self.needs.scopes))

    def anniversaries(self, reach_days: int, people: People) -> None:
        """Declare how far from today an anniversary is looked for, and for whom the owner then fires."""
        self.needs.anniversary_reach_days = max(self.needs.anniversary_reach_days, reach_days)
        self.people.append(people)
