"""A small shop on a real encrypted store in a folder, for tests that start real processes on it.

Ids and card numbers follow from a member's number, so that two processes can speak of the same member. Days
are counted from today, since such processes live by the system's clock: a birthday is always near, and no lot
has expired yet.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from fidpos.bootstrap.clock import SystemClock
from fidpos.domain.card import Card, Medium
from fidpos.domain.clock import DayMonth, ShopCalendar
from fidpos.domain.ids import AccountId, CardId, EntryId, LotId, MemberId, RelativeId
from fidpos.domain.ledger import Lot
from fidpos.domain.member import Member, Profile, Relation, Relative
from fidpos.domain.staff import Staff
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.localdb.store import LocalStore
from fidpos.paths import TillFolder, migrations_dir, resources_dir
from fidpos.readers.own_number import make_ean13
from fidpos.rules.codec import programme_from_json
from fidpos.rules.programme import Programme
from fidpos.vault.key_store import KeyStore
from fidpos.vault.keys import TillKeys
from fidpos.vault.pins import ArgonPins
from tests.helpers.counter import IDENTITY, INES, PAUL, PIN, token

MEMBERS = 12
"""Members of a shop that is not asked for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealShop:
    """What was put into the store when it was made; `members` is what each one begins with."""

    folder: TillFolder
    programme: Programme
    staff: tuple[Staff, ...]
    members: tuple[MemberSnapshot, ...]


def found_shop(
    root: Path,
    *,
    members: int = MEMBERS,
    whole_program: bool = False,
    programme: Programme | None = None,
    calendar: ShopCalendar | None = None,
) -> RealShop:
    """Make the folder, the keys (in a file) and the store with everything a till needs to open.

    Args:
        root: the folder, which does not exist yet.
        members: how many there are.
        whole_program: the shop is for the program itself, which takes no cheap PINs, and simulated cards only
            where no real customers are served.
        programme: another one than the bakery's.
        calendar: of a shop whose days begin at another hour.
    """
    # Not at the top: the processes that only open the shop start sooner without.
    from fidpos.localdb.bulk import load_members
    from fidpos.localdb.create import create_store

    folder = TillFolder(root)
    folder.create()
    keys = KeyStore(folder.keys, None).create().keys
    pins = ArgonPins(keys.pin_pepper) if whole_program else cheap_pins(keys)
    pin_hash = pins.hash(PIN)
    shop = RealShop(
        folder=folder,
        programme=programme or bakery(),
        staff=tuple(replace(person, pin_hash=pin_hash) for person in (INES, PAUL)),
        members=tuple(member(number) for number in range(1, members + 1)),
    )
    clock = SystemClock()
    create_store(
        folder.store,
        keys.store_key,
        identity=replace(IDENTITY, production=not whole_program, calendar=calendar or IDENTITY.calendar),
        clock=clock,
        migrations=migrations_dir(),
    )
    store = LocalStore.open(folder.store, keys.store_key, clock)
    store.put_programme(shop.programme)
    for person in shop.staff:
        store.put_staff(person)
    load_members(store.database, shop.members)
    store.close()
    return shop


def keys_of(folder: TillFolder) -> TillKeys:
    """The keys that `found_shop` made."""
    kept = KeyStore(folder.keys, None).load()
    assert kept is not None
    return kept.keys


def cheap_pins(keys: TillKeys) -> ArgonPins:
    """The real PIN checker at a cost that lets a test try hundreds."""
    return ArgonPins(keys.pin_pepper, memory_kib=64, passes=1, lanes=1)


def bakery() -> Programme:
    """The example programme, which lets members earn and spend at every visit: hundreds fall on one day."""
    programme = programme_from_json((resources_dir() / "programmes" / "boulangerie.json").read_bytes())
    unbounded = replace(programme.safeguards, earning_visits_a_day=1000, unproven_spending_minor=10**9)
    return replace(programme, safeguards=unbounded)


def card_number(number: int) -> str:
    """What the card of member `number` says."""
    return make_ean13(IDENTITY.merchant_code, number)


def member_id(number: int) -> MemberId:
    """Who member `number` is."""
    return MemberId(UUID(int=number))


def member(number: int) -> MemberSnapshot:
    """Points in two lots, the smaller one expiring soon; birthdays near for one in two."""
    today = datetime.now(UTC).date()
    account_id = AccountId(UUID(int=number + 1_000))
    return MemberSnapshot(
        member=Member(
            id=member_id(number),
            account_id=account_id,
            number=card_number(number),
            profile=Profile(
                given_name=f"Prénom{number}",
                family_name="Essai",
                birthday=_day_month(today) if number % 4 == 0 else None,
                household=(_child(number, today),) if number % 2 == 0 else (),
            ),
            enrolled_on=today - timedelta(days=400),
        ),
        cards=(
            Card(
                id=CardId(UUID(int=number + 4_000)),
                token=token(card_number(number)),
                medium=Medium.CHIP,
                member_id=member_id(number),
                linked_at=datetime.now(UTC) - timedelta(days=400),
            ),
        ),
        lots=(
            _lot(account_id, 2_000 + number, points=100 + number, expires_on=today + timedelta(days=30)),
            _lot(account_id, 3_000 + number, points=40_000, expires_on=today + timedelta(days=600)),
        ),
    )


def _child(number: int, today: date) -> Relative:
    return Relative(
        id=RelativeId(UUID(int=number + 6_000)),
        relation=Relation.CHILD,
        given_name="Enfant",
        birthday=_day_month(today + timedelta(days=2)),
    )


def _lot(account_id: AccountId, number: int, *, points: int, expires_on: date) -> Lot:
    return Lot(
        id=LotId(UUID(int=number)),
        account_id=account_id,
        counter="points",
        entry_id=EntryId(UUID(int=number + 10_000)),
        earned=points,
        remaining=points,
        earned_on=expires_on - timedelta(days=730),
        expires_on=expires_on,
    )


def _day_month(day: date) -> DayMonth:
    return DayMonth(day=day.day, month=day.month)
