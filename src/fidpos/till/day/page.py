"""The pages of the day's task: each shows one thing, and Esc leads back to the list."""

from typing import Protocol

from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import TaskView


class Page(Protocol):
    """One page; every method may raise a `StoreError`, and nothing was changed then."""

    def view(self) -> TaskView:
        """As it stands."""
        ...

    def act(self, act: TaskAct) -> None:
        """A key or a touch."""
        ...

    def back(self) -> bool:
        """Esc: one step back; False when there is none, and the list is to be shown again."""
        ...
