"""A bearer's voucher of another shop: unknown at this till, asked about at the centre, used like others."""

from datetime import date
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
from fidpos.rules.titles import Titles
from fidpos.till.view import QuestionKind
from fidpos.wire.events import VoucherBody
from tests.helpers.counter import MALO
from tests.helpers.spending_till import SpendingTill, spending_till

NUMBER = make(lambda n: bytes(range(n)))
VOUCHER = VoucherId(UUID(int=9_100))


def voucher_of(number: VoucherNumber, voucher_id: VoucherId = VOUCHER) -> VoucherBody:
    """Three euros off, given to somebody whom this till does not know."""
    return VoucherBody(
        id=voucher_id,
        source="thanks",
        title=Titles(fr="Merci", en="Thanks"),
        effect=msgspec.Raw(effect_to_json(AmountOff(amount_minor=300))),
        valid_from=date(2026, 1, 1),
        number_digest=number.digest,
        sealed_number=b"sealed",
    )


@pytest.fixture
def till() -> SpendingTill:
    """The centre knows a voucher that this till does not; Malo stands at the counter."""
    made = spending_till()
    made.centre.bearers[NUMBER.digest] = voucher_of(NUMBER)
    made.centre.vouchers.add(VOUCHER)
    made.buy()
    return made


def scan(till: SpendingTill, number: VoucherNumber = NUMBER) -> None:
    till.at.tap_token(CardToken(TokenKind.VOUCHER, number.canonical))


def due(till: SpendingTill) -> int:
    preview = till.at.view.preview
    assert preview is not None
    return preview.due.minor


def test_the_cashier_sees_that_the_centre_is_asked_and_goes_on(till: SpendingTill) -> None:
    scan(till)

    assert till.at.said == "voucher.number.asked"
    assert due(till) == 2_000


def test_once_it_is_granted_it_lowers_what_is_due(till: SpendingTill) -> None:
    scan(till)
    till.centre.answer()

    assert till.at.said == "voucher.number.added"
    assert due(till) == 1_700


def test_one_that_is_typed_is_asked_about_as_well(till: SpendingTill) -> None:
    till.at.session.enter_code(NUMBER.grouped.lower())
    till.centre.answer()

    assert due(till) == 1_700


def test_an_answer_that_comes_before_the_question_returns_counts(till: SpendingTill) -> None:
    till.centre.at_once = True

    scan(till)

    assert till.at.said == "voucher.number.added"
    assert due(till) == 1_700


def test_it_is_held_once_though_the_visit_asks_for_it_again(till: SpendingTill) -> None:
    scan(till)
    till.centre.answer()
    till.centre.answer()

    assert len({claim.hold_id for request in till.centre.requests for claim in request.claims}) == 1
    assert len(till.centre.open) == 1


def test_the_visit_that_uses_it_closes_at_once_and_settles_the_hold(till: SpendingTill) -> None:
    scan(till)
    till.centre.answer()
    till.centre.answer()
    till.enter()

    (visit,) = till.closed
    assert [used.id for used in visit.vouchers_used] == [VOUCHER]
    assert visit.drawn == ()
    assert till.centre.releases == []


def test_a_till_that_stopped_goes_on_with_the_same_hold(till: SpendingTill) -> None:
    scan(till)
    till.centre.answer()

    till.at.start()
    till.at.sign_in()
    while till.centre.letters:
        till.centre.answer()
    till.enter()

    assert [used.id for used in till.closed[0].vouchers_used] == [VOUCHER]
    assert len(till.centre.granted) == 1


def test_letting_it_go_frees_it_for_others_and_it_may_be_used_after_all(till: SpendingTill) -> None:
    till.centre.at_once = True
    scan(till)
    till.choose(1)
    assert VOUCHER in till.centre.vouchers

    scan(till)

    assert due(till) == 1_700
    assert VOUCHER not in till.centre.vouchers


def test_of_one_that_is_refused_no_more_is_said_than_that(till: SpendingTill) -> None:
    till.centre.vouchers.clear()
    scan(till)
    till.centre.answer()

    assert till.at.said == "voucher.number.unusable"
    assert due(till) == 2_000


def test_when_nobody_answers_the_visit_goes_on_without_it(till: SpendingTill) -> None:
    scan(till)
    till.centre.keep_silent()

    assert till.at.said == "voucher.number.silent"
    till.enter()
    assert till.closed[0].vouchers_used == ()


def test_an_answer_that_comes_too_late_is_let_go_and_it_can_be_asked_for_again(till: SpendingTill) -> None:
    scan(till)
    till.centre.keep_silent().arrive()
    assert VOUCHER in till.centre.vouchers

    till.centre.at_once = True
    scan(till)

    assert due(till) == 1_700


def test_presented_again_while_it_is_asked_about_it_is_held_once(till: SpendingTill) -> None:
    scan(till)
    scan(till)
    till.centre.answer()
    till.centre.answer()

    assert due(till) == 1_700
    assert len(till.centre.open) == 1


def test_another_number_takes_the_place_of_the_one_that_is_asked_about(till: SpendingTill) -> None:
    scan(till)
    scan(till, make(bytes))
    till.centre.answer()
    till.centre.answer()

    assert till.at.said == "voucher.number.unusable"
    assert due(till) == 2_000
    assert VOUCHER in till.centre.vouchers


def test_what_is_granted_after_the_customer_left_is_let_go(till: SpendingTill) -> None:
    scan(till)
    till.at.session.back()
    till.at.session.back()
    till.centre.answer()

    assert VOUCHER in till.centre.vouchers


def test_what_is_granted_after_the_till_was_locked_is_let_go(till: SpendingTill) -> None:
    scan(till)
    till.at.session.lock()
    till.centre.answer()

    assert VOUCHER in till.centre.vouchers


def test_a_question_about_the_purchase_as_it_was_is_withdrawn(till: SpendingTill) -> None:
    for _ in range(20):
        till.enter()
        till.buy()
    count = len(till.closed)
    till.at.type_amount(60_000)
    scan(till)
    till.enter()
    question = till.at.view.question
    assert question is not None
    assert question.kind is QuestionKind.UNUSUAL_AMOUNT

    till.centre.answer()

    assert till.at.view.question is None
    assert len(till.closed) == count


def test_one_that_was_used_here_is_not_used_again_before_the_centre_hears_of_it(till: SpendingTill) -> None:
    till.centre.at_once = True
    scan(till)
    till.enter()
    till.centre.vouchers.add(VOUCHER)
    till.buy()

    scan(till)

    assert till.at.said == "voucher.number.unusable"
    assert VOUCHER in till.centre.vouchers


def test_what_the_centre_tells_of_another_voucher_is_not_believed(till: SpendingTill) -> None:
    till.centre.bearers[NUMBER.digest] = structs.replace(voucher_of(NUMBER), number_digest=bytes(32))
    scan(till)
    till.centre.answer()

    assert till.at.said == "voucher.number.unusable"
    assert VOUCHER in till.centre.vouchers


def test_one_whose_effect_this_program_does_not_know_is_not_used(till: SpendingTill) -> None:
    unknown = msgspec.Raw(b'{"kind":"of_tomorrow"}')
    till.centre.bearers[NUMBER.digest] = structs.replace(voucher_of(NUMBER), effect=unknown)
    scan(till)
    till.centre.answer()

    assert till.at.said == "voucher.number.unusable"
    assert due(till) == 2_000


def test_a_store_that_refuses_leaves_the_visit_as_it_was(till: SpendingTill) -> None:
    scan(till)
    till.at.store.refuse = StoreFull("no space")
    till.centre.answer()
    till.at.store.refuse = None

    assert due(till) == 2_000
    assert till.at.said == "error.store_full"


def test_a_number_for_practice_is_refused_at_once(till: SpendingTill) -> None:
    scan(till, make(lambda n: bytes(range(n)), is_training=True))

    assert till.at.said == "voucher.number.unusable"
    assert till.centre.requests == []


def test_whose_voucher_it_was_does_not_matter(till: SpendingTill) -> None:
    till.centre.at_once = True
    scan(till)
    till.enter()

    assert till.closed[0].member_id == MALO.member.id
