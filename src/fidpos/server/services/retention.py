"""How long a member is kept: three years after the last contact, and told two months before.

Source: CNIL, délibération SAN-2020-008 (four years were too long for a loyalty scheme), and its reference
framework of 2022 for the management of customers: three years from the last contact that came from them.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WARN_AFTER_MONTHS = 34
FORGET_AFTER_MONTHS = 36
LEAST_NOTICE = timedelta(days=30)
"""Nobody is forgotten sooner after they were told, not even by a scheme that begins to count today."""


class Due(StrEnum):
    """What is to be done about a member."""

    NOTHING = "nothing"
    WARN = "warn"
    FORGET = "forget"
    DECIDE = "decide"
    """They hold money of theirs: somebody decides, for instance to pay it out first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dormant:
    """What counts of a member.

    Attributes:
        contact_on: the latest of enrolment, visits, edits, statements and requests.
        warned_on: when they were told; None before.
        holds_money: there is cashback on their account, or a balance on a gift card they paid with.
    """

    contact_on: date
    warned_on: date | None
    holds_money: bool


def due(member: Dormant, today: date) -> Due:
    """What is to be done today."""
    if months_after(member.contact_on, WARN_AFTER_MONTHS) > today:
        return Due.NOTHING
    if member.warned_on is None or member.warned_on < member.contact_on:
        return Due.WARN
    if forget_on(member.contact_on, member.warned_on) > today:
        return Due.NOTHING
    return Due.DECIDE if member.holds_money else Due.FORGET


def forget_on(contact_on: date, warned_on: date) -> date:
    """The first day on which they may be forgotten."""
    return max(months_after(contact_on, FORGET_AFTER_MONTHS), warned_on + LEAST_NOTICE)


def months_after(day: date, months: int) -> date:
    """The same day so many months later or earlier; the last one of a month that has fewer days."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
