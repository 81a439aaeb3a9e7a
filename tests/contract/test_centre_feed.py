"""What tills are told beside members: gift cards, programmes, staff, settings, and whom to let go."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.domain.ids import ShopId, StaffId, TillId
from fidpos.domain.staff import Role
from fidpos.rules.codec import programme_to_json
from fidpos.server.configuration import Person
from fidpos.server.services.publish import Publishing, Spot, publish, push_setting
from fidpos.settings.declaration import Scope
from fidpos.wire.events import MemberEnrolled, VoucherUseBody
from fidpos.wire.sealed import open_inscription
from fidpos.wire.sync.gift_card_standing import GIFT_ENTRIES_MAX
from fidpos.wire.sync.pull import Change, Gone, GoneReason
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import (
    AWAY,
    BESIDE,
    CASHIER,
    FAR,
    MERCHANT,
    PROGRAMME,
    SHOP,
    TILL,
    Office,
)

DAY_S = 86_400


def publishing(office: Office) -> Publishing:
    return Publishing(by=CASHIER, now=office.clock.now(), currency="EUR")


def new_version(
    office: Office, version: int, in_days: int = 0, shops: frozenset[ShopId] = frozenset()
) -> None:
    since = office.clock.now() + timedelta(days=in_days)
    meant = replace(publishing(office), shops=shops)
    with office.kept.configuration() as configuration:
        publish(configuration, programme_to_json(replace(PROGRAMME, version=version)), meant, since)


def decide(office: Office, name: str, value: str | None, scope: Scope, place: UUID) -> None:
    with office.kept.configuration() as configuration:
        push_setting(configuration, name, value, Spot(scope=scope, id=place), office.clock.now())


def employ(office: Office, person: Person) -> None:
    with office.kept.configuration() as configuration:
        configuration.put_staff(person, office.clock.now())


def changes(office: Office, till_id: UUID = BESIDE) -> list[Change]:
    """Everything that a till hears from the beginning."""
    return [change for answer in office.pull_all(TillId(till_id)) for change in answer.changes]


INES = Person(
    id=StaffId(UUID(int=50)),
    name="Inès",
    role=Role.CASHIER,
    pin_hash="$argon2id$",
    badge="num:7",
    shops=frozenset({SHOP}),
)


# Gift cards.


def test_a_gift_card_is_told_with_what_stands_on_it_and_what_it_holds(
    office: Office, told: Happenings
) -> None:
    issued = told.gift_card()
    sold = told.moved(issued.gift_card_id, GiftMove.SOLD, 5_000)
    hold = told.held(issued.gift_card_id, 2_000)
    office.tell(issued, sold, hold, keys=told.keys)

    (card,) = office.gift_cards().values()

    assert (card.state, card.balance_minor, card.held_minor) == (GiftCardState.ACTIVE, 5_000, 2_000)
    assert [entry.id for entry in card.entries] == [sold.moves[0].id]
    assert [each.id for each in card.holds] == [hold.hold_id]
    assert open_inscription(card.key, card.id, card.sealed) == open_inscription(
        told.keys[issued.gift_card_id], issued.gift_card_id, issued.sealed
    )


def test_the_till_that_made_a_card_hears_that_the_centre_knows_it_and_is_spared_what_it_does_then(
    office: Office, told: Happenings
) -> None:
    issued = told.gift_card()
    office.tell(issued, keys=told.keys)
    known = office.pull(TILL)
    office.tell(told.moved(issued.gift_card_id, GiftMove.SOLD, 5_000))
    after = office.pull(TILL, known.cursor)
    beside = office.pull(BESIDE, known.cursor)

    assert [change.gift_card.state for change in known.changes if change.gift_card] == [GiftCardState.DRAFT]
    assert after.changes == ()
    assert [change.gift_card.balance_minor for change in beside.changes if change.gift_card] == [5_000]


def test_a_card_is_held_where_it_was_sold_and_where_it_was_used(office: Office, told: Happenings) -> None:
    issued = told.gift_card()
    office.tell(issued, told.moved(issued.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
    before = office.gift_cards(FAR)
    office.tell(told.moved(issued.gift_card_id, GiftMove.SPENT, -1_000), till_id=FAR)

    assert before == {}
    assert office.gift_cards(FAR) == office.gift_cards(BESIDE)
    assert office.gift_cards(FAR)[issued.gift_card_id].balance_minor == 4_000


def test_a_card_that_owes_is_told_as_empty_also_to_the_till_that_overdrew_it(
    office: Office, told: Happenings
) -> None:
    issued = told.gift_card()
    office.tell(issued, told.moved(issued.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
    cursor = office.pull(BESIDE).cursor
    for till_id in (TILL, BESIDE):
        office.tell(told.moved(issued.gift_card_id, GiftMove.SPENT, -4_000), till_id=till_id)

    told_last = office.pull(BESIDE, cursor).changes[-1].gift_card

    assert told_last is not None
    assert told_last.balance_minor == 0


def test_no_more_than_the_latest_entries_of_a_card_are_told(office: Office, told: Happenings) -> None:
    issued = told.gift_card()
    office.tell(issued, told.moved(issued.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
    office.clock.advance(1)
    spent = [told.moved(issued.gift_card_id, GiftMove.SPENT, -10) for _ in range(GIFT_ENTRIES_MAX)]
    office.tell(*spent)

    (card,) = office.gift_cards().values()

    assert {entry.id for entry in card.entries} == {event.moves[0].id for event in spent}
    assert card.balance_minor == 5_000 - 10 * GIFT_ENTRIES_MAX


def test_a_card_that_the_office_thaws_is_told_to_everybody(office: Office, told: Happenings) -> None:
    issued = told.gift_card()
    office.tell(issued, told.moved(issued.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
    reload = told.moved(issued.gift_card_id, GiftMove.RELOADED, 50_000)
    office.tell(reload, minor=50_000, held=True)
    frozen = office.pull(TILL)
    with office.unit() as unit:
        unit.free(reload.id)
    thawed = office.pull(TILL, frozen.cursor)

    states = [each.changes[-1].gift_card for each in (frozen, thawed)]
    assert [each.state for each in states if each] == [GiftCardState.FROZEN, GiftCardState.ACTIVE]


# Who else is told.


def test_all_who_share_an_account_are_told_where_they_are_held(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    spouse = told.enrolled(account_id=zoe.account_id)
    office.tell(spouse, keys=told.keys, till_id=FAR)
    cursor = office.pull(FAR).cursor
    office.tell(told.closed(zoe, earned=20))

    heard = office.pull(FAR, cursor).changes

    assert [change.member.id for change in heard if change.member] == [spouse.member_id]
    assert [lot.remaining for change in heard if change.account for lot in change.account.lots] == [20]
    assert zoe.member_id not in office.states(FAR)[0]
    assert spouse.member_id not in office.states(BESIDE)[0]


def test_who_gave_a_voucher_away_is_told_when_somebody_else_used_it(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    other, voucher = told.enrolled(), told.voucher(number_digest=bytes(32))
    office.tell(told.closed(zoe, vouchers=(voucher,)), other, keys=told.keys)
    cursor = office.pull(BESIDE).cursor
    using = told.closed(other, vouchers_used=(VoucherUseBody(id=voucher.id),))
    office.tell(using)

    heard = {
        change.member.id: change.member for change in office.pull(BESIDE, cursor).changes if change.member
    }

    assert [each.used_by for each in heard[zoe.member_id].vouchers] == [using.visit_id]


# Leaving.


def test_a_shop_lets_go_of_whom_it_has_not_seen_and_keeps_its_own(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    office.tell(told.closed(zoe), till_id=FAR)
    cursor = office.pull(FAR).cursor
    office.clock.advance(101 * DAY_S)

    assert office.kept.let_go(days=100) == 1
    gone = Gone(id=zoe.member_id, reason=GoneReason.OUT_OF_SCOPE)
    assert [change.gone for change in office.pull(FAR, cursor).changes] == [gone]
    assert zoe.member_id in office.states(BESIDE)[0]
    assert office.kept.let_go(days=100) == 0


def test_who_was_seen_lately_stays(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    office.tell(told.closed(zoe), till_id=FAR)
    office.clock.advance(101 * DAY_S)
    office.tell(told.closed(zoe), till_id=FAR)

    assert office.kept.let_go(days=100) == 0


def test_who_comes_back_is_told_whole(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    office.tell(told.closed(zoe), till_id=FAR)
    office.clock.advance(101 * DAY_S)
    office.kept.let_go(days=100)
    cursor = office.pull(FAR).cursor
    office.tell(told.closed(zoe), till_id=FAR)

    (state,) = [change.member for change in office.pull(FAR, cursor).changes if change.member]
    assert len(state.visits) == 2


# Programmes.


def test_a_programme_is_told_to_every_shop_with_the_instant_at_which_it_begins(office: Office) -> None:
    new_version(office, 2, in_days=3)

    for till_id in (BESIDE, FAR):
        (change,) = changes(office, till_id)
        assert change.programme is not None
        assert (change.programme.version, bytes(change.programme.body)) == (
            2,
            programme_to_json(replace(PROGRAMME, version=2)),
        )
        assert change.programme.since == office.clock.now() + timedelta(days=3)


def test_a_programme_that_is_meant_for_some_shops_is_told_to_them_alone(office: Office) -> None:
    new_version(office, 2, shops=frozenset({AWAY}))
    new_version(office, 3)
    heard = {
        till: [each.programme.version for each in changes(office, till) if each.programme]
        for till in (BESIDE, FAR)
    }
    with office.kept.configuration() as configuration:
        meant = [release.shops for release in configuration.releases() if release.version > 1]

    assert heard == {BESIDE: [3], FAR: [2, 3]}
    assert meant == [frozenset({AWAY}), frozenset()]


def test_a_visit_may_name_a_programme_as_soon_as_it_is_published(office: Office) -> None:
    new_version(office, 2)

    with office.unit() as unit:
        published = unit.programme(2)
    assert published == replace(PROGRAMME, version=2)


# Staff.


def test_staff_are_told_to_the_shops_where_they_act(office: Office) -> None:
    employ(office, INES)

    (here,) = changes(office, BESIDE)
    assert here.staff is not None
    assert (here.staff.name, here.staff.badge, here.staff.employed) == ("Inès", "num:7", True)
    assert changes(office, FAR) == []
    with office.unit() as unit:
        assert unit.staff([INES.id])[INES.id].shops == {SHOP}


def test_who_changes_shops_leaves_one_and_joins_the_other(office: Office) -> None:
    employ(office, INES)
    employ(office, replace(INES, version=2, shops=frozenset({AWAY})))

    (here,), (there,) = changes(office, BESIDE), changes(office, FAR)
    assert here.staff is not None
    assert there.staff is not None
    assert (here.staff.employed, there.staff.employed) == (False, True)
    assert (here.staff.pin_hash, here.staff.badge) == ("", None)
    assert (there.staff.pin_hash, there.staff.badge) == (INES.pin_hash, INES.badge)


# Settings.


def test_of_what_is_said_of_a_setting_the_narrowest_place_wins(office: Office) -> None:
    decide(office, "sound", "true", Scope.MERCHANT, MERCHANT)
    decide(office, "sound", "false", Scope.SHOP, SHOP)
    decide(office, "sound", "true", Scope.TILL, TILL)

    assert [_said(office, till_id) for till_id in (TILL, BESIDE, FAR)] == ["true", "false", "true"]


def test_what_is_said_no_more_gives_way_to_a_wider_place_and_then_to_the_till(office: Office) -> None:
    decide(office, "sound", "true", Scope.MERCHANT, MERCHANT)
    decide(office, "sound", "false", Scope.SHOP, SHOP)
    decide(office, "sound", None, Scope.SHOP, SHOP)
    wider = _said(office, BESIDE)
    decide(office, "sound", None, Scope.MERCHANT, MERCHANT)

    assert wider == "true"
    assert _said(office, BESIDE) is None


def test_a_setting_of_one_shop_is_not_told_to_the_others(office: Office) -> None:
    decide(office, "sound", "false", Scope.SHOP, SHOP)

    assert changes(office, FAR) == []


def test_a_till_that_begins_hears_everything_and_one_that_listens_what_is_new(office: Office) -> None:
    new_version(office, 2)
    cursor = office.pull(BESIDE).cursor
    employ(office, INES)
    decide(office, "sound", "false", Scope.SHOP, SHOP)

    new = office.pull(BESIDE, cursor).changes

    assert [bool(each.programme) for each in changes(office)] == [True, False, False]
    assert [(bool(each.staff), bool(each.setting)) for each in new] == [(True, False), (False, True)]


def test_a_new_shop_is_told_what_holds_for_all(office: Office) -> None:
    new_version(office, 2)
    decide(office, "sound", "false", Scope.MERCHANT, MERCHANT)
    before = office.pull(FAR).cursor
    with office.kept.configuration() as configuration:
        configuration.greet(AWAY)

    heard = office.pull(FAR, before).changes
    assert 2 in {each.programme.version for each in heard if each.programme}
    assert [each.setting.value for each in heard if each.setting] == ["false"]


def _said(office: Office, till_id: UUID) -> str | None:
    (change,) = changes(office, till_id)
    assert change.setting is not None
    return change.setting.value
