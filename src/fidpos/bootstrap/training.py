"""Training: a second shop behind the same screen, in a data folder of its own inside the real one's.

It has the shop's programme, its staff with their PINs and its readers, invented members, and no centre, no
cash register and no backups. It belongs to another merchant code, so that neither shop takes the other's
cards, and it serves no customers: vouchers and gift cards made there are marked, and tickets say so. Wrong
PINs count there as in the real shop, and go back with whoever goes back: nobody guesses one while practising.
A program that starts anew is in the real shop.
"""

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from uuid import UUID

from fidpos.bootstrap.store import OpenStore, load_keys, make_store
from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError, StoreError, StoreReadOnly
from fidpos.domain.ids import StaffId, TillId, uuid7
from fidpos.domain.money import Money
from fidpos.domain.plug_in import Approval
from fidpos.domain.shop import TillIdentity
from fidpos.domain.staff import Staff
from fidpos.localdb.plug_ins import PlugInApprovals
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.localdb.store import LocalStore
from fidpos.paths import TillFolder
from fidpos.rules.programme import Programme
from fidpos.settings.till_settings import TillSettings
from fidpos.till.ports import PinChecker
from fidpos.till.practice import PracticeStanding

log = logging.getLogger(__name__)

MEMBERS = 60
"""Enough to look for; made in a moment."""

_SEED = 7
_ANOTHER_CODE = "4828"
_NOBODY = StaffId(UUID(int=0))
"""Who allowed what stands in the real shop's store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What the shop to practise in has from the real one.

    Attributes:
        approvals: plug-ins that a technician allowed, since the readers may need them.
        pins: checks the staff's PINs; the secret that it needs stays with the real shop's keys.
        settings: with what the centre decides.
    """

    identity: TillIdentity
    programme: Programme
    staff: tuple[Staff, ...]
    approvals: frozenset[Approval] = frozenset()
    pins: PinChecker = field(repr=False)
    settings: TillSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What the shop to practise in needs of the real one while it is open.

    Attributes:
        folder: of the real shop; no other program may have it meanwhile.
        pins: whose word counts on PINs.
    """

    folder: TillFolder
    pins: PinChecker = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which shop is to be opened; `elsewhere` for the one to practise in."""

    folder: TillFolder
    settings: TillSettings
    elsewhere: Elsewhere | None = None


class Premises:
    """The two shops of one till. Used on the till's worker only."""

    def __init__(
        self, folder: TillFolder, settings: TillSettings, clock: Clock, start_anew: Callable[[], None]
    ) -> None:
        self._real = Place(folder=folder, settings=settings)
        self._clock = clock
        self._start_anew = start_anew
        self._lesson: Lesson | None = None
        self._failures: dict[StaffId, int] = {}

    @property
    def is_practising(self) -> bool:
        """Whether the shop to practise in is the one to be opened."""
        return self._lesson is not None

    @contextmanager
    def opening(self) -> Iterator[Place]:
        """The shop to be opened now, made if need be; should that fail, the real one is the next to be tried.

        Raises:
            FidposError: the shop to practise in could not be made.
        """
        try:
            yield self._place()
        except BaseException:
            self._lesson = None
            raise

    def _place(self) -> Place:
        lesson, real = self._lesson, self._real
        if lesson is None:
            return real
        folder = real.folder.training
        prepare(folder, lesson, self._clock)
        settings = replace(lesson.settings, backup_folder=None, register_link=False, register_folder=None)
        elsewhere = Elsewhere(folder=real.folder, pins=lesson.pins)
        return Place(folder=folder, settings=settings, elsewhere=elsewhere)

    def practice(self, opened: OpenStore, settings: TillSettings) -> "LivePractice":
        """What the open shop is offered."""

        def change_over() -> None:
            if self.is_practising:
                self._failures = _take_failures(opened.store)
            self._lesson = None if self.is_practising else _lesson(opened, settings)
            self._start_anew()

        if not self.is_practising:
            self._bring_failures(opened.store)
        if self.is_practising:
            standing = PracticeStanding.ON
        elif opened.store.identity().production:
            standing = PracticeStanding.OFFERED
        else:
            standing = PracticeStanding.NONE
        return LivePractice(standing=standing, change_over=change_over)

    def _bring_failures(self, real: LocalStore) -> None:
        """Where they cannot be written now, they are when the shop is opened next: it serves meanwhile."""
        try:
            _count_failures(real, self._failures)
            self._failures = {}
        except StoreError as fault:
            log.warning("wrong PINs of the shop to practise in are not counted yet: %s", fault.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePractice:
    """See `till.practice.Practice`."""

    standing: PracticeStanding
    change_over: Callable[[], None]


def prepare(folder: TillFolder, lesson: Lesson, clock: Clock) -> None:
    """Have the shop to practise in ready: as it was left, if that was today, else as good as new.

    Raises:
        StoreError: it could not be made or written.
        KeyStoreError: its keys could not be kept.
    """
    today = lesson.identity.calendar.business_day(clock.now())
    if _day_of(folder) == today and _was_brought_up_to_date(folder, lesson, clock):
        return
    lesson = replace(lesson, staff=_as_tried(folder, lesson.staff, clock))
    draft = TillFolder(folder.root.with_name(f"{folder.root.name}.making"))
    try:
        for old in (draft, folder):
            shutil.rmtree(old.root, ignore_errors=True)
        _make(draft, lesson, clock, today)
        draft.root.rename(folder.root)
    except OSError as fault:
        raise StoreReadOnly(f"cannot make {folder.root}", path=str(folder.root)) from fault


def _lesson(opened: OpenStore, settings: TillSettings) -> Lesson:
    store = opened.store
    return Lesson(
        identity=store.identity(),
        programme=store.programme(),
        staff=tuple(person for person in store.staff() if not person.disabled),
        approvals=PlugInApprovals(store.database, store.origin).plugin_approvals(),
        pins=opened.pins,
        settings=settings,
    )


def _make(folder: TillFolder, lesson: Lesson, clock: Clock, today: date) -> None:
    identity = replace(
        lesson.identity,
        till_id=TillId(uuid7(clock.now())),
        merchant_code=code_beside(lesson.identity.merchant_code),
        production=False,
    )
    members = _members(lesson.programme, identity, today)
    make_store(folder, identity, clock, members=members, use_system_keys=False)
    _bring_up_to_date(folder, lesson, clock)
    _day_file(folder).write_text(today.isoformat(), encoding="ascii")


def code_beside(merchant_code: str) -> str:
    """Never the merchant's own: a card made in training must not be read as some real member's."""
    # A till that is not practising starts without the demonstration.
    from fidpos.bootstrap.demo.shop import IDENTITY

    return IDENTITY.merchant_code if merchant_code != IDENTITY.merchant_code else _ANOTHER_CODE


def _members(programme: Programme, identity: TillIdentity, today: date) -> Iterator[MemberSnapshot]:
    """People whose visits cost money of the shop's own currency."""
    # The till starts without what invents people.
    from fidpos.bootstrap.demo.crowd import Crowd
    from fidpos.bootstrap.demo.earning import Earning
    from fidpos.rules.engine import compile_programme

    crowd = Crowd(
        seed=_SEED,
        first=0,
        count=MEMBERS,
        today=today,
        programme=programme,
        earning=Earning(compile_programme(programme)),
    )
    for snapshot in crowd.snapshots():
        yield replace(
            snapshot,
            visits=tuple(
                replace(
                    visit,
                    amount=Money(visit.amount.minor, identity.currency),
                    discount=Money(visit.discount.minor, identity.currency),
                )
                for visit in snapshot.visits
            ),
        )


def _was_brought_up_to_date(folder: TillFolder, lesson: Lesson, clock: Clock) -> bool:
    """False where it is damaged: it is made anew then, since nothing in it is worth anything."""
    try:
        _bring_up_to_date(folder, lesson, clock)
    except FidposError as fault:
        log.warning("the shop to practise in is made anew: %s", fault.code)
        return False
    return True


def _bring_up_to_date(folder: TillFolder, lesson: Lesson, clock: Clock) -> None:
    """Programme, staff and what readers need, as the real shop has them now."""
    with closing(LocalStore.open(folder.store, load_keys(folder).keys.store_key, clock)) as store:
        store.put_programme(lesson.programme)
        for person in lesson.staff:
            store.put_staff(person)
        _count_failures(store, {person.id: person.failures for person in lesson.staff})
        approvals = PlugInApprovals(store.database, store.origin)
        for withdrawn in approvals.plugin_approvals() - lesson.approvals:
            approvals.withdraw(withdrawn, by=_NOBODY)
        for allowed in lesson.approvals:
            approvals.approve(allowed, by=_NOBODY)


def _count_failures(store: LocalStore, failures: Mapping[StaffId, int]) -> None:
    """At least so many wrong PINs of each were tried in a row."""
    for person in store.staff():
        for _ in range(failures.get(person.id, 0) - person.failures):
            store.count_pin_failure(person.id)


def _take_failures(store: LocalStore) -> dict[StaffId, int]:
    """What was tried in vain, to be counted in the real shop from now on."""
    failures = {person.id: person.failures for person in store.staff()}
    for staff_id in failures:
        with suppress(StoreError):
            store.clear_pin_failures(staff_id)
    return failures


def _as_tried(folder: TillFolder, staff: tuple[Staff, ...], clock: Clock) -> tuple[Staff, ...]:
    """With what was tried where they practised last, if the way back was not taken from there."""
    try:
        with closing(LocalStore.open(folder.store, load_keys(folder).keys.store_key, clock)) as store:
            before = {person.id: person.failures for person in store.staff()}
    except FidposError:
        return staff
    return tuple(replace(person, failures=max(person.failures, before.get(person.id, 0))) for person in staff)


def _day_of(folder: TillFolder) -> date | None:
    """The business day on which it was made; None for one that is not there, or cannot be told."""
    try:
        return date.fromisoformat(_day_file(folder).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _day_file(folder: TillFolder) -> Path:
    return folder.root / "made_on"
