"""What the office does, on every `CentreStore`: merges, erasures, expiries, and the journal telling them."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from fidpos.domain.card import CardStatus
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import MemberId
from fidpos.domain.member import Channel, MemberStatus, Profile, TierStanding
from fidpos.server.office_port import Doubled, Likeness
from fidpos.server.reason import Reason
from fidpos.server.services.doubled import look_for_alike, settle_card
from fidpos.server.services.office import NotToErase, NotToMerge
from fidpos.wire.events import MemberEnrolled, RuleUseBody, VoucherUseBody
from fidpos.wire.sync.pull import GoneReason
from tests.helpers.centre_acts import act, bought, enrolled, merge
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import BESIDE, FAR, TILL, TILLS, Office

NOBODY = MemberId(UUID(int=999))


@pytest.fixture
def twin(office: Office, told: Happenings, zoe: MemberEnrolled) -> MemberEnrolled:
    """The same person, enrolled once more at a till that did not know."""
    office.clock.advance(3_600)
    return enrolled(office, told)


def erase(office: Office, member: MemberEnrolled) -> None:
    with office.unit() as unit:
        act(unit.office(), office).erase(member.member_id)


# One person out of two.


def test_a_merged_member_leads_to_the_one_who_remains(
    office: Office, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    merge(office, zoe, twin)

    gone = office.member(twin.member_id)
    assert (gone.status, gone.merged_into) == (MemberStatus.MERGED, zoe.member_id)
    assert gone.account_id == zoe.account_id
    assert office.member(zoe.member_id).status is MemberStatus.ACTIVE


def test_points_sums_visits_and_cards_of_both_are_the_ones_of_who_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    office.tell(told.linked(zoe, "111"), told.linked(twin, "222"))
    first, second = bought(office, told, zoe), bought(office, told, twin, earned=30)

    merge(office, zoe, twin)

    state = office.member(zoe.member_id)
    assert sorted(card.token for card in state.cards) == ["num:111", "num:222"]
    assert {visit.id for visit in state.visits} == {first.visit_id, second.visit_id}
    assert [(sums.visits, sums.revenue_minor, sums.points_earned) for sums in state.lifetime] == [
        (2, 4_000, 50)
    ]
    assert [(sums.visits, sums.revenue_minor) for sums in state.days] == [(2, 4_000)]
    assert sorted(office.held(zoe.account_id)) == [20, 30]
    gone = office.member(twin.member_id)
    assert (gone.cards, gone.visits, gone.days, gone.lifetime) == ((), (), (), ())


def test_vouchers_and_uses_of_rules_go_over_too(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    voucher = told.voucher()
    bought(office, told, twin, vouchers=(voucher,), rule_uses=(RuleUseBody(rule="welcome"),))

    merge(office, zoe, twin)
    used = bought(office, told, zoe, vouchers_used=(VoucherUseBody(id=voucher.id),))

    state = office.member(zoe.member_id)
    assert [use.rule for use in state.uses] == ["welcome"]
    assert [(each.voucher.id, each.used_by) for each in state.vouchers] == [(voucher.id, used.visit_id)]


def test_the_later_enrolment_says_who_the_member_is_where_it_says_anything(
    office: Office, told: Happenings
) -> None:
    early = Profile(given_name="Zoé", family_name="Martin", phone="+33611", birth_year=1980)
    late = Profile(given_name="Zoe", family_name="Martin-Roux", birthday=DayMonth(day=3, month=4))
    zoe = enrolled(office, told, profile=early)
    office.clock.advance(86_400)
    twin = enrolled(office, told, profile=late)

    merge(office, zoe, twin)

    profile = office.member(zoe.member_id).profile
    assert (profile.given_name, profile.family_name) == ("Zoe", "Martin-Roux")
    assert (profile.phone, profile.birth_year, profile.birthday) == ("+33611", 1980, DayMonth(day=3, month=4))
    assert office.member(twin.member_id).profile == late


def test_a_birthday_that_changes_by_a_merge_counts_as_edited(office: Office, told: Happenings) -> None:
    zoe = enrolled(
        office, told, profile=Profile(given_name="Z", family_name="M", birthday=DayMonth(day=1, month=1))
    )
    office.clock.advance(86_400)
    twin = enrolled(
        office, told, profile=Profile(given_name="Z", family_name="M", birthday=DayMonth(day=2, month=2))
    )

    merge(office, zoe, twin)

    assert office.member(zoe.member_id).profile.birthday_changed_on == office.clock.now().date()


def test_a_withdrawal_beats_an_older_consent_whoever_of_the_two_stated_it(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    office.tell(told.stated(zoe, Channel.EMAIL, granted=True), told.stated(zoe, Channel.SMS, granted=False))
    office.clock.advance(60)
    office.tell(told.stated(twin, Channel.EMAIL, granted=False))

    merge(office, zoe, twin)

    consents = {each.channel: each.granted for each in office.member(zoe.member_id).consents}
    assert consents == {Channel.EMAIL: False, Channel.SMS: False}


def test_the_standing_reached_later_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    gold = TierStanding(code="gold", since=date(2026, 11, 20))
    bought(office, told, zoe, tier=TierStanding(code="silver", since=date(2026, 11, 1)))
    bought(office, told, twin, tier=gold)

    merge(office, zoe, twin)

    assert office.member(zoe.member_id).tier == gold


def test_what_a_till_tells_of_the_former_member_counts_for_who_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    merge(office, zoe, twin)

    late = told.closed(twin, earned=7)
    office.tell(late, told.linked(twin, "333"), told.stated(twin, Channel.SMS, granted=True))

    state = office.member(zoe.member_id)
    assert [visit.id for visit in state.visits] == [late.visit_id]
    assert [card.token for card in state.cards] == ["num:333"]
    assert [each.channel for each in state.consents] == [Channel.SMS]
    assert office.held(zoe.account_id) == [7]


def test_whoever_told_it_of_the_former_member_hears_how_it_counts(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    merge(office, zoe, twin)
    before = office.pull(TILL)

    office.tell(told.closed(twin))

    changes = office.pull(TILL, before.cursor).changes
    heard = {change.member.id for change in changes if change.member is not None}
    assert heard == {zoe.member_id, twin.member_id}


def test_a_visit_from_before_the_merge_is_undone_under_its_former_name(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    visit = bought(office, told, twin)
    merge(office, zoe, twin)

    office.tell(told.voided(visit))

    assert office.held(zoe.account_id) == [0]
    assert office.member(zoe.member_id).visits[0].voided


def test_a_visit_from_before_the_merge_is_undone_under_the_name_of_who_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    visit = bought(office, told, twin)
    merge(office, zoe, twin)

    office.tell(told.voided(visit, member_id=zoe.member_id, account_id=zoe.account_id))

    assert office.held(zoe.account_id) == [0]


def test_a_debt_goes_over_as_a_debt(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    visit = bought(office, told, twin)
    lot = visit.entries[0].lot
    assert lot is not None
    bought(office, told, twin, earned=0, entries=(told.spending(lot.id, 20),))
    office.tell(told.closed(twin, earned=0, entries=(told.spending(lot.id, 5),)), till_id=BESIDE)

    merged = merge(office, zoe, twin)

    assert [(body.counter, body.amount) for body in merged.moved] == [("points", -5)]
    assert office.held(zoe.account_id) == [-5]


def test_members_who_shared_an_account_keep_it(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    spouse = enrolled(office, told, account_id=zoe.account_id)
    bought(office, told, zoe)

    merged = merge(office, zoe, spouse)

    assert merged.moved == ()
    assert office.held(zoe.account_id) == [20]


def test_who_shared_the_account_of_the_one_that_is_gone_shares_that_of_who_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    spouse = enrolled(office, told, account_id=twin.account_id)
    merge(office, zoe, twin)

    office.tell(told.closed(spouse, earned=9))

    assert office.member(spouse.member_id).account_id == zoe.account_id
    assert office.held(zoe.account_id) == [9]


def test_whoever_was_merged_into_one_who_is_merged_leads_to_the_last(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    third = enrolled(office, told)
    merge(office, twin, third)
    merge(office, zoe, twin)

    office.tell(told.closed(third, earned=4))

    assert office.member(third.member_id).merged_into == zoe.member_id
    assert office.held(zoe.account_id) == [4]


def test_two_merges_that_cross_are_one(office: Office, zoe: MemberEnrolled, twin: MemberEnrolled) -> None:
    merge(office, zoe, twin)

    with pytest.raises(NotToMerge):
        merge(office, twin, zoe)

    assert office.member(zoe.member_id).status is MemberStatus.ACTIVE


def test_nobody_is_merged_with_a_stranger(office: Office, zoe: MemberEnrolled) -> None:
    with office.unit() as unit, pytest.raises(NotToMerge):
        act(unit.office(), office).merge(zoe.member_id, NOBODY, office.clock.now().date())


def test_of_a_provisional_member_and_an_enrolled_one_the_enrolled_one_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    stranger = enrolled(office, told, provisional=True, profile=Profile(given_name="", family_name=""))

    merged = merge(office, stranger, zoe)

    assert (merged.kept_id, merged.gone_id) == (zoe.member_id, stranger.member_id)
    assert office.member(zoe.member_id).profile.given_name == "Zoé"


def test_shops_that_held_either_of_the_two_hear_of_who_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    twin = told.enrolled()
    office.tell(twin, till_id=FAR, keys=told.keys)

    merge(office, zoe, twin)

    members, _ = office.states(FAR)
    assert set(members) == {zoe.member_id, twin.member_id}


# Cards of two members.


def test_a_member_known_by_a_card_alone_becomes_one_with_whose_card_it_is(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    office.tell(told.linked(zoe, "111"))
    nobody = Profile(given_name="", family_name="")
    stranger = told.enrolled(provisional=True, profile=nobody)
    link, visit = told.linked(stranger, "111"), told.closed(stranger)
    doubts = office.tell(stranger, link, visit, till_id=FAR, keys=told.keys)

    with office.unit() as unit:
        settled = settle_card(unit.office(), TILLS[2], link, office.clock.now())

    assert doubts == {link.id: Reason.CARD_OF_ANOTHER}
    assert settled
    assert office.held(zoe.account_id) == [20]
    members, _ = office.states(FAR)
    assert members[stranger.member_id].merged_into == zoe.member_id
    assert [card.token for card in members[zoe.member_id].cards] == ["num:111"]


def test_nobody_takes_over_what_a_card_earned_by_linking_it_to_themselves(
    office: Office, told: Happenings
) -> None:
    stranger = told.enrolled(provisional=True, profile=Profile(given_name="", family_name=""))
    office.tell(stranger, told.linked(stranger, "111"), told.closed(stranger), keys=told.keys)
    zoe = enrolled(office, told)
    link = told.linked(zoe, "111")
    office.tell(link)

    with office.unit() as unit:
        settled = settle_card(unit.office(), TILLS[0], link, office.clock.now())
        (suspect,) = unit.office().suspects()

    assert not settled
    assert (suspect.first, suspect.second) == (stranger.member_id, zoe.member_id)
    assert office.member(zoe.member_id).cards == ()
    assert office.held(stranger.account_id) == [20]
    merged = merge(office, stranger, zoe)
    assert merged.kept_id == zoe.member_id
    assert office.held(zoe.account_id) == [20]


def test_nobody_takes_over_a_member_through_one_who_has_a_card_of_their_own(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    office.tell(told.linked(zoe, "111"), told.closed(zoe))
    stranger = told.enrolled(provisional=True, profile=Profile(given_name="", family_name=""))
    office.tell(stranger, told.linked(stranger, "222"), keys=told.keys)
    link = told.linked(stranger, "111")
    office.tell(link)

    with office.unit() as unit:
        settled = settle_card(unit.office(), TILLS[0], link, office.clock.now())

    assert not settled
    assert [card.token for card in office.member(zoe.member_id).cards] == ["num:111"]


def test_two_who_say_who_they_are_and_have_one_card_are_for_the_office(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    office.tell(told.linked(zoe, "111"))
    link = told.linked(twin, "111")
    office.tell(link)

    with office.unit() as unit:
        settled = settle_card(unit.office(), TILLS[0], link, office.clock.now())
        suspects = unit.office().suspects()

    assert not settled
    assert tuple(suspects) == (
        Doubled(
            first=zoe.member_id, second=twin.member_id, likeness=Likeness.CARD, found_at=office.clock.now()
        ),
    )
    merge(office, zoe, twin)
    with office.unit() as unit:
        assert not unit.office().suspects()


def test_a_card_reported_lost_under_the_id_of_the_till_that_linked_it_again_is_lost(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    again = told.linked(zoe, "111")
    office.tell(told.linked(zoe, "111"), again)

    office.tell(told.card_set(again, CardStatus.LOST))

    assert [card.status for card in office.member(zoe.member_id).cards] == [CardStatus.LOST]


def test_members_with_one_phone_one_address_or_one_name_and_birthday_are_suspected_once(
    office: Office, told: Happenings
) -> None:
    birthday = DayMonth(day=3, month=4)
    mail = "a@example.org"
    first = enrolled(
        office, told, profile=Profile(given_name="A", family_name="B", phone="+33611", email=mail)
    )
    office.clock.advance(86_400)
    phone = enrolled(office, told, profile=Profile(given_name="C", family_name="D", phone="+33611"))
    named = enrolled(office, told, profile=Profile(given_name="Éa", family_name="Z", birthday=birthday))
    office.clock.advance(86_400)
    same = enrolled(office, told, profile=Profile(given_name="Éa", family_name="Z", birthday=birthday))
    mailed = enrolled(office, told, profile=Profile(given_name="E", family_name="F", email=mail))

    with office.unit() as unit:
        found = look_for_alike(unit.office(), office.clock.now())
    with office.unit() as unit:
        again = look_for_alike(unit.office(), office.clock.now())
        suspects = {(each.first, each.second, each.likeness) for each in unit.office().suspects()}

    assert (found, again) == (3, 0)
    assert suspects == {
        (first.member_id, phone.member_id, Likeness.PHONE),
        (first.member_id, mailed.member_id, Likeness.EMAIL),
        (named.member_id, same.member_id, Likeness.NAME),
    }


# Forgotten.


def test_tills_are_told_to_forget_who_is_erased_and_whoever_was_merged_into_them(
    office: Office, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    merge(office, zoe, twin)

    erase(office, zoe)

    gone = [change.gone for answer in office.pull_all() for change in answer.changes if change.gone]
    assert {(each.id, each.reason) for each in gone} == {
        (zoe.member_id, GoneReason.ERASED),
        (twin.member_id, GoneReason.ERASED),
    }
    assert office.states()[0] == {}


def test_visits_of_who_was_erased_still_count_and_nothing_of_them_waits(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    erase(office, zoe)

    doubts = office.tell(told.closed(zoe), told.linked(zoe, "111"))

    assert doubts == {}
    assert office.states()[0] == {}


def test_the_key_of_who_was_erased_is_not_taken_again_from_an_old_copy(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    erase(office, zoe)
    with office.unit() as unit:
        unit.keep_keys(told.keys)

    office.tell(told.closed(zoe))

    assert office.states()[0] == {}


def test_who_is_to_be_written_down_is_everybody_who_is_one_with_who_is_erased(
    office: Office, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    merge(office, zoe, twin)

    with office.unit() as unit:
        acts = act(unit.office(), office)
        for each in (zoe, twin):
            assert acts.known_as(each.member_id) == (zoe.member_id, twin.member_id)


def test_nobody_has_no_ids(office: Office, zoe: MemberEnrolled) -> None:
    erase(office, zoe)

    with office.unit() as unit:
        for each in (zoe.member_id, NOBODY):
            with pytest.raises(NotToErase):
                act(unit.office(), office).known_as(each)


def test_nobody_is_erased_twice(office: Office, zoe: MemberEnrolled) -> None:
    erase(office, zoe)

    with pytest.raises(NotToErase):
        erase(office, zoe)


# Ended.


def test_lots_past_their_last_day_end_and_what_else_there_is_stays(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    today = told.today
    ending = told.earning(20, expires_on=today)
    staying = told.earning(30, expires_on=today + timedelta(days=1))
    bought(office, told, zoe, earned=0, entries=(ending, staying))

    with office.unit() as unit:
        none = act(unit.office(), office).expire(today, at_most=10)
    with office.unit() as unit:
        one = act(unit.office(), office).expire(today + timedelta(days=1), at_most=10)
        again = act(unit.office(), office).expire(today + timedelta(days=1), at_most=10)

    assert (none, one, again) == (0, 1, 0)
    assert sum(office.held(zoe.account_id)) == 30


def test_what_comes_back_after_the_end_is_gone_the_next_time(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    earning = bought(office, told, zoe, earned=0, entries=(told.earning(20, expires_on=told.today),))
    lot = earning.entries[0].lot
    assert lot is not None
    spending = bought(office, told, zoe, earned=0, entries=(told.spending(lot.id, 15),))
    tomorrow = told.today + timedelta(days=1)
    with office.unit() as unit:
        act(unit.office(), office).expire(tomorrow, at_most=10)
    office.tell(told.voided(spending))
    back = sum(office.held(zoe.account_id))

    with office.unit() as unit:
        act(unit.office(), office).expire(tomorrow, at_most=10)

    assert back == 15
    assert sum(office.held(zoe.account_id)) == 0


@pytest.mark.parametrize(("spent", "owed"), [(0, 0), (40, 40), (100, 100)])
def test_what_ended_before_its_visit_is_undone_is_not_owed_and_what_was_spent_is(
    office: Office, told: Happenings, zoe: MemberEnrolled, spent: int, owed: int
) -> None:
    visit = bought(office, told, zoe, earned=0, entries=(told.earning(100, expires_on=told.today),))
    lot = visit.entries[0].lot
    assert lot is not None
    if spent:
        bought(office, told, zoe, earned=0, entries=(told.spending(lot.id, spent),))
    with office.unit() as unit:
        act(unit.office(), office).expire(told.today + timedelta(days=1), at_most=10)
    undone = told.voided(visit)
    office.tell(undone)

    with office.unit() as unit:
        is_owed = act(unit.office(), office).owed_after(undone)
        again = act(unit.office(), office).owed_after(undone)

    assert (is_owed, again) == (owed > 0, owed > 0)
    assert sum(office.held(zoe.account_id)) == -owed


def test_what_ended_before_a_merge_is_not_owed_after_it(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    visit = bought(office, told, twin, earned=0, entries=(told.earning(100, expires_on=told.today),))
    with office.unit() as unit:
        act(unit.office(), office).expire(told.today + timedelta(days=1), at_most=10)
    merge(office, zoe, twin)
    undone = told.voided(visit)
    office.tell(undone)

    with office.unit() as unit:
        assert not act(unit.office(), office).owed_after(undone)

    assert sum(office.held(zoe.account_id)) == 0


def test_what_the_office_withholds_and_what_is_owed_does_not_end(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    held = told.closed(zoe, earned=0, entries=(told.earning(20, expires_on=told.today),))
    office.tell(held, held=True)

    with office.unit() as unit:
        done = act(unit.office(), office).expire(told.today + timedelta(days=9), at_most=10)

    assert done == 0


# The journal of the office.


def test_each_act_is_a_row_of_one_chain(office: Office, zoe: MemberEnrolled, twin: MemberEnrolled) -> None:
    merged = merge(office, zoe, twin)
    with office.unit() as unit:
        after_merge = unit.office().head()
    erase(office, zoe)

    with office.unit() as unit:
        head = unit.office().head()
    assert after_merge is not None
    assert head is not None
    assert (after_merge.anchor.seq, head.anchor.seq) == (2, 3)
    assert after_merge.epoch == head.epoch != merged.id


def test_what_was_refused_leaves_no_row(office: Office, zoe: MemberEnrolled) -> None:
    with pytest.raises(NotToMerge), office.unit() as unit:
        act(unit.office(), office).merge(zoe.member_id, zoe.member_id, office.clock.now().date())

    with office.unit() as unit:
        assert unit.office().head() is None
