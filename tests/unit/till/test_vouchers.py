"""Vouchers of the bearer at the counter: scanned or typed on a visit, used once, kept by a draft."""

from dataclasses import replace

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.voucher_number import VoucherNumber
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.policy import Policies, VoucherBound
from fidpos.rules.programme import Limits
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.vouchers import numbers_of
from tests.helpers.counter import BERENICE, IDENTITY, INES, MALO, PAUL, Counter, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.unit.rules.build import TITLE, rule


def bearers_counter(*, least_minor: int = 0, tries: int = 10) -> tuple[Counter, VoucherNumber]:
    """A counter that has just given Bérénice a voucher of three euros, with its number."""
    made = programme()
    gives = Voucher(title=TITLE, effect=AmountOff(amount_minor=300), least_minor=least_minor)
    thanks = rule("thanks", gives, phase=Phase.AFTER, limits=Limits(overall=1))
    bearer = replace(made, rules=(*made.rules, thanks), policies=Policies(voucher_bound=VoucherBound.BEARER))
    store = MemoryStore(IDENTITY, bearer, (INES, PAUL))
    store.load(BERENICE, MALO)
    at = Counter(store=store, clock=FakeClock(), settings=CheckoutSettings(codes_a_minute=tries))
    at.sign_in()
    at.buy(BERENICE, 1_000)
    visit_id = store.last_visit_id()
    assert visit_id is not None
    visit = store.visit(visit_id)
    assert visit is not None
    ((number,),) = numbers_of(store, visit.told).values()
    at.clock.advance(60)
    return at, number


def scan(at: Counter, number: VoucherNumber) -> None:
    at.tap_token(CardToken(TokenKind.VOUCHER, number.canonical))


def due(at: Counter) -> int:
    preview = at.view.preview
    assert preview is not None
    return preview.due.minor


def test_one_that_is_scanned_lowers_what_another_member_pays() -> None:
    at, number = bearers_counter()
    at.tap_member(MALO)
    at.type_amount(2_000)

    scan(at, number)

    assert at.said == "voucher.number.added"
    assert due(at) == 1_700


def test_one_that_is_typed_as_a_code_does_the_same() -> None:
    at, number = bearers_counter()
    at.tap_member(MALO)
    at.type_amount(2_000)

    at.session.enter_code(number.grouped.lower())

    assert due(at) == 1_700


def test_it_is_used_up_with_the_visit() -> None:
    at, number = bearers_counter()
    at.tap_member(MALO)
    at.type_amount(2_000)
    scan(at, number)
    at.session.confirm()
    at.tap_member(BERENICE)
    at.type_amount(2_000)

    scan(at, number)

    assert at.said == "voucher.number.unusable"
    assert due(at) == 2_000


def test_letting_the_member_go_leaves_it_unused() -> None:
    at, number = bearers_counter()
    at.tap_member(MALO)
    scan(at, number)
    at.session.back()
    at.tap_member(BERENICE)
    at.type_amount(2_000)

    scan(at, number)

    assert due(at) == 1_700


def test_it_is_still_there_after_a_power_cut() -> None:
    at, number = bearers_counter()
    at.tap_member(MALO)
    at.type_amount(2_000)
    scan(at, number)

    at.start()
    at.sign_in()

    assert due(at) == 1_700


def test_a_purchase_too_small_gives_nothing_and_leaves_it_unused() -> None:
    at, number = bearers_counter(least_minor=5_000)
    at.tap_member(MALO)
    at.type_amount(2_000)
    scan(at, number)
    assert due(at) == 2_000

    at.session.confirm()

    assert at.store.voucher_by_number(number) is not None


def test_it_is_let_go_like_any_offer() -> None:
    at, number = bearers_counter()
    at.tap_member(MALO)
    at.type_amount(2_000)
    scan(at, number)

    at.session.choose_reward(1)

    assert due(at) == 2_000


def test_twice_on_one_visit_counts_once() -> None:
    at, number = bearers_counter()
    at.tap_member(MALO)
    at.type_amount(2_000)
    scan(at, number)

    scan(at, number)

    assert at.said == "voucher.number.again"
    assert due(at) == 1_700


def test_numbers_tried_at_the_session_are_counted() -> None:
    at, number = bearers_counter(tries=3)
    at.tap_member(MALO)
    at.type_amount(2_000)
    for _ in range(3):
        at.tap_token(CardToken(TokenKind.VOUCHER, "VCQK3M2A"))

    scan(at, number)

    assert at.said == "voucher.number.throttled"
    assert due(at) == 2_000
