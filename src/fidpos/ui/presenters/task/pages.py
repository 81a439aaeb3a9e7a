"""Which part of a long list of a task is on screen."""

from dataclasses import dataclass

from fidpos.till.task.view import ApprovalBody, TaskView

TILES_ON_A_PAGE = 6
LINES_ON_A_PAGE = 7
"""Lines that there is room for; one less for each row of keys that the step has of its own."""
KEYS_IN_A_ROW = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPage:
    """One page of a list.

    Attributes:
        number: counted from 0.
        count: of pages, at least one.
        size: how many lines a full page has.
    """

    number: int
    count: int
    size: int

    @property
    def first(self) -> int:
        """Place of its first line in the whole list."""
        return self.number * self.size


def page_of(view: TaskView, lines: int, wanted: int) -> ShownPage:
    """The page that is shown of so many lines, the nearest one there is."""
    if isinstance(view.body, ApprovalBody):
        size = TILES_ON_A_PAGE
    else:
        size = LINES_ON_A_PAGE - -(-len(view.keys) // KEYS_IN_A_ROW)
    count = max(1, -(-lines // size))
    return ShownPage(number=min(wanted, count - 1), count=count, size=size)
