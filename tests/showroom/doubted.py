"""What tills told and the centre doubted, for the pages on which the office settles it."""

from dataclasses import replace

import msgspec

from fidpos.domain.clock import DayMonth
from fidpos.domain.gift_card import GiftMove, Inscription
from fidpos.domain.gift_card_number import make
from fidpos.domain.ids import EventId
from fidpos.domain.member import Channel, Profile
from fidpos.server.reason import Reason
from fidpos.wire.events import Event, MemberEnrolled
from fidpos.wire.sealed import seal_inscription
from tests.helpers.centre_acts import bought, enrolled
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_file_events import profile_changed
from tests.helpers.centre_office import BESIDE, FAR, TILL
from tests.helpers.centre_refund_events import refund_asked
from tests.helpers.office_place import OfficePlace

ANNE = Profile(given_name="Anne", family_name="Delmas", phone="+33612340001", email="anne.delmas@exemple.fr")
LEO = Profile(
    given_name="Léo",
    family_name="Delmas",
    phone="+33612340002",
    birthday=DayMonth(day=3, month=5),
    birth_year=2014,
)
"""Twelve years old, whom a till took at his word."""


def leave_doubts(place: OfficePlace) -> None:
    """A file with two answers, a refund not done, money owed to somebody, a number that was sold twice."""
    told = Happenings(place.clock, seed=9)
    anne = enrolled(place.office, told, profile=ANNE)
    leo = enrolled(place.office, told, profile=LEO)
    place.office.tell(told.stated(leo, Channel.SMS, granted=True))
    _answers(place, told, anne)
    visit = bought(place.office, told, anne, amount_minor=2_400)
    _flagged(place, refund_asked(told, visit, amount_minor=3_000), Reason.NOT_REFUNDED)
    _owed(place, told, anne)
    _sold_twice(place, told)


def _answers(place: OfficePlace, told: Happenings, anne: MemberEnrolled) -> None:
    first = replace(ANNE, phone="+33698765432", family_name="Delmas-Roux")
    second = replace(ANNE, phone="+33645678901", email="anne@exemple.fr")
    place.office.tell(profile_changed(told, anne, ANNE, first))
    for granted, till in ((True, TILL), (False, BESIDE)):
        place.clock.advance(60)
        place.office.tell(told.stated(anne, Channel.SMS, granted=granted), till_id=till)
    _flagged(place, profile_changed(told, anne, ANNE, second), Reason.FILE_CONTESTED)


def _flagged(place: OfficePlace, event: Event, reason: Reason) -> None:
    place.office.tell(event, till_id=BESIDE)
    _flag(place, event.id, reason)


def _flag(place: OfficePlace, event_id: EventId, reason: Reason) -> None:
    """As a push leaves it: kept, and waiting for a decision."""
    flag = "UPDATE journal_rows SET fate = 'flagged', reason = %s WHERE event_id = %s RETURNING event_id"
    place.rows(flag, [reason.value, event_id])


def _owed(place: OfficePlace, told: Happenings, anne: MemberEnrolled) -> None:
    """A card paid and ended before the purchase came back: once for little, once for two to decide."""
    for minor in (1_200, 6_000):
        card = told.gift_card(minor)
        visit = bought(place.office, told, anne, amount_minor=minor)
        paid = told.moved(card.gift_card_id, GiftMove.SPENT, -minor)
        sold = told.moved(card.gift_card_id, GiftMove.SOLD, minor)
        paid = msgspec.structs.replace(paid, visit_id=visit.visit_id)
        place.office.tell(card, sold, paid, keys=told.keys)
        place.office.tell(told.moved(card.gift_card_id, GiftMove.EXPIRED, 0))
        place.office.tell(told.voided(visit).owing(minor))


def _sold_twice(place: OfficePlace, told: Happenings) -> None:
    """In shops that did not hear of each other."""
    number = make(bytes)
    for till in (TILL, FAR):
        card = told.gift_card(3_000)
        sealed = seal_inscription(told.keys[card.gift_card_id], card.gift_card_id, Inscription(number=number))
        sale = told.moved(card.gift_card_id, GiftMove.SOLD, 3_000)
        doubts = place.office.tell(
            msgspec.structs.replace(card, sealed=sealed), sale, till_id=till, keys=told.keys
        )
        for event_id, reason in doubts.items():
            _flag(place, event_id, reason)
