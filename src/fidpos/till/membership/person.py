"""Who the member is, and who belongs to their household: completed, or put right."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from fidpos.contact.phone import show_phone
from fidpos.domain.authority import Authority
from fidpos.domain.ids import RelativeId
from fidpos.domain.member import PostalAddress, Profile, Relation, Relative
from fidpos.domain.typed_day import typed_birthday
from fidpos.till.enrol import typed as keys
from fidpos.till.enrol.typed import CHILDREN_MAX, Kin, Read, child, child_birthday, length_max
from fidpos.till.membership.form import Form
from fidpos.till.membership.record import record_profile
from fidpos.till.membership.step import Step
from fidpos.till.membership.walk import HELP, Walk
from fidpos.till.membership.words import name_of
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import Field, FieldKind, FormBody, TaskView
from fidpos.till.view import Message

WHO = (
    *(keys.FAMILY_NAME, keys.GIVEN_NAME, keys.PHONE, keys.EMAIL),
    *(keys.BIRTHDAY, keys.STREET, keys.POSTCODE, keys.CITY),
)
HOUSEHOLD = (
    *(keys.SPOUSE, keys.SPOUSE_BIRTHDAY),
    *(key for number in range(1, CHILDREN_MAX + 1) for key in (child(number), child_birthday(number))),
)
_KINDS = {keys.PHONE: FieldKind.PHONE, keys.EMAIL: FieldKind.EMAIL, keys.POSTCODE: FieldKind.CODE}
_LONGEST = 254


class Person(Step):
    """A page of the file as a form, filled in with what is known.

    Args:
        walk: of the file.
        page: its fields, `WHO` or `HOUSEHOLD`.
    """

    def __init__(self, walk: Walk, page: tuple[str, ...]) -> None:
        self._walk = walk
        self._page = page
        self._before = walk.member.profile
        self._slots = Slots.of(self._before)
        self._form = Form(texts_of(self._before, self._slots), lambda _: page)
        self._new_ids = [RelativeId(walk.station.new_id()) for _ in range(CHILDREN_MAX + 1)]
        self._event_id = walk.new_event_id()

    def view(self) -> TaskView:
        """All fields of the page."""
        read = self._read()
        name = "who" if self._page is WHO else "household"
        return TaskView(
            place=f"member.{name}",
            title=Message(key=f"task.member.{name}.title"),
            lead=Message(key=f"task.member.lead.{name}"),
            body=FormBody(fields=tuple(self._field(key, read) for key in self._page), at=self._form.at),
            enter=Message(key="task.member.enter.save"),
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """Enter on the last field records what is different."""
        if self._form.fill(act, length_max=_LONGEST):
            self._save()

    def _save(self) -> None:
        read = self._read()
        faulty = next((key for key in self._page if key in read.faults), None)
        if faulty is not None:
            self._form.go_to(faulty)
            return
        after = self._after(read)
        if after == self._before:
            self._walk.back()
        elif self._needs_manager(after):
            why = "task.member.why.reached"
            self._walk.with_manager(why, lambda by: self._record(after, by), name=name_of(self._walk.member))
        else:
            self._record(after, self._walk.bench.own_authority)

    def _needs_manager(self, after: Profile) -> bool:
        """Where codes are sent to is changed for whoever holds out a card, or is somebody else's already."""
        before, store = self._before, self._walk.station.store
        changed = {
            name: getattr(after, name)
            for name in ("phone", "email")
            if getattr(after, name) != getattr(before, name)
        }
        if any(getattr(before, name) for name in changed) and not self._walk.has_card:
            return True
        new = {name: value for name, value in changed.items() if value}
        hits = store.members_reached_at(**new) if new else ()
        return any(hit.member_id != self._walk.member.id for hit in hits)

    def _record(self, after: Profile, by: Authority) -> None:
        record_profile(self._walk, self._before, after, by=by, event_id=self._event_id)
        self._walk.done("task.member.done.saved", name=name_of(self._walk.member))

    def _read(self) -> Read:
        station = self._walk.station
        return self._form.typed.read(
            country=self._walk.bench.workplace.enrolling.policy.country,
            language=self._before.language,
            today=station.today,
            alone_from=station.alone_from,
        )

    def _after(self, read: Read) -> Profile:
        day = self._walk.station.today
        if self._page is HOUSEHOLD:
            return with_household(self._before, self._slots.told(read.kin, self._new_ids, day))
        after = read.profile
        return replace(
            after,
            birthday_changed_on=_changed_on(self._before, after.birthday, day),
            household=self._before.household,
        )

    def _field(self, key: str, read: Read) -> Field:
        is_day = key.endswith("birthday")
        phone = read.profile.phone if key == keys.PHONE else ""
        country = self._walk.bench.workplace.enrolling.policy.country
        return Field(
            key=key,
            label=_label(key),
            kind=FieldKind.DATE if is_day else _KINDS.get(key, FieldKind.NAME),
            text=self._form.typed.text(key),
            note=show_phone(phone, country) if phone else "",
            fault=read.faults.get(key) if key in self._form.left else None,
            length_max=length_max(key),
        )


@dataclass(frozen=True, slots=True)
class Slots:
    """Which member of the household stands in which line of the form; others stay as they are."""

    spouse: Relative | None
    children: tuple[Relative, ...]

    @classmethod
    def of(cls, profile: Profile) -> "Slots":
        """The spouse and as many children as there are lines for."""
        people = profile.household
        spouses = [each for each in people if each.relation is Relation.SPOUSE]
        children = [each for each in people if each.relation is Relation.CHILD]
        return cls(spouses[0] if spouses else None, tuple(children[:CHILDREN_MAX]))

    def shown(self) -> frozenset[RelativeId]:
        """Who has a line."""
        everybody = (*self.children, *((self.spouse,) if self.spouse is not None else ()))
        return frozenset(each.id for each in everybody)

    def told(self, kin: tuple[Kin, ...], new_ids: list[RelativeId], day: date) -> "_Told":
        """Who stands in the lines now: whoever had one stays the same person, whatever was put right."""
        spouses = [each for each in kin if each.relation is Relation.SPOUSE]
        children = [each for each in kin if each.relation is Relation.CHILD]
        was = [self.spouse] if self.spouse is not None else []
        people = [
            *_matched(spouses, was, new_ids[:1], day),
            *_matched(children, list(self.children), new_ids[1:], day),
        ]
        return _Told(shown=self.shown(), people=tuple(people))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    shown: frozenset[RelativeId]
    people: tuple[Relative, ...]


def with_household(profile: Profile, told: _Told) -> Profile:
    """The profile with those who were told of, in their former places, new ones last."""
    now = {each.id: each for each in told.people}
    stay = [
        now.pop(each.id, each) for each in profile.household if each.id in now or each.id not in told.shown
    ]
    return replace(profile, household=(*stay, *now.values()))


def texts_of(profile: Profile, slots: Slots) -> dict[str, str]:
    """What one would have typed for the profile."""
    address = profile.address or PostalAddress()
    texts = {
        keys.FAMILY_NAME: profile.family_name,
        keys.GIVEN_NAME: profile.given_name,
        keys.PHONE: profile.phone,
        keys.EMAIL: profile.email,
        keys.BIRTHDAY: typed_birthday(profile.birthday, profile.birth_year),
        keys.STREET: address.street,
        keys.POSTCODE: address.postcode,
        keys.CITY: address.city,
    }
    if slots.spouse is not None:
        texts[keys.SPOUSE] = slots.spouse.given_name
        texts[keys.SPOUSE_BIRTHDAY] = typed_birthday(slots.spouse.birthday)
    for number, each in enumerate(slots.children, start=1):
        texts[child(number)] = each.given_name
        texts[child_birthday(number)] = typed_birthday(each.birthday)
    return texts


def _matched(
    told: list[Kin], was: list[Relative], new_ids: list[RelativeId], day: date
) -> Iterator[Relative]:
    """By name first, so that a line that was emptied moves nobody into another person; then by place."""
    left = list(was)
    same = {
        index: left.pop(left.index(found))
        for index, kin in enumerate(told)
        if (found := next((each for each in left if each.given_name == kin.given_name), None)) is not None
    }
    for index, kin in enumerate(told):
        before = same.get(index) or (left.pop(0) if left and len(told) >= len(was) else None)
        if before is None:
            yield Relative(
                id=new_ids[index],
                relation=kin.relation,
                given_name=kin.given_name,
                birthday=kin.birthday,
                birthday_changed_on=day if kin.birthday is not None else None,
            )
        else:
            changed_on = day if kin.birthday != before.birthday else before.birthday_changed_on
            yield replace(
                before, given_name=kin.given_name, birthday=kin.birthday, birthday_changed_on=changed_on
            )


def _changed_on(before: Profile, birthday: object, day: date) -> date | None:
    """A birthday that is told later, or told otherwise, counts later too: it is worth something."""
    return before.birthday_changed_on if birthday == before.birthday else day


def _label(key: str) -> Message:
    for number in range(1, CHILDREN_MAX + 1):
        if key == child(number):
            return Message(key="task.member.field.child", params={"number": number})
        if key == child_birthday(number):
            return Message(key="task.member.field.child_birthday", params={"number": number})
    return Message(key=f"task.member.field.{key}")
