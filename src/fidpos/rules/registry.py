"""Every condition and every effect, by the code under which a programme names it.

The lists are written out: a kind that is not here does not exist, and importing one changes nothing.
"""

from collections.abc import Mapping

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
from fidpos.rules.effect import Effect
from fidpos.rules.effects.add_to_earned import AddToEarned
from fidpos.rules.effects.alert import Alert
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.amount_off_per_block import AmountOffPerBlock
from fidpos.rules.effects.amount_off_units import AmountOffUnits
from fidpos.rules.effects.buy_x_get_y import BuyXGetY
from fidpos.rules.effects.cashback import Cashback
from fidpos.rules.effects.count import Count
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.earn_per_line import EarnPerLine
from fidpos.rules.effects.earn_per_unit import EarnPerUnit
from fidpos.rules.effects.free_article import FreeArticle
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.gift_choice import GiftChoice
from fidpos.rules.effects.message import Message
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.effects.percent_off_units import PercentOffUnits
from fidpos.rules.effects.service import Service
from fidpos.rules.effects.tier_down import TierDown
from fidpos.rules.effects.tier_up import TierUp
from fidpos.rules.effects.unit_price import UnitPrice
from fidpos.rules.effects.voucher import Voucher

_CONDITIONS: tuple[type[Condition], ...] = (
    Age,
    AllOf,
    Amount,
    Anniversary,
    AnyOf,
    AverageBasket,
    Balance,
    Bought,
    CardMedium,
    Channel,
    CodeEntered,
    Consent,
    Contains,
    Dates,
    DaysSinceEnrolment,
    DaysSinceVisit,
    DrawnByLot,
    EveryNVisits,
    ExceptionalDates,
    FirstVisit,
    HeldOut,
    Hours,
    Label,
    Member,
    Months,
    NoneOf,
    NthVisit,
    PointsEarned,
    Quantity,
    Revenue,
    RuleUsed,
    Shop,
    Tier,
    Till,
    Visits,
    VoucherHeld,
    Weekday,
)

_EFFECTS: tuple[type[Effect], ...] = (
    AddToEarned,
    Alert,
    AmountOff,
    AmountOffPerBlock,
    AmountOffUnits,
    BuyXGetY,
    Cashback,
    Count,
    EarnFixed,
    EarnPerAmount,
    EarnPerLine,
    EarnPerUnit,
    FreeArticle,
    Gift,
    GiftChoice,
    Message,
    MultiplyEarned,
    PercentOff,
    PercentOffUnits,
    Service,
    TierDown,
    TierUp,
    UnitPrice,
    Voucher,
)

CONDITIONS: Mapping[str, type[Condition]] = {kind.code: kind for kind in _CONDITIONS}
EFFECTS: Mapping[str, type[Effect]] = {kind.code: kind for kind in _EFFECTS}
