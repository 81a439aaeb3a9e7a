"""F5: vouchers first, gifts to choose, rewards; what is given for later, and what is given back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fidpos.domain.card import Trust
from fidpos.domain.money import EUR, Money
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.effect import Phase
from fidpos.rules.effects.alert import Alert
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.gift_choice import GiftChoice, GiftOption
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.evaluation import VoucherState as Standing
from fidpos.rules.expiry import ExpiryKind, LotExpiry
from fidpos.rules.programme import CounterDef, Limits, Programme, RewardDef, Rule
from fidpos.rules.titles import Titles
from fidpos.till.view import Message, OfferKind, RewardOffer
from tests.helpers.counter import BERENICE, IDENTITY, INES, MALO, PAUL, TAREK, Counter
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore

FIVE_OFF = AmountOff(amount_minor=500)
TODAY = IDENTITY.calendar.business_day(FakeClock().now())
MONTH = LotExpiry(kind=ExpiryKind.DAYS, count=30)


def said(text: str) -> Titles:
    return Titles(fr=text, en=text)


THANKS = Rule(
    code="thanks",
    title=said("Merci"),
    phase=Phase.AFTER,
    when=Amount(bounds=Bounds(at_least=5000)),
    effects=(Voucher(title=said("5 € la prochaine fois"), effect=FIVE_OFF, expiry=MONTH, least_minor=1000),),
)
DRINK = Rule(
    code="drink",
    title=said("Une boisson"),
    phase=Phase.AFTER,
    effects=(
        GiftChoice(
            options=(
                GiftOption(code="coffee", title=said("Un café")),
                GiftOption(code="tea", title=said("Un thé")),
            )
        ),
    ),
)
POINTS = Rule(
    code="points",
    title=said("Points"),
    phase=Phase.EARNING,
    effects=(EarnPerAmount(counter="points", points=1, per_minor=100),),
)
COFFEE = RewardDef(code="five_off", title=said("5 €"), counter="points", cost=10, effect=FIVE_OFF)
DEAR = RewardDef(code="fifty_off", title=said("50 €"), counter="points", cost=9999, effect=FIVE_OFF)


def at(*rules: Rule, rewards: tuple[RewardDef, ...] = (), counter: CounterDef | None = None) -> Counter:
    programme = Programme(
        version=1,
        name="Test",
        currency="EUR",
        counters=(counter or CounterDef(code="points", title=said("Points")),),
        rules=rules,
        rewards=rewards,
    )
    store = MemoryStore(IDENTITY, programme, (INES, PAUL, TAREK))
    store.load(BERENICE, MALO)
    made = Counter(store=store, clock=FakeClock())
    made.sign_in()
    return made


def offers(till: Counter) -> list[RewardOffer]:
    assert till.view.member is not None
    return list(till.view.member.offers)


def with_voucher() -> Counter:
    """Berenice has been given a voucher, and is back with twenty euros."""
    till = at(THANKS)
    till.buy(BERENICE, 5000)
    till.tap_member(BERENICE)
    till.type_amount(2000)
    return till


def due(till: Counter) -> int:
    assert till.view.preview is not None
    return till.view.preview.due.minor


def test_a_voucher_is_announced_when_it_is_given_and_offered_on_the_next_visit() -> None:
    till = at(THANKS)
    till.tap_member(BERENICE)
    till.type_amount(5000)
    assert till.view.preview is not None
    assert till.view.preview.gifts == ("5 € la prochaine fois",)
    till.session.confirm()
    assert till.view.banner is not None
    assert till.view.banner.detail == Message(key="detail.gifts", params={"gifts": "5 € la prochaine fois"})

    till.tap_member(BERENICE)

    (offer,) = offers(till)
    assert (offer.kind, offer.title) == (OfferKind.VOUCHER, "5 € la prochaine fois")
    assert offer.until == TODAY + timedelta(days=30)


def test_a_digit_uses_the_voucher_and_the_same_digit_lets_it_go() -> None:
    till = with_voucher()

    till.session.choose_reward(1)
    assert (due(till), offers(till)[0].chosen) == (1500, True)

    till.session.choose_reward(1)
    assert (due(till), offers(till)[0].chosen) == (2000, False)


def test_a_used_voucher_is_gone_and_comes_back_when_the_visit_is_undone() -> None:
    till = with_voucher()
    till.session.choose_reward(1)
    till.session.confirm()
    till.tap_member(BERENICE)
    assert offers(till) == []
    till.session.back()
    till.session.lock()
    till.sign_in(PAUL)

    till.session.void_last()
    till.session.confirm()

    till.tap_member(BERENICE)
    assert [offer.kind for offer in offers(till)] == [OfferKind.VOUCHER]


def test_undoing_the_visit_that_gave_it_withdraws_it() -> None:
    till = at(THANKS)
    till.buy(BERENICE, 5000)

    till.session.void_last()

    till.tap_member(BERENICE)
    assert offers(till) == []


def test_a_purchase_that_is_too_small_says_by_how_much() -> None:
    till = with_voucher()
    till.type_amount(800)

    till.session.choose_reward(1)

    assert offers(till)[0].obstacle is not None
    assert till.said == f"voucher.{Standing.PURCHASE_TOO_SMALL.value}"
    assert till.view.banner is not None
    assert till.view.banner.message.params["missing"] == Money(200, EUR)


def test_a_voucher_that_would_not_be_given_any_more_stops_the_close() -> None:
    till = with_voucher()
    till.session.choose_reward(1)
    till.type_amount(800)

    till.session.confirm()

    assert till.said == "confirm.reward_lapsed"


def test_another_member_does_not_inherit_it() -> None:
    till = with_voucher()
    till.session.choose_reward(1)

    till.tap_member(MALO)
    till.session.confirm()

    assert (due(till), offers(till)) == (2000, [])


def test_a_power_cut_keeps_the_voucher_that_was_chosen() -> None:
    till = with_voucher()
    till.session.choose_reward(1)

    till.start()
    till.sign_in()

    assert (due(till), offers(till)[0].chosen) == (1500, True)


def test_vouchers_come_before_rewards_in_reach_and_gifts_before_those_too_dear() -> None:
    till = at(THANKS, DRINK, POINTS, rewards=(DEAR, COFFEE))
    till.buy(BERENICE, 5000)
    till.tap_member(BERENICE)

    assert [(offer.kind, offer.code, offer.option) for offer in offers(till)] == [
        (OfferKind.VOUCHER, "thanks", ""),
        (OfferKind.REWARD, "five_off", ""),
        (OfferKind.GIFT, "drink", "coffee"),
        (OfferKind.GIFT, "drink", "tea"),
        (OfferKind.REWARD, "fifty_off", ""),
    ]


def test_a_digit_chooses_the_gift_that_is_handed_over() -> None:
    till = at(DRINK)
    till.tap_member(BERENICE)
    till.type_amount(2000)
    assert till.view.preview is not None
    assert till.view.preview.gifts == ("Un café",)

    till.session.choose_reward(2)

    assert till.view.preview.gifts == ("Un thé",)
    assert [offer.chosen for offer in offers(till)] == [False, True]


def test_a_card_that_can_be_copied_spends_few_vouchers_without_a_manager() -> None:
    dear = replace(THANKS, effects=(Voucher(title=said("30 €"), effect=AmountOff(amount_minor=3000)),))
    till = at(dear)
    till.buy(BERENICE, 5000)
    till.tap_member(BERENICE, trust=Trust.COPYABLE)
    till.type_amount(4000)
    till.session.choose_reward(1)

    till.session.confirm()

    assert till.said == "confirm.unproven"


def test_points_wait_their_pending_days() -> None:
    counter = CounterDef(code="points", title=said("Points"), pending_days=2)
    till = at(POINTS, rewards=(COFFEE,), counter=counter)
    till.buy(MALO, 5000)
    before = spendable(till)

    till.clock.advance(2 * 86_400)

    assert spendable(till) == before + 50


def test_a_visit_prolongs_points_where_the_counter_says_so() -> None:
    counter = CounterDef(
        code="points", title=said("Points"), expiry=replace(MONTH, count=1000, prolonged=True)
    )
    till = at(POINTS, counter=counter)
    till.buy(BERENICE, 100)
    account = BERENICE.member.account_id

    terms = {lot.expires_on for lot in till.store.open_lots(account, "points")}

    assert terms == {TODAY + timedelta(days=1000)}
    till.session.void_last()
    assert {lot.expires_on for lot in till.store.open_lots(account, "points")} == {
        lot.expires_on for lot in BERENICE.lots
    }


def test_a_rule_for_the_first_ones_ends_for_everybody() -> None:
    first_one = replace(DRINK, limits=Limits(overall=1))
    till = at(first_one)
    till.buy(BERENICE, 100)

    till.tap_member(MALO)
    till.type_amount(100)

    assert till.view.preview is not None
    assert till.view.preview.gifts == ()


def test_a_day_that_is_near_is_said_with_its_date() -> None:
    sale = Rule(
        code="sale",
        title=said("Vente"),
        phase=Phase.AFTER,
        effects=(Alert(text=said("Vente privée"), on=TODAY + timedelta(days=3)),),
    )
    till = at(sale)
    till.tap_member(BERENICE)

    assert till.view.preview is not None
    assert till.view.preview.reasons == (
        Message(key="reason.alert", params={"text": "Vente privée", "on": TODAY + timedelta(days=3)}),
    )


@pytest.mark.parametrize(("minor", "missing"), [(4680, 320), (5000, None)])
def test_what_is_almost_reached_is_said(minor: int, missing: int | None) -> None:
    till = at(THANKS)
    till.tap_member(BERENICE)
    till.type_amount(minor)

    assert till.view.preview is not None
    near = [reason.params["missing"] for reason in till.view.preview.reasons if reason.key == "near.amount"]
    assert near == ([Money(missing, EUR)] if missing else [])


def spendable(till: Counter) -> int:
    till.tap_member(MALO)
    assert till.view.member is not None
    points = till.view.member.points
    till.session.back()
    return points


PARTY = RewardDef(
    code="party",
    title=said("Plateau"),
    counter="points",
    cost=10,
    effect=FIVE_OFF,
    when=Amount(bounds=Bounds(at_least=5000)),
)


def test_a_reward_whose_condition_does_not_hold_comes_last_and_says_why() -> None:
    till = at(POINTS, rewards=(PARTY, COFFEE, DEAR))
    till.tap_member(BERENICE)
    till.type_amount(4680)

    shown = offers(till)

    assert [offer.code for offer in shown] == ["five_off", "fifty_off", "party"]
    assert shown[2].obstacle is not None
    more = shown[2].obstacle.params["more"]
    assert isinstance(more, Message)
    assert more.params == {"missing": Money(320, EUR)}


def test_its_digit_says_why_and_holds_nothing() -> None:
    till = at(POINTS, rewards=(PARTY,))
    till.tap_member(BERENICE)
    till.type_amount(4680)

    till.session.choose_reward(1)

    assert till.said == "miss.with_distance"
    assert not offers(till)[0].chosen


def test_one_that_was_chosen_while_it_held_is_let_go_by_its_digit() -> None:
    till = at(POINTS, rewards=(PARTY,))
    till.tap_member(BERENICE)
    till.type_amount(5000)
    till.session.choose_reward(1)
    till.type_amount(4000)
    assert offers(till)[0].chosen

    till.session.choose_reward(1)

    assert not offers(till)[0].chosen
