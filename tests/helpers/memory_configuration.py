"""Programmes, staff and settings of a merchant in memory, and the tills that are told of them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from fidpos.domain.ids import MerchantId, ShopId, StaffId, TillId
from fidpos.rules.codec import programme_from_json
from fidpos.rules.programme import Programme
from fidpos.server.configuration import Person, Pushed, Release
from fidpos.server.db.feed import Kind, Subject
from fidpos.server.ports import StaffRecord, TillRecord
from fidpos.wire.sync.pull import Change, ProgrammeState, SettingState, StaffState

Tell = Callable[[Subject, Iterable[ShopId]], None]


@dataclass(slots=True)
class Decided:
    """What the office decided; `persons` are the newest versions."""

    released: dict[int, tuple[Release, bytes]] = field(default_factory=dict)
    persons: dict[StaffId, Person] = field(default_factory=dict)
    pushed: dict[tuple[str, UUID], Pushed] = field(default_factory=dict)

    def copy(self) -> "Decided":
        return Decided(self.released.copy(), self.persons.copy(), self.pushed.copy())


@dataclass(slots=True, kw_only=True)
class MemoryConfiguration:
    """A `Configuration`.

    Attributes:
        programmes: those by which visits are judged.
        people: those by whom.
        tell: puts a subject into the feeds of shops.
    """

    merchant_id: MerchantId
    decided: Decided
    programmes: dict[int, Programme]
    people: dict[StaffId, StaffRecord]
    tills: dict[TillId, TillRecord]
    tell: Tell

    def releases(self) -> Sequence[Release]:
        return [self.decided.released[version][0] for version in sorted(self.decided.released)]

    def add_release(self, release: Release, body: bytes) -> None:
        self.decided.released[release.version] = release, body
        self.programmes[release.version] = programme_from_json(body)
        self.tell(self._named(Kind.PROGRAMME, str(release.version)), sorted(release.shops) or self._shops)

    def put_staff(self, person: Person, at: datetime) -> None:
        before = self.decided.persons.get(person.id)
        self.decided.persons[person.id] = person
        self.people[person.id] = StaffRecord(
            id=person.id, role=person.role, shops=person.shops, employed=person.employed
        )
        shops = person.shops | (before.shops if before is not None else frozenset())
        self.tell(Subject(Kind.STAFF, person.id, ""), sorted(shops))

    def pushed(self) -> Sequence[Pushed]:
        return [self.decided.pushed[key] for key in sorted(self.decided.pushed)]

    def push(self, pushed: Pushed) -> None:
        self.decided.pushed[pushed.name, pushed.place] = pushed
        self.tell(self._named(Kind.SETTING, pushed.name), self._shops_at(pushed.place))

    def greet(self, shop_id: ShopId) -> None:
        names = {each.name for each in self.pushed() if each.place == self.merchant_id}
        for release in self.releases():
            if not release.concerns(shop_id):
                continue
            self.tell(self._named(Kind.PROGRAMME, str(release.version)), [shop_id])
        for name in sorted(names):
            self.tell(self._named(Kind.SETTING, name), [shop_id])

    def _named(self, kind: Kind, name: str) -> Subject:
        return Subject(kind, self.merchant_id, name)

    def _shops_at(self, place: UUID) -> Collection[ShopId]:
        if place == self.merchant_id:
            return self._shops
        return sorted({till.shop_id for till in self.tills.values() if place in {till.id, till.shop_id}})

    @property
    def _shops(self) -> Collection[ShopId]:
        return sorted({till.shop_id for till in self.tills.values()})


def configuration_change(decided: Decided, till: TillRecord, subject: Subject) -> Change:
    """The present state of a subject of the configuration, as the till is sent it."""
    match subject.kind:
        case Kind.PROGRAMME:
            release, body = decided.released[int(subject.name)]
            state = ProgrammeState(version=release.version, body=msgspec.Raw(body), since=release.since)
            return Change(programme=state)
        case Kind.STAFF:
            return Change(staff=_staff_state(decided.persons[StaffId(subject.key)], till.shop_id))
        case _:
            return Change(setting=_setting_state(decided, till, subject))


def _staff_state(person: Person, shop_id: ShopId) -> StaffState:
    is_here = person.employed and shop_id in person.shops
    return StaffState(
        id=person.id,
        name=person.name,
        role=person.role,
        pin_hash=person.pin_hash if is_here else "",
        badge=person.badge if is_here else None,
        own_member_id=person.own_member_id,
        employed=is_here,
    )


def _setting_state(decided: Decided, till: TillRecord, subject: Subject) -> SettingState:
    said = (decided.pushed.get((subject.name, place)) for place in (till.id, till.shop_id, subject.key))
    values = [each.value for each in said if each is not None and each.value is not None]
    return SettingState(name=subject.name, value=values[0] if values else None)
