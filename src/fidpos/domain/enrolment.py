"""A new member with all that is recorded together: the person, the cards handed over, the consents stated."""

from dataclasses import dataclass

from fidpos.domain.card import Card
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import StaffId
from fidpos.domain.member import Consent, Member, MemberStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A member to enrol, with the cards handed over and the consents stated at the counter."""

    member: Member
    cards: tuple[Card, ...] = ()
    consents: tuple[Consent, ...] = ()
    staff_id: StaffId | None = None

    def __post_init__(self) -> None:
        """Enrolling begins a membership; tiers and labels come later, with their own events.

        Raises:
            InvalidValue: a card or a consent of someone else, or a member who is no beginner.
        """
        owners = {card.member_id for card in self.cards} | {consent.member_id for consent in self.consents}
        if owners - {self.member.id}:
            raise InvalidValue("an enrolment speaks of one member")
        beginner = self.member.status in {MemberStatus.ACTIVE, MemberStatus.PROVISIONAL}
        if not beginner or self.member.tier is not None or self.member.labels:
            raise InvalidValue("a new member has no tier and no labels yet")
