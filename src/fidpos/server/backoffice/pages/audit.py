"""What was done in the office, by whom, to whom: in words, the latest first."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from fidpos.domain.ids import MerchantId
from fidpos.domain.money import Currency, Money
from fidpos.server.backoffice.answer import Answer, Page
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.rendering import url
from fidpos.server.backoffice.setting_words import SettingWords
from fidpos.server.db.acts import (
    Done,
    Wanted,
    actors,
    find_acts,
    kinds_of_acts,
    members_among,
    names,
    names_of_the_house,
)
from fidpos.server.db.currency import currency_of
from fidpos.server.db.put_back import LOST
from fidpos.server.db.tables.installation import HOUSE
from fidpos.settings.pushed import pushed_value
from fidpos.settings.written import settings_to_push, typed_text
from fidpos.texts.texts import MISSING

PAGE = 50
_ROLES = frozenset({"role", "before"})
"""Details that hold a role."""
_INSTANTS = frozenset({"made_at"})
"""Details that hold an instant."""
_SETTINGS = {each.name: each for each in settings_to_push()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """An act as it is shown."""

    at: datetime
    who: str
    what: str
    whom: str
    member_id: UUID | None


def show(asked: Asked) -> Answer:
    """A page of acts."""
    form = Form({name: [said] for name, said in asked.query.items()}, asked.visitor.language)
    wanted = _wanted(asked, form)
    with asked.reading() as work:
        found, kinds = find_acts(work, wanted, PAGE + 1), kinds_of_acts(work)
        busy, known = actors(work), names(work)
        members = members_among(work, found) if asked.visitor.may(Permission.VIEW_MEMBERS) else {}
        words = SettingWords(texts=asked.texts, currency=currency_of(work))
    with asked.books.store.reading(MerchantId(HOUSE)) as house:
        known = names_of_the_house(house) | known
    people = sorted(((str(each), known[each]) for each in busy if each in known), key=lambda one: one[1])
    context = {
        "lines": [_line(asked, done, known | members, words, members) for done in found[:PAGE]],
        "kinds": sorted(
            ((kind, _blank(asked, kind, named)) for kind, named in kinds.items()), key=lambda one: one[1]
        ),
        "people": people,
        "typed": {name: form.typed(name) for name in ("act", "actor", "since", "until")},
        "problems": form.problems,
        "after": _after(form, found[PAGE - 1].id) if len(found) > PAGE else None,
    }
    return Page(template="audit/list.html", context=context, status=200 if form.is_good else 422)


def _wanted(asked: Asked, form: Form) -> Wanted:
    until = form.day("until", needed=False)
    return Wanted(
        act=form.typed("act") or None,
        actor=form.id("actor", needed=False),
        since=_midnight(asked, form.day("since", needed=False)),
        until=_midnight(asked, until + timedelta(days=1) if until is not None and until < date.max else None),
        before=form.id("before", needed=False),
    )


def _midnight(asked: Asked, day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=asked.zone)


def _after(form: Form, last: UUID) -> str:
    asked_for = {name: form.typed(name) or None for name in ("act", "actor", "since", "until")}
    return url("/audit", **asked_for, before=last)


def _line(
    asked: Asked,
    done: Done,
    known: Mapping[UUID, str],
    words: SettingWords,
    members: Collection[UUID],
) -> _Line:
    detail = {name: _told(asked, name, said) for name, said in done.detail.items()}
    setting = _SETTINGS.get(done.detail.get("name", "")) if done.act == "setting_pushed" else None
    if setting is not None and (pushed := done.detail.get("value")):
        detail["value"] = words.told(setting, typed_text(pushed_value(pushed)))
    return _Line(
        at=done.at,
        who=known.get(done.actor_id) or asked.texts.say("office.audit.somebody"),
        what=_sentence(asked, done.act, detail) + _how_much(asked, done, words.currency),
        whom=known.get(done.subject_id, "") if done.subject_id is not None else "",
        member_id=done.subject_id if done.subject_id in members else None,
    )


def _how_much(asked: Asked, done: Done, currency: Currency) -> str:
    """Of what is lost, so that it can be done again."""
    if done.act != LOST:
        return ""
    amount, minor = done.detail.get("amount", ""), done.detail.get("minor", "")
    said = asked.texts.value(Money(int(minor), currency)) if minor.lstrip("-").isdecimal() else amount
    return f" ({said})" if said else ""


def _blank(asked: Asked, act: str, named: Iterable[str]) -> str:
    """The sentence of an act, whatever its details."""
    return _sentence(asked, act, dict.fromkeys(named, MISSING))


def _sentence(asked: Asked, act: str, detail: Mapping[str, object]) -> str:
    if act == LOST:
        return asked.texts.say("office.act.lost", what=_sentence(asked, str(detail["act"]), detail))
    key = f"office.act.{act}"
    if asked.texts.has(key):
        return asked.texts.say(key, **detail)
    return asked.texts.say("office.act.other", act=act)


def _told(asked: Asked, name: str, said: str) -> object:
    """A detail as it is read: roles, settings and themes in words, how many as a number."""
    if name == "name" and asked.texts.has(f"setting.name.{said}"):
        return asked.texts.say(f"setting.name.{said}")
    if name == "theme" and asked.texts.has(f"office.extraction.theme.{said}"):
        return asked.texts.say(f"office.extraction.theme.{said}")
    if name in _INSTANTS:
        return datetime.fromisoformat(said)
    if name in _ROLES and asked.texts.has(f"office.role.{said}"):
        return asked.texts.say(f"office.role.{said}")
    return int(said) if name == "count" and said.isdecimal() else said


AREA = Area(
    name="audit",
    icon="history",
    start="/audit",
    endpoints=(get("/audit", Permission.VIEW_AUDIT, show),),
)
