"""Which visit: of the member on screen, of this till, or by the number of the register's ticket."""

from collections.abc import Sequence
from dataclasses import dataclass

from fidpos.domain.ids import VisitId
from fidpos.domain.register_ticket import NUMBER_LENGTH_MAX, ticket_number
from fidpos.till.correcting.choose_act import ChooseAct
from fidpos.till.correcting.elsewhere_steps import OfTheirTicket, OfTheirVisit
from fidpos.till.correcting.flow import Flow
from fidpos.till.correcting.forgotten import ForgottenStep
from fidpos.till.correcting.form import Form
from fidpos.till.correcting.step import KeysOnly
from fidpos.till.correcting.words import name_of, when
from fidpos.till.ports import PastVisit
from fidpos.till.task.acts import ChooseLine, GoOn, PressKey, TaskAct
from fidpos.till.task.view import Field, FieldKind, Line, ListBody, TaskKey, TaskView
from fidpos.till.view import Lamp, Message

VISITS_MAX = 27
"""Three pages of lines."""

TITLE = Message(key="task.correct.title")
HELP = "task.correct.help"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    past: PastVisit
    name: str


class ChooseVisit(KeysOnly):
    """The latest visits, those of the member on screen first."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._of_member = flow.occasion.member is not None
        self._choices: tuple[_Choice, ...] = ()
        self._read()

    def view(self) -> TaskView:
        """A line for each visit."""
        lead = "task.correct.lead.member_visits" if self._of_member else "task.correct.lead.till_visits"
        empty = Message(key="task.correct.no_visits")
        return TaskView(
            place="correct.visit",
            title=TITLE,
            lead=Message(key=lead),
            body=ListBody(lines=tuple(self._line(each) for each in self._choices), empty=empty),
            keys=self._keys(),
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses; keys lead to the other ways."""
        match act:
            case ChooseLine(number) if 0 < number <= len(self._choices):
                choose_visit(self._flow, self._choices[number - 1].past.id)
            case PressKey("f2"):
                self._flow.go(TypeTicket(self._flow))
            case PressKey("f4") if self._flow.occasion.member is not None:
                self._of_member = not self._of_member
                self._read()
            case PressKey("f5") if self._flow.occasion.member is not None:
                self._flow.go(ForgottenStep(self._flow, self._flow.occasion.member))
            case _:
                """Nothing here."""

    def _keys(self) -> tuple[TaskKey, ...]:
        other = "till" if self._of_member else "member"
        has_member = self._flow.occasion.member is not None
        return (
            TaskKey(key="f2", label=Message(key="task.correct.key.ticket")),
            TaskKey(key="f4", label=Message(key=f"task.correct.key.visits_of_{other}"), is_open=has_member),
            TaskKey(key="f5", label=Message(key="task.correct.key.forgotten"), is_open=has_member),
        )

    def _read(self) -> None:
        store, member = self._flow.bench.station.store, self._flow.occasion.member
        if self._of_member and member is not None:
            name = name_of(store, member.member.id)
            past = store.recent_visits(member.member.id, VISITS_MAX)
            self._choices = tuple(_Choice(past=each, name=name) for each in past)
        else:
            latest = store.till_visits(VISITS_MAX)
            self._choices = tuple(_Choice(past=each.past, name=each.name) for each in latest)

    def _line(self, choice: _Choice) -> Line:
        past = choice.past
        return Line(
            title=choice.name or Message(key="task.correct.nobody"),
            detail=self._detail(past),
            aside=Message(key="task.correct.value.amount", params={"amount": past.amount}),
            lamp=Lamp.OFF if past.voided else None,
        )

    def _detail(self, past: PastVisit) -> Message:
        if past.voided:
            return Message(key="task.correct.undone")
        if self._of_member and not past.programme_version:
            return Message(key="task.correct.made_elsewhere", params={"day": past.business_day})
        return when(past, self._flow.bench.station.today)


class TypeTicket(KeysOnly):
    """The number that is printed on the ticket of the cash register."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._form = Form(["number"])

    def view(self) -> TaskView:
        """One field."""
        number = Field(
            key="number",
            label=Message(key="task.correct.field.ticket"),
            kind=FieldKind.CODE,
            text=self._form["number"],
            length_max=NUMBER_LENGTH_MAX,
        )
        elsewhere = TaskKey(key="f6", label=Message(key="task.correct.key.elsewhere"))
        return TaskView(
            place="correct.ticket",
            title=TITLE,
            lead=Message(key="task.correct.lead.ticket"),
            body=self._form.body([number]),
            enter=Message(key="task.correct.enter.find"),
            keys=(elsewhere,) if self._has_centre else (),
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """Enter looks for it; a key says that another shop sold it."""
        if self._form.fill(act) or isinstance(act, GoOn):
            self._find(ticket_number(self._form["number"][:NUMBER_LENGTH_MAX]))
        elif act == PressKey("f6") and self._has_centre:
            self._flow.go(OfTheirTicket(self._flow, self._form["number"][:NUMBER_LENGTH_MAX]))

    @property
    def _has_centre(self) -> bool:
        return self._flow.bench.workplace.link.standing().is_paired

    def _find(self, number: str) -> None:
        flow = self._flow
        found = flow.bench.station.store.visits_of_ticket(number) if number else ()
        if not found:
            hint = "elsewhere" if self._has_centre else "hint"
            flow.stand_in_way(
                Message(key="task.correct.ticket_unknown"),
                Message(key=f"task.correct.ticket_unknown.{hint}"),
            )
        elif len(found) == 1:
            choose_visit(flow, found[0].visit_id)
        else:
            flow.go(_SameNumber(flow, [each.visit_id for each in found]))


class _SameNumber(KeysOnly):
    """Registers begin anew each day: several tickets have this number."""

    def __init__(self, flow: Flow, visit_ids: Sequence[VisitId]) -> None:
        self._flow = flow
        visits = (flow.bench.station.store.visit(each) for each in visit_ids[:VISITS_MAX])
        self._visits = tuple(each for each in visits if each is not None)

    def view(self) -> TaskView:
        """A line for each day."""
        station = self._flow.bench.station
        lines = tuple(
            Line(
                title=name_of(station.store, each.member_id) or Message(key="task.correct.nobody"),
                detail=when(each, station.today),
                aside=Message(key="task.correct.value.amount", params={"amount": each.amount}),
            )
            for each in self._visits
        )
        return TaskView(
            place="correct.same_number",
            title=TITLE,
            lead=Message(key="task.correct.lead.same_number"),
            body=ListBody(lines=lines),
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses."""
        if isinstance(act, ChooseLine) and 0 < act.number <= len(self._visits):
            choose_visit(self._flow, self._visits[act.number - 1].id)


def choose_visit(flow: Flow, visit_id: VisitId) -> None:
    """On to what may be done with it."""
    visit = flow.bench.station.store.visit(visit_id)
    if visit is not None:
        flow.go(ChooseAct(flow, visit.id))
        return
    member = flow.occasion.member
    known = flow.bench.station.store.recent_visits(member.member.id, VISITS_MAX) if member is not None else ()
    past = next((each for each in known if each.id == visit_id), None)
    if past is not None and member is not None:
        flow.go(OfTheirVisit(flow, past, member.member.id))
    else:
        flow.stand_in_way(Message(key="task.correct.elsewhere"), Message(key="task.correct.elsewhere.hint"))
