"""What the counter looks up in members' files, in memory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fidpos.domain.card import Card
from fidpos.domain.ids import AccountId, MemberId
from fidpos.domain.member import Channel, Consent, Member


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryMemberFiles:
    """See `till.membership.store.MemberFiles`."""

    cards: Callable[[], Sequence[Card]]
    consents: Callable[[], Sequence[Consent]]
    members: Callable[[], Sequence[Member]]

    def cards_of(self, member_id: MemberId) -> tuple[Card, ...]:
        found = (card for card in self.cards() if card.member_id == member_id)
        return tuple(sorted(found, key=lambda card: (card.linked_at, card.id)))

    def words_of(self, member_id: MemberId) -> Mapping[Channel, bool]:
        stated = sorted(self.consents(), key=lambda each: (each.at, not each.granted))
        return {each.channel: each.granted for each in stated if each.member_id == member_id}

    def sharing(self, account_id: AccountId) -> tuple[Member, ...]:
        found = (
            each for each in self.members() if each.account_id == account_id and each.merged_into is None
        )
        return tuple(sorted(found, key=lambda each: each.id))
