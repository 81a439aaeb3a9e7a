"""What was typed wrong in the demonstration, and what comes back: both on the manager's word."""

from collections.abc import Iterator

from fidpos.bootstrap.demo.counter import Counter, approve, step
from fidpos.domain.money import Money
from fidpos.till.task.view import ListBody
from fidpos.till.view import Message, Tone
from fidpos.ui.player import Step
from fidpos.ui.presenters.keys import Key

_WRONG_MINOR, _REGISTER_MINOR = 1_830, 1_240


def visit_is_corrected(at: Counter) -> Iterator[Step]:
    """An amount that was typed wrong, of the visit before the last."""
    visits = at.task_is("correct.visit")
    yield step(at, "next_customer", lambda: at.press(Key.ESCAPE), at.nobody_is_shown)
    yield step(at, "correct", lambda: at.press(Key.SHIFT_F8), visits, shot="correct-visits")
    what = at.task_is("correct.what")
    yield step(at, "correct_visit", lambda: _choose(at, _WRONG_MINOR), what, shot="correct-what")
    amount = at.task_is("correct.amount")
    yield step(at, "correct_amount", lambda: at.press("1"), amount, shot="correct-amount")
    why = at.task_is("correct.why")
    yield step(at, "correct_typed", lambda: at.press("1380", Key.ENTER), why, shot="correct-why")
    yield from _agreed(at, "1", "correct")


def goods_come_back(at: Counter) -> Iterator[Step]:
    """One article of the ticket that the register sent; its points go back with it."""

    def is_ticked() -> bool:
        body = at.task.body if at.task is not None else None
        return isinstance(body, ListBody) and any(line.is_chosen for line in body.lines)

    yield step(at, "next_customer", lambda: at.press(Key.ESCAPE), at.nobody_is_shown)
    yield step(at, "refund", lambda: at.press(Key.SHIFT_F8), at.task_is("correct.visit"))
    yield step(at, "refund_visit", lambda: _choose(at, _REGISTER_MINOR), at.task_is("correct.what"))
    part = at.task_is("correct.part")
    yield step(at, "refund_what", lambda: at.press("3"), part, shot="refund-part")
    lines = at.task_is("correct.part.lines")
    yield step(at, "refund_part", lambda: at.press("3"), lines)
    yield step(at, "refund_article", lambda: at.press("1"), is_ticked, shot="refund-articles")
    why = at.task_is("correct.why")
    yield step(at, "refund_why", lambda: at.press(Key.ENTER), why)
    yield from _agreed(at, "1", "refund")


def _choose(at: Counter, minor: int) -> None:
    """The newest of this till's visits that bears this amount."""
    body = at.body(ListBody)
    asides = (line.aside for line in body.lines)
    amounts = [each.params["amount"] if isinstance(each, Message) else None for each in asides]
    place = min(n for n, amount in enumerate(amounts) if isinstance(amount, Money) and amount.minor == minor)
    at.press(str(place + 1))


def _agreed(at: Counter, reason: str, shot: str) -> Iterator[Step]:
    """The reason, the manager where it takes one, what it will change, and the yes."""

    def is_done() -> bool:
        view = at.view()
        banner = view.banner if view is not None else None
        return at.task_is_over() and banner is not None and banner.tone is Tone.SUCCESS

    review = at.task_is("correct.review")
    yield step(at, "correct_why", lambda: at.press(reason), at.task_is("approval"))
    yield from approve(at, review, shot=f"{shot}-manager", approved_shot=f"{shot}-review")
    yield step(at, "correct_done", lambda: at.press(Key.ENTER), is_done, shot=f"{shot}-done")
