"""The shop of a story: a real store in a temporary folder, opened for as long as the story is played."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from fidpos import paths
from fidpos.bootstrap.story.format import Story
from fidpos.bootstrap.story.people import snapshot_of
from fidpos.bootstrap.story.steady import SteadyIds, StoryClock
from fidpos.bootstrap.story.values import calendar_of, currency_of, instant_of
from fidpos.domain.authority import Authority
from fidpos.domain.ids import MemberId, MerchantId, ShopId, StaffId, TillId, VisitId
from fidpos.domain.member import Member
from fidpos.domain.shop import TillIdentity
from fidpos.domain.staff import Role, Staff
from fidpos.localdb.bulk import load_members
from fidpos.localdb.create import create_store
from fidpos.localdb.store import LocalStore
from fidpos.rules.engine import CompiledProgramme
from fidpos.till.correction import CorrectionWork
from fidpos.till.work import Surroundings
from fidpos.vault.sealing import new_key
from fidpos.wire.events import VisitClosed

_MANAGER = Staff(id=StaffId(UUID(int=4)), name="Story", role=Role.MANAGER, pin_hash="")
"""Nobody ever signs in: the hash is that of no PIN."""


@dataclass(slots=True, kw_only=True)
class Stage:
    """The shop while the story is played.

    Attributes:
        members: by name, as they enrolled.
        visits: by name, those that were recorded; a corrected one is the one in its place.
        buyers: by name of the visit, recorded or refused.
        manager: is at the till, and answers for everything.
    """

    store: LocalStore
    clock: StoryClock
    new_id: SteadyIds
    compiled: CompiledProgramme
    identity: TillIdentity
    members: dict[str, Member]
    visits: dict[str, VisitId] = field(default_factory=dict)
    buyers: dict[str, MemberId] = field(default_factory=dict)
    manager: Staff = _MANAGER

    @property
    def today(self) -> date:
        """The shop's business day."""
        return self.identity.calendar.business_day(self.clock.now())

    def name_of(self, member_id: MemberId) -> str:
        """What the story calls the member."""
        return next(name for name, member in self.members.items() if member.id == member_id)

    def told(self, visit_id: VisitId) -> VisitClosed:
        """The event that closed the visit."""
        visit = self.store.visit(visit_id)
        assert visit is not None
        return visit.told

    def surroundings(self, own_member_id: MemberId | None = None) -> Surroundings:
        """What an evaluation takes from the till; `own_member_id` is who serves, as a member."""
        return Surroundings(
            compiled=self.compiled,
            identity=self.identity,
            at=self.clock.now(),
            own_member_id=own_member_id,
        )

    def correction(self) -> CorrectionWork:
        """A correction on the manager's word."""
        return CorrectionWork(
            store=self.store,
            authority=Authority(asked_by=self.manager),
            fresh=False,
            at=self.clock.now(),
            new_id=self.new_id,
        )


@contextmanager
def staged(story: Story, compiled: CompiledProgramme) -> Iterator[Stage]:
    """The shop with its members, before the first step; nothing of it is left afterwards.

    Raises:
        StoreError: the temporary folder does not take it.
    """
    identity = _identity(story)
    clock = StoryClock(instant_of(story.steps[0].at, identity.calendar))
    snapshots = [snapshot_of(told, serial, identity) for serial, told in enumerate(story.members, start=1)]
    with TemporaryDirectory(prefix="fidpos-story-") as folder:
        path, key = Path(folder) / "till.db", new_key()
        create_store(path, key, identity=identity, clock=clock, migrations=paths.migrations_dir())
        store = LocalStore.open(path, key, clock)
        try:
            store.put_programme(compiled.programme)
            store.put_staff(_MANAGER)
            load_members(store.database, snapshots)
            yield Stage(
                store=store,
                clock=clock,
                new_id=SteadyIds(clock),
                compiled=compiled,
                identity=identity,
                members={each.member.profile.given_name: each.member for each in snapshots},
            )
        finally:
            store.close()


def _identity(story: Story) -> TillIdentity:
    return TillIdentity(
        merchant_id=MerchantId(UUID(int=1)),
        merchant_name="Story",
        merchant_code="4711",
        card_name="Story",
        shop_id=ShopId(UUID(int=2)),
        shop_name="Story",
        till_id=TillId(UUID(int=3)),
        till_name="Story",
        currency=currency_of(story.shop),
        calendar=calendar_of(story.shop),
        production=False,
    )
