"""Two members collect on one account, or turn out to be one person: agreed here, done by the centre."""

from fidpos.domain.authority import Authority
from fidpos.domain.ids import MemberId
from fidpos.domain.member import Member
from fidpos.domain.money import Money
from fidpos.domain.staff import Role, Staff
from fidpos.rules.programme import CounterUnit
from fidpos.till import announce
from fidpos.till.identify import may_be_served
from fidpos.till.membership.another import Another
from fidpos.till.membership.record import record_joining
from fidpos.till.membership.step import Step
from fidpos.till.membership.walk import HELP, Walk
from fidpos.till.membership.words import name_of
from fidpos.till.task.acts import ChooseLine, GoOn, TaskAct
from fidpos.till.task.view import Fact, Line, ListBody, ReviewBody, TaskView
from fidpos.till.view import Message
from fidpos.wire.member_events import Joining


class Together(Step):
    """Who collects with the member, and what they want."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def view(self) -> TaskView:
        """A line for each wish that makes sense, then those who collect together."""
        wishes = (
            Line(
                title=Message(key=f"task.member.joining.{wish.value}"),
                detail=Message(key=f"task.member.joining.{wish.value}.detail"),
            )
            for wish in self._wishes
        )
        shared = (
            Line(title=name_of(each), detail=Message(key="task.member.shares"), is_open=False)
            for each in self._others
        )
        return TaskView(
            place="member.together",
            title=Message(key="task.member.together.title"),
            lead=Message(key="task.member.lead.together"),
            body=ListBody(lines=(*wishes, *shared)),
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses the wish; two of them need another member."""
        wishes, walk = self._wishes, self._walk
        if not isinstance(act, ChooseLine) or not 0 < act.number <= len(wishes):
            return
        wish = wishes[act.number - 1]
        if wish is Joining.PART:
            walk.go(Agree(walk, wish, None))
            return
        lead = Message(key=f"task.member.lead.{wish.value}")
        walk.go(Another(walk, lead=lead, found=lambda other_id, _: self._chosen(wish, other_id)))

    @property
    def _others(self) -> tuple[Member, ...]:
        member = self._walk.member
        return tuple(each for each in self._walk.files.sharing(member.account_id) if each.id != member.id)

    @property
    def _wishes(self) -> tuple[Joining, ...]:
        return (Joining.POOL, Joining.SAME_PERSON, *((Joining.PART,) if self._others else ()))

    def _chosen(self, wish: Joining, other_id: MemberId) -> None:
        walk = self._walk
        other = walk.station.store.member(other_id)
        if other is None or not may_be_served(other):
            walk.object_to("task.member.problem.not_served")
        elif other.id == walk.member.id:
            walk.object_to("task.member.problem.same_member")
        elif wish is Joining.POOL and other.account_id == walk.member.account_id:
            walk.object_to("task.member.problem.shares_already")
        else:
            walk.instead(Agree(walk, wish, other.id))


class Agree(Step):
    """What it means is said before anybody agrees; a manager answers for it."""

    def __init__(self, walk: Walk, wish: Joining, other_id: MemberId | None) -> None:
        self._walk = walk
        self._wish = wish
        self._other_id = other_id
        self._event_id = walk.new_event_id()

    def view(self) -> TaskView:
        """Both, with what they hold."""
        walk = self._walk
        members = [walk.member]
        if self._other_id is not None and (other := walk.station.store.member(self._other_id)) is not None:
            members.append(other)
        return TaskView(
            place=f"member.agree.{self._wish.value}",
            title=Message(key=f"task.member.joining.{self._wish.value}"),
            lead=Message(key="task.member.lead.agree"),
            body=ReviewBody(
                facts=tuple(fact for each in members for fact in holdings(walk, each)),
                title=Message(key="task.member.means"),
                detail=Message(key=f"task.member.agree.{self._wish.value}"),
            ),
            enter=Message(key="task.member.enter.agree"),
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """Enter, and a manager's word."""
        if isinstance(act, GoOn):
            why = f"task.member.why.{self._wish.value}"
            self._walk.with_manager(why, self._record, name=name_of(self._walk.member))

    def _record(self, by: Authority) -> None:
        if self._is_for_oneself(by.answers):
            self._walk.station.dialogue.say(announce.not_for_oneself())
            return
        record_joining(self._walk, self._wish, self._other_id, by=by, event_id=self._event_id)
        detail = Message(key=f"hint.task.member.done.{self._wish.value}")
        self._walk.done(f"task.member.done.{self._wish.value}", detail=detail)

    def _is_for_oneself(self, manager: Staff) -> bool:
        """Whether the manager gains by it; where there is no other one it is done, and the owner is told."""
        joined = {self._walk.member.id, self._other_id}

        def gains(each: Staff) -> bool:
            return each.own_member_id is not None and each.own_member_id in joined

        people = self._walk.station.store.staff()
        managers = (each for each in people if each.role is Role.MANAGER and not each.disabled)
        return gains(manager) and any(not gains(each) for each in managers)


def holdings(walk: Walk, member: Member) -> tuple[Fact, ...]:
    """What the member's account holds, counter by counter."""
    station = walk.station
    held = {each.counter: each.amount for each in station.store.balances(member.account_id)}
    facts = []
    for counter in station.programme.counters:
        amount = held.get(counter.code, 0)
        value: dict[str, object] = {"points": amount}
        if counter.unit is CounterUnit.MONEY:
            value = {"points": Money(amount, station.identity.currency)}
        value["counter"] = counter.title.of(station.language)
        facts.append(Fact(label=name_of(member), value=Message(key="task.member.holds", params=value)))
    return tuple(facts)
