"""Quote: what the centre would do about a refund that a till is about to ask for; nothing is done yet.

The till that sold has told the centre what the visit holds; the till where the goods come back knows nothing
of it. The cashier sees the answer before anything is paid back.
"""

from datetime import date
from enum import StrEnum

import msgspec

from fidpos.domain.ids import VisitId
from fidpos.wire.number import Count, Signed
from fidpos.wire.refund_events import RefundAsked

QUOTE_PATH = "/sync/refund-quote"
QUOTE_WAIT_S = 2
"""For how long the cashier may wait before deciding to go on without."""
ARTICLES_MAX = 6
"""Articles that are named: enough to know the purchase again."""


class QuoteRefusal(StrEnum):
    """Why the centre could not do it now."""

    UNKNOWN = "unknown"
    """No till has told of such a visit, yet."""
    SEVERAL = "several"
    """The ticket's number occurs more than once: its day decides."""
    OVER = "over"
    """It was undone, or nothing of it is left."""
    WRONG_AMOUNT = "wrong_amount"
    """More than is left of it, or another currency."""
    TOO_OLD = "too_old"


class RefundQuoteAsk(msgspec.Struct, frozen=True, kw_only=True):
    """What would become of this event, were it told now."""

    event: RefundAsked


class RefundQuote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The visit, and what its refund comes to.

    Attributes:
        name: of the member, the family name cut to its first letter; empty once they were forgotten.
        bought_on: the visit's business day.
        bought_minor: of the whole basket, before our discounts.
        left_minor: of that, what has not come back yet.
        goods_minor: of what comes back.
        discount_minor: of that, what was never paid.
        deducted_minor: worth of what was had for the visit and is spent by now.
        counter: the programme's first counter.
        points: what the counter loses, at most 0.
        on_cards_minor: of the whole price, what gift cards paid and have not got back: it is theirs.
        articles: labels of the first lines, where the register told them.
    """

    visit_id: VisitId
    name: str
    bought_on: date
    bought_minor: Count
    left_minor: Count
    goods_minor: Count
    discount_minor: Count
    deducted_minor: Count
    counter: str = ""
    points: Signed = 0
    on_cards_minor: Count = 0
    articles: tuple[str, ...] = ()

    @property
    def pay_back_minor(self) -> int:
        """What the customer gets back: from the register, and on the gift cards that paid."""
        return self.goods_minor - self.discount_minor - self.deducted_minor

    @property
    def back_on_cards_minor(self) -> int:
        """Of that, what goes back on gift cards: their money is never cashed out."""
        return min(self.on_cards_minor, self.pay_back_minor)


class RefundQuoteAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Either a quote, or why there is none."""

    quote: RefundQuote | None = None
    refused: QuoteRefusal | None = None
