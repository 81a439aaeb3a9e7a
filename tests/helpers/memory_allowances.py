"""Allowances at the centre in memory: `allowance_books.Allowances` over its books."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from fidpos.domain.ids import AllowanceId, MerchantId, ShopId, TillId
from fidpos.server.allowance_books import Given, ShopRisk
from fidpos.server.hold_books import Drawn
from fidpos.server.ports import TillRecord, TillStatus
from fidpos.wire.sync.allowance import AllowanceKind

CAPS_MINOR = {AllowanceKind.GIFT_CARDS: 20_000, AllowanceKind.REWARDS: 10_000}


@dataclass(slots=True)
class GivenBooks:
    """What was given and is open, and what the shops risk.

    Attributes:
        given: by id, in the order of giving.
        ended: those that are not open any more.
        used_minor: by id, what was drawn on it.
        seen: how many drawings were looked at.
    """

    given: dict[AllowanceId, Given] = field(default_factory=dict)
    ended: set[AllowanceId] = field(default_factory=set)
    used_minor: dict[AllowanceId, int] = field(default_factory=dict)
    caps_minor: Mapping[AllowanceKind, int] = field(default_factory=lambda: CAPS_MINOR)
    seen: int = 0

    def copy(self) -> "GivenBooks":
        """What it holds are values."""
        return replace(
            self, given=self.given.copy(), ended=self.ended.copy(), used_minor=self.used_minor.copy()
        )


class MemoryAllowances:
    """Within a unit on a copy: nothing needs a lock."""

    def __init__(
        self,
        merchant_id: MerchantId,
        tills: Mapping[TillId, TillRecord],
        books: GivenBooks,
        drawn: Sequence[Drawn],
    ) -> None:
        self._merchant_id, self._tills, self._books = merchant_id, tills, books
        for allowance_id, minor in drawn[books.seen :]:
            self._draw(allowance_id, minor)
        books.seen = len(drawn)

    def of_till(self, shop_id: ShopId, till_id: TillId) -> Sequence[Given]:
        return [each for each in self.of_shop(shop_id) if each.allowance.till_id == till_id]

    def of_shop(self, shop_id: ShopId) -> Sequence[Given]:
        given = self._books.given.items()
        return [
            each for id_, each in given if id_ not in self._books.ended and each.allowance.shop_id == shop_id
        ]

    def overdrawn(self, till_id: TillId, ids: Collection[AllowanceId]) -> frozenset[AllowanceId]:
        said = (each.allowance for each in self._books.given.values())
        used = self._books.used_minor
        good = {each.id for each in said if each.till_id == till_id and used[each.id] <= each.amount_minor}
        return frozenset(ids) - good

    def risk(self, shop_id: ShopId) -> ShopRisk:
        tills = (till for till in self._tills.values() if till.status is TillStatus.ACTIVE)
        return ShopRisk(
            merchant_id=self._merchant_id,
            currency="EUR",
            caps_minor=self._books.caps_minor,
            tills=frozenset(till.id for till in tills if till.shop_id == shop_id),
        )

    def give(self, given: Given) -> None:
        self._books.given[given.allowance.id] = given
        self._books.used_minor[given.allowance.id] = 0

    def ask_renewal(self, ids: Collection[AllowanceId]) -> None:
        for id_ in ids:
            self._books.given[id_] = replace(self._books.given[id_], renew=True)

    def end(self, ids: Collection[AllowanceId], at: datetime) -> None:
        self._books.ended |= set(ids)

    def _draw(self, allowance_id: AllowanceId, minor: int) -> None:
        """Whatever it was drawn on, the till has less left of what it holds."""
        if allowance_id not in self._books.given:
            return
        self._books.used_minor[allowance_id] += minor
        drawn_on = self._books.given[allowance_id].allowance
        for id_, each in self._books.given.items():
            if (each.allowance.till_id, each.allowance.kind) == (drawn_on.till_id, drawn_on.kind):
                self._books.given[id_] = replace(each, renew=True)
