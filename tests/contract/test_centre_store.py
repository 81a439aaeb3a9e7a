"""The centre's store on every `CentreStore`: the one on PostgreSQL, and the one in memory."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.card import CardStatus
from fidpos.domain.clock import utc
from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.domain.ids import AccountId, GiftCardId, LotId, TillId
from fidpos.domain.member import Channel, TierStanding
from fidpos.server.db.states import NEVER
from fidpos.server.ports import LineageHead, Minting
from fidpos.server.reason import EventRefused, Reason
from fidpos.wire.events import (
    CountBody,
    Event,
    MemberEnrolled,
    RuleUseBody,
    TermBody,
    VoucherUseBody,
)
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.hello import TillHealth
from fidpos.wire.sync.pull import Cursor, Pull
from fidpos.wire.sync.push import EventFate
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import (
    AWAY,
    BESIDE,
    CASHIER,
    FAR,
    LEFT,
    PROGRAMME,
    STAFF,
    TILL,
    TILLS,
    Journal,
    Office,
)

NOBODY = UUID(int=999)


class Cut(Exception):
    """The centre dies before the end of a unit."""


def _half_a_push(office: Office, journal: Journal, event: Event, keys: dict[UUID, bytes]) -> None:
    with office.unit() as unit:
        unit.lineage(TILL, journal.lineage)
        unit.keep_keys(keys)
        unit.apply(TILL, journal.lineage, [Minting(event=event)])
        unit.append(TILL, journal.lineage, [journal.add(event)])
        raise Cut


def refusal(office: Office, *events: Event, till_id: TillId = TILL) -> Reason:
    with pytest.raises(EventRefused) as refused:
        office.tell(*events, till_id=till_id)
    return refused.value.reason


# Tills and people.


def test_a_till_is_known_with_its_shop_and_its_limit(office: Office) -> None:
    with office.unit() as unit:
        found = unit.till(TILL)

    assert found == TILLS[0]


def test_a_till_of_nobody_is_not_known(office: Office) -> None:
    with office.unit() as unit:
        assert unit.till(TillId(NOBODY)) is None


def test_a_till_that_was_heard_is_still_known(office: Office) -> None:
    health = TillHealth(software="1", schema_version=1, waiting=3, readers={"pcsc": True})
    with office.unit() as unit:
        unit.saw_till(TILL, health, office.clock.now(), office.clock.now() + timedelta(seconds=90))

    with office.unit() as unit:
        assert unit.till(TILL) == TILLS[0]


def test_staff_are_known_employed_or_not_and_strangers_are_not(office: Office) -> None:
    with office.unit() as unit:
        found = unit.staff({CASHIER, LEFT, NOBODY})  # type: ignore[arg-type]  # an id of nobody

    assert found == {each.id: each for each in STAFF}


def test_a_version_of_the_programme_is_read_and_a_missing_one_is_not_there(office: Office) -> None:
    with office.unit() as unit:
        assert unit.programme(1) == PROGRAMME
        assert unit.programme(2) is None


# Journals.


def test_a_lineage_that_was_never_begun_is_not_known(office: Office) -> None:
    with office.unit() as unit:
        assert unit.lineage(TILL, NOBODY) is None


def test_a_lineage_begins_at_its_base(office: Office) -> None:
    base = LineageHead(head=START, epoch=UUID(int=0))
    with office.unit() as unit:
        unit.begin_lineage(TILL, NOBODY, base)

    with office.unit() as unit:
        assert unit.lineage(TILL, NOBODY) == base


def test_the_head_moves_with_the_rows(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    office.tell(told.closed(zoe), told.closed(zoe))

    journal = office.journal(TILL)
    with office.unit() as unit:
        head = unit.lineage(TILL, journal.lineage)
        others = unit.lineage(BESIDE, journal.lineage)

    assert head == LineageHead(head=journal.head, epoch=journal.lineage)
    assert head is not None
    assert head.head.seq == 3
    assert others is None


def test_what_was_not_committed_is_not_there(office: Office, told: Happenings) -> None:
    event = told.enrolled()
    journal = office.journal(TILL)

    with pytest.raises(Cut):
        _half_a_push(office, journal, event, told.keys)

    with office.unit() as unit:
        assert unit.known_events([event.id]) == {}
        assert unit.lineage(TILL, journal.lineage) == journal.base
    assert office.states() == ({}, {})


def grown(office: Office, told: Happenings, zoe: MemberEnrolled) -> Journal:
    """Another lineage of the same till, based on the second of three rows of the first one."""
    office.tell(told.closed(zoe), told.closed(zoe))
    stem = office.journal(TILL)
    base = LineageHead(head=stem.rows[1].anchor, epoch=stem.lineage)
    branch = Journal(till_id=TILL, lineage=UUID(int=77), base=base)
    event = told.closed(zoe)
    with office.unit() as unit:
        unit.begin_lineage(TILL, branch.lineage, base)
        unit.apply(TILL, branch.lineage, [Minting(event=event)])
        unit.append(TILL, branch.lineage, [branch.add(event)])
    return branch


def test_a_row_is_found_in_the_lineage_or_in_those_it_is_based_on(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    branch = grown(office, told, zoe)
    stem = office.journal(TILL)

    with office.unit() as unit:
        found = [unit.hash_at(TILL, branch.lineage, seq) for seq in range(5)]
        of_stem = unit.hash_at(TILL, stem.lineage, 3)
        of_nobody = unit.hash_at(BESIDE, branch.lineage, 1)

    assert found == [START.hash, stem.rows[0].hash, stem.rows[1].hash, branch.rows[0].hash, None]
    assert of_stem == stem.rows[2].hash
    assert of_nobody is None


def test_a_lineage_may_be_based_on_one_that_is_based_on_another(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    branch = grown(office, told, zoe)
    base = LineageHead(head=branch.head, epoch=branch.lineage)
    with office.unit() as unit:
        unit.begin_lineage(TILL, UUID(int=78), base)

    with office.unit() as unit:
        found = [unit.hash_at(TILL, UUID(int=78), seq) for seq in (1, 3)]

    assert found == [office.journal(TILL).rows[0].hash, branch.rows[0].hash]


def test_the_newest_known_row_is_found_in_any_lineage_of_the_till(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    branch = grown(office, told, zoe)
    stem = office.journal(TILL)
    unknown = Anchor(9, bytes([9] * 32))

    with office.unit() as unit:
        of_branch = unit.newest_known(TILL, [stem.rows[0].anchor, unknown, branch.head])
        of_stem = unit.newest_known(TILL, [stem.rows[2].anchor, stem.rows[0].anchor])
        of_another = unit.newest_known(BESIDE, [stem.rows[0].anchor])

    assert of_branch == LineageHead(head=branch.head, epoch=branch.lineage)
    assert of_stem == LineageHead(head=stem.rows[2].anchor, epoch=stem.lineage)
    assert of_another == LineageHead(head=START, epoch=UUID(int=0))


def test_an_event_is_known_by_its_exact_bytes(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    stored = office.journal(TILL).rows[0]

    with office.unit() as unit:
        found = unit.known_events([zoe.id, told.closed(zoe).id])

    assert found == {zoe.id: stored.row.body}


def test_an_event_that_comes_again_is_kept_beside_the_first(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    other = structs.replace(zoe, provisional=True)
    beside = office.journal(BESIDE)
    with office.unit() as unit:
        rows = [
            beside.add(zoe, fate=EventFate.DUPLICATE),
            beside.add(other, fate=EventFate.QUARANTINED, reason=Reason.ID_REUSED),
        ]
        unit.append(BESIDE, beside.lineage, rows)

    with office.unit() as unit:
        known = unit.known_events([zoe.id])
        waiting = unit.quarantined()

    assert known == {zoe.id: office.journal(TILL).rows[0].row.body}
    assert [(one.till_id, one.row, one.reason) for one in waiting] == [
        (BESIDE, rows[1].row, Reason.ID_REUSED)
    ]


# Quarantine.


def quarantine(office: Office, event: Event, reason: Reason) -> None:
    journal = office.journal(TILL)
    with office.unit() as unit:
        unit.append(TILL, journal.lineage, [journal.add(event, fate=EventFate.QUARANTINED, reason=reason)])


def test_the_quarantine_is_listed_oldest_first_and_by_reason(office: Office, told: Happenings) -> None:
    first, second = told.enrolled(), told.enrolled()
    quarantine(office, first, Reason.UNKNOWN_MEMBER)
    received_at = office.clock.now()
    office.clock.advance(60)
    quarantine(office, second, Reason.NEWER_SCHEMA)

    with office.unit() as unit:
        everything = unit.quarantined()
        newer = unit.quarantined({Reason.NEWER_SCHEMA, Reason.TOO_LARGE})

    assert [one.row.event_id for one in everything] == [first.id.bytes, second.id.bytes]
    assert (everything[0].till_id, everything[0].received_at) == (TILL, received_at)
    assert [one.row.event_id for one in newer] == [second.id.bytes]
    assert newer[0].row == office.journal(TILL).rows[1].row


@pytest.mark.parametrize("flag", ["", "over_limit"])
def test_what_is_released_has_left_the_quarantine_and_stays_known(
    office: Office, told: Happenings, flag: str
) -> None:
    event = told.enrolled()
    quarantine(office, event, Reason.UNKNOWN_MEMBER)
    with office.unit() as unit:
        unit.release(event.id, flag)

    with office.unit() as unit:
        assert unit.quarantined() == []
        assert list(unit.known_events([event.id])) == [event.id]


# Members.


def test_an_enrolled_member_is_sent_with_profile_key_and_account(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    members, accounts = office.states()

    state = members[zoe.member_id]
    assert (state.profile.given_name, state.profile.birth_year) == ("Zoé", 1980)
    assert (state.key, state.enrolled_on) == (told.keys[zoe.member_id], told.today)
    assert accounts[zoe.account_id].opened_on == told.today


def test_an_enrolment_waits_for_the_members_key(office: Office, told: Happenings) -> None:
    event = told.enrolled()

    assert refusal(office, event) is Reason.UNKNOWN_MEMBER


def test_a_key_that_is_known_stays(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    office.tell(told.closed(zoe), keys={zoe.member_id: bytes(32)})

    assert office.member(zoe.member_id).key == told.keys[zoe.member_id]


def test_a_member_enrols_once(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    again = structs.replace(zoe, id=told.enrolled().id)

    assert refusal(office, again) is Reason.ALREADY_THERE


def test_a_number_is_one_members(office: Office, told: Happenings) -> None:
    first, second = told.enrolled("2010000000486"), told.enrolled("2010000000486")
    office.tell(first, keys=told.keys)

    assert refusal(office, second) is Reason.ALREADY_THERE


def test_an_enrolment_under_another_key_contradicts_itself(office: Office, told: Happenings) -> None:
    event = told.enrolled()
    with office.unit() as unit:
        unit.keep_keys({event.member_id: bytes(32)})

    assert refusal(office, event) is Reason.CONTRADICTORY


def test_cards_are_linked_and_change(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    lost, kept = told.linked(zoe, "111"), told.linked(zoe, "222")
    office.tell(lost, kept, told.card_set(lost, CardStatus.BLOCKED), told.card_set(lost, CardStatus.LOST))

    cards = {card.id: card for card in office.member(zoe.member_id).cards}
    assert (cards[lost.card_id].token, cards[lost.card_id].status) == ("num:111", CardStatus.LOST)
    assert (cards[kept.card_id].token, cards[kept.card_id].status) == ("num:222", CardStatus.ACTIVE)


def test_a_card_stays_with_the_member_who_had_it_first(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    other = told.enrolled()
    office.tell(told.linked(zoe, "111"))
    office.tell(other, keys=told.keys)
    again = told.linked(other, "111")

    doubts = office.tell(again)

    assert doubts == {again.id: Reason.CARD_OF_ANOTHER}
    assert [card.token for card in office.member(zoe.member_id).cards] == ["num:111"]
    assert office.member(other.member_id).cards == ()


def test_a_card_that_the_member_has_already_is_linked_once(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    office.tell(told.linked(zoe, "111"))

    doubts = office.tell(told.linked(zoe, "111"))

    assert doubts == {}
    assert len(office.member(zoe.member_id).cards) == 1


def test_a_card_of_somebody_else_does_not_change(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    other = told.enrolled()
    card = told.linked(zoe)
    office.tell(card, other, keys=told.keys)

    foreign = structs.replace(told.card_set(card, CardStatus.LOST), member_id=other.member_id)

    assert refusal(office, foreign) is Reason.UNKNOWN_MEMBER


def test_the_latest_consent_counts_and_a_withdrawal_beats_a_grant(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    withdrawn = told.stated(zoe, Channel.EMAIL, granted=False)
    office.tell(
        told.stated(zoe, Channel.EMAIL, granted=True), withdrawn, told.stated(zoe, Channel.SMS, granted=True)
    )
    office.clock.advance(-60)
    office.tell(told.stated(zoe, Channel.SMS, granted=False))

    consents = {each.channel: each.granted for each in office.member(zoe.member_id).consents}
    assert consents == {Channel.EMAIL: False, Channel.SMS: True}


def test_what_speaks_of_a_member_waits_for_the_enrolment(office: Office, told: Happenings) -> None:
    stranger = told.enrolled()

    assert refusal(office, told.closed(stranger)) is Reason.UNKNOWN_MEMBER
    assert refusal(office, told.linked(stranger)) is Reason.UNKNOWN_MEMBER
    assert refusal(office, told.stated(stranger, Channel.SMS, granted=True)) is Reason.UNKNOWN_MEMBER


def test_what_names_another_account_is_refused_while_nobody_knows_it(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    event = structs.replace(told.closed(zoe), account_id=AccountId(NOBODY))

    assert refusal(office, event) is Reason.UNKNOWN_MEMBER


# Visits.


def test_a_visit_earns_counts_and_stands_in_the_history(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    counts = (CountBody(scope="family:tea", visits=1, revenue_minor=500, quantity=2_000),)
    uses = (RuleUseBody(rule="birthday", subject="zoe"),)
    tier = TierStanding(code="gold", since=told.today, until=told.today + timedelta(days=365))
    visit = told.closed(zoe, earned=20, counts=counts, rule_uses=uses, tier=tier, discount_minor=100)
    office.tell(visit)

    state = office.member(zoe.member_id)
    assert office.held(zoe.account_id) == [20]
    sums = {each.scope: (each.visits, each.revenue_minor, each.points_earned) for each in state.days}
    assert sums == {"": (1, 1_900, 20), "family:tea": (1, 500, 0)}
    assert {each.scope: each.quantity for each in state.lifetime} == {"": 0, "family:tea": 2_000}
    assert [(use.rule, use.subject, use.cause_id) for use in state.uses] == [
        ("birthday", "zoe", visit.visit_id)
    ]
    assert state.tier == tier
    assert [(each.id, each.points, each.voided) for each in state.visits] == [(visit.visit_id, 20, False)]


def test_a_visit_spends_from_lots_and_prolongs_them(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    entry = told.earning(30)
    office.tell(told.closed(zoe, earned=0, entries=[entry]))
    assert entry.lot is not None
    assert entry.lot.expires_on is not None
    later = entry.lot.expires_on + timedelta(days=30)
    terms = (TermBody(lot_id=entry.lot.id, was=entry.lot.expires_on, until=later),)
    office.tell(told.closed(zoe, earned=0, entries=[told.spending(entry.lot.id, 30)], terms=terms))
    outdated = (TermBody(lot_id=entry.lot.id, was=entry.lot.expires_on, until=date(2030, 1, 1)),)
    office.tell(told.closed(zoe, earned=0, terms=outdated))

    (lot,) = office.states()[1][zoe.account_id].lots
    assert (lot.earned, lot.remaining, lot.expires_on) == (30, 0, later)


def test_a_lot_that_nobody_knows_is_waited_for(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    spending = told.spending(LotId(NOBODY), 5)

    assert refusal(office, told.closed(zoe, entries=[spending])) is Reason.UNKNOWN_LOT


def test_a_lot_of_another_account_is_not_spent(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    other, entry = told.enrolled(), told.earning(30)
    office.tell(told.closed(zoe, entries=[entry]), other, keys=told.keys)
    assert entry.lot is not None

    assert refusal(office, told.closed(other, entries=[told.spending(entry.lot.id, 5)])) is Reason.UNKNOWN_LOT


def test_points_that_two_tills_spent_are_booked_twice_and_the_office_is_told_once(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    entry = told.earning(30)
    office.tell(told.closed(zoe, earned=0, entries=[entry]))
    assert entry.lot is not None
    first, second, third = (
        told.closed(zoe, earned=0, entries=[told.spending(entry.lot.id, amount)]) for amount in (30, 20, 5)
    )

    assert office.tell(first) == {}
    assert office.tell(second, third, till_id=BESIDE) == {second.id: Reason.OVERSPENT}
    assert office.held(zoe.account_id) == [-25]


def test_a_visit_that_does_not_add_up_contradicts_itself(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    entry = structs.replace(told.earning(20), kind="spend", lot=None)

    assert refusal(office, told.closed(zoe, entries=[entry])) is Reason.CONTRADICTORY


def test_a_visit_is_told_once(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    visit = told.closed(zoe)
    office.tell(visit)
    again = told.closed(zoe, visit_id=visit.visit_id)

    assert refusal(office, again) is Reason.ALREADY_THERE
    assert office.held(zoe.account_id) == [20]


def test_a_voided_visit_gives_everything_back(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    counts = (CountBody(scope="family:tea", visits=1, revenue_minor=500, quantity=2_000),)
    uses = (RuleUseBody(rule="birthday"), RuleUseBody(rule="welcome"))
    visit = told.closed(zoe, counts=counts, rule_uses=uses)
    office.tell(visit)
    office.tell(told.voided(visit))

    state = office.member(zoe.member_id)
    assert office.held(zoe.account_id) == [0]
    assert {(each.visits, each.revenue_minor, each.quantity) for each in state.days} == {(0, 0, 0)}
    assert state.uses == ()
    assert [each.voided for each in state.visits] == [True]


def test_a_visit_is_closed_and_voided_in_one_push(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    visit = told.closed(zoe, rule_uses=(RuleUseBody(rule="birthday"),), vouchers=(told.voucher(),))
    office.tell(visit, told.voided(visit))

    state = office.member(zoe.member_id)
    assert office.held(zoe.account_id) == [0]
    assert (state.uses, state.vouchers) == ((), ())


def test_a_tier_that_a_visit_brought_goes_with_it(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    visit = told.closed(zoe, tier=TierStanding(code="gold", since=told.today))
    office.tell(visit)
    office.tell(told.voided(visit, tier=TierStanding(code="", since=told.today)))

    assert office.member(zoe.member_id).tier is None


def test_a_visit_is_voided_once(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    visit = told.closed(zoe)
    office.tell(visit)
    office.tell(told.voided(visit))

    assert refusal(office, told.voided(visit), till_id=BESIDE) is Reason.ALREADY_THERE
    assert office.held(zoe.account_id) == [0]


def test_a_visit_that_nobody_knows_is_waited_for(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    assert refusal(office, told.voided(told.closed(zoe))) is Reason.UNKNOWN_VISIT


def test_a_visit_is_not_voided_for_somebody_else(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    other, visit = told.enrolled(), told.closed(zoe)
    office.tell(visit, other, keys=told.keys)
    wrong = told.voided(visit, member_id=other.member_id, account_id=other.account_id)

    assert refusal(office, wrong) is Reason.CONTRADICTORY


def test_goods_come_back_in_parts_until_nothing_is_left(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    visit = told.closed(zoe, rule_uses=(RuleUseBody(rule="birthday"),))
    office.tell(visit)
    office.tell(told.refunded(visit, 500, 5))
    standing = office.member(zoe.member_id)
    office.tell(told.refunded(visit, 1_500, 15, ends=True, rule_uses=visit.rule_uses))

    state = office.member(zoe.member_id)
    assert [each.voided for each in standing.visits] == [False]
    assert [use.rule for use in standing.uses] == ["birthday"]
    assert [each.voided for each in state.visits] == [True]
    assert (state.uses, office.held(zoe.account_id)) == ((), [0])
    assert refusal(office, told.refunded(visit, 1, 0)) is Reason.ALREADY_THERE


# Vouchers.


def test_a_voucher_is_given_used_and_held_again(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    voucher = told.voucher()
    giving = told.closed(zoe, vouchers=(voucher,))
    using = told.closed(zoe, vouchers_used=(VoucherUseBody(id=voucher.id),))
    office.tell(giving)
    given = office.member(zoe.member_id).vouchers
    office.tell(using)
    used = office.member(zoe.member_id).vouchers
    office.tell(told.voided(using))
    back = office.member(zoe.member_id).vouchers
    office.tell(told.voided(giving))
    gone = office.member(zoe.member_id).vouchers

    assert [(each.voucher, each.given_by, each.used_by) for each in given] == [
        (voucher, giving.visit_id, None)
    ]
    assert [each.used_by for each in used] == [using.visit_id]
    assert (back, gone) == (given, ())


def test_a_voucher_that_two_tills_took_stays_with_the_first_and_the_office_is_told(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    voucher = told.voucher()
    office.tell(told.closed(zoe, vouchers=(voucher,)))
    first, second = (told.closed(zoe, vouchers_used=(VoucherUseBody(id=voucher.id),)) for _ in range(2))

    assert office.tell(first) == {}
    assert office.tell(second, till_id=BESIDE) == {second.id: Reason.OVERSPENT}
    assert [each.used_by for each in office.member(zoe.member_id).vouchers] == [first.visit_id]


@pytest.mark.parametrize("known", [True, False])
def test_a_voucher_of_somebody_else_or_of_nobody_is_waited_for(
    office: Office, told: Happenings, zoe: MemberEnrolled, known: bool
) -> None:
    other, voucher = told.enrolled(), told.voucher()
    office.tell(other, keys=told.keys)
    if known:
        office.tell(told.closed(zoe, vouchers=(voucher,)))
    using = told.closed(other, vouchers_used=(VoucherUseBody(id=voucher.id),))

    assert refusal(office, using) is Reason.UNKNOWN_VOUCHER


def test_a_voucher_for_the_bearer_is_used_and_given_back_by_another_member(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    other, voucher = told.enrolled(), told.voucher(number_digest=bytes(32))
    office.tell(told.closed(zoe, vouchers=(voucher,)), other, keys=told.keys)
    using = told.closed(other, vouchers_used=(VoucherUseBody(id=voucher.id),))
    office.tell(using)
    used = office.member(zoe.member_id).vouchers
    office.tell(told.voided(using))

    assert [each.used_by for each in used] == [using.visit_id]
    assert [each.used_by for each in office.member(zoe.member_id).vouchers] == [None]
    assert office.member(other.member_id).vouchers == ()


# All or nothing.


def test_a_refused_event_leaves_nothing_of_those_before_it(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    before = office.states()
    journal = office.journal(TILL)
    stranger = told.closed(told.enrolled())
    fine = told.closed(zoe)

    with office.unit() as unit:
        unit.lineage(TILL, journal.lineage)
        with pytest.raises(EventRefused) as refused:
            unit.apply(TILL, journal.lineage, [Minting(event=fine, minor=9), Minting(event=stranger)])
        minted = unit.minted_minor(TILL)
        unit.append(
            TILL, journal.lineage, [journal.add(fine, fate=EventFate.QUARANTINED, reason="over_limit")]
        )

    assert (refused.value.event_id, refused.value.reason) == (stranger.id, Reason.UNKNOWN_MEMBER)
    assert minted == 0
    assert office.states() == before
    with office.unit() as unit:
        assert list(unit.known_events([fine.id])) == [fine.id]


def test_what_the_tables_refuse_is_undone_and_the_unit_goes_on(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    first, again = told.closed(zoe), told.closed(zoe)
    office.tell(first)
    twice = structs.replace(again, visit_id=first.visit_id)
    journal = office.journal(TILL)

    with office.unit() as unit:
        unit.lineage(TILL, journal.lineage)
        with pytest.raises(EventRefused):
            unit.apply(TILL, journal.lineage, [Minting(event=twice)])
        unit.apply(TILL, journal.lineage, [Minting(event=again)])
        unit.append(TILL, journal.lineage, [journal.add(again)])

    assert office.held(zoe.account_id) == [20, 20]


# Minting.


def test_what_a_till_mints_counts_for_the_day_and_what_is_held_does_not(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    office.tell(told.closed(zoe), minor=500)
    office.tell(told.closed(zoe), minor=70)
    office.tell(told.closed(zoe), minor=9_000, held=True)

    with office.unit() as unit:
        assert unit.minted_minor(TILL) == 570
        assert unit.minted_minor(BESIDE) == 0
    office.clock.advance(86_400)
    with office.unit() as unit:
        assert unit.minted_minor(TILL) == 0


def test_what_a_till_makes_counts_on_the_day_of_its_shop_and_not_of_greenwich(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    def minted_at(hour: int, minute: int) -> int:
        office.clock.wall = utc(2026, 11, 20, hour, minute)
        with office.unit() as unit:
            return unit.minted_minor(TILL)

    office.clock.wall = utc(2026, 11, 20, 22, 30)
    office.tell(told.closed(zoe), minor=500)

    assert [minted_at(22, 59), minted_at(23, 0)] == [500, 0]


def test_what_is_held_is_there_and_cannot_be_spent_until_the_office_frees_it(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    voucher = told.voucher()
    visit = told.closed(zoe, earned=20, vouchers=(voucher,))
    office.tell(visit, minor=9_000, held=True)
    lots, vouchers = office.states()[1][zoe.account_id].lots, office.member(zoe.member_id).vouchers
    with office.unit() as unit:
        freed = unit.free(visit.id)

    assert [(lot.remaining, lot.spendable_from) for lot in lots] == [(20, NEVER)]
    assert [each.voucher.valid_from for each in vouchers] == [NEVER]
    assert freed
    assert [lot.spendable_from for lot in office.states()[1][zoe.account_id].lots] == [None]
    assert [each.voucher for each in office.member(zoe.member_id).vouchers] == [voucher]
    with office.unit() as unit:
        assert not unit.free(visit.id)


def test_the_till_that_minted_too_much_is_told_that_it_is_held_and_that_it_is_free(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    start = office.pull(TILL).cursor
    visit = told.closed(zoe)
    office.tell(visit, minor=9_000, held=True)
    held = office.pull(TILL, start)
    with office.unit() as unit:
        unit.free(visit.id)
    freed = office.pull(TILL, held.cursor)

    lots = [
        [lot.spendable_from for change in answer.changes if change.account for lot in change.account.lots]
        for answer in (held, freed)
    ]
    assert lots == [[NEVER], [None]]


def test_nothing_is_freed_of_an_event_that_nobody_knows(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    with office.unit() as unit:
        assert not unit.free(told.closed(zoe).id)
        assert not unit.free(zoe.id)


# Gift cards.


@pytest.fixture
def card(office: Office, told: Happenings) -> GiftCardId:
    """A gift card that holds 50.00."""
    issued = told.gift_card()
    sold = told.moved(issued.gift_card_id, GiftMove.SOLD, 5_000)
    office.tell(issued, sold, keys=told.keys)
    return issued.gift_card_id


def test_a_gift_card_is_a_draft_until_it_is_sold(office: Office, told: Happenings) -> None:
    issued = told.gift_card()
    office.tell(issued, keys=told.keys)
    draft = office.kept.gift_card(issued.gift_card_id)
    office.tell(told.moved(issued.gift_card_id, GiftMove.SOLD, 5_000))
    sold = office.kept.gift_card(issued.gift_card_id)

    assert (draft.state, draft.balance_minor, draft.expires_on) == (GiftCardState.DRAFT, 0, None)
    assert (sold.state, sold.balance_minor) == (GiftCardState.ACTIVE, 5_000)
    assert sold.expires_on == told.today + timedelta(days=365)


def test_a_gift_card_waits_for_its_key_and_a_movement_for_its_card(office: Office, told: Happenings) -> None:
    issued = told.gift_card()

    assert refusal(office, issued) is Reason.UNKNOWN_GIFT_CARD
    assert refusal(office, told.moved(issued.gift_card_id, GiftMove.SOLD, 1)) is Reason.UNKNOWN_GIFT_CARD
    assert refusal(office, told.held(issued.gift_card_id, 1)) is Reason.UNKNOWN_GIFT_CARD


def test_a_gift_card_is_made_once(office: Office, told: Happenings) -> None:
    issued = told.gift_card()
    office.tell(issued, keys=told.keys)

    assert refusal(office, structs.replace(issued, id=told.enrolled().id)) is Reason.ALREADY_THERE


def test_money_is_set_aside_and_then_leaves(office: Office, told: Happenings, card: GiftCardId) -> None:
    hold = told.held(card, 2_000)
    office.tell(hold)
    aside = office.kept.gift_card(card)
    office.tell(told.moved(card, GiftMove.SPENT, -2_000, hold.hold_id))
    spent = office.kept.gift_card(card)

    assert (aside.balance_minor, aside.held_minor) == (5_000, 2_000)
    assert (spent.balance_minor, spent.held_minor) == (3_000, 0)


def test_a_hold_ends_once_and_whole(office: Office, told: Happenings, card: GiftCardId) -> None:
    hold = told.held(card, 2_000)
    office.tell(hold)

    assert refusal(office, told.moved(card, GiftMove.SPENT, -1_999, hold.hold_id)) is Reason.CONTRADICTORY
    office.tell(told.let_go(hold))
    assert refusal(office, told.let_go(hold)) is Reason.ALREADY_THERE
    assert refusal(office, hold) is Reason.ALREADY_THERE
    assert refusal(office, told.let_go(told.held(card, 1))) is Reason.UNKNOWN_GIFT_CARD
    assert office.kept.gift_card(card).held_minor == 0


def test_a_card_that_two_tills_emptied_owes_and_the_office_is_told(
    office: Office, told: Happenings, card: GiftCardId
) -> None:
    first, second = (told.moved(card, GiftMove.SPENT, -4_000) for _ in range(2))

    assert office.tell(first) == {}
    assert office.tell(second, till_id=BESIDE) == {second.id: Reason.OVERSPENT}
    book = office.kept.gift_card(card)
    assert (book.balance_minor, book.receivable_minor) == (0, 3_000)


def test_what_comes_onto_a_card_pays_what_it_owes(office: Office, told: Happenings, card: GiftCardId) -> None:
    office.tell(told.moved(card, GiftMove.SPENT, -8_000))
    office.tell(told.moved(card, GiftMove.RELOADED, 5_000), till_id=BESIDE)

    book = office.kept.gift_card(card)
    assert (book.balance_minor, book.receivable_minor) == (2_000, 0)


def test_a_hold_on_what_is_not_there_is_told_to_the_office(
    office: Office, told: Happenings, card: GiftCardId
) -> None:
    first, second = told.held(card, 4_000), told.held(card, 4_000)

    assert office.tell(first) == {}
    assert office.tell(second, till_id=BESIDE) == {second.id: Reason.OVERSPENT}
    book = office.kept.gift_card(card)
    assert (book.balance_minor, book.held_minor) == (5_000, 5_000)


def test_a_frozen_card_comes_back_and_a_voided_one_does_not(
    office: Office, told: Happenings, card: GiftCardId
) -> None:
    office.tell(told.gift_state(card, GiftCardState.FROZEN))
    frozen = office.kept.gift_card(card)
    office.tell(told.gift_state(card, GiftCardState.ACTIVE))
    office.tell(told.moved(card, GiftMove.SALE_VOIDED, -5_000))

    assert frozen.state is GiftCardState.FROZEN
    assert office.kept.gift_card(card).state is GiftCardState.VOIDED
    assert refusal(office, told.moved(card, GiftMove.SOLD, 5_000)) is Reason.CONTRADICTORY
    assert refusal(office, told.moved(card, GiftMove.RELOADED, 5_000)) is Reason.CONTRADICTORY


def test_a_card_that_was_loaded_beyond_the_limit_is_frozen_until_the_office_frees_it(
    office: Office, told: Happenings, card: GiftCardId
) -> None:
    reload = told.moved(card, GiftMove.RELOADED, 50_000)
    office.tell(reload, minor=50_000, held=True)
    frozen = office.kept.gift_card(card)
    with office.unit() as unit:
        freed = unit.free(reload.id)

    assert (frozen.state, frozen.balance_minor) == (GiftCardState.FROZEN, 55_000)
    assert freed
    assert office.kept.gift_card(card).state is GiftCardState.ACTIVE
    with office.unit() as unit:
        assert not unit.free(reload.id)


# What tills read.


def test_who_never_said_hello_is_sent_back(office: Office) -> None:
    with office.unit() as unit:
        assert unit.changes(TILLS[0], Pull(lineage=NOBODY)) is None


def test_nothing_is_sent_where_nothing_happened(office: Office) -> None:
    answer = office.pull()

    assert (answer.cursor, answer.changes, answer.more, answer.reset) == (None, (), False, False)


def test_the_answer_says_what_of_the_tills_journal_it_contains(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    office.tell(told.closed(zoe))

    assert office.pull(TILL).have == office.journal(TILL).head
    assert office.pull(BESIDE).have == START


def test_a_till_hears_what_came_after_its_cursor(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    other = told.enrolled()
    start = office.pull_all()[-1].cursor
    office.tell(other, keys=told.keys)
    answer = office.pull(after=start)
    silent = office.pull(after=answer.cursor)

    assert {change.member.id for change in answer.changes if change.member} == {other.member_id}
    assert not answer.reset
    assert (silent.changes, silent.cursor) == ((), answer.cursor)


def test_what_a_till_did_itself_is_not_sent_to_it(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    start = office.pull_all(TILL)[-1].cursor
    office.tell(told.closed(zoe))

    silent, echoed = office.pull(TILL, start), office.pull(TILL, start, echo=True)
    others = office.pull(BESIDE, start)

    assert silent.changes == ()
    assert silent.cursor == others.cursor
    assert {change.member.id for change in echoed.changes if change.member} == {zoe.member_id}
    assert {change.member.id for change in others.changes if change.member} == {zoe.member_id}


def test_from_the_beginning_a_till_is_sent_its_own_too(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    assert set(office.states(TILL)[0]) == {zoe.member_id}


def test_a_long_answer_comes_in_parts(office: Office, told: Happenings) -> None:
    people = [told.enrolled() for _ in range(7)]
    for each in people:
        office.tell(each, keys=told.keys)

    answers = [office.pull(limit=4)]
    while answers[-1].more:
        answers.append(office.pull(after=answers[-1].cursor, limit=4))

    sent = [change.member.id for answer in answers for change in answer.changes if change.member]
    accounts = {change.account.id for answer in answers for change in answer.changes if change.account}
    assert len(answers) > 2
    assert set(sent) == {each.member_id for each in people}
    assert accounts == {each.account_id for each in people}


def test_a_cursor_that_nobody_gave_begins_again(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    known = office.pull_all()[-1].cursor
    assert known is not None

    for wrong in (
        Cursor(known.seq, known.token ^ 1),
        Cursor(known.seq + 1000, known.token),
        Cursor(1 << 70, 1 << 70),
        Cursor(-1, -1),
    ):
        answer = office.pull(after=wrong)
        assert answer.reset
        assert {change.member.id for change in answer.changes if change.member} == {zoe.member_id}


def test_a_till_holds_the_members_of_its_shop_and_who_is_seen_there(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    before = office.states(FAR)
    start = office.pull(FAR).cursor
    office.tell(told.closed(zoe, earned=9, till_id=FAR, shop_id=AWAY), till_id=FAR)
    answer = office.pull(FAR, start)
    office.tell(told.closed(zoe, earned=4))
    later = office.pull(FAR, answer.cursor)

    assert before == ({}, {})
    assert {change.member.id for change in answer.changes if change.member} == {zoe.member_id}
    assert {change.member.id for change in later.changes if change.member} == {zoe.member_id}
    assert set(office.states(BESIDE)[0]) == set(office.states(FAR)[0]) == {zoe.member_id}


def test_whom_a_till_has_wrong_it_is_told_again_as_is_everybody(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    starts = {till.id: office.pull_all(till.id)[-1].cursor for till in TILLS}
    journal = office.journal(FAR)
    with office.unit() as unit:
        unit.lineage(FAR, journal.lineage)
        unit.tell_again([told.voided(told.closed(zoe)), told.closed(told.enrolled())])

    for till_id, start in starts.items():
        sent = {change.member.id for change in office.pull(till_id, start).changes if change.member}
        assert sent == {zoe.member_id}, till_id


def test_whoever_gave_a_voucher_is_told_again_when_a_visit_of_somebody_else_did_not_use_it(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    voucher = told.voucher(number_digest=bytes(32))
    office.tell(told.closed(zoe, vouchers=(voucher,)))
    start = office.pull_all()[-1].cursor

    with office.unit() as unit:
        used = (VoucherUseBody(id=voucher.id),)
        unit.tell_again([told.closed(told.enrolled(), vouchers_used=used)])

    sent = [change.member.id for change in office.pull(TILL, start).changes if change.member]
    assert sent == [zoe.member_id]


def test_telling_again_of_nobody_tells_nothing(office: Office, told: Happenings) -> None:
    with office.unit() as unit:
        unit.tell_again([told.closed(told.enrolled())])

    assert office.pull().changes == ()


def test_the_generation_stays_while_nobody_restores_anything(office: Office, zoe: MemberEnrolled) -> None:
    assert office.store.generation() == office.store.generation() != ""
