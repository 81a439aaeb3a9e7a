"""Why a file is refused, in the language of the session.

`rules` and stories refuse in English sentences of their own, for the logs and for whoever writes programs;
here each of them has a key. A test finds those that have none.
"""

import re
from types import MappingProxyType

from fidpos.texts.texts import Texts

SENTENCES = MappingProxyType(
    {
        "missing": "is missing",
        "unknown_field": "is not a field that is known here",
        "twice": "is there twice",
        "whole_number": "must be a whole number",
        "between": "must lie between {low} and {high}",
        "text": "must be a text",
        "characters": "must have {low} to {high} characters",
        "control": "must not contain control characters",
        "pattern": "must match {pattern}",
        "yes_no": "must be true or false",
        "one_of": "must be one of: {choices}",
        "date": "must be a date such as 2026-11-22",
        "time": "must be a time such as 07:30",
        "instant": "must be an instant with its offset such as 2026-11-22T14:32:05+01:00",
        "id": "must be an id",
        "list": "must be a list",
        "items": "must have {low} to {high} items",
        "object": "must be an object",
        "fields_max": "must have at most {high} fields",
        "one_field": "must have one of these fields, and no two: {choices}",
        "condition": "must name one of these conditions: {choices}",
        "effect": "must name one of these effects: {choices}",
        "too_large": "is larger than {bytes} bytes",
        "too_deep": "is nested more than {levels} levels deep",
        "far_too_deep": "is nested too deeply",
        "too_many": "holds more than {values} values",
        "effects_max": "all rules together have more than {high} effects",
        "work_max": "line and basket have over {high} effects; {weights}",
        "rivals_max": "gives the best of more than {high} rules",
        "too_cheap": "is too low for a refund: {cost} of them buy {minor} ({reward})",
        "never_spent": "with the last day excluded, some are never spent",
        "never_used": "with the last day excluded, some could never be used",
        "crowded": "has more than {pieces} brackets, braces and commas",
        "currency": "unknown currency '{code}'",
        "currencies": "is not that of the other programme, {code}",
        "no_counter": "no counter has the code '{code}'",
        "no_tier": "no tier has the code '{code}'",
        "no_group": "no group has the code '{code}'",
        "no_control_group": "the programme has no control group",
        "no_rule": "no rule has the code '{code}'",
        "no_rule_or_reward": "no rule or reward has the code '{code}'",
        "code_twice": "the code '{code}' is used twice",
        "code_of_rule": "a rule already has the code '{code}'",
        "tier_order": "each tier needs more than the one before it",
        "tier_window": "must be a window of days, and belongs to no rule",
        "tier_counter": "names a counter other than the first, for points earned only",
        "phase": "'{effect}' has no place in the phase '{phase}'",
        "group_phase": "the group '{group}' stands in '{phase}'",
        "group_lines": "the group '{group}' excludes line by line, where discounts are given",
        "not_after": "'{code}' is not given after '{rule}', so it cannot be forbidden",
        "not_redeemable": "'{effect}' cannot be bought with points",
        "not_money": "'{counter}' does not count money",
        "no_voucher": "'{effect}' cannot be given by a voucher",
        "units_or_scope": "units of the same article, or another scope given, not both",
        "option_codes": "each option needs a code of its own",
        "medium": "a medium or a proof is needed",
        "empty_scope": "a scope that names nothing is in every basket",
        "span_days": "days before and after belong to the span 'days'",
        "other_labels": "only days of 'other' have labels",
        "no_day": "at least one day is needed",
        "no_first_or_last": "a first or a last day is needed",
        "days_backwards": "the last day comes before the first",
        "whole_minutes": "hours are whole minutes",
        "same_hours": "hours that start and end at the same time are all day or never",
        "window_count": "a window of kind '{kind}' has no count",
        "window_hours": "a window of hours has {hours} of them at most; days go further",
        "window_since": "a window of kind 'since', and no other, has a first day",
        "window_last_use": "a window of kind 'since_last_use', and no other, names a rule",
        "uses_window": "uses are not counted since a last use",
        "expiry_count": "an expiry in {unit} counts at least one",
        "expiry_never": "what never expires has no count, and is not prolonged",
        "no_bound": "at least one bound is needed",
        "two_bounds": "each side has one bound, inclusive or strict",
        "empty_bounds": "no number lies within these bounds",
        "story_time": "must be a day and time such as 2026-11-22T14:30",
        "story_clock": "is left out by the clocks of that day",
        "story_zone": "must be a time zone such as Europe/Paris",
        "story_day": "must be month and day such as 03-14",
        "story_currency": "must be the programme's, {code}",
        "story_bought": "must have either an amount or lines",
        "story_returned": "must have an amount, lines, or neither for all that is left",
        "story_corrected": "must name another member or what was bought, not both",
        "story_order": "must not be earlier than the step before",
        "story_gift_card": "must not be more than what is bought",
        "story_decimals": "must not have more than {decimals} decimals",
        "story_sum": "must not sum to less than nothing",
        "story_no_visit": "no earlier visit has the name '{name}'",
        "story_no_member": "no member has the name '{name}'",
        "story_member_twice": "'{name}' is the name of another member",
        "story_visit_twice": "'{name}' is the name of another visit",
        "story_not_enrolled": "'{name}' has not enrolled yet",
        "no_reward": "no reward has the code '{code}'",
        "json": "is not JSON: {detail}",
    }
)
"""Keys, after `refused.` in the translations, and what they stand for; a name in braces is a value."""


def in_words(reason: str, texts: Texts) -> str:
    """The reason as a person reads it; one that has no key stays as it is."""
    for key, sentence in SENTENCES.items():
        said = _pattern(sentence).fullmatch(reason)
        if said is not None:
            return texts.say(f"refused.{key}", **said.groupdict())
    return reason


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(sentence)), re.DOTALL)
