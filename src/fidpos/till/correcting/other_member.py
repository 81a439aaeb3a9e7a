"""Whose visit it really was: their card is held out, or they are found by name or telephone."""

from dataclasses import dataclass

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.ids import MemberId, VisitId
from fidpos.till.correcting.acts import ChangeMember, Subject
from fidpos.till.correcting.flow import Flow
from fidpos.till.correcting.form import Form
from fidpos.till.correcting.why_step import WhyStep
from fidpos.till.identify import Identified
from fidpos.till.reads import Seen
from fidpos.till.task.acts import ChooseLine, FillIn, TaskAct
from fidpos.till.task.view import Field, FormBody, Line, TaskView
from fidpos.till.view import Message

TYPED_MAX = 80
_MEMBERS = frozenset({Seen.MEMBER, Seen.SAME_MEMBER, Seen.OTHER_MEMBER})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    member_id: MemberId
    line: Line


class OtherMember:
    """The search of F2, with its throttle; a card says it at once."""

    def __init__(self, flow: Flow, subject: Subject) -> None:
        self._flow = flow
        self._subject = subject
        self._new_visit_id = VisitId(flow.new_id())
        self._form = Form(["search"])
        self._found: tuple[_Found, ...] = ()

    @property
    def takes(self) -> frozenset[Seen]:
        """Cards of members."""
        return _MEMBERS

    def view(self) -> TaskView:
        """One field, and whom it found."""
        search = Field(
            key="search",
            label=Message(key="task.correct.field.search"),
            text=self._form["search"],
            length_max=TYPED_MAX,
            live=True,
        )
        empty = Message(key="task.correct.nobody_found") if self._form["search"].strip() else ""
        return TaskView(
            place="correct.member",
            title=Message(key="task.correct.member.title"),
            lead=Message(key="task.correct.lead.member"),
            body=FormBody(fields=(search,), lines=tuple(each.line for each in self._found), empty=empty),
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        """Search as it is typed; a line is chosen."""
        match act:
            case FillIn("search", text):
                self._form.fill(FillIn("search", text[:TYPED_MAX]))
                self._search()
            case ChooseLine(number) if 0 < number <= len(self._found):
                self._chosen(self._found[number - 1].member_id)
            case _:
                """Nothing here."""

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:  # noqa: ARG002 -- of any medium
        """The card of whoever was there."""
        if found.member is not None:
            self._go_on(found.member.member.id)

    def _search(self) -> None:
        lookup = self._flow.bench.counter.lookup
        lookup.search(self._form["search"])
        hits, lookup.found = lookup.found or (), None
        self._found = tuple(
            _Found(member_id=hit.member_id, line=Line(title=hit.name, detail=hit.masked_phone))
            for hit in hits
        )

    def _chosen(self, member_id: MemberId) -> None:
        picked = self._flow.bench.counter.lookup.pick(member_id, attached=None)
        if picked is not None:
            self._go_on(member_id)

    def _go_on(self, member_id: MemberId) -> None:
        change = ChangeMember(subject=self._subject, new_visit_id=self._new_visit_id, member_id=member_id)
        self._flow.go(WhyStep(self._flow, change))
