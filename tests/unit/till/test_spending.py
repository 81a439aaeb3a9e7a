"""Points and vouchers that others may spend too: held at the centre, drawn on the allowance, or left."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from msgspec import structs

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.errors import StoreFull
from fidpos.domain.ids import VoucherId
from fidpos.domain.voucher_number import VoucherNumber, make
from fidpos.rules.codec import effect_to_json
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.amount_off_per_block import AmountOffPerBlock
from fidpos.rules.titles import Titles
from fidpos.till.view import QuestionKind, TillState
from fidpos.wire.events import DrawnBody, EpochReason, VoucherBody
from fidpos.wire.sync.allowance import AllowanceKind
from fidpos.wire.sync.hold import VoucherClaim
from tests.helpers.counter import MALO, programme
from tests.helpers.spending_till import COFFEE, FIVE, SpendingTill, spending_till
from tests.helpers.store_events import Events

REWARDS = AllowanceKind.REWARDS


@pytest.fixture
def till() -> SpendingTill:
    return spending_till()


# Held in the background


def test_earning_asks_nobody(till: SpendingTill) -> None:
    till.buy()
    till.enter()

    assert len(till.closed) == 1
    assert till.centre.requests == []


def test_a_reward_is_asked_about_when_it_is_chosen(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)

    (request,) = till.centre.requests
    assert request.visit_id == till.at.view.visit_id
    assert till.points_there == 370


def test_a_reward_that_is_held_by_then_closes_at_once(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()
    till.enter()

    (visit,) = till.closed
    assert [redemption.reward for redemption in visit.redemptions] == ["coffee"]
    assert visit.drawn == ()


def test_the_close_follows_an_answer_that_is_on_its_way(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.enter()
    assert till.closed == []
    assert till.at.said == "spending.asked"

    till.centre.answer()
    assert len(till.closed) == 1
    assert till.at.view.state is TillState.IDLE
    assert len(till.centre.requests) == 1


def test_whoever_does_something_else_meanwhile_presses_enter_again(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.enter()
    till.at.type_amount(2_500)
    till.centre.answer()
    assert till.closed == []

    till.enter()
    assert len(till.closed) == 1


def test_news_of_the_member_that_change_nothing_do_not_keep_the_visit_from_closing(
    till: SpendingTill,
) -> None:
    till.buy()
    till.choose(COFFEE)
    till.enter()
    till.at.session.brought(frozenset({MALO.member.id}))
    till.centre.answer()

    assert len(till.closed) == 1


def test_news_that_change_what_is_due_want_another_look(till: SpendingTill) -> None:
    till.buy()
    till.choose(FIVE)
    till.enter()
    told = Events(till.at.clock).closed(
        MALO.member, spent=100, lots=till.at.store.open_lots(till.account, "points")
    )
    till.at.store.commit(told)
    till.at.session.brought(frozenset({MALO.member.id}))
    till.centre.answer()

    assert till.at.said == "confirm.look_again"
    assert till.closed == [told]


def test_a_till_that_locks_meanwhile_closes_nothing(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.enter()
    till.at.session.lock()
    till.centre.answer()

    assert till.closed == []


def test_enter_again_while_the_answer_is_awaited_asks_nothing_more(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.enter()
    till.enter()
    till.centre.answer()

    assert len(till.centre.requests) == 1
    assert len(till.closed) == 1


def test_all_the_blocks_of_points_that_a_reward_takes_are_held() -> None:
    (five,) = (reward for reward in programme().rewards if reward.code == "five")
    in_blocks = replace(five, cost=100, effect=AmountOffPerBlock(amount_minor=100))
    till = spending_till(published=replace(programme(), rewards=(in_blocks,)))
    till.buy(2_000)
    till.choose(1)
    till.centre.answer()
    assert till.points_there == 20

    till.at.type_amount(300)
    till.centre.answer()
    assert till.points_there == 220

    till.enter()
    (visit,) = till.closed
    assert [redemption.cost for redemption in visit.redemptions] == [300]
    assert len(till.centre.requests) == 2


def test_who_takes_another_reward_holds_that_one_alone(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()
    till.choose(COFFEE)
    till.choose(FIVE)
    till.centre.answer()
    till.enter()

    (visit,) = till.closed
    assert [redemption.reward for redemption in visit.redemptions] == ["five"]
    assert till.points_there == 20


# Let go


def test_a_reward_that_is_taken_off_is_let_go(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()
    till.choose(COFFEE)

    assert till.points_there == 520
    till.enter()
    assert len(till.closed) == 1


def test_a_member_who_leaves_lets_everything_go(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()
    till.at.session.back()
    till.at.session.back()

    assert till.at.view.visit_id is None
    assert till.points_there == 520


def test_an_answer_that_comes_after_the_reward_was_taken_off_is_let_go(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    letter = till.centre.letters.popleft()
    till.choose(COFFEE)
    letter.arrive()

    assert till.centre.open == {}
    assert till.points_there == 520


def test_a_reward_chosen_anew_is_asked_about_under_a_new_id(till: SpendingTill) -> None:
    till.buy()
    for _ in range(3):
        till.choose(COFFEE)
    ids = [claim.hold_id for request in till.centre.requests for claim in request.claims]
    till.centre.answer()
    till.centre.answer()
    till.enter()

    assert len(set(ids)) == 2
    assert len(till.closed) == 1
    assert till.points_there == 370


def test_what_a_closed_visit_spent_is_never_let_go(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    letter = till.centre.letters[0]
    till.centre.answer()
    till.enter()
    letter.arrive()

    assert till.centre.releases == []


# Held too long ago

LONG_S = 15 * 60


def test_a_hold_that_may_have_ended_is_asked_for_again(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()
    till.at.clock.advance(LONG_S - 60)
    till.enter()
    assert till.closed == []
    till.centre.answer()
    first, second = till.centre.requests
    assert first.claims == second.claims
    assert len(till.closed) == 1


def test_a_hold_is_good_until_shortly_before_it_ends(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()
    till.at.clock.advance(LONG_S - 61)
    till.enter()

    assert len(till.centre.requests) == len(till.closed) == 1


def test_a_clock_that_is_put_back_prolongs_no_hold(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()
    till.at.clock.advance(LONG_S)
    till.at.clock.wall -= timedelta(hours=1)
    till.enter()

    assert till.closed == []


def test_what_the_centre_let_go_meanwhile_is_held_anew_under_another_id(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()
    till.at.clock.advance(LONG_S)
    till.centre.release_all()
    till.enter()
    till.centre.answer()
    till.centre.answer()

    assert len(till.closed) == 1
    assert till.points_there == 370


def test_what_was_spent_elsewhere_once_the_hold_had_ended_is_not_given(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()
    till.at.clock.advance(6 * 3_600)
    till.at.session.tick()
    till.at.sign_in()
    till.centre.release_all()
    till.centre.points[till.account, "points"] = 0
    till.enter()
    while till.centre.letters:
        till.centre.answer()

    assert till.at.said == "spending.elsewhere"
    assert till.closed == []


def test_an_old_answer_that_comes_twice_holds_nothing_any_more(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    letter = till.centre.letters[0]
    till.centre.answer()
    till.at.clock.advance(LONG_S)
    till.enter()
    letter.arrive()
    assert till.closed == []

    till.centre.answer()
    assert len(till.closed) == 1


def test_a_hold_that_ends_in_a_moment_is_good_for_the_close_that_waits(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.enter()
    letter = till.centre.letters.popleft()
    assert letter.answer is not None
    letter.told(structs.replace(letter.answer, expires_at=letter.answer.answered_at))

    assert len(till.closed) == 1


# Refused


def test_points_spent_elsewhere_are_said_when_the_answer_comes(till: SpendingTill) -> None:
    till.centre.points[till.account, "points"] = 100
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()

    assert till.at.said == "spending.elsewhere"


def test_a_refused_reward_closes_nothing_until_it_is_taken_off(till: SpendingTill) -> None:
    till.centre.points[till.account, "points"] = 100
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()
    till.enter()
    till.centre.answer()
    assert till.closed == []
    assert till.at.said == "spending.elsewhere"

    till.choose(COFFEE)
    till.enter()
    assert len(till.closed) == 1


def test_enter_asks_again_about_what_was_refused(till: SpendingTill) -> None:
    till.centre.points[till.account, "points"] = 100
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()
    till.centre.points[till.account, "points"] = 520
    till.enter()
    till.centre.answer()

    assert len(till.closed) == 1


# Nobody answers


def test_without_an_allowance_the_reward_is_not_given_and_the_visit_stays(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.enter()
    till.centre.keep_silent()
    assert till.at.said == "spending.silent"
    assert till.at.view.state is TillState.READY

    till.choose(COFFEE)
    till.enter()
    assert len(till.closed) == 1


def test_enter_tries_again(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.enter()
    till.centre.keep_silent()
    till.enter()
    till.centre.answer()

    first, second = till.centre.requests
    assert first.claims == second.claims
    assert len(till.closed) == 1


def test_the_cashier_is_asked_whether_to_draw_on_the_allowance(till: SpendingTill) -> None:
    given = till.office.give(REWARDS, 1_000)
    till.buy()
    till.choose(COFFEE)
    till.enter()
    till.centre.keep_silent()
    question = till.at.view.question
    assert question is not None
    assert question.kind is QuestionKind.DRAW_UNASKED
    assert till.closed == []

    till.enter()
    (visit,) = till.closed
    assert visit.drawn == (DrawnBody(allowance_id=given.id, amount_minor=150),)


def test_who_says_no_is_told_what_is_left_to_do(till: SpendingTill) -> None:
    till.office.give(REWARDS, 1_000)
    till.buy()
    till.choose(COFFEE)
    till.enter()
    till.centre.keep_silent()
    till.at.session.back()
    assert till.at.said == "spending.silent"
    assert till.closed == []

    till.enter()
    till.centre.answer()
    (visit,) = till.closed
    assert visit.drawn == ()


def test_what_nobody_answered_about_is_let_go_when_it_is_taken_off(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.enter()
    till.centre.keep_silent()
    till.choose(COFFEE)

    assert till.points_there == 520


def test_an_allowance_that_does_not_cover_it_is_not_offered(till: SpendingTill) -> None:
    till.office.give(REWARDS, 149)
    till.buy()
    till.choose(COFFEE)
    till.enter()
    till.centre.keep_silent()

    assert till.at.view.question is None
    assert till.at.said == "spending.silent"


def test_what_one_visit_drew_the_next_one_has_not(till: SpendingTill) -> None:
    till.office.give(REWARDS, 200)
    for _ in range(2):
        till.buy()
        till.choose(COFFEE)
        till.enter()
        till.centre.keep_silent()
        till.enter()

    assert len(till.closed) == 1


def test_an_answer_that_comes_while_the_question_stands_draws_nothing(till: SpendingTill) -> None:
    till.office.give(REWARDS, 1_000)
    till.buy()
    till.choose(COFFEE)
    till.enter()
    late = till.centre.keep_silent()
    late.arrive()
    till.enter()

    (visit,) = till.closed
    assert visit.drawn == ()


def test_an_allowance_that_ends_while_the_question_stands_covers_nothing(till: SpendingTill) -> None:
    till.office.give(REWARDS, 1_000, hours=1)
    till.buy()
    till.choose(COFFEE)
    till.enter()
    till.centre.keep_silent()
    till.at.clock.advance(3_600)
    till.enter()

    assert till.closed == []
    assert till.at.said == "spending.silent"


@pytest.mark.parametrize(("allowed_minor", "visits"), [(499, 0), (500, 1), (1_099, 2)])
def test_points_that_buy_more_than_they_are_worth_draw_what_is_taken_off(
    allowed_minor: int, visits: int
) -> None:
    rewards = tuple(replace(reward, cost=100) for reward in programme().rewards if reward.code == "five")
    till = spending_till(published=replace(programme(), rewards=rewards))
    till.office.give(REWARDS, allowed_minor)
    for _ in range(visits + 1):
        till.buy()
        till.choose(1)
        till.enter()
        till.centre.keep_silent()
        if till.at.view.question is not None:
            till.enter()

    drawn = [(visit.discount_minor, visit.drawn[0].amount_minor) for visit in till.closed]
    assert drawn == [(500, 500)] * visits
    assert till.at.said == "spending.silent"


# Small rewards


def test_a_small_reward_is_drawn_without_asking_where_the_centre_says_so() -> None:
    till = spending_till(online_from_minor=200)
    given = till.office.give(REWARDS, 1_000)
    till.buy()
    till.choose(COFFEE)
    till.enter()

    (visit,) = till.closed
    assert visit.drawn == (DrawnBody(allowance_id=given.id, amount_minor=150),)
    assert till.centre.requests == []


def test_a_reward_that_is_not_small_is_asked_about() -> None:
    till = spending_till(online_from_minor=200)
    till.office.give(REWARDS, 1_000)
    till.buy()
    till.choose(FIVE)

    assert len(till.centre.requests) == 1


def test_a_small_reward_is_asked_about_once_the_allowance_is_used_up() -> None:
    till = spending_till(online_from_minor=200)
    till.office.give(REWARDS, 100)
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()
    till.enter()

    assert till.closed[0].drawn == ()


# Vouchers


def with_voucher(till: SpendingTill, *, bearer: VoucherNumber | None = None) -> VoucherId:
    """Malo has been given one of three euros, here."""
    voucher_id = VoucherId(UUID(int=901))
    body = VoucherBody(
        id=voucher_id,
        source="thanks",
        title=Titles(fr="3 € de remise", en="€3 off"),
        effect=msgspec.Raw(effect_to_json(AmountOff(amount_minor=300))),
        valid_from=till.at.clock.now().date(),
        number_digest=bearer.digest if bearer is not None else b"",
    )
    told = Events(till.at.clock).closed(MALO.member)
    till.at.store.commit(structs.replace(told, vouchers=(body,)))
    till.at.clock.advance(60)
    return voucher_id


def test_a_voucher_that_nobody_else_knows_yet_is_used_at_once(till: SpendingTill) -> None:
    voucher_id = with_voucher(till)
    till.buy()
    till.choose(1)
    till.enter()

    assert [used.id for used in till.closed[-1].vouchers_used] == [voucher_id]
    assert till.centre.requests == []


def test_a_voucher_that_the_centre_knows_is_held_there(till: SpendingTill) -> None:
    voucher_id = with_voucher(till)
    till.book.tell_all()
    till.centre.vouchers.add(voucher_id)
    till.buy()
    till.choose(1)
    till.centre.answer()
    till.enter()

    assert [used.id for used in till.closed[-1].vouchers_used] == [voucher_id]
    assert till.centre.vouchers == set()


def test_a_restored_till_asks_about_a_voucher_that_it_does_not_know_to_be_told(till: SpendingTill) -> None:
    with_voucher(till)
    till.at.store.commit(structs.replace(Events(till.at.clock).epoch(), reason=EpochReason.RESTORED))
    till.buy()
    till.choose(1)
    till.enter()

    assert len(till.centre.requests) == 1
    assert len(till.closed) == 1


def test_a_voucher_that_was_used_elsewhere_is_said(till: SpendingTill) -> None:
    with_voucher(till)
    till.book.tell_all()
    till.buy()
    till.choose(1)
    till.centre.answer()

    assert till.at.said == "spending.elsewhere"


def test_a_voucher_draws_what_it_takes_off(till: SpendingTill) -> None:
    with_voucher(till)
    till.book.tell_all()
    given = till.office.give(REWARDS, 1_000)
    till.buy()
    till.choose(1)
    till.enter()
    till.centre.keep_silent()
    till.enter()

    assert till.closed[-1].drawn == (DrawnBody(allowance_id=given.id, amount_minor=300),)


def test_a_voucher_of_the_bearer_is_asked_for_by_its_number(till: SpendingTill) -> None:
    number = make()
    voucher_id = with_voucher(till, bearer=number)
    till.book.tell_all()
    till.centre.vouchers.add(voucher_id)
    till.buy()
    till.at.tap_token(CardToken(TokenKind.VOUCHER, number.canonical))
    (claim,) = till.centre.requests[0].claims

    assert isinstance(claim, VoucherClaim)
    assert (claim.voucher_id, claim.number_digest) == (voucher_id, number.digest)


# Power cuts and full disks


def test_a_till_that_stopped_asks_for_the_same_hold(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.centre.answer()
    till.at.start()
    till.at.sign_in()
    till.centre.answer()
    till.enter()

    first, second = till.centre.requests
    assert first.claims == second.claims
    assert till.points_there == 370
    assert len(till.closed) == 1


def test_ids_that_were_let_go_before_the_till_stopped_are_passed_over(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.centre.release_all()
    till.at.start()
    till.at.sign_in()
    while till.centre.letters:
        till.centre.answer()
    till.enter()

    assert len(till.closed) == 1


def test_a_disk_that_is_full_when_the_answer_comes_is_said_and_closes_nothing(till: SpendingTill) -> None:
    till.buy()
    till.choose(COFFEE)
    till.enter()
    till.at.break_disk(StoreFull("disk full"))
    till.centre.answer()
    assert till.closed == []
    assert till.at.said == "error.store_full"

    till.at.mend_disk()
    till.enter()
    assert len(till.closed) == 1
