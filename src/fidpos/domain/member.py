"""The member, the household whose birthdays count, tier standing and consents."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from fidpos.domain.clock import DayMonth
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import AccountId, ConsentId, MemberId, RelativeId, StaffId

NAME_LENGTH_MAX = 80


class Relation(StrEnum):
    """Who a member of the household is."""

    SPOUSE = "spouse"
    CHILD = "child"
    OTHER = "other"
    """Not a person: a day that the member wants remembered. The name says which, such as `wedding`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """Spouse, child, or a free day of the household: as little as a birthday wish needs."""

    id: RelativeId
    relation: Relation
    given_name: str = ""
    birthday: DayMonth | None = None
    birthday_changed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """Where letters go; `city` with the country where it is another one, as on an envelope."""

    street: str = ""
    postcode: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The personal data of a member that a till holds; encrypted under the member's own key in every event.

    Attributes:
        phone: normalised E.164, or empty.
        email: normalised as `contact.email` reads it, or empty.
        birthday_changed_on: day of the last edit after enrolment; an edited birthday counts only later.
        birth_year: optional; without it the age is unknown.
    """

    given_name: str
    family_name: str
    phone: str = ""
    birthday: DayMonth | None = None
    birthday_changed_on: date | None = None
    birth_year: int | None = None
    language: str = "fr"
    household: tuple[Relative, ...] = ()
    email: str = ""
    address: PostalAddress | None = None


class MemberStatus(StrEnum):
    """Where a member stands."""

    ACTIVE = "active"
    PROVISIONAL = "provisional"
    """Known only by a card presented while the centre was out of reach."""
    BLOCKED = "blocked"
    LEFT = "left"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class TierStanding:
    """The tier a member holds and its term; `until` is the last day, None for no end."""

    code: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person enrolled. Points belong to the account, which several members of a household may share.

    `merged_into` redirects a merged member to the one that remains.
    """

    id: MemberId
    account_id: AccountId
    number: str
    profile: Profile
    status: MemberStatus = MemberStatus.ACTIVE
    tier: TierStanding | None = None
    labels: frozenset[str] = frozenset()
    enrolled_on: date
    merged_into: MemberId | None = None

    def __post_init__(self) -> None:
        """A merged member names the one that remains, nobody else does.

        Raises:
            InvalidValue: the status and the redirect contradict each other.
        """
        if (self.status is MemberStatus.MERGED) != (self.merged_into is not None):
            raise InvalidValue("a merged member, and only a merged one, redirects")


class Channel(StrEnum):
    """What a consent is given for."""

    EMAIL = "email"
    SMS = "sms"
    TELEPHONE = "telephone"
    POST = "post"
    PARTNERS = "partners"
    TRACKING = "tracking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One statement of a member about one channel; the latest counts, a withdrawal beats an older grant.

    Attributes:
        parent: who agreed, for somebody who is too young to agree alone.
    """

    id: ConsentId
    member_id: MemberId
    channel: Channel
    granted: bool
    wording: str
    at: datetime
    staff_id: StaffId | None = None
    parent: str = field(default="", repr=False)


def clean_name(raw: str) -> str:
    """A name fit to store and show: NFC, single spaces, no control or format (bidi) characters, bounded."""
    kept = "".join(
        ch for ch in unicodedata.normalize("NFC", raw) if not unicodedata.category(ch).startswith("C")
    )
    return " ".join(kept.split())[:NAME_LENGTH_MAX]
