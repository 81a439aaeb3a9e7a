"""Working: one evaluation in progress. Conditions read it, effects add to it."""

from collections.abc import Sequence
from typing import NamedTuple, Self

from fidpos.domain.money import allocate
from fidpos.rules.evaluation import Earned, GiftGranted, LineDiscount, Message, RuleUsed
from fidpos.rules.facts import Anniversary, Facts, RuleUse


class Multiplier(NamedTuple):
    """What a rule multiplies the earnings on one counter by."""

    rule: str
    factor_ppm: int


class Working:
    """The facts, prepared for quick reading, and what has been given so far.

    Attributes:
        day: business day of the visit.
        tier: code of the tier that counts on this visit, empty for none.
        history: value by query key; a key that is missing is unknown.
        lines_of: rising line indices of each scope, by scope number.
        gross: what each line costs before our discounts.
        net: what is left of each line; changed by `take_off` alone.
        base: what each line earns on, known from the earning phase on.
        subject: the person for whom the rule being run fires, empty when it is about no person.
        uses: uses to record at close.
        multipliable: what multipliers multiply, by counter.
        multipliers: by counter, what each rule multiplies by.
    """

    __slots__ = (
        "_near",
        "amount_minor",
        "base",
        "day",
        "discount_minor",
        "discounts",
        "earned",
        "facts",
        "gifts",
        "gross",
        "history",
        "lines_of",
        "messages",
        "multipliable",
        "multipliers",
        "net",
        "subject",
        "tier",
        "uses",
    )

    def __init__(self, facts: Facts, lines_of: Sequence[Sequence[int]]) -> None:
        self.facts = facts
        self.day = facts.visit.business_day
        self.tier = ""
        self.history: dict[str, int] = {value.key: value.value for value in facts.history}
        self.lines_of = lines_of
        self.gross = [line.amount_minor for line in facts.visit.lines]
        self.net = self.gross.copy()
        self.base: Sequence[int] = ()
        self.amount_minor = sum(self.gross)
        self.discount_minor = 0
        self.discounts: list[LineDiscount] = []
        self.earned: list[Earned] = []
        self.gifts: list[GiftGranted] = []
        self.messages: list[Message] = []
        self.subject = ""
        self.uses: list[RuleUsed] = []
        self.multipliable: dict[str, int] = {}
        self.multipliers: dict[str, list[Multiplier]] = {}
        self._near: list[tuple[Anniversary, int]] | None = None

    def uses_of(self, rule: str) -> list[RuleUse]:
        """Earlier uses of a rule by this member, one record for each subject."""
        return [use for use in self.facts.uses if use.rule == rule]

    def days_to_anniversaries(self) -> list[tuple[Anniversary, int]]:
        """Each anniversary with the days to its nearest occurrence: 3 in three days, -2 two days ago."""
        if self._near is None:
            self._near = [(each, each.day.days_from(self.day)) for each in self.facts.member.anniversaries]
        return self._near

    def reducible(self, scope: int) -> int:
        """What can still be taken off the lines of a scope; returned goods in the basket lower it."""
        net = self.net
        left = sum(net[line] for line in self.lines_of[scope])
        return max(0, min(left, self.amount_minor - self.discount_minor))

    def take_off(self, source: str, amount_minor: int, scope: int) -> None:
        """Spread a discount over the lines of a scope by largest remainder, by what is left of each.

        Args:
            source: code of the rule or reward.
            amount_minor: not more than `reducible(scope)`.
            scope: number of the scope.
        """
        net = self.net
        lines = self.lines_of[scope]
        weights = [net[line] for line in lines]
        if min(weights) < 0:
            weights = [max(0, weight) for weight in weights]
        shares = allocate(amount_minor, weights)
        for line, share in zip(lines, shares, strict=True):
            if share:
                net[line] -= share
                self.discounts.append(LineDiscount(line, source, share))
        self.discount_minor += amount_minor

    def fork(self) -> Self:
        """A copy on which something can be tried without consequence."""
        other = object.__new__(type(self))
        for name in self.__slots__:
            value = getattr(self, name)
            setattr(other, name, value.copy() if type(value) is list else value)
        other.multipliable = self.multipliable.copy()
        other.multipliers = {counter: each.copy() for counter, each in self.multipliers.items()}
        return other
