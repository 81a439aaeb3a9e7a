"""What operators do on the command line: merchants, shops, tills and staff are registered, listed and closed.

Each act is written down with who did it. Names are given as a person knows them; where two are alike, the
beginning of an id tells them apart.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from fidpos.bootstrap import entered
from fidpos.bootstrap.operator import Operator
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import MerchantId, ShopId, StaffId, TillId, uuid7
from fidpos.domain.staff import Role
from fidpos.server.configuration import Person
from fidpos.server.register import Merchant, NotRegistered, Shop, Till
from fidpos.server.services.pairing import CentrePlace, make_code
from fidpos.vault.pins import ArgonPins
from fidpos.wire.sync.pairing_code import PairingCode

SCOPE_DAYS_MAX = 3_660


class _Named(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


_Found = TypeVar("_Found", bound=_Named)


class Registrar:
    """An operator at work; each method is one transaction, or `NotRegistered` for what is not there."""

    def __init__(self, operator: Operator) -> None:
        self._operator = operator
        self._centre = operator.centre

    def merchants(self) -> Sequence[Merchant]:
        """All of them, by number."""
        return self._operator.merchants()

    def add_merchant(self, name: str, *, code: str, card_name: str, currency: str) -> Merchant:
        """A new merchant, with the number it was given.

        Raises:
            InvalidValue: the code is not four digits, or the currency is not known.
        """
        entered.check_merchant(code, currency)
        merchant = Merchant(
            id=MerchantId(self._new_id()), name=name, code=code, card_name=card_name, currency=currency
        )
        with self._centre.register.pages(merchant.id) as pages:
            number = pages.add_merchant(merchant)
            pages.audit(self._operator.id, "merchant_added", merchant.id, {})
        return replace(merchant, number=number)

    def close_merchant(self, number: int) -> None:
        """Lock all its tills, and pair no more."""
        now = self._operator.now()
        with self._operator.pages(number) as pages:
            pages.close_merchant(now)
            for till in pages.tills():
                pages.lock_till(till.id, now)
            pages.audit(self._operator.id, "merchant_closed", None, {})

    def hold_members(self, number: int, days: int) -> None:
        """For how long the tills of a shop hold a member of another shop whom they see no more.

        Raises:
            InvalidValue: not a number of days.
        """
        entered.check_range(days, 1, SCOPE_DAYS_MAX)
        with self._operator.pages(number) as pages:
            pages.hold_members(days)
            pages.audit(self._operator.id, "scope_set", None, {"days": str(days)})

    def shops(self, number: int) -> Sequence[Shop]:
        """Of a merchant."""
        with self._operator.pages(number) as pages:
            return pages.shops()

    def shop(self, number: int, said: str) -> Shop:
        """The one of this name, or whose id begins like this.

        Raises:
            NotRegistered: none, or several.
        """
        return _one(self.shops(number), said, "shop")

    def add_shop(self, number: int, name: str, *, zone: str, closes_on: date | None) -> Shop:
        """A new shop, open from today on.

        Raises:
            InvalidValue: there is no such zone, or its last day is over.
        """
        today = self._operator.now().astimezone(entered.zone_named(zone)).date()
        entered.check_last_day(closes_on, today)
        shop = Shop(id=ShopId(self._new_id()), name=name, zone=zone, opens_on=today, closes_on=closes_on)
        with self._operator.pages(number) as pages:
            pages.add_shop(shop)
            pages.audit(self._operator.id, "shop_added", shop.id, {})
        return shop

    def risk_at_shop(self, number: int, shop: str, *, gift_cards_minor: int, rewards_minor: int) -> None:
        """How much its tills together may let go of stored value while they cannot ask the centre.

        Raises:
            InvalidValue: less than nothing, or more than anybody means.
        """
        for minor in (gift_cards_minor, rewards_minor):
            entered.check_range(minor, 0, entered.MINOR_MAX)
        with self._operator.pages(number) as pages:
            found = _one(pages.shops(), shop, "shop")
            pages.risk_at_shop(found.id, gift_cards_minor=gift_cards_minor, rewards_minor=rewards_minor)
            said = {"gift_cards_minor": str(gift_cards_minor), "rewards_minor": str(rewards_minor)}
            pages.audit(self._operator.id, "risk_set", found.id, said)

    def close_shop(self, number: int, shop: str) -> Shop:
        """Close it at once, and lock its tills."""
        now = self._operator.now()
        with self._operator.pages(number) as pages:
            found = _one(pages.shops(), shop, "shop")
            pages.close_shop(found.id, now)
            for till in pages.tills():
                if till.shop_id == found.id:
                    pages.lock_till(till.id, now)
            pages.audit(self._operator.id, "shop_closed", found.id, {})
        return found

    def tills(self, number: int) -> Sequence[Till]:
        """Of a merchant."""
        with self._operator.pages(number) as pages:
            return pages.tills()

    def till(self, number: int, said: str) -> Till:
        """The one of this name, or whose id begins like this.

        Raises:
            NotRegistered: none, or several.
        """
        return _one(self.tills(number), said, "till")

    def pairing_code(self, number: int, shop: str, *, address: str) -> PairingCode:
        """A code for one till of the shop.

        Raises:
            InvalidValue: no till would call that address.
        """
        entered.check_address(address)
        centre = CentrePlace(keys=self._centre.keyring.public, address=address)
        with self._operator.pages(number) as pages:
            found = _one(pages.shops(), shop, "shop")
            return make_code(pages, found.id, self._operator.id, centre=centre, now=self._operator.now())

    def revoke_till(self, number: int, till: str) -> Till:
        """Lock it: its next request is refused."""
        with self._operator.pages(number) as pages:
            found = _one(pages.tills(), till, "till")
            pages.lock_till(TillId(found.id), self._operator.now())
            pages.audit(self._operator.id, "till_revoked", found.id, {})
        return found

    def limit_till(self, number: int, till: str, daily_minor: int) -> Till:
        """Worth of what it may bring into being in a day.

        Raises:
            InvalidValue: less than nothing, or more than anybody means.
        """
        entered.check_range(daily_minor, 0, entered.MINOR_MAX)
        with self._operator.pages(number) as pages:
            found = _one(pages.tills(), till, "till")
            pages.limit_till(TillId(found.id), daily_minor)
            pages.audit(self._operator.id, "till_limited", found.id, {"daily_minor": str(daily_minor)})
        return replace(found, daily_limit_minor=daily_minor)

    def staff(self, number: int) -> Sequence[Person]:
        """Of a merchant, those who left included."""
        with self._operator.pages(number) as pages:
            return pages.staff()

    def add_staff(
        self,
        number: int,
        name: str,
        *,
        role: Role,
        shops: Sequence[str],
        pin: str,
        badge: str | None = None,
    ) -> Person:
        """Somebody who may act in these shops, or in all there are; their tills are told.

        Raises:
            InvalidValue: the PIN is not one, or too easy; the badge is no card's text, or somebody's.
        """
        merchant = self._operator.merchant(number)
        token = entered.badge_token(badge) if badge is not None else None
        pin_hash = _hashed(ArgonPins(self._centre.keyring.pin_pepper(merchant.id)), pin)
        with self._operator.pages(number) as pages:
            _check_badge(token, pages.staff())
            known = pages.shops()
            chosen = [_one(known, shop, "shop") for shop in shops] or known
            person = Person(
                id=StaffId(self._new_id()),
                name=name,
                role=role,
                pin_hash=pin_hash,
                badge=token,
                shops=frozenset(shop.id for shop in chosen),
            )
            pages.configuration.put_staff(person, self._operator.now())
            pages.audit(self._operator.id, "staff_added", person.id, {"role": role.value})
        return person

    def close_staff(self, number: int, person: str) -> Person:
        """They no longer work there."""
        with self._operator.pages(number) as pages:
            found = _one(pages.staff(), person, "staff")
            left = replace(found, version=found.version + 1, employed=False, shops=frozenset())
            pages.configuration.put_staff(left, self._operator.now())
            pages.audit(self._operator.id, "staff_closed", found.id, {})
        return left

    def _new_id(self) -> UUID:
        return uuid7(self._operator.now())


def _one(known: Sequence[_Found], said: str, what: str) -> _Found:
    """The one of this name, or whose id begins like this."""
    found = [each for each in known if said == each.name or str(each.id).startswith(said.lower())]
    if len(found) != 1:
        raise NotRegistered(f"{len(found)} are called so", what=what)
    return found[0]


def _hashed(pins: ArgonPins, pin: str) -> str:
    try:
        return pins.hash(pin)
    except InvalidValue:
        raise entered.PinRefused from None


def _check_badge(badge: str | None, staff: Sequence[Person]) -> None:
    """A badge names one person."""
    holder = next((each for each in staff if badge and each.employed and each.badge == badge), None)
    if holder is not None:
        raise entered.BadgeTaken(name=holder.name)
