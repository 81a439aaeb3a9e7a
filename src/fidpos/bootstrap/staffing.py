"""Bringing back a member of staff whom ten wrong PINs have disabled; a manager must agree with a PIN."""

from fidpos.bootstrap.authority import Asking, NotApproved, approve
from fidpos.bootstrap.contact import refuse_old_list
from fidpos.bootstrap.instance import holding
from fidpos.bootstrap.store import open_store
from fidpos.domain.clock import Clock
from fidpos.domain.ids import EventId, uuid7
from fidpos.domain.staff import Role, Staff
from fidpos.paths import TillFolder
from fidpos.wire.events import StaffActed, StaffActKind


def list_staff(folder: TillFolder, clock: Clock) -> tuple[Staff, ...]:
    """Everybody who works at this till, by name.

    Raises:
        FolderInUse: the till is running.
        StoreError: the store cannot be read.
    """
    with holding(folder):
        opened = open_store(folder, clock)
        try:
            return opened.store.staff()
        finally:
            opened.store.close()


def enable_staff(folder: TillFolder, asking: Asking, clock: Clock) -> Staff | None:
    """Let somebody who is disabled sign in again; returns who it is, None when nobody is disabled.

    A manager who is disabled is brought back by another manager: nobody approves for themselves.

    Raises:
        NotApproved: no manager agreed, or nobody was chosen.
        StaffListOld: see there.
        FolderInUse: the till is running.
        StoreError: the store cannot be read or written.
    """
    with holding(folder):
        opened = open_store(folder, clock)
        store = opened.store
        try:
            disabled = tuple(person for person in store.staff() if person.disabled)
            if not disabled:
                return None
            refuse_old_list(opened, folder, clock)
            manager = approve(store, opened.pins, asking, clock, role=Role.MANAGER)
            position = asking.who(tuple(person.name for person in disabled))
            if position is None:
                raise NotApproved("nobody was chosen", role=Role.MANAGER.value)
            person = disabled[position]
            store.clear_pin_failures(person.id)
            now = clock.now()
            store.commit(
                StaffActed(
                    id=EventId(uuid7(now)),
                    at=now,
                    staff_id=person.id,
                    act=StaffActKind.ENABLED,
                    detail=str(manager.id),
                )
            )
            return person
        finally:
            store.close()
