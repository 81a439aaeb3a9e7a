"""Working: one evaluation in progress. Conditions read it, effects add to it."""

from collections.abc import Sequence

from fidpos.rules.evaluation import Earned, GiftGranted, LineDiscount, Message
from fidpos.rules.facts import Facts, RuleUse


class Working:
    """The facts, prepared for quick reading, and what has been given so far.

    Attributes:
        history: value by query key; a key that is missing is unknown.
        gross: what each line costs before our discounts, by line.
        net: what is left of each line, by line; never changed but through `take_off`.
        lines_of: rising line indices of each scope, by scope number.
        subjects: persons for whom the rule being run fires; one empty text when it is about no person.
        multipliable: what multipliers multiply, by counter.
        multipliers: factor in ppm and the rule that gives it, by counter.
    """

    __slots__ = (
        "amount_minor",
        "base",
        "discount_minor",
        "discounts",
        "earned",
        "facts",
        "gifts",
        "gross",
        "history",
        "lines_of",
        "member",
        "messages",
        "multipliable",
        "multipliers",
        "net",
        "subjects",
        "uses",
        "visit",
    )

    def __init__(self, facts: Facts, lines_of: Sequence[Sequence[int]]) -> None:
        self.facts = facts
        self.visit = facts.visit
        self.member = facts.member
        self.history = {value.key: value.value for value in facts.history}
        self.uses: dict[str, list[RuleUse]] = {}
        for use in facts.uses:
            self.uses.setdefault(use.rule, []).append(use)
        self.lines_of = lines_of
        self.gross = [line.amount_minor for line in facts.visit.lines]
        self.net = self.gross.copy()
        self.base = self.gross
        self.amount_minor = sum(self.gross)
        self.discount_minor = 0
        self.discounts: list[LineDiscount] = []
        self.earned: list[Earned] = []
        self.gifts: list[GiftGranted] = []
        self.messages: list[Message] = []
        self.subjects: tuple[str, ...] = ("",)
        self.multipliable: dict[str, int] = {}
        self.multipliers: dict[str, list[tuple[int, str]]] = {}
