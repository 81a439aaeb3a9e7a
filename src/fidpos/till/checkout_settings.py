"""What the shop decides about the checkout of its tills."""

from dataclasses import dataclass

from fidpos.domain.visit import SalesChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutSettings:
    """What the shop decides about its tills; times in seconds.

    Attributes:
        undo_s: how long a cashier may undo the last visit alone, unless the next member comes first.
        result_shown_s: how long a closed visit's member stays on screen.
        lookups_a_minute: members found by name or phone, per person signed in.
        codes_a_minute: codes of offers tried at this till, right or wrong.
        channel: how the purchases of this till are made.
    """

    language: str = "fr"
    auto_lock_s: float = 300
    undo_s: float = 300
    result_shown_s: float = 45
    lookups_a_minute: int = 30
    codes_a_minute: int = 10
    channel: SalesChannel = SalesChannel.COUNTER
