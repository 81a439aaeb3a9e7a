"""The widgets of a part of a programme, from the shape of it and what is written so far."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, replace

from fidpos.domain.money import Currency
from fidpos.rules.encode import encode
from fidpos.rules.registry import EFFECTS
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
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.programme.numbers import suffix, typed
from fidpos.server.backoffice.programme.spot import Choices, Spot, in_words, kind_name
from fidpos.server.backoffice.programme.tree import Node, items, record
from fidpos.server.backoffice.programme.widget import Look, Widget

SMALL = 4
"""Fields of a record that are all shown at once."""
_ALWAYS_SHOWN = frozenset({("rule", "when"), ("reward_def", "when"), ("rule", "effects")})
_NEVER_FOLDED = frozenset({"policies", "safeguards"})
_CLOCK_FORM = r"[0-9]{2}:[0-9]{2}"
_DAY_FORM = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Draws a form.

    Attributes:
        problems: by field, what is wrong with what was typed.
        typed: by field, what was typed where it could not be read.
    """

    problems: Mapping[str, Message] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    def draw(self, shape: Shape, value: Node, name: str, spot: Spot) -> Widget:
        """The widget of a value; None draws what is not there yet."""
        match shape:
            case Maybe(Record() | Tagged() as inner) if value is None:
                return self._absent(inner, name, spot)
            case Maybe(Record() | Tagged() as inner):
                return replace(self.draw(inner, value, name, spot), can_drop=True)
            case Maybe(inner):
                return replace(self.draw(inner, value, name, spot), is_needed=False)
            case Record(kind):
                return self._record(kind, value, name, spot)
            case Tagged():
                return self._kind(shape, value, name, spot)
            case Many(inner):
                return self._many(inner, value, name, spot)
            case _:
                return self._leaf(shape, value, name, spot)

    def _leaf(self, shape: Shape, value: Node, name: str, spot: Spot) -> Widget:
        plain = self._plain(Look.LINE, name, spot)
        shown = self.typed.get(name)
        match shape:
            case Whole():
                number = "" if not isinstance(value, int) else typed(value, spot.unit, *_how(spot))
                unit = suffix(spot.unit, spot.scene.currency, spot.scene.texts)
                return replace(plain, value=number if shown is None else shown, suffix=unit)
            case YesNo() if (choices := spot.yes_or_no()) is not None:
                return replace(plain, look=Look.CHOICE, choices=choices, value=str(bool(value)).lower())
            case YesNo():
                return replace(plain, look=Look.TICK, value="1" if value else "")
            case OneValue(kind):
                choices = [("", "–"), *((str(each.value), spot.words(kind, each)) for each in kind)]
                return replace(plain, look=Look.CHOICE, choices=choices, value=_text(value))
            case Stamp(pattern=form) if form in (_DAY_FORM, _CLOCK_FORM):
                look = Look.DAY if form == _DAY_FORM else Look.TIME
                return replace(plain, look=look, value=_text(value) if shown is None else shown)
            case _ if (choices := spot.choices()) is not None:
                return replace(plain, look=Look.CHOICE, choices=_or_none(choices), value=_text(value))
            case _:
                return replace(plain, value=_text(value) if shown is None else shown)

    def _record(self, kind: type, value: Node, name: str, spot: Spot) -> Widget:
        shown, more = self._fields(kind, in_words(kind), record(value), name, spot)
        return replace(self._plain(Look.RECORD, name, spot), parts=shown, more=more)

    def _kind(self, shape: Tagged, value: Node, name: str, spot: Spot) -> Widget:
        code = record(value).get(TAG)
        kind = shape.kinds.get(code) if isinstance(code, str) else None
        if kind is None or not isinstance(code, str):
            return self._absent(shape, name, spot)
        shown, more = self._fields(kind, code, record(value), name, spot)
        plain = self._plain(Look.KIND, name, spot)
        texts = spot.scene.texts
        return replace(
            plain,
            label=kind_name(texts, shape.name, code),
            hint=texts.say(key) if texts.has(key := f"office.programme.{shape.name}.{code}.hint") else "",
            value=code,
            lead=spot.label,
            parts=shown,
            more=more,
            can_drop=True,
            can_combine=shape.name == "condition",
        )

    def _fields(
        self, kind: type, owner: str, value: Mapping[str, Node], name: str, spot: Spot
    ) -> tuple[tuple[Widget, ...], tuple[Widget, ...]]:
        """What is shown at once, and what is folded away because it says nothing unusual."""
        fields = fields_of(kind)
        shown: list[Widget] = []
        more: list[Widget] = []
        for each in fields:
            inner = Spot(scene=spot.scene, owner=owner, field=each.name, beside=value, within=spot)
            widget = self.draw(each.shape, _present(each, value), f"{name}.{each.name}", inner)
            widget = replace(widget, is_needed=each.default is MISSING)
            folded = (
                len(fields) > SMALL
                and owner not in _NEVER_FOLDED
                and each.default is not MISSING
                and each.name not in value
                and (owner, each.name) not in _ALWAYS_SHOWN
                and not self._is_marked(widget.name)
            )
            (more if folded else shown).append(widget)
        return tuple(shown), tuple(more)

    def _many(self, inner: Shape, value: Node, name: str, spot: Spot) -> Widget:
        plain = self._plain(Look.LIST, name, spot)
        match inner:
            case Record() | Tagged():
                parts = tuple(
                    replace(self.draw(inner, each, f"{name}.{index}", spot), can_drop=True, lead="")
                    for index, each in enumerate(items(value))
                )
                choices = kinds(inner, spot) if isinstance(inner, Tagged) else ()
                return replace(plain, parts=parts, choices=choices)
            case OneValue(kind):
                offered = [(str(each.value), spot.words(kind, each)) for each in kind]
                return replace(plain, look=Look.TICKS, choices=offered, values=_texts(value))
            case _ if (named := spot.choices()) is not None:
                return replace(plain, look=Look.TICKS, choices=named, values=_texts(value))
            case Whole():
                lines = [
                    typed(each, spot.unit, *_how(spot)) for each in items(value) if isinstance(each, int)
                ]
            case _:
                lines = [_text(each) for each in items(value)]
        shown = self.typed.get(name)
        return replace(plain, look=Look.LINES, value="\n".join(lines) if shown is None else shown)

    def _absent(self, shape: Shape, name: str, spot: Spot) -> Widget:
        choices = kinds(shape, spot) if isinstance(shape, Tagged) else ()
        return replace(self._plain(Look.ABSENT, name, spot), choices=choices)

    def _plain(self, look: Look, name: str, spot: Spot) -> Widget:
        return Widget(look=look, name=name, label=spot.label, hint=spot.hint, problem=self.problems.get(name))

    def _is_marked(self, name: str) -> bool:
        return any(each == name or each.startswith(f"{name}.") for each in self.problems)


def kinds(shape: Tagged, spot: Spot) -> Choices:
    """The kinds that can be added there, by their names; of a reward or a voucher, those it may give."""
    codes: Sequence[str] = list(shape.kinds)
    if shape.name == "effect" and spot.owner in {"reward_def", "voucher"}:
        codes = [code for code in codes if EFFECTS[code].redeemable]
    return sorted(
        [(code, kind_name(spot.scene.texts, shape.name, code)) for code in codes], key=lambda each: each[1]
    )


def _present(each: Field, value: Mapping[str, Node]) -> Node:
    """What is written, else the default as JSON writes it."""
    if each.name in value:
        return value[each.name]
    return None if each.default in (MISSING, None) else encode(each.default)


def _how(spot: Spot) -> tuple[Currency, str]:
    return spot.scene.currency, spot.scene.texts.language


def _or_none(choices: Choices) -> Choices:
    return [("", "–"), *choices]


def _text(value: Node) -> str:
    return "" if value is None else str(value)


def _texts(value: Node) -> frozenset[str]:
    return frozenset(str(each) for each in items(value))
