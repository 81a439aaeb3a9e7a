"""How a till deals in gift cards: what the owner decides, and the one throttle of all look-ups by number."""

from dataclasses import dataclass, field

from fidpos.domain.authority import Authority
from fidpos.domain.gift_card import GiftCardPolicy
from fidpos.till.gift_card_payment import GiftCardLookup
from fidpos.till.gift_cards import GiftCardWork
from fidpos.till.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardTrade:
    """One for each till: numbers tried at a payment and at the desk count together against guessing."""

    policy: GiftCardPolicy = field(default_factory=GiftCardPolicy)
    lookup: GiftCardLookup = field(default_factory=lambda: GiftCardLookup(GiftCardPolicy().lookups_a_minute))

    def work(self, station: Station, authority: Authority) -> GiftCardWork:
        """One act with gift cards at this till, on that word, now."""
        return GiftCardWork(
            store=station.store,
            policy=self.policy,
            authority=authority,
            at=station.clock.now(),
            new_id=station.new_id,
        )


def open_trade(policy: GiftCardPolicy) -> GiftCardTrade:
    """By what the owner decides."""
    return GiftCardTrade(policy=policy, lookup=GiftCardLookup(policy.lookups_a_minute))
