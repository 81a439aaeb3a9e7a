"""The door for tills that nobody knows yet: the centre's public keys for all, and pairing with a code."""

from functools import partial

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fidpos.domain.clock import Clock
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import MerchantId, uuid7
from fidpos.rules.fingerprint import programme_fingerprint
from fidpos.server.api.answers import Refused
from fidpos.server.api.rate import DOOR_RATE, Limiter, Rate
from fidpos.server.api.sync import SyncRoutes
from fidpos.server.api.workers import Workers
from fidpos.server.keys import Keyring
from fidpos.server.register import Register
from fidpos.server.services.pairing import Admitted, admit
from fidpos.wire.sync.packing import Malformed, TooLarge, unpack
from fidpos.wire.sync.pairing import (
    KEYS_PATH,
    PAIR_BYTES_MAX,
    PAIR_PATH,
    Introduction,
    NotPaired,
    PairAnswer,
    PairRequest,
    Published,
    Welcome,
)
from fidpos.wire.sync.refusal import RefusalCode


class Reception:
    """Lets tills in. Blocking.

    Args:
        tls_pin: what tills are to know our TLS key by; None behind a proxy with a certificate of its own.
    """

    def __init__(
        self,
        register: Register,
        keyring: Keyring,
        clock: Clock,
        *,
        tls_pin: bytes | None,
        rate: Rate = DOOR_RATE,
    ) -> None:
        self.keyring = keyring
        self._register = register
        self._clock = clock
        self._tls_pin = tls_pin
        self._limiter = Limiter(rate, clock)

    def pair(self, sender: str, body: bytes) -> PairAnswer:
        """Let a till in.

        Raises:
            Refused: not the message it should be, a code that is not good, or too many tries from there.
        """
        wait_s = self._limiter.wait_s(sender)
        if wait_s:
            raise Refused.because(RefusalCode.TOO_MANY, retry_after_s=wait_s)
        try:
            request = unpack(body, PairRequest, bytes_max=PAIR_BYTES_MAX)
            said = self.keyring.introduced(request)
        except TooLarge as fault:
            raise Refused.because(RefusalCode.TOO_LARGE, str(fault)) from None
        except (Malformed, NotPaired) as fault:
            raise Refused.because(RefusalCode.MALFORMED, str(fault)) from None
        admitted = self._admit(said)
        if admitted is None:
            raise Refused.because(RefusalCode.CODE_REFUSED)
        try:
            return self.keyring.welcome(self._welcome(admitted), said.answer_key)
        except InvalidValue as fault:
            raise Refused.because(RefusalCode.MALFORMED, str(fault)) from None

    def _admit(self, said: Introduction) -> Admitted | None:
        """An unknown merchant is looked for like a known one, under an id that nobody has."""
        now = self._clock.now()
        found = {each.number: each.id for each in self._register.merchants()}
        merchant_id = found.get(said.merchant, MerchantId(uuid7(now)))
        with self._register.pages(merchant_id) as pages:
            return admit(pages, said, now=now)

    def _welcome(self, admitted: Admitted) -> Welcome:
        merchant, shop, till = admitted.merchant, admitted.shop, admitted.till
        return Welcome(
            merchant_id=merchant.id,
            merchant_name=merchant.name,
            merchant_code=merchant.code,
            card_name=merchant.card_name,
            currency=merchant.currency,
            shop_id=shop.id,
            shop_name=shop.name,
            zone=shop.zone,
            day_starts_minute=shop.day_starts_minute,
            till_id=till.id,
            till_name=till.name,
            public_key=till.public_key,
            keys=self.keyring.public,
            tls_pin=self._tls_pin,
            pin_pepper=self.keyring.pin_pepper(merchant.id),
            server_time=self._clock.now(),
            programmes=tuple(
                Published(version, programme_fingerprint(programme))
                for version, programme in sorted(admitted.programmes.items())
            ),
        )


def door(reception: Reception, routes: SyncRoutes, workers: Workers) -> list[Route]:
    """The routes of pairing, counted and answered like those of known tills."""

    async def keys(_: Request) -> msgspec.Struct:
        return reception.keyring.public

    async def pair(request: Request) -> msgspec.Struct:
        sender = request.client.host if request.client else ""
        async with routes.intake.body(request, bytes_max=PAIR_BYTES_MAX) as body:
            return await workers.run(partial(reception.pair, sender, body))

    async def answer_keys(request: Request) -> Response:
        return await routes.answered(KEYS_PATH, keys, request)

    async def answer_pair(request: Request) -> Response:
        return await routes.answered(PAIR_PATH, pair, request)

    return [
        Route(KEYS_PATH, answer_keys, methods=["GET"]),
        Route(PAIR_PATH, answer_pair, methods=["POST"]),
    ]
