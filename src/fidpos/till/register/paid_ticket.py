"""A sale to nobody we know that gift cards paid, as its register asks about it however late.

The sale is kept under the register's ticket before the cards pay; that they did, and whether the money is
back on them, the journal says.
"""

from dataclasses import dataclass

from fidpos.domain.basket import Basket
from fidpos.domain.ids import VisitId
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.till.gift_card_store import GiftCardStore
from fidpos.till.payment.give_back import paid_under
from fidpos.till.register.standing import TicketStanding, TicketStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidTicket:
    """What the register handed over, and how it stands; the cards were held under `visit_id`."""

    visit_id: VisitId
    basket: Basket
    standing: TicketStanding


def paid_ticket(store: GiftCardStore, ticket: RegisterTicket) -> PaidTicket | None:
    """The sale of that ticket; None where no card paid it.

    Raises:
        StoreError: the store cannot be read.
    """
    sale = store.paid_ticket(ticket)
    payments = tuple(paid_under(store, sale.id)) if sale is not None else ()
    if sale is None or sale.basket is None or not payments:
        return None
    is_back = not any(paid.left_minor for paid in payments)
    amount = sale.basket.amount
    standing = TicketStanding(
        ticket=ticket,
        status=TicketStatus.VOIDED if is_back else TicketStatus.CLOSED,
        currency=amount.currency.code,
        amount_minor=amount.minor,
        gift_card_minor=-sum(paid.payment.amount_minor for paid in payments),
    )
    return PaidTicket(visit_id=sale.id, basket=sale.basket, standing=standing)
