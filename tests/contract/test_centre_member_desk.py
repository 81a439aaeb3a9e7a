"""What the office does to members' files, on every `CentreStore`: tills hear it as states."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec import Raw

from fidpos.domain.card import CardStatus, CardToken, Medium, TokenKind
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import AccountId, MemberId, VoucherId
from fidpos.domain.member import Channel, MemberStatus, TierStanding
from fidpos.rules.titles import Titles
from fidpos.server.ports import Unit
from fidpos.server.reason import EventRefused
from fidpos.server.services.member_desk import (
    CardOfSomebody,
    MemberDesk,
    Newcomer,
    NobodyThere,
    NotShared,
    TooLittleThere,
)
from fidpos.server.services.office import Office as Act
from fidpos.wire.events import MemberEnrolled, VoucherBody
from fidpos.wire.member_events import StatusReason
from fidpos.wire.office_events import OfficeReason
from tests.helpers.centre_acts import ACTOR, bought, enrolled
from tests.helpers.centre_events import SOMEBODY, Happenings
from tests.helpers.centre_office import PROGRAMME, SHOP, Office

POINTS = PROGRAMME.counters[0]
GOODWILL = OfficeReason.GOODWILL


def desk(unit: Unit, office: Office, told: Happenings) -> MemberDesk:
    now = office.clock.now()
    return MemberDesk(unit=unit, now=now, day=now.date(), alone_from=15, done_by=ACTOR, new_id=told.new_id)


def voucher(told: Happenings) -> VoucherBody:
    return VoucherBody(
        id=VoucherId(told.new_id()),
        source="office",
        title=Titles(fr="Un café", en="A coffee"),
        effect=Raw(b'{"type":"gift","what":"coffee"}'),
        valid_from=told.today,
        valid_until=told.today + timedelta(days=30),
    )


def test_points_that_the_office_gives_are_in_a_lot_and_can_be_taken_again(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    bought(office, told, zoe, earned=20)
    with office.unit() as unit:
        at = desk(unit, office, told)
        at.give(zoe.member_id, PROGRAMME, POINTS, 50, GOODWILL)
        at.give(zoe.member_id, PROGRAMME, POINTS, -60, OfficeReason.MISTAKE)

    assert sum(office.held(zoe.account_id)) == 10


def test_no_more_can_be_taken_than_is_there(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    bought(office, told, zoe, earned=20)

    with pytest.raises(TooLittleThere), office.unit() as unit:
        desk(unit, office, told).give(zoe.member_id, PROGRAMME, POINTS, -21, OfficeReason.FRAUD)
    assert sum(office.held(zoe.account_id)) == 20


def test_tills_hear_of_labels_tiers_and_vouchers(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    given, tier = voucher(told), TierStanding(code="gold", since=date(2026, 1, 1))
    with office.unit() as unit:
        at = desk(unit, office, told)
        assert at.label(zoe.member_id, added=["vip", "press"])
        assert at.label(zoe.member_id, removed=["press"])
        assert not at.label(zoe.member_id, added=["vip"])
        assert at.set_tier(zoe.member_id, tier, GOODWILL)
        assert not at.set_tier(zoe.member_id, tier, GOODWILL)
        at.grant(zoe.member_id, given, GOODWILL)

    state = office.member(zoe.member_id)
    assert state.labels == ("vip",)
    assert state.tier == tier
    assert [each.voucher for each in state.vouchers] == [given]


def test_a_voucher_is_taken_back_once(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    given = voucher(told)
    with office.unit() as unit:
        desk(unit, office, told).grant(zoe.member_id, given, GOODWILL)
    with office.unit() as unit:
        desk(unit, office, told).take_back(zoe.member_id, given.id, OfficeReason.MISTAKE)

    assert office.member(zoe.member_id).vouchers == ()
    with pytest.raises(EventRefused), office.unit() as unit:
        desk(unit, office, told).take_back(zoe.member_id, given.id, OfficeReason.MISTAKE)


def test_a_file_is_edited_field_by_field_and_a_birthday_counts_from_the_day_of_the_edit(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    after = replace(SOMEBODY, email="zoe@example.org", birthday=DayMonth(day=3, month=5))
    with office.unit() as unit:
        at = desk(unit, office, told)
        assert at.edit(zoe.member_id, SOMEBODY, after)
        assert not at.edit(zoe.member_id, after, after)

    profile = office.member(zoe.member_id).profile
    assert profile == replace(after, birthday_changed_on=told.today)


def test_somebody_whom_the_office_enrols_is_held_by_the_tills_of_the_shop(
    office: Office, told: Happenings
) -> None:
    newcomer = Newcomer(
        member_id=MemberId(told.new_id()),
        account_id=AccountId(told.new_id()),
        key=bytes(32),
        number="777",
        profile=SOMEBODY,
        shop_id=SHOP,
        wording="2026-1",
        card=CardToken(TokenKind.NUMBER, "777"),
        channels=[Channel.EMAIL],
    )
    with office.unit() as unit:
        desk(unit, office, told).enrol(newcomer)

    state = office.member(newcomer.member_id)
    assert state.number == "777"
    assert state.profile == SOMEBODY
    assert [card.status for card in state.cards] == [CardStatus.ACTIVE]
    assert [(each.channel, each.granted) for each in state.consents] == [(Channel.EMAIL, True)]
    with pytest.raises(CardOfSomebody), office.unit() as unit:
        desk(unit, office, told).link(newcomer.member_id, CardToken(TokenKind.NUMBER, "777"), Medium.BARCODE)


def test_cards_are_stopped_and_members_blocked(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    card = told.linked(zoe)
    office.tell(card)
    with office.unit() as unit:
        at = desk(unit, office, told)
        at.set_card(zoe.member_id, card.card_id, CardStatus.LOST)
        at.stand(zoe.member_id, MemberStatus.BLOCKED, StatusReason.ABUSE)
        at.note(zoe.member_id, "Rang on Monday")

    state = office.member(zoe.member_id)
    assert state.cards[0].status is CardStatus.LOST
    assert state.status is MemberStatus.BLOCKED


def test_who_parts_begins_with_nothing_and_the_others_keep_what_was_collected(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    other = enrolled(office, told)
    bought(office, told, other, earned=30)
    with office.unit() as unit:
        Act(book=unit.office(), now=office.clock.now()).pool(zoe.member_id, other.member_id, told.today)
    shared = office.member(zoe.member_id).account_id
    bought(office, told, zoe, account_id=shared, earned=5)

    with office.unit() as unit:
        own = desk(unit, office, told).part(zoe.member_id, [other.member_id])

    assert office.member(zoe.member_id).account_id == own
    assert office.held(own) == []
    assert sum(office.held(shared)) == 35
    with pytest.raises(NotShared), office.unit() as unit:
        desk(unit, office, told).part(zoe.member_id, [])


def test_nobody_is_done_anything_to_who_is_not_there(office: Office, told: Happenings) -> None:
    with pytest.raises(NobodyThere), office.unit() as unit:
        desk(unit, office, told).label(MemberId(UUID(int=99)), added=["x"])
