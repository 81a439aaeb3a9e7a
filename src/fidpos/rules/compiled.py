"""What a programme compiles to: made once by `compiler`, read at each evaluation. Nothing here changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from fidpos.rules.binding import People
from fidpos.rules.condition import Test
from fidpos.rules.effect import Act
from fidpos.rules.evaluation import TraceEntry
from fidpos.rules.facts import Asked
from fidpos.rules.history import HistoryQuery
from fidpos.rules.ladder import Ladder
from fidpos.rules.programme import Limits, Programme, RewardDef
from fidpos.rules.scope import ScopeIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """One rule, ready to run.

    Attributes:
        group: of which the first that holds is given; empty for none, and for a group that gives the best.
        per_line: its group excludes line by line.
        limits: None when it has none.
        cap_minor: most that its discounts take off on one visit.
        cap_points: most that it earns on one visit.
        forbids: rules that are not given once this one is.
        persons_max: for how many persons it is given on one visit, None for all of them.
        counted: its uses are recorded, since a limit, an anniversary or another condition reads them.
        lasting: it gives what outlasts the purchase, and is held back where a visit earns nothing.
        is_free: one effect without caps, and nothing that other rules or uses could change: it simply runs.
        fired: the ready trace entry of a rule that gave everything it says.
    """

    code: str
    test: Test
    acts: tuple[Act, ...]
    group: str
    per_line: bool
    limits: Limits | None
    cap_minor: int | None
    cap_points: int | None
    forbids: tuple[str, ...]
    people: tuple[People, ...]
    persons_max: int | None
    counted: bool
    lasting: bool
    is_free: bool
    fired: TraceEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """The rules of a group that gives the best of them, on the visit or on each line."""

    rules: tuple[CompiledRule, ...]
    per_line: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledPhase:
    """The rules of one phase, in order; then the groups that give the best of theirs."""

    rules: tuple[CompiledRule, ...]
    contests: tuple[Contest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledReward:
    """One entry of the catalogue, ready to use.

    Attributes:
        in_blocks: one use may cost several times what the definition says.
        counted: its uses are recorded, since a condition reads them.
    """

    definition: RewardDef
    test: Test
    act: Act
    people: tuple[People, ...]
    in_blocks: bool
    counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledProgramme:
    """A programme that was checked whole and can be evaluated.

    Attributes:
        needs: the history its facts must hold; see `engine.needs`.
        anniversary_reach_days: facts need no anniversary further from the visit than this; 0 for today's.
        asks: which of the facts that are not always there it reads.
        codes: those that its offers ask for, plain; see `facts.plain_code`.
        scopes: finds the lines of the scopes that rules and rewards name.
        counted: name and number of the scopes whose history is kept, see `counting`.
        visits_today_key: under which the facts hold the member's earlier visits of the day.
        ladder: the tiers.
        limited_overall: rules that are limited for all members together.
        counting: rules that give at least that they are counted.
        lasting: some rule is held back on a visit that earns nothing.
        worth_minor: of one unit of each counter.
    """

    programme: Programme
    needs: tuple[HistoryQuery, ...]
    anniversary_reach_days: int
    asks: frozenset[Asked]
    codes: frozenset[str]
    scopes: ScopeIndex
    counted: tuple[tuple[str, int], ...]
    line: CompiledPhase
    basket: CompiledPhase
    rewards: Sequence[CompiledReward]
    earning: CompiledPhase
    after: CompiledPhase
    visits_today_key: str
    ladder: Ladder
    limited_overall: tuple[str, ...]
    counting: frozenset[str]
    lasting: bool
    worth_minor: dict[str, int]
    half_up_counters: frozenset[str]
