"""Two members: who may be one person, two files made one, an account shared, and shared no more."""

from collections.abc import Sequence
from dataclasses import dataclass

from fidpos.domain.ids import MemberId
from fidpos.server.backoffice.answer import Answer, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.act import desk_of
from fidpos.server.backoffice.pages.members.contact import shown_phone
from fidpos.server.backoffice.pages.members.seen import programme_of, seen_member
from fidpos.server.db import member_file
from fidpos.server.db.member_file import MemberRow
from fidpos.server.db.member_list import Listed, MemberFilter, list_members
from fidpos.server.db.work import Work
from fidpos.server.services.member_desk import NotShared
from fidpos.server.services.office import NotToMerge, NotToPool

_FOUND_MAX = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two files, as they are compared."""

    member: MemberRow
    lifetime: member_file.Lifetime
    balances: dict[str, int]
    cards: int


def show(asked: Asked) -> Answer:
    """Look for the other member; once they are chosen, both files side by side."""
    with asked.reading() as work:
        member, programme = seen_member(asked, work), programme_of(asked, work)
        other = _other(asked, work, asked.query.get("other", ""))
        text = asked.query.get("text", "").strip()
        found: Sequence[Listed] = ()
        if text and other is None:
            wanted = MemberFilter(text=text, scope=asked.visitor.shops)
            page = list_members(work, wanted, programme.counters[0].code, at_most=_FOUND_MAX)
            found = [each for each in page.members if each.id != member.id]
        language = asked.visitor.language
        context = {
            "member": member,
            "text": text,
            "found": found,
            "shown_phone": shown_phone,
            "counter": programme.counters[0].title.of(language),
            "counters": {each.code: each.title.of(language) for each in programme.counters},
            "sides": [_side(work, each) for each in (member, other)] if other is not None else (),
            "other": other,
            "shared": member_file.member_names(work, member.shared_with),
        }
    return Page(template="members/together.html", context=context)


def merge(asked: Asked) -> Answer:
    """One person out of two members; the file that was chosen remains."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        member, other = _both(asked, work, form)
        kept, gone = (other, member) if form.typed("keep") == str(other.id) else (member, other)
        try:
            event = desk_of(asked, work).office.merge(kept.id, gone.id, asked.today)
        except NotToMerge:
            raise NotNow(Message(key="office.members.not_to_merge")) from None
    return Redirect(path=f"/members/{event.kept_id}", said=Message(key="office.members.done.merged"))


def pool(asked: Asked) -> Answer:
    """They collect on one account from now on."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        member, other = _both(asked, work, form)
        try:
            desk_of(asked, work).office.pool(member.id, other.id, asked.today)
        except NotToPool:
            raise NotNow(Message(key="office.members.not_to_pool")) from None
    return Redirect(path=f"/members/{member.id}/account", said=Message(key="office.members.done.pooled"))


def part(asked: Asked) -> Answer:
    """The member collects alone again."""
    with asked.work() as work:
        member = seen_member(asked, work)
        try:
            desk_of(asked, work).part(member.id, member.shared_with)
        except NotShared:
            raise NotNow(Message(key="office.members.not_shared")) from None
        asked.write_down(work, "account_parted", member.id)
    return Redirect(path=f"/members/{member.id}/account", said=Message(key="office.members.done.parted"))


def _both(asked: Asked, work: Work, form: Form) -> tuple[MemberRow, MemberRow]:
    member = seen_member(asked, work)
    other = _other(asked, work, form.typed("other"))
    if other is None or other.id == member.id:
        raise NotNow(Message(key="office.members.no_other"))
    return member, other


def _other(asked: Asked, work: Work, said: str) -> MemberRow | None:
    form = Form({"other": [said]}, asked.visitor.language)
    wanted = form.id("other", needed=False)
    return seen_member(asked, work, MemberId(wanted)) if wanted is not None else None


def _side(work: Work, member: MemberRow) -> Side:
    return Side(
        member=member,
        lifetime=member_file.lifetime_of(work, member.id),
        balances=dict(member_file.balances_of(work, member.account_id)),
        cards=len(member_file.cards_of(work, member.id)),
    )
