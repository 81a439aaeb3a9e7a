"""An event under other names: read for somebody else than whom it was told of."""

from typing import TypeVar

from msgspec import structs

from fidpos.domain.ids import AccountId, MemberId
from fidpos.wire.events import Event

Told = TypeVar("Told", bound=Event)


def renamed(event: Told, **names: MemberId | AccountId) -> Told:
    """The event with these ids in place of its own; itself where they are the same."""
    same = all(getattr(event, name) == value for name, value in names.items())
    return event if same else structs.replace(event, **names)
