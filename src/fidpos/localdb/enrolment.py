"""A new member as events: what the journal says of an enrolment, with everything personal sealed."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from fidpos.domain.card import Card
from fidpos.domain.enrolment import Enrolment
from fidpos.domain.ids import EventId
from fidpos.domain.member import Consent, MemberStatus
from fidpos.wire.events import CardLinked, ConsentStated, Event, MemberEnrolled
from fidpos.wire.sealed import seal_parent, seal_person, seal_token


def enrolment_events(
    enrolment: Enrolment, key: bytes, *, at: datetime, new_id: Callable[[], UUID]
) -> tuple[Event, ...]:
    """The member, then the cards, then the consents."""
    return (
        _enrolled(enrolment, key, at, EventId(new_id())),
        *(_linked(enrolment, card, key, EventId(new_id())) for card in enrolment.cards),
        *(_stated(consent, key, EventId(new_id())) for consent in enrolment.consents),
    )


def _enrolled(enrolment: Enrolment, key: bytes, at: datetime, event_id: EventId) -> MemberEnrolled:
    member = enrolment.member
    return MemberEnrolled(
        id=event_id,
        at=at,
        member_id=member.id,
        account_id=member.account_id,
        enrolled_on=member.enrolled_on,
        sealed=seal_person(key, member),
        staff_id=enrolment.staff_id,
        provisional=member.status is MemberStatus.PROVISIONAL,
    )


def _linked(enrolment: Enrolment, card: Card, key: bytes, event_id: EventId) -> CardLinked:
    return CardLinked(
        id=event_id,
        at=card.linked_at,
        card_id=card.id,
        member_id=card.member_id,
        medium=card.medium,
        sealed=seal_token(key, card.member_id, card.token),
        holder_id=card.holder_id,
        staff_id=enrolment.staff_id,
    )


def _stated(consent: Consent, key: bytes, event_id: EventId) -> ConsentStated:
    return ConsentStated(
        id=event_id,
        at=consent.at,
        consent_id=consent.id,
        member_id=consent.member_id,
        channel=consent.channel,
        granted=consent.granted,
        wording=consent.wording,
        staff_id=consent.staff_id,
        sealed=seal_parent(key, consent.member_id, consent.parent),
    )
