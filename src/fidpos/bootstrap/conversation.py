"""A till's conversation with its centre: line, session and store, put together for the thread that speaks."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from fidpos import __version__
from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MemberId
from fidpos.localdb.store import LocalStore
from fidpos.localdb.sync_store import Changed, Decided, LocalSyncStore
from fidpos.sync.client import WHOLE_S, CentreAddress, HttpCentre, HttpLine
from fidpos.sync.commands import Act, Commands, resync
from fidpos.sync.kept_pairing import Pairing
from fidpos.sync.outgoing import Outgoing
from fidpos.sync.ports import CentreAway, CentreRefused, SyncStore
from fidpos.sync.session import SyncSession
from fidpos.wire.codec import SCHEMA_VERSION
from fidpos.wire.sync.command import CommandKind
from fidpos.wire.sync.hello import TillHealth
from fidpos.wire.sync.signature import Signer
from fidpos.wire.sync.subject_key import seal_subject_key

log = logging.getLogger(__name__)

SOFTWARE = f"fidpos {__version__}"

Health = Callable[[LocalSyncStore], TillHealth]
"""What the office sees of the till, asked on the thread of the conversation."""


def _nobody_looks(_: frozenset[MemberId]) -> None:
    """No checkout is open."""


def _nothing_shown() -> None:
    """No screen is there that a setting could change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OurSide:
    """What the till says of itself, who hears of what came, and what it does when support asks.

    Attributes:
        acts: by kind of command, beside hearing everything again, which any till can do.
    """

    health: Health
    changed: Changed = _nobody_looks
    decided: Decided = _nothing_shown
    acts: Mapping[str, Act] = field(default_factory=dict)


def _at_rest(_: LocalSyncStore) -> TillHealth:
    return TillHealth(software=SOFTWARE, schema_version=SCHEMA_VERSION)


AT_REST = OurSide(health=_at_rest)
"""A till that does not serve just now."""


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
    local: LocalStore,
    pairing: Pairing,
    clock: Clock,
    *,
    ours: OurSide,
    whole_s: float = WHOLE_S,
) -> Iterator[Conversation]:
    """Begin one; nothing is said yet.

    Args:
        local: the till's store.
        pairing: with whom.
        clock: ours.
        ours: what we say, hear and obey.
        whole_s: for a whole answer.

    Raises:
        StoreError: the store cannot be read.
    """
    address = address_of(pairing)
    store = LocalSyncStore(local.database, local.origin, clock, changed=ours.changed, decided=ours.decided)
    try:
        with HttpLine(address, whole_s=whole_s) as line:
            centre = HttpCentre(line, address, signer_of(pairing), clock)
            session = SyncSession(
                store,
                centre,
                outgoing=Outgoing(seal_box=partial(seal_subject_key, pairing.welcome.keys.box)),
                clock=clock,
                health=lambda: ours.health(store),
                obey=_commands(pairing, store, ours.acts).obey,
            )
            yield Conversation(line=line, centre=centre, session=session, store=store)
    finally:
        store.close()


def _commands(pairing: Pairing, store: LocalSyncStore, acts: Mapping[str, Act]) -> Commands:
    welcome = pairing.welcome
    return Commands(
        identity=welcome.keys.identity,
        merchant_id=welcome.merchant_id,
        till_id=welcome.till_id,
        acts={CommandKind.RESYNC: partial(resync, store), **acts},
    )


_HEARD_AT_MOST, _PAUSE_S = 25, 0.2


class NothingToServeBy(FidposError):
    """The till is paired, and has not received a programme yet."""

    code = "no_programme_yet"


def bring_programme(local: LocalStore, pairing: Pairing, clock: Clock) -> None:
    """A new till has nothing to serve by: before it opens, hear everything, and again for some seconds.

    What was published while another act of the centre was still under way is told once that has ended.

    Raises:
        NothingToServeBy: the centre does not answer, or has published nothing.
        StoreError: see `hear_out`.
    """
    pause = threading.Event()
    for _ in range(_HEARD_AT_MOST):
        if local.programmes():
            return
        was_heard = hear_out(local, pairing, clock)
        if local.programmes():
            return
        if not was_heard:
            break
        pause.wait(_PAUSE_S)
    raise NothingToServeBy("no programme came")


def hear_out(local: LocalStore, pairing: Pairing, clock: Clock, *, whole_s: float = WHOLE_S) -> bool:
    """Send and receive all there is, before the till serves or leaves; whether the centre had its say.

    Raises:
        StoreError: what came could not be written.
    """
    try:
        with conversation(local, pairing, clock, ours=AT_REST, whole_s=whole_s) as talk:
            while talk.session.push() or talk.session.pull():
                """There is more."""
    except (CentreAway, CentreRefused) as fault:
        log.warning("the centre was not heard to the end: %s", fault)
        return False
    return True
