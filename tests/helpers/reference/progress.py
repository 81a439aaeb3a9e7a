"""What has been given so far on a visit, and what is left of it."""

from dataclasses import dataclass, field, replace
from datetime import date

from fidpos.domain.basket import QUANTITY_UNIT, BasketLine
from fidpos.rules.evaluation import Earned, GiftGranted, LineDiscount, Message, RuleUsed, VoucherGranted
from fidpos.rules.facts import Facts
from fidpos.rules.programme import CounterDef, Programme


@dataclass(slots=True, kw_only=True)
class Line:
    """One line: what is left to pay for it, and how much of that belongs to units that were used up.

    Attributes:
        free_by_rules: units for which a rule left nothing to pay.
        free_by_points: the same of rewards and vouchers.
    """

    number: int
    what: BasketLine
    left: int
    units_used: int = 0
    left_of_used: int = 0
    free_by_rules: int = 0
    free_by_points: int = 0

    @property
    def units(self) -> int:
        """How many units it is; weighed goods are one, what is returned is none."""
        if self.what.quantity <= 0:
            return 0
        return 1 if self.what.quantity % QUANTITY_UNIT else self.what.quantity // QUANTITY_UNIT

    @property
    def left_of_free(self) -> int:
        """What is left of the units that no effect has used up."""
        return self.left - self.left_of_used

    def reduce(self, amount: int) -> None:
        """Take off; what belongs to used units is touched last."""
        self.left -= amount
        self.left_of_used = min(self.left_of_used, self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What waits for the end of the earning phase: a multiplier (parts per million) or points to add."""

    rule: str
    counter: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A tier given or taken by a rule, with the months of its term."""

    rule: str
    tier: str
    months: int
    is_up: bool


@dataclass(slots=True, kw_only=True)
class Caps:
    """What is left of the caps of one rule, None for none, and the one that left nothing to an effect."""

    minor: int | None = None
    points: int | None = None
    used_up: str = ""


@dataclass(slots=True, kw_only=True)
class Progress:
    """Everything that is known and has been given so far.

    Attributes:
        tier: the one that counts on this visit.
        tier_before: the one with which the member came.
        withheld: why the visit neither earns nor counts, empty when it does.
        source: what runs now, as discounts and gifts name it.
        person: for whom it runs, empty for nobody in particular.
        is_first_person: it does not run once more for another person.
        by_points: what runs was bought with points, or is a voucher.
        blocks: how many blocks of points the reward that runs takes.
        not_on: lines that belong to another rule of the group of the one that runs.
    """

    programme: Programme
    facts: Facts
    tier: str = ""
    tier_before: str = ""
    withheld: str = ""
    lines: list[Line]
    left_by_rules: list[int] = field(default_factory=list)
    discounts: list[LineDiscount] = field(default_factory=list)
    earned: list[Earned] = field(default_factory=list)
    multipliable: dict[str, int] = field(default_factory=dict)
    multipliers: list[Pending] = field(default_factory=list)
    additions: list[Pending] = field(default_factory=list)
    gifts: list[GiftGranted] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    vouchers: list[VoucherGranted] = field(default_factory=list)
    uses: list[RuleUsed] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    forbidden: dict[str, str] = field(default_factory=dict)
    caps: dict[str, Caps] = field(default_factory=dict)
    source: str = ""
    person: str = ""
    is_first_person: bool = True
    by_points: bool = False
    blocks: int = 0
    not_on: dict[int, str] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The business day."""
        return self.facts.visit.business_day

    @property
    def due(self) -> int:
        """What is left to pay for the whole purchase."""
        return sum(line.left for line in self.lines)

    @property
    def is_itemised(self) -> bool:
        """Whether the register said what is bought."""
        return any(not line.what.is_anonymous for line in self.lines)

    def counter(self, code: str) -> CounterDef:
        """The counter of that code."""
        return next(each for each in self.programme.counters if each.code == code)

    def known(self, key: str) -> int | None:
        """A value of the past, None when it is unknown."""
        for value in self.facts.history:
            if value.key == key:
                return value.value
        return None

    def cap(self) -> Caps:
        """The caps of what runs."""
        return self.caps.setdefault(self.source, Caps())

    def trial(self) -> "Progress":
        """A copy on which something can be tried."""
        return replace(
            self,
            lines=[replace(line) for line in self.lines],
            discounts=list(self.discounts),
            earned=list(self.earned),
            multipliable=dict(self.multipliable),
            multipliers=list(self.multipliers),
            additions=list(self.additions),
            gifts=list(self.gifts),
            messages=list(self.messages),
            vouchers=list(self.vouchers),
            uses=list(self.uses),
            moves=list(self.moves),
            forbidden=dict(self.forbidden),
            caps={code: replace(caps) for code, caps in self.caps.items()},
            not_on=dict(self.not_on),
        )


def begin(programme: Programme, facts: Facts) -> Progress:
    """Nothing given yet."""
    lines = [
        Line(number=number, what=line, left=line.amount_minor)
        for number, line in enumerate(facts.visit.lines)
    ]
    return Progress(programme=programme, facts=facts, lines=lines)
