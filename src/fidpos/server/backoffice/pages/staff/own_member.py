"""Which member a colleague is as a customer: nobody serves themselves."""

from dataclasses import replace

from fidpos.domain.ids import MemberId
from fidpos.server.backoffice.answer import Answer, NotHere, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.contact import shown_phone
from fidpos.server.backoffice.pages.staff.seen import person_of_own, put
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.db.member_file import member_names
from fidpos.server.db.member_list import MemberFilter, list_members
from fidpos.server.db.shop_pages import is_member

_FOUND_MAX = 8


def show(asked: Asked) -> Answer:
    """Who it is now, and those who are found by what is typed."""
    person, text = person_of_own(asked), asked.query.get("text", "").strip()
    own = person.own_member_id
    with asked.reading() as work:
        is_shown = own is not None and is_member(work, own, asked.visitor.shops)
        wanted = MemberFilter(text=text, scope=asked.visitor.shops)
        context = {
            "person": person,
            "own_name": member_names(work, [own]).get(own, "") if own is not None and is_shown else "",
            "text": text,
            "shown_phone": shown_phone,
            "found": list_members(work, wanted, "", at_most=_FOUND_MAX).members if text else (),
        }
    return Page(template="staff/own_member.html", context=context)


def take(asked: Asked) -> Answer:
    """It is this member from now on, or none."""
    path = f"/staff/{asked.id('staff_id')}"
    require_fresh(asked, f"{path}/own-member")
    person, form = person_of_own(asked), Form(asked.fields, asked.visitor.language)
    own = form.id("member", needed=False)
    with asked.reading() as work:
        if not form.is_good or (own and not is_member(work, MemberId(own), asked.visitor.shops)):
            raise NotHere("no such member")
    changed = replace(person, version=person.version + 1, own_member_id=MemberId(own) if own else None)
    put(asked, changed, "staff_changed")
    return Redirect(path=path, said=Message(key="office.saved"))
