"""What a programme compiles to: made once by `compiler`, read at each evaluation. Nothing here changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from fidpos.rules.binding import People
from fidpos.rules.condition import Test
from fidpos.rules.effect import Act
from fidpos.rules.evaluation import TraceEntry
from fidpos.rules.programme import Limits, Programme, RewardDef
from fidpos.rules.scope import ScopeIndex
from fidpos.rules.windows import HistoryQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """One rule, ready to run.

    Attributes:
        group: of which the first that holds is given; empty for none, and for a group that gives the best.
        limits: None when it has none.
        counted: its uses are recorded, since a limit or an anniversary reads them.
        fired: the ready trace entry of a rule that gave everything it says.
    """

    code: str
    test: Test
    acts: tuple[Act, ...]
    group: str
    limits: Limits | None
    people: tuple[People, ...]
    counted: bool
    fired: TraceEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledPhase:
    """The rules of one phase, in order; then the groups that give the best of theirs."""

    rules: tuple[CompiledRule, ...]
    contests: tuple[tuple[CompiledRule, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledReward:
    """One entry of the catalogue, ready to use.

    Attributes:
        face_minor: what its discount is when the purchase is large enough; 0 for what has no fixed one.
    """

    definition: RewardDef
    test: Test
    act: Act
    people: tuple[People, ...]
    face_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledProgramme:
    """A programme that was checked whole and can be evaluated.

    Attributes:
        needs: the history its facts must hold; see `engine.needs`.
        anniversary_reach_days: facts need no anniversary further from the visit than this; 0 for today's.
        scopes: finds the lines of the scopes that rules and rewards name.
        visits_today_key: under which the facts hold the member's earlier visits of the day.
        tier_basis_key: under which the facts hold what tiers are compared with; empty without tiers.
        worth_minor: of one unit of each counter.
    """

    programme: Programme
    needs: tuple[HistoryQuery, ...]
    anniversary_reach_days: int
    scopes: ScopeIndex
    line: CompiledPhase
    basket: CompiledPhase
    rewards: Sequence[CompiledReward]
    earning: CompiledPhase
    after: CompiledPhase
    visits_today_key: str
    tier_basis_key: str
    worth_minor: dict[str, int]
    half_up_counters: frozenset[str]
