"""Where a value stands in a programme: what its words, its unit and its choices hang on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from fidpos.domain.money import Currency
from fidpos.rules.policy import Policies
from fidpos.server.backoffice.programme.tree import Node, at, items, record
from fidpos.texts.texts import Texts

Choices = Sequence[tuple[str, str]]
"""Values with their words."""
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Unit(StrEnum):
    """How a whole number is written for people."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    """Parts per million."""
    FACTOR = "factor"
    """A multiplier in parts per million."""
    THOUSANDTHS = "thousandths"

    def places(self, currency: Currency) -> int:
        """Decimals of the number as it is typed."""
        match self:
            case Unit.COUNT:
                return 0
            case Unit.MONEY:
                return currency.exponent
            case Unit.PERCENT:
                return 4
            case Unit.FACTOR:
                return 6
            case Unit.THOUSANDTHS:
                return 3


BOUNDS_IN: Mapping[tuple[str, str], Unit] = {
    ("amount", "bounds"): Unit.MONEY,
    ("average_basket", "bounds"): Unit.MONEY,
    ("bought", "bounds"): Unit.THOUSANDTHS,
    ("quantity", "bounds"): Unit.THOUSANDTHS,
    ("revenue", "bounds"): Unit.MONEY,
    ("scope", "unit_price"): Unit.MONEY,
}
"""What bounds are counted in, where it is neither a number nor units of the counter beside them."""
_OF_A_COUNTER = frozenset({"points", "cost", "cap_points", "bounds"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The programme that is written, and what its parts can name outside of it.

    Attributes:
        body: the whole of it.
        shops: by id, their names.
        tills: by id, their names.
    """

    body: Node
    texts: Texts
    currency: Currency
    shops: Mapping[str, str] = field(default_factory=dict)
    tills: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where one value stands.

    Attributes:
        owner: what it is a field of: the code of a condition or effect, else its class, `counter_def`.
        field: its name.
        beside: the fields of the same record, as far as they are known.
        within: where that record stands.
    """

    scene: Scene
    owner: str
    field: str
    beside: Mapping[str, Node]
    within: "Spot | None" = None

    @property
    def unit(self) -> Unit:
        """How a number is written here."""
        name = self.field
        if self.owner == "bounds" and self.within is not None:
            return self.within.unit
        if (self.owner, name) in BOUNDS_IN:
            return BOUNDS_IN[self.owner, name]
        if name == "factor_ppm":
            return Unit.FACTOR
        if name.endswith("_ppm"):
            return Unit.PERCENT
        if name.endswith("_minor") or (name in _OF_A_COUNTER and self._counts_money(self.beside)):
            return Unit.MONEY
        if (self.owner, name) == ("tier_def", "threshold") and self._basis_is_money():
            return Unit.MONEY
        return Unit.COUNT

    @property
    def label(self) -> str:
        """What it is called."""
        return self._say("") or self.field

    @property
    def hint(self) -> str:
        """What helps to fill it in; empty for nothing."""
        return self._say(".hint")

    def choices(self) -> Choices | None:
        """What it can name, where it names another part of the programme, a shop or a till."""
        match self.owner, self.field:
            case (_, "counter"):
                return self.titles("counters")
            case (_, "tier" | "tiers"):
                return self.titles("tiers")
            case ("rule", "group"):
                return [(code, code) for code, _ in self.titles("groups")]
            case ("rule", "forbids"):
                return sorted(self.titles("rules"))
            case ("rule_used" | "window", "rule") | ("voucher_held", "sources"):
                return sorted([*self.titles("rules"), *self.titles("rewards")])
            case ("history_query", "scope"):
                return [(f"counter:{code}", title) for code, title in self.titles("counters")[1:]]
            case ("shop", "shops"):
                return list(self.scene.shops.items())
            case ("till", "tills"):
                return list(self.scene.tills.items())
            case _:
                return None

    def words(self, kind: type[Enum], value: object) -> str:
        """A value of a closed choice."""
        shown = value.value if isinstance(value, Enum) else value
        return self._first(
            f"office.programme.choice.{in_words(kind)}.{shown}",
            f"policy.{self.field}.{shown}",
        ) or str(shown)

    def yes_or_no(self) -> Choices | None:
        """Of a policy, what yes and no mean; None for what is simply ticked."""
        if self.owner != in_words(Policies):
            return None
        return [(each, self.scene.texts.say(f"policy.{self.field}.{each}")) for each in ("true", "false")]

    def titles(self, part: str) -> list[tuple[str, str]]:
        """The named parts of a list of the programme: codes with titles."""
        return titles(self.scene, part)

    def _counts_money(self, beside: Mapping[str, Node]) -> bool:
        return _is_money(self.scene.body, beside.get("counter"))

    def _basis_is_money(self) -> bool:
        basis = record(at(self.scene.body, "tier_basis"))
        if basis.get("metric") == "revenue":
            return True
        counters = items(at(self.scene.body, "counters"))
        first = record(counters[0]).get("code") if counters else None
        scope = str(basis.get("scope", "")).removeprefix("counter:") or first
        return basis.get("metric", "points_earned") == "points_earned" and _is_money(self.scene.body, scope)

    def _say(self, ending: str) -> str:
        return self._first(
            f"office.programme.field.{self.owner}.{self.field}{ending}",
            f"office.programme.field.{self.field}{ending}",
        )

    def _first(self, *keys: str) -> str:
        texts = self.scene.texts
        return next((texts.say(key) for key in keys if texts.has(key)), "")


def titles(scene: Scene, part: str) -> list[tuple[str, str]]:
    """The named parts of a list of the programme: codes with titles in the reader's language."""
    named = [record(each) for each in items(at(scene.body, part))]
    return [(str(each["code"]), title_of(each, scene.texts.language)) for each in named if each.get("code")]


def title_of(part: Mapping[str, Node], language: str) -> str:
    """What a part of a programme is called."""
    said = record(part.get("title"))
    return str(said.get(language) or said.get("fr") or said.get("en") or part.get("code") or "")


def kind_name(texts: Texts, family: str, code: str) -> str:
    """What a kind of condition or effect is called."""
    key = f"office.programme.{family}.{code}"
    return texts.say(key) if texts.has(key) else code


def in_words(kind: type) -> str:
    """The name of a class as keys write it: `counter_def`."""
    return _CAPITAL.sub("_", kind.__name__).lower()


def _is_money(body: Node, code: Node) -> bool:
    return any(
        record(each).get("code") == code and record(each).get("unit") == "money"
        for each in items(at(body, "counters"))
    )
