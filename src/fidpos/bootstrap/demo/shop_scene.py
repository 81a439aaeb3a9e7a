"""The shop's own page in the demonstration: alerts, staff, the journal of acts, and the evening's closing."""

from collections.abc import Iterator

from fidpos.bootstrap.demo.counter import Counter, approve, step
from fidpos.ui.player import Step
from fidpos.ui.presenters.keys import Key


def day_ends(at: Counter) -> Iterator[Step]:
    """What is worth knowing, then the figures beside those of the cash register."""
    home = at.task_is("day")
    yield step(at, "shop", lambda: at.press(Key.F10), home, shot="shop")
    alerts = at.task_is("day.alerts")
    yield step(at, "shop_alerts", lambda: at.press("2"), alerts, shot="shop-alerts")
    yield step(at, "shop_back", lambda: at.press(Key.ESCAPE), home)
    yield step(at, "shop_staff", lambda: at.press("3"), at.task_is("day.staff"), shot="shop-staff")
    yield step(at, "shop_back", lambda: at.press(Key.ESCAPE), home)
    yield step(at, "shop_acts", lambda: at.press("4"), at.task_is("approval"))
    yield from approve(at, at.task_is("day.acts"), approved_shot="shop-acts")
    yield step(at, "shop_back", lambda: at.press(Key.ESCAPE), home)
    yield from _closing(at)


def _closing(at: Counter) -> Iterator[Step]:
    figures = at.task_is("day.closing.figures")
    yield step(at, "closing", lambda: at.press("1"), figures, shot="closing-figures")
    register = at.task_is("day.closing.register")
    yield step(at, "closing_figures", lambda: at.press(Key.ENTER), register, shot="closing-register")
    for field, (title, text) in enumerate(
        (("sales", "48210"), ("tickets", "37"), ("gifts", "2000")), start=1
    ):

        def fill(text: str = text) -> None:
            at.press(text, Key.ENTER)

        yield step(at, f"closing_{title}", fill, at.task_is("day.closing.register", field))
    review = at.task_is("day.closing.review")
    yield step(at, "closing_spent", lambda: at.press("2000", Key.ENTER), review, shot="closing-review")
    done = at.task_is("day.closing.done")
    yield step(at, "closing_done", lambda: at.press(Key.ENTER), done, shot="closing-done")
    yield step(at, "closing_left", lambda: at.press(Key.ENTER), at.task_is_over)
