"""The owner at the back office beside two tills, act after act as chance has it; some of it is refused."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from msgspec import structs

from fidpos.domain.errors import FidposError
from fidpos.rules.codec import facts_to_json
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.reason import EventRefused, Reason
from fidpos.server.services.office import Office as Act
from fidpos.wire.codec import embed
from fidpos.wire.events import MemberEnrolled, VisitClosed
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import AWAY, SHOP
from tests.helpers.doubtful_history import DoubtfulHistory
from tests.helpers.office_place import Client, OfficePlace
from tests.unit.rules.build import facts

_MEMBERS = """
    SELECT id::text, coalesce(profile ->> 'given_name', '') || ' ' || coalesce(profile ->> 'family_name', '')
    FROM members ORDER BY id
"""
_VISITS = "SELECT id::text, member_id::text FROM visits ORDER BY id"
_VOUCHERS = "SELECT id::text, member_id::text FROM vouchers ORDER BY id"
_CARDS = "SELECT id::text FROM gift_cards ORDER BY id"
_DOUBTED = """
    SELECT event_id::text, reason FROM journal_rows r WHERE fate = 'flagged' AND reason = %s
        AND NOT EXISTS (SELECT FROM reviews s WHERE s.event_id = r.event_id AND s.kind = 'flagged')
    ORDER BY event_id
"""
_FLAG = "UPDATE journal_rows SET fate = 'flagged', reason = %s WHERE event_id = %s RETURNING event_id"
_OWED = "SELECT event_id::text FROM reviews WHERE kind = 'gift_debt' AND settled_at IS NULL ORDER BY id"
_TAKEN = "SELECT id::text FROM gift_cards WHERE disowned ORDER BY id"
_WAITING = "SELECT id::text FROM approvals WHERE decided_at IS NULL ORDER BY id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a form came to."""

    path: str
    status: int
    text: str = field(repr=False)


class OfficeWalk:
    """Chance at the office and at its tills.

    Attributes:
        answered: every form that was sent, in order.
    """

    def __init__(self, place: OfficePlace, seed: int) -> None:
        self.place = place
        self.random = Random(seed)
        self.told = _WithFacts(place.clock, seed)
        self.history = DoubtfulHistory(self.told, self.random)
        self.answered: list[Answered] = []

    def till(self) -> None:
        """A till tells what happened; what contradicts the rest is refused."""
        till_id, events = self.history.push()
        for event in events:
            with suppress(EventRefused):
                doubts = self.place.office.tell(event, till_id=till_id, keys=self.told.keys)
                for event_id, reason in doubts.items():
                    self.place.rows(_FLAG, [reason.value, event_id])

    def office(self) -> None:
        """The owner does something, and now and then sends the same form once more."""
        path, fields = self.random.choice(_ACTS)(self)
        if not path:
            return
        with self.place.client(OfficeRole.OWNER) as client:
            self._send(client, path, fields)
            if self.random.random() < 0.2:
                self._send(client, path, fields)
        self.place.run_jobs()

    def night(self) -> None:
        """Points come to their end."""
        self.place.clock.advance(timedelta(days=self.random.choice((1, 30, 200))).total_seconds())
        with suppress(FidposError), self.place.office.unit() as unit:
            Act(book=unit.office(), now=self.place.clock.now()).expire(self.told.today, at_most=20)

    def _send(self, client: Client, path: str, fields: dict[str, Any]) -> None:
        answer = client.post(path, **fields)
        self.answered.append(Answered(path=path, status=answer.status_code, text=answer.text))

    def page(self, path: str) -> str:
        """What the owner sees there, before they fill in a form."""
        with self.place.client(OfficeRole.OWNER) as client:
            answer = client.get(path)
        self.answered.append(Answered(path=path, status=answer.status_code, text=answer.text))
        return answer.text

    def one(self, query: str, values: Sequence[object] = ()) -> Sequence[str]:
        """A row that is there, or nothing."""
        rows = self.place.rows(query, values)
        return self.random.choice(rows) if rows else ()

    def member(self) -> Sequence[str]:
        return self.one(_MEMBERS)


class _WithFacts(Happenings):
    """Visits of which it is known what they were computed from."""

    def closed(self, member: MemberEnrolled, **more: Any) -> VisitClosed:
        event = super().closed(member, **more)
        return structs.replace(event, facts=embed(facts_to_json(facts(event.amount_minor))))


Form = tuple[str, dict[str, Any]]
_NOTHING: Form = ("", {})


def _on_member(act: str, make: Callable[[OfficeWalk, Sequence[str]], dict[str, Any]]) -> Any:
    def form(walk: OfficeWalk) -> Form:
        member = walk.member()
        return (f"/members/{member[0]}/{act}", make(walk, member)) if member else _NOTHING

    return form


def _points(walk: OfficeWalk, _: Sequence[str]) -> dict[str, Any]:
    direction = walk.random.choice(("give", "take"))
    amount = str(walk.random.choice((1, 7, 40)))
    return {"direction": direction, "counter": "points", "amount": amount, "reason": "other", "note": "so"}


def _voucher(walk: OfficeWalk, _: Sequence[str]) -> dict[str, Any]:
    until = walk.told.today + timedelta(days=walk.random.choice((0, 20)))
    return {"what": "gift", "title_fr": "Thé", "valid_until": until.isoformat(), "reason": "other"}


def _other(walk: OfficeWalk, _: Sequence[str]) -> dict[str, Any]:
    return {"other": walk.member()[0]}


def _merged(walk: OfficeWalk, member: Sequence[str]) -> dict[str, Any]:
    other = walk.member()[0]
    return {"other": other, "keep": walk.random.choice((other, member[0]))}


def _take_voucher(walk: OfficeWalk) -> Form:
    voucher = walk.one(_VOUCHERS)
    if not voucher:
        return _NOTHING
    return f"/members/{voucher[1]}/take-voucher", {"voucher": voucher[0], "reason": "mistake"}


def _cancel(walk: OfficeWalk) -> Form:
    visit = walk.one(_VISITS)
    return (f"/members/{visit[1]}/visits/{visit[0]}/cancel", {"reason": "mistake"}) if visit else _NOTHING


def _correct(walk: OfficeWalk) -> Form:
    visit = walk.one(_VISITS)
    if not visit:
        return _NOTHING
    fields = {"new_amount": str(walk.random.randint(1, 99)), "reason": "mistake"}
    if walk.random.random() < 0.5:
        ((number,),) = walk.place.rows("SELECT number FROM members WHERE id = %s", [walk.member()[0]])
        fields["member"] = number
    return f"/members/{visit[1]}/visits/{visit[0]}/correct", fields


def _bulk(walk: OfficeWalk) -> Form:
    kind = walk.random.choice(("label_add", "label_remove", "points", "block"))
    return "/members/bulk", {"kind": kind, "set_label": "vip", "amount": "3", "status": "active"}


def _enrol(walk: OfficeWalk) -> Form:
    fields = {"family_name": "Durand", "language": "fr", "shop_id": str(SHOP), "all_the_same": "1"}
    return "/members/new", fields | {"card": str(walk.random.randint(1, 12))}


def _gift(walk: OfficeWalk) -> Form:
    card = walk.one(_CARDS)
    if not card:
        return _NOTHING
    act, fields = walk.random.choice(
        (
            ("freeze", {"reason": "lost"}),
            ("thaw", {"reason": "cleared"}),
            ("adjust", {"direction": "give", "amount": "3", "reason": "goodwill"}),
            ("adjust", {"direction": "take", "amount": "2", "reason": "mistake"}),
            ("settle", {"paid": "1", "ticket": "T"}),
            ("write-off", {}),
            ("prolong", {"until": (walk.told.today + timedelta(days=700)).isoformat()}),
            ("replace", {"reason": "lost"}),
        )
    )
    return f"/gift-cards/{card[0]}/{act}", dict(fields)


def _choose_file(walk: OfficeWalk) -> Form:
    doubted = walk.one(_DOUBTED, [Reason.FILE_CONTESTED.value])
    if not doubted:
        return _NOTHING
    path = f"/members/waiting/events/{doubted[0]}/file"
    choices: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="((?:line|consent)_[^"]+)" value="([^"]+)"', walk.page(path)):
        choices.setdefault(name, []).append(value)
    return path, {name: walk.random.choice(values) for name, values in choices.items()}


def _refund(walk: OfficeWalk) -> Form:
    doubted = walk.one(_DOUBTED, [Reason.NOT_REFUNDED.value])
    if not doubted:
        return _NOTHING
    path = f"/members/waiting/events/{doubted[0]}/refund"
    visits = re.findall(r'name="visit" value="([^"]+)"', walk.page(path))
    if not visits or walk.random.random() < 0.2:
        return f"{path}/close", {"how": "paid otherwise"}
    amount = walk.random.choice(("0.50", "7", "9999"))
    return path, {"visit": walk.random.choice(visits), "amount": amount}


def _pay_debt(walk: OfficeWalk) -> Form:
    debt, way = walk.one(_OWED), walk.random.choice(("card", "paid"))
    return (f"/gift-cards/owed/{debt[0]}/{way}", {"how": "by transfer"}) if debt else _NOTHING


def _renew(walk: OfficeWalk) -> Form:
    card, act = walk.one(_TAKEN), walk.random.choice(("replace", "replace", "thaw"))
    return (f"/gift-cards/{card[0]}/{act}", {"reason": "mistake"}) if card else _NOTHING


def _review(walk: OfficeWalk) -> Form:
    found = re.findall(r"/reviews/([0-9a-f-]{36})/(free|settle)", walk.page("/reviews"))
    if not found:
        return _NOTHING
    review_id, act = walk.random.choice(found)
    return f"/reviews/{review_id}/{act}", {"outcome": "seen"}


def _agree(walk: OfficeWalk) -> Form:
    waiting = walk.one(_WAITING)
    return (f"/approvals/{waiting[0]}/approve", {}) if waiting else _NOTHING


def _move(walk: OfficeWalk) -> Form:
    source, target = walk.random.sample((SHOP, AWAY), 2)
    return f"/shops/{source}/members", {"target": str(target)}


def _reason(_: OfficeWalk, __: Sequence[str]) -> dict[str, Any]:
    return {"reason": "other"}


def _labels(walk: OfficeWalk, _: Sequence[str]) -> dict[str, Any]:
    return {"labels": walk.random.choice(("", "vip", "vip, thé"))}


def _consent(walk: OfficeWalk, _: Sequence[str]) -> dict[str, Any]:
    answer, parent = walk.random.choice((("yes", ""), ("yes", "Anna"), ("no", "")))
    return {"channel": "sms", "answer": answer, "source": "paper", "parent": parent}


def _card(walk: OfficeWalk, _: Sequence[str]) -> dict[str, Any]:
    return {"number": str(walk.random.randint(1, 12)), "replaces": walk.random.choice(("", "1"))}


_ACTS: Sequence[Callable[[OfficeWalk], Form]] = (
    *(_on_member("points", _points), _on_member("points", _points), _on_member("voucher", _voucher)),
    *(_take_voucher, _cancel, _cancel, _correct, _correct, _bulk, _enrol, _gift, _gift, _gift, _agree, _move),
    *(_on_member("merge", _merged), _on_member("pool", _other), _on_member("part", lambda _, __: {})),
    *(_on_member("block", _reason), _on_member("serve", _reason), _on_member("leave", _reason)),
    *(_on_member("labels", _labels), _on_member("consent", _consent), _on_member("card", _card)),
    *(_choose_file, _refund, _refund, _refund, _pay_debt, _pay_debt, _renew, _review),
    *(_on_member("note", lambda _, __: {"note": "seen"}),),
    *(_on_member("erase", lambda _, member: {"typed_name": member[1].strip()}),),
)
