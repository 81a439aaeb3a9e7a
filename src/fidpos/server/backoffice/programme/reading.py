"""A part of a programme as a form holds it: the other way round than `drawing`.

What is missing stays missing, since a draft may be half written; what cannot be understood is a problem of
its field. What equals the default is left out, as the codec leaves it out.
"""

from dataclasses import MISSING, dataclass
from datetime import date
from re import fullmatch

from fidpos.rules.encode import encode
from fidpos.rules.shape import (
    TAG,
    Many,
    Maybe,
    OneValue,
    Record,
    Shape,
    Stamp,
    Tagged,
    Whole,
    Words,
    YesNo,
    fields_of,
)
from fidpos.server.backoffice.form import TEXT_MAX, Form
from fidpos.server.backoffice.programme.slug import slug
from fidpos.server.backoffice.programme.spot import Spot, in_words
from fidpos.server.backoffice.programme.tree import Node, record

DEPTH_MAX = 12
"""Conditions and effects within each other; the codec takes no more levels either."""
IS_THERE = "is"
"""Ending of the hidden field that says that a part is there."""
PLACE = "at"
"""Ending of the hidden field that holds an item's place in its list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Reads a form; what could not be read stands in its `problems`."""

    form: Form

    def read(self, shape: Shape, name: str, spot: Spot, depth: int = 0) -> Node:
        """The value of a field, None where nothing was filled in."""
        if depth > DEPTH_MAX:
            self.form.wrong(name, "office.programme.too_deep")
            return None
        match shape:
            case Maybe(Record() as inner):
                is_there = self.form.flag(f"{name}.{IS_THERE}")
                return self.read(inner, name, spot, depth) if is_there else None
            case Maybe(inner):
                return self.read(inner, name, spot, depth)
            case Record(kind):
                return self._fields(kind, in_words(kind), name, spot, depth)
            case Tagged():
                return self._kind(shape, name, spot, depth)
            case Many():
                return self._many(shape, name, spot, depth)
            case _:
                return self._leaf(shape, name, spot)

    def _leaf(self, shape: Shape, name: str, spot: Spot) -> Node:
        form = self.form
        match shape:
            case Whole(low, high):
                places = spot.unit.places(spot.scene.currency)
                return form.scaled(name, places, needed=False, least=low, most=high)
            case YesNo():
                return form.typed(name) in {"1", "true"}
            case OneValue(kind):
                values = {str(each.value): each.value for each in kind}
                return self._one_of(name, values)
            case Stamp():
                return self._stamp(shape, name, form.typed(name).strip())
            case Words(low, high, pattern):
                said = form.text(name, at_most=min(high, TEXT_MAX))
                if said and pattern is not None and not fullmatch(pattern, said):
                    form.wrong(name, "office.programme.bad_code")
                return said or (None if low else "")
            case _:
                raise TypeError(f"no field reads {shape!r}")

    def _one_of(self, name: str, values: dict[str, object]) -> Node:
        said = self.form.typed(name)
        if said and said not in values:
            self.form.wrong(name, "office.form.no_choice")
        return values.get(said)

    def _stamp(self, shape: Stamp, name: str, said: str) -> Node:
        if not said:
            return None
        try:
            if not fullmatch(shape.pattern, said):
                raise ValueError(said)
            shape.parse(said)
        except ValueError:
            self.form.wrong(name, "office.programme.no_stamp", wanted=said[:40])
            return None
        return said

    def _fields(self, kind: type, owner: str, name: str, spot: Spot, depth: int) -> dict[str, Node]:
        read: dict[str, Node] = {}
        for each in fields_of(kind):
            inner = Spot(scene=spot.scene, owner=owner, field=each.name, beside=read, within=spot)
            value = self.read(each.shape, f"{name}.{each.name}", inner, depth)
            if value is None or (each.default is not MISSING and value == encode(each.default)):
                continue
            if value == "" and each.default is MISSING:
                continue
            read[each.name] = value
        if "title" in read and any(each.name == "code" for each in fields_of(kind)) and "code" not in read:
            said = slug(str(record(read["title"]).get("fr") or record(read["title"]).get("en") or ""))
            read = {"code": said, **read} if said else read
        return read

    def _kind(self, shape: Tagged, name: str, spot: Spot, depth: int) -> Node:
        code = self.form.typed(f"{name}.{TAG}")
        if not code:
            return None
        kind = shape.kinds.get(code)
        if kind is None:
            self.form.wrong(name, "office.form.no_choice")
            return None
        return {TAG: code, **self._fields(kind, code, name, spot, depth + 1)}

    def _many(self, shape: Many, name: str, spot: Spot, depth: int) -> Node:
        form, inner = self.form, shape.inner
        match inner:
            case Record() | Tagged():
                count = min(len(form.all(f"{name}.{PLACE}")), shape.high)
                read = [self.read(inner, f"{name}.{index}", spot, depth) for index in range(count)]
                return [each if each is not None else {} for each in read]
            case OneValue(kind):
                return [each.value for each in kind if str(each.value) in form.all(name)]
            case _ if (choices := spot.choices()) is not None:
                return [value for value, _ in choices if value in form.all(name)]
            case Whole() | Stamp() | Words():
                return self._lines(shape, name, spot)
            case _:
                raise TypeError(f"no field reads {shape!r}")

    def _lines(self, shape: Many, name: str, spot: Spot) -> list[Node]:
        said = [each.strip() for each in self.form.typed(name).splitlines() if each.strip()]
        if len(said) > shape.high:
            self.form.wrong(name, "office.programme.too_many", count=shape.high)
            return []
        found: list[Node] = []
        for line in said:
            one = Form({name: [line]}, spot.scene.texts.language)
            match shape.inner:
                case Stamp() as stamp:
                    value = Reading(form=one)._stamp(stamp, name, _day(line))  # noqa: SLF001 -- its own
                case inner:
                    value = Reading(form=one)._leaf(inner, name, spot)  # noqa: SLF001 -- its own
            for message in one.problems.values():
                self.form.wrong(name, message.key, **message.params)
            if value is not None:
                found.append(value)
        return found


def _day(line: str) -> str:
    """A day typed as `24/12/2026` as JSON writes it; anything else as it is."""
    told = fullmatch(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})", line)
    if told is None:
        return line
    day, month, year = map(int, told.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return line
