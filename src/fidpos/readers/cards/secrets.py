"""What card formats need of the store: keys of single cards, and counters that may only rise.

What a key is stands in `domain.card_key`; the store that keeps them is `localdb.card_secrets`.
"""

from typing import Protocol

from fidpos.domain.card_key import CardKey, KeyUse

__all__ = ["CardKey", "CardSecrets", "KeyUse", "NoSecrets"]


class CardSecrets(Protocol):
    """Keys and counters by card; called from readers' threads, and answers within a few milliseconds.

    `card` is the text under which the key was kept: the UID in upper-case hex where there is one, else the
    number on the card.
    """

    def card_key(self, use: KeyUse, card: str, key_id: int | None = None) -> CardKey | None:
        """The card's key: the one of this id, or the newest; None when this till was never given it."""
        ...

    def card_keys(self, use: KeyUse) -> tuple[tuple[str, CardKey], ...]:
        """All keys of this use that the till holds, for cards that hide who they are; newest first."""
        ...

    def signing_key(self, key_id: int) -> bytes | None:
        """The merchant's Ed25519 public key (32 bytes) of this id, while it is in use."""
        ...

    def counter_rises(self, form: str, card: str, counter: int) -> bool:
        """Whether the counter is higher than any this till saw of the card; if so it is kept, durably."""
        ...


class NoSecrets:
    """A till that was given no key: every card stays as trustworthy as a printed one."""

    def card_key(self, use: KeyUse, card: str, key_id: int | None = None) -> CardKey | None:  # noqa: ARG002
        """None."""
        return None

    def card_keys(self, use: KeyUse) -> tuple[tuple[str, CardKey], ...]:  # noqa: ARG002
        """None."""
        return ()

    def signing_key(self, key_id: int) -> bytes | None:  # noqa: ARG002
        """None."""
        return None

    def counter_rises(self, form: str, card: str, counter: int) -> bool:  # noqa: ARG002
        """Nothing is kept, so nothing is known to rise."""
        return False
