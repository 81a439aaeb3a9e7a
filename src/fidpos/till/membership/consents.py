"""What the member agrees to, asked again channel by channel: their last word is shown, none is ticked.

Of a child a parent says yes; that they want nothing any more, they may say themselves.
"""

from fidpos.domain.consent import needs_parent, parent_name
from fidpos.domain.enrolment_policy import EnrolmentPolicy
from fidpos.domain.ids import MemberId
from fidpos.domain.member import NAME_LENGTH_MAX, Channel
from fidpos.rules.household import age
from fidpos.till.enrol.consents import Stated, answers, asked, field_of, statements
from fidpos.till.enrol.newcomer import IdsOnce
from fidpos.till.enrol.typed import PARENT, Read, parent_fault
from fidpos.till.membership.form import Form
from fidpos.till.membership.record import record_consents
from fidpos.till.membership.step import Step
from fidpos.till.membership.walk import HELP, Walk
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import Field, FieldKind, FormBody, TaskView
from fidpos.till.view import Message

_OPTIONS = (Message(key="task.member.yes"), Message(key="task.member.no"))


class Consents(Step):
    """A question for each channel that leads to the member; what is not answered stays as it was said."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        station, member = walk.station, walk.member
        years = age(member.profile, station.today)
        by_parent = needs_parent(member.profile, station.today, station.alone_from)
        self._read = Read(profile=member.profile, kin=(), faults={}, age=years, needs_parent=by_parent)
        self._channels = asked(self._policy, self._read)
        self._form = Form({}, lambda _: self._keys)
        self._words = walk.files.words_of(member.id)
        self._standing = station.store.consents(member.id)
        self._ids = IdsOnce(station.new_id)
        self._event_ids = IdsOnce(station.new_id)

    def view(self) -> TaskView:
        """Those that are asked now; a parent first, where one decides."""
        fields = tuple(self._parent() if key == PARENT else self._question(key) for key in self._keys)
        return TaskView(
            place="member.consents",
            title=Message(key="task.member.consents.title"),
            lead=Message(key="task.member.lead.consents"),
            body=FormBody(
                fields=fields,
                at=self._form.at,
                empty="" if fields else Message(key="task.member.no_channels"),
            ),
            enter=Message(key="task.member.enter.save") if fields else None,
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """Enter on the last question records what was said."""
        if not self._form.fill(act, length_max=NAME_LENGTH_MAX):
            return
        if self._fault is None:
            self._record()
        else:
            self._form.go_to(PARENT)

    @property
    def _policy(self) -> EnrolmentPolicy:
        return self._walk.bench.workplace.enrolling.policy

    @property
    def _keys(self) -> tuple[str, ...]:
        parent = (PARENT,) if self._read.needs_parent and self._channels else ()
        return (*parent, *map(field_of, self._channels))

    @property
    def _fault(self) -> Message | None:
        """Why it cannot be recorded: a child alone does not say yes."""
        if not self._read.needs_parent:
            return None
        text = self._form.typed.text(PARENT)
        is_alone = not text.strip() and any(answers(self._channels, self._form.typed).values())
        return Message(key="task.member.fault.parent") if is_alone else parent_fault(text)

    def _record(self) -> None:
        said = answers(self._channels, self._form.typed)
        if not said:
            self._walk.back()
            return
        stated = statements(said, self._stated(self._walk.member.id))
        record_consents(self._walk, stated, self._event_ids.again())
        self._walk.done("task.member.done.consents")

    def _stated(self, member_id: MemberId) -> Stated:
        station = self._walk.station
        return Stated(
            member_id=member_id,
            staff_id=self._walk.bench.staff.id,
            at=station.clock.now(),
            new_id=self._ids.again(),
            wording=self._policy.wording,
            parent=parent_name(self._form.typed.text(PARENT)),
        )

    def _parent(self) -> Field:
        return Field(
            key=PARENT,
            label=Message(key="task.member.parent"),
            kind=FieldKind.NAME,
            text=self._form.typed.text(PARENT),
            note=Message(key="task.member.parent.detail"),
            fault=self._fault if PARENT in self._form.left else None,
            length_max=NAME_LENGTH_MAX,
        )

    def _question(self, key: str) -> Field:
        channel = Channel(key.removeprefix("consent_"))
        return Field(
            key=key,
            label=Message(key=f"task.member.channel.{channel.value}"),
            kind=FieldKind.CHOICE,
            text=self._form.typed.text(key),
            note=Message(key=f"task.member.said.{self._said(channel)}"),
            options=_OPTIONS,
            length_max=1,
        )

    def _said(self, channel: Channel) -> str:
        word = self._words.get(channel)
        if word is None:
            return "unsaid"
        if not word:
            return "withheld"
        return "granted" if channel in self._standing else "without_parent"
