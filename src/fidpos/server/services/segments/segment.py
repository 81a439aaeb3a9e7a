"""The tree of a segment: conditions over what may be asked of a member, joined by all, any or none.

A condition that asks for something that is not known of a member (an age without a birthday) does not hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import ShopId

DEPTH_MAX = 4
CONDITIONS_MAX = 40
VALUES_MAX = 100
TEXT_MAX = 80
NUMBER_MAX = 10**12
DAYS_MAX = 36_600


class SegmentRefused(FidposError):
    """No segment: too large, too deep, or it asks for what cannot be asked."""

    code = "segment_refused"


class Join(StrEnum):
    """How the parts of a group are joined."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


class ListField(StrEnum):
    """What is one of several, or several of them."""

    STATUS = "status"
    TIER = "tier"
    LABEL = "label"
    CONSENT = "consent"
    """Channels for which the latest word is a yes."""
    SHOP = "shop"
    """Where the member enrolled or is known, by the shop's id."""
    CITY = "city"
    """Whatever its capitals."""
    POSTCODE = "postcode"
    """By its beginning."""
    LANGUAGE = "language"
    BIRTHDAY_MONTH = "birthday_month"
    CHILD_BIRTHDAY_MONTH = "child_birthday_month"
    CARD_MEDIUM = "card_medium"
    """Of a card that may be used."""
    LIFECYCLE = "lifecycle"
    """`Lifecycle`, by the merchant's own days."""


class Lifecycle(StrEnum):
    """How a member comes, by the days since the last visit."""

    ACTIVE = "active"
    NEW = "new"
    """Came for the first time not long ago; they are active besides, as a rule."""
    DORMANT = "dormant"
    LOST = "lost"
    NEVER = "never"
    """They have not come yet."""


class NumberField(StrEnum):
    """What is counted, in whole numbers; money in minor units."""

    AGE = "age"
    DAYS_TO_BIRTHDAY = "days_to_birthday"
    """0 on the day itself."""
    CHILDREN = "children"
    DAYS_ENROLLED = "days_enrolled"
    DAYS_SINCE_VISIT = "days_since_visit"
    VISITS = "visits"
    """Ever."""
    REVENUE = "revenue"
    """Ever, after our discounts and what was refunded."""
    AVERAGE_BASKET = "average_basket"
    """Revenue by visits; nothing is said of who never came."""
    POINTS = "points"
    POINTS_ENDING = "points_ending"
    """What is left of lots that end within so many days."""
    VOUCHERS = "vouchers"
    """Those that can be used today."""
    GIFT_BALANCE = "gift_balance"
    """What can still be spent of gift cards that they paid with."""
    RECENCY_FIFTH = "recency_fifth"
    """Among everybody who came in the last twelve months, this one included: 5 for those who came last."""
    FREQUENCY_FIFTH = "frequency_fifth"
    """5 for those who came most often."""
    MONEY_FIFTH = "money_fifth"
    """5 for those who paid most."""


class DayField(StrEnum):
    """A day in the life of a member."""

    ENROLLED_ON = "enrolled_on"
    LAST_VISIT_ON = "last_visit_on"


class FlagField(StrEnum):
    """What is so or is not."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    BIRTHDAY = "birthday"
    CARD = "card"
    """A card that may be used."""
    PAID_BY_GIFT_CARD = "paid_by_gift_card"
    """Ever, a part of a purchase at least."""


class Measure(StrEnum):
    """What of visits is measured."""

    VISITS = "visits"
    REVENUE = "revenue"
    AVERAGE_BASKET = "average_basket"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """From how many days without a visit on a member is dormant, and then lost; how long one is new."""

    dormant_days: int = 90
    lost_days: int = 365
    new_days: int = 30


class Ware(StrEnum):
    """By what something bought is named."""

    ARTICLE = "article"
    CATEGORY = "category"
    BRAND = "brand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """One of these at least."""

    field: ListField
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """A number within bounds, both included; None leaves a side open.

    Attributes:
        within_days: of `POINTS_ENDING` alone.
    """

    field: NumberField
    least: int | None = None
    most: int | None = None
    within_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A day within a period, both ends included; None leaves a side open."""

    field: DayField
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Something is so; with `holds` False, it is not."""

    field: FlagField
    holds: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Which visits are meant.

    Attributes:
        last_days: today and the days before it, so many in all; instead of `since` and `until`.
        shops: empty for all.
        weekdays: 1 is Monday, as ISO 8601 counts; empty for all. By the shop's business day.
        from_hour: by the shop's clock, included.
        until_hour: not included; 24 is midnight.
    """

    last_days: int | None = None
    since: date | None = None
    until: date | None = None
    shops: tuple[ShopId, ...] = ()
    weekdays: tuple[int, ...] = ()
    from_hour: int = 0
    until_hour: int = 24

    @property
    def is_any(self) -> bool:
        """Whether every visit is meant."""
        return self == When()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visiting:
    """A measure of some visits within bounds, both included; visits that were undone do not count."""

    measure: Measure
    least: int | None = None
    most: int | None = None
    when: When = field(default_factory=When)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """One of these wares was bought on so many visits at least.

    Attributes:
        when: its hours are not asked for.
    """

    ware: Ware
    codes: tuple[str, ...]
    least: int = 1
    when: When = field(default_factory=When)


Condition = Among | Between | Dated | Marked | Visiting | Bought


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Parts joined; a group without parts holds for everybody."""

    join: Join = Join.ALL
    parts: tuple["Node", ...] = ()


Node = Group | Condition

EVERYBODY = Group()


def checked(segment: Group) -> Group:
    """The segment itself, where it is within bounds.

    Raises:
        SegmentRefused: it is not.
    """
    _need(_depth(segment) <= DEPTH_MAX, "too deep")
    conditions = tuple(conditions_of(segment))
    _need(len(conditions) <= CONDITIONS_MAX, "too many conditions")
    for condition in conditions:
        _check(condition)
    return segment


def conditions_of(node: Node) -> Iterator[Condition]:
    """Every condition of a tree, from left to right."""
    if isinstance(node, Group):
        for part in node.parts:
            yield from conditions_of(part)
    else:
        yield node


def shops_of(segment: Group) -> frozenset[ShopId]:
    """The shops that a segment names."""
    return frozenset(
        shop
        for each in conditions_of(segment)
        for shop in (
            each.when.shops
            if isinstance(each, Visiting | Bought)
            else [ShopId(UUID(value)) for value in each.values]
            if isinstance(each, Among) and each.field is ListField.SHOP
            else ()
        )
    )


def _depth(node: Node) -> int:
    if not isinstance(node, Group):
        return 0
    return 1 + max((_depth(part) for part in node.parts), default=0)


def _check(condition: Condition) -> None:
    match condition:
        case Among():
            _check_values(condition.values)
            if condition.field is ListField.SHOP:
                _need(all(_is_uuid(value) for value in condition.values), "no shop")
        case Between():
            _check_bounds(condition.least, condition.most)
            ends = condition.field is NumberField.POINTS_ENDING
            _need((condition.within_days is not None) is ends, "days are of points that end alone")
            _need(condition.within_days is None or 0 <= condition.within_days <= DAYS_MAX, "days")
        case Dated():
            _need(condition.since is not None or condition.until is not None, "no bound")
        case Marked():
            """Nothing of it can be wrong."""
        case Visiting():
            _check_bounds(condition.least, condition.most)
            _check_when(condition.when)
        case Bought():
            _check_values(condition.codes)
            _need(1 <= condition.least <= NUMBER_MAX, "how often")
            _check_when(condition.when)
            _need((condition.when.from_hour, condition.when.until_hour) == (0, 24), "no hours of wares")


def _check_values(values: tuple[str, ...]) -> None:
    _need(0 < len(values) <= VALUES_MAX, "no values, or too many")
    _need(all(0 < len(value) <= TEXT_MAX and value.isprintable() for value in values), "a value")


def _check_bounds(least: int | None, most: int | None) -> None:
    _need(least is not None or most is not None, "no bound")
    _need(all(bound is None or 0 <= bound <= NUMBER_MAX for bound in (least, most)), "a bound")


def _check_when(when: When) -> None:
    _need(when.last_days is None or 1 <= when.last_days <= DAYS_MAX, "days")
    _need(when.last_days is None or (when.since is None and when.until is None), "two periods")
    _need(len(when.shops) <= VALUES_MAX, "too many shops")
    _need(set(when.weekdays) <= set(range(1, 8)) and len(when.weekdays) <= 7, "weekdays")
    _need(0 <= when.from_hour < when.until_hour <= 24, "hours")


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _need(holds: bool, why: str) -> None:
    if not holds:
        raise SegmentRefused(why)
