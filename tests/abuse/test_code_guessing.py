"""Somebody at the counter tries codes of offers one after the other."""

from fidpos.till.checkout_settings import CheckoutSettings
from tests.helpers.counter import BERENICE, PAUL, Counter, counter
from tests.helpers.offers import OFFERS

A_MINUTE = 10


def guessing() -> Counter:
    """Every try that the shop allows in a minute has been wrong."""
    at = counter(under=OFFERS, settings=CheckoutSettings(codes_a_minute=A_MINUTE))
    at.tap_member(BERENICE)
    for guess in range(A_MINUTE):
        at.session.enter_code(f"GUESS{guess}")
        assert at.said == "code.unknown"
    return at


def test_after_so_many_guesses_even_a_right_code_is_not_looked_up() -> None:
    at = guessing()

    at.session.enter_code("voisins")

    assert at.said == "code.throttled"
    assert at.view.codes == ()


def test_another_person_at_the_till_has_no_more_tries() -> None:
    at = guessing()
    at.session.lock()
    at.sign_in(PAUL)

    at.session.enter_code("voisins")

    assert at.said == "code.throttled"


def test_another_visit_has_no_more_tries() -> None:
    at = guessing()
    at.session.back()
    at.tap_member(BERENICE)

    at.session.enter_code("voisins")

    assert at.said == "code.throttled"


def test_a_minute_later_the_customer_gets_the_offer() -> None:
    at = guessing()
    at.clock.advance(61)

    at.session.enter_code("voisins")

    assert at.view.codes == ("voisins",)


def test_a_code_taken_out_and_entered_again_counts_as_a_try() -> None:
    at = counter(under=OFFERS, settings=CheckoutSettings(codes_a_minute=2))
    at.tap_member(BERENICE)
    for _ in range(2):
        at.session.enter_code("voisins")
        at.session.remove_code("voisins")

    at.session.enter_code("voisins")

    assert at.said == "code.throttled"


def test_a_guess_leaves_no_trace_in_the_draft() -> None:
    at = guessing()

    draft = at.store.draft()

    assert draft is not None
    assert draft.codes == ()
