"""A member as the visitor may see them; to everybody else there is no such member."""

from uuid import UUID

from fidpos.domain.ids import MemberId
from fidpos.rules.programme import Programme
from fidpos.server.backoffice.answer import NotHere, NotNow
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.message import Message
from fidpos.server.db.member_file import MemberRow, read_member, remains_of
from fidpos.server.db.member_list import is_seen
from fidpos.server.db.programme_now import programme_now
from fidpos.server.db.work import Work


def seen_member(asked: Asked, work: Work, member_id: UUID | None = None) -> MemberRow:
    """The member whom the path names, or another one; who was merged is the one that remains.

    Raises:
        NotHere: unknown, forgotten, or of shops that are not the visitor's.
    """
    wanted = MemberId(member_id or asked.id("member_id"))
    member_id = remains_of(work, wanted) or wanted
    if not is_seen(work, MemberId(member_id), asked.visitor.shops):
        raise NotHere("no such member")
    member = read_member(work, MemberId(member_id))
    if member is None:
        raise NotHere("no such member")
    return member


def programme_of(asked: Asked, work: Work) -> Programme:
    """The programme in force.

    Raises:
        NotNow: the merchant has none yet.
    """
    programme = programme_now(work, asked.now())
    if programme is None:
        raise NotNow(Message(key="office.members.no_programme"))
    return programme
