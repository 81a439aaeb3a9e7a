"""What a part of a programme does, in a sentence: "Quand …, alors …".

A kind has a sentence of its own in the translations, which names the fields that matter; whatever else is
unusual stands behind it in brackets. A kind without a sentence is told by its name and all its fields.
"""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass
from datetime import date

from fidpos.domain.clock import DayMonth
from fidpos.rules.bounds import Bounds
from fidpos.rules.encode import encode
from fidpos.rules.expiry import LotExpiry
from fidpos.rules.programme import RewardDef
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.shape import (
    TAG,
    Field,
    Many,
    Maybe,
    OneValue,
    Record,
    Shape,
    Stamp,
    Tagged,
    Whole,
    YesNo,
    fields_of,
)
from fidpos.rules.titles import Titles
from fidpos.rules.windows import Window
from fidpos.server.backoffice.programme.numbers import told
from fidpos.server.backoffice.programme.spot import Scene, Spot, in_words, kind_name
from fidpos.server.backoffice.programme.tree import Node, items, record

BLANK = "\N{HORIZONTAL ELLIPSIS}"
"""Stands for what is not filled in yet."""
_SAYS = "office.programme.says"
_COUNTED = frozenset({"hours", "days", "months"})
_GROUPS = frozenset({"all", "any", "none"})


class _Told:
    """A value of a sentence that knows whether the sentence named it."""

    def __init__(self, words: str) -> None:
        self._words = words
        self.is_named = False

    def __str__(self) -> str:
        self.is_named = True
        return self._words


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Says parts of one programme."""

    scene: Scene

    def rule(self, node: Node) -> str:
        """When it gives, and what."""
        rule = record(node)
        then = self._joined(".and", (self.effect(each) for each in items(rule.get("effects"))))
        when = rule.get("when")
        if when is None:
            return self._say(".always", then=then or BLANK)
        return self._say(".when_then", when=self.condition(when), then=then or BLANK)

    def reward(self, node: Node) -> str:
        """What it costs, and what it gives."""
        reward = record(node)
        spot = self._inside(RewardDef, "cost", reward)
        cost = reward.get("cost")
        counter = self._inside(RewardDef, "counter", reward)
        return self._say(
            ".reward",
            cost=told(cost, spot) if isinstance(cost, int) else BLANK,
            counter=self._text(counter, reward.get("counter")),
            effect=self.effect(reward.get("effect")),
        )

    def condition(self, node: Node, *, is_inner: bool = False) -> str:
        """When it holds."""
        code = record(node).get(TAG)
        if code not in _GROUPS:
            return self._kind(Tagged("condition"), node)
        parts = [self.condition(each, is_inner=True) for each in items(record(node).get("of"))]
        joined = self._joined(".or" if code != "all" else ".and", parts) or BLANK
        if code == "none":
            return self._say(".none", of=joined)
        return f"({joined})" if is_inner and len(parts) > 1 else joined

    def effect(self, node: Node) -> str:
        """What it gives."""
        return self._kind(Tagged("effect"), node)

    def facts(self, kind: type, node: Node, *, besides: Iterable[str] = ()) -> list[tuple[str, str]]:
        """What is written of a record and not as usual: names of fields with values in words."""
        return self._facts(kind, in_words(kind), record(node), frozenset(besides))

    def told(self, shape: Shape, value: Node, spot: Spot) -> str:
        """A value in words."""
        match shape:
            case _ if value is None:
                return BLANK
            case Maybe(inner):
                return self.told(inner, value, spot)
            case Whole() if isinstance(value, int):
                return told(value, spot)
            case YesNo():
                return self.scene.texts.value(bool(value))
            case OneValue(kind):
                return spot.words(kind, value)
            case Stamp():
                return self._stamp(value, spot)
            case Many(inner):
                return ", ".join(self.told(inner, each, spot) for each in items(value)) or BLANK
            case Record(kind):
                return self._record(kind, record(value), spot)
            case Tagged("condition"):
                return self.condition(value, is_inner=True)
            case Tagged():
                return self.effect(value)
            case _:
                return self._text(spot, value)

    def _kind(self, shape: Tagged, node: Node) -> str:
        said = record(node)
        code = str(said.get(TAG) or "")
        kind = shape.kinds.get(code)
        if kind is None:
            return BLANK
        params = {each.name: _Told(self._field(code, each, said)) for each in fields_of(kind)}
        key = f"{_SAYS}.{shape.name}.{code}"
        texts = self.scene.texts
        sentence = texts.say(key, **params) if texts.has(key) else kind_name(texts, shape.name, code)
        named = [name for name, each in params.items() if each.is_named]
        more = self._facts(kind, code, said, frozenset(named))
        return sentence + self._bracketed(more)

    def _field(self, owner: str, each: Field, said: Mapping[str, Node]) -> str:
        spot = Spot(scene=self.scene, owner=owner, field=each.name, beside=said)
        usual = None if each.default in (MISSING, None) else encode(each.default)
        return self.told(each.shape, said.get(each.name, usual), spot)

    def _facts(
        self, kind: type, owner: str, said: Mapping[str, Node], besides: frozenset[str]
    ) -> list[tuple[str, str]]:
        found = []
        for each in fields_of(kind):
            if each.name not in said or each.name in besides:
                continue
            spot = Spot(scene=self.scene, owner=owner, field=each.name, beside=said)
            found.append((spot.label, self.told(each.shape, said[each.name], spot)))
        return found

    def _record(self, kind: type, said: Mapping[str, Node], spot: Spot) -> str:
        if kind is Titles:
            return str(said.get(self.scene.texts.language) or said.get("fr") or said.get("en") or BLANK)
        if kind is Bounds:
            return self._bounds(said, spot)
        if kind is Window:
            return self._window(said)
        if kind is Scope:
            return self._scope(said)
        if kind is LotExpiry:
            count = said.get("count", 0)
            return self._say(
                f".expiry.{said.get('kind', 'never')}", count=count if isinstance(count, int) else 0
            )
        if kind is DayMonth:
            return self._day_month(said)
        found = self._facts(kind, in_words(kind), said, frozenset())
        return ", ".join(self._say(".fact", label=label, value=value) for label, value in found)

    def _bounds(self, said: Mapping[str, Node], spot: Spot) -> str:
        inner = Spot(scene=self.scene, owner="bounds", field="at_least", beside=said, within=spot)
        numbers = {name: told(value, inner) for name, value in said.items() if isinstance(value, int)}
        if numbers.keys() == {"at_least", "at_most"}:
            if numbers["at_least"] == numbers["at_most"]:
                return numbers["at_least"]
            return self._say(".bounds.between", low=numbers["at_least"], high=numbers["at_most"])
        parts = [self._say(f".bounds.{name}", value=value) for name, value in numbers.items()]
        return self._joined(".and", parts) or BLANK

    def _window(self, said: Mapping[str, Node]) -> str:
        kind = said.get("kind")
        if not isinstance(kind, str):
            return BLANK
        since = said.get("since")
        rule = Spot(scene=self.scene, owner="window", field="rule", beside=said)
        count = {"count": _count(said, 1)} if kind in _COUNTED else {}
        return self._say(
            f".window.{kind}",
            **count,
            since=self._stamp(since, rule) if since else BLANK,
            rule=self._text(rule, said["rule"]) if said.get("rule") else self._say(".window.this_rule"),
        )

    def _scope(self, said: Mapping[str, Node]) -> str:
        if not said:
            return self._say(".scope.everything")
        found = self._facts(Scope, "scope", said, frozenset({"only", "excluding"}))
        selection = Spot(scene=self.scene, owner="scope", field="only", beside=said)
        parts = [
            self._say(f".scope.{name}", lines=self.told(_SELECTION, said[name], selection))
            for name in ("only", "excluding")
            if name in said
        ]
        if "only" not in said:
            parts.insert(0, self._say(".scope.everything"))
        return ", ".join([*parts, *(_plain(label, value) for label, value in found)])

    def _stamp(self, value: Node, spot: Spot) -> str:
        try:
            return self.scene.texts.value(date.fromisoformat(str(value)))
        except ValueError:
            return self._text(spot, value)

    def _day_month(self, said: Mapping[str, Node]) -> str:
        day, month = said.get("day"), said.get("month")
        if not isinstance(day, int) or not isinstance(month, int):
            return BLANK
        return f"{day:02}/{month:02}"

    def _text(self, spot: Spot, value: Node) -> str:
        choices = dict(spot.choices() or ())
        return choices.get(str(value), str(value)) if value else BLANK

    def _inside(self, kind: type, name: str, said: Mapping[str, Node]) -> Spot:
        return Spot(scene=self.scene, owner=in_words(kind), field=name, beside=said)

    def _bracketed(self, found: Iterable[tuple[str, str]]) -> str:
        shown = ", ".join(_plain(label, value) for label, value in found)
        return f" ({shown})" if shown else ""

    def _joined(self, how: str, parts: Iterable[str]) -> str:
        return f" {self._say(how)} ".join(parts)

    def _say(self, ending: str, **params: object) -> str:
        return self.scene.texts.say(f"{_SAYS}{ending}", **params)


_SELECTION = Record(Selection)
_YES = frozenset({"oui", "yes"})


def _count(said: Mapping[str, Node], usual: int) -> int:
    count = said.get("count", usual)
    return count if isinstance(count, int) else usual


def _plain(label: str, value: str) -> str:
    return label[:1].lower() + label[1:] if value in _YES else f"{label[:1].lower() + label[1:]} {value}"
