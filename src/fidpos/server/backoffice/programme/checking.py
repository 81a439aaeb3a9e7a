"""Whether what is written is a programme, and if not, where it is wrong and why, in the merchant's words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.codec import faults_in_json, programme_from_json, programme_to_json
from fidpos.rules.compiler import faults_of
from fidpos.rules.engine import compile_programme
from fidpos.rules.programme import Programme
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.programme.tree import Node, dotted


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a draft is no programme yet.

    Attributes:
        path: where, from the root of the programme: `rules.2.when`; empty for the whole.
    """

    path: str
    message: Message

    def within(self, section: str) -> str | None:
        """The field of the section's form at which it is shown; None where it is about another part."""
        if self.path == section:
            return "s"
        return f"s{self.path.removeprefix(section)}" if self.path.startswith(f"{section}.") else None


def checked(body: Node) -> Programme | Fault:
    """The programme, or its first fault."""
    try:
        return compile_programme(programme_from_json(msgspec.json.encode(body))).programme
    except ProgrammeError as refused:
        return _fault(refused)


def faults(body: Node) -> Sequence[Fault]:
    """Every fault there is; none of a programme. Fields that do not fit hide how the whole fits together."""
    raw = msgspec.json.encode(body)
    found = faults_in_json(raw) or faults_of(programme_from_json(raw))
    return [_fault(each) for each in found]


def _fault(refused: ProgrammeError) -> Fault:
    path = dotted(str(refused.params.get("path", "")))
    return Fault(path=path, message=said_plainly(str(refused.params.get("reason", ""))))


def canonical(programme: Programme) -> Node:
    """The programme as the codec writes it."""
    value: Node = msgspec.json.decode(programme_to_json(programme))
    return value


_REASONS: Sequence[tuple[str, str]] = (
    (r"is missing|must be given|is required", "missing"),
    (r"must have (?P<low>\d+) to (?P<high>\d+) items", "items"),
    (r"must have (?P<low>\d+) to (?P<high>\d+) characters", "characters"),
    (r"must lie between (?P<low>-?\d+) and (?P<high>\d+)", "bounds"),
    (r"must match .*", "code"),
    (r"no counter has the code '(?P<code>\w*)'", "no_counter"),
    (r"no tier has the code '(?P<code>\w*)'", "no_tier"),
    (r"no group has the code '(?P<code>\w*)'", "no_group"),
    (r"no rule or reward has the code '(?P<code>\w*)'|no rule has the code '(?P<code2>\w*)'", "no_rule"),
    (r"the code '(?P<code>\w*)' is used twice|a rule already has the code '(?P<code2>\w*)'", "code_twice"),
    (r"'\w+' has no place in the phase '(?P<phase>\w+)'", "phase"),
    (r"'(?P<code>\w+)' is not given after .*", "forbids_earlier"),
    (r"each tier needs more than the one before it", "tier_order"),
    (r"the programme has no control group", "no_control_group"),
    (r"at least one bound is needed", "no_bound"),
    (r"each side has one bound, inclusive or strict", "two_bounds"),
    (r"no number lies within these bounds", "empty_bounds"),
    (r"at least one day is needed|a first or a last day is needed", "no_day"),
    (r"the last day comes before the first", "days_reversed"),
    (r"hours that start and end at the same time .*", "same_hours"),
    (r"a scope that names nothing is in every basket", "empty_scope"),
    (r"a medium or a proof is needed", "no_medium"),
    (r"a window of kind .*|a window of hours .*", "window"),
    (r"an expiry in \w+ counts at least one|what never expires .*", "expiry"),
    (
        r"what expires after (?P<days>\d+) days could never be spent|with the last day excluded.*",
        "never_spent",
    ),
    (r"the group '(?P<code>\w+)' stands in .*", "group_phase"),
    (r"each option needs a code of its own", "option_codes"),
    (r"'\w+' cannot be bought with points", "not_redeemable"),
    (r"'\w+' cannot be given by a voucher", "not_in_voucher"),
    (r"'(?P<code>\w+)' does not count money", "no_money"),
    (r"days before and after belong to the span 'days'", "span_days"),
    (r"only days of 'other' have labels", "other_labels"),
    (r"units of the same article, or another scope given, not both", "same_or_given"),
    (r"all rules together .*|line and basket have over .*|gives the best of more .*", "too_heavy"),
    (r"must be one of: .*|must name one of .*", "no_choice"),
    (r"must be a whole number|hours are whole minutes", "whole"),
    (r"must not contain control characters", "controls"),
    (r"unknown currency '(?P<code>.*)'", "currency"),
    (r"uses are not counted since a last use", "uses_since"),
    (r"must be a window of days, and belongs to no rule", "tier_window"),
    (r"names a counter other than the first, for points earned only", "tier_scope"),
    (r"the group '(?P<code>\w+)' excludes line by line, where discounts are given", "line_group"),
    (r"is too low for a refund: (?P<cost>\d+) of them buy (?P<minor>\d+) .*", "worth"),
    (
        r"must be (a text|a list|an object|true or false)|must have (one of these fields|at most).*"
        r"|is not a field that is known here|is there twice|is not JSON: .*|is nested .*|is larger than .*"
        r"|has more than .*|holds more than .*",
        "form",
    ),
    (r"must be .*", "stamp"),
)


def said_plainly(reason: str) -> Message:
    """The reason of the codec or the compiler, as a sentence of the translations."""
    for pattern, name in _REASONS:
        found = re.fullmatch(pattern, reason)
        if found is not None:
            params = {key.rstrip("2"): value for key, value in found.groupdict().items() if value is not None}
            return Message(key=f"office.programme.fault.{name}", params=params)
    return Message(key="office.programme.fault.other")
