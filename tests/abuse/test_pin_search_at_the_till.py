"""A thief tries PIN after PIN: ten tries, counted before the answer, then nobody gets in."""

from fidpos.till.view import TillState
from tests.helpers.counter import INES, PAUL, PIN, counter


def test_ten_wrong_pins_disable_the_person_and_the_right_one_comes_too_late() -> None:
    at = counter(signed_in=False)
    for attempt in range(10):
        at.sign_in(INES, f"{attempt:06d}")
    assert at.said == "sign_in.disabled"

    at.sign_in(INES, PIN)

    assert at.view.state is TillState.LOCKED
    at.sign_in(PAUL)
    assert at.view.state is TillState.IDLE


def test_a_plug_pulled_before_the_answer_gains_no_try() -> None:
    at = counter(signed_in=False)
    for attempt in range(9):
        at.sign_in(INES, f"{attempt:06d}")

    at.store.count_pin_failure(INES.id)  # all that a tenth try leaves behind when power fails in the middle
    at.start()
    at.sign_in(INES, PIN)

    assert at.view.state is TillState.LOCKED


def test_the_right_pin_at_the_last_try_lets_the_person_in_for_good() -> None:
    at = counter(signed_in=False)
    for attempt in range(9):
        at.sign_in(INES, f"{attempt:06d}")
    at.sign_in(INES, PIN)
    at.session.lock()

    at.sign_in(INES, PIN)

    assert at.view.state is TillState.IDLE


def test_a_badge_alone_never_signs_in() -> None:
    at = counter(signed_in=False)

    at.tap(str(INES.badge).removeprefix("num:"))

    assert at.view.state is TillState.LOCKED
    assert at.view.sign_in is not None
