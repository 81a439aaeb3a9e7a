"""Binding: what conditions and effects meet when they compile: names to check, needs to declare."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.facts import Asked
from fidpos.rules.history import RULE_SCOPE, HistoryQuery, Metric
from fidpos.rules.policy import Policies
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.windows import Window, WindowKind
from fidpos.rules.working import Working

People = Callable[[Working], list[str]]
"""The persons for whom a rule fires."""


def refusal(path: str, reason: str) -> ProgrammeError:
    """The one shape in which a programme is refused."""
    return ProgrammeError(f"{path}: {reason}", path=path, reason=reason)


@dataclass(slots=True, kw_only=True)
class Needs:
    """What the compiled parts will read, collected while they compile; a number stands for each scope.

    Attributes:
        counted: the scopes whose history is kept, by name.
        watched: rules and rewards whose uses are read, and must be recorded.
        codes: those that an offer asks for, plain.
    """

    queries: dict[str, HistoryQuery] = field(default_factory=dict)
    scopes: dict[Scope, int] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    watched: set[str] = field(default_factory=set)
    asks: set[Asked] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    anniversary_reach_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One place in a programme that is being compiled.

    Attributes:
        owner: code of the rule or reward.
        path: where its arguments stand, such as `rules[2].when.of[0]`.
        main_counter: the programme's first, whose history is that of the whole.
        half_up_counters: those that round a fraction of a half up; the others round down.
        money_counters: those of which one unit is one minor unit of the currency.
        tier_terms: months of each tier, from the lowest tier to the highest.
        rules: codes of all rules and rewards.
        control_ppm: share of the members in the control group, 0 for no such group.
        people: who the owner's anniversaries are about; conditions add to it.
    """

    owner: str
    path: str
    main_counter: str
    counters: frozenset[str]
    half_up_counters: frozenset[str]
    money_counters: frozenset[str]
    policies: Policies
    tier_terms: Mapping[str, int]
    rules: frozenset[str]
    anniversary_edit_days: int
    control_ppm: int
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
            if code not in self.tier_terms:
                raise self.refuse(f"tiers[{position}]", f"no tier has the code {code!r}")

    def check_rule(self, argument: str, code: str) -> None:
        """Refuse a rule or reward that the programme does not have.

        Raises:
            ProgrammeError: no such rule.
        """
        if code not in self.rules:
            raise self.refuse(argument, f"no rule or reward has the code {code!r}")

    def control_group(self) -> int:
        """Share of the members in the control group, for a part that asks who is in it.

        Raises:
            ProgrammeError: the programme has no such group.
        """
        if not self.control_ppm:
            raise refusal(self.path, "the programme has no control group")
        return self.control_ppm

    def history(self, query: HistoryQuery) -> str:
        """Declare a value of the member's past; returns the key under which the test finds it.

        Raises:
            ProgrammeError: its window names a rule that the programme does not have.
        """
        if query.window.kind is WindowKind.SINCE_LAST_USE:
            query = replace(query, window=self._of_a_rule(query.window))
        return self.needs.queries.setdefault(query.key, query).key

    def bought(self, metric: Metric, window: Window, scope: Scope) -> str:
        """Declare a value of the member's purchases within a scope, which is counted from now on."""
        if scope == EVERYTHING and metric is not Metric.QUANTITY:
            return self.history(HistoryQuery(metric=metric, window=window))
        self.needs.counted[scope.name] = self.scope(scope)
        return self.history(HistoryQuery(metric=metric, window=window, scope=scope.name))

    def uses(self, rule: str, window: Window) -> str:
        """Declare how often a rule or a reward gave to the member."""
        if window.kind is WindowKind.SINCE_LAST_USE:
            raise self.refuse("window", "uses are not counted since a last use")
        self.needs.watched.add(rule)
        return self.history(HistoryQuery(metric=Metric.USES, window=window, scope=f"{RULE_SCOPE}{rule}"))

    def ask(self, what: Asked) -> None:
        """Declare a fact that is only there when it is asked for."""
        self.needs.asks.add(what)

    def answer_to(self, codes: Iterable[str]) -> None:
        """Declare codes that mean something to the owner, plain."""
        self.needs.codes.update(codes)

    def _of_a_rule(self, window: Window) -> Window:
        rule = window.rule or self.owner
        self.check_rule("window.rule", rule)
        self.needs.watched.add(rule)
        return replace(window, rule=rule)

    def record_uses(self) -> None:
        """Declare that each use of the owner is recorded, whether or not anything limits it."""
        self.needs.watched.add(self.owner)

    def scope(self, scope: Scope) -> int:
        """Declare a scope; returns its number, under which tests and acts find its lines."""
        return self.needs.scopes.setdefault(scope, len(self.needs.scopes))

    def anniversaries(self, reach_days: int, people: People) -> None:
        """Declare how far from today an anniversary is looked for, and for whom the owner then fires."""
        self.needs.anniversary_reach_days = max(self.needs.anniversary_reach_days, reach_days)
        self.people.append(people)
