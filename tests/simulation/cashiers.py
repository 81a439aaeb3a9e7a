"""Five hundred cashiers at work for months, twenty of whom begin to steal: counts a day, by a seed.

What honest people show differs from shop to shop, from person to person and from day to day: somebody types
more numbers than others, a reader is broken for two days, a shop has regulars who come every morning. A thief
works as others do and adds what their trick leaves behind, a few times a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from random import Random
from uuid import UUID

from fidpos.domain.ids import ShopId, StaffId
from fidpos.server.services.losses.assessing import Tally
from fidpos.server.services.losses.sign import Sign

SHOPS = 50
CASHIERS = 500
THIEVES = 20

_HONEST: Mapping[Sign, float] = {
    Sign.TYPED: 0.05,
    Sign.LATE: 0.015,
    Sign.REPEATED: 0.04,
    Sign.STAFF_CARD: 0.004,
    Sign.WITHHELD: 0.001,
    Sign.VOIDED: 0.008,
    Sign.VOIDED_AFTER_SPENDING: 0.0015,
    Sign.REFUNDED: 0.01,
    Sign.GIFT_SPENT_SOON: 0.0006,
    Sign.APPROVED: 0.006,
    Sign.UNAPPROVED: 0.0008,
    Sign.OVERRIDDEN: 0.003,
}
"""On a visit, in the middle of all shops."""


class Trick(Enum):
    """How somebody steals, by what it leaves behind on a day."""

    STRANGERS_PURCHASES = ((Sign.REPEATED, 6.0), (Sign.WITHHELD, 2.0))
    """An accomplice's card on the purchases of customers without one."""
    TYPED_NUMBER = ((Sign.TYPED, 8.0), (Sign.REPEATED, 7.0))
    """The same, by a number known by heart."""
    TICKETS_LEFT_LYING = ((Sign.LATE, 4.0), (Sign.REPEATED, 3.0))
    VOID_MILL = ((Sign.VOIDED, 3.0), (Sign.VOIDED_AFTER_SPENDING, 2.5), (Sign.UNAPPROVED, 1.0))
    REFUND_MILL = ((Sign.REFUNDED, 4.0), (Sign.APPROVED, 3.0))
    GIFT_CARDS = ((Sign.GIFT_SPENT_SOON, 2.5),)
    """Made without being paid, and spent at once."""
    STAFF_DISCOUNT = ((Sign.STAFF_CARD, 4.0),)
    """A colleague's card for friends."""


@dataclass(slots=True, kw_only=True)
class Cashier:
    """Somebody at work.

    Attributes:
        habits: rate on a visit, by sign.
        visits_a_day: in the middle.
        trick: of a thief; None for an honest one.
        begins: day on which they begin to steal.
    """

    staff_id: StaffId
    shop: int
    habits: Mapping[Sign, float]
    visits_a_day: float
    trick: Trick | None = None
    begins: int = 0


class Chain:
    """The merchant, day after day."""

    def __init__(self, seed: int, last_day: int) -> None:
        self._random = Random(seed)
        shops = [self._manners(_HONEST, 0.35) for _ in range(SHOPS)]
        self.cashiers = [self._hire(number, shops[number % SHOPS]) for number in range(CASHIERS)]
        tricks = list(Trick)
        for number, thief in enumerate(self._random.sample(self.cashiers, THIEVES)):
            thief.trick = tricks[number % len(tricks)]
            thief.begins = self._random.randint(20, last_day - 14)
        self._broken = {
            (self._random.randrange(SHOPS), day) for day in range(last_day) if self._random.random() < 0.1
        }

    @property
    def thieves(self) -> list[Cashier]:
        return [each for each in self.cashiers if each.trick is not None]

    def work(self, day: int) -> list[Tally]:
        """One more day."""
        here = [cashier for cashier in self.cashiers if self._random.random() < 5 / 7]
        return [self._day(cashier, day) for cashier in here]

    def _hire(self, number: int, manners: Mapping[Sign, float]) -> Cashier:
        return Cashier(
            staff_id=StaffId(UUID(int=number + 1)),
            shop=number % SHOPS,
            habits=self._manners(manners, 0.3),
            visits_a_day=self._random.uniform(30, 90),
        )

    def _manners(self, rates: Mapping[Sign, float], spread: float) -> dict[Sign, float]:
        return {sign: rate * self._random.lognormvariate(0, spread) for sign, rate in rates.items()}

    def _day(self, cashier: Cashier, day: int) -> Tally:
        visits = self._poisson(cashier.visits_a_day * self._random.lognormvariate(0, 0.15))
        mood = self._random.lognormvariate(0, 0.3)
        signs = {sign: self._poisson(visits * rate * mood) for sign, rate in cashier.habits.items()}
        if (cashier.shop, day) in self._broken:
            signs[Sign.TYPED] += self._poisson(visits * 0.6)
        if cashier.trick is not None and day >= cashier.begins:
            for sign, often in cashier.trick.value:
                signs[sign] += self._poisson(often)
        return Tally(
            staff_id=cashier.staff_id,
            shop_id=ShopId(UUID(int=cashier.shop + 1)),
            visits=visits,
            signs={sign: min(count, visits) for sign, count in signs.items() if count},
        )

    def _poisson(self, mean: float) -> int:
        """How often something happens that happens so often; by the times between."""
        count, past = 0, self._random.expovariate(1)
        while past < mean:
            count, past = count + 1, past + self._random.expovariate(1)
        return count
