"""Which rules look at what is bought: of a visit without lines, they cannot judge."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from fidpos.rules.programme import Programme
from fidpos.rules.scope import Scope


def article_rules(programme: Programme) -> tuple[str, ...]:
    """Codes of the rules, then of the rewards, of which a condition or an effect names articles."""
    rules = (rule.code for rule in programme.rules if any(_names_lines(rule)))
    rewards = (reward.code for reward in programme.rewards if any(_names_lines(reward)))
    return (*rules, *rewards)


def _names_lines(value: object) -> Iterator[bool]:
    if isinstance(value, Scope):
        yield value.names_lines or not value.excluding.is_empty
    elif isinstance(value, tuple):
        for item in value:
            yield from _names_lines(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _names_lines(getattr(value, field.name))
