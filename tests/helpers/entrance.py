"""The centre's door over a real register, without a network: a `sync.pairing.Door` that can be asked."""

from datetime import date
from uuid import UUID

from fidpos.domain.ids import MerchantId, ShopId, uuid7
from fidpos.server.api.answers import Refused
from fidpos.server.api.pair import Reception
from fidpos.server.api.rate import DOOR_RATE, Rate
from fidpos.server.db.register import PostgresRegister
from fidpos.server.keys import Keyring
from fidpos.server.register import Merchant, Shop, Till
from fidpos.server.services.pairing import CentrePlace, make_code
from fidpos.sync.ports import CentreRefused
from fidpos.vault.centre_keys import CentreKeys
from fidpos.wire.sync.packing import pack
from fidpos.wire.sync.pairing import PairAnswer, PairRequest
from fidpos.wire.sync.pairing_code import PairingCode, PublicKeys, new_code
from tests.helpers.fake_clock import FakeClock

OPERATOR = UUID(int=3)


class Entrance:
    """The door of a centre with one merchant and one shop.

    Attributes:
        heard: every request that came.
    """

    def __init__(self, register: PostgresRegister, clock: FakeClock, rate: Rate = DOOR_RATE) -> None:
        self.clock = clock
        self.register = register
        self.heard: list[PairRequest] = []
        self.keyring = Keyring(CentreKeys.generate())
        self.merchant_id = MerchantId(uuid7(clock.now()))
        self.shop_id = ShopId(uuid7(clock.now()))
        merchant = Merchant(id=self.merchant_id, name="M", code="1234", card_name="Club", currency="EUR")
        shop = Shop(id=self.shop_id, name="Lyon", zone="Europe/Paris", opens_on=date(2026, 1, 1))
        with register.pages(self.merchant_id) as pages:
            self.number = pages.add_merchant(merchant)
            pages.add_shop(shop)
        self._reception = Reception(register, self.keyring, clock, tls_pin=None, rate=rate)

    def code(self) -> PairingCode:
        """A fresh one."""
        centre = CentrePlace(keys=self.keyring.public, address="")
        with self.register.pages(self.merchant_id) as pages:
            return make_code(pages, self.shop_id, OPERATOR, centre=centre, now=self.clock.now())

    def guess(self) -> PairingCode:
        """As good as any, by whoever knows the merchant's number and the centre's keys."""
        return new_code(self.number, self.keyring.public, "")

    def tills(self) -> list[Till]:
        """Those that were let in."""
        with self.register.pages(self.merchant_id) as pages:
            return list(pages.tills())

    def keys(self) -> PublicKeys:
        return self.keyring.public

    def pair(self, request: PairRequest) -> PairAnswer:
        self.heard.append(request)
        try:
            return self._reception.pair("192.0.2.1", pack(request))
        except Refused as refused:
            raise CentreRefused(refused.refusal) from None
