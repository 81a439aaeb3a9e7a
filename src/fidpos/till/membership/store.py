"""The local store as far as members' files are looked into."""

from collections.abc import Mapping
from typing import Protocol

from fidpos.domain.card import Card
from fidpos.domain.ids import AccountId, MemberId
from fidpos.domain.member import Channel, Member


class MemberFiles(Protocol):
    """Reads only; every method may raise a `StoreError`."""

    def cards_of(self, member_id: MemberId) -> tuple[Card, ...]:
        """Every card the member ever had, whatever its status, oldest first."""
        ...

    def words_of(self, member_id: MemberId) -> Mapping[Channel, bool]:
        """The member's latest word on each channel that they were asked about."""
        ...

    def sharing(self, account_id: AccountId) -> tuple[Member, ...]:
        """Who collects on the account, as far as this till knows them; who was merged is not named."""
        ...
