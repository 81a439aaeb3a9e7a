"""The ticket of the demonstration: looked at, and printed once there is paper again."""

from collections.abc import Iterator

from fidpos.bootstrap.demo.counter import Counter, step
from fidpos.ui.player import Step
from fidpos.ui.presenters.keys import Key


def ticket_is_printed(at: Counter) -> Iterator[Step]:
    """The roll is at its end; nothing is lost, and nobody waits for it."""

    def has_no_paper() -> bool:
        task = at.task
        return task is not None and task.problem is not None and task.problem.key == "printer.no_paper"

    def ask() -> None:
        at.put_paper(False)
        at.press(Key.F12)

    def put_in() -> None:
        at.put_paper(True)
        at.press(Key.ENTER)

    yield step(at, "ticket", ask, at.task_is("print"), shot="ticket")
    yield step(at, "ticket_no_paper", lambda: at.press(Key.ENTER), has_no_paper, shot="ticket-no-paper")
    yield step(at, "ticket_printed", put_in, at.says("task.print.printed"), shot="ticket-printed")
