"""The builder's form and a segment, each out of the other: groups of rows, each row one condition.

Names of fields say where they stand: `g0r1-least` is the lower bound of row 1 of group 0. A form that is
shown again is filled with what was typed, so that nothing is lost of a row that cannot be understood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from babel.numbers import format_decimal

from fidpos.domain.money import Currency
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.pages.extraction.criteria import BY_ASKED, CRITERIA, Criterion, Input
from fidpos.server.backoffice.pages.extraction.surroundings import Surroundings
from fidpos.server.services.segments.segment import (
    CONDITIONS_MAX,
    DAYS_MAX,
    NUMBER_MAX,
    TEXT_MAX,
    VALUES_MAX,
    Among,
    Between,
    Bought,
    Condition,
    Dated,
    DayField,
    FlagField,
    Group,
    Join,
    ListField,
    Marked,
    Measure,
    NumberField,
    SegmentRefused,
    Visiting,
    Ware,
    When,
    checked,
)
from fidpos.texts.formats import LOCALES

GROUPS_MAX = 6
FIRST = "measure.visits"
"""What a new row asks for."""

Fields = Mapping[str, Sequence[str]]


class Span(StrEnum):
    """Which period of visits is meant."""

    EVER = "ever"
    LAST = "last"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as it is shown.

    Attributes:
        name: before the names of its fields.
    """

    name: str
    criterion: Criterion
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A group as it is shown."""

    name: str
    join: Join
    rows: Sequence[tuple[str, Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a form says.

    Attributes:
        segment: None where some row cannot be understood; `form` has the problems then.
        form: what was typed.
    """

    join: Join
    groups: Sequence[Rows]
    segment: Group | None
    form: Form


def build(fields: Fields, around: Surroundings, language: str) -> Built:
    """Read a form, after what its button asks for: one row more or less, one group more or less."""
    arranged = _arranged(fields)
    form = Form(arranged, language)
    groups = [_rows(form, name) for name in form.all("groups")[:GROUPS_MAX]]
    parts = [_group(form, group, around) for group in groups]
    segment = Group(join=_join(form, "join", Join.ALL), parts=tuple(parts))
    try:
        checked(segment)
    except SegmentRefused:
        form.wrong("groups", "office.segment.too_much", at_most=CONDITIONS_MAX)
    good = segment if form.is_good else None
    return Built(join=segment.join, groups=groups, segment=good, form=form)


def fields_of(segment: Group, around: Surroundings, language: str) -> dict[str, list[str]]:
    """The form of a segment that was built with it."""
    fields: dict[str, list[str]] = {"join": [segment.join], "groups": []}
    for place, part in enumerate(segment.parts):
        group = part if isinstance(part, Group) else Group(parts=(part,))
        fields["groups"].append(str(place))
        fields[f"g{place}-join"] = [group.join]
        fields[f"g{place}-rows"] = [str(row) for row in range(len(group.parts))]
        for row, condition in enumerate(group.parts):
            if isinstance(condition, Group):
                raise SegmentRefused("deeper than the builder goes")
            told = _told(condition, around.currency, language)
            fields |= {f"g{place}r{row}-{name}": list(values) for name, values in told.items()}
    return fields


def begun() -> dict[str, list[str]]:
    """The form to begin with: one group with one row."""
    return {"join": [Join.ALL], "groups": ["0"], "g0-join": [Join.ALL], "g0-rows": ["0"]}


def _arranged(fields: Fields) -> dict[str, list[str]]:
    arranged = {name: list(values) for name, values in fields.items()}
    groups = arranged.setdefault("groups", [])
    act, _, where = next(iter(arranged.get("do", ())), "").partition(" ")
    rows = arranged.setdefault(f"g{where.partition(' ')[0]}-rows", [])
    match act:
        case "add-group" if len(groups) < GROUPS_MAX:
            groups.append(_next(groups))
            arranged[f"g{groups[-1]}-rows"] = ["0"]
        case "drop-group" if where in groups:
            groups.remove(where)
        case "add-row" if len(rows) < CONDITIONS_MAX:
            rows.append(_next(rows))
        case "drop-row" if where.partition(" ")[2] in rows:
            rows.remove(where.partition(" ")[2])
        case _:
            """Only looked at."""
    return arranged


def _next(names: Sequence[str]) -> str:
    return str(max((int(name) for name in names if name.isdecimal() and len(name) < 4), default=-1) + 1)


def _rows(form: Form, name: str) -> Rows:
    group = f"g{name}"
    found = [(row, _row(form, f"{group}r{row}")) for row in form.all(f"{group}-rows")[:CONDITIONS_MAX]]
    return Rows(name=name, join=_join(form, f"{group}-join", Join.ALL), rows=found)


def _row(form: Form, name: str) -> Row:
    criterion = CRITERIA.get(form.typed(f"{name}-what"), CRITERIA[FIRST])
    span = form.typed(f"{name}-span")
    return Row(name=name, criterion=criterion, span=Span(span) if span in list(Span) else Span.EVER)


def _join(form: Form, name: str, usual: Join) -> Join:
    said = form.typed(name)
    return Join(said) if said in list(Join) else usual


def _group(form: Form, group: Rows, around: Surroundings) -> Group:
    parts = [_condition(form, row, around) for _, row in group.rows]
    return Group(join=group.join, parts=tuple(part for part in parts if part is not None))


def _condition(form: Form, row: Row, around: Surroundings) -> Condition | None:
    match row.criterion.asks:
        case ListField() as field:
            values = _values(form, row, around, field)
            return Among(field=field, values=values) if values else None
        case NumberField() as field:
            return _between(form, row, around, field)
        case DayField() as field:
            return _dated(form, row, field)
        case FlagField() as field:
            return Marked(field=field, holds=form.typed(f"{row.name}-holds") != "no")
        case Measure() as measure:
            bounds, when = _bounds(form, row, around), _when(form, row, around)
            return bounds and Visiting(measure=measure, least=bounds[0], most=bounds[1], when=when)
        case Ware() as ware:
            codes = _words(form, row)
            least = form.integer(f"{row.name}-least", needed=False, least=1, most=1_000) or 1
            when = _when(form, row, around)
            return Bought(ware=ware, codes=codes, least=least, when=when) if codes else None
        case _:
            assert_never(row.criterion.asks)


def _values(form: Form, row: Row, around: Surroundings, field: ListField) -> tuple[str, ...]:
    """Of what can be chosen alone; a shop of others cannot."""
    if row.criterion.input is Input.WORDS:
        return _words(form, row)
    name = f"{row.name}-values"
    known = {value for value, _ in around.choices[field]}
    chosen = tuple(value for value in form.all(name) if value in known)
    if not chosen:
        form.wrong(name, "office.segment.choose_one")
    return chosen[:VALUES_MAX]


def _words(form: Form, row: Row) -> tuple[str, ...]:
    name = f"{row.name}-words"
    said = form.text(name, needed=True, at_most=VALUES_MAX * 20) or ""
    words = tuple(dict.fromkeys(word.strip() for word in said.split(",") if word.strip()))
    if len(words) > VALUES_MAX or any(len(word) > TEXT_MAX or not word.isprintable() for word in words):
        form.wrong(name, "office.form.too_long", at_most=TEXT_MAX)
        return ()
    if said and not words:
        form.wrong(name, "office.form.needed")
    return words


def _between(form: Form, row: Row, around: Surroundings, field: NumberField) -> Between | None:
    within = None
    if row.criterion.has_within:
        within = form.integer(f"{row.name}-within", least=0, most=DAYS_MAX)
        if within is None:
            return None
    bounds = _bounds(form, row, around)
    return bounds and Between(field=field, least=bounds[0], most=bounds[1], within_days=within)


def _bounds(form: Form, row: Row, around: Surroundings) -> tuple[int | None, int | None] | None:
    """None, with a problem, where neither is given or one is not understood."""
    names = (f"{row.name}-least", f"{row.name}-most")
    if row.criterion.input is Input.MONEY:
        amounts = [form.money(name, around.currency, needed=False) for name in names]
        least, most = (None if amount is None else amount.minor for amount in amounts)
    else:
        least, most = (form.integer(name, needed=False, least=0, most=NUMBER_MAX) for name in names)
    if any(name in form.problems for name in names):
        return None
    if least is None and most is None:
        form.wrong(names[0], "office.segment.one_bound")
        return None
    if least is not None and most is not None and least > most:
        form.wrong(names[1], "office.segment.turned_round")
        return None
    return least, most


def _dated(form: Form, row: Row, field: DayField) -> Dated | None:
    period = _period(form, row)
    return period and Dated(field=field, since=period[0], until=period[1])


def _period(form: Form, row: Row) -> tuple[date | None, date | None] | None:
    names = (f"{row.name}-since", f"{row.name}-until")
    since, until = (form.day(name, needed=False) for name in names)
    if any(name in form.problems for name in names):
        return None
    if since is None and until is None:
        form.wrong(names[0], "office.segment.one_day")
        return None
    if since is not None and until is not None and since > until:
        form.wrong(names[1], "office.segment.turned_round")
        return None
    return since, until


def _when(form: Form, row: Row, around: Surroundings) -> When:
    last_days = since = until = None
    match row.span:
        case Span.LAST:
            last_days = form.integer(f"{row.name}-days", least=1, most=DAYS_MAX)
        case Span.BETWEEN:
            since, until = _period(form, row) or (None, None)
        case Span.EVER:
            """All of them."""
    shops = {str(shop): shop for shop in around.shops}
    return When(
        last_days=last_days,
        since=since,
        until=until,
        shops=tuple(shops[said] for said in form.all(f"{row.name}-shops") if said in shops)[:VALUES_MAX],
        weekdays=_weekdays(form, row),
        **_hours(form, row),
    )


def _weekdays(form: Form, row: Row) -> tuple[int, ...]:
    """All seven are none in particular."""
    said = set(form.all(f"{row.name}-weekdays"))
    days = tuple(day for day in range(1, 8) if str(day) in said)
    return days if len(days) < 7 else ()


def _hours(form: Form, row: Row) -> dict[str, int]:
    if not row.criterion.has_hours:
        return {}
    begins = form.integer(f"{row.name}-from", needed=False, least=0, most=23)
    ends = form.integer(f"{row.name}-to", needed=False, least=1, most=24)
    hours = {"from_hour": begins or 0, "until_hour": 24 if ends is None else ends}
    if hours["from_hour"] >= hours["until_hour"]:
        form.wrong(f"{row.name}-to", "office.segment.turned_round")
        return {}
    return hours


def _told(condition: Condition, currency: Currency, language: str) -> dict[str, Sequence[str]]:
    match condition:
        case Among():
            criterion = BY_ASKED[condition.field]
            if criterion.input is Input.WORDS:
                return _what(criterion) | {"words": [", ".join(condition.values)]}
            return _what(criterion) | {"values": condition.values}
        case Between():
            criterion = BY_ASKED[condition.field]
            within = {} if condition.within_days is None else {"within": [str(condition.within_days)]}
            return _what(criterion) | _told_bounds(criterion, condition, currency, language) | within
        case Dated():
            return _what(BY_ASKED[condition.field]) | _told_period(condition.since, condition.until)
        case Marked():
            return _what(BY_ASKED[condition.field]) | {"holds": ["yes" if condition.holds else "no"]}
        case Visiting():
            criterion = BY_ASKED[condition.measure]
            bounds = _told_bounds(criterion, condition, currency, language)
            return _what(criterion) | bounds | _told_when(condition.when)
        case Bought():
            asked = {"words": [", ".join(condition.codes)], "least": [str(condition.least)]}
            return _what(BY_ASKED[condition.ware]) | asked | _told_when(condition.when)
        case _:
            assert_never(condition)


def _what(criterion: Criterion) -> dict[str, Sequence[str]]:
    return {"what": [criterion.key]}


def _told_bounds(
    criterion: Criterion, bounds: Between | Visiting, currency: Currency, language: str
) -> dict[str, Sequence[str]]:
    places = currency.exponent if criterion.input is Input.MONEY else 0
    return {
        name: [_typed(bound, places, language)]
        for name, bound in (("least", bounds.least), ("most", bounds.most))
        if bound is not None
    }


def _typed(number: int, places: int, language: str) -> str:
    """As somebody would type it."""
    written = "0." + "0" * places if places else "0"
    return str(format_decimal(Decimal(number).scaleb(-places), written, locale=LOCALES[language]))


def _told_period(since: date | None, until: date | None) -> dict[str, Sequence[str]]:
    days = (("since", since), ("until", until))
    return {name: [day.isoformat()] for name, day in days if day is not None}


def _told_when(when: When) -> dict[str, Sequence[str]]:
    told = _told_period(when.since, when.until)
    told["span"] = [Span.BETWEEN if told else Span.EVER]
    if when.last_days is not None:
        told |= {"span": [Span.LAST], "days": [str(when.last_days)]}
    told["shops"] = [str(shop) for shop in when.shops]
    told["weekdays"] = [str(day) for day in when.weekdays]
    if (when.from_hour, when.until_hour) != (0, 24):
        told |= {"from": [str(when.from_hour)], "to": [str(when.until_hour)]}
    return told
