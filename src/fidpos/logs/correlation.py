"""The visit on which something was logged, so that one visit can be followed through all threads' lines."""

from contextvars import ContextVar
from uuid import UUID

_visit: ContextVar[UUID | None] = ContextVar("visit", default=None)


def set_visit(visit_id: UUID | None) -> None:
    """From now on this thread works on that visit; None for none."""
    _visit.set(visit_id)


def current_visit() -> UUID | None:
    """The visit on which this thread works."""
    return _visit.get()
