"""A merchant with a few tills, their disks, their network and the centre; and the faults that befall them."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from msgspec import structs

from fidpos.domain.clock import Clock
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import EventId, TillId, VoucherId, uuid7
from fidpos.domain.staff import Role
from fidpos.posting.subjects import subjects_of
from fidpos.server.db.states import VISITS_MAX
from fidpos.server.ports import StaffRecord, TillRecord, Unit
from fidpos.server.reason import Reason
from fidpos.server.services.hello import greet
from fidpos.server.services.push import take
from fidpos.sync.outgoing import Outgoing
from fidpos.sync.ports import CentreAway, CentreRefused
from fidpos.sync.session import HELLO_PATH, PUSH_PATH, SyncSession
from fidpos.wire.codec import decode
from fidpos.wire.events import EpochReason, EpochStarted, Event, VisitClosed, VisitVoided
from fidpos.wire.gift_card_events import GiftCardEvent, GiftCardMoved
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.hello import Hello, TillHealth
from fidpos.wire.sync.packing import Malformed, TooLarge, pack, unpack
from fidpos.wire.sync.pull import AccountState, MemberState, Pull
from fidpos.wire.sync.push import Push
from fidpos.wire.sync.refusal import Refusal, RefusalCode
from fidpos.wire.sync.snapshot import SNAPSHOT_PATH, SnapshotAsk
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_till import MemoryTill
from tests.helpers.store_states import tidy_member
from tests.simulation.centres import Centre, InMemory, Known, MakeCentre, Told
from tests.simulation.doubles import Doubles
from tests.simulation.gift_shop import GiftCounter
from tests.simulation.head_office import HeadOffice
from tests.simulation.mutants import CredulousTill, CredulousUnit, Mutant, plain
from tests.simulation.network import Line, Network
from tests.simulation.shelf import SimulatedShelf
from tests.simulation.shop import CASHIER, SHOP, Counter, Till

HEALTH = TillHealth(software="simulated", schema_version=1)
POISON = b'{"type":"from_the_future","id":"%s"}'


@dataclass(slots=True)
class Machine:
    """A PC with a till on it: what it knows of the centre is lost whenever the program ends."""

    till: Till
    session: SyncSession
    backups: list[Till] = field(default_factory=list)


NewTill = Callable[[TillId, Clock, Callable[[], UUID]], Till]
"""Makes a till's disk, on which its journal has just begun."""


class Crash(Exception):
    """The centre dies in the middle of a request."""


@dataclass(slots=True)
class World:
    """One simulated merchant; everything that happens follows from the seed.

    Attributes:
        machines: those that still have their disk.
        poisoned: ids of rows that no program can read.
    """

    seed: int
    fault_rate: float = 0.2
    mutant: Mutant | None = None
    new_till: NewTill = MemoryTill
    random: Random = field(init=False)
    clock: FakeClock = field(init=False)
    make_centre: MakeCentre = InMemory
    centre: Centre = field(init=False)
    shelf: SimulatedShelf = field(init=False)
    network: Network = field(init=False)
    counter: Counter = field(init=False)
    gifts: GiftCounter = field(init=False)
    office: HeadOffice = field(init=False)
    doubles: Doubles = field(init=False)
    machines: list[Machine] = field(default_factory=list)
    poisoned: set[EventId] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.clock = FakeClock()
        self.network = Network(serve=self.serve, random=self.random, fault_rate=self.fault_rate, late=[])
        from_sequence = self.mutant is Mutant.IDS_FROM_SEQUENCE
        self.counter = Counter(
            random=self.random,
            clock=self.clock,
            ids_from_sequence=from_sequence,
            gives_vouchers=True,
            has_households=True,
        )
        self.gifts = GiftCounter(random=self.random, clock=self.clock)
        self.office = HeadOffice(random=self.random, clock=self.clock)
        self.doubles = Doubles(random=self.random, clock=self.clock, counter=self.counter)
        tills = [
            TillRecord(id=till_id, shop_id=SHOP, public_key=till_id.bytes, daily_limit_minor=10**9)
            for till_id in (TillId(UUID(int=100 + n)) for n in range(self.random.randint(1, 4)))
        ]
        people = [StaffRecord(id=CASHIER, role=Role.MANAGER, shops=frozenset({SHOP}))]
        self.centre = self.make_centre(self.clock, tills, people)
        self.begin_process()
        kind = CredulousTill if self.mutant is Mutant.HIGH_WATER_MARK else self.new_till
        self.machines += [self.machine(kind(till.id, self.clock, self._id)) for till in tills]

    def machine(self, till: Till) -> Machine:
        """A program that was just started on this disk."""
        session = SyncSession(
            till,
            Line(self.network, till.till_id.bytes),
            outgoing=Outgoing(seal_box=lambda _, key: key, rows_max=self.random.choice((1, 3, 50))),
            clock=self.clock,
            health=lambda: HEALTH,
        )
        return Machine(till=till, session=session)

    def begin_process(self) -> None:
        """The centre's program was just started: it has no snapshot of anybody."""
        self.shelf = SimulatedShelf(centre=self.centre, clock=self.clock, random=self.random)

    def serve(self, path: str, body: bytes) -> bytes:
        """The centre's side: what `/sync` does, without signatures.

        Raises:
            CentreAway: it died before it had written anything.
        """
        till_id = TillId(UUID(bytes=body[:16]))
        answer = b""
        try:
            with self.centre.unit() as real:
                unit = CredulousUnit(real) if self.mutant is Mutant.HIGH_WATER_MARK else real
                answer = self._serve(unit, path, till_id, body[16:])
                if self.random.random() < self.network.fault_rate / 10:
                    raise Crash
        except Crash:
            if self.mutant is not Mutant.ACK_BEFORE_COMMIT:
                raise CentreAway("crashed") from None
        except (Malformed, TooLarge, InvalidValue) as fault:
            return b"!" + pack(Refusal(code=RefusalCode.MALFORMED, detail=str(fault)))
        return answer

    def _serve(self, unit: Unit, path: str, till_id: TillId, body: bytes) -> bytes:
        till = unit.till(till_id)
        assert till is not None
        if path == HELLO_PATH:
            hello = unpack(body, Hello)
            greeting = greet(unit, till, hello, generation=self.centre.generation(), now=self.clock.now())
            return pack(plain(greeting))
        if path == PUSH_PATH:
            push = unpack(body, Push)
            return pack(plain(take(unit, till, push, now=self.clock.now(), open_box=lambda _, box: box)))
        if path == SNAPSHOT_PATH:
            return self.shelf.answer(till, unpack(body, SnapshotAsk))
        changes = unit.changes(till, unpack(body, Pull))
        return pack(plain(changes)) if changes else b"!" + pack(Refusal(code=RefusalCode.SAY_HELLO))

    def step(self) -> None:
        """One thing happens somewhere."""
        self.clock.advance(self.random.randint(1, 600))
        machine = self.random.choice(self.machines)
        act = self.random.choices(*_ACTS)[0]
        act(self, machine)

    def settle(self) -> None:
        """The network is whole again and everybody has the time that it takes."""
        self.network.fault_rate = 0.0
        while self.network.late:
            self.network.deliver_late()
        for _ in range(2):
            for machine in self.machines:
                for _ in range(200):
                    self.centre.catch_up()
                    if not _exchange(self, machine):
                        break
                else:
                    raise AssertionError(f"seed {self.seed}: a till never comes to rest")

    def _id(self) -> UUID:
        return uuid7(self.clock.now(), self.random.randbytes)


def _exchange(world: World, machine: Machine) -> bool:
    session = machine.session
    before = session.have
    try:
        more = session.push()
        if session.have is not None and before is not None and session.have.seq > before.seq:
            _check_durable(world, machine.till.till_id, session.have)
        more |= session.pull()
    except (CentreAway, CentreRefused):
        return True
    return more


def _check_durable(world: World, till_id: TillId, acked: Anchor) -> None:
    """What was acknowledged just now is written, not only promised."""
    known = world.centre.has_row(till_id, acked)
    assert known, f"seed {world.seed}: row {acked.seq} was acknowledged and not written"


def _sell(world: World, machine: Machine) -> None:
    world.random.choices((world.counter.buy, world.counter.enrol, world.counter.void), weights=(6, 2, 1))[0](
        machine.till
    )


def _handle_gift_cards(world: World, machine: Machine) -> None:
    world.gifts.act(machine.till)


def _decide(world: World, machine: Machine) -> None:
    """The centre may die before it has written any of it: the office will decide again some day."""
    with suppress(Crash), world.centre.configuration() as configuration:
        world.office.decide(configuration)
        if world.random.random() < world.network.fault_rate:
            raise Crash


def _meet(world: World, machine: Machine) -> None:
    world.doubles.act(machine.till)


def _sort_out(world: World, machine: Machine) -> None:
    """Who was enrolled twice becomes one; the centre may die before it has written any of it."""
    known = sorted(machine.till.members)
    with suppress(Crash), world.centre.unit() as unit:
        world.doubles.decide(unit, known)
        if world.random.random() < world.network.fault_rate:
            raise Crash


def _sync(world: World, machine: Machine) -> None:
    _exchange(world, machine)


def _hello(world: World, machine: Machine) -> None:
    with suppress(CentreAway, CentreRefused):
        machine.session.hello()


def _crash(world: World, machine: Machine) -> None:
    machine.session = world.machine(machine.till).session


def _back_up(world: World, machine: Machine) -> None:
    machine.backups.append(machine.till.copy())


def _restore(world: World, machine: Machine) -> None:
    """From a backup, by the program that says so; or by somebody who put a disk back behind its back."""
    if machine.backups:
        machine.till = world.random.choice(machine.backups).copy()
        if world.random.random() < 0.5:
            machine.till.begin_epoch(EpochReason.RESTORED)
        _crash(world, machine)


def _clone(world: World, machine: Machine) -> None:
    if len(world.machines) < 6:
        world.machines.append(world.machine(machine.till.copy()))


def _poison(world: World, machine: Machine) -> None:
    event_id = EventId(world._id())
    world.poisoned.add(event_id)
    machine.till.record_raw(event_id, POISON % str(event_id).encode())


def _dump(world: World, machine: Machine) -> None:
    world.centre.dump()


def _restore_centre(world: World, machine: Machine) -> None:
    """From a dump, which the centre knows; or from a cold copy, which it cannot know."""
    world.centre.put_back(world.random)
    world.centre.erase_again(world.doubles.erased)
    world.begin_process()


def _late(world: World, machine: Machine) -> None:
    with suppress(CentreAway):
        world.network.deliver_late()


Act = Callable[[World, Machine], None]

_WEIGHTS: dict[Act, int] = {
    _sell: 40,
    _handle_gift_cards: 8,
    _decide: 3,
    _meet: 6,
    _sort_out: 3,
    _sync: 30,
    _hello: 3,
    _crash: 3,
    _back_up: 3,
    _restore: 2,
    _clone: 1,
    _poison: 1,
    _dump: 2,
    _restore_centre: 1,
    _late: 6,
}
_ACTS = (tuple(_WEIGHTS), tuple(_WEIGHTS.values()))


def run(
    seed: int,
    *,
    steps: int = 60,
    mutant: Mutant | None = None,
    new_till: NewTill = MemoryTill,
    make_centre: MakeCentre = InMemory,
) -> World:
    """A whole life, up to the rest at its end."""
    world = World(seed=seed, mutant=mutant, new_till=new_till, make_centre=make_centre)
    for _ in range(steps):
        world.step()
    world.settle()
    return world


def check(world: World) -> None:
    """What must hold once everything came to rest (I1, I2, I4, I6)."""
    data, told = world.centre.look(), world.centre.told()
    for machine in world.machines:
        _check_arrived(world, data, machine)
        _check_same(world, data, machine)
        _check_told(world, told, machine)
    _check_quarantine(world, data, told)
    _check_sums(world, data)
    _check_gift_sums(world, data, told)


def _check_arrived(world: World, data: Known, machine: Machine) -> None:
    """Every event on a disk that survived is at the centre, exactly as it was told."""
    for row, _ in machine.till.rows:
        event_id = EventId(UUID(bytes=row.event_id))
        assert data.events.get(event_id) == row.body, f"seed {world.seed}: row {row.seq} never arrived"


def _check_quarantine(world: World, data: Known, told: Told) -> None:
    """Every event was applied, but for poison and for what speaks of somebody of whom every trace is lost."""
    assert world.poisoned & set(data.events) <= set(data.quarantine), f"seed {world.seed}: poison vanished"
    for event_id, waiting in data.quarantine.items():
        if event_id in world.poisoned or waiting.reason is Reason.ALREADY_THERE:
            continue
        assert _speaks_of_nobody(data, told, decode(waiting.row.body)), (
            f"seed {world.seed}: {waiting.reason} in quarantine"
        )


def _speaks_of_nobody(data: Known, told: Told, event: Event) -> bool:
    """Whether it needs what only disks knew that are gone, and a centre that was put back since."""
    if isinstance(event, GiftCardEvent):
        return any(card_id not in told.gift_cards for card_id in subjects_of(event))
    if not isinstance(event, VisitClosed | VisitVoided) or event.member_id not in data.members:
        return True
    if isinstance(event, VisitClosed) and not {used.id for used in event.vouchers_used} <= _vouchers(data):
        return True
    if isinstance(event, VisitVoided) and not _has_visit(data, event):
        return True
    account = data.accounts.get(data.office.redirects.account(event.account_id))
    known = {lot.id for lot in account.lots} if account is not None else set()
    return any(taken.lot_id not in known for entry in event.entries for taken in entry.taken)


def _has_visit(data: Known, event: VisitVoided) -> bool:
    """Whether the visit is of whom the void names; of a merge that the centre lost it is not."""
    member = data.members[data.office.redirects.member(event.member_id)]
    return any(visit.id == event.visit_id for visit in member.visits)


def _vouchers(data: Known) -> set[VoucherId]:
    return {kept.voucher.id for member in data.members.values() for kept in member.vouchers}


def _check_same(world: World, data: Known, machine: Machine) -> None:
    """The till knows what the centre knows; more only of those of whom the centre lost every trace."""
    till, erased = machine.till, data.office.erased & set(data.members)
    there = {member_id: state for member_id, state in data.members.items() if member_id not in erased}
    assert set(there) <= set(till.members), f"seed {world.seed}: a member is missing"
    assert not erased & set(till.members), f"seed {world.seed}: somebody is not forgotten"
    waiting = _waiting(world, data)
    for member_id, state in there.items():
        counted = _as_counted(data, till.members[member_id], waiting)
        assert _sent(counted) == _sent(state), f"seed {world.seed}: a member differs"
        account = data.accounts[state.account_id]
        known = till.accounts[state.account_id]
        assert _held(known) == _held(account), f"seed {world.seed}: an account differs"


def _waiting(world: World, data: Known) -> list[Event]:
    """What waits at the centre for the office and can be read."""
    waiting = data.quarantine.items()
    return [decode(one.row.body) for event_id, one in waiting if event_id not in world.poisoned]


def _as_counted(data: Known, mine: MemberState, waiting: list[Event]) -> MemberState:
    """Without visits and voids that wait at the centre: whoever told one goes on showing it."""
    if not waiting:
        return mine
    there = {visit.id: visit for member in data.members.values() for visit in member.visits}
    closed = {event.visit_id for event in waiting if isinstance(event, VisitClosed)} - there.keys()
    voided = {event.visit_id for event in waiting if isinstance(event, VisitVoided)}
    voided -= {visit.id for visit in there.values() if visit.voided}
    visits = (
        structs.replace(visit, voided=visit.voided and visit.id not in voided)
        for visit in mine.visits
        if visit.id not in closed
    )
    return mine.but(visits=tuple(visits))


def _check_told(world: World, told: Told, machine: Machine) -> None:
    """The till has all that its centre would tell one that begins; more only of what the centre lost."""
    till, seed = machine.till, world.seed
    for card_id, card in told.gift_cards.items():
        known = till.gift_cards[card_id]
        assert _stands(known) == _stands(card), f"seed {seed}: a gift card differs"
        assert _holds_agree(till, known, card), f"seed {seed}: a hold differs"
        there = {entry.id for entry in known.entries}
        assert {entry.id for entry in card.entries} <= there, f"seed {seed}: an entry is missing"
        assert card_id not in till.alone, f"seed {seed}: two spend one card on their own word"
    for version, body in told.programmes.items():
        assert till.programme_body(version) == body, f"seed {seed}: programme {version} differs"
    assert told.staff.items() <= till.staff.items(), f"seed {seed}: somebody is not who they are"
    for name, value in told.settings.items():
        assert till.given.get(name) == value, f"seed {seed}: {name} differs"


def _stands(card: GiftCardStanding) -> tuple[object, ...]:
    return card.state, card.balance_minor, card.expires_on


def _holds_agree(till: Till, known: GiftCardStanding, card: GiftCardStanding) -> bool:
    """A till lets go what was set aside when it begins an epoch; at the centre that lapses, and is told."""
    held = {hold.id for hold in known.holds}
    begun = [event.at for event in till.told.values() if isinstance(event, EpochStarted)]
    others = [hold.held_at for hold in card.holds if hold.id not in held]
    return held <= {hold.id for hold in card.holds} and all(at <= max(begun) for at in others)


def _check_sums(world: World, data: Known) -> None:
    """A balance is the sum of the entries of every event that was applied, each once."""
    sums: dict[UUID, int] = {}
    for event in data.applied.values():
        if isinstance(event, VisitClosed | VisitVoided):
            account_id = data.office.redirects.account(event.account_id)
            sums[account_id] = sums.get(account_id, 0) + sum(e.amount for e in event.entries)
    for account_id, account in data.accounts.items():
        held = sum(lot.remaining for lot in account.lots)
        assert held == sums.get(account_id, 0), f"seed {world.seed}: a balance is not the sum of its entries"


def _check_gift_sums(world: World, data: Known, told: Told) -> None:
    """A card holds the sum of its entries, or nothing where more was spent."""
    sums: dict[UUID, int] = {}
    for event in data.applied.values():
        if isinstance(event, GiftCardMoved):
            for move in event.moves:
                sums[move.gift_card_id] = sums.get(move.gift_card_id, 0) + move.amount_minor
    for card_id, card in told.gift_cards.items():
        held = max(sums.get(card_id, 0), 0)
        assert card.balance_minor == held, f"seed {world.seed}: a card is not the sum of its entries"


def _sent(state: MemberState) -> MemberState:
    """As tills are sent it: the latest visits alone, where a till may remember more."""
    visits = sorted(state.visits, key=lambda visit: (visit.closed_at, visit.id), reverse=True)
    return tidy_member(state.but(visits=tuple(visits[:VISITS_MAX])))


def _held(account: AccountState) -> dict[UUID, int]:
    return {lot.id: lot.remaining for lot in account.lots if lot.remaining}
