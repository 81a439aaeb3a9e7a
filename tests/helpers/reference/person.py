"""Conditions about the member, but for anniversaries and the past."""

from fractions import Fraction
from hashlib import sha256

from fidpos.rules.conditions.age import Age
from fidpos.rules.conditions.balance import Balance
from fidpos.rules.conditions.consent import Consent
from fidpos.rules.conditions.days_since_enrolment import DaysSinceEnrolment
from fidpos.rules.conditions.held_out import HeldOut
from fidpos.rules.conditions.label import Label
from fidpos.rules.conditions.member import Member
from fidpos.rules.conditions.tier import Tier
from fidpos.rules.conditions.voucher_held import VoucherHeld
from fidpos.rules.evaluation import Miss, Unit
from tests.helpers.reference.arithmetic import WHOLE_PPM
from tests.helpers.reference.misses import unless_within
from tests.helpers.reference.progress import Progress


def age(condition: Age, progress: Progress) -> Miss | None:
    """So many years old."""
    return unless_within("age", condition.bounds, progress.facts.member.age)


def days_since_enrolment(condition: DaysSinceEnrolment, progress: Progress) -> Miss | None:
    """A member for so many days."""
    seen = (progress.day - progress.facts.member.enrolled_on).days
    return unless_within("days_since_enrolment", condition.bounds, seen, Unit.DAYS)


def label(condition: Label, progress: Progress) -> Miss | None:
    """Bears one of the labels."""
    for each in condition.labels:
        if each in progress.facts.member.labels:
            return None
    return Miss("label", None, ",".join(condition.labels))


def member(condition: Member, progress: Progress) -> Miss | None:
    """Is one of these."""
    return None if progress.facts.member.id in condition.members else Miss("member", None, "member")


def held_out(_condition: HeldOut, progress: Progress) -> Miss | None:
    """The first four bytes of the id's hash lie in the share that is held out."""
    member_id = progress.facts.member.id
    if member_id is not None:
        lot = Fraction(int(sha256(member_id.bytes).hexdigest()[:8], 16), 2**32)
        if lot < Fraction(progress.programme.control_ppm, WHOLE_PPM):
            return None
    return Miss("held_out", None, "drawn")


def consent(condition: Consent, progress: Progress) -> Miss | None:
    """May be written to."""
    for channel in condition.channels:
        if channel in progress.facts.member.consents:
            return None
    return Miss("consent", None, ",".join(condition.channels))


def tier(condition: Tier, progress: Progress) -> Miss | None:
    """Holds one of the tiers."""
    if progress.tier in condition.tiers:
        return None
    return Miss("tier", progress.tier, ",".join(condition.tiers))


def balance(condition: Balance, progress: Progress) -> Miss | None:
    """Had so many points when the visit began."""
    for each in progress.facts.balances:
        if each.counter == condition.counter:
            return unless_within("balance", condition.bounds, each.amount, Unit.POINTS)
    return unless_within("balance", condition.bounds, None)


def voucher_held(condition: VoucherHeld, progress: Progress) -> Miss | None:
    """Holds a voucher that is valid today."""
    for voucher in progress.facts.vouchers:
        is_meant = not condition.sources or voucher.source in condition.sources
        is_over = voucher.valid_until is not None and voucher.valid_until < progress.day
        if is_meant and voucher.valid_from <= progress.day and not is_over:
            return None
    return Miss("voucher_held", 0, ",".join(condition.sources) or 1)
