"""Consents at an enrolment: one question for each channel on which the member can be reached, none answered.

What is not answered is not stated: silence is no consent, and no refusal that would keep anybody from asking
later. For a child a parent says their name first, or nobody is asked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from fidpos.contact.phone import may_get_texts
from fidpos.domain.enrolment_policy import EnrolmentPolicy
from fidpos.domain.ids import ConsentId, MemberId, StaffId
from fidpos.domain.member import Channel, Consent, Profile
from fidpos.till.enrol.typed import PARENT, Read, Typed

YES, NO = "1", "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What consents are stated with.

    Attributes:
        wording: version of the sentences in which they were asked.
        parent: who agreed, where a parent had to.
    """

    member_id: MemberId
    staff_id: StaffId
    at: datetime
    new_id: Callable[[], UUID]
    wording: str
    parent: str = field(default="", repr=False)


def field_of(channel: Channel) -> str:
    """The field that asks for a channel."""
    return f"consent_{channel.value}"


def questions(policy: EnrolmentPolicy, read: Read) -> tuple[str, ...]:
    """The fields of what is asked now, in order: the parent first, then the rest if one is named."""
    parent = (PARENT,) if read.needs_parent and asked(policy, read) else ()
    return (*parent, *(field_of(each) for each in open_to(policy, read)))


def asked(policy: EnrolmentPolicy, read: Read) -> tuple[Channel, ...]:
    """Those of the shop's channels that lead to this member."""
    return tuple(each for each in policy.channels if _leads_to(each, read.profile))


def open_to(policy: EnrolmentPolicy, read: Read) -> tuple[Channel, ...]:
    """The same; none while a parent decides and none is named."""
    return asked(policy, read) if read.parent or not read.needs_parent else ()


def answers(channels: Iterable[Channel], typed: Typed) -> dict[Channel, bool]:
    """What was said of each of these channels."""
    said = {each: typed.text(field_of(each)) for each in channels}
    return {channel: text == YES for channel, text in said.items() if text in {YES, NO}}


def statements(said: dict[Channel, bool], stated: Stated) -> tuple[Consent, ...]:
    """The answers as they are recorded."""
    return tuple(
        Consent(
            id=ConsentId(stated.new_id()),
            member_id=stated.member_id,
            channel=channel,
            granted=granted,
            wording=stated.wording,
            at=stated.at,
            staff_id=stated.staff_id,
            parent=stated.parent if granted else "",
        )
        for channel, granted in said.items()
    )


def _leads_to(channel: Channel, profile: Profile) -> bool:
    match channel:
        case Channel.EMAIL:
            return bool(profile.email)
        case Channel.SMS:
            return may_get_texts(profile.phone)
        case Channel.TELEPHONE:
            return bool(profile.phone)
        case Channel.POST:
            return profile.address is not None
        case Channel.PARTNERS | Channel.TRACKING:
            return True
