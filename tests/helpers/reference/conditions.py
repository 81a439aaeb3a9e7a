"""Whether a condition holds: one line for each kind."""

from fidpos.rules.condition import Condition
from fidpos.rules.conditions.age import Age
from fidpos.rules.conditions.all_of import AllOf
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.conditions.any_of import AnyOf
from fidpos.rules.conditions.average_basket import AverageBasket
from fidpos.rules.conditions.balance import Balance
from fidpos.rules.conditions.bought import Bought
from fidpos.rules.conditions.card_medium import CardMedium
from fidpos.rules.conditions.channel import Channel
from fidpos.rules.conditions.code_entered import CodeEntered
from fidpos.rules.conditions.consent import Consent
from fidpos.rules.conditions.contains import Contains
from fidpos.rules.conditions.dates import Dates
from fidpos.rules.conditions.days_since_enrolment import DaysSinceEnrolment
from fidpos.rules.conditions.days_since_visit import DaysSinceVisit
from fidpos.rules.conditions.drawn_by_lot import DrawnByLot
from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.conditions.exceptional_dates import ExceptionalDates
from fidpos.rules.conditions.first_visit import FirstVisit
from fidpos.rules.conditions.held_out import HeldOut
from fidpos.rules.conditions.hours import Hours
from fidpos.rules.conditions.label import Label
from fidpos.rules.conditions.member import Member
from fidpos.rules.conditions.months import Months
from fidpos.rules.conditions.none_of import NoneOf
from fidpos.rules.conditions.nth_visit import NthVisit
from fidpos.rules.conditions.points_earned import PointsEarned
from fidpos.rules.conditions.quantity import Quantity
from fidpos.rules.conditions.revenue import Revenue
from fidpos.rules.conditions.rule_used import RuleUsed
from fidpos.rules.conditions.shop import Shop
from fidpos.rules.conditions.tier import Tier
from fidpos.rules.conditions.till import Till
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.conditions.voucher_held import VoucherHeld
from fidpos.rules.conditions.weekday import Weekday
from fidpos.rules.evaluation import Miss
from tests.helpers.reference import moment, past, person, purchase
from tests.helpers.reference.anniversaries import anniversary
from tests.helpers.reference.progress import Progress


def miss_of(condition: Condition | None, progress: Progress, owner: str) -> Miss | None:
    """None when it holds; `owner` is the rule or reward it stands in."""
    match condition:
        case None:
            return None
        case AllOf():
            return _all(condition, progress, owner)
        case AnyOf():
            return _any(condition, progress, owner)
        case NoneOf():
            return _none(condition, progress, owner)
        case Anniversary():
            return anniversary(condition, progress, owner)
        case _:
            return (
                _of_the_purchase(condition, progress)
                if isinstance(condition, _PURCHASE)
                else _of_the_moment(condition, progress, owner)
            )


_PURCHASE = (Amount, Quantity, Contains, Shop, Till, Channel, CardMedium, CodeEntered)


def _of_the_purchase(condition: Condition, progress: Progress) -> Miss | None:
    match condition:
        case Amount():
            return purchase.amount(condition, progress)
        case Quantity():
            return purchase.quantity(condition, progress)
        case Contains():
            return purchase.contains(condition, progress)
        case Shop():
            return purchase.shop(condition, progress)
        case Till():
            return purchase.till(condition, progress)
        case Channel():
            return purchase.channel(condition, progress)
        case CardMedium():
            return purchase.card_medium(condition, progress)
        case CodeEntered():
            return purchase.code_entered(condition, progress)
        case _:
            raise AssertionError(f"the reference does not know {condition}")


def _of_the_moment(condition: Condition, progress: Progress, owner: str) -> Miss | None:
    match condition:
        case Weekday():
            return moment.weekday(condition, progress)
        case Months():
            return moment.months(condition, progress)
        case Dates():
            return moment.dates(condition, progress)
        case ExceptionalDates():
            return moment.exceptional_dates(condition, progress)
        case Hours():
            return moment.hours(condition, progress)
        case DrawnByLot():
            return moment.drawn_by_lot(condition, progress, owner)
        case _:
            return _of_the_member(condition, progress, owner)


def _of_the_member(condition: Condition, progress: Progress, owner: str) -> Miss | None:
    match condition:
        case Age():
            return person.age(condition, progress)
        case DaysSinceEnrolment():
            return person.days_since_enrolment(condition, progress)
        case Label():
            return person.label(condition, progress)
        case Member():
            return person.member(condition, progress)
        case HeldOut():
            return person.held_out(condition, progress)
        case Consent():
            return person.consent(condition, progress)
        case Tier():
            return person.tier(condition, progress)
        case Balance():
            return person.balance(condition, progress)
        case VoucherHeld():
            return person.voucher_held(condition, progress)
        case _:
            return _of_the_past(condition, progress, owner)


def _of_the_past(condition: Condition, progress: Progress, owner: str) -> Miss | None:
    match condition:
        case Visits():
            return past.visits(condition, progress, owner)
        case Revenue():
            return past.revenue(condition, progress, owner)
        case Bought():
            return past.bought(condition, progress, owner)
        case PointsEarned():
            return past.points_earned(condition, progress, owner)
        case AverageBasket():
            return past.average_basket(condition, progress, owner)
        case EveryNVisits():
            return past.every_n_visits(condition, progress, owner)
        case NthVisit():
            return past.nth_visit(condition, progress, owner)
        case FirstVisit():
            return past.first_visit(condition, progress)
        case DaysSinceVisit():
            return past.days_since_visit(condition, progress)
        case RuleUsed():
            return past.rule_used(condition, progress, owner)
        case _:
            raise AssertionError(f"the reference does not know {condition}")


def _all(condition: AllOf, progress: Progress, owner: str) -> Miss | None:
    misses = [miss for part in condition.of if (miss := miss_of(part, progress, owner)) is not None]
    if len(misses) < 2:
        return misses[0] if misses else None
    for miss in misses:
        if miss.missing is None:
            return miss
    return misses[0]._replace(missing=None)


def _any(condition: AnyOf, progress: Progress, owner: str) -> Miss | None:
    misses = [miss_of(part, progress, owner) for part in condition.of]
    told = [miss for miss in misses if miss is not None]
    if len(told) < len(misses):
        return None
    for miss in told:
        if miss.missing is not None:
            return miss
    return told[0]


def _none(condition: NoneOf, progress: Progress, owner: str) -> Miss | None:
    for part in condition.of:
        if miss_of(part, progress, owner) is None:
            return Miss("none", part.code, "not")
    return None
