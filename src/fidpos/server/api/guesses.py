"""Numbers that a till asks for and that there are not: whoever guesses them is soon asked to come back.

Who guesses at many tills at once is bounded by what their shop, and what all of the merchant's tills, may be
wrong together. One till alone never comes near those bounds, so that a stolen one keeps nobody else waiting.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from fidpos.domain.clock import Clock
from fidpos.domain.ids import MerchantId, ShopId, TillId
from fidpos.server.api.answers import Refused
from fidpos.server.api.rate import GUESS_RATE, MERCHANT_GUESS_RATE, SHOP_GUESS_RATE, Limiter, Rate
from fidpos.wire.sync.hold import HoldAnswer, HoldRefusal
from fidpos.wire.sync.refusal import RefusalCode

_GUESSED = frozenset({HoldRefusal.UNUSABLE, HoldRefusal.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """The till that asks, and to whom it belongs."""

    till_id: TillId
    shop_id: ShopId
    merchant_id: MerchantId


@dataclass(frozen=True, slots=True, kw_only=True)
class GuessRates:
    """How often numbers may be wrong: of one till, of those of one shop, of all of a merchant's."""

    till: Rate = GUESS_RATE
    shop: Rate = SHOP_GUESS_RATE
    merchant: Rate = MERCHANT_GUESS_RATE


class Guesses:
    """Thread-safe; each process counts for itself. A till that is right costs nobody anything."""

    def __init__(self, clock: Clock, *, rates: GuessRates | None = None) -> None:
        rates = rates or GuessRates()
        self._tills = Limiter(rates.till, clock)
        self._shops = Limiter(rates.shop, clock)
        self._merchants = Limiter(rates.merchant, clock)

    def check(self, asker: Asker) -> None:
        """Whether the till may ask at all.

        Raises:
            Refused: it, its shop or its merchant was wrong too often; nothing is looked up for it.
        """
        wait_s = max(limiter.would_wait_s(who) for limiter, who in self._bounds(asker))
        if wait_s:
            raise Refused.because(RefusalCode.TOO_MANY, retry_after_s=wait_s)

    def count(self, asker: Asker, answer: HoldAnswer) -> None:
        """Each claim that found nothing to be used counts as guessed, however many one request had."""
        wrong = sum(held.refused in _GUESSED for held in answer.held)
        if wrong:
            for limiter, who in self._bounds(asker):
                limiter.charge(who, wrong)

    def _bounds(self, asker: Asker) -> tuple[tuple[Limiter, Hashable], ...]:
        merchant = asker.merchant_id
        return (
            (self._tills, (merchant, asker.till_id)),
            (self._shops, (merchant, asker.shop_id)),
            (self._merchants, merchant),
        )
