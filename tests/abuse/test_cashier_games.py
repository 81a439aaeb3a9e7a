"""What a cashier might try at the counter: inflated amounts, endless visits, undoing what was spent."""

from dataclasses import replace

from fidpos.till.checkout_settings import CheckoutSettings
from tests.helpers.counter import BERENICE, INES, MALO, PAUL, Counter, counter


def test_a_member_earns_on_three_visits_a_day_and_no_more() -> None:
    at = counter()

    for _ in range(5):
        at.buy(BERENICE, 1000)

    assert at.points(BERENICE) == 120 + 3 * 10
    assert at.said == "banner.visit_closed_without_points"


def test_an_amount_above_the_ceiling_needs_a_manager() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(100_001)

    at.session.confirm()
    assert at.said == "confirm.above_ceiling"
    at.session.lock()
    at.sign_in(PAUL)
    at.session.confirm()

    assert at.points(BERENICE) == 120 + 1000


def test_looking_members_up_by_name_is_throttled_per_person() -> None:
    at = counter(settings=CheckoutSettings(lookups_a_minute=3))
    for _ in range(3):
        pick(at)

    pick(at)
    assert at.said == "search.throttled"
    at.clock.advance(61)
    pick(at)

    assert at.view.member is not None


def test_a_search_result_shows_no_whole_phone_number() -> None:
    at = counter()

    at.session.search("durand")

    assert at.view.found
    assert all(hit.masked_phone.count("•") >= 4 for hit in at.view.found)


def test_a_cashier_cannot_undo_a_visit_on_which_a_reward_was_used() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.choose_reward(1)
    at.session.confirm()

    at.session.void_last()

    assert at.said == "correction.needs_manager"
    assert at.points(MALO) == 370
    assert at.view.staff is not None
    assert at.view.staff.staff_id == INES.id


def pick(at: Counter) -> None:
    at.session.back()
    at.session.back()
    at.session.search("bér")
    at.session.pick_member(BERENICE.member.id)


def test_telephone_numbers_cannot_be_tried_one_after_another() -> None:
    at = counter(settings=CheckoutSettings(lookups_a_minute=3))
    for _ in range(3):
        at.session.search("0639980201")
        assert at.view.found

    at.session.search("0639980201")

    assert at.view.found == ()
    assert at.said == "search.throttled"


def test_staff_earn_nothing_on_their_own_card_in_their_own_session() -> None:
    at = counter()
    at.store.put_staff(replace(INES, own_member_id=BERENICE.member.id))
    at.session.lock()
    at.sign_in(INES)
    at.buy(BERENICE, 1_000)
    assert at.points(BERENICE) == 120

    at.session.lock()
    at.sign_in(PAUL)
    at.buy(BERENICE, 1_000)

    assert at.points(BERENICE) == 130
