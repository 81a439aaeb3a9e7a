"""A voucher of the bearer, given in one shop and used in another, with a real centre between them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.money import EUR, Money
from fidpos.domain.voucher_number import VoucherNumber, make
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.policy import Policies, VoucherBound
from fidpos.rules.programme import Limits
from fidpos.till.vouchers import numbers_of
from tests.helpers.centre_process import CentrePlace, Network
from tests.helpers.counter import programme
from tests.helpers.linked_till import LinkedTill, new_network, visits_of
from tests.integration.link.conftest import PairedTill
from tests.unit.rules.build import TITLE, rule


@pytest.fixture
def network(place: CentrePlace) -> Network:
    """A merchant whose programme gives everybody one voucher of three euros, for whoever holds it."""
    made = programme()
    gives = Voucher(title=TITLE, effect=AmountOff(amount_minor=300))
    thanks = rule("thanks", gives, phase=Phase.AFTER, limits=Limits(overall=1))
    policies = Policies(voucher_bound=VoucherBound.BEARER)
    return new_network(place, replace(made, rules=(*made.rules, thanks), policies=policies))


@pytest.fixture
def shops(paired_till: PairedTill) -> Iterator[tuple[LinkedTill, LinkedTill]]:
    with paired_till("lyon") as lyon, paired_till("paris", shop="Paris") as paris:
        lyon.sign_in()
        paris.sign_in()
        yield lyon, paris


def given(till: LinkedTill, network: Network) -> VoucherNumber:
    """A new member's visit gives it, and the centre hears of that."""
    till.buy(till.enrol("Dupont"), 1_000)
    visit_id = till.store.last_visit_id()
    assert visit_id is not None
    visit = till.store.visit(visit_id)
    assert visit is not None
    till.until(lambda: visit_id in visits_of(network.place, network.merchant_id))
    ((number,),) = numbers_of(till.store, visit.told).values()
    return number


def hold_out(till: LinkedTill, number: VoucherNumber) -> None:
    """On a purchase of a new member of that shop."""
    till.attach(till.enrol("Martin"))
    till.session.set_amount(Money(2_000, EUR))
    till.tap(CardToken(TokenKind.VOUCHER, number.canonical))


def said(till: LinkedTill) -> str:
    banner = till.view.banner
    return banner.message.key if banner is not None else ""


def due(till: LinkedTill) -> int:
    preview = till.view.preview
    return preview.due.minor if preview is not None else 0


def test_a_voucher_of_another_shop_is_asked_about_and_used_once(
    shops: tuple[LinkedTill, LinkedTill], network: Network
) -> None:
    lyon, paris = shops
    number = given(lyon, network)
    assert paris.store.voucher_by_number(number) is None

    hold_out(paris, number)
    assert said(paris) == "voucher.number.asked"
    paris.until(lambda: said(paris) != "voucher.number.asked")
    assert (said(paris), due(paris)) == ("voucher.number.added", 1_700)
    paris.session.confirm()
    paris.until(lambda: said(paris).startswith("banner.visit_closed"))

    lyon.until(lambda: lyon.store.voucher_by_number(number) is None)
    hold_out(lyon, number)
    lyon.until(lambda: said(lyon) == "voucher.number.unusable")


def test_a_number_that_nobody_was_given_is_refused(shops: tuple[LinkedTill, LinkedTill]) -> None:
    _, paris = shops

    hold_out(paris, make())
    paris.until(lambda: said(paris) == "voucher.number.unusable")

    assert due(paris) == 2_000
