"""Who works in the new shop: a manager first, then whoever else is there already."""

from fidpos.domain.staff import Role
from fidpos.till.first_run.form import Form
from fidpos.till.first_run.programme import ProgrammesPage
from fidpos.till.first_run.shop import NewPerson
from fidpos.till.first_run.walk import MARKS, Walk, marks, title
from fidpos.till.task.acts import ChooseLine, GoOn, PressKey, TaskAct
from fidpos.till.task.view import Field, FieldKind, FormBody, Line, ListBody, TaskKey, TaskView
from fidpos.till.view import Lamp, Message
from fidpos.wire.sync.pairing import NAME_MAX

PEOPLE_MAX = 20
"""More are registered once the shop is there."""
ROLES = (Role.CASHIER, Role.MANAGER, Role.TECHNICIAN)
PIN_DIGITS = 6
ADD, REMOVE = "f4", "f8"


class PersonPage:
    """One person: the first one is a manager.

    Args:
        walk: of the assistant.
        at: place of somebody who was named before; None for one more.
    """

    def __init__(self, walk: Walk, at: int | None) -> None:
        self._walk = walk
        self._at = at
        people = walk.answers.people
        self._is_first = at == 0 or not people
        self._form = Form(("name", "pin", "again") if self._is_first else ("name", "role", "pin", "again"))
        if at is not None:
            self._form.texts["name"] = people[at].name
            self._form.texts["role"] = str(ROLES.index(people[at].role) + 1)

    def view(self) -> TaskView:
        """Name, role and PIN, the PIN twice."""
        form = self._form
        lead = "manager" if self._is_first else "person"
        may_go = self._at is not None and not self._is_first
        remove = TaskKey(key=REMOVE, label=Message(key="first_run.person.remove"))
        return TaskView(
            place=f"person.{len(self._walk.answers.people) if self._at is None else self._at}",
            title=title(),
            steps=marks(),
            step=MARKS.index("people"),
            lead=Message(key=f"first_run.{lead}.lead"),
            body=FormBody(fields=tuple(self._field(key) for key in form.keys), at=form.at),
            enter=Message(key="first_run.next"),
            keys=(remove,) if may_go else (),
            help="first_run.person.help",
        )

    def act(self, act: TaskAct) -> None:
        """A field was typed, or all of them; or they do not work here after all."""
        people = self._walk.answers.people
        if act == PressKey(REMOVE) and self._at is not None and not self._is_first:
            del people[self._at]
            self._walk.back()
        elif self._form.fill(act) and self._form.check(self._check_name, self._check_role, self._check_pin):
            self._take()

    def _take(self) -> None:
        form, answers = self._form, self._walk.answers
        role = Role.MANAGER if self._is_first else ROLES[int(form.text("role")) - 1]
        person = NewPerson(name=form.text("name"), role=role, pin=form.text("pin"))
        if self._at is None:
            answers.people.append(person)
        else:
            answers.people[self._at] = person
        answers.knows_people = False
        self._walk.back()

    def _check_name(self, form: Form) -> None:
        form.check_names("name")
        others = [each.name for at, each in enumerate(self._walk.answers.people) if at != self._at]
        if form.text("name") in others:
            form.object_to("name", "same_name")

    def _check_role(self, form: Form) -> None:
        if not self._is_first and form.text("role") not in {str(each + 1) for each in range(len(ROLES))}:
            form.object_to("role", "role")

    def _check_pin(self, form: Form) -> None:
        if self._walk.place.is_weak_pin(form.text("pin")):
            form.object_to("pin", "pin")
        elif form.text("pin") != form.text("again"):
            form.texts["again"] = ""
            form.object_to("again", "pins_differ")

    def _field(self, key: str) -> Field:
        form, is_pin = self._form, key in {"pin", "again"}
        kinds = {"name": FieldKind.NAME, "role": FieldKind.CHOICE}
        return Field(
            key=key,
            label=Message(key=f"first_run.person.{key}"),
            kind=kinds.get(key, FieldKind.NUMBER),
            text=form.text(key),
            note=Message(key="first_run.person.pin.note") if key == "pin" else "",
            fault=form.faults.get(key),
            options=tuple(Message(key=f"role.{each.value}") for each in ROLES) if key == "role" else (),
            length_max=PIN_DIGITS if is_pin else NAME_MAX,
            is_secret=is_pin,
        )


class PeoplePage:
    """Everybody named so far; Enter when that is all of them."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def view(self) -> TaskView:
        """One line a person."""
        answers = self._walk.answers
        add = TaskKey(
            key=ADD, label=Message(key="first_run.people.add"), is_open=len(answers.people) < PEOPLE_MAX
        )
        return TaskView(
            place="people",
            title=title(),
            steps=marks(),
            step=MARKS.index("people"),
            lead=Message(key="first_run.people.lead"),
            body=ListBody(lines=tuple(self._line(each) for each in answers.people)),
            enter=Message(key="first_run.next"),
            keys=(add,),
            help="first_run.people.help",
        )

    def act(self, act: TaskAct) -> None:
        """Somebody more, somebody once more, or that is all."""
        walk, people = self._walk, self._walk.answers.people
        lacking = walk.answers.lacks_pin
        match act:
            case PressKey(key) if key == ADD and len(people) < PEOPLE_MAX:
                walk.go(PersonPage(walk, None))
            case ChooseLine(number) if 1 <= number <= len(people):
                walk.go(PersonPage(walk, number - 1))
            case GoOn() if not people:
                walk.go(PersonPage(walk, None))
            case GoOn() if lacking is not None:
                walk.go(PersonPage(walk, lacking))
            case GoOn():
                walk.go(ProgrammesPage(walk))

    def _line(self, person: NewPerson) -> Line:
        lacks = not person.pin and not self._walk.answers.knows_people
        return Line(
            title=person.name,
            detail=Message(key="first_run.people.needs_pin")
            if lacks
            else Message(key=f"role.{person.role.value}"),
            icon="user-round",
            lamp=Lamp.WARNING if lacks else None,
        )
