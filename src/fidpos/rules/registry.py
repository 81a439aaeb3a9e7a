"""Every condition and every effect, by the code under which a programme names it.

The lists are written out: a kind that is not here does not exist, and importing one changes nothing.
"""

from collections.abc import Mapping

from fidpos.rules.condition import Condition
from fidpos.rules.conditions.all_of import AllOf
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.conditions.any_of import AnyOf
from fidpos.rules.conditions.average_basket import AverageBasket
from fidpos.rules.conditions.dates import Dates
from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.conditions.first_visit import FirstVisit
from fidpos.rules.conditions.hours import Hours
from fidpos.rules.conditions.label import Label
from fidpos.rules.conditions.none_of import NoneOf
from fidpos.rules.conditions.nth_visit import NthVisit
from fidpos.rules.conditions.revenue import Revenue
from fidpos.rules.conditions.tier import Tier
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.conditions.weekday import Weekday
from fidpos.rules.effect import Effect
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.message import Message
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.effects.percent_off import PercentOff

_CONDITIONS: tuple[type[Condition], ...] = (
    AllOf,
    Amount,
    Anniversary,
    AnyOf,
    AverageBasket,
    Dates,
    EveryNVisits,
    FirstVisit,
    Hours,
    Label,
    NoneOf,
    NthVisit,
    Revenue,
    Tier,
    Visits,
    Weekday,
)

_EFFECTS: tuple[type[Effect], ...] = (
    AmountOff,
    EarnFixed,
    EarnPerAmount,
    Gift,
    Message,
    MultiplyEarned,
    PercentOff,
)

CONDITIONS: Mapping[str, type[Condition]] = {kind.code: kind for kind in _CONDITIONS}
EFFECTS: Mapping[str, type[Effect]] = {kind.code: kind for kind in _EFFECTS}
