"""The many members nobody knows by name: a stream of snapshots, the same ones for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from random import Random

from fidpos.bootstrap.demo import membership, people, rhythm
from fidpos.bootstrap.demo.earning import Earning
from fidpos.bootstrap.demo.history import FULL, HISTORY_DAYS, Detail, live_through
from fidpos.bootstrap.demo.membership import HeldCard, NewMember
from fidpos.bootstrap.demo.rhythm import Habit
from fidpos.domain.card import CardStatus
from fidpos.domain.member import Channel, Profile, Relation
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.rules.past import LifetimeTotals
from fidpos.rules.programme import Programme

NEIGHBOURS = 20_000
"""So many live near the shop; members beyond are those of the merchant's other shops, who come rarely."""

_BLOCK = 1_000
_YEAR_DAYS = 365
_SHOP_DAYS = 6 * _YEAR_DAYS
_OTHER_SHOP = 100_000
_MORNING = time(10, 30)
_MINOR_A_POINT = 100
_SCANT = Detail(visits=2, months_a_pot=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Members at the positions from `first` to `count`, as of `today`."""

    seed: int
    first: int
    count: int
    today: date
    programme: Programme
    earning: Earning

    def snapshots(self) -> Iterator[MemberSnapshot]:
        """One after the other; nothing is kept of those that went before."""
        rng = Random()
        for number in range(self.first, self.count):
            if number == self.first or number % _BLOCK == 0:
                rng = Random(f"{self.seed}:{number // _BLOCK}")
            yield self._member(number, rng)

    def _member(self, number: int, rng: Random) -> MemberSnapshot:
        lives_nearby = number < NEIGHBOURS
        shopper = rhythm.habit(rng, self.today, lives_nearby=lives_nearby)
        enrolled_on = self._enrolled_on(number, rng)
        first_day = max(enrolled_on, self.today - timedelta(days=HISTORY_DAYS))
        history = live_through(
            rhythm.purchases(rng, shopper, first_day),
            self.programme,
            self.earning,
            enrolled_on=enrolled_on,
            rng=rng,
            detail=FULL if lives_nearby else _SCANT,
        )
        profile = people.person(rng, number, membership.local_instant(enrolled_on, _MORNING))
        return membership.snapshot(
            NewMember(
                number=number,
                profile=profile,
                enrolled_on=enrolled_on,
                cards=_cards(rng, number, profile),
                history=history,
                before=_before(shopper, (first_day - enrolled_on).days),
                consents=(Channel.SMS,) if profile.phone and rng.random() < 0.5 else (),
            ),
            self.programme.counters[0],
            rng,
        )

    def _enrolled_on(self, number: int, rng: Random) -> date:
        """Neighbours by chance, more of them lately; each other shop numbered its members as they came.

        The latter also makes the seed of a million quick: ids begin with the instant of birth, so that what
        is written together lies together in the store.
        """
        if number < NEIGHBOURS:
            ago = rng.random() ** 1.5
        else:
            ago = 1 - (number - NEIGHBOURS) % _OTHER_SHOP / _OTHER_SHOP
        return self.today - timedelta(days=int(ago * _SHOP_DAYS))


def _cards(rng: Random, number: int, profile: Profile) -> tuple[HeldCard, ...]:
    """One card for most, of any kind; a second one for some spouses; a lost one before it for a few."""
    draw = rng.random()
    if draw < 0.6:
        own = membership.printed_card(number)
    elif draw < 0.82:
        own = membership.contactless_card(number)
    else:
        own = membership.chip_card(number)
    cards = [own]
    spouse = next((each for each in profile.household if each.relation is Relation.SPOUSE), None)
    if spouse is not None and draw < 0.6 and rng.random() < 0.3:
        cards.append(replace(membership.contactless_card(number), holder_id=spouse.id))
    if draw >= 0.6 and rng.random() < 0.06:
        cards.append(replace(membership.printed_card(number), status=CardStatus.LOST))
    return tuple(cards)


def _before(shopper: Habit, days: int) -> LifetimeTotals:
    """What the shopper's habit amounts to over the days before the history."""
    visits = shopper.visits_a_year * days // _YEAR_DAYS
    revenue_minor = visits * shopper.usual_minor
    return LifetimeTotals(
        visits=visits, revenue_minor=revenue_minor, points_earned=revenue_minor // _MINOR_A_POINT
    )
