"""What tills told that could not be taken, or should not have happened: looked at, freed, settled."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fidpos.server.backoffice.answer import Answer, NotAllowed, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.db.office import DOUBLED
from fidpos.server.db.reviews import PostgresReviews
from fidpos.server.db.shop_pages import till_lines
from fidpos.server.reason import Reason
from fidpos.server.reviewing import GIFT_DEBT, QUARANTINED, REVIEWS_MAX, Review
from fidpos.server.services.push import replay
from fidpos.server.services.remedy import Remedy, place_for, remedy_for
from fidpos.server.services.settle import free, may_hold, settle

_SETTLED = "seen"
_NEEDED: Mapping[Remedy | None, Permission] = {
    Remedy.FILE: Permission.EDIT_MEMBERS,
    Remedy.REFUND: Permission.MOVE_POINTS,
    Remedy.WAITING: Permission.EDIT_MEMBERS,
    Remedy.MEMBER: Permission.VIEW_MEMBERS,
    Remedy.GIFT_CARD: Permission.VIEW_GIFT_CARDS,
    Remedy.DEBT: Permission.MANAGE_GIFT_CARDS,
    Remedy.TILL: Permission.MANAGE_SHOPS,
    Remedy.STAFF: Permission.MANAGE_SHOPS,
    Remedy.PROGRAMME: Permission.EDIT_PROGRAMME,
}
"""What the page asks for to which a line leads; who lacks it is not led there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A review in words."""

    review: Review
    till: str
    what: str
    why: str
    remedy: Remedy | None
    place: str
    is_theirs: bool
    """Whoever looks may not settle it at its place: the merchant's people do."""
    may_settle: bool

    @property
    def is_owed(self) -> bool:
        """Money is settled by being paid, on its own page."""
        return self.review.kind == GIFT_DEBT

    @property
    def needs_words(self) -> bool:
        """What is put aside unseen, or paid otherwise, says how."""
        return _needs_words(self.review)

    @property
    def waits(self) -> bool:
        return self.review.kind == QUARANTINED

    @property
    def is_doubled(self) -> bool:
        """Two files of one person are compared at the members' pages, not settled unseen."""
        return self.review.kind == DOUBLED

    @property
    def holds(self) -> bool:
        return may_hold(self.review)


def show(asked: Asked) -> Answer:
    """What nobody has settled, oldest first."""
    with asked.reading() as work:
        found = PostgresReviews(work).open()
        tills = {till.id: till for till in till_lines(work)}
    lines = [
        _line(asked, each, tills[each.till_id].name if each.till_id in tills else "") for each in _once(found)
    ]
    context = {
        "lines": lines,
        "is_cut": len(found) >= REVIEWS_MAX,
        "waiting": sum(each.waits for each in lines),
    }
    return Page(template="reviews/list.html", context=context)


def _once(found: Iterable[Review]) -> Iterator[Review]:
    """Two members who are alike in several ways are one line."""
    pairs = set[frozenset[str]]()
    for review in found:
        pair = frozenset({str(review.subject_id), review.detail.get("second", "")})
        if review.kind != DOUBLED or pair not in pairs:
            yield review
        if review.kind == DOUBLED:
            pairs.add(pair)


def take_retry(asked: Asked) -> Answer:
    """Whatever waits and can be applied by now, is."""
    with asked.work() as work:
        applied = replay(asked.unit_of(work), tuple(Reason))
        asked.write_down(work, "quarantine_replayed", applied=str(applied))
    return Redirect(path="/reviews", said=Message(key="office.reviews.applied", params={"count": applied}))


def take_free(asked: Asked) -> Answer:
    """What it made may be spent: the merchant's to say, for it is their money."""
    if not asked.visitor.may(Permission.APPROVE):
        raise NotAllowed("the support releases nothing")
    require_fresh(asked, "/reviews")
    with asked.work() as work:
        reviews = PostgresReviews(work)
        review = _asked_for(asked, reviews)
        freed = free(asked.unit_of(work), reviews, review, asked.visitor.person_id)
        asked.write_down(work, "event_freed", review.id, held=str(freed))
    said = "office.reviews.freed" if freed else "office.reviews.nothing_held"
    return Redirect(path="/reviews", said=Message(key=said))


def take_settle(asked: Asked) -> Answer:
    """It was looked at, and this is what was done."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        reviews = PostgresReviews(work)
        review = _asked_for(asked, reviews)
        if review.kind == DOUBLED:
            raise NotNow(Message(key="office.members.has_a_page"))
        if not _may_settle(asked, review):
            raise NotAllowed("whoever puts it aside leaves a customer without what they may have earned")
        outcome = form.text("outcome")
        if outcome is None and _needs_words(review):
            raise NotNow(Message(key="office.reviews.say_what"))
        outcome = outcome or _SETTLED
        settle(reviews, review, asked.visitor.person_id, outcome)
        asked.write_down(work, "review_settled", review.id, kind=review.kind, outcome=outcome)
    return Redirect(path="/reviews", said=Message(key="office.reviews.settled"))


def _asked_for(asked: Asked, reviews: PostgresReviews) -> Review:
    found = next((each for each in reviews.open() if each.id == asked.id("review_id")), None)
    if found is None:
        raise NotHere("no such review, or it is settled")
    return found


def _may_settle(asked: Asked, review: Review) -> bool:
    """Value that is held back is the merchant's to say about, one way or the other."""
    return not may_hold(review) or asked.visitor.may(Permission.APPROVE)


def _needs_words(review: Review) -> bool:
    return review.kind == QUARANTINED or review.reason == Reason.NOT_REFUNDED


def _line(asked: Asked, review: Review, till: str) -> _Line:
    reason, remedy = f"review.reason.{review.reason}", remedy_for(review)
    may = remedy not in _NEEDED or asked.visitor.may(_NEEDED[remedy])
    may_settle = _may_settle(asked, review)
    is_theirs = not may or not may_settle
    return _Line(
        review=review,
        till=till,
        what=asked.texts.say(f"review.{review.kind}"),
        why=asked.texts.say(reason) if review.reason and asked.texts.has(reason) else "",
        remedy=remedy,
        place=place_for(review) if may else "",
        is_theirs=is_theirs or (review.kind == DOUBLED and not asked.visitor.may(Permission.EDIT_MEMBERS)),
        may_settle=may_settle,
    )


AREA = Area(
    name="reviews",
    icon="shield-alert",
    start="/reviews",
    endpoints=(
        get("/reviews", Permission.SUPPORT_TILLS, show),
        post("/reviews/retry", Permission.SUPPORT_TILLS, take_retry),
        post("/reviews/{review_id:uuid}/free", Permission.SUPPORT_TILLS, take_free),
        post("/reviews/{review_id:uuid}/settle", Permission.SUPPORT_TILLS, take_settle),
    ),
)
