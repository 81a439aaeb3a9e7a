"""What the parts of a checkout session share: one till, its programme, who is there, what is said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fidpos.domain.clock import Clock
from fidpos.domain.ids import StaffId, VoucherId, uuid7
from fidpos.domain.shop import TillIdentity
from fidpos.domain.visit import SalesChannel
from fidpos.rules.engine import CompiledProgramme
from fidpos.rules.programme import Programme
from fidpos.till.access import Access
from fidpos.till.dialogue import Dialogue
from fidpos.till.identify import Recognised
from fidpos.till.member_file import MemberFile, read_member_file
from fidpos.till.ports import PinChecker, TillStore
from fidpos.till.programme_in_force import ProgrammeInForce
from fidpos.till.work import Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One for each session; everything here lives as long as it."""

    store: TillStore
    clock: Clock
    identity: TillIdentity
    in_force: ProgrammeInForce
    language: str
    channel: SalesChannel
    access: Access
    dialogue: Dialogue
    new_id: Callable[[], UUID]

    @property
    def compiled(self) -> CompiledProgramme:
        """The programme in force, ready to evaluate."""
        return self.in_force.compiled

    @property
    def programme(self) -> Programme:
        """The programme in force."""
        return self.compiled.programme

    @property
    def today(self) -> date:
        """The shop's business day."""
        return self.identity.calendar.business_day(self.clock.now())

    @property
    def staff_id(self) -> StaffId:
        """Who is signed in; nobody is the id of zeros."""
        return self.access.staff.id if self.access.staff is not None else StaffId(UUID(int=0))

    def around(self) -> Surroundings:
        """What an evaluation takes from here, at this instant."""
        return Surroundings(
            compiled=self.compiled,
            identity=self.identity,
            at=self.clock.now(),
            own_member_id=self.access.own_member_id,
        )

    def read_file(self, recognised: Recognised, presented: Sequence[VoucherId] = ()) -> MemberFile:
        """The member's file, as of today, with the vouchers that are presented on the visit."""
        return read_member_file(self.store, self.compiled, recognised, self.today, presented)


def open_station(
    store: TillStore, pins: PinChecker, clock: Clock, *, language: str, channel: SalesChannel
) -> Station:
    """Everything the parts of a session share, made once.

    Raises:
        StoreError: the store does not say whose till it is, or has no programme.
    """

    def new_id() -> UUID:
        return uuid7(clock.now())

    return Station(
        store=store,
        clock=clock,
        identity=store.identity(),
        in_force=ProgrammeInForce(store),
        language=language,
        channel=channel,
        access=Access(store, pins, new_id),
        dialogue=Dialogue(),
        new_id=new_id,
    )
