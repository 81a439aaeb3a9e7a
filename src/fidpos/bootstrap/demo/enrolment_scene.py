"""The enrolment of the demonstration: somebody new, without a card of plastic."""

from collections.abc import Iterator

from fidpos.bootstrap.demo.counter import Counter, step
from fidpos.till.view import TillState
from fidpos.ui.player import Step
from fidpos.ui.presenters.keys import Key

_PHONE, _FAMILY_NAME, _GIVEN_NAME = "0639980177", "Moreau", "Jeanne"
_BIRTHDAY = "1705"


def somebody_joins(at: Counter) -> Iterator[Step]:
    """From the telephone number to the code on the customer's screen; nothing is ticked beforehand."""
    yield step(at, "next_customer", lambda: at.press(Key.ESCAPE), at.nobody_is_shown)
    yield step(at, "enrol", lambda: at.press(Key.F3), at.task_is("enrol.who"), shot="enrol")
    typed = (
        ("enrol_phone", _PHONE, ""),
        ("enrol_family_name", _FAMILY_NAME, ""),
        ("enrol_given_name", _GIVEN_NAME, "enrol-names"),
        ("enrol_no_email", "", ""),
    )
    for field, (title, text, shot) in enumerate(typed, start=1):

        def fill(text: str = text) -> None:
            at.press(text, Key.ENTER)

        yield step(at, title, fill, at.task_is("enrol.who", field), shot=shot)
    consents = at.task_is("enrol.consents")
    yield step(at, "enrol_birthday", lambda: at.press(_BIRTHDAY, Key.ENTER), consents, shot="enrol-consents")
    yield step(at, "enrol_help", lambda: at.press(Key.F1), lambda: True, shot="enrol-help")
    yield step(at, "enrol_help_closed", lambda: at.press(Key.ESCAPE), consents)
    yield step(at, "enrol_yes", lambda: at.press("1"), at.task_is("enrol.consents", 1))
    yield step(at, "enrol_no", lambda: at.press("2"), at.task_is("enrol.check"), shot="enrol-check")
    yield step(
        at,
        "enrol_done",
        lambda: at.press(Key.ENTER),
        at.task_is("enrol.done"),
        shot="enrol-code",
        customer_shot="customer-code",
    )
    is_member = at.is_at(TillState.MEMBER)
    yield step(at, "enrol_attached", lambda: at.press(Key.ENTER), is_member, shot="enrolled")
    yield step(at, "next_customer", lambda: at.press(Key.ESCAPE), at.nobody_is_shown)
