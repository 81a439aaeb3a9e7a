"""A member as the centre says they are now: every row of theirs that differs is written, nothing else.

What a till's own journal tells stays as it was written: a visit keeps its details, a consent its statement.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, delete, or_, select, update

from fidpos.columns import day_to_int
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import MemberId
from fidpos.domain.member import MemberStatus, Profile, TierStanding
from fidpos.localdb.booking import change_tier
from fidpos.localdb.engine import Connection, Row
from fidpos.localdb.late_sums import with_late_sums
from fidpos.localdb.mapping.ledger import day_row, lifetime_row
from fidpos.localdb.mapping.people import member_row, relative_rows
from fidpos.localdb.mapping.states import card_state_row, consent_state_row
from fidpos.localdb.membership import KEY_OF, NEW_ACCOUNT, NEW_MEMBER, nobodys_number
from fidpos.localdb.mirrored import CARDS, DAYS, LIFETIMES, RELATIVES
from fidpos.localdb.pulled_history import bring_uses, bring_visits, bring_vouchers
from fidpos.localdb.statements import insert_if_new, replace_row, sql
from fidpos.localdb.tables import cards, consents, member_keys, members
from fidpos.wire.sync.pull import MemberState

MEMBER = sql(select(members).where(members.c.id == bindparam("member")), "member")

_WRITE_MEMBER = replace_row(members)
_GIVE_NUMBER_FREE = sql(
    update(members)
    .where(members.c.number == bindparam("wanted"), members.c.id != bindparam("member"))
    .values(number=bindparam("nobodys")),
    "nobodys",
    "wanted",
    "member",
)
_GIVE_CARD_FREE = sql(
    delete(cards).where(
        or_(cards.c.id == bindparam("card"), cards.c.token == bindparam("text")),
        cards.c.member_id != bindparam("member"),
    ),
    "card",
    "text",
    "member",
)
_WRITE_KEY = replace_row(member_keys)
_NEW_CONSENT = insert_if_new(consents)
_REDIRECT = sql(select(members.c.merged_into).where(members.c.id == bindparam("member")), "member")
_LEAD_ON = sql(
    update(members)
    .where(members.c.merged_into == bindparam("merged"))
    .values(merged_into=bindparam("remaining")),
    "remaining",
    "merged",
)

_PLACE = {column.name: place for place, column in enumerate(members.c)}
_TIER = slice(_PLACE["tier"], _PLACE["tier_until"] + 1)


def check_member_state(state: MemberState) -> None:
    """Refuse what the counter could not read.

    Raises:
        InvalidValue: status and redirect contradict each other, or the member leads to themself.
    """
    if (state.status is MemberStatus.MERGED) != (state.merged_into is not None):
        raise InvalidValue("a merged member, and only a merged one, redirects")
    if state.merged_into == state.id:
        raise InvalidValue("a member was merged into themself")


def give_free(connection: Connection, states: Sequence[MemberState]) -> None:
    """Take their numbers and cards from whoever else has them here: the centre says whose they are."""
    connection.executemany(
        _GIVE_NUMBER_FREE, [(nobodys_number(), state.number, state.id.bytes) for state in states]
    )
    connection.executemany(
        _GIVE_CARD_FREE,
        [(card.id.bytes, card.token, state.id.bytes) for state in states for card in state.cards],
    )


def bring_member(connection: Connection, state: MemberState) -> None:
    """Make the state the store's own, inside the caller's transaction. Who was erased here stays erased.

    Raises:
        InvalidValue: the redirect leads in a circle.
    """
    member = state.id.bytes
    there = connection.execute(MEMBER, (member,)).fetchone()
    if there is not None and there[_PLACE["erased_at"]] is not None:
        return
    give_free(connection, [state])
    state = with_late_sums(connection, state)
    _bring_person(connection, state, there)
    CARDS.bring(connection, member, [card_state_row(state.id, card) for card in state.cards])
    connection.executemany(_NEW_CONSENT, [consent_state_row(state.id, each) for each in state.consents])
    DAYS.bring(connection, member, [day_row(state.id, sums) for sums in state.days])
    LIFETIMES.bring(connection, member, [lifetime_row(state.id, sums) for sums in state.lifetime])
    bring_uses(connection, state.id, state.uses)
    bring_vouchers(connection, state.id, state.vouchers)
    bring_visits(connection, state.id, state.visits)


def _bring_person(connection: Connection, state: MemberState, there: Row | None) -> None:
    connection.execute(NEW_ACCOUNT, (state.account_id.bytes, day_to_int(state.enrolled_on)))
    if state.merged_into is not None:
        state = _led_on(connection, state)
    wanted = member_row(state)
    if there != wanted:
        connection.execute(_WRITE_MEMBER, wanted)
    before = (None, None, None) if there is None else there[_TIER]
    if before != wanted[_TIER]:
        none = TierStanding(code="", since=state.enrolled_on)
        change_tier(connection, state.id, state.tier or none, None)
    RELATIVES.bring(connection, state.id.bytes, relative_rows(state))
    if connection.execute(KEY_OF, (state.id.bytes,)).fetchone() != (state.key,):
        connection.execute(_WRITE_KEY, (state.id.bytes, state.key))


def _led_on(connection: Connection, state: MemberState) -> MemberState:
    """The merged member with a redirect that leads to one who remains, and those who were led to them too."""
    assert state.merged_into is not None
    found = connection.execute(_REDIRECT, (state.merged_into.bytes,)).fetchone()
    if found is None:
        _announce(connection, state)
    remaining = state.merged_into.bytes if found is None or found[0] is None else found[0]
    if remaining == state.id.bytes:
        raise InvalidValue("merged members lead in a circle")
    connection.execute(_LEAD_ON, (remaining, state.id.bytes))
    return state.but(merged_into=MemberId(UUID(bytes=remaining)))


def _announce(connection: Connection, merged: MemberState) -> None:
    """A place for the member who remains, whose own state is on its way."""
    assert merged.merged_into is not None
    nobody = MemberState(
        id=merged.merged_into,
        account_id=merged.account_id,
        key=b"",
        number=nobodys_number(),
        profile=Profile(given_name="", family_name=""),
        status=MemberStatus.LEFT,
        enrolled_on=merged.enrolled_on,
    )
    connection.execute(NEW_MEMBER, member_row(nobody))
