"""What the centre says, written batch by batch: everything of a change in one transaction, in any order.

A state is absolute and the store differs from it or does not, so a batch that is written again changes
nothing. The till's own events that the states do not contain are laid on top within the transaction: a
checkout may close between two batches, never within one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import bindparam, select

from fidpos.localdb.allowances import bring_allowance
from fidpos.localdb.engine import Connection, Reader
from fidpos.localdb.membership import erase_member, let_go
from fidpos.localdb.origin import Stamp
from fidpos.localdb.own_events import OwnEvents
from fidpos.localdb.pulled_account import AccountWriter
from fidpos.localdb.pulled_configuration import bring_programme, bring_setting, bring_staff
from fidpos.localdb.pulled_gift_card import Booking, bring_gift_card
from fidpos.localdb.pulled_member import bring_member, check_member_state, give_free
from fidpos.localdb.state_rows import Rows, insert, rows_of
from fidpos.localdb.statements import sql
from fidpos.localdb.tables import accounts, members
from fidpos.posting.rebase import member_rebased
from fidpos.wire.sync.pull import Change, Gone, GoneReason, MemberState

_MEMBER = sql(select(members.c.erased_at).where(members.c.id == bindparam("member")), "member")
_ACCOUNT = sql(select(accounts.c.id).where(accounts.c.id == bindparam("account")), "account")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Changes that are written together.

    Attributes:
        newcomers: members of whom the store knew nothing when the batch was prepared.
        rows: theirs, and those of accounts as new.
        others: everything that is there, or may be.
        size: changes in all.
    """

    newcomers: Sequence[MemberState] = ()
    rows: Rows = field(default_factory=dict)
    others: Sequence[Change]
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What a transaction needs beside the changes.

    Attributes:
        own: the till's events that the states do not contain.
        new_id: makes ids of entries.
    """

    own: OwnEvents
    stamp: Stamp
    new_id: Callable[[], UUID]


def in_order(changes: Iterable[Change]) -> list[Change]:
    """Each thing once, as it was said last; who was merged comes after everybody else."""
    latest = {_name(change): change for change in changes}
    return sorted(latest.values(), key=_is_redirect)


def prepare(reader: Reader, changes: Sequence[Change]) -> Batch:
    """Do what needs no lock.

    Raises:
        InvalidValue: a change that nobody could read back.
        StoreError: see `faults`.
    """
    for change in changes:
        if change.member is not None:
            check_member_state(change.member)
    new = [change for change in changes if _is_new(reader, change)]
    known = {id(change) for change in new}
    return Batch(
        newcomers=[change.member for change in new if change.member is not None],
        rows=rows_of(new),
        others=[change for change in changes if id(change) not in known],
        size=len(changes),
    )


def alone(change: Change) -> Batch:
    """A change of which nothing is known beforehand.

    Raises:
        InvalidValue: nobody could read it back.
    """
    if change.member is not None:
        check_member_state(change.member)
    return Batch(others=[change], size=1)


def write(connection: Connection, batch: Batch, writing: Writing) -> None:
    """Make the changes the store's own, inside the caller's transaction.

    Raises:
        InvalidValue, ProgrammeError: a change that nobody could read back.
    """
    writing.own.read_on(connection)
    if batch.newcomers:
        give_free(connection, batch.newcomers)
    insert(connection, batch.rows)
    for change in batch.others:
        _bring(connection, change, writing)


def _bring(connection: Connection, change: Change, writing: Writing) -> None:
    own, stamp = writing.own, writing.stamp
    if change.member is not None:
        bring_member(connection, _rebased(change.member, own))
    if change.account is not None:
        writer = AccountWriter(connection=connection, at=stamp.wall_ts, new_id=writing.new_id)
        writer.bring(change.account, own.about(change.account.id))
    if change.gone is not None:
        _let_go(connection, change.gone, writing)
    if change.gift_card is not None:
        bring_gift_card(connection, change.gift_card, own, Booking(stamp=stamp, new_id=writing.new_id))
    if change.programme is not None:
        bring_programme(connection, change.programme)
    if change.staff is not None:
        bring_staff(connection, change.staff, stamp)
    if change.setting is not None:
        bring_setting(connection, change.setting, stamp)
    if change.allowance is not None:
        bring_allowance(connection, change.allowance)


def _rebased(state: MemberState, own: OwnEvents) -> MemberState:
    bearers = [kept.voucher.id for kept in state.vouchers if kept.voucher.number_digest]
    return member_rebased(state, own.about(state.id, *bearers))


def _let_go(connection: Connection, gone: Gone, writing: Writing) -> None:
    """Whoever did something here that the centre has not heard of is kept: it will hold them again then."""
    there = connection.execute(_MEMBER, (gone.id.bytes,)).fetchone()
    if there is None or there[0] is not None:
        return
    if gone.reason is GoneReason.ERASED:
        erase_member(connection, gone.id, writing.stamp)
    elif not writing.own.about(gone.id):
        let_go(connection, gone.id)


def _is_new(reader: Reader, change: Change) -> bool:
    if change.member is not None:
        is_redirect = change.member.merged_into is not None
        return not is_redirect and reader.one(_MEMBER, change.member.id.bytes) is None
    return change.account is not None and reader.one(_ACCOUNT, change.account.id.bytes) is None


def _name(change: Change) -> tuple[str, object]:
    """What the change is about."""
    named = {
        "member": change.member and change.member.id,
        "account": change.account and change.account.id,
        "gone": change.gone and change.gone.id,
        "programme": change.programme and change.programme.version,
        "staff": change.staff and change.staff.id,
        "setting": change.setting and change.setting.name,
        "gift_card": change.gift_card and change.gift_card.id,
        "allowance": change.allowance and change.allowance.body,
    }
    return next((kind, name) for kind, name in named.items() if name is not None)


def _is_redirect(change: Change) -> bool:
    return change.member is not None and change.member.merged_into is not None
