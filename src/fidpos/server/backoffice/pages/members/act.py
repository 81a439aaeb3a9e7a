"""Something that is done to one member: a form that is asked for, filled, and carried out as an event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from fidpos.domain.ids import EventId, uuid7
from fidpos.server.backoffice.answer import Answer, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Endpoint, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.seen import seen_member
from fidpos.server.backoffice.permission import Permission
from fidpos.server.db.member_file import MemberRow
from fidpos.server.db.work import Work
from fidpos.server.reason import EventRefused
from fidpos.server.services.member_desk import MemberDesk

NOTE_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an act's form.

    Attributes:
        kind: of an input; `area` for several lines, `choose` for a list, `tick` for a box.
        label: key of its words; `<label>.hint` is its hint, if there is one.
        choices: value and words of a list.
        value: what stands in it at first.
    """

    name: str
    label: str
    kind: str = "text"
    needed: bool = False
    choices: Sequence[tuple[object, Message | str]] = ()
    value: object = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """An act at work, in the transaction that carries it out."""

    asked: Asked
    work: Work
    member: MemberRow
    form: Form
    desk: MemberDesk

    def note(self, about: EventId | None = None) -> None:
        """What was written beside the act."""
        text = self.form.text("note", at_most=NOTE_MAX)
        if text:
            self.desk.note(self.member.id, text, about)

    def write_down(self, act: str, **detail: str) -> None:
        """That the visitor did it, to the member."""
        self.asked.write_down(self.work, act, self.member.id, **detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAct:
    """A kind of act.

    Attributes:
        name: last part of its path; `office.members.act.<name>` is its title, `….lead` what it does.
        fields: of its form.
        do: reads the form first and does nothing where it is not good; returns what the next page says.
        back: section of the file that is shown then.
        tone: `danger` for what cannot be undone.
        leaves: there is no file any more afterwards.
    """

    name: str
    permission: Permission
    fields: Callable[[Asked, Work, MemberRow], Sequence[Field]]
    do: Callable[[Doing], Message | None]
    back: str = ""
    tone: str = ""
    leaves: bool = False

    def endpoints(self) -> tuple[Endpoint, Endpoint]:
        """Its form, and what takes it."""
        path = f"/members/{{member_id:uuid}}/{self.name}"
        return get(path, self.permission, partial(_show, self)), post(
            path, self.permission, partial(_do, self), asks_first=self.tone == "danger"
        )


NOTE = Field(name="note", label="office.members.field.note", kind="area")


def desk_of(asked: Asked, work: Work) -> MemberDesk:
    """The visitor at a member's file."""
    now = asked.now()
    return MemberDesk(
        unit=asked.unit_of(work),
        now=now,
        day=asked.today,
        alone_from=asked.alone_from,
        done_by=asked.visitor.person_id,
        new_id=lambda: uuid7(now),
    )


def _show(act: MemberAct, asked: Asked) -> Answer:
    with asked.reading() as work:
        member = seen_member(asked, work)
        fields = act.fields(asked, work, member)
    values = {each.name: asked.query.get(each.name, each.value) for each in fields}
    return _page(act, member, fields, values)


def _do(act: MemberAct, asked: Asked) -> Answer:
    form = Form(asked.fields, asked.visitor.language)
    try:
        with asked.work() as work:
            member = seen_member(asked, work)
            fields = act.fields(asked, work, member)
            doing = Doing(asked=asked, work=work, member=member, form=form, desk=desk_of(asked, work))
            said = act.do(doing)
    except EventRefused as refused:
        raise NotNow(Message(key="office.members.refused")) from refused
    if said is None:
        values = {each.name: form.typed(each.name) for each in fields}
        return _page(act, member, fields, values, form)
    return Redirect(path="/members" if act.leaves else f"/members/{member.id}{act.back}", said=said)


def _page(
    act: MemberAct,
    member: MemberRow,
    fields: Sequence[Field],
    values: Mapping[str, object],
    form: Form | None = None,
) -> Page:
    context = {
        "act": act,
        "member": member,
        "fields": fields,
        "values": values,
        "problems": form.problems if form is not None else {},
    }
    return Page(template="members/act.html", context=context, status=200 if form is None else 422)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """An act of one button, on something of the member that the path names.

    Attributes:
        path: behind the member's.
        do: does it; returns what the next page says.
    """

    path: str
    permission: Permission
    do: Callable[[Doing], Message]
    back: str = ""

    def endpoint(self) -> Endpoint:
        """What takes it."""
        return post(f"/members/{{member_id:uuid}}{self.path}", self.permission, partial(_press, self))


def _press(act: Pressed, asked: Asked) -> Answer:
    form = Form(asked.fields, asked.visitor.language)
    try:
        with asked.work() as work:
            member = seen_member(asked, work)
            doing = Doing(asked=asked, work=work, member=member, form=form, desk=desk_of(asked, work))
            said = act.do(doing)
    except EventRefused as refused:
        raise NotNow(Message(key="office.members.refused")) from refused
    return Redirect(path=f"/members/{member.id}{act.back}", said=said)
