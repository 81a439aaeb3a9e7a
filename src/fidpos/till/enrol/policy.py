"""How a till enrols: what the merchant decides, and how many members each person has enrolled of late."""

from dataclasses import dataclass, field

from fidpos.domain.enrolment_policy import EnrolmentPolicy
from fidpos.till.throttle import Throttle

_HOUR_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolling:
    """One for each till: `pace` counts the enrolments of each person, whichever form they were typed into."""

    policy: EnrolmentPolicy = field(default_factory=EnrolmentPolicy)
    pace: Throttle = field(
        default_factory=lambda: Throttle(limit=EnrolmentPolicy().an_hour_max, window_s=_HOUR_S)
    )


def open_enrolling(policy: EnrolmentPolicy) -> Enrolling:
    """By what the merchant decides."""
    return Enrolling(policy=policy, pace=Throttle(limit=policy.an_hour_max, window_s=_HOUR_S))
