"""What outlasts a purchase, and is therefore held back on a visit that a safeguard lets earn nothing.

A discount ends with the purchase, and is given all the same. Points, vouchers, gifts, tiers and counted uses
are what somebody could gather for nothing; a rule that gives any of them is held back whole.
"""

from fidpos.rules.effect import Effect, Phase
from fidpos.rules.effects.alert import Alert
from fidpos.rules.effects.count import Count
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.gift_choice import GiftChoice
from fidpos.rules.effects.message import Message
from fidpos.rules.effects.service import Service
from fidpos.rules.programme import Rule

_WORDS: tuple[type[Effect], ...] = (Message, Alert)
_HANDED_OVER: tuple[type[Effect], ...] = (Gift, GiftChoice, Service)


def is_lasting(rule: Rule) -> bool:
    """Whether the rule is held back: all that earns, and afterwards all but words.

    Where discounts are given, only what is handed over, and rules that do nothing but count.
    """
    if rule.phase is Phase.EARNING:
        return True
    if rule.phase is Phase.AFTER:
        return not all(isinstance(effect, _WORDS) for effect in rule.effects)
    if any(isinstance(effect, _HANDED_OVER) for effect in rule.effects):
        return True
    counts = any(isinstance(effect, Count) for effect in rule.effects)
    return counts and all(isinstance(effect, (Count, *_WORDS)) for effect in rule.effects)
