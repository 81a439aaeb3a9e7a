"""How a member climbs and keeps tiers from visit to visit, as `rules.ladder` decides it for one."""

from collections import deque
from datetime import date

from fidpos.domain.member import TierStanding
from fidpos.rules.programme import Programme
from fidpos.rules.windows import add_months


class Climb:
    """One member's tier over time; give it every visit, oldest first."""

    def __init__(self, programme: Programme, enrolled_on: date) -> None:
        self._tiers = programme.tiers
        self._window = programme.tier_basis.window
        self._counted: deque[tuple[date, int]] = deque()
        self._value = 0
        self._rank = self._earned_rank()
        self.standing = self._standing(enrolled_on) if self._tiers else None

    def held_on(self, day: date) -> str:
        """Code of the tier that counts on that day: the one held, or the one earned when its term is over."""
        if self.standing is None:
            return ""
        self._forget_before(day)
        if self.standing.until is not None and day > self.standing.until:
            self._rank = self._earned_rank()
            return self._tiers[self._rank].code
        return self.standing.code

    def count(self, day: date, earned: int) -> None:
        """The visit of that day, about which `held_on` was asked, earned so much."""
        self._counted.append((day, earned))
        self._value += earned
        if self.standing is None:
            return
        reached = max(self._rank, self._earned_rank())
        is_over = self.standing.until is not None and day > self.standing.until
        if is_over or reached != self._rank:
            self._rank = reached
            self.standing = self._standing(day)

    def _standing(self, day: date) -> TierStanding:
        tier = self._tiers[self._rank]
        until = add_months(day, tier.term_months) if tier.term_months else None
        return TierStanding(code=tier.code, since=day, until=until)

    def _earned_rank(self) -> int:
        return max(
            (rank for rank, tier in enumerate(self._tiers) if self._value >= tier.threshold), default=0
        )

    def _forget_before(self, day: date) -> None:
        first = self._window.first_day(day)
        while first is not None and self._counted and self._counted[0][0] < first:
            self._value -= self._counted.popleft()[1]
