"""What a sound programme says that its merchant can hardly mean: it can be published, and is told about."""

from collections.abc import Iterator
from enum import StrEnum

from fidpos.rules.condition import Condition
from fidpos.rules.conditions.all_of import AllOf
from fidpos.rules.conditions.any_of import AnyOf
from fidpos.rules.conditions.held_out import HeldOut
from fidpos.rules.conditions.none_of import NoneOf
from fidpos.rules.programme import Programme


class Remark(StrEnum):
    """Each has a sentence, `programme.remark.<value>`."""

    CONTROL_GROUP_GETS_ALL = "control_group_gets_all"
    """Members are drawn into a control group, and no rule or reward leaves them out."""

    @property
    def part(self) -> str:
        """Field of the programme at which it is told while somebody writes."""
        match self:
            case Remark.CONTROL_GROUP_GETS_ALL:
                return "control_ppm"


def remarks(programme: Programme) -> tuple[Remark, ...]:
    """In the order in which they are told."""
    if programme.control_ppm and not any(isinstance(each, HeldOut) for each in _conditions(programme)):
        return (Remark.CONTROL_GROUP_GETS_ALL,)
    return ()


def _conditions(programme: Programme) -> Iterator[Condition]:
    of_rules = [rule.when for rule in programme.rules]
    of_rewards = [reward.when for reward in programme.rewards]
    for condition in (*of_rules, *of_rewards):
        if condition is not None:
            yield from _within(condition)


def _within(condition: Condition) -> Iterator[Condition]:
    yield condition
    if isinstance(condition, AllOf | AnyOf | NoneOf):
        for part in condition.of:
            yield from _within(part)
