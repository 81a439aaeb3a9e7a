"""A small shop for tests of the till: staff, members, a programme, and a session that drives them.

Bérénice holds a chip card (120 points, Bronze); Malo a barcode (520 points); Nour's card is blocked. Inès is
cashier, Paul manager, Tarek technician; every PIN is `482915`.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from fidpos.domain.card import (
    Card,
    CardRead,
    CardStatus,
    CardToken,
    Medium,
    Refusal,
    RefusedRead,
    TokenKind,
    Trust,
)
from fidpos.domain.clock import DayMonth, ShopCalendar, utc
from fidpos.domain.errors import StoreError
from fidpos.domain.ids import (
    AccountId,
    CardId,
    EntryId,
    LotId,
    MemberId,
    MerchantId,
    RelativeId,
    ShopId,
    StaffId,
    TillId,
)
from fidpos.domain.ledger import Lot
from fidpos.domain.member import Member, Profile, Relation, Relative, TierStanding
from fidpos.domain.money import EUR, Money
from fidpos.domain.shop import TillIdentity
from fidpos.domain.staff import Role, Staff
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.rules.codec import programme_from_json
from fidpos.rules.programme import Programme
from fidpos.till.checkout import CheckoutSession
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.view import CheckoutView
from fidpos.till.workplace import Workplace
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore

PIN = "482915"
ENROLLED = date(2025, 3, 1)

IDENTITY = TillIdentity(
    merchant_id=MerchantId(UUID(int=1)),
    merchant_name="Maison Test",
    merchant_code="4711",
    card_name="Carte Test",
    shop_id=ShopId(UUID(int=2)),
    shop_name="Centre",
    till_id=TillId(UUID(int=3)),
    till_name="Caisse 1",
    currency=EUR,
    calendar=ShopCalendar(zone=ZoneInfo("Europe/Paris")),
)

PROGRAMME_JSON = b"""{
  "version": 1, "name": "Test", "currency": "EUR",
  "counters": [{"code": "points", "title": {"fr": "Points", "en": "Points"},
                "expiry": {"kind": "months", "count": 12}}],
  "tiers": [
    {"code": "bronze", "title": {"fr": "Bronze", "en": "Bronze"}, "threshold": 0},
    {"code": "gold", "title": {"fr": "Or", "en": "Gold"}, "threshold": 200}],
  "rules": [
    {"code": "base", "title": {"fr": "Un point par euro", "en": "A point a euro"}, "phase": "earning",
     "effects": [{"type": "earn_per_amount", "counter": "points", "points": 1, "per_minor": 100}]},
    {"code": "birthday", "title": {"fr": "Anniversaire", "en": "Birthday"}, "phase": "earning",
     "when": {"type": "anniversary", "who": ["member", "spouse", "child"], "days_before": 3, "days_after": 3},
     "effects": [{"type": "earn_fixed", "counter": "points", "points": 50}]}],
  "rewards": [
    {"code": "coffee", "title": {"fr": "Caf\\u00e9 offert", "en": "Free coffee"},
     "counter": "points", "cost": 150,
     "effect": {"type": "gift", "title": {"fr": "Caf\\u00e9", "en": "Coffee"}}},
    {"code": "five", "title": {"fr": "5 \\u20ac de remise", "en": "5 \\u20ac off"},
     "counter": "points", "cost": 500,
     "effect": {"type": "amount_off", "amount_minor": 500}}]
}"""


def person(number: int, name: str, role: Role, badge: str | None = None) -> Staff:
    return Staff(id=StaffId(UUID(int=number)), name=name, role=role, pin_hash=f"hash:{PIN}", badge=badge)


INES = person(101, "Inès", Role.CASHIER, badge="num:9900000000101")
PAUL = person(102, "Paul", Role.MANAGER)
TAREK = person(103, "Tarek", Role.TECHNICIAN)


def token(value: str) -> CardToken:
    return CardToken(TokenKind.NUMBER, value)


def snapshot(
    number: int,
    given_name: str,
    *,
    card: str,
    points: int = 0,
    status: CardStatus = CardStatus.ACTIVE,
    household: tuple[Relative, ...] = (),
    tier: str = "bronze",
) -> MemberSnapshot:
    member_id, account_id = MemberId(UUID(int=number)), AccountId(UUID(int=number + 1000))
    lots = (
        Lot(
            id=LotId(UUID(int=number + 2000)),
            account_id=account_id,
            counter="points",
            entry_id=EntryId(UUID(int=number + 3000)),
            earned=points,
            remaining=points,
            earned_on=date(2026, 10, 1),
            expires_on=date(2027, 10, 1),
        ),
    )
    return MemberSnapshot(
        member=Member(
            id=member_id,
            account_id=account_id,
            number=card,
            profile=Profile(
                given_name=given_name,
                family_name="Durand",
                phone=f"+3363998{number:04d}",
                household=household,
            ),
            tier=TierStanding(code=tier, since=ENROLLED),
            enrolled_on=ENROLLED,
        ),
        cards=(
            Card(
                id=CardId(UUID(int=number + 4000)),
                token=token(card),
                medium=Medium.CHIP,
                member_id=member_id,
                status=status,
                linked_at=utc(2025, 3, 1),
            ),
        ),
        lots=lots if points else (),
    )


BERENICE = snapshot(201, "Bérénice", card="2047110000017", points=120)
MALO = snapshot(202, "Malo", card="2047110000024", points=520)
NOUR = snapshot(203, "Nour", card="2047110000031", status=CardStatus.BLOCKED)
ZOE = snapshot(
    204,
    "Zoé",
    card="2047110000048",
    household=(
        Relative(
            id=RelativeId(UUID(int=6001)),
            relation=Relation.CHILD,
            given_name="Léo",
            birthday=DayMonth(day=22, month=11),
        ),
    ),
)


class PlainPins:
    """A PIN checker without the work of Argon2."""

    def matches(self, pin_hash: str, pin: str) -> bool:
        return pin_hash == f"hash:{pin}"


@dataclass
class Counter:
    """A session with its store and clock, and shorthand for what a cashier does."""

    store: MemoryStore
    clock: FakeClock
    views: list[CheckoutView] = field(default_factory=list)
    settings: CheckoutSettings = field(default_factory=CheckoutSettings)
    workplace: Workplace = field(default_factory=Workplace)
    reads: int = 0

    def __post_init__(self) -> None:
        self.session = self.start()

    def start(self) -> CheckoutSession:
        """A fresh process on the same store."""
        self.session = CheckoutSession(
            self.store,
            PlainPins(),
            self.clock,
            self.views.append,
            settings=self.settings,
            workplace=self.workplace,
        )
        return self.session

    @property
    def view(self) -> CheckoutView:
        return self.session.view()

    @property
    def said(self) -> str:
        """Key of the banner, or of the question."""
        view = self.view
        if view.question is not None:
            return view.question.message.key
        return view.banner.message.key if view.banner is not None else ""

    def sign_in(self, staff: Staff = INES, pin: str = PIN) -> None:
        self.session.choose_staff(staff.id)
        self.session.enter_pin(pin)

    def tap(self, card: str, trust: Trust = Trust.COPYABLE) -> None:
        self.tap_token(token(card), trust)

    def tap_token(self, seen: CardToken, trust: Trust = Trust.COPYABLE) -> None:
        self.reads += 1
        self.session.present(
            CardRead(
                driver="test",
                device="one",
                sequence=self.reads,
                monotonic_s=self.clock.monotonic_s(),
                medium=Medium.CHIP,
                form="iso7816/fidpos",
                token=seen,
                trust=trust,
            )
        )

    def tap_member(self, member: MemberSnapshot, trust: Trust = Trust.COPYABLE) -> None:
        self.tap(member.cards[0].token.value, trust)

    def show(self, reason: Refusal) -> None:
        self.reads += 1
        self.session.present(
            RefusedRead(
                driver="test",
                device="one",
                sequence=self.reads,
                monotonic_s=self.clock.monotonic_s(),
                reason=reason,
            )
        )

    def type_amount(self, minor: int | None) -> None:
        self.session.set_amount(Money(minor, EUR) if minor is not None else None)

    def buy(self, member: MemberSnapshot, minor: int) -> None:
        self.tap_member(member)
        self.type_amount(minor)
        self.session.confirm()

    def points(self, member: MemberSnapshot) -> int:
        balances = self.store.balances(member.member.account_id)
        return sum(balance.amount for balance in balances if balance.counter == "points")

    def break_disk(self, error: StoreError) -> None:
        self.store.refuse = error

    def mend_disk(self) -> None:
        self.store.refuse = None


def programme() -> Programme:
    return programme_from_json(PROGRAMME_JSON)


def counter(
    *,
    signed_in: bool = True,
    settings: CheckoutSettings | None = None,
    under: Programme | None = None,
) -> Counter:
    store = MemoryStore(IDENTITY, under or programme(), (INES, PAUL, TAREK))
    store.load(BERENICE, MALO, NOUR, ZOE)
    made = Counter(store=store, clock=FakeClock(), settings=settings or CheckoutSettings())
    if signed_in:
        made.sign_in()
    return made
