"""What an effect gives: one case for each kind. Each answers what an act answers."""

from datetime import timedelta

from fidpos.rules.effect import NOTHING, Effect
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
from fidpos.rules.effects.message import Message as Words
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.effects.percent_off_units import PercentOffUnits
from fidpos.rules.effects.service import Service
from fidpos.rules.effects.tier_down import TierDown
from fidpos.rules.effects.tier_up import TierUp
from fidpos.rules.effects.unit_price import UnitPrice
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.evaluation import Alternative, GiftGranted, GiftKind, Message, VoucherGranted
from tests.helpers.reference import lines
from tests.helpers.reference.points import earn, wait
from tests.helpers.reference.progress import Pending, Progress
from tests.helpers.reference.terms import last_day
from tests.helpers.reference.tiers import move
from tests.helpers.reference.units import reduce_units


def act(effect: Effect, progress: Progress) -> str:
    """Give what the effect gives."""
    match effect:
        case PercentOff():
            return lines.percent_off(effect, progress)
        case AmountOff():
            return lines.amount_off(effect, progress)
        case AmountOffPerBlock():
            return lines.amount_off_per_block(effect, progress)
        case PercentOffUnits() | AmountOffUnits() | UnitPrice() | BuyXGetY() | FreeArticle():
            return reduce_units(effect, progress)
        case EarnPerAmount() | EarnPerUnit() | EarnPerLine() | EarnFixed() | Cashback():
            return earn(effect, progress)
        case MultiplyEarned():
            return wait(progress, progress.multipliers, _pending(effect.counter, effect.factor_ppm))
        case AddToEarned():
            return wait(progress, progress.additions, _pending(effect.counter, effect.points))
        case TierUp() | TierDown():
            return move(effect, progress)
        case Voucher():
            return _voucher(effect, progress)
        case Count():
            return ""
        case _:
            return _hand_over(effect, progress)


def _pending(counter: str, size: int) -> Pending:
    return Pending(rule="", counter=counter, size=size)


def _hand_over(effect: Effect, progress: Progress) -> str:
    match effect:
        case Gift():
            gift = GiftGranted(
                source=progress.source,
                title=effect.title,
                article=effect.article,
                quantity=effect.quantity,
                person=progress.person,
                worth_minor=effect.quantity * effect.worth_minor,
            )
            progress.gifts.append(gift)
        case GiftChoice():
            progress.gifts.append(_choice(effect, progress))
        case Service():
            service = GiftGranted(
                source=progress.source,
                title=effect.title,
                person=progress.person,
                worth_minor=effect.worth_minor,
                kind=GiftKind.SERVICE,
            )
            progress.gifts.append(service)
        case Words():
            words = Message(
                audience=effect.audience, source=progress.source, person=progress.person, text=effect.text
            )
            progress.messages.append(words)
        case Alert():
            return _alert(effect, progress)
        case _:
            raise AssertionError(f"the reference does not know {effect}")
    return ""


def _choice(effect: GiftChoice, progress: Progress) -> GiftGranted:
    taken = effect.options[0]
    chosen = [each.option for each in progress.facts.chosen if each.source == progress.source]
    for code in reversed(chosen):
        for option in effect.options:
            if option.code == code:
                taken = option
    return GiftGranted(
        source=progress.source,
        title=taken.title,
        article=taken.article,
        person=progress.person,
        worth_minor=taken.worth_minor,
        option=taken.code,
        options=tuple(Alternative(option.code, option.title) for option in effect.options),
    )


def _alert(effect: Alert, progress: Progress) -> str:
    if not 0 <= (effect.on - progress.day).days <= effect.days_before:
        return NOTHING
    alert = Message(audience=effect.audience, source=progress.source, text=effect.text, on=effect.on)
    if alert not in progress.messages:
        progress.messages.append(alert)
    return ""


def _voucher(effect: Voucher, progress: Progress) -> str:
    valid_from = progress.day + timedelta(days=effect.valid_after_days)
    voucher = VoucherGranted(
        source=progress.source,
        title=effect.title,
        effect=effect.effect,
        valid_from=valid_from,
        valid_until=last_day(effect.expiry, valid_from, progress.programme.policies.last_day),
        least_minor=effect.least_minor,
        person=progress.person,
        worth_minor=effect.worth_minor,
    )
    progress.vouchers.append(voucher)
    return ""
