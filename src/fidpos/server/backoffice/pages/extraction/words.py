"""A segment in plain words, as the page says beside the builder whom it means."""

from collections.abc import Sequence
from typing import assert_never

from fidpos.domain.money import Money
from fidpos.server.backoffice.pages.extraction.criteria import BY_ASKED, Asked, Input
from fidpos.server.backoffice.pages.extraction.surroundings import Surroundings
from fidpos.server.services.segments.segment import (
    Among,
    Between,
    Bought,
    Condition,
    Dated,
    Group,
    Join,
    Marked,
    Node,
    Visiting,
    When,
)
from fidpos.texts.texts import Texts


def sentence(segment: Group, around: Surroundings, texts: Texts) -> str:
    """Whom the segment means."""
    said = _Saying(around, texts).node(segment, within=False)
    return texts.say("office.segment.says.whom", whom=said) if said else texts.say("office.segment.says.all")


class _Saying:
    def __init__(self, around: Surroundings, texts: Texts) -> None:
        self._around = around
        self._texts = texts
        self._say = texts.say

    def node(self, node: Node, *, within: bool) -> str:
        if not isinstance(node, Group):
            return self._condition(node)
        several = len(node.parts) > 1
        parts = [said for part in node.parts if (said := self.node(part, within=several))]
        joined = self._joined(parts, node.join)
        return f"({joined})" if within and len(parts) > 1 and node.join is not Join.NONE else joined

    def _joined(self, parts: Sequence[str], join: Join) -> str:
        match join:
            case Join.ALL:
                return self._say("office.segment.says.and").join(parts)
            case Join.ANY:
                return self._say("office.segment.says.or").join(parts)
            case Join.NONE:
                listed = self._say("office.segment.says.nor").join(parts)
                return self._say("office.segment.says.none", parts=listed) if parts else ""

    def _condition(self, condition: Condition) -> str:
        match condition:
            case Among():
                words = [self._around.words_of(condition.field, value) for value in condition.values]
                return self._about(condition.field, self._say("office.segment.says.or").join(words))
            case Between():
                bounds = self._bounds(condition.field, condition)
                if condition.within_days is not None:
                    days = self._say("office.segment.says.within", count=condition.within_days)
                    bounds = f"{bounds} {days}"
                return self._about(condition.field, bounds)
            case Dated():
                return self._about(condition.field, self._period(condition.since, condition.until))
            case Marked():
                key = "office.segment.says.yes" if condition.holds else "office.segment.says.no"
                return self._about(condition.field, self._say(key))
            case Visiting():
                bounds = self._bounds(condition.measure, condition)
                return self._about(condition.measure, bounds + self._when(condition.when))
            case Bought():
                times = self._say("office.segment.says.times", count=condition.least)
                codes = self._say("office.segment.says.or").join(condition.codes)
                return self._about(condition.ware, f"{codes}, {times}{self._when(condition.when)}")
            case _:
                assert_never(condition)

    def _about(self, asked: Asked, said: str) -> str:
        what = self._say(f"office.segment.what.{BY_ASKED[asked].key}")
        return self._say("office.segment.says.about", what=what, said=said)

    def _bounds(self, asked: Asked, bounds: Between | Visiting) -> str:
        money = BY_ASKED[asked].input is Input.MONEY
        least, most = (
            Money(bound, self._around.currency) if money and bound is not None else bound
            for bound in (bounds.least, bounds.most)
        )
        return self._between("number", least, most)

    def _period(self, since: object, until: object) -> str:
        return self._between("day", since, until)

    def _between(self, kind: str, least: object, most: object) -> str:
        if least is None:
            return self._say(f"office.segment.says.{kind}.most", most=most)
        if most is None:
            return self._say(f"office.segment.says.{kind}.least", least=least)
        if least == most:
            return self._say(f"office.segment.says.{kind}.just", just=least)
        return self._say(f"office.segment.says.{kind}.between", least=least, most=most)

    def _when(self, when: When) -> str:
        parts = []
        if when.last_days is not None:
            parts.append(self._say("office.segment.says.last_days", count=when.last_days))
        elif when.since is not None or when.until is not None:
            parts.append(self._period(when.since, when.until))
        if when.shops:
            names = [self._around.shops.get(shop, "?") for shop in when.shops]
            parts.append(self._say("office.segment.says.or").join(names))
        if when.weekdays:
            weekdays = dict(self._around.weekdays)
            parts.append(", ".join(weekdays[str(day)] for day in when.weekdays))
        if (when.from_hour, when.until_hour) != (0, 24):
            hours = {"begins": when.from_hour, "ends": when.until_hour}
            parts.append(self._say("office.segment.says.hours", **hours))
        return f" ({', '.join(parts)})" if parts else ""
