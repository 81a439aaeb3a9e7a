"""Whether the member is served: blocked, served again, leaving; with a reason, on a manager's word."""

from fidpos.domain.authority import Authority
from fidpos.domain.member import MemberStatus
from fidpos.till.membership.record import record_status
from fidpos.till.membership.step import Step
from fidpos.till.membership.together import holdings
from fidpos.till.membership.walk import HELP, Walk
from fidpos.till.membership.words import name_of
from fidpos.till.task.acts import ChooseLine, GoOn, TaskAct
from fidpos.till.task.view import Fact, Line, ListBody, ReviewBody, TaskView
from fidpos.till.view import Message
from fidpos.wire.member_events import StatusReason

_REASONS = {
    MemberStatus.BLOCKED: (
        StatusReason.ABUSE,
        StatusReason.IN_DISPUTE,
        StatusReason.ASKED_BY_MEMBER,
        StatusReason.OTHER,
    ),
    MemberStatus.ACTIVE: (StatusReason.CLEARED_UP, StatusReason.ASKED_BY_MEMBER, StatusReason.OTHER),
    MemberStatus.LEFT: (
        StatusReason.NOT_INTERESTED,
        StatusReason.MOVED_AWAY,
        StatusReason.PERSONAL_DATA,
        StatusReason.OTHER,
    ),
}


class Why(Step):
    """The reason, from a short list: nobody's words stand in the journal."""

    def __init__(self, walk: Walk, wanted: MemberStatus) -> None:
        self._walk = walk
        self._wanted = wanted

    def view(self) -> TaskView:
        """A line for each reason."""
        return TaskView(
            place=f"member.why.{self._wanted.value}",
            title=Message(key=f"task.member.stand.{self._wanted.value}"),
            lead=Message(key="task.member.lead.why", params={"name": name_of(self._walk.member)}),
            body=ListBody(
                lines=tuple(
                    Line(title=Message(key=f"task.member.reason.{reason.value}"))
                    for reason in _REASONS[self._wanted]
                )
            ),
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses."""
        reasons = _REASONS[self._wanted]
        if isinstance(act, ChooseLine) and 0 < act.number <= len(reasons):
            self._walk.go(Confirm(self._walk, self._wanted, reasons[act.number - 1]))


class Confirm(Step):
    """What follows is said before it is done."""

    def __init__(self, walk: Walk, wanted: MemberStatus, reason: StatusReason) -> None:
        self._walk = walk
        self._wanted = wanted
        self._reason = reason
        self._event_id = walk.new_event_id()

    def view(self) -> TaskView:
        """Who, why, and what they hold."""
        walk = self._walk
        reason = Fact(
            label=Message(key="task.member.fact.reason"),
            value=Message(key=f"task.member.reason.{self._reason.value}"),
        )
        return TaskView(
            place=f"member.confirm.{self._wanted.value}",
            title=Message(key=f"task.member.stand.{self._wanted.value}"),
            lead=Message(key="task.member.lead.confirm"),
            body=ReviewBody(
                facts=(*holdings(walk, walk.member), reason),
                title=Message(key="task.member.means"),
                detail=Message(key=f"task.member.confirm.{self._wanted.value}"),
            ),
            enter=Message(key=f"task.member.enter.{self._wanted.value}"),
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """Enter, and a manager's word."""
        if isinstance(act, GoOn):
            why = f"task.member.why.{self._wanted.value}"
            self._walk.with_manager(why, self._record, name=name_of(self._walk.member))

    def _record(self, by: Authority) -> None:
        walk, name = self._walk, name_of(self._walk.member)
        record_status(walk, self._status, self._reason, by=by, event_id=self._event_id)
        done = f"task.member.done.{self._wanted.value}"
        walk.done(done, detail=Message(key=f"hint.{done}"), name=name)

    @property
    def _status(self) -> MemberStatus:
        """Who is known by a card alone stays so when they are served again."""
        is_again = self._wanted is MemberStatus.ACTIVE
        return MemberStatus.PROVISIONAL if is_again and not name_of(self._walk.member) else self._wanted
