"""What a window of the feed is to a till: the present state of each thing in it, kind by kind.

A state is that of the moment in which it is sent, whatever the row of the feed once meant: a member whom the
till's shop holds no more is one to let go, staff who no longer work there have left.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import LiteralString

from fidpos.domain.ids import GiftCardId, MemberId, ShopId, StaffId
from fidpos.server.db.arrays import uuids
from fidpos.server.db.configuration_states import programme_states, setting_states, staff_states
from fidpos.server.db.feed import Kind, Subject
from fidpos.server.db.gift_card_states import gift_card_states
from fidpos.server.db.states import account_states, member_states
from fidpos.server.db.work import Work
from fidpos.server.ports import TillRecord
from fidpos.wire.sync.pull import Change, Gone, GoneReason

CHANGES_A_SUBJECT = 2
"""At most: a member and their account."""

_HELD: LiteralString = "SELECT member_id FROM member_shops WHERE member_id = ANY(%s) AND shop_id = %s"


def changes_of(work: Work, till: TillRecord, subjects: Sequence[Subject]) -> tuple[Change, ...]:
    """The states of these subjects, as this till is sent them."""
    by_kind: dict[str, list[Subject]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject)
    return tuple(change for kind, some in by_kind.items() for change in _READERS[kind](work, till, some))


def _members(work: Work, till: TillRecord, subjects: Sequence[Subject]) -> Iterable[Change]:
    """Members with their accounts, who is to be let go, and who is erased."""
    ids = [MemberId(subject.key) for subject in subjects]
    held = _held(work, till.shop_id, ids)
    found = member_states(work, ids)
    there = {state.id for state in found}
    staying = [state for state in found if state.id in held]
    accounts = account_states(work, list(dict.fromkeys(state.account_id for state in staying)))
    yield from (Change(member=state) for state in staying)
    yield from (Change(account=state) for state in accounts)
    yield from (
        Change(gone=Gone(id=each, reason=GoneReason.OUT_OF_SCOPE if each in there else GoneReason.ERASED))
        for each in ids
        if each not in there or each not in held
    )


def _held(work: Work, shop_id: ShopId, ids: Sequence[MemberId]) -> set[MemberId]:
    return {MemberId(id_) for (id_,) in work.run(_HELD, [uuids(ids), shop_id])}


def _gift_cards(work: Work, _till: TillRecord, subjects: Sequence[Subject]) -> Iterable[Change]:
    for state in gift_card_states(work, [GiftCardId(subject.key) for subject in subjects]):
        yield Change(gift_card=state)


def _programmes(work: Work, _till: TillRecord, subjects: Sequence[Subject]) -> Iterable[Change]:
    for state in programme_states(work, [int(subject.name) for subject in subjects]):
        yield Change(programme=state)


def _staff(work: Work, till: TillRecord, subjects: Sequence[Subject]) -> Iterable[Change]:
    for state in staff_states(work, till.shop_id, [StaffId(subject.key) for subject in subjects]):
        yield Change(staff=state)


def _settings(work: Work, till: TillRecord, subjects: Sequence[Subject]) -> Iterable[Change]:
    for state in setting_states(work, till, [subject.name for subject in subjects]):
        yield Change(setting=state)


_Reader = Callable[[Work, TillRecord, Sequence[Subject]], Iterable[Change]]

_READERS: Mapping[str, _Reader] = {
    Kind.MEMBER: _members,
    Kind.GIFT_CARD: _gift_cards,
    Kind.PROGRAMME: _programmes,
    Kind.STAFF: _staff,
    Kind.SETTING: _settings,
}
