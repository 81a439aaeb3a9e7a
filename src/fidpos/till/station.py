"""What the parts of a checkout session share: one till, its programme, who is there, what is said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fidpos.domain.age_of_consent import age_of_consent
from fidpos.domain.clock import Clock
from fidpos.domain.ids import CardId, MemberId, StaffId, VoucherId, uuid7
from fidpos.domain.shop import TillIdentity
from fidpos.domain.visit import SalesChannel
from fidpos.rules.engine import CompiledProgramme
from fidpos.rules.programme import Programme
from fidpos.till import announce
from fidpos.till.access import Access
from fidpos.till.announce import Said
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.contact import Contact
from fidpos.till.counter_store import CounterStore
from fidpos.till.dialogue import Dialogue
from fidpos.till.identify import Recognised
from fidpos.till.member_file import MemberFile, read_member_file
from fidpos.till.ports import PinChecker
from fidpos.till.programme_in_force import ProgrammeInForce
from fidpos.till.replaced_card import held_until
from fidpos.till.throttle import Throttle
from fidpos.till.work import Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One for each session; everything here lives as long as it.

    Attributes:
        contact: what is held back while the centre was not heard for long.
        lookups: bounds how often one person finds members without a card, in whatever form.
    """

    store: CounterStore
    pins: PinChecker
    clock: Clock
    identity: TillIdentity
    in_force: ProgrammeInForce
    language: str
    channel: SalesChannel
    access: Access
    dialogue: Dialogue
    new_id: Callable[[], UUID]
    contact: Contact
    lookups: Throttle

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
    def alone_from(self) -> int:
        """The age from which somebody agrees alone where the shop stands."""
        return age_of_consent(self.identity.calendar.zone)

    @property
    def staff_id(self) -> StaffId:
        """Who is signed in; nobody is the id of zeros."""
        return self.access.staff.id if self.access.staff is not None else StaffId(UUID(int=0))

    def for_a_manager(self, said: Said) -> Said:
        """What only a manager could change; where there can be none now, why that is."""
        return announce.staff_list_old() if self.contact.is_staff_list_old else said

    def held_until(self, member_id: MemberId, card_id: CardId | None = None) -> datetime | None:
        """Until when only a manager lets the member spend with that card, for a new one was given of late."""
        return held_until(self.store.files.cards_of(member_id), self.clock.now(), presented=card_id)

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
    store: CounterStore,
    pins: PinChecker,
    clock: Clock,
    settings: CheckoutSettings,
    contact: Contact,
) -> Station:
    """Everything the parts of a session share, made once.

    Raises:
        StoreError: the store does not say whose till it is, or has no programme.
    """

    def new_id() -> UUID:
        return uuid7(clock.now())

    return Station(
        store=store,
        pins=pins,
        clock=clock,
        identity=store.identity(),
        in_force=ProgrammeInForce(store),
        language=settings.language,
        channel=settings.channel,
        access=Access(store, pins, new_id, contact),
        dialogue=Dialogue(),
        new_id=new_id,
        contact=contact,
        lookups=Throttle(limit=settings.lookups_a_minute, window_s=60),
    )
