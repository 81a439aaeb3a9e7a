"""What the centre gave its tills to let go on their own word, and the part of the store that keeps it.

An allowance is open as long as something may be drawn on it, or was and has not been heard. The open ones of
a shop are what the merchant risks there.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fidpos.domain.ids import AllowanceId, MerchantId, ShopId, TillId
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, SignedAllowance


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An open allowance.

    Attributes:
        allowance: what it says.
        signed: as the till is sent it.
        renew: something was drawn since, so that the till has less left than its part.
    """

    allowance: Allowance
    signed: SignedAllowance
    renew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRisk:
    """What a merchant is willing to risk in a shop.

    Attributes:
        caps_minor: by kind, of all its tills together.
        tills: those that share it.
    """

    merchant_id: MerchantId
    currency: str
    caps_minor: Mapping[AllowanceKind, int]
    tills: frozenset[TillId]


class Allowances(Protocol):
    """Allowances within a unit."""

    def of_till(self, shop_id: ShopId, till_id: TillId) -> Sequence[Given]:
        """The till's open ones."""
        ...

    def of_shop(self, shop_id: ShopId) -> Sequence[Given]:
        """All open ones; until the unit ends nobody else gives any there."""
        ...

    def overdrawn(self, till_id: TillId, ids: Collection[AllowanceId]) -> frozenset[AllowanceId]:
        """Those on which more was drawn than they were for, open or not, or that are not the till's."""
        ...

    def risk(self, shop_id: ShopId) -> ShopRisk:
        """What may be given in the shop."""
        ...

    def give(self, given: Given) -> None:
        """Keep a new one."""
        ...

    def end(self, ids: Collection[AllowanceId], at: datetime) -> None:
        """These are not open any more."""
        ...


def exposed_minor(given: Iterable[Given], kind: AllowanceKind) -> int:
    """At most how much may be drawn on open allowances of a kind without having been heard.

    Of one lineage only the largest counts, since each stands for all that was drawn and not heard.
    """
    largest: dict[tuple[TillId, UUID], int] = {}
    for each in given:
        said = each.allowance
        if said.kind is kind:
            key = (said.till_id, said.lineage)
            largest[key] = max(largest.get(key, 0), said.amount_minor)
    return sum(largest.values())
