"""Who is signed in, as the pages know them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fidpos.domain.ids import MerchantId, ShopId
from fidpos.server.backoffice.permission import AT_HOME, OfficeRole, Permission, may
from fidpos.server.db.tables.installation import HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody signed in.

    Attributes:
        person_id: in `office_people`.
        merchant_id: whose data they look at; for one of the house, the merchant visited.
        merchant_name: for the head of each page.
        home_id: the merchant whose person they are; `HOUSE` for one of the house.
        shops: whom they may look at; None for all.
        language: `fr` or `en`.
        session: digest of their session's token.
        proved_at: when they showed their second factor last.
    """

    person_id: UUID
    name: str
    role: OfficeRole
    merchant_id: MerchantId
    merchant_name: str
    home_id: MerchantId
    shops: frozenset[ShopId] | None
    language: str
    session: bytes
    proved_at: datetime

    def may(self, permission: Permission) -> bool:
        """Whether their role is given it, where they are."""
        if self.merchant_id == HOUSE and permission not in AT_HOME:
            return False
        return may(self.role, permission)

    def sees(self, shop_id: ShopId) -> bool:
        """Whether the shop is one of theirs."""
        return self.shops is None or shop_id in self.shops
