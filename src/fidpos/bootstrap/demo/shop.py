"""The invented shop of the demonstration: who it is, who works there, what its cards bear."""

from dataclasses import dataclass
from datetime import time
from uuid import UUID
from zoneinfo import ZoneInfo

from fidpos import paths
from fidpos.domain.clock import ShopCalendar
from fidpos.domain.ids import MerchantId, ShopId, StaffId, TillId
from fidpos.domain.money import EUR
from fidpos.domain.shop import TillIdentity
from fidpos.domain.staff import Role, Staff
from fidpos.readers.own_number import make_long
from fidpos.rules.codec import programme_from_json
from fidpos.rules.programme import Programme
from fidpos.vault.pins import ArgonPins

IDENTITY = TillIdentity(
    merchant_id=MerchantId(UUID("01900000-0000-7000-8000-00000000e001")),
    merchant_name="Boulangerie Évian",
    merchant_code="4827",
    card_name="Carte Club",
    shop_id=ShopId(UUID("01900000-0000-7000-8000-00000000e002")),
    shop_name="Annecy, rue Sainte-Claire",
    till_id=TillId(UUID("01900000-0000-7000-8000-00000000e003")),
    till_name="Caisse 1",
    currency=EUR,
    calendar=ShopCalendar(zone=ZoneInfo("Europe/Paris"), day_starts_at=time(3)),
    production=False,
)

_BADGE_SERIAL = 9_000_000_000
"""Members' long numbers lie below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who works in the shop. The demonstration prints the PINs; no other shop has these people."""

    id: StaffId
    name: str
    role: Role
    pin: str
    badge_number: str

    def staff(self, pins: ArgonPins) -> Staff:
        """As the store keeps them; hashing takes its time."""
        return Staff(
            id=self.id,
            name=self.name,
            role=self.role,
            pin_hash=pins.hash(self.pin),
            badge=f"num:{self.badge_number}",
        )


def _colleague(number: int, name: str, role: Role, pin: str) -> Colleague:
    return Colleague(
        id=StaffId(UUID(f"01900000-0000-7000-8000-00000000e1{number:02d}")),
        name=name,
        role=role,
        pin=pin,
        badge_number=make_long(IDENTITY.merchant_code, _BADGE_SERIAL + number),
    )


CASHIER = _colleague(1, "Élodie Marchand", Role.CASHIER, "482915")
SECOND_CASHIER = _colleague(2, "Karim Benali", Role.CASHIER, "730586")
MANAGER = _colleague(3, "Nadia Roche", Role.MANAGER, "905283")
TECHNICIAN = _colleague(4, "Marc Vidal", Role.TECHNICIAN, "618340")
COLLEAGUES = (CASHIER, SECOND_CASHIER, MANAGER, TECHNICIAN)


def programme() -> Programme:
    """The shop's programme, one of the examples that fidpos brings along."""
    return programme_from_json((paths.resources_dir() / "programmes" / "boulangerie.json").read_bytes())
