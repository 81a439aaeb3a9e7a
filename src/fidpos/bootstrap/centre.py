"""A centre's folder, opened: its database, its keys and its register; for serving and for operators."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from fidpos.bootstrap.clock import SystemClock
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId
from fidpos.paths import ServerFolder, migrations_dir
from fidpos.server.db.engine import Database
from fidpos.server.db.presence import present
from fidpos.server.db.register import PostgresRegister
from fidpos.server.db.start import start_database
from fidpos.server.db.store import PostgresCentre
from fidpos.server.keys import Keyring
from fidpos.vault import centre_keys
from fidpos.vault.errors import KeysLost


class ChangeUnfinished(FidposError):
    """The master key is being changed, or was when the power went: it has to be brought to its end."""

    code = "change_unfinished"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCentre:
    """What a program of the centre works with.

    Attributes:
        is_orphaned: whether the database ended with another program, which ran it.
    """

    database: Database
    register: PostgresRegister
    keyring: Keyring
    clock: SystemClock
    is_orphaned: Callable[[], bool]

    def store(self) -> PostgresCentre:
        """Its books, read with its keys and signed by it."""
        return PostgresCentre(
            self.database, clock=self.clock, master_key=self.keyring.master, sign=self.keyring.sign_row
        )

    def merchants(self) -> list[MerchantId]:
        """Everybody whose books they are."""
        return [each.id for each in self.register.merchants()]


@contextmanager
def open_centre(folder: ServerFolder, environment: Mapping[str, str]) -> Iterator[OpenCentre]:
    """The centre of a folder, made now if there is none; or beside the program that serves it.

    Raises:
        StoreReadOnly: the folder cannot be made or written.
        DatabaseError: its database does not come up, or is not fit to serve from.
        ChangeUnfinished: see there.
        KeyStoreError: its keys are exposed, damaged or lost.
    """
    folder.create()
    started = start_database(folder.root, migrations_dir(), environment)
    try:
        clock = SystemClock()
        register = PostgresRegister(started.database, clock)
        with present(started.database.conninfo) as is_admitted:
            if not is_admitted or centre_keys.next_of(folder.keys).exists():
                raise ChangeUnfinished("the master key is being changed")
            yield OpenCentre(
                database=started.database,
                register=register,
                keyring=_keyring(folder, register),
                clock=clock,
                is_orphaned=started.is_orphaned,
            )
    finally:
        started.close()


def _keyring(folder: ServerFolder, register: PostgresRegister) -> Keyring:
    """Keys are made for a centre that has no merchant yet, and never beside data that others have sealed."""
    keys = centre_keys.load(folder.keys)
    if keys is None:
        if register.merchants():
            raise KeysLost("the centre's keys are not in its folder", path=str(folder.keys))
        keys = centre_keys.create(folder.keys)
    return Keyring(keys)
