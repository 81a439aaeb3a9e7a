"""Pairing from the command line: the till in a folder, made if there is none, and not running meanwhile."""

from fidpos.bootstrap.authority import Asking, approve, record_override
from fidpos.bootstrap.contact import refuse_old_list
from fidpos.bootstrap.conversation import hear_out
from fidpos.bootstrap.instance import holding
from fidpos.bootstrap.pairing import PairingPlace, Wish, pair_till, unpair_till
from fidpos.bootstrap.store import OpenStore, make_keys, make_store, open_store, pairing_file
from fidpos.domain.clock import Clock
from fidpos.domain.shop import TillIdentity
from fidpos.domain.staff import Role
from fidpos.paths import TillFolder
from fidpos.sync.kept_pairing import Pairing


class NobodyAsks:
    """Where nobody works yet, nobody has to agree."""

    def who(self, names: tuple[str, ...]) -> int | None:
        """None of these people."""
        del names
        return None

    def pin(self, name: str) -> str:
        """None."""
        del name
        return ""


def pair_folder(
    folder: TillFolder, wished: Wish, asking: Asking, clock: Clock, *, use_system_keys: bool = True
) -> Pairing:
    """Pair the till in that folder; one where people work needs a technician's PIN, or a manager's.

    Raises:
        NotDone: it is not paired; see `pairing`.
        NotApproved: nobody agreed.
        FolderInUse: the till is running, and is paired at its desk.
        FidposError: the store or its keys cannot be opened.
    """
    folder.create()
    with holding(folder):
        return pair_held(folder, wished, asking, clock, use_system_keys=use_system_keys)


def pair_held(
    folder: TillFolder, wished: Wish, asking: Asking, clock: Clock, *, use_system_keys: bool = True
) -> Pairing:
    """The same for a program that has the folder already.

    Raises:
        NotDone, NotApproved, FidposError: see `pair_folder`.
    """
    if folder.store.exists():
        return _pair_existing(folder, wished, asking, clock)
    kept = make_keys(folder, use_system_keys=use_system_keys)
    place = PairingPlace(file=pairing_file(folder, kept), store=None, clock=clock)

    def make(identity: TillIdentity) -> None:
        make_store(folder, identity, clock, use_system_keys=use_system_keys)

    return pair_till(place, wished, make_store=make)


def unpair_folder(folder: TillFolder, asking: Asking, clock: Clock) -> None:
    """Alone from now on.

    Raises:
        NotDone: events wait for the centre.
        NotApproved: nobody agreed.
        StaffListOld: see there.
        FolderInUse: the till is running.
    """
    with holding(folder):
        opened = open_store(folder, clock)
        try:
            refuse_old_list(opened, folder, clock)
            _approve(opened, asking, clock, "unpair")
            _speak(opened, clock)  # That somebody approved is recorded too, and would wait.
            unpair_till(PairingPlace(file=opened.pairing_file, store=opened.store, clock=clock))
        finally:
            opened.store.close()


def hear_everything(folder: TillFolder, clock: Clock) -> bool:
    """Send and receive all there is, so that the till can serve at once; whether the centre had its say.

    Raises:
        FidposError: the store cannot be opened or written.
    """
    with holding(folder):
        return hear_held(folder, clock)


def hear_held(folder: TillFolder, clock: Clock) -> bool:
    """The same for a program that has the folder already.

    Raises:
        FidposError: the store cannot be opened or written.
    """
    opened = open_store(folder, clock)
    try:
        return _speak(opened, clock)
    finally:
        opened.store.close()


def _speak(opened: OpenStore, clock: Clock) -> bool:
    """Send and receive all there is, with whom the till is paired now."""
    pairing = opened.paired.pairing
    return pairing is not None and hear_out(opened.store, pairing, clock)


def _pair_existing(folder: TillFolder, wished: Wish, asking: Asking, clock: Clock) -> Pairing:
    opened = open_store(folder, clock)
    try:
        _approve(opened, asking, clock, "pair")
        _speak(opened, clock)
        place = PairingPlace(file=opened.pairing_file, store=opened.store, clock=clock)
        return pair_till(place, wished, make_store=_nobody_asks)
    finally:
        opened.store.close()


def _approve(opened: OpenStore, asking: Asking, clock: Clock, act: str) -> None:
    """A technician's word where there is one, else a manager's; a till where nobody works is anybody's."""
    people = opened.store.staff()
    if not people:
        return
    role = Role.TECHNICIAN if any(one.role is Role.TECHNICIAN for one in people) else Role.MANAGER
    person = approve(opened.store, opened.pins, asking, clock, role=role)
    record_override(opened.store, person, act, clock.now())


def _nobody_asks(_: TillIdentity) -> None:
    """There is a store."""
