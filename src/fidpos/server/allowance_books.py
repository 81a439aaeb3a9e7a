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

TillLineage = tuple[TillId, UUID]
"""A till, and the lineage of its journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An open allowance.

    Attributes:
        allowance: what it says.
        signed: as the till is sent it.
        renew: it is to be followed by another: something was drawn since, so that the till has less left
            than its part, or its part is another one now.
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

    def part_minor(self, kind: AllowanceKind) -> int:
        """What each of the tills is to have."""
        return self.caps_minor[kind] // max(len(self.tills), 1)


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

    def ask_renewal(self, ids: Collection[AllowanceId]) -> None:
        """Their tills are to be given others in place of these, when they pull next."""
        ...

    def end(self, ids: Collection[AllowanceId], at: datetime) -> None:
        """These are not open any more."""
        ...


def exposed_minor(given: Iterable[Given], kind: AllowanceKind) -> int:
    """At most how much may be drawn on open allowances of a kind without having been heard."""
    return sum(exposures_minor(given, kind).values())


def exposures_minor(given: Iterable[Given], kind: AllowanceKind) -> dict[TillLineage, int]:
    """The same by till and lineage.

    Of one lineage only the largest counts, since each stands for all that was drawn and not heard.
    """
    largest: dict[TillLineage, int] = {}
    for each in given:
        if each.allowance.kind is kind:
            key = lineage_of(each)
            largest[key] = max(largest.get(key, 0), each.allowance.amount_minor)
    return largest


def lineage_of(given: Given) -> TillLineage:
    """For which journal it is."""
    return given.allowance.till_id, given.allowance.lineage


def age(given: Given) -> tuple[int, datetime]:
    """Of one lineage, the later given is the greater."""
    return given.allowance.heard, given.allowance.issued_at
