"""Who takes part: merchants, their shops, tills and staff, and the codes by which tills come in.

The port of whoever keeps this register: operators on the command line and pairing. What is done in it is
written down where the merchant can read it.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId, ShopId, TillId
from fidpos.rules.programme import Programme
from fidpos.server.configuration import Configuration, Person
from fidpos.server.ports import TillStatus


class NotRegistered(FidposError):
    """There is no such merchant, shop, till or person, or it is closed; `params` holds `what`."""

    code = "not_registered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """A merchant.

    Attributes:
        number: short, for codes; the register gives it.
        code: four digits inside the merchant's own card numbers.
        currency: ISO 4217.
    """

    id: MerchantId
    number: int = 0
    name: str
    code: str
    card_name: str
    currency: str
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A shop; a pop-up one has a last day.

    Attributes:
        zone: IANA name.
        closed_at: when it was closed at once.
    """

    id: ShopId
    name: str
    zone: str
    day_starts_minute: int = 0
    opens_on: date
    closes_on: date | None = None
    closed_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it takes part; its last day ends where it stands, not in Greenwich."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        return self.closed_at is None and (self.closes_on is None or today <= self.closes_on)


def first_shop(shops: Iterable[Shop]) -> Shop | None:
    """The one that opened first of those that are open, of all where none is; see `server.db.first_shop`."""
    return min(shops, key=lambda shop: (shop.closed_at is not None, shop.opens_on, shop.id), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """A till as the office sees it."""

    id: TillId
    shop_id: ShopId
    name: str
    public_key: bytes
    status: TillStatus = TillStatus.ACTIVE
    daily_limit_minor: int
    paired_at: datetime
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A pairing code, without its secret.

    Attributes:
        till_id: that came with it; it is of no more use.
    """

    id: UUID
    secret_hash: bytes
    shop_id: ShopId
    made_by: UUID
    expires_at: datetime
    tries_left: int
    till_id: TillId | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether a till may still come with it."""
        return self.till_id is None and self.tries_left > 0 and now < self.expires_at


class Pages(Protocol):
    """The pages of one merchant, within one transaction."""

    def merchant(self) -> Merchant | None:
        """The merchant, None when there is no such one."""
        ...

    def add_merchant(self, merchant: Merchant) -> int:
        """Register the merchant, and return the number it was given."""
        ...

    def close_merchant(self, at: datetime) -> None:
        """From now on no till can be paired."""
        ...

    def hold_members(self, days: int) -> None:
        """For so long a shop's tills hold a member of another shop whom they see no more."""
        ...

    def shops(self) -> Sequence[Shop]:
        """All of them, by name."""
        ...

    def add_shop(self, shop: Shop) -> None:
        """Register a shop."""
        ...

    def risk_at_shop(self, shop_id: ShopId, *, gift_cards_minor: int, rewards_minor: int) -> None:
        """What allowances are given there from now on, all together."""
        ...

    def close_shop(self, shop_id: ShopId, at: datetime) -> None:
        """Close it at once; its tills are locked by whoever wants that."""
        ...

    def tills(self) -> Sequence[Till]:
        """All of them, by name."""
        ...

    def add_till(self, till: Till) -> None:
        """Register a till."""
        ...

    def lock_till(self, till_id: TillId, at: datetime) -> None:
        """Its requests are refused from now on."""
        ...

    def limit_till(self, till_id: TillId, daily_minor: int) -> None:
        """Worth of what it may bring into being in a day."""
        ...

    def staff(self) -> Sequence[Person]:
        """Everybody, by name."""
        ...

    @property
    def configuration(self) -> Configuration:
        """What tills are told of what is decided here."""
        ...

    def programmes(self) -> Mapping[int, Programme]:
        """Every version that was published."""
        ...

    def codes(self) -> Sequence[Code]:
        """Pairing codes, locked until the transaction ends."""
        ...

    def add_code(self, code: Code) -> None:
        """Keep a new code, and forget those that ended long ago."""
        ...

    def charge(self, codes: Sequence[Code]) -> None:
        """Each of them has one try less."""
        ...

    def use(self, code: Code, till_id: TillId) -> None:
        """A till came with it."""
        ...

    def audit(self, actor: UUID, act: str, subject: UUID | None, detail: Mapping[str, str]) -> None:
        """Write down what was done, by whom, to whom."""
        ...

    def review(self, kind: str, till_id: TillId | None, detail: Mapping[str, str]) -> None:
        """Something for the office to look at."""
        ...


class Register(Protocol):
    """The whole register."""

    def merchants(self) -> Sequence[Merchant]:
        """All of them, by number."""
        ...

    def operator(self, name: str) -> UUID:
        """The operator of this name, who is made if there is none."""
        ...

    def pages(self, merchant_id: MerchantId) -> AbstractContextManager[Pages]:
        """A transaction on what is one merchant's."""
        ...
