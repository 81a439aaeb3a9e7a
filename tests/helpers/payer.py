"""A till that takes gift cards online: it asks for a hold, writes the payment down and pushes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from random import Random

from msgspec import structs

from fidpos.bootstrap.clock import SystemClock
from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import EventId, GiftCardId, GiftEntryId, GiftHoldId, VisitId, uuid7
from fidpos.sync.client import CentreAddress, HttpCentre
from fidpos.wire.gift_card_events import GiftCardHeld, GiftCardMoved, GiftMoveBody
from fidpos.wire.sealed import open_inscription
from fidpos.wire.sync.hold import HOLD_PATH, GiftCardClaim, Held, Hold, HoldAnswer
from fidpos.wire.sync.signature import Signer
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_process import Network
from tests.helpers.fake_clock import FakeClock
from tests.helpers.paired_till import PairedTill, new_till, paired, paired_till
from tests.simulation.shop import CASHIER

_clock = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """A gift card that a customer shows."""

    id: GiftCardId
    number_digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """A till and its way to ask for holds."""

    till: PairedTill
    centre: HttpCentre

    def sell(self, minor: int) -> Sold:
        """A new card with that much on it, known to the centre."""
        told = Happenings(FakeClock(_clock.now()), seed=Random().getrandbits(64))
        store = self.till.store
        issued = structs.replace(told.gift_card(minor), till_id=store.till_id)
        key = store.keys[issued.gift_card_id] = told.keys[issued.gift_card_id]
        store.record(issued)
        store.record(told.moved(issued.gift_card_id, GiftMove.SOLD, minor))
        self.till.settle()
        number = open_inscription(key, issued.gift_card_id, issued.sealed).number.canonical
        return Sold(id=issued.gift_card_id, number_digest=sha256(number.encode()).digest())

    def hold(self, card: Sold, minor: int, visit_id: VisitId) -> Held:
        """What the centre sets aside."""
        now = _clock.now()
        claim = GiftCardClaim(
            hold_id=GiftHoldId(uuid7(now)),
            number_digest=card.number_digest,
            wanted_minor=minor,
            currency="EUR",
        )
        asked = Hold(visit_id=visit_id, staff_id=CASHIER, at=now, business_day=now.date(), claims=(claim,))
        return self.centre.ask(HOLD_PATH, asked, HoldAnswer).held[0]

    def pay(self, card: Sold, minor: int) -> bool:
        """Whether the whole amount was had and is booked."""
        visit_id = VisitId(uuid7(_clock.now()))
        held = self.hold(card, minor, visit_id)
        if held.granted < minor:
            return False
        assert held.gift_card is not None
        self.till.store.gift_cards[card.id] = structs.replace(held.gift_card, holds=())
        for event in payment(card.id, GiftHoldId(held.hold_id), visit_id, minor):
            self.till.store.record(event)
        while self.till.session.push():
            """Until all of it is there."""
        return True


def payment(
    card_id: GiftCardId, hold_id: GiftHoldId, visit_id: VisitId, minor: int
) -> tuple[GiftCardHeld, GiftCardMoved]:
    """What the till writes down."""
    now = _clock.now()
    held = GiftCardHeld(
        id=EventId(uuid7(now)),
        at=now,
        hold_id=hold_id,
        gift_card_id=card_id,
        visit_id=visit_id,
        amount_minor=minor,
        expires_at=now,
        staff_id=CASHIER,
    )
    body = GiftMoveBody(
        id=GiftEntryId(uuid7(now)), gift_card_id=card_id, amount_minor=-minor, hold_id=hold_id
    )
    spent = GiftCardMoved(
        id=EventId(uuid7(now)),
        at=now,
        business_day=now.date(),
        move=GiftMove.SPENT,
        moves=(body,),
        staff_id=CASHIER,
        ticket="1",
        visit_id=visit_id,
    )
    return held, spent


@contextmanager
def paying(url: str, network: Network, number: int) -> Iterator[Payer]:
    """A till of the first shop, just paired."""
    till = new_till(f"Lyon {number}")
    welcome = paired(url, network.code(), till)
    signer = Signer(merchant_id=welcome.merchant_id, till_id=welcome.till_id, private_key=till.private_key)
    with paired_till(url, welcome, till, seed=number) as found:
        address = CentreAddress(url=url, pin=welcome.tls_pin)
        yield Payer(till=found, centre=HttpCentre(found.line, address, signer, _clock))
