"""Who may come in: a till of ours, with a signature of its own, fresh, and never seen before.

An unknown merchant, an unknown till and a wrong signature get the same answer for the same work, so that
nobody learns which tills there are.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.clock import Clock
from fidpos.domain.ids import MerchantId, TillId
from fidpos.server.api.answers import Refused
from fidpos.server.api.rate import TILL_RATE, Limiter, Rate
from fidpos.server.ports import CentreStore, TillRecord, TillStatus, Unit
from fidpos.wire.sync.refusal import Refusal, RefusalCode
from fidpos.wire.sync.signature import BadSignature, Claim, Target, claim_of, verify

CLOCK_WINDOW_S = 300
"""How far a till's clock may be from ours, either way."""

_KEYS_KEPT = 20_000
_Sender = tuple[MerchantId, TillId]


class Gate:
    """Blocking and thread-safe; each request passes `recognise`, then `admit` in its own transaction."""

    def __init__(self, store: CentreStore, clock: Clock, *, rate: Rate = TILL_RATE) -> None:
        self._store = store
        self._clock = clock
        self._limiter = Limiter(rate, clock)
        self._lock = threading.Lock()
        self._keys: OrderedDict[_Sender, bytes] = OrderedDict()
        # Verified against where there is no key, for the time it takes; its private half is gone.
        self._nobody = Ed25519PrivateKey.generate().public_key().public_bytes_raw()

    def recognise(self, headers: Mapping[str, str], target: Target, body: bytes) -> Claim:
        """Whose request it is, proven by its signature; its body has not been looked at yet.

        Raises:
            Refused: not signed, not by a till that we know, at another time, or too often.
        """
        try:
            claim = claim_of(headers, target, body)
        except BadSignature as fault:
            raise Refused.because(RefusalCode.NOT_SIGNED, str(fault)) from None
        self._check_clock(claim)
        if not self._signed(claim):
            raise Refused.because(RefusalCode.UNKNOWN_TILL)
        wait_s = self._limiter.wait_s((claim.merchant_id, claim.till_id))
        if wait_s:
            raise Refused.because(RefusalCode.TOO_MANY, retry_after_s=wait_s)
        return claim

    def admit(self, unit: Unit, claim: Claim) -> TillRecord:
        """The till as it is now, its nonce used up with the transaction.

        Raises:
            Refused: seen before, or the till was locked.
        """
        till = self.readmit(unit, claim)
        if not unit.first_seen(till.id, claim.nonce, self._clock.now()):
            raise Refused.because(RefusalCode.REPLAYED)
        return till

    def readmit(self, unit: Unit, claim: Claim) -> TillRecord:
        """The same in a later transaction of one request.

        Raises:
            Refused: the till was locked or is gone.
        """
        till = unit.till(claim.till_id)
        if till is None:
            raise Refused.because(RefusalCode.UNKNOWN_TILL)
        if till.status is TillStatus.REVOKED:
            raise Refused.because(RefusalCode.REVOKED)
        return till

    def _check_clock(self, claim: Claim) -> None:
        now = self._clock.now()
        if abs(claim.created - now.timestamp()) > CLOCK_WINDOW_S:
            server_time = datetime.fromtimestamp(int(now.timestamp()), UTC)
            raise Refused(Refusal(code=RefusalCode.CLOCK, server_time=server_time))

    def _signed(self, claim: Claim) -> bool:
        """A key never changes, so one that was seen need not be read again; who fails is looked up anyway."""
        sender = (claim.merchant_id, claim.till_id)
        with self._lock:
            known = self._keys.get(sender)
        if self._is_by(claim, known):
            return True
        with self._store.unit(claim.merchant_id) as unit:
            till = unit.till(claim.till_id)
        if not self._is_by(claim, till.public_key if till else None):
            return False
        assert till is not None
        with self._lock:
            self._keys[sender] = till.public_key
            if len(self._keys) > _KEYS_KEPT:
                self._keys.popitem(last=False)
        return True

    def _is_by(self, claim: Claim, public_key: bytes | None) -> bool:
        """Whether the holder of the key signed it; nobody holds no key, and that takes as long to find."""
        try:
            verify(claim, public_key or self._nobody)
        except BadSignature:
            return False
        return public_key is not None
