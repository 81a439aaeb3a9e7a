"""A cashier's week beside what is usual in their shop and for themselves; pure, and no guess at people.

For each sign, what is usual in a shop is the median of its cashiers, and how far honest people lie from it
the median of their distances from it (MAD), so that a thief among them moves neither. What a cashier may show
by chance, over their own visits, is what they showed before, with some slack, but never more than `MADS`
distances above the shop's median: who has always stolen is no more excused than who begins. How surprising it
is to find as much as was found follows from Poisson's distribution; all signs together make the score.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import lgamma, log
from statistics import median

from fidpos.domain.ids import ShopId, StaffId
from fidpos.server.services.losses.sign import JUDGED, Sign

RECENT_DAYS = 7
PAST_DAYS = 56
MADS = 3.0
_MAD_OF_NORMAL = 1.4826
_COLLEAGUES_MIN = 4
"""With fewer, what is usual is taken from all of the merchant's cashiers."""
_VISITS_MIN = 40
"""Who closed fewer visits says nothing of what is usual."""
_OWN_VISITS = 150
"""Of so many visits at the shop's median one's own past is a mixture: little of it says little."""
_SLACK = 1.3
"""Weeks of honest people differ by more than chance."""
_OF_ALL = 0.15
"""A sign on so many of all visits of a shop's day, and on four times as many as elsewhere, is the shop's: a
reader was broken."""
_FLOOR = 0.5
"""What anybody may show in a week, though nobody else ever did."""
_LEAST = 4
"""Fewer events are no pattern."""
_SURPRISING = 2.0
"""Below one in a hundred by chance, a sign counts."""
ALARM = 4.5
"""One in thirty thousand by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a cashier did in a shop within some days."""

    staff_id: StaffId
    shop_id: ShopId
    visits: int
    signs: Mapping[Sign, int] = field(default_factory=dict)

    def rate(self, sign: Sign) -> float:
        """So often on each visit."""
        return self.signs.get(sign, 0) / self.visits


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusual:
    """A sign of which there is too much.

    Attributes:
        found: how often, in the week.
        usual: how often it would be at the shop's median.
        surprise: the decimal logarithm of how unlikely that is, its sign turned.
    """

    sign: Sign
    found: int
    usual: float
    surprise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """A cashier to look at, with what is unusual, the most surprising first."""

    staff_id: StaffId
    shop_id: ShopId
    visits: int
    unusual: Sequence[Unusual]

    @property
    def score(self) -> float:
        """All surprises together."""
        return sum(each.surprise for each in self.unusual)


@dataclass(frozen=True, slots=True, kw_only=True)
class Custom:
    """What is usual for one sign in one place, on each visit."""

    median: float
    spread: float

    @property
    def most(self) -> float:
        """What an honest cashier still shows."""
        return self.median + MADS * _MAD_OF_NORMAL * self.spread


def assess(recent: Sequence[Tally], past: Sequence[Tally]) -> list[Suspicion]:
    """Whose last week is beyond chance, the highest score first.

    Args:
        recent: of the last `RECENT_DAYS` days.
        past: of the `PAST_DAYS` days before them.
    """
    weeks, before = _Customs(recent), _Customs(past)
    own = {(each.staff_id, each.shop_id): each for each in past}
    found = [
        Suspicion(
            staff_id=tally.staff_id,
            shop_id=tally.shop_id,
            visits=tally.visits,
            unusual=unusual(
                tally,
                own.get((tally.staff_id, tally.shop_id)),
                weeks.of(tally.shop_id),
                before.of(tally.shop_id),
            ),
        )
        for tally in recent
    ]
    alarming = [each for each in found if each.score >= ALARM]
    return sorted(alarming, key=lambda each: (-each.score, each.staff_id))


def ordinary(day: Sequence[Tally]) -> list[Tally]:
    """A day of all cashiers without what a whole shop showed on it, which says nothing of any of them."""
    customs = _Customs(day, visits_least=1)
    return [
        replace(
            tally,
            signs={
                sign: count
                for sign, count in tally.signs.items()
                if not customs.is_of_all(tally.shop_id, sign)
            },
        )
        for tally in day
    ]


def together(days: Iterable[Tally]) -> list[Tally]:
    """What each cashier did in each shop on all of these days."""
    sums: dict[tuple[StaffId, ShopId], tuple[int, Counter[Sign]]] = {}
    for tally in days:
        visits, signs = sums.get((tally.staff_id, tally.shop_id), (0, Counter()))
        signs.update(tally.signs)
        sums[tally.staff_id, tally.shop_id] = (visits + tally.visits, signs)
    return [
        Tally(staff_id=staff, shop_id=shop, visits=visits, signs=signs)
        for (staff, shop), (visits, signs) in sums.items()
    ]


def unusual(
    tally: Tally, own: Tally | None, week: Mapping[Sign, Custom], before: Mapping[Sign, Custom]
) -> list[Unusual]:
    """What of a cashier's week is surprising, the most surprising first.

    Args:
        tally: their week.
        own: what they did before.
        week: what was usual in the shop in that week, in which a reader may have been broken for everybody.
        before: what was usual there before.
    """
    signs = []
    for sign, count in tally.signs.items():
        customs = [each[sign] for each in (week, before) if sign in each]
        if count < _LEAST or not customs:
            continue
        usual = max(custom.median for custom in customs)
        rate = max(usual, min(max(custom.most for custom in customs), _own_rate(sign, own, usual)))
        surprise = surprise_of(count, tally.visits * rate + _FLOOR)
        if surprise >= _SURPRISING:
            signs.append(Unusual(sign=sign, found=count, usual=tally.visits * usual, surprise=surprise))
    return sorted(signs, key=lambda each: (-each.surprise, each.sign))


def _own_rate(sign: Sign, own: Tally | None, usual: float) -> float:
    count, visits = (own.signs.get(sign, 0), own.visits) if own is not None else (0, 0)
    return _SLACK * (count + usual * _OWN_VISITS) / (visits + _OWN_VISITS)


def surprise_of(count: int, expected: float) -> float:
    """How unlikely so many or more are, by Poisson: 6 is one in a million."""
    if count <= expected:
        return 0.0
    first = count * log(expected) - expected - lgamma(count + 1)
    term, total, k = 1.0, 1.0, count
    while term > 1e-12:
        k += 1
        term *= expected / k
        total += term
    return max(0.0, -(first + log(total)) / log(10))


class _Customs:
    """What is usual in each shop, and everywhere."""

    def __init__(self, tallies: Sequence[Tally], visits_least: int = _VISITS_MIN) -> None:
        telling = [each for each in tallies if each.visits >= visits_least]
        by_shop: dict[ShopId, list[Tally]] = {}
        for each in telling:
            by_shop.setdefault(each.shop_id, []).append(each)
        self._everywhere = _customs(telling)
        self._of_shop = {
            shop: _customs(some) for shop, some in by_shop.items() if len(some) >= _COLLEAGUES_MIN
        }

    def of(self, shop_id: ShopId) -> Mapping[Sign, Custom]:
        """By sign; nothing where nobody worked enough."""
        return self._of_shop.get(shop_id, self._everywhere)

    def is_of_all(self, shop_id: ShopId, sign: Sign) -> bool:
        """Whether a whole shop shows the sign, and others do not."""
        if shop_id not in self._of_shop:
            return False
        here, elsewhere = self._of_shop[shop_id][sign], self._everywhere[sign]
        return here.median >= max(_OF_ALL, 4 * elsewhere.median)


def _customs(tallies: Sequence[Tally]) -> dict[Sign, Custom]:
    return {sign: _custom([each.rate(sign) for each in tallies]) for sign in JUDGED} if tallies else {}


def _custom(rates: Sequence[float]) -> Custom:
    middle = median(rates)
    return Custom(median=middle, spread=median(abs(rate - middle) for rate in rates))
