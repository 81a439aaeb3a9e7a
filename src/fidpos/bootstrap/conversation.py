"""A till's conversation with its centre: line, session and store, put together for the thread that speaks."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from fidpos import __version__
from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.localdb.store import LocalStore
from fidpos.localdb.sync_store import Changed, LocalSyncStore
from fidpos.sync.client import CentreAddress, HttpCentre, HttpLine
from fidpos.sync.kept_pairing import Pairing
from fidpos.sync.outgoing import Outgoing
from fidpos.sync.ports import CentreAway, CentreRefused, SyncStore
from fidpos.sync.session import SyncSession
from fidpos.wire.codec import SCHEMA_VERSION
from fidpos.wire.sync.hello import TillHealth
from fidpos.wire.sync.signature import Signer
from fidpos.wire.sync.subject_key import seal_subject_key

log = logging.getLogger(__name__)

SOFTWARE = f"fidpos {__version__}"

Health = Callable[[LocalSyncStore], TillHealth]
"""What the office sees of the till, asked on the thread of the conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One line and what is said on it; of one thread, save for `line.interrupt` and `line.leave`."""

    line: HttpLine
    centre: HttpCentre
    session: SyncSession
    store: SyncStore


def address_of(pairing: Pairing) -> CentreAddress:
    """Where the centre is, and by which key it is known."""
    return CentreAddress(url=pairing.address, pin=pairing.welcome.tls_pin)


def signer_of(pairing: Pairing) -> Signer:
    """Who the till is to its centre."""
    welcome = pairing.welcome
    return Signer(merchant_id=welcome.merchant_id, till_id=welcome.till_id, private_key=pairing.private_key)


@contextmanager
def conversation(
    local: LocalStore, pairing: Pairing, clock: Clock, *, health: Health, changed: Changed = lambda _: None
) -> Iterator[Conversation]:
    """Begin one; nothing is said yet.

    Raises:
        StoreError: the store cannot be read.
    """
    address = address_of(pairing)
    store = LocalSyncStore(local.database, local.origin, clock, changed=changed)
    try:
        with HttpLine(address) as line:
            centre = HttpCentre(line, address, signer_of(pairing), clock)
            session = SyncSession(
                store,
                centre,
                outgoing=Outgoing(seal_box=partial(seal_subject_key, pairing.welcome.keys.box)),
                clock=clock,
                health=lambda: health(store),
            )
            yield Conversation(line=line, centre=centre, session=session, store=store)
    finally:
        store.close()


class NothingToServeBy(FidposError):
    """The till is paired, and has not received a programme yet."""

    code = "no_programme_yet"


def bring_programme(local: LocalStore, pairing: Pairing, clock: Clock) -> None:
    """A new till has nothing to serve by: before it opens, hear everything once.

    Raises:
        NothingToServeBy: the centre does not answer, or has published nothing.
        StoreError: see `catch_up`.
    """
    if local.programmes():
        return
    try:
        with conversation(local, pairing, clock, health=newcomer) as talk:
            catch_up(talk)
    except (CentreAway, CentreRefused) as fault:
        log.warning("a new till did not reach its centre: %s", fault)
    if not local.programmes():
        raise NothingToServeBy("no programme came")


def newcomer(_: LocalSyncStore) -> TillHealth:
    """What there is to say of a till that does not serve yet."""
    return TillHealth(software=SOFTWARE, schema_version=SCHEMA_VERSION)


def catch_up(talk: Conversation) -> None:
    """Send everything and hear everything there is.

    Raises:
        CentreAway, CentreRefused: not this time; what came is kept.
        StoreError: some of it could not be written.
    """
    while talk.session.push() or talk.session.pull():
        """There is more."""
