"""A draft's operations in a calendar: which rules are meant for which days, month by month."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fidpos.rules.shape import TAG
from fidpos.rules.windows import add_months
from fidpos.server.backoffice.answer import Answer, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.programme.at_hand import draft_of, name_of
from fidpos.server.backoffice.programme.spot import title_of
from fidpos.server.backoffice.programme.tree import Node, at, items, record, with_value
from fidpos.server.db.programmes import save_draft

YEARS = range(2000, 2200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """One day of the calendar.

    Attributes:
        rules: what the rules are called that are meant for it, with their indices.
    """

    day: date
    is_of_month: bool
    is_today: bool
    rules: Sequence[tuple[int, str]]


def show(asked: Asked) -> Answer:
    """One month."""
    today = asked.now().astimezone(asked.zone).date()
    month = _month(asked.query.get("month", ""), today)
    with asked.reading() as work:
        draft = draft_of(asked, work)
    context = {
        "draft": draft,
        "month": month,
        "before": add_months(month, -1),
        "after": add_months(month, 1),
        "weeks": list(_weeks(draft.body, month, today, asked.visitor.language)),
        "weekdays": [date(2024, 1, day) for day in range(1, 8)],
        "lists": _lists(draft.body, asked.visitor.language),
        "today": today,
    }
    return Page(template="programme/calendar.html", context=context)


def mark(asked: Asked) -> Answer:
    """A day is added to the exceptional dates of a rule, or taken from them."""
    form = Form(asked.fields, asked.visitor.language)
    day, place = form.day("day"), form.typed("rule")
    if day is None or day.year not in YEARS:
        raise NotNow(Message(key="office.form.no_day"))
    with asked.work() as work:
        draft = draft_of(asked, work, lock=True)
        if place not in dict(_lists(draft.body, asked.visitor.language)):
            raise NotHere("no such list of dates")
        told = at(draft.body, f"{place}.days")
        days = {str(each) for each in items(told)} ^ {day.isoformat()}
        body = with_value(draft.body, f"{place}.days", sorted(days))
        save_draft(work, draft.id, name_of(body), body, asked.visitor.person_id)
        asked.write_down(work, "programme_edited", draft.id, part="rules")
    return Redirect(path=f"/programme/drafts/{draft.id}/calendar?month={day:%Y-%m}")


def _month(said: str, today: date) -> date:
    try:
        month = date.fromisoformat(f"{said}-01")
    except ValueError:
        month = today.replace(day=1)
    return month if month.year in YEARS else today.replace(day=1)


def _weeks(body: Node, month: date, today: date, language: str) -> Iterator[list[Square]]:
    rules = [
        (index, title_of(record(each), language), list(_conditions(record(each).get("when"))))
        for index, each in enumerate(items(record(body).get("rules")))
    ]
    day = month - timedelta(days=month.weekday())
    end = add_months(month, 1)
    while day < end:
        week = [day + timedelta(days=number) for number in range(7)]
        yield [
            Square(
                day=each,
                is_of_month=each.month == month.month,
                is_today=each == today,
                rules=[
                    (index, title) for index, title, dated in rules if any(_on(one, each) for one in dated)
                ],
            )
            for each in week
        ]
        day += timedelta(days=7)


def _conditions(node: Node) -> Iterator[Mapping[str, Node]]:
    """Those about days, wherever they stand, except where they are ruled out."""
    said = record(node)
    if said.get(TAG) in {"all", "any"}:
        for each in items(said.get("of")):
            yield from _conditions(each)
    elif said.get(TAG) in {"dates", "exceptional_dates"}:
        yield said


def _on(condition: Mapping[str, Node], day: date) -> bool:
    iso = day.isoformat()
    if condition[TAG] == "dates":
        first, last = condition.get("first"), condition.get("last")
        return str(first or iso) <= iso <= str(last or iso)
    yearly = ((record(each).get("day"), record(each).get("month")) for each in items(condition.get("yearly")))
    return iso in items(condition.get("days")) or (day.day, day.month) in yearly


def _lists(body: Node, language: str) -> Sequence[tuple[str, str]]:
    """Where exceptional dates are listed: paths with the titles of their rules."""
    return [
        (path, title_of(record(each), language))
        for index, each in enumerate(items(record(body).get("rules")))
        for path in _paths(record(each).get("when"), f"rules.{index}.when")
    ]


def _paths(node: Node, path: str) -> Iterator[str]:
    said = record(node)
    if said.get(TAG) == "exceptional_dates":
        yield path
    for index, each in enumerate(items(said.get("of"))):
        yield from _paths(each, f"{path}.of.{index}")
