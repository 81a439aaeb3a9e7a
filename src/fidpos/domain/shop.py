"""The merchant's network as one till sees it: who we are, where we stand."""

from dataclasses import dataclass

from fidpos.domain.clock import ShopCalendar
from fidpos.domain.ids import MerchantId, ShopId, TillId
from fidpos.domain.money import Currency


@dataclass(frozen=True, slots=True, kw_only=True)
class TillIdentity:
    """Merchant, shop and till, with what the screens show of them.

    Attributes:
        card_name: what the merchant calls its card, such as "Carte Club".
        merchant_code: four digits inside the merchant's own card numbers.
        production: whether real customers are served; the till of a demonstration says no, for ever.
    """

    merchant_id: MerchantId
    merchant_name: str
    merchant_code: str
    card_name: str
    shop_id: ShopId
    shop_name: str
    till_id: TillId
    till_name: str
    currency: Currency
    calendar: ShopCalendar
    production: bool = True
