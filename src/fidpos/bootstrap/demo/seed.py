"""The demonstration's data folder: the invented shop with its members, made whole or not at all."""

import gc
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from fidpos.bootstrap.demo import cast, shop
from fidpos.bootstrap.demo.crowd import Crowd
from fidpos.bootstrap.demo.earning import Earning
from fidpos.bootstrap.demo.membership import MEMBERS_MAX
from fidpos.bootstrap.demo.shop import COLLEAGUES, IDENTITY, Colleague
from fidpos.bootstrap.demo.tray import StoryCard, story_cards
from fidpos.bootstrap.store import make_store
from fidpos.domain.clock import Clock
from fidpos.domain.errors import InvalidValue, StoreError
from fidpos.domain.shop import TillIdentity
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.localdb.store import LocalStore
from fidpos.paths import TillFolder
from fidpos.rules.engine import compile_programme
from fidpos.rules.programme import Programme
from fidpos.vault.pins import ArgonPins

MEMBERS_USUAL = 5_000
_TOLD_EVERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededShop:
    """What the demonstration needs to know of the shop it plays in."""

    identity: TillIdentity
    programme: Programme
    colleagues: tuple[Colleague, ...]
    cards: tuple[StoryCard, ...]


def seed(
    folder: TillFolder,
    clock: Clock,
    *,
    members: int = MEMBERS_USUAL,
    number: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> SeededShop:
    """Make the data folder of the demonstration; its keys lie in a file, since nothing in it is real.

    The members depend on `number` and on the business day alone. A million of them take minutes and little
    memory, as they are written while they are made.

    Args:
        folder: must not exist yet.
        clock: its day is the one after the last visit.
        members: the cast included.
        number: another one gives other people.
        progress: told how many members of how many are written.

    Raises:
        InvalidValue: fewer members than the cast has, or more than card numbers.
        StoreError: the folder exists or could not be written; nothing is left of it.
    """
    if not len(cast.CAST) <= members <= MEMBERS_MAX:
        raise InvalidValue(f"{len(cast.CAST)} to {MEMBERS_MAX} members")
    if folder.root.exists():
        raise StoreError(f"{folder.root} exists", path=str(folder.root))
    draft = TillFolder(folder.root.with_name(f"{folder.root.name}.seeding"))
    programme = shop.programme()
    try:
        shutil.rmtree(draft.root, ignore_errors=True)
        snapshots = _members(programme, clock, members=members, number=number)
        with _no_garbage_collection():
            _write(draft, clock, programme, _telling(snapshots, members, progress))
        draft.root.rename(folder.root)
    finally:
        shutil.rmtree(draft.root, ignore_errors=True)
    return SeededShop(identity=IDENTITY, programme=programme, colleagues=COLLEAGUES, cards=story_cards())


def _members(programme: Programme, clock: Clock, *, members: int, number: int) -> Iterator[MemberSnapshot]:
    today = IDENTITY.calendar.business_day(clock.now())
    earning = Earning(compile_programme(programme))
    crowd = Crowd(
        seed=number,
        first=len(cast.CAST),
        count=members,
        today=today,
        programme=programme,
        earning=earning,
    )
    return chain(cast.snapshots(today, programme, earning), crowd.snapshots())


def _write(folder: TillFolder, clock: Clock, programme: Programme, members: Iterable[MemberSnapshot]) -> None:
    kept = make_store(folder, IDENTITY, clock, members=members, use_system_keys=False)
    pins = ArgonPins(kept.keys.pin_pepper)
    store = LocalStore.open(folder.store, kept.keys.store_key, clock)
    try:
        store.put_programme(programme)
        for colleague in COLLEAGUES:
            store.put_staff(colleague.staff(pins))
    finally:
        store.close()


def _telling(
    snapshots: Iterable[MemberSnapshot], total: int, progress: Callable[[int, int], None] | None
) -> Iterator[MemberSnapshot]:
    for done, snapshot in enumerate(snapshots, start=1):
        yield snapshot
        if progress and (done % _TOLD_EVERY == 0 or done == total):
            progress(done, total)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Millions of values without a cycle among them: looking for cycles took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
