"""What waits for somebody: who may be one person, and what tills told of members that was doubted."""

from dataclasses import dataclass

from fidpos.domain.ids import MemberId
from fidpos.server.backoffice.answer import Answer, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.act import desk_of
from fidpos.server.backoffice.pages.members.doubt import seen_doubt, settle_doubt
from fidpos.server.db import waiting
from fidpos.server.db.member_file import member_names, read_member, remains_of
from fidpos.server.db.names import shop_names
from fidpos.server.db.work import Work
from fidpos.server.reason import Reason
from fidpos.server.services.doubled import look_for_alike
from fidpos.server.services.member_desk import NotShared
from fidpos.server.services.office import NotToPool
from fidpos.wire.member_events import Joining, JoiningAgreed

_ELSEWHERE = {Reason.FILE_CONTESTED: "file", Reason.NOT_REFUNDED: "refund"}
"""What is settled on a page of its own, and its path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Something that was doubted, in words.

    Attributes:
        kind: its sentence is `office.members.doubt.<kind>`.
        can_do: what was agreed can be done with one button.
        page: last part of the path of the page where it is settled; empty for here.
    """

    doubted: waiting.Doubted
    kind: str
    can_do: bool
    page: str = ""


def show(asked: Asked) -> Answer:
    """Pairs first, then the rest, oldest first."""
    with asked.reading() as work:
        pairs = waiting.doubled(work, asked.visitor.shops)
        doubts = waiting.doubted(work, asked.visitor.shops)
        people = [each for pair in pairs for each in (pair.first, pair.second)]
        people += [each for one in doubts for each in (one.member_id, one.other_id) if each is not None]
        context = {
            "pairs": pairs,
            "doubts": [_shown(each) for each in doubts],
            "names": member_names(work, people),
            "shops": shop_names(work),
        }
    return Page(template="members/waiting.html", context=context)


def look(asked: Asked) -> Answer:
    """Look for members who are alike now, without waiting for the night."""
    with asked.work() as work:
        look_for_alike(asked.unit_of(work).office(), asked.now())
        asked.write_down(work, "looked_for_alike")
    return Redirect(path="/members/waiting", said=Message(key="office.members.done.looked"))


def not_same(asked: Asked) -> Answer:
    """Two persons, not one; nobody is asked again for any of the reasons shown."""
    with asked.work() as work:
        pairs = waiting.doubled(work, asked.visitor.shops)
        pair = next((each for each in pairs if asked.id("review_id") in each.reviews), None)
        if pair is None:
            raise NotHere("no such pair")
        first = waiting.not_the_same(work, pair, asked.visitor.person_id)
        asked.write_down(work, "not_the_same", first)
    return Redirect(path="/members/waiting", said=Message(key="office.members.done.not_same"))


def settle(asked: Asked) -> Answer:
    """Somebody has looked at it; with `do`, what was agreed at the counter is done first."""
    with asked.work() as work:
        found = seen_doubt(asked, work)
        if found.reason in _ELSEWHERE:
            raise NotNow(Message(key="office.members.has_a_page"))
        is_done = bool(asked.fields.get("do"))
        settle_doubt(asked, work, found, "done" if is_done else "looked_at")
        if is_done:
            _do(asked, work, found)
        asked.write_down(work, "review_settled", found.member_id, reason=found.reason.value)
    return Redirect(path="/members/waiting", said=Message(key="office.members.done.settled"))


def _shown(doubted: waiting.Doubted) -> Shown:
    event = doubted.event
    if isinstance(event, JoiningAgreed):
        can_do = event.joining in {Joining.POOL, Joining.PART}
        return Shown(doubted=doubted, kind=f"{doubted.reason.value}.{event.joining.value}", can_do=can_do)
    page = _ELSEWHERE.get(doubted.reason, "")
    return Shown(doubted=doubted, kind=doubted.reason.value, can_do=False, page=page)


def _do(asked: Asked, work: Work, doubted: waiting.Doubted) -> None:
    event, desk = doubted.event, desk_of(asked, work)
    if doubted.reason is not Reason.NOT_JOINED or not isinstance(event, JoiningAgreed):
        raise NotNow(Message(key="office.members.cannot_do"))
    member_id = remains_of(work, event.member_id) or event.member_id
    try:
        if event.joining is Joining.PART:
            desk.part(member_id, _sharing(work, member_id))
        elif event.other_id is not None:
            desk.office.pool(member_id, event.other_id, asked.today)
    except (NotToPool, NotShared):
        raise NotNow(Message(key="office.members.cannot_do")) from None


def _sharing(work: Work, member_id: MemberId) -> tuple[MemberId, ...]:
    member = read_member(work, member_id)
    return member.shared_with if member is not None else ()
