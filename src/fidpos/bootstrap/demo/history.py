"""What a member's purchases left behind: aggregates, what remains in lots, tier, the latest visits."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple

from fidpos.bootstrap.demo.earning import Earning, Outcome
from fidpos.bootstrap.demo.rhythm import Purchase
from fidpos.bootstrap.demo.standing import Climb
from fidpos.domain.member import TierStanding
from fidpos.rules.past import DayAggregate
from fidpos.rules.programme import Programme

HISTORY_DAYS = 548
"""Eighteen months."""

_USES_A_REWARD = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much of a history is kept.

    Attributes:
        visits: the latest ones, for the screen.
        months_a_pot: points earned within so many months are kept together.
    """

    visits: int = 12
    months_a_pot: int = 1


FULL = Detail()


class Bought(NamedTuple):
    """A purchase and what it brought."""

    purchase: Purchase
    outcome: Outcome


class Pot(NamedTuple):
    """What remains of points earned together, as of the last day on which some of them were."""

    earned_on: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything the counter shows of a member's past.

    Attributes:
        pots: oldest first; empty ones are left out.
        latest: newest first.
    """

    days: tuple[DayAggregate, ...]
    pots: tuple[Pot, ...]
    tier: TierStanding | None
    latest: tuple[Bought, ...]

    @property
    def balance(self) -> int:
        """What can be spent."""
        return sum(pot.amount for pot in self.pots)


def live_through(
    purchases: Iterable[Purchase],
    programme: Programme,
    earning: Earning,
    *,
    enrolled_on: date,
    rng: Random | None = None,
    detail: Detail = FULL,
) -> History:
    """Follow the purchases, oldest first.

    Args:
        purchases: at most one a day.
        programme: in force all the time.
        earning: what a purchase brings.
        enrolled_on: the first tier is held since then.
        rng: rewards are used now and then; without it, never.
        detail: how much is kept.
    """
    climb = Climb(programme, enrolled_on)
    days: list[DayAggregate] = []
    pots: list[Pot] = []
    latest: deque[Bought] = deque(maxlen=detail.visits)
    balance = 0
    for purchase in purchases:
        reward = _wanted(rng, programme, balance) if rng and rng.random() < _USES_A_REWARD else ""
        outcome = _at_most(balance, earning.of(purchase, climb.held_on(purchase.day), reward))
        climb.count(purchase.day, outcome.earned)
        days.append(
            DayAggregate(
                day=purchase.day,
                visits=1,
                revenue_minor=purchase.amount_minor - outcome.discount_minor,
                points_earned=outcome.earned,
            )
        )
        _add(pots, purchase.day, outcome.earned, detail.months_a_pot)
        spend(pots, outcome.spent)
        balance += outcome.earned - outcome.spent
        latest.appendleft(Bought(purchase, outcome))
    return History(days=tuple(days), pots=tuple(pots), tier=climb.standing, latest=tuple(latest))


def spend(pots: list[Pot], amount: int) -> None:
    """Take the amount out of the pots, oldest first; they hold enough."""
    while amount:
        first = pots[0]
        if first.amount > amount:
            pots[0] = first._replace(amount=first.amount - amount)
            return
        amount -= first.amount
        del pots[0]


def _at_most(balance: int, outcome: Outcome) -> Outcome:
    """The outcome for somebody who holds so much, where the programme spends what it finds."""
    return outcome._replace(spent=min(outcome.spent, balance + outcome.earned))


def _add(pots: list[Pot], day: date, amount: int, months_a_pot: int) -> None:
    if not amount:
        return
    if pots and _months(pots[-1].earned_on) // months_a_pot == _months(day) // months_a_pot:
        amount += pots.pop().amount
    pots.append(Pot(day, amount))


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _wanted(rng: Random, programme: Programme, balance: int) -> str:
    """A reward the member can pay; most save for a larger one."""
    affordable = [reward for reward in programme.rewards if reward.cost <= balance]
    return rng.choice(affordable).code if affordable else ""
