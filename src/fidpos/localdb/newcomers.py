"""Somebody who is known by a card alone: `till.strangers.Newcomers` over the till's store."""

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol
from uuid import UUID

from fidpos.domain.card import Card, CardRead
from fidpos.domain.clock import Clock
from fidpos.domain.enrolment import Enrolment
from fidpos.domain.ids import AccountId, CardId, MemberId, uuid7
from fidpos.domain.member import Member, MemberStatus, Profile
from fidpos.domain.shop import TillIdentity

_NUMBER_BYTES = 16
"""Of a member number that no card shows."""


class EnrollingStore(Protocol):
    """A till's store, as far as it enrols."""

    def identity(self) -> TillIdentity:
        """Who and where the till is."""
        ...

    def enrol(self, enrolment: Enrolment, *, at: datetime, new_id: Callable[[], UUID]) -> None:
        """A new member with cards and consents, in one transaction."""
        ...


class LocalNewcomers:
    """Enrols them; of the till's worker."""

    def __init__(self, store: EnrollingStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def meet(self, read: CardRead) -> None:
        """A provisional member with this card, in one transaction.

        Raises:
            StoreError: nothing was written.
        """
        now = self._clock.now()
        new_id = partial(uuid7, now)
        member = Member(
            id=MemberId(new_id()),
            account_id=AccountId(new_id()),
            number=secrets.token_hex(_NUMBER_BYTES),
            profile=Profile(given_name="", family_name=""),
            status=MemberStatus.PROVISIONAL,
            enrolled_on=self._store.identity().calendar.business_day(now),
        )
        card = Card(
            id=CardId(new_id()), token=read.token, medium=read.medium, member_id=member.id, linked_at=now
        )
        self._store.enrol(Enrolment(member=member, cards=(card,)), at=now, new_id=new_id)
