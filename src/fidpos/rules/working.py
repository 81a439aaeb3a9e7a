"""Working: one evaluation in progress. Conditions read it, effects add to it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Self

from fidpos.rules.effect import NOTHING
from fidpos.rules.evaluation import Earned, GiftGranted, LineDiscount, Message, RuleUsed, VoucherGranted
from fidpos.rules.facts import Anniversary, Facts, RuleUse

RULE_CAP_POINTS = "rule_cap_points"


class Multiplier(NamedTuple):
    """What a rule multiplies the earnings on one counter by."""

    rule: str
    factor_ppm: int


class Addition(NamedTuple):
    """What a rule adds to the earnings on one counter, when there are any."""

    rule: str
    points: int


class TierMove(NamedTuple):
    """A tier that a rule gives, or takes, whatever the tier basis counts."""

    rule: str
    tier: str
    until: date | None


class Working:
    """The facts, prepared for quick reading, and what has been given so far.

    Attributes:
        day: business day of the visit.
        tier: code of the tier that counts on this visit, empty for none.
        tier_before: the one with which the member came.
        withheld: why this visit earns nothing and does not count, empty when it does.
        history: value by query key; a key that is missing is unknown.
        lines_of: rising line indices of each scope, by scope number.
        gross: what each line costs before our discounts.
        net: what is left of each line; changed by `discount.take_off` alone.
        before_rewards: what rules had left of each line, before rewards and vouchers were used.
        base: what each line earns on, known from the earning phase on.
        tax_rates: of each line, in parts per million.
        one_tax: all lines have the same one.
        has_returns: some line is returned rather than bought.
        spared: lines that no discount reduces.
        barred: lines that an earlier rule of the same group has, with that rule; for the rule being run.
        consumed: units of each line that an effect has used up, for discounts.
        locked: how much of `net` belongs to these units.
        freed_by_rules: units of each line that a rule left nothing to pay for.
        freed_by_rewards: the same of rewards and vouchers.
        points_pay: what runs was bought with points, or is a voucher: discounts on lines reduce all of them.
        cap_minor: what the rule being run may still take off, None for no cap.
        cap_points: what it may still earn, None for no cap.
        used_up: the cap of the rule being run that left nothing at all to one of its effects, empty for none.
        full_discount_minor: what the fixed discount of a reward is when the purchase is large enough.
        blocks: how many blocks of points the reward being used may take; then, how many it took.
        subject: the person for whom the rule being run fires, empty when it is about no person.
        uses: uses to record at close.
        multipliable: what multipliers multiply, by counter.
        multipliers: by counter, what each rule multiplies by.
        additions: by counter, what each rule adds when something is earned.
        forbidden: rules that may not be given any more, with the rule that forbids them.
        tier_moves: in the order of the rules.
    """

    __slots__ = (
        "_near",
        "additions",
        "amount_minor",
        "barred",
        "base",
        "before_rewards",
        "blocks",
        "cap_minor",
        "cap_points",
        "consumed",
        "day",
        "discount_minor",
        "discounts",
        "earned",
        "facts",
        "forbidden",
        "freed_by_rewards",
        "freed_by_rules",
        "full_discount_minor",
        "gifts",
        "gross",
        "has_returns",
        "history",
        "lines_of",
        "locked",
        "messages",
        "multipliable",
        "multipliers",
        "net",
        "one_tax",
        "points_pay",
        "spared",
        "subject",
        "tax_rates",
        "tier",
        "tier_before",
        "tier_moves",
        "used_up",
        "uses",
        "vouchers",
        "withheld",
    )

    def __init__(self, facts: Facts, lines_of: Sequence[Sequence[int]]) -> None:
        self.facts = facts
        self.day = facts.visit.business_day
        self.tier = ""
        self.tier_before = ""
        self.withheld = ""
        self.history: dict[str, int] = {value.key: value.value for value in facts.history}
        self.lines_of = lines_of
        self.gross = [line.amount_minor for line in facts.visit.lines]
        self.tax_rates = [line.tax_rate_ppm for line in facts.visit.lines]
        self.one_tax = len(set(self.tax_rates)) < 2
        self.has_returns = min(self.gross, default=0) < 0
        self.net = self.gross.copy()
        self.before_rewards: Sequence[int] = ()
        self.base: Sequence[int] = ()
        self.spared: frozenset[int] = frozenset()
        self.barred: dict[int, str] = {}
        self.consumed: dict[int, int] = {}
        self.locked: dict[int, int] = {}
        self.freed_by_rules: dict[int, int] = {}
        self.freed_by_rewards: dict[int, int] = {}
        self.points_pay = False
        self.cap_minor: int | None = None
        self.cap_points: int | None = None
        self.used_up = ""
        self.full_discount_minor = 0
        self.blocks = 0
        self.amount_minor = sum(self.gross)
        self.discount_minor = 0
        self.discounts: list[LineDiscount] = []
        self.earned: list[Earned] = []
        self.gifts: list[GiftGranted] = []
        self.messages: list[Message] = []
        self.vouchers: list[VoucherGranted] = []
        self.tier_moves: list[TierMove] = []
        self.subject = ""
        self.uses: list[RuleUsed] = []
        self.multipliable: dict[str, int] = {}
        self.multipliers: dict[str, list[Multiplier]] = {}
        self.additions: dict[str, list[Addition]] = {}
        self.forbidden: dict[str, str] = {}
        self._near: list[tuple[Anniversary, int]] | None = None

    def uses_of(self, rule: str) -> list[RuleUse]:
        """Earlier uses of a rule by this member, one record for each subject."""
        return [use for use in self.facts.uses if use.rule == rule]

    def days_to_anniversaries(self) -> list[tuple[Anniversary, int]]:
        """Each anniversary with the days to its nearest occurrence: 3 in three days, -2 two days ago."""
        if self._near is None:
            self._near = [(each, each.day.days_from(self.day)) for each in self.facts.member.anniversaries]
        return self._near

    def earn(self, counter: str, rule: str, amount: int) -> tuple[int, str]:
        """Credit what a rule gives, as far as the rule's own cap allows.

        Returns:
            What was credited, and what an act answers.
        """
        cap = self.cap_points
        if cap is None:
            self.earned.append(Earned(counter, rule, amount))
            return amount, ""
        if cap == 0:
            self.used_up = RULE_CAP_POINTS
            return 0, NOTHING
        given = min(amount, cap)
        self.cap_points = cap - given
        self.earned.append(Earned(counter, rule, given))
        return given, "" if given == amount else RULE_CAP_POINTS

    def fork(self) -> Self:
        """A copy on which something can be tried without consequence."""
        other = object.__new__(type(self))
        for name in self.__slots__:
            value = getattr(self, name)
            setattr(other, name, value.copy() if type(value) in {list, dict} else value)
        other.multipliers = {counter: each.copy() for counter, each in self.multipliers.items()}
        other.additions = {counter: each.copy() for counter, each in self.additions.items()}
        return other
