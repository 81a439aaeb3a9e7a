"""`buy_x_get_y`: three for two, a drink with each menu, the second pair at half the price."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from fidpos.domain.errors import InvalidValue
from fidpos.domain.money import PPM
from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.fields import PositiveMinor, SharePpm
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.unit_discount import share_of, unit_act
from fidpos.rules.units import Picked, Run, UnitCount, count, first, runs
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyXGetY:
    """For each complete group of `buy` units, `get` units are free, the cheapest first.

    The units stand in line by price: the cheapest are given, the dearest are those that were bought.

    Attributes:
        scope: what must be bought.
        given: what is given, None for the same scope. What lies in both counts as given, never as bought.
        same_article: the units of a group are all of one article; not with `given`.
        share_ppm: how much of the given units is free, all of it unless said otherwise.
        groups_max: how many groups on one visit, None for all of them.
        cap_minor: most that it takes off on one visit, None for no cap.
        consumes: the units of the groups, bought and given, are gone for later discounts.
        on_consumed: also counts units that an earlier effect consumed.
    """

    code: ClassVar[str] = "buy_x_get_y"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.LINE, Phase.BASKET})
    redeemable: ClassVar[bool] = True

    buy: UnitCount
    get: UnitCount = 1
    scope: Scope = EVERYTHING
    given: Scope | None = None
    same_article: bool = False
    share_ppm: SharePpm = PPM
    groups_max: UnitCount | None = None
    cap_minor: PositiveMinor | None = None
    consumes: bool = True
    on_consumed: bool = False

    def __post_init__(self) -> None:
        """Refuse a group of one article that is given something else.

        Raises:
            InvalidValue: both are asked for.
        """
        if self.same_article and self.given is not None:
            raise InvalidValue("units of the same article, or another scope given, not both")

    def compile(self, binding: Binding, /) -> Act:
        """Form the groups, then reduce what is given."""
        bought = binding.scope(self.scope)
        given = None if self.given is None else binding.scope(self.given)

        def choose(working: Working) -> Picked:
            found = runs(working, bought, on_consumed=self.on_consumed)
            if given is not None:
                return self._distinct(found, runs(working, given, on_consumed=self.on_consumed))
            if self.same_article:
                return self._within_articles(working, found)
            return self._mixed(found, self._at_most(count(found) // (self.buy + self.get)))

        return unit_act(
            binding.owner,
            choose,
            share_of(self.share_ppm),
            cap_minor=self.cap_minor,
            consumes=self.consumes,
        )

    def _at_most(self, groups: int) -> int:
        return groups if self.groups_max is None else min(groups, self.groups_max)

    def _mixed(self, dearest_first: Sequence[Run], groups: int) -> Picked:
        reduced = first(reversed(dearest_first), groups * self.get)
        return Picked(reduced, [*reduced, *first(dearest_first, groups * self.buy)])

    def _within_articles(self, working: Working, found: Sequence[Run]) -> Picked:
        picked, left = Picked([], []), self._at_most(count(found))
        for runs_of_one in _by_article(working, found):
            groups = min(left, count(runs_of_one) // (self.buy + self.get))
            more = self._mixed(runs_of_one, groups)
            picked.reduced.extend(more.reduced)
            picked.used.extend(more.used)
            left -= groups
        return picked

    def _distinct(self, found: Sequence[Run], given: Sequence[Run]) -> Picked:
        lines = {run.line for run in given}
        bought = [run for run in found if run.line not in lines]
        groups = self._at_most(min(count(bought) // self.buy, count(given) // self.get))
        reduced = first(reversed(given), groups * self.get)
        return Picked(reduced, [*reduced, *first(bought, groups * self.buy)])


def _by_article(working: Working, found: Sequence[Run]) -> Iterable[list[Run]]:
    """The runs of each article, dearest first; a line that names no article stands alone."""
    lines = working.facts.visit.lines
    groups: dict[str | int, list[Run]] = {}
    for run in found:
        groups.setdefault(lines[run.line].article or run.line, []).append(run)
    return groups.values()
