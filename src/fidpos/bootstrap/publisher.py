"""What operators publish on the command line: versions of the programme, and settings that tills are given.

Each act is told to the tills concerned, and written down with who did it, in one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fidpos.bootstrap.operator import Operator
from fidpos.bootstrap.registrar import Registrar
from fidpos.server.configuration import Release
from fidpos.server.services.publish import Publishing, Spot, publish, push_setting
from fidpos.settings.declaration import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of a setting somewhere; `where` is a shop's or a till's name, empty for the merchant."""

    name: str
    where: str
    value: str


class Publisher:
    """An operator at work; each method is one transaction, or `NotRegistered` for what is not there."""

    def __init__(self, operator: Operator) -> None:
        self._operator = operator
        self._registrar = Registrar(operator)

    def releases(self, number: int) -> Sequence[Release]:
        """Every version of a merchant's programme."""
        with self._operator.pages(number) as pages:
            return pages.configuration.releases()

    def publish(self, number: int, body: bytes, since: datetime | None) -> Release:
        """A new version, from `since` on or at once.

        Raises:
            FidposError: see `services.publish.publish`.
        """
        merchant, now = self._operator.merchant(number), self._operator.now()
        publishing = Publishing(by=self._operator.id, now=now, currency=merchant.currency)
        with self._operator.pages(number) as pages:
            release = publish(pages.configuration, body, publishing, since or now)
            detail = {"version": str(release.version), "since": release.since.isoformat()}
            pages.audit(self._operator.id, "programme_published", None, detail)
        return release

    def settings(self, number: int) -> Sequence[Said]:
        """What is said of settings, and where."""
        merchant = self._operator.merchant(number)
        names: dict[UUID, str] = {merchant.id: ""}
        names |= {shop.id: shop.name for shop in self._registrar.shops(number)}
        names |= {till.id: till.name for till in self._registrar.tills(number)}
        with self._operator.pages(number) as pages:
            return [
                Said(name=each.name, where=names[each.place], value=each.value)
                for each in pages.configuration.pushed()
                if each.value is not None
            ]

    def push(self, number: int, name: str, value: str | None, *, shop: str = "", till: str = "") -> None:
        """A setting has this value for the merchant, or for a shop or a till; None takes it back there.

        Raises:
            SettingRefused: see `services.publish.push_setting`.
        """
        spot = self._spot(number, shop=shop, till=till)
        with self._operator.pages(number) as pages:
            push_setting(pages.configuration, name, value, spot, self._operator.now())
            pages.audit(self._operator.id, "setting_pushed", spot.id, {"name": name, "value": value or ""})

    def _spot(self, number: int, *, shop: str, till: str) -> Spot:
        if till:
            return Spot(scope=Scope.TILL, id=self._registrar.till(number, till).id)
        if shop:
            return Spot(scope=Scope.SHOP, id=self._registrar.shop(number, shop).id)
        return Spot(scope=Scope.MERCHANT, id=self._operator.merchant(number).id)
