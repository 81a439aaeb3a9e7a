"""What happens at the counters: members enrol, buy, spend, and visits are voided."""

from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from msgspec import structs

from fidpos.domain.card import Medium, Trust
from fidpos.domain.clock import Clock
from fidpos.domain.ids import (
    AccountId,
    EntryId,
    EventId,
    LotId,
    MemberId,
    MerchantId,
    ShopId,
    StaffId,
    VisitId,
    VoucherId,
    uuid7,
)
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import Member, Profile
from fidpos.rules.titles import Titles
from fidpos.vault.sealing import KEY_BYTES
from fidpos.wire.codec import embed
from fidpos.wire.events import (
    EntryBody,
    LotBody,
    MemberEnrolled,
    Taken,
    VisitClosed,
    VisitVoided,
    VoucherBody,
    VoucherUseBody,
)
from fidpos.wire.sealed import seal_person
from fidpos.wire.sync.pull import MemberState
from tests.helpers.memory_till import MemoryTill
from tests.helpers.store_till import StoreTill

MERCHANT = MerchantId(UUID(int=1))
SHOP = ShopId(UUID(int=2))
CASHIER = StaffId(UUID(int=3))
FACTS = embed(b"{}")

Till = MemoryTill | StoreTill
"""A till's disk: in memory, or the real store."""


@dataclass(slots=True)
class Counter:
    """Makes what tills record.

    Attributes:
        gives_vouchers: some visits give one for the bearer, some use one.
        has_households: some members share the account of another.
    """

    random: Random
    clock: Clock
    ids_from_sequence: bool = False
    gives_vouchers: bool = False
    has_households: bool = False

    def new_id(self, till: Till) -> UUID:
        """An event's id, born with the event; the mutant derives it from till and place."""
        if self.ids_from_sequence:
            return UUID(int=till.till_id.int << 64 | len(till.rows) + 1)
        return uuid7(self.clock.now(), self.random.randbytes)

    def enrol(self, till: Till) -> None:
        """A new member."""
        member_id = MemberId(uuid7(self.clock.now(), self.random.randbytes))
        account_id = self._account(till)
        key = self.random.randbytes(KEY_BYTES)
        till.keys[member_id] = key
        member = Member(
            id=member_id,
            account_id=account_id,
            number=str(member_id.int),
            profile=Profile(given_name="A", family_name="B"),
            enrolled_on=self.today,
        )
        till.record(
            MemberEnrolled(
                id=EventId(self.new_id(till)),
                at=self.clock.now(),
                member_id=member_id,
                account_id=account_id,
                enrolled_on=self.today,
                sealed=seal_person(key, member),
                staff_id=CASHIER,
            )
        )

    def _account(self, till: Till) -> AccountId:
        """Of the member's own, or that of somebody whose household they belong to."""
        if self.has_households and till.members and self.random.random() < 0.2:
            return till.members[self.random.choice(sorted(till.members))].account_id
        return AccountId(uuid7(self.clock.now(), self.random.randbytes))

    def buy(self, till: Till, member_id: MemberId | None = None) -> None:
        """A visit that earns, and now and then spends; of anybody, unless one is named."""
        if not till.members:
            self.enrol(till)
        till.record(self.bought(till, member_id))

    def bought(self, till: Till, member_id: MemberId | None = None) -> VisitClosed:
        """Such a visit, not recorded yet."""
        member = remaining(till, member_id or self.random.choice(sorted(till.members)))
        minor = self.random.randrange(100, 10_000)
        entries = [self._earn(till, minor // 100)]
        holding = [lot for lot in till.accounts[member.account_id].lots if lot.remaining > 0]
        if holding and self.random.random() < 0.4:
            entries.insert(0, self._spend(till, holding[0].id, self.random.randint(1, holding[0].remaining)))
        visit = self._closed(till, member, minor, entries)
        if not self.gives_vouchers:
            return visit
        return structs.replace(visit, vouchers=self._given(), vouchers_used=self._used(till))

    def spend_all(self, till: Till) -> None:
        """A visit of the first member that spends everything and earns nothing."""
        member = remaining(till, min(till.members))
        lots = till.accounts[member.account_id].lots
        spent = [self._spend(till, lot.id, lot.remaining) for lot in lots]
        till.record(self._closed(till, member, 0, spent))

    def _given(self) -> tuple[VoucherBody, ...]:
        """Now and then a voucher that is for whoever holds it out."""
        if self.random.random() > 0.15:
            return ()
        body = VoucherBody(
            id=VoucherId(uuid7(self.clock.now(), self.random.randbytes)),
            source="coffee",
            title=Titles(fr="Un café", en="A coffee"),
            effect=embed(b'{"type":"gift","what":"coffee"}'),
            valid_from=self.today,
            number_digest=self.random.randbytes(32),
        )
        return (body,)

    def _used(self, till: Till) -> tuple[VoucherUseBody, ...]:
        """Now and then one that this till knows, whoever was given it."""
        if self.random.random() > 0.15:
            return ()
        kept = [each for member_id in sorted(till.members) for each in till.members[member_id].vouchers]
        free = [each.voucher.id for each in kept if each.used_by is None]
        return (VoucherUseBody(id=self.random.choice(free)),) if free else ()

    def _closed(self, till: Till, member: MemberState, minor: int, entries: list[EntryBody]) -> VisitClosed:
        return VisitClosed(
            id=EventId(self.new_id(till)),
            at=self.clock.now(),
            visit_id=VisitId(uuid7(self.clock.now(), self.random.randbytes)),
            shop_id=SHOP,
            till_id=till.till_id,
            member_id=member.id,
            account_id=member.account_id,
            medium=Medium.BARCODE,
            trust=Trust.COPYABLE,
            opened_by=CASHIER,
            closed_by=CASHIER,
            opened_at=self.clock.now(),
            business_day=self.today,
            currency="EUR",
            amount_minor=minor,
            programme_version=1,
            facts=FACTS,
            entries=tuple(entries),
            counter="points",
            points=sum(entry.amount for entry in entries),
        )

    def void(self, till: Till) -> None:
        """The undoing of the till's last visit that still stands, if there is one.

        A visit of which the centre lost every trace, so that its lots are gone here too, cannot be undone.
        One that gave a voucher is left alone: it may have been used meanwhile.
        """
        visits = [one for one in till.told.values() if isinstance(one, VisitClosed) and not one.vouchers]
        undone = {event.visit_id for event in till.told.values() if isinstance(event, VisitVoided)}
        standing = [visit for visit in visits if visit.visit_id not in undone and _has_its_lots(till, visit)]
        if not standing:
            return
        visit = standing[-1]
        member = remaining(till, visit.member_id)
        till.record(
            VisitVoided(
                id=EventId(self.new_id(till)),
                at=self.clock.now(),
                visit_id=visit.visit_id,
                member_id=member.id,
                account_id=member.account_id,
                staff_id=CASHIER,
                business_day=self.today,
                visit_day=visit.business_day,
                amount_minor=visit.amount_minor,
                discount_minor=visit.discount_minor,
                reason="mistyped",
                entries=tuple(self._reversal(till, entry) for entry in visit.entries),
                vouchers_released=tuple(used.id for used in visit.vouchers_used),
                vouchers_withdrawn=tuple(given.id for given in visit.vouchers),
                rule_uses=visit.rule_uses,
                counts=visit.counts,
                counter=visit.counter,
                points=-visit.points,
            )
        )

    @property
    def today(self) -> date:
        return self.clock.now().date()

    def _earn(self, till: Till, points: int) -> EntryBody:
        return EntryBody(
            id=EntryId(uuid7(self.clock.now(), self.random.randbytes)),
            counter="points",
            kind=EntryKind.EARN,
            amount=points,
            cause="base",
            lot=LotBody(id=LotId(uuid7(self.clock.now(), self.random.randbytes))),
        )

    def _spend(self, till: Till, lot_id: LotId, amount: int) -> EntryBody:
        return EntryBody(
            id=EntryId(uuid7(self.clock.now(), self.random.randbytes)),
            counter="points",
            kind=EntryKind.SPEND,
            amount=-amount,
            cause="coffee",
            taken=(Taken(lot_id=lot_id, amount=amount),),
        )

    def _reversal(self, till: Till, entry: EntryBody) -> EntryBody:
        if entry.lot is not None:
            taken: tuple[Taken, ...] = (Taken(lot_id=entry.lot.id, amount=entry.amount),)
        else:
            taken = tuple(Taken(lot_id=each.lot_id, amount=-each.amount) for each in entry.taken)
        return EntryBody(
            id=EntryId(uuid7(self.clock.now(), self.random.randbytes)),
            counter=entry.counter,
            kind=EntryKind.REVERSE,
            amount=-entry.amount,
            cause=entry.cause,
            reverses=entry.id,
            taken=taken,
        )


def remaining(till: Till, member_id: MemberId) -> MemberState:
    """The member, or the one into whom they were merged, once that one was told of."""
    member = till.members[member_id]
    into = member.merged_into
    return till.members[into] if into is not None and into in till.members else member


def _has_its_lots(till: Till, visit: VisitClosed) -> bool:
    if visit.member_id not in till.members:
        return False
    account = till.accounts.get(remaining(till, visit.member_id).account_id)
    known = {lot.id for lot in account.lots} if account is not None else set()
    moved = {taken.lot_id for entry in visit.entries for taken in entry.taken}
    return moved | {entry.lot.id for entry in visit.entries if entry.lot is not None} <= known
