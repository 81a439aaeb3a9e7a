"""The local store as far as somebody is enrolled."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fidpos.domain.enrolment import Enrolment
from fidpos.till.ports import MemberHit


class EnrolmentStore(Protocol):
    """Every method may raise a `StoreError`; what raised has changed nothing."""

    def enrol(self, enrolment: Enrolment, *, at: datetime, new_id: Callable[[], UUID]) -> None:
        """A new member with cards and consents: the events of all of it in ONE durable transaction.

        Who is enrolled stays as they are, said again.

        Raises:
            StoreCorrupt: a card is somebody else's.
        """
        ...

    def members_reached_at(self, *, phone: str = "", email: str = "") -> tuple[MemberHit, ...]:
        """Who has that phone, then who has that e-mail address, both normalised; a few at most."""
        ...

    def members_named(self, given_name: str, family_name: str) -> tuple[MemberHit, ...]:
        """Who has both names, folded for case and accents; nobody while one of them is missing."""
        ...
