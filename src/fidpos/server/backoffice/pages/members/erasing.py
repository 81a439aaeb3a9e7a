"""A member is forgotten for good, once their name was typed."""

from collections.abc import Sequence

from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.act import Doing, Field, MemberAct
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.db.member_file import MemberRow
from fidpos.server.db.work import Work
from fidpos.server.operations.forget import forget


def _fields(asked: Asked, _work: Work, _member: MemberRow) -> Sequence[Field]:
    require_fresh(asked)
    return (Field(name="typed_name", label="office.members.field.typed_name", needed=True),)


def _erase(doing: Doing) -> Message | None:
    """The office's service writes it down itself."""
    asked, form, member = doing.asked, doing.form, doing.member
    typed = form.text("typed_name", needed=True)
    if typed is not None and typed.casefold() != member.name.casefold():
        form.wrong("typed_name", "office.members.other_name", called=member.name)
    if not form.is_good:
        return None
    forget(doing.desk.office, asked.visitor.merchant_id, member.id, asked.books.remember_erased)
    return Message(key="office.members.done.erased")


ERASE = MemberAct(
    name="erase",
    permission=Permission.PRIVACY,
    fields=_fields,
    do=_erase,
    tone="danger",
    leaves=True,
)
