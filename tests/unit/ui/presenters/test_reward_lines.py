"""Lines of F5: what each costs, whether it can be used, what is missing."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from fidpos.domain.ids import VoucherId
from fidpos.texts.texts import Texts
from fidpos.till.view import Message, OfferKind, RewardOffer
from fidpos.ui.presenters.reward_lines import NUMBERED, reward_lines

REWARD = RewardOffer(code="five", title="5 €", counter="points", cost=500, missing=0, chosen=False)
VOUCHER = replace(
    REWARD,
    cost=0,
    counter="",
    kind=OfferKind.VOUCHER,
    voucher_id=VoucherId(UUID(int=1)),
    until=date(2027, 1, 22),
)
GIFT = replace(REWARD, cost=0, counter="", kind=OfferKind.GIFT, option="tea")


def terms(texts: Texts, offer: RewardOffer) -> str:
    (line,) = reward_lines(texts, (offer,))
    return line.terms


def test_a_reward_costs_points_and_a_voucher_has_a_last_day(french: Texts) -> None:
    assert terms(french, REWARD) == "500\xa0points · Disponible"
    assert terms(french, VOUCHER).startswith("Bon d’achat jusqu’au 22")
    assert terms(french, replace(VOUCHER, until=None)) == "Bon d’achat · Disponible"


def test_a_gift_to_choose_costs_nothing(french: Texts) -> None:
    assert terms(french, GIFT) == "Cadeau au choix · Disponible"
    assert terms(french, replace(GIFT, chosen=True)) == "Cadeau au choix · Retenu"


def test_a_voucher_that_waits_is_out_of_reach_until_it_is_let_go(french: Texts) -> None:
    waits = replace(VOUCHER, obstacle=Message(key="voucher.too_early"))

    (line,) = reward_lines(french, (waits,))
    (held,) = reward_lines(french, (replace(waits, chosen=True),))

    assert (line.affordable, line.state) == (False, "Pas maintenant")
    assert (held.affordable, held.state) == (True, "Retenu")


def test_a_reward_that_is_not_to_be_had_now_says_why_in_place_of_its_price(french: Texts) -> None:
    (line,) = reward_lines(french, (replace(REWARD, obstacle=Message(key="miss.weekday")),))

    assert (line.terms, line.state) == ("Pas ce jour de la semaine", "Pas maintenant")
    assert (line.affordable, line.progress_ppm) == (False, 0)


def test_only_what_a_digit_reaches_has_a_line(french: Texts) -> None:
    assert [line.number for line in reward_lines(french, (VOUCHER,) * 12)] == [
        str(number) for number in range(1, NUMBERED + 1)
    ]
