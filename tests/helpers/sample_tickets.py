"""Tickets as they occur, for pictures and for printers."""

from datetime import date

from fidpos.domain.clock import utc
from fidpos.domain.member import Channel
from fidpos.domain.money import EUR, Money
from fidpos.domain.voucher_number import VoucherNumber, make
from fidpos.till.ticket.ticket import (
    Bought,
    ClosingTicket,
    ConsentLine,
    ConsentTicket,
    CounterLine,
    FigureLine,
    GiftCardLine,
    GiftCardTicket,
    Holder,
    TakenOff,
    TestTicket,
    Ticket,
    TicketHead,
    VisitStanding,
    VisitTicket,
    VoucherLine,
)
from fidpos.till.view import Message

HEAD = TicketHead(
    merchant_name="Maison Lumière",
    shop_name="Paris Centre",
    till_name="Caisse 1",
    printed_at=utc(2026, 11, 22, 13, 32),
)
HOLDER = Holder(given_name="Bérénice", number="0017")
ANCHOR = "1284 · 3f9a 77c0 12de"


def euros(minor: int) -> Money:
    return Money(minor, EUR)


def voucher_number() -> VoucherNumber:
    return make(lambda length: b"\x07" * length)


PLAIN = VisitTicket(
    head=HEAD,
    holder=HOLDER,
    closed_at=utc(2026, 11, 22, 13, 30),
    amount=euros(4_550),
    discount=euros(0),
    due=euros(4_550),
    counters=(CounterLine(title="Points", before=1_250, earned=45, spent=0, after=1_295, usable=1_295),),
)

RICH = VisitTicket(
    head=HEAD,
    holder=HOLDER,
    closed_at=utc(2026, 11, 22, 13, 30),
    standing=VisitStanding.REFUNDED,
    register_ticket="C1-0042",
    lines=(
        Bought(
            label="Bougie parfumée figuier et cèdre du Liban, grand modèle",
            quantity=2_000,
            amount=euros(3_000),
        ),
        Bought(label="Savon", quantity=1_000, amount=euros(1_550)),
    ),
    amount=euros(4_550),
    taken_off=(TakenOff(title="5 € de remise", amount=euros(500)),),
    discount=euros(500),
    due=euros(4_050),
    rewards=("5 € de remise",),
    gifts=("Café offert",),
    gift_cards=(GiftCardLine(ending="6GV5", paid=euros(2_000), left=euros(3_000)),),
    counters=(
        CounterLine(title="Points", before=None, earned=40, spent=500, after=824, usable=784),
        CounterLine(
            title="Cagnotte",
            before=euros(0),
            earned=euros(120),
            spent=euros(0),
            after=euros(120),
            usable=euros(120),
        ),
    ),
    vouchers=(
        VoucherLine(
            title="Bon de 10 €",
            number=voucher_number().canonical,
            until=date(2026, 12, 31),
            least=euros(3_000),
        ),
        VoucherLine(title="Un savon offert"),
    ),
)

CONSENTS = ConsentTicket(
    head=HEAD,
    holder=HOLDER,
    consents=(
        ConsentLine(channel=Channel.EMAIL, granted=True, wording="2026-05"),
        ConsentLine(channel=Channel.SMS, granted=False, wording="2026-05"),
    ),
    parent="Anna Petit",
)

GIFT_CARD = GiftCardTicket(
    head=HEAD,
    ending="6GV5",
    number="GCH289H858P2WC1J6GV5",
    offered_by="Malo",
    message="Joyeux anniversaire !",
    paid=euros(5_000),
    balance=euros(5_000),
    until=date(2027, 11, 22),
    grace_days=30,
)

CLOSING = ClosingTicket(
    head=HEAD,
    day=date(2026, 11, 21),
    made_up=True,
    figures=(
        FigureLine(
            label=Message(key="task.day.visits"),
            value=Message(key="task.day.visits.value", params={"count": 184, "members": 161, "new": 7}),
        ),
        FigureLine(
            label=Message(key="task.day.revenue"),
            value=Message(
                key="task.day.revenue.value", params={"amount": euros(412_355), "off": euros(12_050)}
            ),
        ),
        FigureLine(
            label="Points",
            value=Message(key="task.day.counter", params={"earned": 4_123, "spent": 1_500}),
        ),
    ),
    register=(
        FigureLine(
            label=Message(key="task.day.gift_sold.difference"),
            value=Message(key="task.day.difference.none"),
        ),
    ),
    journal_seq=18_204,
    journal_hash="3f9a 77c0 12de 9b01",
)

TEST = TestTicket(head=HEAD, printer="192.168.1.50:9100")

TICKETS: dict[str, Ticket] = {
    "plain": PLAIN,
    "rich": RICH,
    "consents": CONSENTS,
    "gift_card": GIFT_CARD,
    "closing": CLOSING,
    "test": TEST,
}
