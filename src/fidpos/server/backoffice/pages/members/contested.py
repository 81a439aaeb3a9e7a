"""Two tills that were apart changed one file: both answers side by side, and somebody chooses.

What was heard first stands until then. Consents that contradict each other are shown with their proof: the
office invents none, it lets one that was stated count.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fidpos.domain.member import Channel
from fidpos.posting.member_file import Contest, changed, decided
from fidpos.server.backoffice.answer import Answer, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Endpoint, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.act import desk_of
from fidpos.server.backoffice.pages.members.contact import shown_phone
from fidpos.server.backoffice.pages.members.doubt import seen_doubt, settle_doubt
from fidpos.server.backoffice.pages.members.seen import seen_member
from fidpos.server.backoffice.permission import Permission
from fidpos.server.db.consenting import ConsentRow, consents_of
from fidpos.server.db.member_file import MemberRow
from fidpos.server.db.names import shop_names, till_names, who_acted
from fidpos.server.db.people import subject_keys
from fidpos.server.db.waiting import Doubted
from fidpos.server.db.work import Work
from fidpos.server.reason import Reason
from fidpos.server.services.office import OFFICE
from fidpos.vault.errors import SealBroken
from fidpos.wire.member_events import MemberProfileChanged, open_change

_PATH = "/members/waiting/events/{event_id:uuid}/file"
_SAID = "said"
"""Value of a choice: what the second one said is to stand."""
_NO_TILLS = {None, OFFICE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the form; `name` is its field."""

    name: str
    contest: Contest


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A channel of which two tills say different things.

    Attributes:
        stands: the latest statement, which counts.
        other: the latest one that says otherwise.
    """

    channel: Channel
    stands: ConsentRow
    other: ConsentRow


def show(asked: Asked) -> Answer:
    """What stands, and what the other till said."""
    with asked.reading() as work:
        doubted = seen_doubt(asked, work, Reason.FILE_CONTESTED)
        member = seen_member(asked, work, doubted.member_id)
        lines = _lines(work, doubted, member)
        disputes = disputes_of(consents_of(work, member.id))
        event = doubted.event
        assert isinstance(event, MemberProfileChanged)
        staff = {each for one in disputes for each in (one.stands.staff_id, one.other.staff_id)}
        context = {
            "member": member,
            "doubted": doubted,
            "lines": lines,
            "disputes": disputes,
            "by": who_acted(work, [each for each in {*staff, event.staff_id} if each is not None]),
            "shops": shop_names(work),
            "tills": till_names(work),
            "shown_phone": shown_phone,
        }
    return Page(template="members/contested.html", context=context)


def choose(asked: Asked) -> Answer:
    """What was chosen becomes the file; tills hear of it like of any change."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        doubted = seen_doubt(asked, work, Reason.FILE_CONTESTED)
        member = seen_member(asked, work, doubted.member_id)
        lines = _lines(work, doubted, member)
        if {each.name for each in lines} != {name for name in asked.fields if name.startswith("line_")}:
            raise NotNow(Message(key="office.members.changed_meanwhile"))
        settle_doubt(asked, work, doubted, "chosen")
        desk = desk_of(asked, work)
        chosen = [each.contest for each in lines if form.typed(each.name) == _SAID]
        if chosen:
            desk.edit(member.id, member.profile, decided(member.profile, chosen))
        stated = [
            each
            for each in disputes_of(consents_of(work, member.id))
            if form.id(f"consent_{each.channel.value}", needed=False) == each.other.id
        ]
        for each in stated:
            other = each.other
            told = {"wording": other.wording, "parent": other.parent}
            desk.state(member.id, each.channel, granted=other.granted, **told)
        names = ",".join(sorted({each.name for each in chosen} | {each.channel.value for each in stated}))
        asked.write_down(work, "file_chosen", member.id, lines=names)
    return Redirect(path=f"/members/{member.id}", said=Message(key="office.members.done.chosen"))


def disputes_of(consents: Sequence[ConsentRow]) -> Sequence[Dispute]:
    """Channels whose latest statement is contradicted by an earlier one from another till.

    What the office has stated since has ended it.

    Args:
        consents: of one member, the latest first.
    """
    latest: dict[Channel, ConsentRow] = {}
    found: dict[Channel, Dispute] = {}
    for each in consents:
        stands = latest.setdefault(each.channel, each)
        is_other = each.granted != stands.granted and each.till_id != stands.till_id
        if is_other and not {each.till_id, stands.till_id} & _NO_TILLS:
            found.setdefault(each.channel, Dispute(channel=each.channel, stands=stands, other=each))
    return tuple(found.values())


def _lines(work: Work, doubted: Doubted, member: MemberRow) -> Sequence[Line]:
    """What is still contested: somebody may have put some of it right since."""
    event = doubted.event
    assert isinstance(event, MemberProfileChanged)
    key = subject_keys(work, [event.member_id]).get(event.member_id)
    if key is None:
        return ()
    try:
        change = open_change(key, event.member_id, event.sealed)
    except SealBroken:
        return ()
    contests = changed(member.profile, change).contests
    return [Line(name=_name(each), contest=each) for each in contests]


def _name(contest: Contest) -> str:
    return f"line_{contest.name}" + (f"_{contest.relative_id}" if contest.relative_id is not None else "")


ENDPOINTS: tuple[Endpoint, ...] = (
    get(_PATH, Permission.EDIT_MEMBERS, show),
    post(_PATH, Permission.EDIT_MEMBERS, choose),
)
