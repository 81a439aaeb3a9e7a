"""What members are worth: what they brought so far, and what they may be expected to bring yet.

    past value   = revenue so far x margin
    future value = margin x spending per purchase x sum over months m of
                   (purchases expected within m - within m-1) / (1 + discount rate)^(m / 12)

Purchases come from `bgnbd`, the spending from `gamma_gamma`; a member's margin is that of the categories they
bought, weighed by what they spent on each. Nothing of the future is said of fewer than `MEMBERS_MIN` members,
nor where a model does not single out its parameters: such numbers would be made up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

import numpy as np

from fidpos.server.services.figures import bgnbd, gamma_gamma
from fidpos.server.services.figures.likelihood import Vector

MEMBERS_MIN = 200
RETURNED_MIN = 30
"""So many of them must have come back, or nothing is known of what brings them."""
MONTHS_MAX = 120
PPM = 1_000_000
_DAYS_A_WEEK = 7.0
_WEEKS_A_MONTH = 365.25 / 12 / 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSettings:
    """What the owner decides.

    Attributes:
        margin_ppm: of what is in no category below.
        category_margins: by the first name of the category's path.
        discount_ppm: a year; what a euro in a year is worth less than one today.
        months: how far ahead is looked.
    """

    margin_ppm: int = 300_000
    category_margins: Mapping[str, int] = field(default_factory=dict)
    discount_ppm: int = 100_000
    months: int = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """What a member bought: purchases of one day are one.

    Attributes:
        days: on which they bought.
        first_minor: spent on the first of them.
        categories: what they spent by category, as far as the register told the lines.
    """

    member_id: UUID
    days: int
    first_on: date
    last_on: date
    revenue_minor: int
    first_minor: int
    categories: Mapping[str, int] = field(default_factory=dict)


class Standing(StrEnum):
    """Whether anything is said of the future, and why not."""

    FITTED = "fitted"
    TOO_FEW = "too_few"
    TOO_FEW_RETURNED = "too_few_returned"
    PURCHASES_UNCLEAR = "purchases_unclear"
    """The purchases do not single out a model."""
    SPENDING_UNCLEAR = "spending_unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberValue:
    """Of one member; what is said of the future is None where nothing is.

    Attributes:
        purchases_milli: expected within the months ahead, in thousandths.
        spending_minor: expected on each of them.
    """

    member_id: UUID
    days: int
    last_on: date
    revenue_minor: int
    margin_ppm: int
    past_minor: int
    alive_ppm: int | None = None
    purchases_milli: int | None = None
    spending_minor: int | None = None
    future_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """How members buy, and what they spend."""

    purchases: bgnbd.BgNbd
    spending: gamma_gamma.GammaGamma


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuation:
    """Of everybody on one day.

    Attributes:
        returned: how many bought on more than one day.
        models: where both were found.
        categories: what was sold by category, the most first.
    """

    as_of: date
    standing: Standing
    settings: ValueSettings
    members: Sequence[MemberValue]
    returned: int
    models: Models | None = None
    categories: Mapping[str, int] = field(default_factory=dict)


def value(buyers: Sequence[Buyer], as_of: date, settings: ValueSettings) -> Valuation:
    """What each of these members is worth.

    Args:
        buyers: everybody who ever bought something for more than nothing.
        as_of: the last day that is over.
        settings: the owner's.
    """
    returned = sum(buyer.days > 1 for buyer in buyers)
    standing, models = _models(buyers, as_of, returned)
    members = [_past(buyer, settings) for buyer in buyers]
    if models is not None:
        members = _with_future(members, models, settings, _columns(buyers, as_of))
    return Valuation(
        as_of=as_of,
        standing=standing,
        settings=settings,
        members=members,
        returned=returned,
        models=models,
        categories=_sold(buyers),
    )


def discounted(model: bgnbd.BgNbd, settings: ValueSettings, x: Vector, tx: Vector, age: Vector) -> Vector:
    """Purchases of the months ahead, each worth less the later it comes."""
    total, before = np.zeros_like(x), np.zeros_like(x)
    yearly = 1 + settings.discount_ppm / PPM
    for month in range(1, settings.months + 1):
        within = model.conditional(month * _WEEKS_A_MONTH, x, tx, age)
        total = total + (within - before) / yearly ** (month / 12)
        before = within
    return total


def margin_of(categories: Mapping[str, int], settings: ValueSettings) -> int:
    """Of what a member bought, in parts per million; that of everything else where no lines are known."""
    spent = {name: minor for name, minor in categories.items() if minor > 0}
    whole = sum(spent.values())
    if not whole:
        return settings.margin_ppm
    margins = settings.category_margins
    return sum(minor * margins.get(name, settings.margin_ppm) for name, minor in spent.items()) // whole


def _models(buyers: Sequence[Buyer], as_of: date, returned: int) -> tuple[Standing, Models | None]:
    if len(buyers) < MEMBERS_MIN:
        return Standing.TOO_FEW, None
    if returned < RETURNED_MIN:
        return Standing.TOO_FEW_RETURNED, None
    seen = _columns(buyers, as_of)
    purchases = bgnbd.fit(bgnbd.Purchases.of(seen.x, seen.tx, seen.age))
    if purchases is None:
        return Standing.PURCHASES_UNCLEAR, None
    told = seen.mean > 0
    spending = gamma_gamma.fit(seen.x[told], seen.mean[told])
    if spending is None:
        return Standing.SPENDING_UNCLEAR, None
    return Standing.FITTED, Models(purchases=purchases, spending=spending)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """Purchases after the first, weeks until the last and until now, and the mean of those purchases."""

    x: Vector
    tx: Vector
    age: Vector
    mean: Vector


def _columns(buyers: Sequence[Buyer], as_of: date) -> _Seen:
    rows = [_row(buyer, as_of) for buyer in buyers]
    columns = np.asarray(rows, dtype=np.float64)
    return _Seen(x=columns[:, 0], tx=columns[:, 1], age=columns[:, 2], mean=columns[:, 3])


def _row(buyer: Buyer, as_of: date) -> tuple[float, float, float, float]:
    repeats, last = buyer.days - 1, (buyer.last_on - buyer.first_on).days
    age = max((as_of - buyer.first_on).days, last)
    mean = max(buyer.revenue_minor - buyer.first_minor, 0) / repeats if repeats else 0.0
    return repeats, last / _DAYS_A_WEEK, age / _DAYS_A_WEEK, mean


def _past(buyer: Buyer, settings: ValueSettings) -> MemberValue:
    margin = margin_of(buyer.categories, settings)
    return MemberValue(
        member_id=buyer.member_id,
        days=buyer.days,
        last_on=buyer.last_on,
        revenue_minor=buyer.revenue_minor,
        margin_ppm=margin,
        past_minor=buyer.revenue_minor * margin // PPM,
    )


def _with_future(
    members: Sequence[MemberValue], models: Models, settings: ValueSettings, seen: _Seen
) -> list[MemberValue]:
    alive = models.purchases.alive(seen.x, seen.tx, seen.age)
    ahead = models.purchases.conditional(settings.months * _WEEKS_A_MONTH, seen.x, seen.tx, seen.age)
    worth = discounted(models.purchases, settings, seen.x, seen.tx, seen.age)
    spent = models.spending.expected(np.where(seen.mean > 0, seen.x, 0), seen.mean)
    return [
        replace(
            member,
            alive_ppm=round(float(alive[place]) * PPM),
            purchases_milli=round(float(ahead[place]) * 1000),
            spending_minor=round(float(spent[place])),
            future_minor=round(float(worth[place] * spent[place]) * member.margin_ppm / PPM),
        )
        for place, member in enumerate(members)
    ]


def _sold(buyers: Sequence[Buyer]) -> dict[str, int]:
    sold: dict[str, int] = {}
    for buyer in buyers:
        for name, minor in buyer.categories.items():
            sold[name] = sold.get(name, 0) + minor
    return dict(sorted(sold.items(), key=lambda each: (-each[1], each[0])))
